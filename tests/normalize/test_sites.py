from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.sites import build_sites
from finder.schema.raw import SITE_KEYS, Problem


def _build(
    cities: pd.DataFrame, *rows: dict[str, Any], status: str | None = "RECRUITING"
) -> tuple[pd.DataFrame, list[Problem]]:
    problems: list[Problem] = []
    trials = pd.DataFrame({"nct_id": ["NCT90000001"], "status": [status]}, dtype="str")
    return build_sites(list(rows), trials, cities, problems), problems


def test_a_whole_site(cities: pd.DataFrame, site: dict[str, Any]) -> None:
    sites, problems = _build(cities, site)
    row = sites.iloc[0]
    assert problems == []
    assert row["site_id"].startswith("NCT90000001-")
    assert row[
        ["facility", "city", "region", "country", "country_code", "postal_code", "status", "point_source"]
    ].tolist() == [
        "Fake Hospital",
        "Boston",
        "Massachusetts",
        "United States",
        "US",
        "00000",
        "RECRUITING",
        "source",
    ]
    assert row[["latitude", "longitude", "recruiting"]].tolist() == [42.3, -71.1, True]


def test_a_site_of_nothing_but_its_trial_is_kept(cities: pd.DataFrame) -> None:
    sites, problems = _build(cities, {"nct_id": "NCT90000001"})
    row = sites.iloc[0]
    assert problems == []
    assert (row["status"], row["recruiting"], row["point_source"]) == ("RECRUITING", True, "none")
    assert pd.isna(row["facility"])
    assert pd.isna(row["country"])


def test_sites_of_other_trials_are_left_out(cities: pd.DataFrame, site: dict[str, Any]) -> None:
    sites, _ = _build(cities, site, {**site, "nct_id": "NCT90000002"}, {**site, "nct_id": 7})
    assert sites["nct_id"].tolist() == ["NCT90000001"]


@pytest.mark.parametrize(
    ("study", "own", "status", "recruiting"),
    [
        ("RECRUITING", None, "RECRUITING", True),
        ("RECRUITING", "RECRUITING", "RECRUITING", True),
        ("RECRUITING", "WITHDRAWN", "WITHDRAWN", False),
        ("RECRUITING", "COMPLETED", "COMPLETED", False),
        ("RECRUITING", "ENROLLING_BY_INVITATION", "ENROLLING_BY_INVITATION", True),
        ("RECRUITING", "SOMETHING_NEW", "SOMETHING_NEW", False),
        ("AVAILABLE", None, "AVAILABLE", True),
        ("ENROLLING_BY_INVITATION", None, "ENROLLING_BY_INVITATION", True),
        ("UNKNOWN", "RECRUITING", "RECRUITING", False),
        ("UNKNOWN", None, "UNKNOWN", False),
        ("COMPLETED", "RECRUITING", "RECRUITING", False),
        ("NOT_YET_RECRUITING", None, "NOT_YET_RECRUITING", False),
        (None, "RECRUITING", "RECRUITING", False),
    ],
)
def test_who_takes_people(
    cities: pd.DataFrame, site: dict[str, Any], study: str | None, own: str | None, status: str, recruiting: bool
) -> None:
    sites, _ = _build(cities, {**site, "status": own}, status=study)
    assert sites[["status", "recruiting"]].iloc[0].tolist() == [status, recruiting]


@pytest.mark.parametrize(
    "facility",
    [
        "Research Site",
        "Research site 12",
        "Investigational Site 012",
        "Investigational Site Number : 0012",
        "Study Site",
        "Novartis Investigative Site",
        "GSK investigational Site",
        "GSK Investigational Site, Poole",
        "Local Institution - 0012",
        "Local Institution",
        "Crinetics Study Site Peru #1",
        "Zai Lab Site 1003",
        "CHN86-22",
        "1003",
        "None",
        "Clinical Site",
        "For additional information regarding investigative sites for this trial, contact 1-877-000-0000",
        "Fake, Person A MD (UIA Investigator)",
        "Fake, Person, M.D. (Investigator)",
        "Science 37, Inc",
        "Science 37-Fake; Dept 012-Fake",
        "Science 37-Fake; Dept 012 Dr. A. Fake",
        "Fake IRB",
    ],
)
def test_placeholders_are_no_facility(cities: pd.DataFrame, site: dict[str, Any], facility: str) -> None:
    sites, problems = _build(cities, {**site, "facility": facility})
    assert problems == []
    assert pd.isna(sites["facility"].iloc[0])
    assert sites["city"].iloc[0] == "Boston"


@pytest.mark.parametrize(
    "facility",
    [
        "Fake Hospital ( Site 0012)",
        "Fake Cancer Institute Site Number : 012",
        "Fake Health - General Site",
        "Clinical Research Center",
        "Fake Medical Institution",
        "Fake Hospital /ID# 200",
        "University Site 12",
        "Fake Hospital (Principal Investigator)",
        "Fake MD Practice Investigators",
        "Science 3700 Fake Clinic",
        "Fake Clinic IRB",
    ],
)
def test_real_places_with_a_site_number_stay(cities: pd.DataFrame, site: dict[str, Any], facility: str) -> None:
    assert _build(cities, {**site, "facility": facility})[0]["facility"].iloc[0] == facility


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("South Korea", "South Korea", "KR"),
        ("Korea, Republic of", "South Korea", "KR"),
        ("Turkey", "Turkey", "TR"),
        ("Turkey (Türkiye)", "Turkey", "TR"),
        ("Türkiye", "Turkey", "TR"),
        ("Russian Federation", "Russia", "RU"),
        ("Taiwan", "Taiwan", "TW"),
        ("Hong Kong", "Hong Kong", "HK"),
        ("Kosovo", "Kosovo", "XK"),
        ("Réunion", "Reunion", "RE"),
        ("Macedonia, The Former Yugoslav Republic of", "North Macedonia", "MK"),
        ("Czech Republic", "Czechia", "CZ"),
        ("Palestinian Territories, Occupied", "Palestinian Territory", "PS"),
        ("Iran, Islamic Republic of", "Iran", "IR"),
        ("Côte d’Ivoire", "Ivory Coast", "CI"),
        ("Viet Nam", "Vietnam", "VN"),
        ("Puerto Rico", "Puerto Rico", "PR"),
        ("Moldova, Republic of", "Moldova", "MD"),
        ("  united   states ", "United States", "US"),
        ("Congo, The Democratic Republic of the", "Democratic Republic of the Congo", "CD"),
    ],
)
def test_one_name_a_country(cities: pd.DataFrame, site: dict[str, Any], written: str, name: str, code: str) -> None:
    sites, problems = _build(cities, {**site, "country": written})
    assert problems == []
    assert sites[["country", "country_code"]].iloc[0].tolist() == [name, code]


@pytest.mark.parametrize("written", ["Former Serbia and Montenegro", "Atlantis", "=cmd()"])
def test_an_unknown_country_stays_as_written(cities: pd.DataFrame, site: dict[str, Any], written: str) -> None:
    sites, problems = _build(cities, {**site, "country": written})
    assert [(p.kind, p.bad) for p in problems] == [("unknown_country", False)]
    assert sites["country"].iloc[0] == written
    assert pd.isna(sites["country_code"].iloc[0])


@pytest.mark.parametrize(
    ("country", "state", "region"),
    [
        ("Italy", "MB", "Monza e Brianza"),
        ("United States", "OH", "Ohio"),
        ("United States", "Ohio", "Ohio"),
        ("Spain", "Spain", None),
        ("Germany", "Bayern", "Bayern"),
        ("France", "XX", "XX"),
        ("Atlantis", "AB", "AB"),
        ("China", "  ", None),
    ],
)
def test_regions_by_full_name(
    cities: pd.DataFrame, site: dict[str, Any], country: str, state: str, region: str | None
) -> None:
    found = _build(cities, {**site, "country": country, "state": state})[0]["region"].iloc[0]
    assert pd.isna(found) if region is None else found == region


def test_identifiers_outlive_order_and_a_countrys_new_name(cities: pd.DataFrame, site: dict[str, Any]) -> None:
    rows = [
        {
            **site,
            "facility": "Research Site",
            "city": f"City {i % 3}",
            "status": status,
            "country": "Turkey",
            "position": i,
        }
        for i, status in enumerate(["RECRUITING", "WITHDRAWN", None, "COMPLETED", "RECRUITING", "SUSPENDED"])
    ]
    before, _ = _build(cities, *rows)
    shuffled = [{**row, "country": "Turkey (Türkiye)"} for row in rows]
    Random(4).shuffle(shuffled)
    after, _ = _build(cities, *shuffled)
    assert before["site_id"].is_unique
    key = ["site_id", "city", "status"]
    assert (
        before[key].sort_values("site_id").to_numpy().tolist() == after[key].sort_values("site_id").to_numpy().tolist()
    )


_WORD = st.none() | st.sampled_from(["", "A", "Research Site", "Boston", "Ünïcode", "x" * 200])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.fixed_dictionaries({"facility": _WORD, "city": _WORD, "state": _WORD}), max_size=8), st.randoms())
def test_the_order_of_sites_changes_no_identifier(places: list[dict[str, Any]], random: Random) -> None:
    none = pd.DataFrame(
        {name: [] for name in ("name_key", "country_code", "region", "latitude", "longitude", "population")}
    )
    rows = [{"nct_id": "NCT90000001", **place} for place in places]
    mixed = random.sample(rows, len(rows))
    first, second = _build(none, *rows)[0], _build(none, *mixed)[0]
    assert first["site_id"].is_unique
    assert set(first["site_id"]) == set(second["site_id"])


_CELL = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.lists(st.integers(), max_size=1)
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(SITE_KEYS[1:]), _CELL), max_size=4))
def test_any_cell_is_taken(rows: list[dict[str, Any]]) -> None:
    none = pd.DataFrame(
        {name: [] for name in ("name_key", "country_code", "region", "latitude", "longitude", "population")}
    )
    sites, _ = _build(none, *({"nct_id": "NCT90000001", **row} for row in rows))
    assert len(sites) == len(rows)


def test_a_region_that_the_source_lacks_is_that_of_its_city(cities: pd.DataFrame, site: dict[str, Any]) -> None:
    munich = {"city": "München", "country": "Germany"}
    sites, _ = _build(
        cities, {**site, **munich, "state": None}, {**site, **munich, "position": 1, "state": "Upper Bavaria"}
    )
    assert sites["region"].tolist() == ["Bavaria", "Upper Bavaria"]
