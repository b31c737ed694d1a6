"""A dashboard that is told to stop says so first, and is gone within bounded time whatever its visitors do."""

import asyncio
import contextlib
import errno
import json
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.browser import Dashboard
from e2e.fakes import publish_fake
from own_loop import run_in_own_loop
from serving_processes import wait_until
from websockets.exceptions import ConnectionClosed

from benchmarks.load.visitor import Visitor
from dashboard.leaving import CLOSE_SECONDS, NOTICE_SECONDS, is_leaving, leave_in_order
from dashboard.page_source import SCRIPTS

#: Seconds that a busy machine may take beside.
SLACK = 15.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leaving")
    publish_fake(Dashboard(folder).settings)
    return folder


@pytest.fixture(params=["1", "2"])
def served(home: Path, request: pytest.FixtureRequest) -> Iterator[Dashboard]:
    dashboard = Dashboard(home)
    dashboard.env["NET_FINDER_PROCESSES"] = request.param
    dashboard.start()
    yield dashboard
    with contextlib.suppress(ProcessLookupError):
        dashboard.process.kill()
    dashboard.process.wait(10)
    dashboard.log.close()


def ask(served: Dashboard, path: str) -> tuple[int, object]:
    try:
        with urllib.request.urlopen(f"{served.url}{path}", timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


async def watch_the_end(served: Dashboard) -> tuple[tuple[int, object], tuple[int, object], int | None]:
    """What it says of itself once it was told to stop, and how the open page was closed."""
    visitor, _ = await Visitor.visit(served.url)
    served.process.terminate()
    while (ready := await asyncio.to_thread(ask, served, "/api/ready"))[0] == 200:
        await asyncio.sleep(0.1)
    healthy = await asyncio.to_thread(ask, served, "/api/health")
    await visitor.act("ask_site", ["Lung"])
    visitor.count_results()
    try:
        while True:
            await visitor.socket.recv()
    except ConnectionClosed:
        return ready, healthy, visitor.socket.close_code


def test_it_says_that_it_is_not_ready_and_serves_on_for_a_while(served: Dashboard) -> None:
    ready, healthy, closed = run_in_own_loop(watch_the_end(served))
    assert ready == (503, {"ready": False, "leaving": True})
    assert healthy == (200, {"healthy": True})
    assert closed == 1012, "the code that says: service restart"
    assert served.process.wait(CLOSE_SECONDS + SLACK) == 0


def test_without_an_open_page_and_at_a_second_call_it_ends_at_once(served: Dashboard) -> None:
    async def come_and_call_twice() -> None:
        await Visitor.visit(served.url)
        served.process.terminate()
        await asyncio.sleep(0.5)
        served.process.terminate()

    start = time.monotonic()
    served.process.terminate()
    assert served.process.wait(SLACK) == 0
    alone = time.monotonic() - start
    served.start()
    start = time.monotonic()
    run_in_own_loop(come_and_call_twice())
    assert served.process.wait(SLACK) == 0
    assert max(alone, time.monotonic() - start) < SLACK


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_does_not_take_an_answer_is_not_waited_for_without_end(served: Dashboard, number: int) -> None:
    with socket.socket() as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        stuck.connect(("127.0.0.1", served.port))
        stuck.sendall(f"GET /{SCRIPTS[0]} HTTP/1.1\r\nHost: fake\r\n\r\n".encode() * 2000)
        time.sleep(1)
        served.process.send_signal(number)
        # Nobody new is let in while the last answers are given.
        wait_until(lambda: is_refused(served.port), CLOSE_SECONDS - 2)
        assert served.process.wait(NOTICE_SECONDS + CLOSE_SECONDS + SLACK) == 0


def is_refused(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED


def test_elsewhere_than_under_the_server_it_changes_nothing() -> None:
    before = signal.getsignal(signal.SIGTERM)
    leave_in_order()
    assert signal.getsignal(signal.SIGTERM) is before
    assert not is_leaving()
