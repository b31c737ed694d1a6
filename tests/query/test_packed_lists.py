"""A large snapshot answers from arrays: the same trials, order, sites, distances and counts as SQL gives."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pandas as pd
import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from finder.errors import DamagedError, QuestionError
from finder.query.compose import compose_question
from finder.query.criteria import parse_criteria
from finder.query.list_reader import TRIAL_COLUMNS
from finder.query.search import add_site_facts, list_trials, measure_nearest, search
from finder.settings import Settings
from finder.store import packing
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.packed_snapshot import PackedSnapshot
from finder.store.question import AnyOf, Question
from finder.store.reader import Reader, open_file
from finder.store.sqlite_snapshot import SqliteSnapshot

World = tuple[Reader, Reader, Gazetteer]

STATUSES = ("RECRUITING", "COMPLETED", "NOT_YET_RECRUITING", "UNKNOWN", None, "AVAILABLE")
ORGANS = (["pancreas"], ["gep"], ["lung", "pancreas"], ["any"], [])
DAYS = ("2026-01-01", "2026-05", "2025", None, "2026-05-17", "no day")
PHASES = (["PHASE2"], ["PHASE1", "PHASE2"], [], ["NA"], ["PHASE3"])
#: One on the other side of the date line from Fiji, one without a point, one off the earth.
POINTS = ((29.76, -95.36), (30.27, -97.74), (48.85, 2.35), (-17.7, -179.9), (None, None), (95.0, 0.0))
PLACES = (
    ("Houston", "Texas", "US"), ("Austin", "Texas", "US"), ("Paris", "Île-de-France", "FR"), ("Suva", None, "FJ"),
    ("Austin", None, None), (None, None, "US"),
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    config = Settings(home=tmp_path_factory.mktemp("packed"))
    trials, sites = [], []
    for number in range(1, 121):
        cells = {
            "primary_sites": ORGANS[number % 5],
            "last_update_posted": DAYS[number * 5 % 6],
            "phases": PHASES[number * 3 % 5],
            "relevance": ("net_specific", "net_included")[number % 2],
            "min_age_years": (None, 18.0, 0.5)[number % 3],
            "max_age_years": (75.0, None)[number % 2],
            "sex": ("ALL", "FEMALE", None)[number % 3],
            "grades": (["g1", "g2"], [])[number % 2],
            "stale": (["old_status"], [])[number % 2],
        }
        # Rows lie against the order of the numbers, so that neither can stand in for the other.
        trials.insert(0, fake_trial(number, status=STATUSES[number % 6], **cells))
        for turn in range(number % 5):
            latitude, longitude = POINTS[(number + turn // 2) % 6]
            city, region, country = PLACES[(number * 5 + turn) % 6]
            where = {"city": city, "region": region, "country_code": country, "latitude": latitude}
            sites.append(
                fake_site(
                    9000 - len(sites), number, longitude=longitude, recruiting=number % 3 == 0 or turn == 3, **where
                )
            )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "PACKED_FROM", 1)
        path = publish_fake(config, trials, sites)
    with open_gazetteer(config) as gazetteer:
        packed = open_file(path)
        assert isinstance(packed.snapshot, PackedSnapshot)
        yield Reader(SqliteSnapshot(path)), packed, gazetteer


QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "near": st.sampled_from([["Houston"], ["Paris"], ["-17.7,179.9"], ["0,0"]]),
        "within": st.sampled_from([["1km"], ["100mi"], ["800km"]]),
        "site": st.sampled_from([["pancreas"], ["lung", "thymus"], ["gep"]]),
        "status": st.sampled_from([["any"], ["completed"], ["open"]]),
        "phase": st.sampled_from([["1/2"], ["2", "na"], ["4"]]),
        "country": st.sampled_from([["US"], ["FR", "FJ"], ["DE"]]),
        "region": st.sampled_from([["Texas"], ["TX"], ["ile de france"]]),
        "city": st.sampled_from([["Austin"], ["Nowhere"], ["Paris", "Houston"]]),
        "age": st.sampled_from([["12"], ["61"], ["80"]]),
        "sex": st.sampled_from([["female"], ["male"]]),
        "relevance": st.sampled_from([["net_specific"], ["net_specific", "net_included"]]),
        "differentiation": st.sampled_from([["net"], ["nec"]]),
        "updated-since": st.sampled_from([["2026-05-10"], ["2025-06-01"]]),
        "text": st.sampled_from(
            [["fake"], ["7"], ["absent"], ["trial 3", "99"], ["?7"], ["Fake TRIAL"], ['"fake trial" tri'], ["t f 1"]]
        ),
        "sort": st.sampled_from([["updated"], ["relevance"], ["phase"]]),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=QUESTIONS)
@example(words={})
@example(words={"near": ["Houston"], "status": ["any"]})
@example(words={"near": ["-17.7,179.9"], "within": ["800km"], "status": ["any"]})
@example(words={"near": ["Houston"], "within": ["100mi"], "country": ["US"], "status": ["any"]})
@example(words={"near": ["Paris"], "region": ["Texas"]})
@example(words={"city": ["Austin"], "country": ["US"], "status": ["any"]})
def test_any_question_has_the_same_answer(world: World, words: dict[str, Any]) -> None:
    plain, packed, gazetteer = world
    try:
        criteria = parse_criteria(words)
    except QuestionError:  # a distance from nowhere
        return
    whole, answer = search(plain, gazetteer, criteria), search(packed, gazetteer, criteria)
    pd.testing.assert_frame_equal(answer.trials, whole.trials)
    assert (answer.unplaced, answer.emptied_by, answer.never_met) == (
        whole.unplaced,
        whole.emptied_by,
        whole.never_met,
    )
    question = compose_question(criteria, whole.place, gazetteer)
    assert packed.find_ids(question) == plain.find_ids(question)
    assert packed.count_trials(question) == plain.count_trials(question)
    assert packed.count_unplaced(question) == plain.count_unplaced(question)
    assert write_counts(packed, question) == write_counts(plain, question)
    pd.testing.assert_frame_equal(packed.find_points(question), plain.find_points(question))
    pd.testing.assert_frame_equal(packed.find_sites(question), plain.find_sites(question))
    pd.testing.assert_frame_equal(packed.find_trials(question), plain.find_trials(question))
    if criteria.near:
        nearest, distances = (measure_nearest(reader, gazetteer, criteria) for reader in (packed, plain))
        assert sorted(nearest.dropna()) == sorted(distances.dropna())
        assert len(nearest) == whole.total


def write_counts(reader: Reader, question: Question) -> list[Any]:
    """Facets with their counts, in the order in which they are told."""
    return [(name, list(counts.items())) for name, counts in reader.count_facets(question).items()]


@pytest.mark.parametrize("words", [{"near": ["Houston"], "status": ["any"]}, {"status": ["any"]}])
def test_a_page_is_completed_as_in_the_whole(world: World, words: dict[str, Any]) -> None:
    plain, packed, gazetteer = world
    criteria = parse_criteria(words)
    page = add_site_facts(packed, list_trials(packed, gazetteer, criteria).trials.iloc[10:15])
    pd.testing.assert_frame_equal(page, search(plain, gazetteer, criteria).trials.iloc[10:15][list(page)])
    assert set(TRIAL_COLUMNS) <= set(page)
    first = search(packed, gazetteer, criteria, limit=7)
    assert (len(first.trials), first.total) == (7, 120)


def test_what_no_criterion_asks_is_answered_as_by_sql(world: World) -> None:
    plain, packed, _ = world
    parts = [AnyOf("grades", ("g2",)), AnyOf("syndromes", ("",)), AnyOf("study_type", ("INTERVENTIONAL", "other"))]
    for question in (Question(any_of=(part,), cities=(("austin", "US"),)) for part in parts):
        assert packed.find_ids(question) == plain.find_ids(question)
    assert packed.list_names("city") == plain.list_names("city")
    assert packed.list_names("region") == plain.list_names("region")
    assert packed.find_ids(Question(texts=("???",))) == []


def test_a_small_snapshot_has_no_arrays(tmp_path: Any) -> None:
    path = publish_fake(Settings(home=tmp_path), [fake_trial(1)], [fake_site(1, 1)])
    assert type(open_file(path).snapshot) is SqliteSnapshot


def test_an_empty_snapshot_can_be_packed(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(packing, "PACKED_FROM", 0)
    reader = open_file(publish_fake(Settings(home=tmp_path)))
    assert isinstance(reader.snapshot, PackedSnapshot)
    criteria = parse_criteria({"near": ["Houston"], "within": ["100mi"], "text": ["fake"]})
    assert search(reader, world[2], criteria).total == 0
    assert not any(reader.count_facets(Question()).values())


@pytest.mark.parametrize("damage", ["UPDATE packs SET pack = x'00'", "DELETE FROM packs"])
def test_a_damaged_array_is_told(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, world: World, damage: str) -> None:
    monkeypatch.setattr(packing, "PACKED_FROM", 1)
    path = publish_fake(Settings(home=tmp_path), [fake_trial(1)], [fake_site(1, 1)])
    with closing(sqlite3.connect(path)) as db:
        db.execute(damage)
        db.commit()
    reader = open_file(path)
    with pytest.raises(DamagedError):
        reader.find_ids(Question(statuses=("RECRUITING",)))
    with pytest.raises(DamagedError):
        list_trials(reader, world[2], parse_criteria({"near": ["Houston"], "text": ["fake"]}))
