"""A Redis server that is dead, silent, closed, full or lost: a fetch goes on without it and says so."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis_servers import PASSWORD, find_free_port, needs_redis, serve_redis, serve_silence
from registry import serve_registry
from world import Site, serve_world

from finder.cli.doctor import examine
from finder.errors import SettingError
from finder.fetch.doctor import check_cache_server
from finder.fetch.pages import fetch_page
from finder.fetch.response_cache import is_cache_warning, open_response_cache
from finder.redis_server import name_server
from finder.settings import Settings

pytestmark = needs_redis
OpenTo = Callable[..., Any]
LONGEST = 200


def fetch_twice(open_to: OpenTo, address: str) -> list[str]:
    """Two sessions that must work without a cache; what both of them warned about."""
    with serve_registry([]) as registry:
        said = []
        for _ in range(2):
            with open_to(registry, cached=True, http_cache=address) as session:
                assert session.get("version").json()["apiVersion"] == "2.0.5"
                assert session.get("version").json()["apiVersion"] == "2.0.5"
                said.append(list(session.warnings))
        assert len(registry.seen) == 4
    assert said[0] == said[1]
    for warning in said[0]:
        assert is_cache_warning(warning)
        assert PASSWORD not in warning
        assert len(warning) < LONGEST
    return said[0]


def test_nobody_listens(open_to: OpenTo) -> None:
    port = find_free_port()
    (warning,) = fetch_twice(open_to, f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
    assert warning == (
        f"The response cache cannot be used: the Redis server at 127.0.0.1:{port} cannot be reached. Going on without "
        "it. Check that the server runs, and its address in NET_FINDER_HTTP_CACHE."
    )


def test_nobody_knows_the_host(open_to: OpenTo) -> None:
    (warning,) = fetch_twice(open_to, f"redis://:{PASSWORD}@no-such-host.invalid:6379/0")
    assert "no-such-host.invalid:6379 " in warning


def test_a_server_that_never_answers_is_waited_for_once(open_to: OpenTo) -> None:
    with serve_silence() as silent:
        (warning,) = fetch_twice(open_to, silent.address)
        assert "does not answer" in warning
        assert len(silent.calls) == 1


@pytest.mark.parametrize("login", ["", ":wrong-pass-word@", "nobody:wrong-pass-word@"])
def test_a_wrong_password(open_to: OpenTo, login: str) -> None:
    with serve_redis("--requirepass", PASSWORD) as server:
        (warning,) = fetch_twice(open_to, f"redis://{login}127.0.0.1:{server.port}/0")
    assert "refuses this user or password" in warning
    assert "wrong-pass-word" not in warning


def test_the_right_password(open_to: OpenTo) -> None:
    with (
        serve_redis("--requirepass", PASSWORD) as server,
        serve_registry([]) as registry,
        open_to(registry, cached=True, http_cache=server.address) as session,
    ):
        session.get("version")
        assert session.get("version").from_cache
        assert session.warnings == []


def test_a_server_of_another_kind_that_repeats_what_it_is_told(open_to: OpenTo) -> None:
    with serve_registry([]) as other:
        port = other.url.split(":")[2].split("/")[0]
        (warning,) = fetch_twice(open_to, f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
    assert "The response cache cannot be used" in warning


def test_a_server_that_dies_between_two_requests(open_to: OpenTo) -> None:
    with serve_redis() as server, serve_registry([]) as registry:
        with open_to(registry, cached=True, http_cache=server.address) as session:
            session.get("version")
            server.stop()
            assert session.get("version").json()["apiVersion"] == "2.0.5"
            server.start()  # too late: for the rest of the refresh nobody asks it, nor gives it anything to keep
            assert session.get("version").json()["apiVersion"] == "2.0.5"
            assert server.client.dbsize() == 0
            (warning,) = session.warnings
        assert "cannot be reached" in warning
        assert len(registry.seen) == 3
        with open_to(registry, cached=True, http_cache=server.address) as session:  # another part of the same refresh
            assert session.warnings == [warning]


def test_a_server_that_falls_silent_is_waited_for_once(open_to: OpenTo) -> None:
    with serve_redis() as server, serve_registry([]) as registry:
        address = f"{server.address}?socket_timeout=3600"
        with open_to(registry, cached=True, http_cache=address) as session:
            session.get("version")
            server.freeze()
            for _ in range(3):
                assert session.get("version").json()["apiVersion"] == "2.0.5"
            (warning,) = session.warnings
        assert "does not answer" in warning
        assert len(registry.seen) == 4


def test_an_answer_is_not_lost_with_the_server_that_should_keep_it(open_to: OpenTo) -> None:
    with serve_redis() as server, serve_registry([]) as registry:
        with open_to(registry, cached=True, http_cache=server.address) as session:
            answer = registry.answer

            def die_first(request: Any) -> Any:
                server.stop()
                return answer(request)

            registry.answer = die_first  # type: ignore[method-assign]
            assert session.get("version").json()["apiVersion"] == "2.0.5"
            assert len(session.warnings) == 1
        assert len(registry.seen) == 1


def test_a_server_that_is_full(open_pages: OpenTo) -> None:
    page = b"<h1>Fake Hospital</h1>" + b"x" * 200_000
    with (
        serve_redis("--maxmemory", "3mb", "--maxmemory-policy", "noeviction") as server,
        serve_world({"a": Site({f"/{number}": page for number in range(20)})}) as world,
        open_pages(world.sites["a"], http_cache=server.address) as session,
    ):
        for number in range(20):
            assert fetch_page(session, str(number)).body == page
        (warning,) = session.warnings
    assert "is full" in warning
    assert "allkeys-lru" in warning


def test_a_server_that_makes_room(open_pages: OpenTo) -> None:
    page = b"<h1>Fake Hospital</h1>" + b"x" * 200_000
    with (
        serve_redis("--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru") as server,
        serve_world({"a": Site({f"/{number}": page for number in range(20)})}) as world,
        open_pages(world.sites["a"], http_cache=server.address) as session,
    ):
        for number in range(20):
            assert fetch_page(session, str(number)).body == page
        assert session.warnings == []


@pytest.mark.parametrize(
    "address",
    ["redis://:{}@127.0.0.1:port/0", "redis://a/{}@127.0.0.1:1/0", "redis://:a@{}@127.0.0.1:1/0",
     "redis://127.0.0.1:1/0?{}=1&socket_timeout=soon"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_being_told(tmp_path: Path, address: str) -> None:
    settings = Settings(home=tmp_path, http_cache=address.format(PASSWORD))
    with pytest.raises(SettingError, match="NET_FINDER_HTTP_CACHE") as failure:
        open_response_cache(settings)
    assert PASSWORD not in str(failure.value)
    assert failure.value.__cause__ is failure.value.__context__ is None


def test_a_server_is_named_by_host_and_port_alone() -> None:
    assert name_server(f"rediss://me:{PASSWORD}@fake.example/3?x={PASSWORD}") == "The Redis server at fake.example:6379"


def test_options_of_the_address_cannot_undo_the_limits(open_to: OpenTo) -> None:
    with serve_silence() as silent:
        (warning,) = fetch_twice(open_to, f"{silent.address}?socket_timeout=3600&retry_on_timeout=yes")
        assert "does not answer" in warning


@pytest.mark.parametrize("words", ["refresh --source starter", "status"])
def test_without_the_package_the_user_is_told_what_to_install(tmp_path: Path, words: str) -> None:
    code = "import sys; sys.modules['redis'] = None; from finder.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, *words.split()],
        env={"NET_FINDER_HOME": str(tmp_path), "NET_FINDER_HTTP_CACHE": f"redis://:{PASSWORD}@127.0.0.1:1/0"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    said = " ".join((ran.stdout + ran.stderr).split())
    assert PASSWORD not in said
    if words == "status":  # which asks no server unless a log says that a refresh runs
        assert ran.returncode == 5, said
    else:
        assert ran.returncode == 2, said
        assert "pip install 'net-finder[servers]'" in said


def test_the_doctor_keeps_a_value_and_says_how_much_is_kept(tmp_path: Path) -> None:
    with serve_redis() as server:
        settings = Settings(home=tmp_path, http_cache=server.address)
        server.stop()
        assert check_cache_server(settings)[0] is False
        server.start()  # a server that was dead is looked for anew
        seen = f"The Redis server at 127.0.0.1:{server.port} answers and keeps what it is given. It knows 0 answers."
        assert check_cache_server(settings) == (True, seen, "")
        assert list(server.client.scan_iter()) == []
        server.stop()
        assert check_cache_server(settings)[0] is False


@pytest.mark.parametrize(
    ("options", "what", "remedy"),
    [
        (("--requirepass", PASSWORD), "refuses this user or password", "Correct both"),
        (("--maxmemory", "1", "--maxmemory-policy", "noeviction"), "is full", "allkeys-lru"),
        (("--rename-command", "SET", ""), "could not do what it was asked", "Check that the server runs"),
        (("--replicaof", "127.0.0.1 1"), "may only be read", "its replica"),
    ],
)
def test_the_doctor_says_what_to_do(tmp_path: Path, options: tuple[str, ...], what: str, remedy: str) -> None:
    with serve_redis(*options) as server:
        settings = Settings(home=tmp_path, http_cache=f"redis://127.0.0.1:{server.port}/0")
        ok, detail, told = check_cache_server(settings)
    assert not ok
    assert what in detail
    assert remedy in told


def test_the_command_doctor_shows_it_without_the_password(tmp_path: Path) -> None:
    address = f"redis://me:{PASSWORD}@127.0.0.1:{find_free_port()}/0"
    checks = examine(Settings(home=tmp_path, http_cache=address, offline=True))
    check = next(check for check in checks if check.name == "response cache")
    assert (check.ok, check.remedy[:27]) == (False, "Check that the server runs,")
    assert PASSWORD not in repr(check)
