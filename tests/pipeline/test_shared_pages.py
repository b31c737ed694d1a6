"""Refreshes on several machines, each a home of its own, that share the registry's pages on a Redis server."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis_servers import RedisServer, needs_redis, serve_redis
from registry import Registry, make_study

from finder.errors import CheckError
from finder.fetch.kept_answers import LEAD
from finder.fetch.shared_pages import MARKS, PAGES
from finder.pipeline import Report, refresh
from finder.run_log import list_logs
from finder.settings import Settings
from finder.store.reader import open_current

pytestmark = needs_redis
Make = Callable[..., Settings]
TABLES = ("trials", "sites", "investigators")
NEXT = "2026-11-20T09:00:05"


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with serve_redis() as running:
        yield running


@pytest.fixture
def open_machine(make_settings: Make, server: RedisServer, tmp_path: Path) -> Callable[[str], Settings]:
    """open_machine(name): a machine that shares the server; "alone" shares nothing."""

    def _open(name: str) -> Settings:
        cache = "" if name == "alone" else server.address
        return make_settings(home=tmp_path / name, http_cache=cache, sources="clinicaltrials_gov")

    return _open


def list_keys(server: RedisServer, *prefixes: str) -> list[bytes]:
    return sorted(key for prefix in prefixes or (PAGES, MARKS) for key in server.client.scan_iter(f"{prefix}*"))


def read_events(settings: Settings, name: str) -> list[dict[str, Any]]:
    events = [json.loads(line) for line in list_logs(settings)[-1].read_text().splitlines()]
    return [event for event in events if event["event"] == name]


def count_pages(settings: Settings) -> tuple[int, int]:
    """Pages that the last refresh took, and those that it asked for."""
    (event,) = read_events(settings, "pages_read")
    assert event["source"] == "clinicaltrials_gov"
    return event["taken"], event["asked"]


def require_equal_rows(*machines: Settings) -> None:
    """All trials, sites and people of these machines are equal, but for the time at which they were fetched."""
    first, *others = [
        {name: open_current(machine).read_table(name).drop(columns="fetched_at", errors="ignore") for name in TABLES}
        for machine in machines
    ]
    assert len(first["trials"]) > 0
    for other in others:
        for name in TABLES:
            assert first[name].equals(other[name]), name


def find_told(report: Report) -> str:
    return next(outcome.message for outcome in report.outcomes if outcome.name == "clinicaltrials_gov")


def set_up_update(registry: Registry, *positions: int) -> None:
    """New data of the registry, in which the status of these studies is another."""
    registry.version = NEXT
    for position in positions:
        module = registry.studies[position]["protocolSection"]["statusModule"]
        module |= {"overallStatus": "COMPLETED", "lastUpdatePostDateStruct": {"date": NEXT[:10]}}


def test_the_second_machine_asks_for_the_version_alone(
    open_machine: Callable[[str], Settings], registry: Registry, server: RedisServer
) -> None:
    one, two, alone = map(open_machine, ("one", "two", "alone"))
    began = datetime.now(UTC).replace(microsecond=0)
    first = refresh(one)
    pages, before = len(registry.pages_asked()), len(registry.seen)
    assert pages >= 4
    second = refresh(two, now=began + timedelta(hours=5))
    assert [seen.path for seen in registry.seen[before:]] == ["/api/v2/version"] * 3
    refresh(alone)
    require_equal_rows(one, two, alone)
    # What is told of it: to the log, in the snapshot, and to readers; and the rows are as old as the pages.
    assert (count_pages(one), count_pages(two)) == ((0, pages), (pages, 0))
    assert (first.meta.get("shared_pages"), second.meta["shared_pages"]) == (None, pages)
    assert second.meta["requests"] == 2
    read_at = read_events(two, "pages_read")[0]["read_at"]
    assert began <= datetime.fromisoformat(read_at) <= datetime.now(UTC)
    when = f"{datetime.fromisoformat(read_at):%Y-%m-%d %H:%M} UTC"
    assert f"Of {pages} pages, {pages} came from the shared cache, as read at {when}." in find_told(second)
    assert "shared cache" not in find_told(first)
    assert set(open_current(two).read_table("trials")["fetched_at"]) == {read_at}
    assert second.meta["full_read_at"] == read_at < second.meta["published_at"]
    assert first.messages == second.messages == []
    assert "pages_read" not in list_logs(alone)[-1].read_text()


def test_new_data_in_between_is_read(open_machine: Callable[[str], Settings], registry: Registry) -> None:
    one, two = map(open_machine, ("one", "two"))
    refresh(one)
    pages = count_pages(one)[1]
    set_up_update(registry, 3)
    report = refresh(two)
    assert count_pages(two) == (0, pages)
    assert report.meta["data_version"] == NEXT
    trials = open_current(two).read_table("trials").set_index("nct_id")
    assert trials.loc["NCT00000004", "status"] == "COMPLETED"


def test_who_wants_all_anew_gets_it_anew_and_leaves_it(
    open_machine: Callable[[str], Settings], server: RedisServer
) -> None:
    one, two, three = map(open_machine, ("one", "two", "three"))
    refresh(one)
    pages = count_pages(one)[1]
    for key in list_keys(server, MARKS):
        server.client.expire(key, 60)
    refresh(two, full=True)
    assert count_pages(two) == (0, pages)
    assert all(server.client.ttl(key) > 60 for key in list_keys(server, MARKS))
    # To name the source is no wish for other pages than those of the version that it tells now.
    refresh(three, only=["clinicaltrials_gov"])
    assert count_pages(three) == (pages, 0)


def test_what_changed_is_shared_too(open_machine: Callable[[str], Settings], registry: Registry) -> None:
    one, two, alone = map(open_machine, ("one", "two", "alone"))
    for machine in (one, two, alone):
        refresh(machine)
    set_up_update(registry, 3, 50)
    refresh(one)
    (planned,) = read_events(one, "reading_planned")
    assert planned["much"] == "changes"
    before = len(registry.seen)
    report = refresh(two)
    assert len(registry.seen) - before == 3
    assert count_pages(two) == tuple(reversed(count_pages(one)))
    refresh(alone)
    require_equal_rows(one, two, alone)
    assert {"NCT00000004", "NCT00000051"} == set(open_current(two).read_table("changes")["nct_id"])
    assert report.meta["full_read_at"] < report.meta["published_at"]


def test_what_is_about_to_be_refused_is_not_left(
    open_machine: Callable[[str], Settings], registry: Registry, server: RedisServer
) -> None:
    one = open_machine("one")
    registry.studies += [make_study(number) for number in range(200, 300)]
    refresh(one)
    left = list_keys(server)
    registry.version = NEXT
    del registry.studies[100:]
    with pytest.raises(CheckError, match="the last one 220"):
        refresh(one, full=True)
    assert list_keys(server) == left


def test_pages_of_which_a_check_makes_nothing_are_not_taken_twice(
    open_machine: Callable[[str], Settings], registry: Registry, server: RedisServer
) -> None:
    one, two = map(open_machine, ("one", "two"))
    registry.studies += [make_study(number) for number in range(200, 300)]
    refresh(two)
    server.client.flushall()
    all_studies, registry.version, registry.studies = registry.studies, NEXT, registry.studies[:100]
    refresh(one)  # which has no earlier list to compare with
    later = datetime.now(UTC) + timedelta(days=8)  # when all is read again
    with pytest.raises(CheckError, match="the last one 220"):
        refresh(two, now=later)
    assert count_pages(two)[0] > 0
    assert list_keys(server, MARKS) == []
    registry.studies = all_studies  # the registry mends its data without a word of another version
    report = refresh(two, now=later)
    assert count_pages(two)[0] == 0
    assert report.published


def test_records_without_a_name_are_left_to_nobody(
    open_machine: Callable[[str], Settings], registry: Registry, server: RedisServer
) -> None:
    registry.studies.append({"protocolSection": {"conditionsModule": {"conditions": ["Neuroendocrine Tumor (fake)"]}}})
    report = refresh(open_machine("one"))
    assert report.meta["bad_records"] > 0
    assert list_keys(server) == []


def test_the_whole_registry_is_not_shared(open_machine: Callable[[str], Settings], server: RedisServer) -> None:
    report = refresh(open_machine("one"), whole=True)
    assert report.meta["scope"]
    assert list_keys(server) == []


@pytest.mark.parametrize("how", ["stop", "freeze", "fill"])
def test_a_server_that_fails_in_the_midst_costs_one_warning_and_no_trial(
    open_machine: Callable[[str], Settings], registry: Registry, server: RedisServer, how: str
) -> None:
    one, two, alone = map(open_machine, ("one", "two", "alone"))
    if how != "fill":
        refresh(one)
    failed: list[str] = []

    def fail(label: str, done: int, _total: int | None) -> None:
        if done and not failed:
            failed.append(label)
            if how == "fill":
                server.client.config_set("maxmemory-policy", "noeviction")
                server.client.config_set("maxmemory", "1")
            else:
                getattr(server, how)()

    report = refresh(two, progress=fail)
    assert report.published
    assert sum(message.startswith(LEAD) for message in report.messages) == 1
    assert sum(warning.startswith(LEAD) for warning in report.meta["warnings"]) == 1
    taken, asked = count_pages(two)
    assert (taken > 0) == (how != "fill")
    assert asked > 0
    refresh(alone)
    require_equal_rows(two, alone)
