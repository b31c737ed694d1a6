"""`net-finder runs` and the events of `refresh --json`, with real processes that end well, badly, or not at all."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from refreshing import build_places
from registry import Registry, make_study, serve_registry
from world import Site, serve_world

from finder.lock import hold_lock
from finder.run_history import COLUMNS
from finder.settings import Settings

SECRET = "fake-secret-0123456789"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serve_registry([make_study(number) for number in range(1, 121)]) as running:
        yield running


@pytest.fixture
def env(registry: Registry, tmp_path: Path) -> dict[str, str]:
    """A home of its own that asks the stand-in."""
    (tmp_path / "nights").mkdir()
    (tmp_path / "nights" / "places.sqlite").symlink_to(build_places())
    return {
        "NET_FINDER_HOME": str(tmp_path / "nights"),
        "NET_FINDER_CTGOV_URL": registry.url,
        "NET_FINDER_OFFLINE": "0",
        "NET_FINDER_MIN_INTERVAL": "0",
        "NET_FINDER_SOURCES": "clinicaltrials_gov",
        "NET_FINDER_NCI_API_KEY": SECRET,
    }


def read_events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_is_one_object_on_stdout_and_events_beside_it(call: Callable[..., Any], env: dict[str, str]) -> None:
    site = Site({f"/{SECRET}": b"OK"})
    with serve_world({"fake-ping.example": site}):
        ran = call("refresh", "--json", env={**env, "NET_FINDER_PING_URL": f"{site.url}/{SECRET}"})
    assert ran.code == 0
    assert json.loads(ran.out)["published"] is True
    events = read_events(ran.err)
    names = [event["event"] for event in events]
    assert names[0] == "run_started"
    assert names[-4:] == ["published", "feeds", "ping", "run_ended"]
    assert all(event["at"].endswith("Z") for event in events)
    assert len(site.seen) == 1
    assert SECRET not in ran.out + ran.err
    assert events[0]["settings"]["keys"] == ["NET_FINDER_NCI_API_KEY"]
    (log,) = (Path(env["NET_FINDER_HOME"]) / "runs").iterdir()
    assert read_events(log.read_text("utf-8")) == events


def test_a_ping_that_fails_is_told_and_changes_no_exit_code(call: Callable[..., Any], env: dict[str, str]) -> None:
    with serve_world({"fake-ping.example": (site := Site({}, fault="gone"))}):
        pinged = {**env, "NET_FINDER_PING_URL": f"{site.url}/{SECRET}"}
        loud, plain = call("refresh", "--json", env=pinged), call("refresh", env=pinged)
    assert (loud.code, plain.code) == (0, 0)
    assert json.loads(loud.out)["messages"][-1] == (
        "The ping after the refresh was not taken. Ping: 127.0.0.1 answers 410."
    )
    assert "The ping after the refresh was not taken." in plain.err
    assert SECRET not in loud.out + loud.err + plain.out + plain.err


def test_nothing_is_pinged_after_a_failure(call: Callable[..., Any], env: dict[str, str], registry: Registry) -> None:
    registry.misbehave("blocked")
    with serve_world({"fake-ping.example": (site := Site({f"/{SECRET}": b"OK"}))}):
        ran = call("refresh", "--json", env={**env, "NET_FINDER_PING_URL": f"{site.url}/{SECRET}"})
    assert (ran.code, ran.out, site.seen) == (3, "", [])
    *events, failure = read_events(ran.err)
    assert events[-1]["event"] == "run_ended"
    assert (events[-1]["exit_code"], failure["exit"]) == (3, 3)
    listed = json.loads(call("runs", "--json", env=env).out)
    assert [(row["result"], row["failed"]) for row in listed] == [("failed", ["clinicaltrials_gov"])]


def test_a_wrong_ping_address_is_refused_without_its_value(call: Callable[..., Any], env: dict[str, str]) -> None:
    ran = call("--debug", "refresh", env={**env, "NET_FINDER_PING_URL": f"ftp://example.org/{SECRET}"})
    assert ran.code == 2
    assert "NET_FINDER_PING_URL" in ran.err
    assert SECRET not in ran.err


def test_the_list_has_every_form(call: Callable[..., Any], env: dict[str, str], tmp_path: Path) -> None:
    assert "No refresh has left a log" in call("runs", env=env).err
    home = Settings(home=Path(env["NET_FINDER_HOME"])).home
    call("refresh", env=env)
    with hold_lock(home):
        assert call("refresh", env=env).code == 4
    ran = call("runs", env=env)
    assert [line.split("\t")[1:3] for line in ran.out.splitlines()[1:]] == [["failed", "4"], ["published", "0"]]
    assert ran.out.splitlines()[0].startswith("Began (UTC)\tResult\tExit code")
    rows = [json.loads(line) for line in call("runs", "--format", "jsonl", env=env).out.splitlines()]
    assert list(rows[0]) == list(COLUMNS)
    assert call("runs", "--format", "csv", env=env).out.lstrip("\ufeff").startswith(",".join(COLUMNS))
    assert len(json.loads(call("runs", "--json", "--limit", "1", env=env).out)) == 1
    assert call("runs", "--output", str(tmp_path / "runs.xlsx"), env=env).code == 0
    assert "The last refresh, begun at" in call("status", env=env).out
    assert json.loads(call("status", "--json", env=env).out)["last_refresh"]["exit_code"] == 4


def test_a_run_that_was_killed_is_shown_as_not_ended(
    call: Callable[..., Any], env: dict[str, str], environment: dict[str, str], registry: Registry
) -> None:
    registry.slow_seconds = 5
    registry.misbehave("slow")
    started = subprocess.Popen(
        [sys.executable, "-m", "finder", "refresh"], env={**environment, **env}, stderr=subprocess.DEVNULL
    )
    try:
        while not registry.seen and started.poll() is None:
            time.sleep(0.05)
        assert json.loads(call("runs", "--json", env=env).out)[0]["result"] == "running"
        started.send_signal(signal.SIGKILL)
        assert started.wait(30) == -signal.SIGKILL
    finally:
        started.kill()
    (row,) = json.loads(call("runs", "--json", env=env).out)
    assert (row["result"], row["exit_code"]) == ("did not end", None)
    registry.misbehave("none")
    assert call("refresh", env=env).code == 0
    assert [row["result"] for row in json.loads(call("runs", "--json", env=env).out)] == ["published", "did not end"]
