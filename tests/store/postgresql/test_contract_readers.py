"""Both engines answer every question to a reader alike: the same rows, types and order over the same snapshot."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as limits
from store.postgresql.asked_questions import HOSTILE, questions
from store.postgresql.both_engines import CENTERS, TRIALS, Both, assert_same, open_both

from finder.query.list_reader import ListReader
from finder.schema import load_tables
from finder.store.question import AnyOf, Box, Question
from finder.store.reader import Reader

NUMBERS = [f"NCT{number:08d}" for number in range(TRIALS + 3, -1, -1)]
SITES = [f"site-{number:04d}" for number in range(8900, 9001)]
ALL = Question()

#: Questions without a Question: method and arguments.
PLAIN: dict[str, list[tuple[Any, ...]]] = {
    "read_table": [(name,) for name in load_tables()],
    "read_sources": [()],
    "read_checked_at": [()],
    "count_people": [()],
    "read_trials": [([],), (NUMBERS,), (list(HOSTILE),), (NUMBERS[:3] * 2,)],
    "read_sites": [(NUMBERS,), (NUMBERS[5:6],)],
    "read_changes": [(NUMBERS,)],
    "read_investigators": [(NUMBERS,)],
    "count_sites": [(NUMBERS,), (NUMBERS[:2] * 2,)],
    "read_sites_by_id": [(SITES,), (list(HOSTILE),)],
    "read_trial": [(number,) for number in (*NUMBERS[:6], "NCT90000001", "NCT90000004", "é", *HOSTILE, "x" * 10**6)],
    "list_names": [("region",), ("city",)],
    "read_center": [(str(center),) for center in (*CENTERS, *HOSTILE, "é")],
    "read_centers": [([*CENTERS[2:], "center-9"],), (list(HOSTILE),)],
    "read_listings": [(list(CENTERS[1:]),)],
    "read_sites_of_centers": [(list(CENTERS[1:]),)],
    "read_people_of_center": [(str(center),) for center in (*CENTERS, *HOSTILE)],
}
#: Methods that take a Question, and whether those of lists from memory are compared too.
ASKED: dict[str, Callable[[Reader, Question], Any]] = {
    "find_ids": lambda reader, question: reader.find_ids(question),
    "count_trials": lambda reader, question: reader.count_trials(question),
    "find_trials": lambda reader, question: reader.find_trials(question),
    "find_sites": lambda reader, question: reader.find_sites(question),
    "find_points": lambda reader, question: reader.find_points(question),
    "count_unplaced": lambda reader, question: reader.count_unplaced(question),
    "count_facets": lambda reader, question: reader.count_facets(question),
    "find_people": lambda reader, question: reader.find_people(question),
    "find_center_trials": lambda reader, question: [
        reader.find_center_trials(question, recruiting=recruiting).values.tolist() for recruiting in (True, False)
    ],
}
#: What tells where the snapshot is, and so differs.
OF_THE_ENGINE = {"name", "where", "path"}
#: What has a test of its own.
ALONE = {"is_older", "holds_all", "iter_table"}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with open_both(tmp_path_factory.mktemp("both")) as opened:
        yield opened


def test_every_method_of_a_reader_is_compared() -> None:
    methods = {name for name, _ in inspect.getmembers(Reader) if not name.startswith("_")}
    assert methods - OF_THE_ENGINE - ALONE == {*PLAIN, *ASKED}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_questions(both: Both, name: str) -> None:
    for arguments in PLAIN[name]:
        assert_same(getattr(both.file, name)(*arguments), getattr(both.server, name)(*arguments))


def test_what_the_refresh_noted(both: Both) -> None:
    assert_same(both.file.meta, both.server.meta)
    assert both.server.is_older is both.file.is_older is False
    assert both.server.holds_all is both.file.holds_all is False


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("trials", ["nct_id"]),
        ("sites", ["country_code", "nct_id"]),
        ("changes", ["at"]),
        ("listings", []),
        ("centers", ["name"]),
    ],
)
def test_a_table_in_pieces(both: Both, name: str, order: list[str], size: int) -> None:
    pieces = [list(reader.iter_table(name, order, size)) for reader in (both.file, both.server)]
    assert [len(piece) for piece in pieces[0]] == [len(piece) for piece in pieces[1]]
    for file, server in zip(*pieces, strict=True):
        assert_same(file, server)


@limits(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(question=questions)
@example(question=ALL)
@example(question=Question(statuses=("RECRUITING",), country_codes=("US",)))
@example(question=Question(any_of=(AnyOf("phases", ("", "PHASE1")), AnyOf("primary_sites", ("any", "lung")))))
@example(question=Question(phases=(("PHASE1", "PHASE2"), ("PHASE3",))))
@example(question=Question(age_years=18.0, sex="FEMALE"))
@example(question=Question(updated_since="2024-05-18"))
@example(question=Question(regions=("texas",), cities=(("houston", "US"), ("paris", ""))))
@example(question=Question(regions=("zurich",)))
@example(question=Question(boxes=(Box(-17.7, -17.7, -179.9, -179.9), Box(29.76, 48.85, -95.36, 8.54))))
@example(question=Question(boxes=(Box(-90, 90, -180, 180),), texts=("lutetium",)))
@example(question=Question(texts=("everolimus", '"well differentiated"')))
@example(question=Question(statuses=("\0",)))
@example(question=Question(cities=(("\0", "\0"),)))
def test_any_question(both: Both, question: Question) -> None:
    for ask in ASKED.values():
        assert_same(ask(both.file, question), ask(both.server, question))


@limits(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(question=questions)
@example(question=ALL)
@example(question=Question(regions=("texas",)))
@example(question=Question(country_codes=("US",), boxes=(Box(20, 40, -100, -90),)))
def test_lists_from_memory(both: Both, question: Question) -> None:
    file, server = (ListReader(reader) for reader in (both.file, both.server))
    for name in ("find_trials", "find_points", "count_trials", "count_unplaced"):
        assert_same(ASKED[name](file, question), ASKED[name](server, question))
    assert_same(file.read_trials(NUMBERS), server.read_trials(NUMBERS))
    assert_same(file.read_sites_by_id(SITES), server.read_sites_by_id(SITES))
