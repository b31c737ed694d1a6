"""robots.txt is obeyed to the letter: what it forbids is never asked, and what cannot be read allows nothing."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego
from world import Reply, Site, serve_world

from finder.errors import AnswerError, BlockedError, RobotsError, UnreachableError
from finder.fetch.robots import LONGEST_DELAY, PRODUCT_TOKEN, find_delay
from finder.sources import Source

OpenTo = Callable[..., Any]
PAGE = b"<h1>Fake Hospital 1</h1>"


def serve_one(**state: Any) -> Any:
    return serve_world({"fake.example": Site({"/list": PAGE, "/private/list": PAGE}, **state)})


def ask_for_list(session: Any) -> tuple[bool, RobotsError | None]:
    """Whether the page came, or the rule that forbade it."""
    try:
        return session.get("list").content == PAGE, None
    except RobotsError as error:
        return False, error


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (None, True),
        ("", True),
        ("User-agent: *\nDisallow: /private/\n", True),
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /list\n", False),
        ("User-agent: *\nDisallow: /\nAllow: /list\n", True),
        ("User-agent: net-finder\nDisallow: /list\n\nUser-agent: *\nAllow: /\n", False),
        ("User-agent: NET-Finder\nAllow: /\n\nUser-agent: *\nDisallow: /\n", True),
        ("User-agent: other-bot\nDisallow: /\n", True),
        ("User-agent: net-find\nDisallow: /x\n\nUser-agent: *\nDisallow: /*st$\n", None),
        ("\ufeffUser-agent: *\r\nDisallow: /list\r\n", False),
        ("<html><body>A page in place of rules</body></html>", True),
        (b"\xff\xfe\x00 User-agent: *\nDisallow: /\n" + bytes(range(256)), None),
        (Reply(b"", 401), True),
        (Reply(b"", 403), True),
        (Reply(b"", 410), True),
        (Reply(b"User-agent: *\nDisallow: /\n", content_type="image/png"), False),
    ],
)  # fmt: skip
def test_what_robots_txt_says_is_done(open_pages: OpenTo, robots: Any, allowed: bool | None) -> None:
    with serve_one(robots=robots) as world, open_pages(world.sites["fake.example"]) as session:
        answered, error = ask_for_list(session)
        if error is not None:
            assert error.source == "Fake Directory"
            assert error.remedy == f"Open {session.base_url}/list by hand."
        pages = [request.path for request in world.sites["fake.example"].pages_asked()]
    assert pages == (["/list"] if answered else [])
    assert allowed is None or answered is allowed


@pytest.mark.parametrize(
    "robots",
    [
        Reply(b"", 500), Reply(b"", 503), Reply(b"", 429, headers={"Retry-After": "0"}), Reply(drop=True),
        Reply(b"", 204), Reply(b"User-agent: *\nDisallow: /private/\n", cut=True),
        Reply(b"", 302, headers={"Location": "ftp://127.0.0.1/"}),
        Reply(b"", 302, headers={"Location": "http://10.0.0.1/robots.txt"}),
        Reply(b"", 302, headers={"Location": "/robots.txt"}),
        Reply(b"not gzip", headers={"Content-Encoding": "gzip"}),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_read_allow_nothing(open_pages: OpenTo, robots: Reply) -> None:
    with serve_one(robots=robots) as world, open_pages(world.sites["fake.example"]) as session:
        for _ in range(2):
            with pytest.raises(UnreachableError, match=r"its robots\.txt cannot be read") as failure:
                session.get("list")
        assert failure.value.remedy
        assert world.sites["fake.example"].pages_asked() == []


@pytest.mark.parametrize("fault", ["down", "robots_error"])
def test_a_site_whose_rules_are_away_is_left(open_pages: OpenTo, fault: str) -> None:
    with serve_one(fault=fault) as world, open_pages(world.sites["fake.example"]) as session:
        with pytest.raises(UnreachableError, match=r"robots\.txt"):
            session.get("list")
        assert world.sites["fake.example"].pages_asked() == []


def test_rules_are_read_once_and_kept_for_the_next_session(open_pages: OpenTo) -> None:
    for robots in ("User-agent: *\nDisallow: /private/\n", None):
        with serve_one(robots=robots) as world:
            for _ in range(2):
                with open_pages(world.sites["fake.example"]) as session:
                    session.get("list", fresh=True)
                    session.get("list", {"page": "2"}, fresh=True)
            paths = [request.path for request in world.sites["fake.example"].seen]
        assert paths.count("/robots.txt") == 1
        assert paths.count("/list") == 4


def test_only_the_first_500_kib_count(open_pages: OpenTo) -> None:
    filler = "# fake\n" * 75_000
    for text, allowed in (
        (f"{filler}User-agent: *\nDisallow: /\n", True),
        (f"User-agent: *\nDisallow: /\n{filler}", False),
    ):
        assert len(text) > 512_000
        with serve_one(robots=text) as world, open_pages(world.sites["fake.example"]) as session:
            if allowed:
                assert session.get("list").content == PAGE
            else:
                with pytest.raises(RobotsError):
                    session.get("list")


def test_endless_rules_are_cut(open_pages: OpenTo) -> None:
    endless = Reply(b"User-agent: *\nDisallow: /private/\n", length=50_000_000, content_type="text/plain")
    with serve_one(robots=endless) as world, open_pages(world.sites["fake.example"]) as session:
        assert session.get("list").content == PAGE
        with pytest.raises(RobotsError):
            session.get("private/list")


def test_the_target_of_a_redirect_is_checked_too(open_pages: OpenTo) -> None:
    site = Site({"/old": Reply(b"", 302, headers={"Location": "/private/list"}), "/private/list": PAGE})
    site.robots = "User-agent: *\nDisallow: /private/\n"
    with serve_world({"fake.example": site}), open_pages(site) as session:
        with pytest.raises(RobotsError, match="/private/list"):
            session.get("old")
        assert [request.path for request in site.pages_asked()] == ["/old"]


def test_another_host_has_its_own_rules(open_pages: OpenTo) -> None:
    here, there = Site(), Site({"/list": PAGE}, fault="robots_forbid")
    with serve_world({"here.example": here, "there.example": there}), open_pages(here) as session:
        here.routes["/list"] = Reply(b"", 302, headers={"Location": f"{there.url}/list"})
        with pytest.raises(RobotsError):
            session.get("list")
        assert [request.path for request in there.seen] == ["/robots.txt"]


@pytest.mark.parametrize("fault", ["to_private", "to_ftp"])
def test_no_rules_are_asked_of_an_address_that_is_not_followed(open_pages: OpenTo, fault: str) -> None:
    with (
        serve_one(fault=fault) as world,
        open_pages(world.sites["fake.example"]) as session,
        pytest.raises(AnswerError),
    ):
        session.get("list")


def test_a_403_is_taken_as_a_no(open_pages: OpenTo) -> None:
    with serve_one() as world, open_pages(world.sites["fake.example"]) as session:
        site = world.sites["fake.example"]
        session.get("list")
        site.fault = "forbidden"
        with pytest.raises(BlockedError):
            session.get("list", {"page": "2"})
        agents = {request.user_agent for request in site.seen}
        assert len(site.pages_asked()) == 2
        assert len(agents) == 1
        assert " net-finder/" in agents.pop()


def test_without_robots_none_is_read(open_pages: OpenTo, directory: Source) -> None:
    free = directory.model_copy(update={"robots": False})
    with serve_one(fault="robots_forbid") as world, open_pages(world.sites["fake.example"], source=free) as session:
        assert session.get("list").content == PAGE
        assert [request.path for request in world.sites["fake.example"].seen] == ["/list"]


@pytest.mark.parametrize("wish", ["Crawl-delay: 0.3", "Request-rate: 10/3s", "Crawl-delay: 0.1\nRequest-rate: 2/1"])
def test_the_wished_distance_is_kept(open_pages: OpenTo, wish: str) -> None:
    with serve_one(robots=f"User-agent: *\n{wish}\n") as world:
        began = time.monotonic()
        for _ in range(2):
            with open_pages(world.sites["fake.example"]) as session:
                session.get("list", fresh=True)
                session.get("list", fresh=True)
        seen = world.sites["fake.example"].seen
        assert [request.path for request in seen] == ["/robots.txt"] + 4 * ["/list"]
        assert all(request.at >= began + turn * 0.3 for turn, request in enumerate(seen))


@pytest.mark.parametrize("wish", ["Crawl-delay: 31", "Crawl-delay: 86400", "Request-rate: 1/1m"])
def test_a_very_long_distance_is_a_no(open_pages: OpenTo, wish: str) -> None:
    with serve_one(robots=f"User-agent: *\n{wish}\n") as world, open_pages(world.sites["fake.example"]) as session:
        with pytest.raises(RobotsError, match="seconds between two requests"):
            session.get("list")
        assert world.sites["fake.example"].pages_asked() == []


def test_a_wait_ends_with_the_deadline(open_pages: OpenTo) -> None:
    with (
        serve_one(robots=f"User-agent: *\nCrawl-delay: {LONGEST_DELAY:.0f}\n") as world,
        open_pages(world.sites["fake.example"], deadline_seconds=1.0) as session,
        pytest.raises(UnreachableError, match="time"),
    ):
        session.get("list")


@pytest.mark.parametrize(
    "wish", ["Crawl-delay: soon", "Crawl-delay: -5", "Crawl-delay: nan", "Request-rate: 0/0", "Request-rate: x"]
)
def test_a_senseless_distance_is_none(wish: str) -> None:
    assert find_delay(Protego.parse(f"User-agent: *\n{wish}\n")) == 0.0


@given(st.text(max_size=300) | st.text("UserAgnt-:*Disalow/$%\n #", max_size=300), st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_read_as_rules(text: str, path: str) -> None:
    rules = Protego.parse(text)
    assert rules.can_fetch(f"https://example.org/{path}", PRODUCT_TOKEN) in (True, False)
    assert find_delay(rules) >= 0.0
