"""Shared pages that are damaged, forged or gone, and a server that fails: the walk is whole all the same."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fetch import sharing
from fetch.sharing import ANEW, ASKED, LARGEST, STUDIES, TAKEN, VERSIONS, Brought, count, list_keys
from redis_servers import RedisServer, needs_redis

from finder.fetch.kept_answers import LEAD
from finder.fetch.shared_pages import MARKS, PAGES

pytestmark = needs_redis
server, registry, read = sharing.server, sharing.registry, sharing.read  # fixtures


def test_pages_without_a_mark_count_for_nothing(read: Callable[..., Brought], server: RedisServer) -> None:
    """A writer that is stopped between its last page and its first mark; here it may not write marks at all."""
    rights = ["~net-finder:registry-page:*", "%R~net-finder:registry-pages:*", "+@all", ">fake-word"]
    server.client.execute_command("ACL", "SETUSER", "half", "on", *rights)
    first = read(address=server.address.replace("//", "//half:fake-word@"))
    assert len(first.said) == 1
    assert "does not let this user do that" in first.said[0]
    assert len(list_keys(server, PAGES)) == ASKED
    assert list_keys(server, MARKS) == []
    second = read()
    assert (count(second), second.said) == (ANEW, [])


def spoil(server: RedisServer, key: str, damage: Callable[[bytes], bytes | None]) -> None:
    """What `damage` makes of the value of a key, of another type where that is None."""
    value = damage(server.client.get(key))
    server.client.delete(key)
    if value is None:
        server.client.rpush(key, "of another type")
    else:
        server.client.set(key, value)


def replant(**changes: Any) -> Callable[[bytes], bytes]:
    return lambda mark: json.dumps(json.loads(mark) | changes).encode()


DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "another type": lambda _: None,
    "pickle": lambda _: b"cos\nsystem\n(S'touch fake-trap'\ntR.",
    "no text": lambda _: b"\x80\xff\x00\x01",
    "half": lambda value: value[: len(value) // 2],
    "one byte": lambda value: value[:40] + bytes([value[40] ^ 1]) + value[41:],
    "too deep": lambda _: b"[" * 200_000,
    "too long": lambda value: value + b" " * 70_000_000,
}
MARK_DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "no pages": replant(pages=None),
    "pages of another shape": replant(pages={"": ["fake"]}),
    "no digests": replant(pages={"": "../fake"}),
    "no time": replant(read_at="yesterday"),
    "no zone": replant(read_at="2026-11-20T09:00:05"),
    "more than we write": replant(fake=1),
}


@pytest.mark.parametrize(
    ("prefix", "damage"),
    [
        *[pytest.param(PAGES, damage, id=f"page-{name}") for name, damage in DAMAGE.items()],
        *[pytest.param(MARKS, damage, id=f"mark-{name}") for name, damage in {**DAMAGE, **MARK_DAMAGE}.items()],
    ],
)
def test_damage_is_read_anew_and_mended(
    read: Callable[..., Brought], server: RedisServer, prefix: str, damage: Callable[[bytes], bytes | None]
) -> None:
    read()
    spoil(server, list_keys(server, prefix)[0], damage)
    second = read()
    assert count(second) == (3, 3, 3 + VERSIONS)
    assert len(second.ids) == STUDIES
    (warning,) = second.said
    assert warning.startswith(f"{LEAD} on the Redis server at ")
    assert "cannot be read" in warning
    assert count(read()) == TAKEN
    assert not Path("fake-trap").exists()


@pytest.mark.parametrize("prefix", [PAGES, MARKS])
def test_what_the_server_made_room_of_is_asked_without_a_word(
    read: Callable[..., Brought], server: RedisServer, prefix: str
) -> None:
    read()
    server.client.delete(list_keys(server, prefix)[0])
    second = read()
    assert (count(second), second.said) == ((3, 3, 3 + VERSIONS), [])


FORGED: dict[str, bytes] = {
    "a study less": b'{"studies": [], "totalCount": 12}',
    "no total": b'{"studies": []}',
    "no json": b"{half of an ans",
    "another token": b'{"studies": [], "totalCount": 12, "nextPageToken": "ZmFrZTo1"}',
    "far too many": b'{"studies": [], "totalCount": 999999999}',
    "a bomb": b'{"studies": [], "totalCount": 0' + b" " * LARGEST + b"}",
}


@pytest.mark.parametrize("kind", [*FORGED, "not packed", "packed in part"])
def test_a_reading_that_was_forged_with_a_good_mark_costs_a_second_walk(
    read: Callable[..., Brought], server: RedisServer, kind: str
) -> None:
    read()
    packed = zlib.compress(FORGED.get(kind, b'{"studies": [], "totalCount": 0}'))
    packed = {"not packed": b"{}", "packed in part": packed[:-4]}.get(kind, packed)
    digest = sha256(packed).hexdigest()
    server.client.set(f"{PAGES}{digest}", packed)
    spoil(server, list_keys(server, MARKS)[0], replant(pages={"": digest}))
    second = read()
    assert len(second.ids) == STUDIES
    assert any("begun again" in warning for warning in second.walk.warnings)
    assert count(second)[:2] == (0, ASKED)
    third = read()  # the second one left its own in the place of them
    assert (count(third), third.walk.warnings) == (TAKEN, [])


def test_a_mark_from_the_future_is_of_now(read: Callable[..., Brought], server: RedisServer) -> None:
    read()
    for key in list_keys(server, MARKS):
        spoil(server, key, replant(read_at=f"{datetime.now(UTC) + timedelta(days=400):%Y-%m-%dT%H:%M:%SZ}"))
    second = read()
    assert second.shared.oldest is not None
    assert second.shared.oldest <= datetime.now(UTC)


@pytest.mark.parametrize("how", ["stop", "freeze"])
def test_a_server_that_fails_while_pages_are_taken(read: Callable[..., Brought], server: RedisServer, how: str) -> None:
    read()
    second = read(progress=lambda *_: getattr(server, how)())
    assert count(second) == (3, 3, 3 + VERSIONS)
    assert len(second.ids) == STUDIES
    assert len(set(second.said)) == 1
    assert second.said[0].startswith(f"{LEAD} cannot be used: the Redis server at ")


def test_a_server_that_is_full(read: Callable[..., Brought], server: RedisServer) -> None:
    server.client.config_set("maxmemory-policy", "noeviction")
    server.client.config_set("maxmemory", "1")
    first = read()
    assert count(first) == ANEW
    (warning,) = first.said
    assert "is full" in warning
    server.client.config_set("maxmemory", "0")
    assert count(read(leave=False)) == ANEW
