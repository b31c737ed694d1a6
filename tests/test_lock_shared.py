"""The lock on a Redis server: one holder among all machines, for as long as it lives and hardly longer."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from faults.processes import start_function
from redis_servers import (
    PASSWORD,
    RedisServer,
    find_free_port,
    hold_for_ever,
    needs_redis,
    serve_redis,
    serve_silence,
    take_over,
)

from finder.errors import BusyError
from finder.events import send_events
from finder.lock import Held, hold_lock, hold_locks, is_refreshing
from finder.run_history import list_runs
from finder.run_log import log_run
from finder.settings import Settings
from finder.shared_lock import KEY, LAST_KEY, hold_shared_lock

pytestmark = needs_redis
ALONE = "The refresh holds only the lock of this machine."
#: Seconds; far below the lifetime of a real lock.
BRIEF = 0.9


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with serve_redis() as running:
        yield running


@pytest.fixture
def hold(server: RedisServer) -> Iterator[Callable[..., Held]]:
    """hold(seconds): the lock on the server until the test ends."""
    with ExitStack() as stack:
        yield lambda lifetime=BRIEF: stack.enter_context(hold_shared_lock(server.address, lifetime))


def settings_at(home: Path, address: str) -> Settings:
    return Settings(home=home, http_cache=address)


def test_one_holder_among_all_machines(server: RedisServer, tmp_path: Path) -> None:
    one, two = settings_at(tmp_path / "one", server.address), settings_at(tmp_path / "two", server.address)
    assert not is_refreshing(two)
    with hold_locks(one) as held:
        assert held.warnings == []
        assert is_refreshing(one)
        assert is_refreshing(two)
        assert 50_000 < server.client.pttl(KEY) <= 60_000
        with pytest.raises(BusyError, match="Another refresh is running on ") as failure, hold_locks(two):
            raise AssertionError
        assert f"127.0.0.1:{server.port}" in failure.value.remedy
        assert failure.value.exit_code == 4
        held.require()
    assert not is_refreshing(two)
    with hold_locks(two):
        pass


def test_the_lock_of_the_machine_holds_beside_it(server: RedisServer, tmp_path: Path) -> None:
    settings = settings_at(tmp_path, server.address)
    with hold_lock(tmp_path), pytest.raises(BusyError, match=r"Another refresh is running in "), hold_locks(settings):
        raise AssertionError
    assert server.client.get(KEY) is None


def test_a_running_refresh_elsewhere_is_no_refresh_that_did_not_end(server: RedisServer, tmp_path: Path) -> None:
    one, two = (settings_at(tmp_path, address) for address in (server.address, f"redis://127.0.0.1:{server.port}/1"))
    with log_run(one):
        with hold_shared_lock(server.address):
            assert list_runs(one)[0]["result"] == "running"
            assert list_runs(two)[0]["result"] == "did not end"
        assert list_runs(one)[0]["result"] == "did not end"


def test_it_is_renewed_for_as_long_as_the_holder_lives(server: RedisServer, hold: Callable[..., Held]) -> None:
    held = hold()
    for _ in range(5):
        time.sleep(BRIEF / 2)
        assert server.client.exists(KEY)
    held.require()
    assert held.warnings == []


def test_a_killed_holder_frees_it_soon(server: RedisServer, hold: Callable[..., Held]) -> None:
    process = start_function(hold_for_ever, server.address, BRIEF)
    while not server.client.exists(LAST_KEY) and process.is_alive():
        time.sleep(0.02)
    process.kill()
    process.join()
    assert 0 < server.client.pttl(KEY) <= BRIEF * 1000
    while server.client.exists(KEY):
        time.sleep(0.02)
    hold().require()


def test_who_lost_it_may_not_go_on(server: RedisServer, hold: Callable[..., Held]) -> None:
    lines: list[str] = []
    with send_events(lines.append):
        held = hold(60)
        take_over(server)
        for _ in range(2):
            with pytest.raises(BusyError, match="took over on fake-machine-2, because this one stood still"):
                held.require()
    assert sum('"event": "lock_lost"' in line for line in lines) == 1


def test_who_lost_it_does_not_free_that_of_the_other(server: RedisServer) -> None:
    with hold_shared_lock(server.address) as held:
        take_over(server)
        with pytest.raises(BusyError):
            held.require()
    server.client.delete(KEY)
    with hold_shared_lock(server.address):  # which has not noticed
        take_over(server)
    assert server.client.get(KEY) == b"fake-machine-2:1:token"


def test_a_refresh_that_came_and_went_meanwhile_is_noticed(server: RedisServer, hold: Callable[..., Held]) -> None:
    held = hold(60)
    take_over(server)
    server.client.delete(KEY)
    with pytest.raises(BusyError, match="Another refresh took over"):
        held.require()
    assert not server.client.exists(KEY)


def test_a_server_begun_anew_gives_it_back(server: RedisServer, hold: Callable[..., Held]) -> None:
    held = hold()
    server.stop()
    server.start()
    held.require()
    assert server.client.exists(KEY)
    assert any("had lost the lock of this refresh. It was taken again." in warning for warning in held.warnings)


def test_a_server_that_dies_leaves_the_lock_of_the_machine(server: RedisServer, tmp_path: Path) -> None:
    settings = settings_at(tmp_path, server.address)
    lines: list[str] = []
    with send_events(lines.append), hold_locks(settings) as held:
        server.stop()
        held.require()
        (warning,) = held.warnings
        assert ALONE in warning
        with pytest.raises(BusyError), hold_locks(settings):
            raise AssertionError
        assert is_refreshing(settings)
    assert any(ALONE in line for line in lines)
    assert not is_refreshing(settings)


def test_a_value_of_another_program_is_no_lock_of_ours(server: RedisServer, hold: Callable[..., Held]) -> None:
    server.client.rpush(KEY, "of another type")
    (warning,) = hold().warnings
    assert "holds a value of another program" in warning


def test_a_full_server_gives_no_lock() -> None:
    with (
        serve_redis("--maxmemory", "1", "--maxmemory-policy", "noeviction") as full,
        hold_shared_lock(full.address) as held,
    ):
        (warning,) = held.warnings
        assert "is full" in warning
        assert ALONE in warning


def test_a_server_that_fills_up_keeps_the_lock(server: RedisServer, hold: Callable[..., Held]) -> None:
    held = hold()
    server.client.config_set("maxmemory-policy", "noeviction")
    server.client.config_set("maxmemory", "1")
    time.sleep(2 * BRIEF)
    held.require()
    assert held.warnings == []


def test_a_dead_server_is_a_warning_without_the_password(tmp_path: Path) -> None:
    settings = settings_at(tmp_path, f"redis://:{PASSWORD}@127.0.0.1:{find_free_port()}/0")
    with hold_locks(settings) as held:
        held.require()
        (warning,) = held.warnings
    assert ALONE in warning
    assert PASSWORD not in warning


def test_a_silent_server_is_asked_once_at_each_start(tmp_path: Path) -> None:
    with serve_silence() as silent, hold_locks(settings_at(tmp_path, silent.address)) as held:
        held.require()
        assert "does not answer" in held.warnings[0]
        assert len(silent.calls) == 1
