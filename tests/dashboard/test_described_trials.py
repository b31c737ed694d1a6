"""What a card shows of a trial is kept between questions; what the question decides is not."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from way_pages import make_home, use_home

import dashboard.data
from dashboard.data import ask_list, describe_trials, open_reader
from dashboard.parts.escape import to_text
from finder.query.criteria import Criteria, parse_criteria
from finder.query.search import Answer, list_trials, search
from finder.settings import load_settings
from finder.store.gazetteer import open_gazetteer

QUESTIONS = some.fixed_dictionaries(
    {"status": some.just(["any"])},
    optional={
        "near": some.sampled_from([["Rochester, MN"], ["Boston, MA"], ["Paris"], ["0,0"]]),
        "site": some.sampled_from([["pancreas"], ["lung"], ["any"]]),
    },
)


def _say(cell: object) -> str:
    return str(cell) if isinstance(cell, list) else to_text(cell)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("described"))


@pytest.fixture
def _served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_home(home, monkeypatch)
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("_served")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(QUESTIONS, min_size=2, max_size=4), some.integers(0, 15))
def test_cards_show_the_same_as_a_search_whatever_was_asked_before(
    questions: list[dict[str, list[str]]], start: int
) -> None:
    reader = open_reader()
    with open_gazetteer(load_settings()) as gazetteer:
        for asked in questions:
            criteria = parse_criteria(asked)
            whole = search(reader, gazetteer, criteria).trials.iloc[start : start + 10]
            shown = describe_trials(reader, ask_list(reader, criteria).trials.iloc[start : start + 10])
            assert [row["nct_id"] for row in shown] == whole["nct_id"].tolist()
            for row, (_, right) in zip(shown, whole.iterrows(), strict=True):
                assert {name: _say(row[name]) for name in row} == {name: _say(right[name]) for name in row}


def _count_dead_references() -> int:
    gc.collect()
    return sum(type(one) is weakref.ReferenceType and one() is None for one in gc.get_objects())


@pytest.mark.usefixtures("_served")
def test_a_kept_answer_does_not_grow_with_each_look_at_it() -> None:
    reader, criteria = open_reader(), parse_criteria({"status": ["any"]})

    def look() -> None:
        trials = ask_list(reader, criteria).trials
        assert len(trials.iloc[:10]["nct_id"]) == 10

    look()
    before = _count_dead_references()
    for _ in range(200):
        look()
    assert _count_dead_references() - before < 100


@pytest.mark.usefixtures("_served")
def test_what_a_visitor_does_to_an_answer_is_not_seen_by_the_next() -> None:
    reader, criteria = open_reader(), parse_criteria({"status": ["any"]})
    first = ask_list(reader, criteria).trials
    ids = first["nct_id"].tolist()
    first.loc[:, "nct_id"] = "fake"
    assert ask_list(reader, criteria).trials["nct_id"].tolist() == ids


@pytest.mark.usefixtures("_served")
def test_answers_to_choices_are_made_once_and_as_many_are_kept_as_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, made = open_reader(), []

    def note(lists: object, places: object, criteria: Criteria) -> Answer:
        made.append(criteria)
        return list_trials(lists, places, criteria)  # type: ignore[arg-type]

    monkeypatch.setattr(dashboard.data, "list_trials", note)
    first, second, typed = (
        parse_criteria(asked)
        for asked in ({"status": ["any"]}, {"status": ["any"], "sort": ["phase"]}, {"text": ["fake"]})
    )
    for criteria in (first, first, second, first, typed, typed):
        ask_list(reader, criteria)
    assert made == [first, second, typed, typed]
    monkeypatch.setattr(dashboard.data, "_MOST_ROWS", 150)
    st.cache_resource.clear()
    made.clear()
    for criteria in (first, second, second, first):
        ask_list(reader, criteria)
    assert made == [first, second, first]
