"""Which trials fit, by which sites, in which order. Several cases are mistakes that users of other finders reported."""

from collections.abc import Callable

import pandas as pd
import pytest
from fake_snapshot import Cells, fake_site, fake_trial

from finder.errors import QuestionError
from finder.query.criteria import parse_criteria
from finder.query.search import NEAREST, Answer, read_fitting_sites
from finder.schema import table
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader

Ask = Callable[..., Answer]
MakeReader = Callable[[list[Cells], list[Cells]], Reader]

DALLAS = {"city": "Dallas", "latitude": 32.78, "longitude": -96.81}
BOSTON = {"city": "Boston", "region": "Massachusetts", "latitude": 42.36, "longitude": -71.06}
MUNICH = {
    "city": "München", "region": "Bayern", "country": "Germany", "country_code": "DE", "latitude": 48.14,
    "longitude": 11.58,
}  # fmt: skip
CLOSED = {"status": "COMPLETED", "recruiting": False}
NOWHERE = {"latitude": None, "longitude": None, "point_source": "none"}


def numbers(answer: Answer) -> list[int]:
    return [int(nct_id[3:]) for nct_id in answer.trials["nct_id"]]


@pytest.fixture
def find(make_reader: MakeReader, ask: Ask) -> Callable[..., list[int]]:
    """find(trials, sites, criteria...) -> numbers of the trials, in order."""

    def run(trials: list[Cells], sites: list[Cells] | None = None, **words: str | list[str]) -> list[int]:
        return numbers(ask(make_reader(trials, sites or []), **words))

    return run


def test_an_answer_has_all_its_columns_even_when_empty(make_reader: MakeReader, ask: Ask) -> None:
    reader = make_reader([fake_trial(1)], [fake_site(1, 1)])
    added = ["sites_total", "sites_recruiting", "countries", "site_match", *NEAREST]
    for words in ({}, {"near": "Houston"}, {"phase": "4"}, {"near": "Tokyo", "within": "1km"}):
        trials = ask(reader, **words).trials
        assert list(trials.columns)[: len(table("trials").names)] == table("trials").names
        assert set(trials.columns) == {*table("trials").names, *added}
        assert trials["nearest_distance_km"].dtype == "Float64"
        assert trials["nearest_recruiting"].dtype == "boolean"
        assert trials.index.tolist() == list(range(len(trials)))


def test_only_open_trials_unless_told(find: Callable[..., list[int]]) -> None:
    statuses = [
        "RECRUITING",
        "ENROLLING_BY_INVITATION",
        "AVAILABLE",
        "NOT_YET_RECRUITING",
        "COMPLETED",
        "UNKNOWN",
        "NEW",
    ]
    trials = [fake_trial(n, status=status) for n, status in enumerate(statuses, 1)]
    assert find(trials) == [1, 2, 3, 4]
    assert find(trials, status="recruiting") == [1]
    assert find(trials, status=["completed", "recruiting"]) == [1, 5]
    assert find(trials, status="any") == [1, 2, 3, 4, 5, 6, 7]


def test_phases(find: Callable[..., list[int]]) -> None:
    phases = [["PHASE1"], ["PHASE1", "PHASE2"], ["PHASE2"], ["PHASE2", "PHASE3"], ["EARLY_PHASE1"], ["NA"], []]
    trials = [fake_trial(n, phases=phase) for n, phase in enumerate(phases, 1)]
    assert find(trials, phase="1") == [1, 2]
    assert find(trials, phase="1/2") == [2]
    assert find(trials, phase="2") == [2, 3, 4]
    assert find(trials, phase=["2/3", "early 1"]) == [4, 5]
    assert find(trials, phase="na") == [6, 7]
    assert find(trials, phase="4") == []
    assert find(trials, sort="phase") == [4, 3, 2, 1, 5, 6, 7]


def test_an_organ_also_brings_trials_for_its_group_and_without_limit(make_reader: MakeReader, ask: Ask) -> None:
    organs = [["pancreas"], ["gep"], ["any"], ["lung"], [], ["lung", "pancreas"], ["pancreas", "gep", "any"]]
    reader = make_reader([fake_trial(n, primary_sites=sites) for n, sites in enumerate(organs, 1)], [])
    answer = ask(reader, site="pancreas")
    assert dict(zip(numbers(answer), answer.trials["site_match"], strict=True)) == {
        1: ["exact"], 2: ["gep"], 3: ["any"], 5: ["any"], 6: ["exact"], 7: ["exact", "gep", "any"],
    }  # fmt: skip
    assert numbers(ask(reader, site="lung")) == [3, 4, 5, 6, 7]
    answer = ask(reader, site="gep")
    assert dict(zip(numbers(answer), answer.trials["site_match"], strict=True)) == {
        1: ["gep"], 2: ["exact"], 3: ["any"], 5: ["any"], 6: ["gep"], 7: ["exact", "gep", "any"],
    }  # fmt: skip
    assert ask(reader).trials["site_match"].tolist() == [[]] * 7


def test_silence_hides_nothing(find: Callable[..., list[int]]) -> None:
    trials = [
        fake_trial(1, min_age_years=None, max_age_years=None, sex=None, treatments=[], differentiation="not_stated"),
        fake_trial(
            2, min_age_years=18.0, max_age_years=64.0, sex="FEMALE", treatments=["surgery"], differentiation="nec"
        ),
        fake_trial(
            3, min_age_years=12.0, max_age_years=17.0, sex="MALE", treatments=["imaging"], differentiation="both"
        ),
        fake_trial(4, min_age_years=65.0, max_age_years=None, last_update_posted=None),
    ]
    assert find(trials, age="64") == [1, 2]
    assert find(trials, age="17.5") == [1]
    assert find(trials, age="17") == [1, 3]
    assert find(trials, age="80") == [1, 4]
    assert find(trials, sex="female") == [1, 2, 4]
    assert find(trials, treatment=["surgery", "imaging"]) == [1, 2, 3]
    assert find(trials, differentiation="net") == [1, 3, 4]
    assert find(trials, differentiation="nec") == [1, 2, 3]
    assert find(trials, differentiation="not_stated") == [1]
    assert find(trials, updated_since="2026-06-01") == [4]


def test_update_dates_of_any_precision(find: Callable[..., list[int]]) -> None:
    days = ["2025-12-31", "2026-01-01", "2026-01", "2026", "2025", None]
    trials = [fake_trial(n, last_update_posted=day) for n, day in enumerate(days, 1)]
    assert find(trials, updated_since="2026-01-01") == [2, 3, 4, 6]
    assert find(trials)[0] in (2, 3, 4)
    assert find(trials)[-1] == 6


def test_a_place_counts_recruiting_sites_of_open_trials_and_any_site_of_others(find: Callable[..., list[int]]) -> None:
    trials = [
        fake_trial(1),
        fake_trial(2),
        fake_trial(3, status="NOT_YET_RECRUITING"),
        fake_trial(4, status="COMPLETED"),
        fake_trial(5, status="UNKNOWN"),
    ]
    no = {"recruiting": False}
    sites = [fake_site(1, 1), fake_site(2, 2, **CLOSED), fake_site(3, 2, **DALLAS), fake_site(4, 3, **no)]
    sites += [fake_site(5, 4, **CLOSED), fake_site(6, 5, **no)]
    for place in ({"near": "Houston", "within": "50km"}, {"city": "Houston"}):
        assert sorted(find(trials, sites, **place)) == [1, 3]
        assert sorted(find(trials, sites, **place, status="any")) == [1, 3, 4, 5]
    assert sorted(find(trials, sites, country="United States")) == [1, 2, 3]
    assert find(trials, sites, country="Germany") == []


def test_the_only_enrolling_site_is_shown_although_a_closed_one_is_nearer(make_reader: MakeReader, ask: Ask) -> None:
    sites = [fake_site(1, 1, **CLOSED), fake_site(2, 1, **BOSTON), fake_site(3, 1, **DALLAS)]
    answer = ask(make_reader([fake_trial(1)], sites), near="Houston")
    row = answer.trials.iloc[0]
    assert (row["nearest_city"], row["nearest_recruiting"], row["nearest_site_id"]) == ("Dallas", True, "site-0003")
    assert row["nearest_distance_km"] == pytest.approx(362, abs=3)
    assert (row["sites_recruiting"], row["sites_total"], row["countries"]) == (2, 3, ["United States"])


def test_a_trial_without_recruiting_site_shows_its_nearest_with_its_status(make_reader: MakeReader, ask: Ask) -> None:
    sites = [fake_site(1, 1, **CLOSED, **BOSTON), fake_site(2, 1, **CLOSED, **DALLAS)]
    reader = make_reader([fake_trial(1)], sites)
    row = ask(reader, near="Houston").trials.iloc[0]
    assert (row["nearest_city"], row["nearest_recruiting"], row["nearest_status"]) == ("Dallas", False, "COMPLETED")
    assert ask(reader, near="Houston", within="1000km").total == 0


def test_the_order_is_by_distance_and_not_by_list(find: Callable[..., list[int]]) -> None:
    trials = [fake_trial(n) for n in (1, 2, 3, 4, 5)]
    sites = [fake_site(1, 1, **MUNICH), fake_site(2, 2, **BOSTON), fake_site(3, 3), fake_site(4, 4, **DALLAS)]
    assert find(trials, sites, near="Houston") == [3, 4, 2, 1, 5]
    assert find(trials, sites, near="Houston", within="250mi") == [3, 4]
    assert find(trials, sites, near="Houston", sort="updated") == [1, 2, 3, 4, 5]


def test_ties_are_broken_by_number(find: Callable[..., list[int]]) -> None:
    trials = [fake_trial(n) for n in (3, 1, 2)]
    sites = [fake_site(n, n) for n in (1, 2, 3)]
    for words in ({}, {"near": "Houston"}, {"sort": "phase"}):
        assert find(trials, sites, **words) == [1, 2, 3]
    trials[0]["last_update_posted"] = "2026-05"
    assert find(trials, sites) == [3, 1, 2]
    assert find(trials, sites, near="Houston") == [3, 1, 2]


def test_at_one_distance_trials_about_these_tumors_come_first(find: Callable[..., list[int]]) -> None:
    trials = [fake_trial(1, relevance="net_included"), fake_trial(2), fake_trial(3, relevance="net_included")]
    sites = [fake_site(1, 1), fake_site(2, 2), fake_site(3, 3, **DALLAS)]
    assert find(trials, sites, near="Houston") == [2, 1, 3]
    assert find(trials, sites, sort="updated") == [2, 1, 3]


def test_sites_without_a_point_are_never_near_and_never_silently_lost(make_reader: MakeReader, ask: Ask) -> None:
    sites = [fake_site(1, 1), fake_site(2, 2, **NOWHERE), fake_site(3, 4, **CLOSED), fake_site(4, 4, **NOWHERE)]
    sites += [fake_site(5, 5, **CLOSED, **BOSTON), fake_site(6, 6, latitude=95.0), fake_site(7, 1, **NOWHERE)]
    reader = make_reader([fake_trial(n) for n in (1, 2, 3, 4, 5, 6)], sites)
    answer = ask(reader, near="Houston", within="100mi")
    # 2: no point; 3: no site; 4: its recruiting site has no point; 6: not on the earth. 5 is placed, but closed.
    assert (numbers(answer), answer.unplaced) == ([1], 4)
    answer = ask(reader, near="Houston")
    assert numbers(answer) == [1, 4, 5, 2, 3, 6]
    assert answer.unplaced == 3
    assert answer.trials["nearest_distance_km"].isna().tolist() == [False, False, False, True, True, True]
    assert ask(reader).unplaced == 0


def test_place_criteria_hold_for_one_and_the_same_site(find: Callable[..., list[int]]) -> None:
    trials = [fake_trial(1), fake_trial(2)]
    sites = [fake_site(1, 1), fake_site(2, 1, **MUNICH), fake_site(3, 2, **MUNICH)]
    assert find(trials, sites, country="DE", near="Houston", within="100km") == []
    assert find(trials, sites, country="DE", near="Munich", within="100km") == [1, 2]
    assert find(trials, sites, country=["DE", "US"], city="Houston") == [1]


def test_the_nearest_site_is_one_that_fits(make_reader: MakeReader, ask: Ask) -> None:
    reader = make_reader([fake_trial(1)], [fake_site(1, 1), fake_site(2, 1, **MUNICH)])
    assert ask(reader, near="Houston", country="Germany").trials["nearest_country"].tolist() == ["Germany"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"city": "Munich"}, [1, 2]),
        ({"city": "münchen"}, [1, 2]),
        ({"city": "MUENCHEN"}, [1, 2]),
        ({"region": "Bavaria"}, [1, 2]),
        ({"region": "bayern"}, [1, 2]),
        ({"region": "TX"}, [3]),
        ({"region": ["Texas", "Bayern"]}, [1, 2, 3]),
        ({"city": "Munich", "country": "US"}, []),
        ({"city": "%"}, None),
        ({"city": "Nowhere' OR 1=1 --"}, []),
    ],
)
def test_regions_and_cities_in_any_of_their_names(
    make_reader: MakeReader, ask: Ask, words: dict[str, str], found: list[int] | None
) -> None:
    english = {**MUNICH, "city": "Munich", "region": "Bavaria"}
    trials = [fake_trial(n) for n in (1, 2, 3)]
    reader = make_reader(trials, [fake_site(1, 1, **MUNICH), fake_site(2, 2, **english), fake_site(3, 3)])
    if found is None:
        with pytest.raises(QuestionError, match="city does not take"):
            ask(reader, **words)
    else:
        assert numbers(ask(reader, **words)) == found


def test_a_site_in_the_corner_of_the_box_is_not_within_the_circle(make_reader: MakeReader, ask: Ask) -> None:
    # 0.8 degrees north and east of Houston: each less than 100 km away, together 118 km.
    reader = make_reader([fake_trial(1)], [fake_site(1, 1, latitude=30.56, longitude=-94.56)])
    assert ask(reader, near="29.76,-95.36", within="100km").total == 0
    assert ask(reader, near="29.76,-95.36", within="120km").total == 1


def test_places_beyond_the_date_line_and_at_the_pole(find: Callable[..., list[int]]) -> None:
    trials = [fake_trial(n) for n in (1, 2, 3, 4)]
    points = [(-17.0, 179.9), (-17.0, -179.9), (89.9, 10.0), (89.9, -170.0)]
    sites = [fake_site(n, n, latitude=lat, longitude=lon) for n, (lat, lon) in enumerate(points, 1)]
    assert sorted(find(trials, sites, near="-17,179.8", within="50km")) == [1, 2]
    assert sorted(find(trials, sites, near="-17,-180", within="50km")) == [1, 2]
    assert sorted(find(trials, sites, near="90,0", within="50km")) == [3, 4]
    assert sorted(find(trials, sites, near="0,0", within="20000km")) == [1, 2, 3, 4]


def test_all_trials_come_without_a_limit(find: Callable[..., list[int]]) -> None:
    trials = [fake_trial(n) for n in range(1, 1501)]
    assert len(find(trials)) == 1500


def test_sites_by_which_trials_fit(make_reader: MakeReader, ask: Ask, gazetteer: Gazetteer) -> None:
    sites = [fake_site(1, 1), fake_site(2, 1, **DALLAS), fake_site(3, 1, **CLOSED), fake_site(4, 1, **MUNICH)]
    reader = make_reader([fake_trial(1), fake_trial(2)], [*sites, fake_site(5, 2, **MUNICH)])

    def fitting(**words: str) -> dict[str, float | None]:
        frame = read_fitting_sites(reader, ask(reader, **words), gazetteer)
        distances = [None if pd.isna(km) else round(float(km)) for km in frame["distance_km"]]
        return dict(zip(frame["site_id"].str[-1], distances, strict=True))

    assert fitting(near="Houston", within="50km") == {"1": 0}
    assert fitting(near="Houston", country="US") == {"1": 0, "2": 363}
    assert fitting(country="Germany") == {"4": None, "5": None}
    assert set(fitting()) == {"1", "2", "3", "4", "5"}


def test_criteria_made_in_python_are_as_good_as_typed_ones(make_reader: MakeReader, ask: Ask) -> None:
    reader = make_reader([fake_trial(1)], [fake_site(1, 1)])
    assert ask(reader, near="Houston").criteria == parse_criteria({"near": ["Houston"]})
    place = ask(reader, near="Houston").place
    assert place is not None
    assert place.name == "Houston, Texas"
