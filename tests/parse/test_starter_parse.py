from io import StringIO
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import AnswerError
from finder.parse.starter import parse_starter
from finder.parse.starter_centers import parse_centers
from finder.schema.raw import CENTER_KEYS, LISTING_KEYS, SITE_KEYS, TRIAL_KEYS

TRIALS = (
    b"nct_id,title,acronym,status,last_update_posted,recorded_on,study_type,phases,primary_purpose,conditions,keywords,"
    b"interventions,sponsor,start_date,completion_date,enrollment,min_age,max_age,sex,has_results\n"
    b'NCT90000001,"Fake, with comma",,RECRUITING,,2025-08-01,,PHASE1 | PHASE2,,NET | A,,'
    b"DIETARY SUPPLEMENT: Drug A | Placebo: Sham,Fake,2024-05,,40,18 Years,,,True\n"
    b"NCT90000002,NA,,COMPLETED,,2025-08-01,,NA,,,,,NULL,,,many,,,,\n"
    b"rubbish,x,,,,,,,,,,,,,,,,,,\n"
)
SITES = (
    b"nct_id,facility,city,state,postal_code,country,status,latitude,longitude,recorded_on\n"
    b"NCT90000001,Fake Hospital,Boston,,02114,United States,,42.36,-71.06,2025-08-01\n"
    b"NCT90000001,,,,,,,,,2025-08-01\n"
)
CENTERS = (
    ",".join(CENTER_KEYS) + "\nFake Center,,,Italy,,,net_program,,,,https://example.org,2026-11-20 page\n"
).encode()


def test_rows_have_the_shape_of_the_registrys() -> None:
    raw = parse_starter(TRIALS, SITES)
    assert all(set(row) <= set(TRIAL_KEYS) for row in raw.trials)
    assert all(set(row) <= set(SITE_KEYS) for row in raw.sites)
    first, second = raw.trials
    assert first["phases"] == ["PHASE1", "PHASE2"]
    assert first["interventions"] == [{"type": "DIETARY_SUPPLEMENT", "name": "Drug A"}, {"name": "Placebo: Sham"}]
    assert (first["enrollment"], first["has_results"], first["acronym"], first["min_age"]) == (
        40,
        True,
        None,
        "18 Years",
    )
    assert (second["title"], second["sponsor"], second["enrollment"], second["has_results"]) == (
        "NA",
        "NULL",
        "many",
        None,
    )
    assert second["phases"] == ["NA"]
    assert [row["position"] for row in raw.sites] == [0, 1]
    assert (raw.sites[0]["latitude"], raw.sites[0]["postal_code"], raw.sites[1]["facility"]) == (42.36, "02114", None)


def test_every_row_says_where_it_is_from_and_when_it_was_recorded() -> None:
    row = parse_starter(TRIALS, SITES).trials[0]
    assert {key: row[key] for key in ("source", "source_url", "fetched_at", "data_version")} == {
        "source": "starter",
        "source_url": "https://clinicaltrials.gov/study/NCT90000001",
        "fetched_at": "2025-08-01",
        "data_version": "2025-08-01",
    }


def test_a_bad_row_costs_no_other() -> None:
    raw = parse_starter(TRIALS, SITES)
    assert len(raw.trials) == 2
    assert [(p.kind, p.bad) for p in raw.problems] == [("no_identifier", True)]


def read_center(**cells: str) -> dict[str, Any]:
    row = {**dict.fromkeys(CENTER_KEYS, ""), "name": "Fake Center", **cells}
    text = StringIO()
    pd.DataFrame([row]).to_csv(text, index=False)
    (center,) = parse_centers(text.getvalue().encode())
    return center


def test_centers() -> None:
    rows = parse_centers(CENTERS)
    assert [set(row) <= set(LISTING_KEYS) for row in rows] == [True]
    assert (rows[0]["name"], rows[0]["city"], rows[0]["country"]) == ("Fake Center", None, "Italy")
    assert (rows[0]["checked"], rows[0]["evidence"], rows[0]["accreditation"]) == ("2026-11-20", "own page", [])


@pytest.mark.parametrize(
    ("accreditation", "checked", "year"),
    [
        ("ENETS CoE", "2026-11-20 page", 2026),
        ("ENETS CoE", "2026-11-20 old-list", 2013),
        ("ENETS CoE (enets.org list, about 2013)", "2026-11-20 third-party", 2013),
        ("", "2026-11-20 page", None),
        ("ENETS CoE", "someday page", None),
        ("ENETS CoE", "", None),
    ],
)
def test_the_year_in_which_an_accreditation_was_seen(accreditation: str, checked: str, year: int | None) -> None:
    assert read_center(accreditation=accreditation, source_checked=checked)["accreditation_year"] == year


def test_lists_are_parted_by_semicolons_outside_of_brackets() -> None:
    row = read_center(accreditation="Fake CoE (tested 2008; since 2011); Fake list", specialties="NET; ; PRRT")
    assert row["accreditation"] == ["Fake CoE (tested 2008; since 2011)", "Fake list"]
    assert row["specialties"] == ["NET", "PRRT"]


def test_several_kinds_of_evidence_and_one_that_nobody_foresaw() -> None:
    assert read_center(source_checked="2026-11-20 page+list-copy")["evidence"] == "own page, copied list"
    assert read_center(source_checked="2026-11-20 letter")["evidence"] == "letter"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b"name\n1\n",
        TRIALS[:40],
        TRIALS.replace(b"status", b"state"),
        b'nct_id\n"open',
    ],
)
def test_a_damaged_table_is_told(data: bytes) -> None:
    for parse in (lambda: parse_starter(data, SITES), lambda: parse_starter(TRIALS, data), lambda: parse_centers(data)):
        with pytest.raises(AnswerError) as caught:
            parse()
        assert "The list of" in caught.value.message
        assert caught.value.remedy


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_in_rows_or_in_a_named_error(data: bytes) -> None:
    try:
        parse_centers(data)
    except AnswerError:
        return
    raise AssertionError("bytes without the columns were taken")
