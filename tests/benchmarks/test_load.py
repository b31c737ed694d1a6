"""Visitors without a browser against the real servers: they get answers, they notice a bad one, and memory is kept."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random

import pytest
from own_loop import run_in_own_loop
from streamlit.proto.Element_pb2 import Element

from benchmarks.generate import generate_studies
from benchmarks.load.people import Record, act_once, find_quantile, send_people
from benchmarks.load.server import Server, serve_dashboard, serve_plain
from benchmarks.load.snapshot import publish_studies
from benchmarks.load.soak import Soak, soak
from benchmarks.load.visitor import BadAnswerError, Visitor
from finder.settings import Settings
from finder.store.reader import open_current

#: Seconds of visits coming and going, and the megabytes that a server may grow by meanwhile: caches fill at first.
SOAK_SECONDS, MOST_GROWTH = 20.0, 150.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("load")
    publish_studies(Settings(home=folder), generate_studies(200, 2_000))
    return folder


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    with serve_dashboard(home) as running:
        yield running


def test_all_fake_trials_are_in_the_snapshot(home: Path) -> None:
    counts = open_current(Settings(home=home)).meta["counts"]
    assert (counts["trials"], counts["sites"]) == (200, 2_000)


def test_a_visitor_sees_trials_filters_them_and_turns_the_page(server: Server) -> None:
    async def visit() -> None:
        visitor, _ = await Visitor.visit(server.url)
        assert visitor.count_results() == 10
        await visitor.act("find_page", 2)
        assert "page=2" in visitor.query
        option = visitor.find("ask_site").options[0]
        await visitor.act("ask_site", [option])
        assert visitor.query == "site=pancreas"
        assert visitor.count_results()
        await visitor.act("ask_near", "Houston")
        assert "near=Houston" in visitor.query
        assert visitor.find("ask_within") is not None
        await visitor.leave()

    run_in_own_loop(visit())


@pytest.mark.parametrize("serve", [serve_dashboard, serve_plain])
def test_people_can_ask_both_apps_the_same(serve: Callable[[Path], AbstractContextManager[Server]], home: Path) -> None:
    async def visit(url: str) -> set[str]:
        visitor, _ = await Visitor.visit(url)
        random, done = Random(2), set()
        for _ in range(12):
            done.add((await act_once(visitor, random))[0])
            visitor.count_results()
        await visitor.leave()
        return done

    with serve(home) as running:
        assert len(run_in_own_loop(visit(running.url))) > 3


def test_people_come_act_and_leave(server: Server) -> None:
    record = run_in_own_loop(send_people(server.url, active=3, idle=2, seconds=4, think=0.5))
    assert record.errors == {}
    assert record.all()


def test_memory_stays_bounded_while_visits_come_and_go(server: Server) -> None:
    told = run_in_own_loop(soak(server, SOAK_SECONDS, at_once=3, pause=0.3, every=2.0))
    assert told.errors == {}
    assert told.visits
    assert told.memory[-1][1] - told.memory[0][1] < MOST_GROWTH


def test_a_page_that_does_not_exist_is_a_bad_answer(server: Server) -> None:
    async def visit() -> None:
        visitor, _ = await Visitor.visit(server.url, page="about")
        with pytest.raises(BadAnswerError, match="no widget"):
            await visitor.act("ask_site", [])
        await visitor.leave()

    run_in_own_loop(visit())


def make_visitor(*elements: Element) -> Visitor:
    return Visitor(socket=None, elements=list(elements))  # type: ignore[arg-type]


def test_an_exception_and_a_missing_count_are_bad_answers() -> None:
    broken, silent, told = Element(), Element(), Element()
    broken.exception.type, broken.exception.message = "ValueError", "fake"
    silent.html.body, told.alert.body = "<article></article>", "1 trial"
    with pytest.raises(BadAnswerError, match="ValueError: fake"):
        make_visitor(told, broken).count_results()
    with pytest.raises(BadAnswerError, match="how many"):
        make_visitor(silent).count_results()
    assert make_visitor(told, silent).count_results() == 1


def test_a_slope_is_told_for_what_comes_after_the_first_seconds() -> None:
    steady = Soak([(0.0, 10.0), (100.0, 90.0), (3600.0, 100.0), (5400.0, 105.0), (7200.0, 110.0)])
    assert steady.slope(after=3600) == pytest.approx(10)
    assert steady.slope(after=7200) != steady.slope(after=7200)


def test_quantiles_are_numbers_that_were_measured() -> None:
    record = Record()
    for second in range(100):
        record.note("turn", float(second))
    assert (find_quantile(record.all(), 0.5), find_quantile(record.all(), 0.95)) == (50.0, 95.0)
    assert find_quantile([], 0.5) != find_quantile([], 0.5)
