"""Pages of the registry on a Redis server: they count together, for one version and one question, or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from fetch import sharing
from fetch.sharing import ANEW, ASKED, PLANS, STUDIES, TAKEN, VERSIONS, Brought, count, list_keys
from redis_servers import RedisServer, needs_redis
from registry import Registry

from finder.errors import AnswerError
from finder.fetch import shared_pages
from finder.fetch.shared_pages import LIFETIME_SECONDS, MARKS
from finder.redis_server import PREFIX

pytestmark = needs_redis
server, registry, read = sharing.server, sharing.registry, sharing.read  # fixtures


def test_what_one_has_read_whole_the_other_takes(read: Callable[..., Brought]) -> None:
    before = datetime.now(UTC)
    first, second = read(), read()
    assert (count(first), count(second)) == (ANEW, TAKEN)
    assert first.shared.oldest is None
    assert second.shared.oldest is not None
    assert before <= second.shared.oldest <= datetime.now(UTC)
    assert first.ids == second.ids
    same = ("studies", "bad_records", "plans", "days", "read", "data_version", "warnings")
    assert all(getattr(first.walk, name) == getattr(second.walk, name) for name in same)
    assert first.said == second.said == []


def test_the_server_deletes_them_within_a_day(read: Callable[..., Brought], server: RedisServer) -> None:
    read()
    keys = list_keys(server, "")
    assert len(keys) == ASKED + len(PLANS)
    assert LIFETIME_SECONDS <= 24 * 3600
    for key in keys:
        assert key.startswith(PREFIX)
        assert 0 < server.client.ttl(key) <= LIFETIME_SECONDS


@pytest.mark.parametrize(
    "other", ["version", "no version", "api version", "page size", "address", "another question", "asked anew"]
)
def test_another_version_or_question_is_asked(
    read: Callable[..., Brought], registry: Registry, server: RedisServer, other: str
) -> None:
    options: dict[str, Any] = {}
    answer = registry.route
    if other == "no version":
        registry.version = None  # type: ignore[assignment]
        read()
        assert list_keys(server, "") == []
    else:
        read()
    match other:
        case "version":
            registry.version = "2026-11-20T09:00:05"
        case "api version":
            registry.route = lambda request: answer(request) | {"apiVersion": "2.0.6"}  # type: ignore[method-assign]
        case "page size":
            options["page_size"] = 4
        case "address":
            registry.url = registry.url.replace("127.0.0.1", "localhost")
        case "another question":
            options["since"] = "2026-01-01"
        case "asked anew":
            options["anew"] = True
    brought = read(**options)
    assert brought.shared.taken == 0
    assert brought.shared.asked == brought.requests - VERSIONS >= ASKED
    assert brought.said == []


def test_changes_and_days_are_shared_each_by_itself(read: Callable[..., Brought], registry: Registry) -> None:
    registry.studies[3]["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": "2026-11-18"}
    first, second, older = read(since="2026-11-17"), read(since="2026-11-17"), read(since="2026-11-16")
    assert count(first) == (0, 4, 4 + VERSIONS)
    assert count(second) == (4, 0, VERSIONS)
    assert count(older) == (2, 2, 2 + VERSIONS)  # the days of all are the same for both
    assert first.ids == second.ids == older.ids == {"NCT00000004"}
    assert len(second.walk.days) == STUDIES


def test_nothing_is_left_before_the_whole_was_checked(read: Callable[..., Brought], server: RedisServer) -> None:
    read(leave=False)
    assert list_keys(server, "") == []
    assert count(read()) == ANEW


def test_what_did_not_pass_a_check_is_not_taken_again(read: Callable[..., Brought], server: RedisServer) -> None:
    read()
    second = read()
    second.shared.forget()
    assert list_keys(server, MARKS) == []
    assert count(read()) == ANEW


def test_of_a_walk_that_met_two_versions_only_the_last_is_left(
    read: Callable[..., Brought], registry: Registry, server: RedisServer
) -> None:
    before, registry.fault = registry.version, "new_data"
    first = read()
    assert "begun again" in first.walk.warnings[0]
    assert count(first)[:2] == (0, ASKED)
    assert len(list_keys(server, MARKS)) == len(PLANS)
    assert count(read()) == TAKEN
    registry.version = before
    assert count(read()) == ANEW


def test_of_a_registry_that_never_stands_still_nothing_is_left(
    read: Callable[..., Brought], registry: Registry, server: RedisServer
) -> None:
    page = registry.page

    def move(params: dict[str, str]) -> dict[str, Any]:
        answer = page(params)
        if "pageToken" not in answer:
            registry.version = f"2026-11-20T09:00:{len(registry.seen):02}"
        return answer

    registry.page = move  # type: ignore[method-assign]
    with pytest.raises(AnswerError, match="3 walks"):
        read()
    assert list_keys(server, "") == []


def test_a_version_that_changes_while_pages_are_taken(read: Callable[..., Brought], registry: Registry) -> None:
    read()

    def publish(*_: object) -> None:
        registry.version = "2026-11-20T09:00:05"

    second = read(progress=publish)
    assert "new data during the walk" in second.walk.warnings[0]
    assert count(second) == (0, ASKED, ASKED + 2 * VERSIONS)
    assert second.walk.data_version.timestamp == registry.version


def test_no_more_is_left_than_a_server_can_hold(
    read: Callable[..., Brought], server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_pages, "MOST_BYTES", 500)
    first = read()
    assert (count(first), first.said) == (ANEW, [])
    assert list_keys(server, "") == []
