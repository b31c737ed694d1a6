"""Questions fitted to one trial: what the record states or leaves open, where the nearest place is, and never more."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.fetch.starter import read_starter
from finder.normalize import normalize_batch
from finder.parse.starter import parse_starter
from finder.query.questions import MOST, Question, list_questions
from finder.schema import load_columns
from finder.vocabulary.questions import load_questions

#: A trial that leads to no question of its own.
QUIET: dict[str, Any] = {"status": "RECRUITING", "study_type": "INTERVENTIONAL", "stale": [], "phases": ["PHASE2"]}
DECLARED = {question.id: question for question in load_questions().question}
CELLS = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.just(pd.NA),
    st.lists(st.one_of(st.none(), st.text(max_size=10), st.just(pd.NA)), max_size=4),
)
TRIALS = st.dictionaries(st.sampled_from(sorted({*load_columns()})), CELLS, max_size=20)


def ask(nearest_km: float | None = None, same_country: bool | None = None, **cells: Any) -> list[Question]:
    return list_questions({**QUIET, **cells}, nearest_km=nearest_km, same_country=same_country)


def ids(questions: list[Question]) -> list[str]:
    return [question.id for question in questions if question.is_fitted]


def test_a_trial_without_anything_of_its_own_gets_the_general_questions() -> None:
    questions = ask()
    assert ids(questions) == []
    assert [question.id for question in questions][:5] == ["known", "visits", "cost", "travel_paid", "stop"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"stale": ["old_status"]}, ["still_open"]),
        ({"stale": None}, []),
        ({"status": "NOT_YET_RECRUITING"}, ["opens"]),
        ({"status": "COMPLETED"}, ["closed"]),
        ({"status": "ENROLLING_BY_INVITATION"}, ["invited"]),
        ({"status": "NEVER_SEEN"}, []),
        ({"study_type": "EXPANDED_ACCESS"}, ["outside_trial"]),
        ({"study_type": "OBSERVATIONAL"}, ["watching"]),
        ({"prior_prrt": "excluded"}, ["prrt_excluded"]),
        ({"prior_prrt": "required"}, ["prrt_required"]),
        ({"prior_prrt": "allowed"}, ["prrt_allowed"]),
        ({"prior_prrt": "not_stated"}, ["prrt_unsaid"]),
        ({"prior_prrt": None}, ["prrt_unsaid"]),
        ({"sstr": "required"}, ["receptors_required"]),
        ({"sstr": "not_stated"}, ["receptors_unsaid"]),
        ({"randomized": True}, ["random"]),
        ({"randomized": 1, "has_placebo": 1}, ["placebo", "random"]),
        ({"randomized": True, "has_placebo": False}, ["random", "placebo_unsaid"]),
        ({"randomized": True, "has_placebo": pd.NA}, ["random", "placebo_unsaid"]),
        ({"randomized": False}, ["one_group"]),
        ({"randomized": pd.NA}, ["random_unsaid"]),
        ({"randomized": None, "study_type": "OBSERVATIONAL"}, ["watching"]),
        ({"masking": "DOUBLE"}, ["masking"]),
        ({"masking": "NONE"}, []),
        ({"masking": None}, []),
        ({"phases": ["PHASE1", "PHASE2"]}, ["early"]),
        ({"phases": ["PHASE1"], "study_type": "OBSERVATIONAL"}, ["watching"]),
        ({"phases": ["PHASE3"]}, ["usual_care"]),
        ({"grades": ["g1", "g2"]}, ["grades"]),
        ({"grades": []}, ["grades_unsaid"]),
        ({"stage": "required"}, ["spread"]),
        ({"stage": "not_stated"}, ["spread_unsaid"]),
        ({"line_of_therapy": "excluded"}, ["no_drugs_before"]),
        ({"line_of_therapy": "required"}, ["drugs_before"]),
        ({"treatments": ["supportive"]}, ["feeling_better"]),
        ({"treatments": ["imaging"]}, ["scan"]),
        ({"relevance": "net_included"}, ["several_cancers"]),
        ({"relevance": "net_specific"}, []),
    ],
)
def test_each_condition_leads_to_its_question(cells: dict[str, Any], expected: list[str]) -> None:
    assert ids(ask(**cells)) == expected


@pytest.mark.parametrize(
    ("nearest_km", "same_country", "expected"),
    [
        (None, None, []),
        (0.0, True, []),
        (99.9, True, []),
        (100.0, True, ["far"]),
        (20.0, False, ["abroad"]),
        (900.0, False, ["abroad", "far"]),
        (None, False, ["abroad"]),
        (float("nan"), None, []),
    ],
)
def test_distance_and_country_lead_to_questions(
    nearest_km: float | None, same_country: bool | None, expected: list[str]
) -> None:
    assert ids(ask(nearest_km, same_country)) == expected


def test_the_reason_carries_the_words_of_the_record_and_where_they_stand() -> None:
    matched = ["prior_prrt excluded: Prior PRRT (exclusion)", "randomized: Random (design)", "g2: grade 2 (inclusion)"]
    told = {q.id: q for q in ask(prior_prrt="excluded", randomized=True, grades=["g2"], matched=matched)}
    assert (told["prrt_excluded"].words, told["prrt_excluded"].where) == ("Prior PRRT", "in who may not join")
    assert (told["random"].words, told["grades"].words) == ("Random", "grade 2")
    assert told["prrt_excluded"].why == DECLARED["prrt_excluded"].why
    assert not told["known"].is_fitted


def test_words_for_another_value_are_no_reason() -> None:
    told = ask(prior_prrt="not_stated", matched=["prior_prrt excluded: Prior PRRT (exclusion)"])
    assert (told[0].id, told[0].words) == ("prrt_unsaid", "")


def test_where_many_fit_some_general_ones_keep_their_place() -> None:
    unsaid = dict.fromkeys(("prior_prrt", "sstr", "stage", "line_of_therapy", "grades"), "not_stated")
    questions = ask(500, False, randomized=True, has_placebo=True, masking="DOUBLE", stale=["old_status"], **unsaid)
    assert len(questions) == MOST
    assert [question.is_fitted for question in questions] == [True] * 7 + [False] * 3
    assert [q.id for q in questions][:2] == ["still_open", "placebo"]
    fewer = list_questions({**QUIET, **unsaid}, nearest_km=None, same_country=None, most=4)
    assert [question.is_fitted for question in fewer] == [True, False, False, False]


@given(TRIALS, st.none() | st.floats(), st.none() | st.booleans(), st.integers(-1, 12))
@settings(max_examples=200, deadline=None)
def test_any_row_gets_few_questions_and_each_of_them_once(
    trial: dict[str, Any], nearest_km: float | None, same_country: bool | None, most: int
) -> None:
    questions = list_questions(trial, nearest_km=nearest_km, same_country=same_country, most=most)
    assert len(questions) <= max(most, 0)
    assert len({question.id for question in questions}) == len(questions)
    fitted = [question.is_fitted for question in questions]
    assert fitted == sorted(fitted, reverse=True)
    for question in questions:
        assert {name for name in DECLARED[question.id].when if name != "distance"} <= set(trial)


def test_every_trial_of_the_starter_data_gets_fitted_questions() -> None:
    files = read_starter()
    cities = pd.DataFrame(columns=["name_key", "country_code", "region", "latitude", "longitude", "population"])
    batch = normalize_batch(parse_starter(files.trials, files.sites), cities=cities, today=date(2026, 1, 1))
    trials = batch.trials.to_dict("records")
    assert len(trials) > 50
    for trial in trials:
        questions = list_questions(trial, nearest_km=None, same_country=None)
        assert len(questions) == MOST
        assert questions[0].is_fitted, trial["nct_id"]
