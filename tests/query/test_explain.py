"""An empty list says which criterion emptied it."""

from collections.abc import Callable

from fake_snapshot import Cells, fake_site, fake_trial

from finder.query.criteria import parse_criteria
from finder.query.explain import count_relaxed
from finder.query.search import Answer
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader

Ask = Callable[..., Answer]
MakeReader = Callable[[list[Cells], list[Cells]], Reader]
BOSTON = {"city": "Boston", "region": "Massachusetts", "latitude": 42.36, "longitude": -71.06}


def make(make_reader: MakeReader) -> Reader:
    trials = [fake_trial(1), fake_trial(2, status="COMPLETED"), fake_trial(3, phases=["PHASE3"])]
    return make_reader(trials, [fake_site(1, 1), fake_site(2, 2), fake_site(3, 3, **BOSTON)])


def said(answer: Answer) -> list[tuple[str, str, int]]:
    return [(one.criterion, one.value, one.count) for one in answer.emptied_by]


def test_a_list_with_trials_explains_nothing(make_reader: MakeReader, ask: Ask) -> None:
    answer = ask(make(make_reader), near="Houston", within="50mi")
    assert (answer.total, answer.emptied_by, answer.never_met) == (1, [], [])


def test_each_criterion_that_alone_keeps_trials_away(make_reader: MakeReader, ask: Ask) -> None:
    reader = make(make_reader)
    assert said(ask(reader, phase="3", near="Houston", within="50mi", country="US")) == [
        ("within", "50mi of Houston", 1),
        ("phase", "3", 1),
    ]
    assert said(ask(reader, text="no such words")) == [("text", "no such words", 2)]
    assert said(ask(reader, status="suspended", phase=["2", "4"])) == [("status", "suspended", 2)]
    assert said(ask(reader, country="Germany")) == [("country", "Germany", 2)]
    assert said(ask(reader, age="5", phase="4")) == [("phase", "4", 2)]


def test_where_it_takes_two_the_hopeless_ones_are_named(make_reader: MakeReader, ask: Ask) -> None:
    answer = ask(make(make_reader), phase="4", country="Germany", site="pancreas")
    assert answer.emptied_by == []
    assert [one.criterion for one in answer.never_met] == ["country", "phase"]


def test_an_empty_snapshot_is_explained_too(make_reader: MakeReader, ask: Ask) -> None:
    answer = ask(make_reader([], []), near="Houston", phase="1")
    assert (answer.total, answer.emptied_by, answer.unplaced) == (0, [], 0)


def test_counts_agree_with_the_search_that_leaves_one_out(
    make_reader: MakeReader, ask: Ask, gazetteer: Gazetteer
) -> None:
    reader = make(make_reader)
    words = {"near": ["Houston"], "within": ["50mi"], "phase": ["2"], "site": ["pancreas"], "country": ["US"]}
    for one in count_relaxed(reader, gazetteer, parse_criteria(words)):
        fewer = {name: values for name, values in words.items() if name != one.criterion}
        if one.criterion == "status":
            fewer["status"] = ["any"]
        assert ask(reader, **fewer).total == one.count, one
