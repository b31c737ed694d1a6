"""Lists and trial sites joined to centers."""

from typing import Any

import pandas as pd
import pytest

from finder.normalize.centers import Centers, find_affiliations, join_centers
from finder.normalize.listings import build_listings
from finder.schema import shape_frame, table

CITIES = pd.DataFrame([], columns=["name_key", "country_code", "region", "latitude", "longitude", "population"])
PLACE = {"city": "Fakeville", "region": "Ohio", "country": "United States", "latitude": 40.0, "longitude": -83.0}
FAR = {"city": "Oldtown", "latitude": 10.0, "longitude": 10.0}
TRIAL_URL = "https://registry.example/study/{nct_id}"


def listing(name: str, **cells: Any) -> dict[str, Any]:
    return {
        "name": name, "kind": "net_program", "checked": "2026-11-20", "evidence": "own page",
        "source_url": "https://fake.example/list", **PLACE, **cells,
    }  # fmt: skip


def site(number: int, facility: str | None, **cells: Any) -> dict[str, Any]:
    return {
        "site_id": f"site-{number}", "nct_id": f"NCT{number:08d}", "facility": facility, "country_code": "US",
        "recruiting": True, **PLACE, **cells,
    }  # fmt: skip


def join(listings: list[dict[str, Any]], sites: list[dict[str, Any]], source: str = "fake_list") -> Centers:
    return join_centers(
        build_listings(listings, source, CITIES), shape_frame(pd.DataFrame(sites), "sites"), "2026-11-19", TRIAL_URL
    )


def test_a_listed_center_with_its_trials() -> None:
    joined = join(
        [listing("Fake University Hospital", url="https://fake.example")],
        [
            site(1, "Fake University Hospital"),
            site(2, "FAKE UNIVERSITY HOSPITAL", recruiting=False),
            site(2, "Fake University Hospital", site_id="site-2b", recruiting=False),
        ],
    )
    assert list(joined.centers.columns) == table("centers").names
    (center,) = joined.centers.to_dict("records")
    assert center["center_id"] == "fake-university-hospital-fakeville-us"
    assert (center["open_trials"], center["total_trials"]) == (1, 2)
    assert (center["kind"], center["source"], center["url"]) == ("net_program", "fake_list", "https://fake.example")
    assert set(joined.of_site) == {"site-1", "site-2", "site-2b"}
    assert set(joined.of_listing.values()) == {center["center_id"]}


def test_a_center_that_only_trials_show_says_so() -> None:
    joined = join([], [site(2, "Fake Clinic of Rareness", recruiting=False), site(3, "Fake Clinic of Rareness")])
    (center,) = joined.centers.to_dict("records")
    assert (center["kind"], center["evidence"]) == ("trial_site", "trial sites")
    assert (center["source"], center["checked"]) == ("clinicaltrials_gov", "2026-11-19")
    assert center["source_url"] == "https://registry.example/study/NCT00000003", "an open trial leads"
    assert center["accreditation"] == []


def test_a_site_without_a_facility_belongs_to_no_center() -> None:
    joined = join([], [site(1, None)])
    assert joined.centers.empty
    assert joined.of_site == {}


def test_the_listing_that_says_most_leads_and_the_oldest_year_is_shown() -> None:
    rows = [
        listing("Fake University Hospital", kind="cancer_center", accreditation=["Fake A"], accreditation_year=2026),
        listing(
            "Fake University Hospital", kind="enets_coe", accreditation=["Fake CoE"], accreditation_year=2013,
            evidence="old list", url="https://fake.example",
        ),
    ]  # fmt: skip
    first, second = (build_listings([row], f"list_{i}", CITIES) for i, row in enumerate(rows))
    joined = join_centers(
        pd.concat([first, second], ignore_index=True), shape_frame(pd.DataFrame(), "sites"), "2026-11-19", TRIAL_URL
    )
    (center,) = joined.centers.to_dict("records")
    assert (center["kind"], center["evidence"], center["source"]) == ("enets_coe", "old list", "list_1")
    assert sorted(center["accreditation"]) == ["Fake A", "Fake CoE"]
    assert center["accreditation_year"] == 2013


def test_identifiers_are_unique_and_do_not_depend_on_other_rows() -> None:
    rows = [listing("Fake North Hospital"), listing("Fake South Hospital"), listing("Fake North Hospital", **FAR)]
    together = join(rows, [site(1, "Fake West Hospital")])
    assert together.centers["center_id"].is_unique
    assert len(together.centers) == 4
    for row in rows:
        alone = join([row], [])
        assert set(alone.centers["center_id"]) <= set(together.centers["center_id"])


def test_other_names_are_the_most_used_spellings() -> None:
    names = [f"Fake University Hospital ( Site {n:04d})" for n in range(20)]
    sites = [site(n, name) for n, name in enumerate([*names, names[7], "FAKE UNIVERSITY-HOSPITAL"])]
    (center,) = join([], sites).centers.to_dict("records")
    assert center["name"] == "Fake University Hospital"
    assert center["other_names"][0] == names[7]
    assert len(center["other_names"]) == 12
    assert set(center["other_names"]) < set(names)


def test_the_order_of_rows_changes_nothing() -> None:
    sites = [site(n, name) for n, name in enumerate(["Fake A Hospital", "Fake B Clinic", "fake a hospital", "Fake C"])]
    rows = [listing("Fake A Hospital"), listing("Fake D Institute")]
    one, other = join(rows, sites), join(rows[::-1], sites[::-1])
    pd.testing.assert_frame_equal(one.centers, other.centers)
    assert one.of_site == other.of_site


def test_investigators_find_their_center_by_site_then_by_affiliation() -> None:
    joined = join([listing("Fake University Hospital"), listing("Fake Twin Clinic"),
                   listing("Fake Twin Clinic", **FAR)],
                  [site(1, "Fake Heart Institute")])  # fmt: skip
    people = pd.DataFrame(
        {
            "site_id": ["site-1", "", "", "", ""],
            "affiliation": [None, "FAKE UNIVERSITY-HOSPITAL", "Fake Twin Clinic", "Somewhere else", None],
        }
    ).astype("str")
    found = find_affiliations(people, joined.centers, joined.of_site)
    assert found.fillna("none").tolist() == [
        "fake-heart-institute-fakeville-us", "fake-university-hospital-fakeville-us", "none", "none", "none",
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [[], [listing("Fake Lone Center")]])
def test_nothing_to_join(rows: list[dict[str, Any]]) -> None:
    joined = join(rows, [])
    assert len(joined.centers) == len(rows)
    assert joined.of_site == {}
