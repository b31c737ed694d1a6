"""What sources say of centers, row by row."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.listings import build_listings
from finder.schema import table
from finder.schema.raw import LISTING_KEYS

CITIES = pd.DataFrame(
    [
        ("fakeville", "US", "Ohio", 40.0, -83.0, 1000),
        ("fakeville", "CA", "Ontario", 50.0, -83.0, 100),
        ("twinville", "US", "Ohio", 40.0, -83.0, 1000),
        ("twinville", "CA", "Ontario", 50.0, -83.0, 101),
        ("", "US", "Ohio", 0.0, 0.0, 0),
    ],
    columns=["name_key", "country_code", "region", "latitude", "longitude", "population"],
)
LISTING = {
    "name": "Fake NET Center (Ünit)",
    "kind": "net_program",
    "accreditation": ["ENETS CoE (2019)", "NCI-designated"],
    "accreditation_year": 2026,
    "specialties": ["NET", "PRRT"],
    "city": "Fakeville",
    "region": "Ohio",
    "country": "United States",
    "latitude": "39.96",
    "longitude": "-83.0",
    "url": "https://fake.example",
    "source_url": "https://fake.example/list",
    "checked": "2026-11-20",
    "evidence": "own page",
    "as_written": "Fake NET Center (Ünit), Fakeville",
}


def build(*changes: dict[str, Any]) -> pd.DataFrame:
    return build_listings([{**LISTING, **change} for change in changes], "fake_list", CITIES)


def test_a_whole_listing() -> None:
    rows = build({})
    assert list(rows.columns) == table("listings").names
    row = rows.iloc[0]
    assert row["listing_id"] == "fake_list/fake-net-center-unit-fakeville-us"
    assert row[["country_code", "latitude", "source", "accreditation_year"]].tolist() == [
        "US",
        39.96,
        "fake_list",
        2026,
    ]
    assert row["accreditation"] == ["ENETS CoE (2019)", "NCI-designated"]


@pytest.mark.parametrize("year", [None, "soon", 1066, 99999, True])
def test_an_accreditation_without_its_year_is_not_kept(year: object) -> None:
    row = build({"accreditation_year": year}).iloc[0]
    assert row["accreditation"] == []
    assert row["accreditation_year"] is pd.NA


def test_a_year_without_an_accreditation_is_not_kept() -> None:
    assert build({"accreditation": []}).iloc[0]["accreditation_year"] is pd.NA


@pytest.mark.parametrize("change", [{"longitude": None}, {"latitude": 0, "longitude": 0}, {"latitude": "91"}])
def test_a_point_that_is_none_is_that_of_the_city(change: dict[str, Any]) -> None:
    row = build(change).iloc[0]
    assert (row["latitude"], row["longitude"]) == (40.0, -83.0)


def test_a_city_that_is_not_known_has_no_point() -> None:
    row = build({"city": "Nowhere", "latitude": None, "longitude": None}).iloc[0]
    assert row["latitude"] is pd.NA


@pytest.mark.parametrize(("city", "code"), [("Fakeville", "US"), ("Twinville", None), ("Nowhere", None), (None, None)])
def test_a_city_alone_tells_its_country_where_it_is_certain(city: str | None, code: str | None) -> None:
    row = build({"city": city, "country": None, "region": None}).iloc[0]
    assert row["country_code"] == code or (code is None and pd.isna(row["country_code"]))


def test_rows_that_cannot_be_shown_and_repeated_rows_are_left_out() -> None:
    rows = build({}, {"name": " "}, {"name": 3}, {"kind": None}, {"evidence": "third party"}, {"city": "Elsewhere"})
    assert len(rows) == 2
    assert rows["listing_id"].is_unique
    assert rows.iloc[0]["evidence"] == "own page"


def test_no_rows() -> None:
    assert build_listings([], "fake_list", CITIES).empty


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                key: st.one_of(
                    st.none(),
                    st.text(max_size=20),
                    st.integers(),
                    st.floats(),
                    st.lists(st.text(max_size=5), max_size=3),
                )
                for key in LISTING_KEYS
            },
        ),
        max_size=6,
    )
)
def test_odd_rows_never_raise(rows: list[dict[str, Any]]) -> None:
    listings = build_listings(rows, "fake_list", CITIES)
    assert len(listings) <= len(rows)
    assert listings["name"].notna().all()
