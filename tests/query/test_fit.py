"""The check as a whole: nothing is lost, nothing raises, and no answer makes a trial fit that another one ruled out."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from fake_snapshot import Cells, fake_site, fake_trial
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.query.fit import Judged, Sorting, arrange, judge_fit, sort_trials
from finder.query.fit_reason import Places
from finder.query.person import GRADES, SITES, Person
from finder.schema import load_columns
from finder.store.reader import Reader

MakeReader = Callable[[list[Cells], list[Cells]], Reader]

FRANCE = {"country": "France", "country_code": "FR", "city": "Lyon", "region": "Rhône"}

PERSONS = st.builds(
    Person,
    age=st.none() | st.floats(0, 130),
    sex=st.sampled_from([None, "female", "male"]),
    site=st.sampled_from([None, *SITES]),
    grade=st.sampled_from([None, *GRADES]),
    prrt=st.sampled_from([None, True, False]),
    sstr=st.sampled_from([None, "positive", "negative"]),
    country=st.sampled_from([None, "FR", "US", "ZZ"]),
)
GARBAGE = (
    st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.just(pd.NA) | st.just(pd.NaT)
    | st.lists(st.none() | st.text() | st.integers()) | st.dictionaries(st.text(), st.text())
)  # fmt: skip


def values_of(column: str) -> tuple[str, ...]:
    return load_columns()[column].values


FIELDS = ("inclusion", "exclusion", "title", "condition", "summary", "odd")
LINES = st.builds(
    "{}: some words ({})".format,
    st.sampled_from([
        *SITES, "any", *GRADES, "net", "nec", "both, net", "prior_prrt excluded", "prior_prrt required",
        "sstr required", "sstr excluded",
    ]),
    st.sampled_from(FIELDS),
)  # fmt: skip
TRIALS = st.fixed_dictionaries(
    {},
    optional={
        "relevance": st.sampled_from([*values_of("relevance"), None]) | GARBAGE,
        "min_age_years": st.sampled_from([None, 18.0, 0.5, pd.NA]) | GARBAGE,
        "max_age_years": st.sampled_from([None, 75.0, 17.5]) | GARBAGE,
        "sex": st.sampled_from(values_of("sex")) | GARBAGE,
        "primary_sites": st.lists(st.sampled_from(values_of("primary_sites")), max_size=3) | GARBAGE,
        "differentiation": st.sampled_from(values_of("differentiation")) | GARBAGE,
        "grades": st.lists(st.sampled_from(GRADES), unique=True) | GARBAGE,
        "prior_prrt": st.sampled_from(values_of("prior_prrt")) | GARBAGE,
        "sstr": st.sampled_from(values_of("sstr")) | GARBAGE,
        "matched": st.lists(LINES, max_size=8) | GARBAGE,
        "last_update_posted": GARBAGE,
        "nct_id": GARBAGE,
    },
)
PLACES = st.sampled_from(
    [
        Places(),
        Places(("France",)),
        Places(("France",), open={"FR": ("Lyon",)}),
        Places(("France",), later={"FR": ("Lyon",)}),
    ]
)


@settings(max_examples=400, deadline=None)
@given(TRIALS, PLACES, PERSONS)
def test_no_record_raises_and_each_answer_gets_one_reason(
    trial: dict[str, Any], places: Places, person: Person
) -> None:
    fit = judge_fit(trial, places, person)
    assert tuple(reason.question for reason in fit.reasons) == person.answered
    for reason in fit.reasons:
        assert reason.sentence
        assert "{" not in reason.sentence
        assert bool(reason.where) or not reason.words or reason.field not in FIELDS[:-1]
        if reason.verdict == "ruled_out":
            assert reason.words
    said = {reason.verdict for reason in fit.reasons}
    assert (fit.verdict == "ruled_out") == ("ruled_out" in said)
    assert (fit.verdict == "fits") == (said == {"fits"})


@settings(max_examples=300, deadline=None)
@given(TRIALS, PLACES, PERSONS, st.data())
def test_an_answer_more_never_makes_a_trial_fit_that_was_ruled_out(
    trial: dict[str, Any], places: Places, person: Person, data: st.DataObject
) -> None:
    if person.answered:
        dropped = data.draw(st.sampled_from(person.answered))
        less = judge_fit(trial, places, person.model_copy(update={dropped: None}))
        if less.verdict == "ruled_out":
            assert judge_fit(trial, places, person).verdict == "ruled_out"


@given(st.lists(TRIALS, max_size=5), PERSONS)
@settings(deadline=None)
def test_arranging_loses_no_trial(trials: list[dict[str, Any]], person: Person) -> None:
    judged = [Judged(trial, judge_fit(trial, Places(), person)) for trial in trials]
    sorting = arrange(judged)
    assert len(sorting.fits) + len(sorting.ask) + len(sorting.ruled_out) == len(trials)


def numbers(group: tuple[Judged, ...]) -> list[int]:
    return [int(each.trial["nct_id"][3:]) for each in group]


def groups(sorting: Sorting) -> tuple[list[int], list[int], list[int]]:
    return numbers(sorting.fits), numbers(sorting.ask), numbers(sorting.ruled_out)


def test_nothing_known_lists_every_open_trial(make_reader: MakeReader) -> None:
    statuses = values_of("status")
    reader = make_reader([fake_trial(n, status=status) for n, status in enumerate(statuses, 1)], [])
    fits, ask, ruled_out = groups(sort_trials(reader, Person()))
    open_ones = {"RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"}
    assert (fits, ruled_out) == ([], [])
    assert {statuses[number - 1] for number in ask} == open_ones


def test_the_order_inside_a_group(make_reader: MakeReader) -> None:
    trials = [
        fake_trial(1, relevance="net_included", last_update_posted="2026-05-01"),
        fake_trial(2, last_update_posted="2024-01-01"),
        fake_trial(3, last_update_posted="2025-01-01"),
        fake_trial(4, min_age_years=18.0, last_update_posted="2020-01-01"),
        fake_trial(5, last_update_posted=None),
        fake_trial(6, min_age_years=70.0, sex="MALE"),
        fake_trial(7, min_age_years=70.0, last_update_posted="2001-01-01"),
    ]
    person = Person(age=40, sex="female", sstr="positive")
    fits, ask, ruled_out = groups(sort_trials(make_reader(trials, []), person))
    assert fits == []
    assert ask == [4, 3, 2, 5, 1]
    assert ruled_out == [7, 6]


def test_a_country_counts_sites_that_are_open_there(make_reader: MakeReader) -> None:
    trials = [fake_trial(n) for n in (1, 2, 3, 4)]
    trials += [fake_trial(n, status="NOT_YET_RECRUITING") for n in (5, 6)] + [fake_trial(7)]
    waiting = {"status": "NOT_YET_RECRUITING", "recruiting": False}
    closed = {"status": "COMPLETED", "recruiting": False}
    sites = [
        fake_site(1, 1, **FRANCE),
        fake_site(2, 2, **FRANCE, **closed),
        fake_site(3, 3, **FRANCE, **waiting),
        fake_site(4, 4),
        fake_site(5, 5, **FRANCE, **waiting),
        fake_site(6, 6, **FRANCE, **closed),
        fake_site(8, 1, **FRANCE, **closed),
        fake_site(9, 2),
    ]
    sorting = sort_trials(make_reader(trials, sites), Person(country="FR"))
    assert groups(sorting) == ([1, 5], [3, 7], [2, 4, 6])
    told = {each.trial["nct_id"][-1]: each.fit.reasons[0] for each in (*sorting.fits, *sorting.ask, *sorting.ruled_out)}
    assert told["1"].words == "Lyon"
    assert told["1"].sentence == "The record lists a place in France that takes people now."
    assert told["5"].sentence == "The record lists a place in France that plans to open."
    assert told["2"].sentence.startswith("No open place in France is listed. Those")
    assert told["4"].sentence == "No open place in France is listed."
    assert told["4"].words == "United States"
    assert told["7"].sentence == "The record lists no place. Ask the team."


def test_a_site_that_states_no_status_counts_in_a_trial_that_plans_to_open(make_reader: MakeReader) -> None:
    reader = make_reader(
        [fake_trial(1, status="NOT_YET_RECRUITING")], [fake_site(1, 1, **FRANCE, status=None, recruiting=False)]
    )
    assert groups(sort_trials(reader, Person(country="FR"))) == ([1], [], [])


@pytest.mark.parametrize("broken", [{"site": "any"}, {"age": -1}, {"age": float("nan")}, {"country": "france"}])
def test_a_person_that_cannot_be_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(broken))):
        Person(**broken)
