"""Refreshes on several machines that share a Redis server: one at a time, what was asked is shared, none fails with it.

Each machine is a home of its own.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from faults.processes import Started, start_refresh
from faults.promises import read_whole
from redis_servers import (
    PASSWORD,
    RedisServer,
    find_free_port,
    needs_redis,
    serve_redis,
    serve_silence,
    set_environment,
    take_over,
)
from refreshing import list_files
from registry import Registry
from whole_world import serve_everything
from world import World

from finder.errors import BusyError
from finder.fetch.kept_answers import LEAD
from finder.fetch.shared_pages import MARKS, PAGES
from finder.pipeline import REGISTRY, refresh
from finder.run_log import list_logs
from finder.settings import Settings
from finder.shared_lock import KEY
from finder.store.publish import list_snapshots

pytestmark = needs_redis
ALONE = "The refresh holds only the lock of this machine."
BRIEF = 1.5
Make = Callable[..., Settings]


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with serve_redis("--requirepass", PASSWORD) as running:
        yield running


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with serve_everything(monkeypatch, only=["enets", "orphadata", "inca"]) as running:
        yield running


def start(settings: Settings, *words: str, dies_at: str = "") -> Started:
    """A refresh as a process, with all settings of this test."""
    told = {name: value for name, value in os.environ.items() if name.startswith("NET_FINDER_")}
    told |= {"NET_FINDER_HOME": str(settings.home), "NET_FINDER_HTTP_CACHE": settings.http_cache}
    return start_refresh(settings, *words, prepare=partial(set_environment, told, BRIEF, dies_at))


def count_asked(world: World) -> int:
    return sum(len(site.seen) for site in world.sites.values())


def test_two_at_once_take_turns_and_share_what_was_asked(
    server: RedisServer, registry: Registry, world: World, make_settings: Make, tmp_path: Path
) -> None:
    homes = [make_settings(home=tmp_path / name, http_cache=server.address) for name in ("one", "two")]
    registry.slow_seconds = 0.5
    registry.misbehave("slow")
    ended = [started.wait() for started in [start(home) for home in homes]]
    assert sorted(one.code or 0 for one in ended) == [0, 4], [one.said for one in ended]
    first = count_asked(world)
    assert first >= 8
    late = next(home for home, one in zip(homes, ended, strict=True) if one.code == 4)
    assert list_snapshots(late.snapshots) == []
    registry.misbehave("none")
    before = len(registry.seen)
    again = start(late).wait()
    assert again.code == 0, again.said
    assert [seen.path for seen in registry.seen[before:]] == ["/api/v2/version"] * 3
    assert "came from the shared cache" in read_whole(late).read_sources().set_index("name")["message"][REGISTRY]
    assert count_asked(world) - first <= first // 8
    readers = [read_whole(home) for home in homes]
    for name in ("trials", "listings", "resources", "diseases"):
        assert readers[0].meta["counts"][name] == readers[1].meta["counts"][name] > 0
    assert PASSWORD not in "".join(one.said for one in (*ended, again))
    # Rows are as old as the answer they come from, whoever asked; and who wants it anew gets it anew.
    fetched = [reader.read_sources().set_index("name")["fetched_at"] for reader in readers]
    assert fetched[0]["enets"] == fetched[1]["enets"]
    before = len(world.sites["enets"].pages_asked())
    assert start(late, "--source", "enets").wait().code == 0
    assert len(world.sites["enets"].pages_asked()) > before


def test_a_server_killed_in_the_midst_costs_a_warning(
    server: RedisServer, registry: Registry, world: World, make_settings: Make
) -> None:
    settings = make_settings(http_cache=server.address)
    registry.misbehave("slow")
    started = start(settings)
    while len(registry.pages_asked()) < 2 and started.process.is_alive():
        time.sleep(0.02)
    assert server.client.exists(KEY)
    server.stop()
    ended = started.wait()
    assert ended.code == 0, ended.said
    said, warnings = " ".join(ended.said.split()), read_whole(settings).meta["warnings"]
    (log,) = list_logs(settings)
    for sentence in (LEAD, ALONE):
        assert any(sentence in warning for warning in warnings)
        assert sentence in said
        assert sentence in log.read_text()
    assert PASSWORD not in said + str(warnings) + log.read_text()


def test_after_a_killed_refresh_the_next_one_waits_a_while_and_succeeds(
    server: RedisServer, registry: Registry, make_settings: Make, tmp_path: Path
) -> None:
    one, two = (make_settings(home=tmp_path / name, http_cache=server.address) for name in ("one", "two"))
    registry.misbehave("slow")
    started = start(one)
    while not registry.pages_asked() and started.process.is_alive():
        time.sleep(0.02)
    started.kill()
    registry.misbehave("none")
    with pytest.raises(BusyError, match="Another refresh is running on"):
        refresh(two)
    while server.client.exists(KEY):
        time.sleep(0.02)
    assert not list_pages(server)
    assert refresh(two).published


def test_a_refresh_that_is_killed_while_it_leaves_its_pages_leaves_nothing_that_counts(
    server: RedisServer, registry: Registry, make_settings: Make, tmp_path: Path
) -> None:
    one, two = (make_settings(home=tmp_path / name, http_cache=server.address) for name in ("one", "two"))
    ended = start(one, dies_at=MARKS).wait()
    assert ended.code == -signal.SIGKILL
    pages = list_pages(server)
    assert pages
    assert not any(key.startswith(MARKS.encode()) for key in pages)
    while server.client.exists(KEY):
        time.sleep(0.02)
    before = len(registry.pages_asked())
    assert refresh(two).published
    assert len(registry.pages_asked()) - before == before


def list_pages(server: RedisServer) -> list[bytes]:
    return [key for prefix in (PAGES, MARKS) for key in server.client.scan_iter(f"{prefix}*")]


@pytest.mark.parametrize("meanwhile", ["holds it", "came and went"])
def test_who_lost_the_lock_publishes_nothing(
    server: RedisServer, published: Settings, registry: Registry, meanwhile: str
) -> None:
    settings = published.model_copy(update={"http_cache": server.address})
    before = list_files(settings)

    def stand_still(label: str, _done: int, _total: int | None) -> None:
        if label == "Publishing":
            take_over(server)
            if meanwhile == "came and went":
                server.client.delete(KEY)

    with pytest.raises(BusyError, match="took over"):
        refresh(settings, full=True, progress=stand_still)
    assert list_files(settings) == before
    assert '"exit_code": 4' in list_logs(settings)[-1].read_text()


@pytest.mark.parametrize("kind", ["closed", "full", "silent"])
def test_a_useless_server_is_a_warning_each_time_and_no_reason_to_publish(
    kind: str, registry: Registry, world: World, make_settings: Make
) -> None:
    with (
        serve_redis("--maxmemory", "1", "--maxmemory-policy", "noeviction") as full,
        serve_silence() as silent,
    ):
        address = {
            "closed": f"redis://:{PASSWORD}@127.0.0.1:{find_free_port()}/0",
            "full": full.address,
            "silent": silent.address,
        }
        settings = make_settings(http_cache=address[kind])
        now = datetime.now(UTC)
        first = refresh(settings, now=now)
        assert first.published
        again = refresh(settings, now=now + timedelta(hours=1))
        assert not again.published
        for report in (first, again):
            assert sum(ALONE in message for message in report.messages) == 1
            assert PASSWORD not in str(report)
        for log in list_logs(settings):
            assert ALONE in log.read_text()
        assert sum(message.startswith(LEAD) for message in first.messages) == 1
        assert len(silent.calls) == (2 if kind == "silent" else 0)
        assert not (settings.home / "http").exists()
