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

#: Visits after which the server holds as many sessions of those who left as it ever will, 128, at two a visit.
SETTLED = 100
#: Visits that are then watched, and the kilobytes that one may leave behind. Memory swings by some megabytes, up to 50
#: a visit of so few, so this finds what keeps whole frames or pages. What is less is found by the hour of `--soak 60`,
#: and to the byte, but without sessions, by tests/dashboard/test_memory.py.
WATCHED, MOST_KEPT = 150, 150.0


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


def test_visits_that_come_and_go_leave_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NET_FINDER_PROCESSES", "1")
    with serve_dashboard(home) as alone:
        told = run_in_own_loop(soak(alone, 600, visits=SETTLED + WATCHED, acts=1, at_once=3, pause=0.02, every=0.5))
    assert told.errors == {}
    assert told.visits >= SETTLED + WATCHED
    assert told.kept_of_a_visit(after=SETTLED) < MOST_KEPT


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


def make_soak(hourly: float, swing: float = 3.0) -> Soak:
    """Readings of an hour and a half, one each ten seconds, at which there are two visits."""
    random = Random(7)
    seconds = [float(second) for second in range(0, 5_400, 10)]
    # What fills at first is none of the growth.
    at_first = [max(0.0, 60 - second / 10) for second in seconds]
    return Soak(
        [
            (second, 700 - early + hourly * second / 3600 + random.gauss(0, swing), int(second / 5))
            for second, early in zip(seconds, at_first, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("hourly", "verdict"), [(0.0, "flat"), (-9.0, "flat"), (7.0, "not shown to be flat"), (20.0, "not flat")]
)
def test_growth_is_told_with_its_uncertainty(hourly: float, verdict: str) -> None:
    growth = make_soak(hourly).growth()
    assert growth.slope == pytest.approx(hourly, abs=growth.give_or_take)
    assert growth.give_or_take < 3
    assert growth.allowed == pytest.approx(7, rel=0.03)
    assert growth.verdict == verdict


def test_memory_that_swings_wildly_is_not_called_flat() -> None:
    assert make_soak(0.0, swing=90.0).growth().verdict == "not shown to be flat"


def test_no_growth_is_told_of_a_short_run_or_one_with_a_hole() -> None:
    few = Soak(make_soak(0.0).memory[:100])
    hole = Soak([reading for reading in make_soak(0.0).memory if not 2_000 < reading[0] < 4_000])
    assert [some.growth().verdict for some in (few, hole)] == ["told only by a longer run"] * 2


def test_what_a_visit_leaves_is_told_of_the_visits_after_the_first() -> None:
    soaked = Soak([(0.0, 10.0, 0), (1.0, 90.0, 50), (2.0, 100.0, 100), (3.0, 101.0, 200), (4.0, 102.0, 300)])
    assert soaked.kept_of_a_visit(after=100) == pytest.approx(10)
    assert soaked.kept_of_a_visit(after=200) != soaked.kept_of_a_visit(after=200)


def test_quantiles_are_numbers_that_were_measured() -> None:
    record = Record()
    for second in range(100):
        record.note("turn", float(second))
    assert (find_quantile(record.all(), 0.5), find_quantile(record.all(), 0.95)) == (50.0, 95.0)
    assert find_quantile([], 0.5) != find_quantile([], 0.5)
