"""Each refresh leaves its log: what was read, what failed and how it ended, and never a key."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from refreshing import QUICK
from registry import Registry
from whole_world import serve_everything

from finder.errors import BusyError, QuestionError, UnreachableError
from finder.fetch.pages import open_page_session
from finder.lock import hold_lock
from finder.pipeline import publish_starter, readers, refresh, run
from finder.run_history import list_runs
from finder.run_log import list_logs, log_run
from finder.settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0)
KEY = "fake-key-0123456789"


def read_last(settings: Settings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in list_logs(settings)[-1].read_text("utf-8").splitlines()]


def pick(events: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [event for event in events if event["event"] == name]


def test_a_good_run_tells_its_way(settings: Settings) -> None:
    report = refresh(settings, now=NOW)
    events = read_last(settings)
    assert [event["event"] for event in events][0 :: len(events) - 1] == ["run_started", "run_ended"]
    (ended,) = [event for event in pick(events, "source_ended") if event["source"] == "clinicaltrials_gov"]
    assert (ended["outcome"], ended["rows"]) == ("data", 120)
    assert ended["requests"] > report.meta["requests"] > 0  # that for the version counts here, too
    assert ended["bytes"] > 0
    assert pick(events, "checked")[0]["verdict"] == "passed"
    assert pick(events, "published")[0]["snapshot"] == report.path.name
    assert events[-1]["exit_code"] == 0
    assert {"starter_centers", "resource_list"} <= {event["source"] for event in pick(events, "source_started")}

    refresh(settings, now=NOW + timedelta(minutes=1))
    assert pick(read_last(settings), "unchanged")[0]["snapshot"] == report.path.name
    assert [row["result"] for row in list_runs(settings)] == ["nothing new", "published"]
    assert list_runs(settings)[1]["trials"] == 120


def test_a_run_that_fails_tells_why(settings: Settings, registry: Registry) -> None:
    registry.misbehave("down")
    with pytest.raises(UnreachableError):
        refresh(settings, now=NOW)
    events = read_last(settings)
    waits = pick(events, "retry_wait")
    assert {(wait["source"], wait["host"]) for wait in waits} == {("clinicaltrials_gov", "127.0.0.1")}
    assert (events[-1]["exit_code"], events[-1]["kind"]) == (3, "UnreachableError")
    row = list_runs(settings)[0]
    assert (row["result"], row["exit_code"], row["failed"]) == ("failed", 3, ["clinicaltrials_gov"])
    assert "127.0.0.1" in row["error"]


def test_a_run_that_is_refused_by_a_check_tells_the_verdict(published: Settings, registry: Registry) -> None:
    del registry.studies[60:]
    registry.version = "2026-11-20T09:00:05"
    with pytest.raises(Exception, match="expected"):
        refresh(published, full=True, now=NOW)
    assert pick(read_last(published), "checked")[-1]["verdict"] == "refused"


def test_runs_that_were_busy_wrong_or_crashed_are_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with hold_lock(settings.home), pytest.raises(BusyError):
        refresh(settings, now=NOW)
    with pytest.raises(QuestionError):
        refresh(settings, only=["nobody"], now=NOW)
    monkeypatch.setattr(run, "remove_parts", lambda _folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_starter(settings, now=NOW)
    assert [(row["exit_code"], row["result"]) for row in list_runs(settings)] == [
        (1, "failed"), (2, "failed"), (4, "failed"),
    ]  # fmt: skip
    assert "ZeroDivisionError" in list_runs(settings)[0]["error"]


def test_lesser_sources_are_told_with_what_they_took_and_no_key_is(
    make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "open_page_session", partial(open_page_session, patience=QUICK))
    with serve_everything(monkeypatch, only=["enets", "nci_trials", "gtr"]) as world:
        monkeypatch.setenv("NET_FINDER_NCI_API_KEY", KEY)
        monkeypatch.setenv("NET_FINDER_NCBI_API_KEY", f"{KEY}-b")
        # A key in an address, as somebody may set it; and a source that repeats the key that it refuses.
        address = world.sites["enets"].url.replace("http://", "http://user:word@")
        monkeypatch.setenv("NET_FINDER_ENETS_URL", f"{address}?api_key={KEY}-c")
        world.sites["gtr"].fault = "busy"
        settings = make_settings(ping_url=f"http://127.0.0.1:9/{KEY}-d")
        refresh(settings, only=["clinicaltrials_gov", "enets", "nci_trials", "gtr"], now=NOW)
        assert any(KEY in request.query + str(request.headers) for request in world.sites["nci_trials"].seen)
    text = list_logs(settings)[-1].read_text("utf-8")
    assert KEY not in text
    assert "user:word" not in text
    events = read_last(settings)
    assert events[0]["settings"]["keys"] == ["NET_FINDER_NCBI_API_KEY", "NET_FINDER_NCI_API_KEY"]
    ended = {event["source"]: event for event in pick(events, "source_ended")}
    assert {"enets", "nci_trials", "gtr"} <= set(ended)
    assert ended["gtr"]["outcome"] == "unavailable"
    assert ended["gtr"]["requests"] >= 2
    assert ended["nci_trials"]["requests"] > 0
    assert "gtr" in {event["source"] for event in pick(events, "retry_wait")}
    assert "gtr" in list_runs(settings)[0]["failed"]


@pytest.mark.parametrize("keep", [1, 3])
def test_only_the_last_logs_are_kept(make_settings: Callable[..., Settings], keep: int) -> None:
    settings = make_settings(keep_runs=keep)
    for number in range(5):
        with log_run(settings, number=number):
            pass
    assert [
        read["number"] for read in (json.loads(path.read_text().splitlines()[0]) for path in list_logs(settings))
    ] == [*range(5 - keep, 5)]


def test_the_log_of_a_run_that_still_runs_is_never_deleted(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(keep_runs=1)
    with log_run(settings), hold_lock(settings.home):
        running = list_logs(settings)[0]
        for _ in range(3):
            with pytest.raises(BusyError):
                _refresh_elsewhere(settings)
        assert running.exists()
        assert list_runs(settings)[-1]["result"] == "running"
    with log_run(settings):
        pass
    assert not running.exists()


def _refresh_elsewhere(settings: Settings) -> None:
    """As another process would: in a context that knows nothing of the log that is open here."""
    from contextvars import Context

    Context().run(refresh, settings, only=["resource_list"], now=NOW)


def test_a_torn_or_strange_log_is_read_for_what_it_says(settings: Settings) -> None:
    settings.runs.mkdir(parents=True)
    torn = '{"at": "2026-11-20T06:00:00Z", "event": "run_started", "version": "1"}\n[1]\nnull\n{"event": "publi'
    (settings.runs / "20261120T060000.000000Z-1.jsonl").write_text(torn)
    (settings.runs / "20261120T060001.000000Z-1.jsonl").write_bytes(b"\xff\xfe\0" * 100)
    (settings.runs / "20261120T060002.000000Z-1.jsonl").write_text('{"event": "source_ended", "bytes": "many"}\n')
    assert [row["result"] for row in list_runs(settings)] == ["did not end"] * 3
    assert list_runs(settings)[2]["started_at"] == "2026-11-20T06:00:00Z"


def test_a_home_that_cannot_be_written_costs_the_log_alone(settings: Settings) -> None:
    settings.runs.write_text("a file where the folder should be")
    assert refresh(settings, now=NOW).published
    assert list_runs(settings) == []
