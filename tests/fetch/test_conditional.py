"""An answer past its age is asked for again with its validators; a 304 makes it new. Many threads share the cache."""

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from world import LAST_MODIFIED, Reply, Site, serve_world

from finder.fetch.pages import fetch_page
from finder.settings import Settings
from finder.sources import Source

OpenTo = Callable[..., Any]
LIST = b"<h1>Fake Hospital 1</h1>"
#: An age of 36 ms, so that the next request finds the answer past it.
BRIEF = 0.00001


@pytest.fixture
def brief(directory: Source) -> Source:
    return directory.model_copy(update={"max_age_hours": BRIEF})


def read_moments(home: Path) -> list[datetime]:
    """When the kept answers of a page were made, as the file says."""
    with closing(sqlite3.connect(Settings(home=home).response_cache)) as connection:
        values = [str(value) for (value,) in connection.execute("SELECT value FROM responses")]
    found = [value.partition('"created_at": "')[2].partition('"')[0] for value in values if "/list" in value]
    return [datetime.fromisoformat(moment) for moment in found]


def make_older(home: Path, days: int) -> None:
    """Set back the moment at which each answer was made, in the file itself."""
    with closing(sqlite3.connect(Settings(home=home).response_cache)) as connection:
        for key, value in connection.execute("SELECT key, value FROM responses").fetchall():
            said = str(value).partition('"created_at": "')[2].partition('"')[0]
            older = (datetime.fromisoformat(said) - timedelta(days=days)).isoformat()
            connection.execute("UPDATE responses SET value = ? WHERE key = ?", (str(value).replace(said, older), key))
        connection.commit()


def test_a_kept_answer_tells_when_it_was_got(open_pages: OpenTo, tmp_path: Path) -> None:
    with serve_world({"a": Site({"/list": LIST})}) as world:
        with open_pages(world.sites["a"]) as session:
            got = datetime.fromisoformat(fetch_page(session, "list").fetched_at)
        make_older(tmp_path, 3)
        with open_pages(world.sites["a"]) as session:
            again = datetime.fromisoformat(fetch_page(session, "list").fetched_at)
            fresh = datetime.fromisoformat(fetch_page(session, "list", fresh=True).fetched_at)
        assert len(world.sites["a"].pages_asked()) == 2
    assert abs(got - again - timedelta(days=3)) <= timedelta(seconds=1)
    assert fresh >= got


def test_what_the_server_confirms_is_new(open_pages: OpenTo, brief: Source, tmp_path: Path) -> None:
    with serve_world({"a": Site({"/list": LIST}, validators=True)}) as world:
        site = world.sites["a"]
        with open_pages(site, source=brief) as session:
            fetch_page(session, "list")
        make_older(tmp_path, 3)
        time.sleep(0.05)
        before = datetime.now(UTC).replace(microsecond=0)
        with open_pages(site, source=brief) as session:
            page = fetch_page(session, "list")
            assert session.warnings == []
        first, second = site.pages_asked()
        assert "if-none-match" not in first.headers
        assert second.headers["if-none-match"].startswith('"')
        assert second.headers["if-modified-since"] == LAST_MODIFIED
        assert page.body == LIST
        assert page.content_type == "text/html"
        assert datetime.fromisoformat(page.fetched_at) >= before
        # and it counts as new for the next session too, which asks nobody
        (moment,) = read_moments(tmp_path)
        assert moment.replace(tzinfo=moment.tzinfo or UTC) >= before


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_either_validator_alone_is_enough(open_pages: OpenTo, brief: Source, name: str) -> None:
    asked_by = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}[name]
    value = {"ETag": '"fake-1"', "Last-Modified": LAST_MODIFIED}[name]

    def answer(request: Any) -> Reply:
        if request.headers.get(asked_by) == value:
            return Reply(b"", 304, content_type="")
        return Reply(LIST, headers={name: value})

    with serve_world({"a": Site({"/list": answer})}) as world, open_pages(world.sites["a"], source=brief) as session:
        for _ in range(3):
            assert fetch_page(session, "list").body == LIST
            time.sleep(0.05)
        assert [request.headers.get(asked_by) for request in world.sites["a"].pages_asked()] == [None, value, value]


def test_a_page_that_changed_comes_whole(open_pages: OpenTo, brief: Source) -> None:
    site = Site({"/list": LIST}, validators=True)
    with serve_world({"a": site}), open_pages(site, source=brief) as session:
        fetch_page(session, "list")
        site.routes["/list"] = b"<h1>Fake Hospital 2</h1>"
        time.sleep(0.05)
        assert fetch_page(session, "list").body == b"<h1>Fake Hospital 2</h1>"


@pytest.mark.parametrize(
    "reply", [Reply(b"", 304), Reply(b"", 304, headers={"ETag": '"other"'}), Reply(LIST, headers={"ETag": "no quotes"})]
)
def test_validators_that_make_no_sense(open_pages: OpenTo, brief: Source, reply: Reply) -> None:
    replies = [Reply(LIST, headers={"ETag": '"fake-1"'}), reply, reply]
    site = Site({"/list": lambda _seen: replies.pop(0)})
    with serve_world({"a": site}), open_pages(site, source=brief) as session:
        for _ in range(3):
            assert fetch_page(session, "list").body == LIST
            time.sleep(0.05)


def test_many_threads_and_sessions_share_one_cache(open_pages: OpenTo, tmp_path: Path) -> None:
    threads, pages = 8, 12
    routes: dict[str, Any] = {f"/{number}": f"<h1>Fake page {number}</h1>".encode() for number in range(pages)}
    sites = {f"fake-{number}.example": Site(dict(routes)) for number in range(threads)}

    def read_all(site: Site) -> tuple[list[bytes], list[str]]:
        with open_pages(site) as session:
            found = [fetch_page(session, str(number)).body for number in range(pages) for _ in range(2)]
            return found, session.warnings

    with serve_world(sites) as world, ThreadPoolExecutor(threads) as pool:
        for _ in range(2):
            for found, warnings in pool.map(read_all, world.sites.values()):
                assert found == [routes[f"/{number}"] for number in range(pages) for _ in range(2)]
                # On a busy machine a lock may be held for long; then a session goes without, and says so.
                assert all("cannot be used now" in warning for warning in warnings)
        assert all(len(site.pages_asked()) >= pages for site in world.sites.values())
    with closing(sqlite3.connect(Settings(home=tmp_path).response_cache)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_many_threads_go_on_where_the_cache_is_locked(open_pages: OpenTo, tmp_path: Path) -> None:
    sites = {f"fake-{number}.example": Site({"/list": LIST}) for number in range(8)}

    def read_one(site: Site) -> tuple[bytes, list[str]]:
        with open_pages(site) as session:
            return fetch_page(session, "list").body, session.warnings

    with serve_world(sites) as world, ThreadPoolExecutor(8) as pool:
        with open_pages(world.sites["fake-0.example"]) as session:
            fetch_page(session, "list")
        with closing(sqlite3.connect(Settings(home=tmp_path).response_cache, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            for body, warnings in pool.map(read_one, world.sites.values()):
                assert body == LIST
                assert "Going on without it" in warnings[0]
