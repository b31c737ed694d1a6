from typing import Any

import pytest

from finder.normalize.centers import normalize_centers
from finder.schema import table

CENTER = {
    "name": "Fake NET Center (Ünit)",
    "city": "Fakeville",
    "region": "Ohio",
    "country": "United States",
    "latitude": "39.96",
    "longitude": "-83.0",
    "kind": "net_program",
    "accreditation": "ENETS CoE (2019); NCI-designated",
    "specialties": "NET; PRRT",
    "url": None,
    "source_url": "https://example.org/a | https://example.org/b",
    "source_checked": "2026-11-20 page+list-copy",
}


def _normalize(**changes: Any) -> Any:
    return normalize_centers([{**CENTER, **changes}]).iloc[0]


def test_a_whole_center() -> None:
    centers = normalize_centers([CENTER])
    row = centers.iloc[0]
    assert list(centers.columns) == table("centers").names
    assert row["center_id"] == "fake-net-center-unit-fakeville-us"
    assert row["accreditation"] == ["ENETS CoE (2019)", "NCI-designated"]
    assert row["specialties"] == ["NET", "PRRT"]
    assert row[
        ["country_code", "latitude", "checked", "evidence", "accreditation_year", "open_trials", "source"]
    ].tolist() == [
        "US",
        39.96,
        "2026-11-20",
        "own page, copied list",
        2026,
        0,
        "starter_centers",
    ]
    assert row["source_url"] == "https://example.org/a | https://example.org/b"


@pytest.mark.parametrize(
    ("accreditation", "checked", "year"),
    [
        ("ENETS CoE", "2026-11-20 page", 2026),
        ("ENETS CoE", "2026-11-20 old-list", 2013),
        ("ENETS CoE (enets.org list, about 2013)", "2026-11-20 third-party", 2013),
        (None, "2026-11-20 page", None),
        ("ENETS CoE", "someday page", None),
        ("ENETS CoE", None, None),
    ],
)
def test_the_year_in_which_an_accreditation_was_seen(
    accreditation: str | None, checked: str | None, year: int | None
) -> None:
    found = _normalize(accreditation=accreditation, source_checked=checked)["accreditation_year"]
    assert str(found) == str(year or "<NA>")


def test_half_a_point_is_none_and_a_new_word_of_evidence_stays() -> None:
    row = _normalize(longitude=None, source_checked="2026-11-20 letter")
    assert str(row["latitude"]) == "<NA>"
    assert row["evidence"] == "letter"


def test_identifiers_do_not_depend_on_other_centers_and_are_unique() -> None:
    other = {**CENTER, "name": "Another"}
    alone, together = normalize_centers([CENTER]), normalize_centers([other, CENTER, CENTER, {"name": " "}, {}])
    assert together["center_id"].is_unique
    assert alone["center_id"][0] in set(together["center_id"])
    assert len(together) == 3


def test_no_rows() -> None:
    assert normalize_centers([]).empty
