"""Lists from memory are the lists from the disk: the same trials, order, sites and distances for any question."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from finder.errors import QuestionError
from finder.query import list_reader
from finder.query.compose import compose_question
from finder.query.criteria import parse_criteria
from finder.query.list_reader import ListReader
from finder.query.places import resolve_place
from finder.query.search import add_site_facts, list_trials, measure_nearest, search
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.question import Question
from finder.store.reader import Reader, open_current

World = tuple[Reader, ListReader, Gazetteer]

STATUSES = ("RECRUITING", "COMPLETED", "NOT_YET_RECRUITING", "UNKNOWN", None)
ORGANS = (["pancreas"], ["gep"], ["lung"], ["any"], [])
#: One on the other side of the date line from Fiji, one without a point, one off the earth.
POINTS = ((29.76, -95.36), (30.27, -97.74), (48.85, 2.35), (-17.7, -179.9), (None, None), (95.0, 0.0))
PLACES = (("Houston", "Texas", "US"), ("Austin", "Texas", "US"), ("Paris", "Ile-de-France", "FR"), ("Suva", None, "FJ"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    config = Settings(home=tmp_path_factory.mktemp("lists"))
    trials, sites = [], []
    for number in range(1, 91):
        cells = {"primary_sites": ORGANS[number % 5], "last_update_posted": f"2026-0{number % 9 + 1}-01"}
        trials.append(fake_trial(number, status=STATUSES[number % 5], **cells))
        for turn in range(number % 4):
            latitude, longitude = POINTS[(number + turn) % 6]
            city, region, country = PLACES[(number * 3 + turn) % 4]
            where = {"city": city, "region": region, "country_code": country, "latitude": latitude}
            # Names run against the order of the trials, so that neither can stand in for the other.
            sites.append(
                fake_site(9000 - len(sites), number, longitude=longitude, recruiting=(number + turn) % 3 == 0, **where)
            )
    publish_fake(config, trials, sites)
    with open_gazetteer(config) as gazetteer:
        reader = open_current(config)
        yield reader, ListReader(reader), gazetteer


def test_tables_that_are_read_in_parts_are_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = world[0]
    sites = reader.read_table("sites").set_index("site_id")
    monkeypatch.setattr(list_reader, "_ROWS_AT_ONCE", 7)
    # Whatever the order in which they come.
    monkeypatch.setattr(ListReader, "iter_table", lambda _, *asked: reversed(list(reader.iter_table(*asked))))
    parts = ListReader(reader)
    assert parts.read_trials([f"NCT{10_000_000 + n}" for n in range(200)]).equals(
        world[1].read_trials([f"NCT{10_000_000 + n}" for n in range(200)])
    )
    read = parts.read_sites_by_id(list(sites.index)).set_index("site_id")
    pd.testing.assert_frame_equal(read, sites.loc[read.index, list(read)])
    assert len(read) == len(sites) > 7


QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "near": st.sampled_from([["Houston"], ["Paris"], ["-17.7,179.9"], ["0,0"]]),
        "within": st.sampled_from([["1km"], ["100mi"], ["800km"]]),
        "site": st.sampled_from([["pancreas"], ["lung", "thymus"]]),
        "status": st.sampled_from([["any"], ["completed"], ["open"]]),
        "country": st.sampled_from([["US"], ["FR", "FJ"], ["DE"]]),
        "region": st.sampled_from([["Texas"], ["TX"]]),
        "city": st.sampled_from([["Austin"], ["Nowhere"]]),
        "text": st.sampled_from([["fake"], ["7"], ["absent"]]),
        "sort": st.sampled_from([["updated"], ["relevance"], ["phase"]]),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=QUESTIONS)
@example(words={})
@example(words={"near": ["-17.7,179.9"], "within": ["800km"]})
@example(words={"near": ["Houston"], "within": ["100mi"], "country": ["US"], "status": ["any"]})
@example(words={"near": ["Paris"], "region": ["Texas"]})
def test_any_question_has_the_same_answer(world: World, words: dict[str, Any]) -> None:
    reader, lists, gazetteer = world
    try:
        criteria = parse_criteria(words)
    except QuestionError:  # a distance from nowhere
        return
    whole, listed = search(reader, gazetteer, criteria), list_trials(lists, gazetteer, criteria)
    described = add_site_facts(lists, listed.trials)
    pd.testing.assert_frame_equal(described, whole.trials[list(described)])
    assert (listed.unplaced, listed.emptied_by, listed.never_met) == (
        whole.unplaced,
        whole.emptied_by,
        whole.never_met,
    )
    if criteria.near:
        nearest = measure_nearest(lists, gazetteer, criteria)
        distances = whole.trials["nearest_distance_km"].astype("float64")
        assert sorted(nearest.dropna()) == pytest.approx(sorted(distances.dropna()))
        assert len(nearest) == whole.total


def test_a_part_of_a_list_is_described_as_in_the_whole(world: World) -> None:
    reader, lists, gazetteer = world
    criteria = parse_criteria({"near": ["Houston"], "status": ["any"]})
    part = add_site_facts(lists, list_trials(lists, gazetteer, criteria).trials.iloc[10:15])
    pd.testing.assert_frame_equal(part, search(reader, gazetteer, criteria).trials.iloc[10:15][list(part)])


@pytest.mark.parametrize("within", ["1km", "300km", "9000km"])
@pytest.mark.parametrize("near", ["29.76,-95.36", "-17.7,179.9", "89,0"])
def test_only_points_in_the_boxes_are_measured(world: World, near: str, within: str) -> None:
    reader, lists, gazetteer = world
    criteria = parse_criteria({"near": [near], "within": [within], "status": ["any"]})
    question = compose_question(criteria, resolve_place(near, gazetteer), gazetteer)
    points = lists.find_points(question).astype({"nct_id": "str"})
    pd.testing.assert_frame_equal(points, reader.find_points(question).astype({"nct_id": "str", "site_id": "str"}))


def test_distances_need_a_place(world: World) -> None:
    reader, _, gazetteer = world
    with pytest.raises(ValueError, match="place"):
        measure_nearest(reader, gazetteer, parse_criteria({}))


def test_unknown_identifiers_are_left_out(world: World) -> None:
    _, lists, _ = world
    assert list(lists.read_trials(["NCT00000002", "NCT99999999", "NCT00000001", "NCT00000002"])["nct_id"]) == [
        "NCT00000001",
        "NCT00000002",
    ]
    assert lists.read_sites_by_id(["nothing"]).empty
    assert lists.read_trials([]).empty


def test_what_people_type_is_not_kept(world: World) -> None:
    _, lists, _ = world
    before = lists._fitting.cache_info().currsize
    for typed in (Question(texts=("private words",)), Question(age_years=0.0), Question(updated_since="2026-01-01")):
        lists.find_trials(typed)
    assert lists._fitting.cache_info().currsize == before
    lists.find_trials(Question(statuses=("WITHDRAWN",)))
    assert lists._fitting.cache_info().currsize == before + 1
