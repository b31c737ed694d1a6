"""Answers on a Redis server: shared by all who ask it, without secrets, and as old as those of the file may be."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis_servers import RedisServer, needs_redis, serve_redis
from registry import serve_registry
from world import Site, serve_world

from finder.errors import UnreachableError
from finder.fetch.pages import fetch_page
from finder.fetch.redis_cache import ENDS, NAMESPACE
from finder.fetch.response_cache import trim_response_cache
from finder.redis_server import PREFIX
from finder.settings import Settings
from finder.sources import Source

pytestmark = needs_redis
OpenTo = Callable[..., Any]
LIST = b"<h1>Fake Hospital 1</h1>"
BRIEF = 0.00001


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with serve_redis() as running:
        yield running


def list_answers(server: RedisServer) -> list[bytes]:
    return sorted(server.client.scan_iter(f"{NAMESPACE}:*"))


def make_older(server: RedisServer, days: float) -> None:
    """Set back all moments of each answer, on the server itself."""
    for key in list_answers(server):
        answer = json.loads(server.client.get(key))
        for name in ("created_at", "expires"):
            answer[name] = (datetime.fromisoformat(answer[name]) - timedelta(days=days)).isoformat()
        server.client.set(key, json.dumps(answer))
        server.client.zincrby(ENDS, -days * 86_400, key.removeprefix(f"{NAMESPACE}:".encode()))


def test_what_one_machine_asked_another_is_told(server: RedisServer, open_to: OpenTo, tmp_path: Path) -> None:
    with serve_registry([]) as registry:
        for name in ("one", "two"):
            with open_to(registry, cached=True, home=tmp_path / name, http_cache=server.address) as session:
                assert session.get("version").json()["apiVersion"] == "2.0.5"
                assert session.warnings == []
        assert len(registry.seen) == 1
    assert not (tmp_path / "two" / "http").exists()


def test_answers_are_json_that_no_clock_of_the_server_deletes(server: RedisServer, open_to: OpenTo) -> None:
    with serve_registry([]) as registry, open_to(registry, cached=True, http_cache=server.address) as session:
        session.get("version")
    (key,) = list_answers(server)
    assert json.loads(server.client.get(key))["status_code"] == 200
    assert server.client.ttl(key) == -1
    assert all(name.startswith(PREFIX.encode()) for name in server.client.scan_iter())


def test_secrets_never_reach_the_server(server: RedisServer, open_to: OpenTo) -> None:
    with serve_registry([]) as registry, open_to(registry, cached=True, http_cache=server.address) as session:
        registry.page = lambda _params: {"studies": []}  # type: ignore[method-assign]
        for name in ("api_key", "API_KEY", "apiKey", "access_token"):
            session.get("studies", {name: "planted-secret"})
    assert len(list_answers(server)) >= 1
    assert b"planted-secret" not in server.dump()


def test_what_the_source_confirms_is_new(server: RedisServer, open_pages: OpenTo, directory: Source) -> None:
    brief = directory.model_copy(update={"max_age_hours": BRIEF})
    with serve_world({"a": Site({"/list": LIST}, validators=True)}) as world:
        for _ in range(2):
            with open_pages(world.sites["a"], source=brief, http_cache=server.address) as session:
                before = datetime.now().astimezone().replace(microsecond=0)
                page = fetch_page(session, "list")
            make_older(server, 3)
            time.sleep(0.05)
        assert page.body == LIST
        assert datetime.fromisoformat(page.fetched_at) >= before
        assert "if-none-match" in world.sites["a"].pages_asked()[1].headers


@pytest.mark.parametrize(("days", "stands_in"), [(8.4, True), (8.6, False)])
def test_an_old_answer_stands_in_for_as_long_as_one_of_the_file(
    server: RedisServer, open_to: OpenTo, source: Source, days: float, stands_in: bool
) -> None:
    assert source.max_age_hours == 36
    with serve_registry([]) as registry:
        with open_to(registry, cached=True, http_cache=server.address) as session:
            session.get("version")
        make_older(server, days)
        registry.fault = "down"
        with open_to(registry, cached=True, http_cache=server.address) as session:
            if stands_in:
                assert session.get("version").json()["apiVersion"] == "2.0.5"
                assert "was used" in session.warnings[0]
            else:
                with pytest.raises(UnreachableError):
                    session.get("version")


def test_only_answers_that_may_stand_in_no_more_are_deleted(
    server: RedisServer, open_pages: OpenTo, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, http_cache=server.address)
    with serve_world({"a": Site({"/old": LIST, "/older": LIST, "/new": LIST})}) as world:
        with open_pages(world.sites["a"], http_cache=server.address) as session:
            for name in ("old", "older"):
                fetch_page(session, name)
            old = list_answers(server)
            make_older(server, 7.9)
            assert trim_response_cache(settings) == ""
            make_older(server, 0.2)
            fetch_page(session, "new")
        assert trim_response_cache(settings) == f"The response cache lost {len(old)} answers that were too old."
        assert len(list_answers(server)) == server.client.zcard(ENDS) == 1
        assert trim_response_cache(settings) == ""


def test_many_threads_share_one_server(server: RedisServer, open_pages: OpenTo) -> None:
    threads, pages = 8, 12
    routes: dict[str, Any] = {f"/{number}": f"<h1>Fake page {number}</h1>".encode() for number in range(pages)}
    sites = {f"fake-{number}.example": Site(dict(routes)) for number in range(threads)}

    def read_all(site: Site) -> tuple[list[bytes], list[str]]:
        with open_pages(site, http_cache=server.address) as session:
            return [fetch_page(session, str(number)).body for number in range(pages)], session.warnings

    with serve_world(sites) as world, ThreadPoolExecutor(threads) as pool:
        for _ in range(2):
            for found, warnings in pool.map(read_all, world.sites.values()):
                assert found == list(routes.values())
                assert warnings == []
        assert all(len(site.pages_asked()) == pages for site in world.sites.values())


#: What somebody may have planted under the key of an answer. The first would make a file if it were ever unpickled.
DAMAGE: dict[str, Callable[[Path], bytes]] = {
    "pickle": lambda trap: f"cos\nsystem\n(S'touch {trap}'\ntR.".encode(),
    "no text": lambda _: b"\x80\xff\x00\x01",
    "no json": lambda _: b"{half of an ans",
    "no object": lambda _: b"[1, 2]",
    "no answer": lambda _: b'{"status_code": {"deep": []}, "created_at": 3, "headers": 7}',
    "too deep": lambda _: b"[" * 200_000,
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("kind", [*DAMAGE, "list"])
def test_a_value_that_is_no_answer_is_asked_for_again(
    server: RedisServer, open_to: OpenTo, tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    trap = tmp_path / "trap"
    with serve_registry([]) as registry:
        with open_to(registry, cached=True, http_cache=server.address) as session:
            session.get("version")
        (key,) = list_answers(server)
        server.client.delete(key)
        if kind == "list":
            server.client.rpush(key, "of another type")
        else:
            server.client.set(key, DAMAGE[kind](trap))
        with open_to(registry, cached=True, http_cache=server.address) as session:
            assert session.get("version").json()["apiVersion"] == "2.0.5"
            (warning,) = session.warnings
        assert "cannot be read" in warning
        with open_to(registry, cached=True, http_cache=server.address) as session:
            assert session.get("version").json()["apiVersion"] == "2.0.5"
            assert session.warnings == []
        assert len(registry.seen) == 2
    assert not trap.exists()
    assert capfd.readouterr() == ("", "")


def test_a_damaged_redirect_leads_nowhere(server: RedisServer, open_to: OpenTo, tmp_path: Path) -> None:
    server.client.set(f"{NAMESPACE}-redirects", "of another type")
    with serve_registry([]) as registry, open_to(registry, cached=True, http_cache=server.address) as session:
        assert session.get("version").json()["apiVersion"] == "2.0.5"
        assert session.get("version").from_cache
    assert trim_response_cache(Settings(home=tmp_path, http_cache=server.address)) == ""


def test_how_long_an_answer_is_taken_is_up_to_who_asks(
    server: RedisServer, open_pages: OpenTo, directory: Source
) -> None:
    with serve_world({"a": Site({"/list": LIST})}) as world:
        for age, asked in ((0, 1), (24, 1), (1, 1), (0, 2), (24, 2)):
            with open_pages(world.sites["a"], age=timedelta(hours=age), http_cache=server.address) as session:
                assert fetch_page(session, "list").body == LIST
            assert len(world.sites["a"].pages_asked()) == asked, age
        make_older(server, 0.5)
        for age, asked in ((24, 2), (11, 3)):
            with open_pages(world.sites["a"], age=timedelta(hours=age), http_cache=server.address) as session:
                fetch_page(session, "list")
            assert len(world.sites["a"].pages_asked()) == asked, age


def test_an_answer_from_the_future_is_asked_for_again(server: RedisServer, open_to: OpenTo) -> None:
    with serve_registry([]) as registry:
        for _ in range(2):
            with open_to(registry, cached=True, http_cache=server.address) as session:
                session.get("version")
            make_older(server, -3)
        assert len(registry.seen) == 2
