"""The ping after a good refresh: asked once where it answers, given up soon where not, its address never told."""

import json
from typing import Any

import pytest
from world import Reply, Site, serve_world

from finder.events import send_events
from finder.fetch import ping
from finder.fetch.patience import Patience
from finder.fetch.ping import send_ping
from finder.settings import Settings

SECRET = "0123abcd-fake-ping"
QUICK = Patience(
    tries=2, first_wait=0.01, longest_wait=0.05, connect_seconds=1.0, read_seconds=1.0, longest_trouble=2.0
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping, "_PATIENCE", QUICK)


def send(site: Site, tmp_path: Any, **settings: Any) -> tuple[str, list[dict[str, Any]], str]:
    """What was told, the events, and all that was said as one text."""
    lines: list[str] = []
    with serve_world({"fake-ping.example": site}):
        chosen = Settings(home=tmp_path, ping_url=f"{site.url}/ping/{SECRET}", **settings)
        with send_events(lines.append):
            told = send_ping(chosen)
    return told, [json.loads(line) for line in lines], f"{told} {lines}"


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_address_that_answers_is_asked_once(tmp_path: Any, status: int) -> None:
    site = Site({f"/ping/{SECRET}": Reply(b"OK" if status == 200 else b"", status)})
    told, events, said = send(site, tmp_path)
    assert told == ""
    assert [request.path for request in site.seen] == [f"/ping/{SECRET}"]
    assert [(event["event"], event["ok"], event["host"]) for event in events] == [("ping", True, "127.0.0.1")]
    assert SECRET not in said


@pytest.mark.parametrize(
    ("fault", "asked"),
    [("gone", 1), ("forbidden", 1), ("down", 2), ("error", 2), ("busy", 2), ("redirects", 4), ("to_private", 1)],
)
def test_a_failure_is_told_by_host_and_never_raised(tmp_path: Any, fault: str, asked: int) -> None:
    site = Site({f"/ping/{SECRET}": b"OK"}, fault=fault)
    told, events, said = send(site, tmp_path)
    assert told.startswith("The ping after the refresh was not taken. Ping: ")
    assert "127.0.0.1" in told
    assert events[-1]["ok"] is False
    assert len(site.seen) == asked
    assert SECRET not in said


def test_an_answer_that_repeats_the_address_is_not_quoted(tmp_path: Any) -> None:
    site = Site({f"/ping/{SECRET}": Reply(f"no check at /ping/{SECRET}".encode(), 404, "text/plain")})
    told, _, said = send(site, tmp_path)
    assert "answers 404" in told
    assert SECRET not in said


def test_a_slow_or_huge_answer_holds_nobody(tmp_path: Any) -> None:
    assert send(Site({f"/ping/{SECRET}": b"OK" * 1000}, fault="slow", pause=0.1), tmp_path)[0]
    assert send(Site({f"/ping/{SECRET}": b"OK"}, fault="huge"), tmp_path)[0] == ""


def test_nothing_is_asked_without_an_address_or_offline(tmp_path: Any) -> None:
    assert send_ping(Settings(home=tmp_path)) == ""
    site = Site({f"/ping/{SECRET}": b"OK"})
    assert "switched off" in send(site, tmp_path, offline=True)[0]
    assert site.seen == []
