"""Pages of other people's sites: only from the site itself, bounded, and a directory is followed by its own words."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from requests import Response
from world import FAULTS, Reply, Site, serve_world

from finder.errors import AnswerError, DeclarationError, RefusedError, SettingError, SourceError, UnreachableError
from finder.fetch.pages import fetch_directory, fetch_page, read_page, resolve_address
from finder.schema.raw import Page
from finder.sources import Directory, Source

OpenTo = Callable[..., Any]
LIST = "<h1>Fake Hospital 1, Zürich</h1>".encode()


def find_fake_links(page: Page, pattern: str) -> list[str]:
    """The addresses of links whose words fit, as parse/ finds them."""
    found = re.findall(r'<a href="([^"]*)">([^<]*)</a>', page.body.decode())
    return [address for address, words in found if re.search(pattern, words)]


def make_directory(source: Source, **change: Any) -> Source:
    return source.model_copy(update={"directory": Directory(shape="lines", kind="net_program", **change)})


def test_a_page_is_handed_on_whole(open_pages: OpenTo) -> None:
    routes = {
        "/list": Reply(LIST, content_type="Text/HTML; Charset=UTF-8"),
        "/old": Reply(b"", 301, headers={"Location": "/list"}),
    }
    before = datetime.now(UTC).replace(microsecond=0)
    with serve_world({"a": Site(routes)}) as world, open_pages(world.sites["a"]) as session:
        page, led = fetch_page(session, "list"), fetch_page(session, "/old")
        url = world.sites["a"].url
    assert (page.url, page.asked, led.url, led.asked) == (f"{url}/list", f"{url}/list", f"{url}/list", f"{url}/old")
    assert (page.body, page.content_type, page.charset) == (LIST, "text/html", "utf-8")
    assert before <= datetime.fromisoformat(page.fetched_at) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("said", "content_type", "charset"),
    [
        ("text/html", "text/html", ""),
        ("text/html; charset=windows-1252", "text/html", "windows-1252"),
        ('text/html; charset="UTF-8"; x=y', "text/html", "utf-8"),
        ("text/html;;; charset", "text/html", ""),
        ("text/html; charset=" + "x" * 5000, "text/html", "x" * 40),
        ("", "", ""),
        ("text/html; charset=\x07", "text/html", ""),
    ],
)
def test_the_header_is_read_whatever_it_says(said: str, content_type: str, charset: str) -> None:
    response = Response()
    response._content, response.url = b"<p>", "https://example.org/"
    response.headers["Content-Type"] = said
    page = read_page(response, "https://example.org/")
    assert (page.content_type, page.charset) == (content_type, charset)


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/list", "//elsewhere.example/list", "http://10.0.0.1/", "ftp://127.0.0.1/list",
        "file:///etc/passwd", "javascript:alert(1)", "mailto:a@example.org", "http://[::1/", "http://user:pw@{host}/list",
        "http://{host}.elsewhere.example/", "http://{host}@elsewhere.example/", "http://{host}/" + "x" * 3000,
        "http://fake{host}/", "http:///list", "http://user:pw@fake.{host}/list",
    ],
)  # fmt: skip
def test_no_page_from_elsewhere(open_pages: OpenTo, address: str) -> None:
    with serve_world({"a": Site({"/list": LIST})}) as world, open_pages(world.sites["a"]) as session:
        with pytest.raises(AnswerError, match="leads away"):
            fetch_page(session, address.format(host=session.base_url.removeprefix("http://")))
        assert world.sites["a"].seen == []


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("", "https://www.example.org/nets/"),
        ("list?page=2#top", "https://www.example.org/nets/list?page=2"),
        ("/list", "https://www.example.org/nets/list"),
        ("https://www.example.org/other", "https://www.example.org/other"),
        ("https://example.org/other", "https://example.org/other"),
        ("http://EXAMPLE.org/other", "https://EXAMPLE.org/other"),
        ("https://centers.example.org/", "https://centers.example.org/"),
    ],
)
def test_the_same_site_by_any_of_its_names(open_pages: OpenTo, address: str, whole: str) -> None:
    with open_pages("https://www.example.org/nets") as session:
        assert resolve_address(session, address) == whole


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_no_text_leads_away(text: str) -> None:
    class Fake:
        base_url, title = "https://example.org", "Fake"

    try:
        address = resolve_address(Fake(), text)  # type: ignore[arg-type]
    except AnswerError:
        return
    assert re.match(r"https://([^/@]+\.)?example\.org(?=[/?#]|$)", address, re.I), address


#: What a reader of pages must meet for each fault: a page of any kind, or a named error.
OUTCOMES: dict[str, type[SourceError] | None] = {
    "gone": RefusedError, "down": UnreachableError, "error": UnreachableError, "busy": UnreachableError,
    "redirects": AnswerError, "huge": AnswerError, "half": AnswerError, "empty": AnswerError, "forbidden": SourceError,
    "to_private": AnswerError, "to_ftp": AnswerError, "robots_forbid": SourceError, "robots_error": UnreachableError,
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_fault_has_a_named_end(open_pages: OpenTo, fault: str, tmp_path: Path) -> None:
    with serve_world({"a": Site({"/list": LIST}, fault=fault, pause=0.01)}) as world:
        with open_pages(world.sites["a"]) as session:
            if kind := OUTCOMES.get(fault):
                with pytest.raises(kind) as failure:
                    fetch_page(session, "list")
                assert failure.value.remedy
                assert failure.value.source == "Fake Directory"
            else:
                assert fetch_page(session, "list").body
        # what failed was not kept: once the site is well again, its page is there
        world.sites["a"].fault = "none"
        if kind and "robots" not in fault:
            with open_pages(world.sites["a"]) as session:
                assert fetch_page(session, "list").body == LIST


def test_a_picture_is_no_page(open_pages: OpenTo) -> None:
    routes = {"/list": Reply(b"\x89PNG", content_type="image/png"), "/none": Reply(b"<p>", content_type="")}
    with serve_world({"a": Site(routes)}) as world, open_pages(world.sites["a"]) as session:
        for path in routes:
            with pytest.raises(AnswerError, match="of type"):
                fetch_page(session, path)


def test_a_slow_page_ends_with_the_deadline(open_pages: OpenTo) -> None:
    with (
        serve_world({"a": Site({"/list": LIST * 100}, fault="slow")}) as world,
        # Long enough for the rules of the host, which come first, on a busy machine, too.
        open_pages(world.sites["a"], deadline_seconds=3) as session,
        pytest.raises(UnreachableError, match="time"),
    ):
        fetch_page(session, "list")


def test_a_page_that_is_gone_is_not_shown_from_before(open_pages: OpenTo, directory: Source) -> None:
    brief = directory.model_copy(update={"max_age_hours": 0.00001})
    with serve_world({"a": Site({"/list": LIST})}) as world, open_pages(world.sites["a"], source=brief) as session:
        first = fetch_page(session, "list")
        time.sleep(0.05)
        world.sites["a"].fault = "error"
        assert fetch_page(session, "list") == first
        assert "An answer of" in session.warnings[0]
        for fault in ("gone", "forbidden"):
            world.sites["a"].fault = fault
            with pytest.raises(SourceError):
                fetch_page(session, "list")


def test_the_pages_of_a_directory(open_pages: OpenTo, directory: Source) -> None:
    source = make_directory(directory, pages=("a", "b", "a"))
    with serve_world({"a": Site({"/a": LIST, "/b": b"<p>b"})}) as world, open_pages(world.sites["a"]) as session:
        pages = fetch_directory(session, source, find_fake_links)
        assert [page.body for page in pages] == [LIST, b"<p>b"]
        source = make_directory(directory, pages=("a", "b"), most_pages=1)
        assert len(fetch_directory(session, source, find_fake_links)) == 1
        assert session.warnings == ["Fake Directory: only 1 of its 2 pages were read."]


def test_one_page_that_fails_fails_the_directory(open_pages: OpenTo, directory: Source) -> None:
    source = make_directory(directory, pages=("a", "b"))
    with (
        serve_world({"a": Site({"/a": LIST})}) as world,
        open_pages(world.sites["a"]) as session,
        pytest.raises(RefusedError, match="404"),
    ):
        fetch_directory(session, source, find_fake_links)


START = b"""<a href="/centers/#top">Our centers</a> <a href="centers/">Centers (again)</a> <a href="/news">News</a>
<a href="https://elsewhere.example/">Centers elsewhere</a> <a href="http://[bad">Centers, bad</a>"""


def test_a_link_is_followed_by_its_words(open_pages: OpenTo, directory: Source) -> None:
    source = make_directory(directory, pages=("",), follow="[Cc]enters")
    site = Site({"/": START, "/centers/": LIST})
    with serve_world({"a": site}), open_pages(site) as session:
        (page,) = fetch_directory(session, source, find_fake_links)
        assert page.body == LIST
        assert [request.path for request in site.pages_asked()] == ["/", "/centers/"]


@pytest.mark.parametrize("start", [b"<p>Our new site", b'<a href="https://elsewhere.example/">Centers</a>', b"<a"])
def test_a_start_page_that_has_changed(open_pages: OpenTo, directory: Source, start: bytes) -> None:
    source = make_directory(directory, follow="Centers")
    site = Site({"/": START}, fault="changed", changed=start)
    with serve_world({"a": site}), open_pages(site) as session:
        with pytest.raises(AnswerError, match=r"its page has changed: .*\blinks? to its list ") as failure:
            fetch_directory(session, source, find_fake_links)
        assert f"{site.url}/" in failure.value.remedy
        assert source.directory is not None
        assert source.directory.follow not in str(failure.value)  # a pattern is no sentence
        assert failure.value.source == "Fake Directory"
        assert [request.path for request in site.pages_asked()] == ["/"]


def test_a_source_without_a_directory(open_pages: OpenTo, directory: Source) -> None:
    with open_pages("http://127.0.0.1:1") as session, pytest.raises(DeclarationError, match="fake_directory"):
        fetch_directory(session, directory.model_copy(update={"directory": None}), find_fake_links)


def test_a_source_asked_only_on_wish(open_pages: OpenTo, directory: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    shy = directory.model_copy(update={"opt_in": "NET_FINDER_FAKE"})
    with serve_world({"a": Site({"/list": LIST})}) as world:
        for wish in ("", "0", " "):
            monkeypatch.setenv("NET_FINDER_FAKE", wish)
            with pytest.raises(SettingError, match="only on wish"), open_pages(world.sites["a"], source=shy):
                pass
        assert world.sites["a"].seen == []
        monkeypatch.setenv("NET_FINDER_FAKE", "1")
        with open_pages(world.sites["a"], source=shy) as session:
            assert fetch_page(session, "list").body == LIST
