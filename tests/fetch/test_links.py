"""Many links: each asked once, every kind of answer told in one word and one sentence, and none stops the others."""

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from world import FAULTS, Reply, Seen, Site, serve_world

from finder.errors import SettingError
from finder.fetch.link_verdict import judge_answer, judge_failure
from finder.fetch.links import LinkAnswer, check_links
from finder.fetch.robots import LONGEST_DELAY
from finder.schema import load_columns
from finder.settings import Settings
from finder.sources import Source

SETTING = "NET_FINDER_LINK_CHECK_URL"
PAGE = b"<html><title>Fake page</title></html>"
Check = Callable[..., list[LinkAnswer]]


@pytest.fixture
def source(directory: Source) -> Source:
    return directory.model_copy(update={"url": "https://example.org", "setting": SETTING, "deadline_seconds": 10})


@pytest.fixture
def check(tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch) -> Check:
    """check(sites, *urls): what each address answers, in a world where these sites exist behind a mirror."""

    def _check(sites: Mapping[str, Site], *urls: Any, **options: Any) -> list[LinkAnswer]:
        tell = options.pop("tell", lambda *_: None)
        chosen = options.pop("source", source)
        rows = [{"resource_id": f"fake-{number}", "url": url} for number, url in enumerate(urls)]
        with serve_world(sites) as world:
            monkeypatch.setenv(SETTING, world.mirror_url)
            return check_links(Settings(**{"home": tmp_path, "min_interval": 0, **options}), chosen, rows, tell)

    return _check


def send_to(target: str, status: int = 302) -> Reply:
    return Reply(b"", status, headers={"Location": target})


def test_a_page_that_answers(check: Check) -> None:
    site = Site({"/page": PAGE})
    answer, again = check({"a.example": site}, "https://a.example/page", "https://a.example/page")
    assert (answer.resource_id, again.resource_id) == ("fake-0", "fake-1")
    assert (answer.link_status, answer.link_note, answer.final_url) == ("alive", "", "https://a.example/page")
    assert answer.page is not None
    assert (answer.page.url, answer.page.body) == ("https://a.example/page", PAGE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer.checked_at)
    assert [request.path for request in site.seen] == ["/robots.txt", "/page"]
    assert " net-finder/" in site.seen[1].user_agent


#: The word for each fault of a site.
STATUSES = {
    "none": "alive", "forbidden": "blocked", "gone": "gone", "down": "unreachable", "error": "unreachable",
    "busy": "unreachable", "login": "moved", "redirects": "unreachable", "huge": "alive", "half": "unreachable",
    "charset": "alive", "charset_wrong": "alive", "empty": "alive", "changed": "alive", "errors_in_200": "alive",
    "slow": "unreachable", "html": "alive", "robots_forbid": "forbidden_to_robots", "robots_error": "unreachable",
    "to_private": "unreachable", "to_ftp": "unreachable",
}  # fmt: skip


def test_each_fault_has_its_word_and_stops_no_other(check: Check, source: Source) -> None:
    assert STATUSES.keys() == FAULTS.keys()
    assert set(STATUSES.values()) <= set(load_columns()["link_status"].values)
    sites = {f"{fault.replace('_', '-')}.example": Site({"/page": PAGE * 10}, fault=fault) for fault in FAULTS}
    brief = source.model_copy(update={"deadline_seconds": 6})
    told: list[tuple[str, int, int | None]] = []
    answers = check(sites, *(f"https://{name}/page" for name in sites), source=brief, tell=lambda *at: told.append(at))
    assert dict(zip(FAULTS, (answer.link_status for answer in answers), strict=True)) == STATUSES
    for answer in answers:
        assert (answer.link_note == "") == (answer.link_status == "alive")
        assert answer.link_note == "" or re.fullmatch(r"[A-Z][^.]*(\.txt)?[^.]*\.", answer.link_note)
        assert (answer.page is not None) <= (answer.link_status in ("alive", "moved"))
    by_fault = dict(zip(FAULTS, answers, strict=True))
    assert by_fault["huge"].page is None
    assert by_fault["empty"].page is None
    assert by_fault["login"].final_url == "https://login.example/login"
    assert "sign in" in by_fault["login"].link_note
    assert by_fault["to_private"].final_url == ""
    assert told[-1][1:] == (len(FAULTS), len(FAULTS))
    assert not sites["robots-forbid.example"].pages_asked()
    assert not sites["robots-error.example"].pages_asked()
    assert len(sites["gone.example"].pages_asked()) == 1


@pytest.mark.parametrize(
    ("asked", "target", "status", "final"),
    [
        ("https://a.example/page", "/page/", "alive", "https://a.example/page/"),
        ("https://a.example/page", "https://www.a.example/page", "alive", "https://www.a.example/page"),
        ("http://a.example/page", "https://a.example/page", "alive", "https://a.example/page"),
        ("https://a.example/page", "/other", "moved", "https://a.example/other"),
        ("https://a.example/page", "other#top", "moved", "https://a.example/other"),
        ("https://a.example/page?id=1", "/page", "moved", "https://a.example/page"),
        ("https://a.example/page", "/", "moved", "https://a.example/"),
        ("https://a.example/page", "https://b.example/page", "moved", "https://b.example/page"),
        ("https://a.example/page", "//b.example/sso/start", "moved", "https://b.example/sso/start"),
        ("https://a.example/page", "/nowhere", "gone", "https://a.example/nowhere"),
        ("https://a.example/page", "http://a.example/page", "unreachable", ""),
        ("https://a.example/page", "http://169.254.169.254/", "unreachable", ""),
        ("https://a.example/page", "https://user:pw@b.example/", "unreachable", ""),
        ("https://a.example/page", "https://[bad/", "unreachable", ""),
        ("https://a.example/page", "javascript:alert(1)", "unreachable", ""),
        ("https://a.example/page", "data:text/html,x", "unreachable", ""),
    ],
)
def test_where_an_address_leads(check: Check, asked: str, target: str, status: str, final: str) -> None:
    sent: list[str] = []

    def lead_once(_request: Seen) -> bytes | Reply:
        sent.append(target)
        return send_to(target) if len(sent) == 1 else PAGE

    pages: dict[str, Any] = dict.fromkeys(("/", "/page/", "/other", "/page", "/sso/start"), PAGE)
    sites = {"a.example": Site({**pages, "/page": lead_once}), "www.a.example": Site(pages), "b.example": Site(pages)}
    (answer,) = check(sites, asked)
    assert (answer.link_status, answer.final_url) == (status, final)
    if status in ("alive", "moved"):
        assert answer.page is not None
        assert (answer.page.asked, answer.page.url) == (asked, final)


def test_the_host_that_a_link_leads_to_has_rules_too(check: Check) -> None:
    there = Site({"/page": PAGE}, fault="robots_forbid")
    sites = {"a.example": Site({"/page": send_to("https://b.example/page")}), "b.example": there}
    (answer,) = check(sites, "https://a.example/page")
    assert (answer.link_status, answer.final_url) == ("forbidden_to_robots", "https://b.example/page")
    assert there.pages_asked() == []


@pytest.mark.parametrize("status", [400, 404, 405, 410, 418, 401, 403, 451, 429, 500, 503, 304, 204, 206])
def test_any_status_has_a_word(check: Check, status: int) -> None:
    site = Site({"/page": Reply(b"", status, headers={"Retry-After": "0"})})
    (answer,) = check({"a.example": site}, "https://a.example/page")
    expected = "gone" if status in (404, 410) else "blocked" if status in (401, 403, 451) else "unreachable"
    assert answer.link_status == ("alive" if 200 <= status < 300 else expected)


@pytest.mark.parametrize(
    "url",
    [
        None, "", 7, ["https://a.example/"], "a.example/page", "mailto:a@example.org", "ftp://a.example/", "https://",
        "https://user:pw@a.example/", "https://[::1/", "https://a.example:port/", "https://a.example/\n/x",
        "javascript:x",
        "https://a.example/" + "x" * 3000, "https://a.example/a b",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_not_asked(check: Check, url: Any) -> None:
    site = Site({"/page": PAGE})
    bad, good = check({"a.example": site}, url, "https://a.example/page")
    assert (bad.link_status, bad.checked_at, bad.page) == ("not_checked", "", None)
    assert good.link_status == "alive"
    assert len(site.pages_asked()) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/page", "http://localhost:{port}/page", "http://[::1]:{port}/"]
)
def test_an_address_inside_this_machine_is_not_asked(tmp_path: Path, source: Source, url: str) -> None:
    site = Site({"/page": PAGE})
    with serve_world({"a.example": site}):
        rows = [{"resource_id": "fake", "url": url.format(port=site.url.rpartition(":")[2])}]
        (answer,) = check_links(Settings(home=tmp_path, min_interval=0), source, rows)
    assert answer.link_status == "unreachable"
    assert site.seen == []


def test_a_name_that_does_not_exist_is_gone() -> None:
    for code, status in ((socket.EAI_NONAME, "gone"), (socket.EAI_AGAIN, "unreachable")):
        error = requests.ConnectionError(socket.gaierror(code, "fake"))
        assert judge_failure(error).status == status
    assert judge_failure(requests.ConnectionError()).status == "unreachable"


def test_an_unsafe_connection_is_told(tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_world({"a.example": Site({"/page": PAGE})}) as world:  # speaks no TLS
        monkeypatch.setenv(SETTING, world.mirror_url.replace("http:", "https:"))
        rows = [{"resource_id": "fake", "url": "https://a.example/page"}]
        (answer,) = check_links(Settings(home=tmp_path, min_interval=0), source, rows)
    assert (answer.link_status, answer.link_note) == ("unreachable", "There is no safe connection to the site.")
    assert judge_failure(RuntimeError("fake")).status == "unreachable"


def test_why_nobody_answers_is_told(check: Check) -> None:
    sites = {"a.example": Site(fault="down"), "b.example": Site(fault="robots_error")}
    down, closed = check(sites, "https://a.example/", "https://b.example/")
    assert down.link_note == "There is no connection to the site."
    assert "robots.txt" in closed.link_note


def test_rules_that_moved_to_https_are_read_there(check: Check) -> None:
    def lead_once(request: Seen) -> bytes | Reply:
        first = len([seen for seen in site.seen if seen.path == "/robots.txt"]) == 1
        return send_to("https://a.example/robots.txt") if first else b"User-agent: *\nDisallow: /private\n"

    site = Site({"/page": PAGE, "/private": PAGE}, robots=lead_once)
    shown, hidden = check({"a.example": site}, "http://a.example/page", "http://a.example/private")
    assert (shown.link_status, hidden.link_status) == ("alive", "forbidden_to_robots")


def test_a_page_about_signing_in_is_no_login() -> None:
    assert judge_answer(200, "https://a.example/login-help", "https://a.example/login-help").status == "alive"
    assert (
        judge_answer(200, "https://a.example/x", "https://a.example/blogin").note
        == "The address leads to another page."
    )


def test_hosts_are_asked_side_by_side_and_each_at_its_pace(check: Check) -> None:
    together = threading.Barrier(3, timeout=20)

    def wait_for_the_others(_request: Seen) -> bytes:
        together.wait()
        return PAGE

    sites = {f"{name}.example": Site({"/1": wait_for_the_others, "/2": PAGE}) for name in "abc"}
    began = time.monotonic()
    answers = check(sites, *(f"https://{name}/{page}" for page in (1, 2) for name in sites), min_interval=0.2)
    assert {answer.link_status for answer in answers} == {"alive"}
    for site in sites.values():
        assert [request.path for request in site.seen] == ["/robots.txt", "/1", "/2"]
        assert all(request.at >= began + turn * 0.2 for turn, request in enumerate(site.seen))


def test_the_distance_a_host_wishes(check: Check) -> None:
    sites = {
        "a.example": Site({"/1": PAGE, "/2": PAGE}, robots="User-agent: *\nCrawl-delay: 0.3\n"),
        "b.example": Site({"/1": PAGE}, robots=f"User-agent: *\nCrawl-delay: {LONGEST_DELAY + 1:.0f}\n"),
    }
    one, two, never = check(sites, "https://a.example/1", "https://a.example/2", "https://b.example/1")
    assert (one.link_status, two.link_status, never.link_status) == ("alive", "alive", "forbidden_to_robots")
    first, second = sites["a.example"].pages_asked()
    assert second.at - first.at >= 0.29


def test_a_file_is_alive_but_no_page(check: Check) -> None:
    (answer,) = check(
        {"a.example": Site({"/f": Reply(b"%PDF", content_type="application/pdf")})}, "https://a.example/f"
    )
    assert (answer.link_status, answer.page) == ("alive", None)


def test_a_switched_off_network_asks_nobody(check: Check) -> None:
    site = Site({"/page": PAGE})
    (answer,) = check({"a.example": site}, "https://a.example/page", offline=True)
    assert (answer.link_status, answer.checked_at) == ("not_checked", "")
    assert site.seen == []


def test_a_wrong_mirror_is_the_only_error(tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "not an address")
    with pytest.raises(SettingError, match=SETTING):
        check_links(Settings(home=tmp_path), source, [{"resource_id": "fake", "url": "https://a.example/"}])
    assert check_links(Settings(home=tmp_path), source.model_copy(update={"setting": ""}), []) == []


@given(st.lists(st.text(max_size=30).map(lambda text: f"https://a.invalid/{text}") | st.text(max_size=60), max_size=4))
@hypothesis_settings(max_examples=30, deadline=None)
def test_no_address_raises(urls: list[str]) -> None:
    rows = [{"resource_id": str(number), "url": url} for number, url in enumerate(urls)]
    fake = Source(
        name="fake", title="Fake", publisher="fake", licence="fake", credit="fake", url="https://example.org",
        homepage="https://example.org", reads="resources", max_age_hours=1, minimum_rows=0, maximum_rows=9,
    )  # fmt: skip
    answers = check_links(Settings(min_interval=0, offline=True), fake, rows)
    assert [answer.resource_id for answer in answers] == [row["resource_id"] for row in rows]
