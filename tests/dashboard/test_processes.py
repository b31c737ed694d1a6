"""A dashboard of two processes is one dashboard: each answers, one may die, none lives on when it is told to stop."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e.browser import ROOT, Dashboard
from e2e.fakes import make_tables, publish_fake
from own_loop import run_in_own_loop
from serving_processes import is_alive, list_processes, only, takes_visitors, wait_until
from websockets.exceptions import ConnectionClosed

from benchmarks.load.visitor import Visitor
from dashboard.leaving import CLOSE_SECONDS
from finder.cli.failures import INTERRUPTED
from finder.settings import Settings
from finder.store.gazetteer import open_gazetteer

#: Seconds that a busy machine may take beside.
SLACK = 20.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a list and with no look-up of places, until the first dashboard is started there."""
    folder = tmp_path_factory.mktemp("processes")
    publish_fake(Settings(home=folder))
    return folder


@pytest.fixture
def served(home: Path) -> Iterator[Dashboard]:
    dashboard = Dashboard(home)
    dashboard.env["NET_FINDER_PROCESSES"] = "2"
    dashboard.start()
    wait_until(lambda: len(list_ready(dashboard)) == 2)
    processes = list_processes(dashboard.process.pid)
    yield dashboard
    with contextlib.suppress(OSError):
        processes += list_processes(dashboard.process.pid)
    dashboard.process.kill()
    dashboard.process.wait(10)
    for process in filter(is_alive, processes):
        os.kill(process, signal.SIGKILL)
    dashboard.log.close()


def list_ready(dashboard: Dashboard) -> list[int]:
    """The processes that take visitors."""
    return [one for one in list_processes(dashboard.process.pid) if takes_visitors(one, dashboard.port)]


def ask(served: Dashboard, path: str) -> Any:
    with urllib.request.urlopen(f"{served.url}{path}", timeout=10) as answer:
        return json.load(answer)


async def look(served: Dashboard) -> int:
    visitor, _ = await Visitor.visit(served.url)
    found = visitor.count_results()
    await visitor.leave()
    return found


def test_they_sign_alike_and_the_look_up_of_places_is_there_before_them(served: Dashboard) -> None:
    environments = [Path(f"/proc/{process}/environ").read_bytes().split(b"\0") for process in list_ready(served)]
    signed = [[line for line in lines if b"COOKIE_SECRET" in line] for lines in environments]
    assert signed[0] == signed[1]
    assert len(signed[0][0]) > 64
    began = [Path(f"/proc/{process}").stat().st_ctime for process in list_ready(served)]
    assert served.settings.gazetteer.stat().st_mtime <= min(began)
    assert "The list of places is being made." in Path(served.log.name).read_text()


def test_each_process_answers_and_sees_a_new_list(served: Dashboard) -> None:
    processes = list_ready(served)
    trials = len(make_tables()[0])

    def ask_each() -> Iterator[tuple[Any, Any, int]]:
        for process in processes:
            with only(process, processes):
                yield ask(served, "/api/health"), ask(served, "/api/ready"), run_in_own_loop(look(served))

    before = list(ask_each())
    publish_fake(served.settings)
    after = list(ask_each())
    for healthy, ready, found in [*before, *after]:
        assert healthy == {"healthy": True}
        assert (ready["ready"], ready["trials"]) == (True, trials)
        assert found == 10
    assert list_ready(served) == processes
    assert len({ready["published_at"] for _, ready, _ in before}) == 1
    assert len({ready["published_at"] for _, ready, _ in after}) == 1
    assert before[0][1]["published_at"] != after[0][1]["published_at"]


def test_when_one_is_killed_the_other_answers_and_a_new_one_comes(served: Dashboard) -> None:
    first, second = list_ready(served)
    os.kill(first, signal.SIGKILL)
    for _ in range(20):
        assert ask(served, "/api/health") == {"healthy": True}
    wait_until(lambda: len(list_ready(served)) == 2)
    assert second in list_ready(served)
    (new,) = set(list_ready(served)) - {second}
    with only(new, [new, second]):
        assert run_in_own_loop(look(served)) == 10


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_none_lives_on_without_the_one_that_watches_them(served: Dashboard, number: int) -> None:
    async def stay() -> int | None:
        visitor, _ = await Visitor.visit(served.url)
        served.process.send_signal(number)
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(CLOSE_SECONDS + SLACK):
                while True:
                    await visitor.socket.recv()
        return visitor.socket.close_code

    processes = list_ready(served)
    start = time.monotonic()
    assert run_in_own_loop(stay()) == 1012
    wait_until(lambda: not any(map(is_alive, processes)), CLOSE_SECONDS + SLACK)
    assert served.process.wait(5) == -number
    assert time.monotonic() - start < CLOSE_SECONDS + SLACK
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", served.port))


@pytest.mark.parametrize("seconds", [0.1, 0.2, 1.5])
def test_ctrl_c_while_it_starts_is_heard_once_and_quietly(home: Path, seconds: float) -> None:
    dashboard = Dashboard(home)
    open_gazetteer(dashboard.settings).close()
    command = [sys.executable, "-m", "finder", "dashboard", "--port", str(dashboard.port), "--processes", "2"]
    # A group of its own, as a terminal gives each command: Ctrl-C reaches all of it.
    started = subprocess.Popen(
        command, env=dashboard.env, cwd=home, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert started.stdout is not None
    try:
        said = started.stdout.readline()
        wait_until(lambda: bool(list_processes(started.pid)))
        time.sleep(seconds)
        group = [started.pid, *list_processes(started.pid)]
        os.killpg(started.pid, signal.SIGINT)
        said += started.communicate(timeout=60)[0]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
    assert started.returncode in (0, INTERRUPTED)
    assert [line for line in said.splitlines() if not line.startswith(("Data of", "NET Finder is at"))] == []
    assert not any(map(is_alive, group))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_pages_that_cannot_be_loaded_end_the_command(home: Path, tmp_path: Path, processes: str) -> None:
    dashboard = Dashboard(home)
    package = tmp_path / "broken" / "dashboard"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "server.py").write_text("pages = None")
    env = {**dashboard.env, "PYTHONPATH": os.pathsep.join([str(package.parent), str(ROOT)])}
    command = [sys.executable, "-m", "finder", "dashboard", "--port", str(dashboard.port), "--processes", processes]
    ran = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=90, check=False)
    assert ran.returncode == 3
    assert 'Attribute "app" not found in module "dashboard.server"' in ran.stderr
    assert "is at http" not in ran.stdout
