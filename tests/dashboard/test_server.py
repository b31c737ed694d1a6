"""The server around the pages, started as the command starts it: headers, its own addresses, and a quiet log."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from e2e.browser import Dashboard
from e2e.fakes import make_tables, publish_fake
from languages.speaking import speaking

from dashboard.headers import list_headers, list_scripts
from dashboard.page_source import read_source
from dashboard.parts.link_notes import TAKES
from dashboard.parts.page_title import PAGE_NAMES, name_page, write_page_title
from dashboard.words import say
from finder.store.gazetteer import open_gazetteer

FEED = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Fake</title></feed>'
#: Words of a question that no log may hold.
SECRET = "Secretville"


class Answer:
    """What came back: status, headers in lower case, body."""

    def __init__(self, answer: HTTPResponse) -> None:
        self.status, self.body = answer.status, answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.text = self.body.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    dashboard = Dashboard(tmp_path_factory.mktemp("served"))
    publish_fake(dashboard.settings)
    open_gazetteer(dashboard.settings).close()
    feeds = dashboard.home / "feeds"
    feeds.mkdir()
    for name in ("new-trials.atom", "Odd Name.atom", "secret.txt", "..atom", ".hidden.atom"):
        (feeds / name).write_bytes(FEED)
    dashboard.start()
    yield dashboard
    dashboard.stop()


def ask(served: Dashboard, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/", "/trial?nct=NCT90000003", "/nowhere", "/api/ready", "/api/none", "/feeds/", "/feeds/none.atom",
        "/files/trials.csv?status=any", "/files/none",
        "/robots.txt", "/plain", "/_stcore/health", "/favicon.png", "/media/none", "//host",
    ],
)  # fmt: skip
def test_every_answer_has_the_headers(served: Dashboard, path: str) -> None:
    headers = ask(served, path).headers
    for name, value in list_headers(read_source()).items():
        assert headers[name.lower()] == value
    assert ("x-robots-tag" in headers) == ("?" in path)


def test_the_policy_lets_only_files_of_the_dashboard_run() -> None:
    parts = [part.split(" ", 1) for part in list_headers(read_source())["Content-Security-Policy"].split("; ")]
    policy: dict[str, str] = dict(parts)
    sources = policy["script-src"].split()
    assert sources[0] == "'self'"
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", source) for source in sources[1:])
    assert "unsafe" not in policy["script-src"] + policy["default-src"]
    assert not [value for value in policy.values() if "http" in value or "*" in value]
    assert policy["object-src"] == policy["frame-ancestors"] == policy["frame-src"] == "'none'"


def test_the_scripts_of_the_page_that_is_sent_are_those_of_the_policy(served: Dashboard) -> None:
    answer = ask(served, "/")
    scripts = list_scripts(answer.text)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_scripts_are_found_whatever_stands_around_them() -> None:
    page = '<script src="a.js"></script><p>x</p><SCRIPT>\n a < b && "</p>" \n</SCRIPT><script type=module>y</script>'
    assert list_scripts(page) == ['\n a < b && "</p>" \n', "y"]


def test_position_may_be_asked_and_nothing_else_of_the_device() -> None:
    told = dict(part.split("=") for part in list_headers("")["Permissions-Policy"].split(", "))
    assert {name for name, who in told.items() if who != "()"} == {"geolocation", "clipboard-write"}
    assert "*" not in "".join(told.values())


@pytest.mark.parametrize("page", sorted(TAKES))
def test_each_page_says_in_its_source_where_it_can_be_read_without_scripts(served: Dashboard, page: str) -> None:
    answer = ask(served, f"/{page}", Accept="text/html")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    assert '<a href="/plain?lang=en">' in answer.text
    titles = re.findall("<title>(.*?)</title>", answer.text)
    assert titles == [write_page_title(name_page(page))]
    assert len({name_page(path) for path in TAKES}) == len(TAKES) == len(PAGE_NAMES)


@pytest.mark.parametrize(("parts", "status"), [(1000, 200), (1001, 414)])
def test_a_link_too_long_to_be_read_is_told_and_not_dropped(served: Dashboard, parts: int, status: int) -> None:
    answer = ask(served, f"/trial?{'&'.join(['a=b'] * parts)}")
    assert answer.status == status
    assert (say("plain.too_long") in answer.text) is (status == 414)
    assert ('<a href="/trial">' in answer.text) is (status == 414)


def test_search_engines_are_kept_from_questions(served: Dashboard) -> None:
    lines = ask(served, "/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /*?" in lines
    assert "Disallow: /" not in lines


def test_health_is_of_the_process(served: Dashboard) -> None:
    answer = ask(served, "/api/health")
    assert (answer.status, answer.body) == (200, b'{"healthy":true}')
    assert answer.headers["cache-control"] == "no-store"


def read_json(answer: Answer) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/json"
    read: dict[str, Any] = json.loads(answer.body)
    return read


def test_ready_tells_what_can_be_read_and_how_old_it_is(served: Dashboard) -> None:
    answer = ask(served, "/api/ready")
    told = read_json(answer)
    assert answer.status == 200
    assert told["ready"] is told["fresh"] is True
    assert told["trials"] == len(make_tables()[0])
    assert told["source"] == "clinicaltrials_gov"
    assert 0 <= told["age_hours"] < 24


def test_without_a_list_or_with_a_damaged_one_it_is_not_ready_and_says_so_in_a_sentence(served: Dashboard) -> None:
    away = served.home / "away"
    served.settings.snapshots.rename(away)
    try:
        missing, spanish = ask(served, "/api/ready"), ask(served, "/api/ready?lang=es")
        assert ask(served, "/plain").status == 503
        shutil.copytree(away, served.settings.snapshots)
        for file in served.settings.snapshots.glob("*.sqlite"):
            copy = file.with_name("finder-20990101T000000Z-00000000.sqlite")
            file.unlink()
            copy.write_bytes(b"damaged")
            (served.settings.snapshots / "current").write_text(copy.name)
        damaged = ask(served, "/api/ready")
        assert ask(served, "/api/health").status == 200
    finally:
        shutil.rmtree(served.settings.snapshots, ignore_errors=True)
        away.rename(served.settings.snapshots)
    for answer in (missing, damaged):
        assert answer.status == 503
        assert read_json(answer)["ready"] is False
        assert str(served.home) not in answer.text
    assert read_json(missing)["message"] == say("ready.no_data")
    assert read_json(damaged)["message"] == say("ready.damaged")
    with speaking("es"):
        assert read_json(spanish)["message"] == say("ready.no_data")
    assert (spanish.headers["content-language"], spanish.headers["vary"]) == ("es", "Accept-Language")
    assert ask(served, "/api/ready").status == 200


def test_a_feed_is_sent_as_what_it_is_and_not_twice(served: Dashboard) -> None:
    answer = ask(served, "/feeds/new-trials.atom")
    assert (answer.status, answer.body) == (200, FEED)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    again = ask(served, "/feeds/new-trials.atom", **{"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/feeds", "/feeds/"])
def test_the_feeds_are_listed_by_plain_names_alone(served: Dashboard, path: str) -> None:
    answer = ask(served, path)
    assert answer.status == 200
    assert re.findall(r'href="([^"]*)"', answer.text) == ["/feeds/new-trials.atom"]


@pytest.mark.parametrize(
    "name",
    ["none.atom", "Odd%20Name.atom", "secret.txt", "..atom", ".hidden.atom", "new-trials.atom/", "a/b",
     "%2e%2e%2fplaces.sqlite", "new-trials.atom%00", "x" * 5000],
)  # fmt: skip
def test_any_other_feed_is_not_there_in_plain_words(served: Dashboard, name: str) -> None:
    answer = ask(served, f"/feeds/{name}")
    assert answer.status in (400, 404)
    if answer.status == 404:
        assert answer.text == say("feeds.unknown")
    assert FEED not in answer.body


@pytest.mark.parametrize("asked", [("?lang=es", {}), ("", {"Accept-Language": "es-MX,es;q=0.9"}), ("?lang=en", {})])
@pytest.mark.parametrize("accept", [{}, {"Accept": "text/html,*/*"}])
def test_the_feeds_are_told_in_the_language_of_the_request(
    served: Dashboard, asked: tuple[str, dict[str, str]], accept: dict[str, str]
) -> None:
    language = "en" if "en" in asked[0] else "es"
    listed = ask(served, f"/feeds/{asked[0]}", **asked[1], **accept)
    unknown = ask(served, f"/feeds/none.atom{asked[0]}", **asked[1], **accept)
    with speaking(language):
        assert f"<h1>{say('feeds.title')}</h1><p>{say('feeds.lead')}</p>" in listed.text
        assert (unknown.status, unknown.text) == (404, say("feeds.unknown"))
    assert f'<html lang="{language}">' in listed.text
    for answer in (listed, unknown):
        assert answer.headers["content-language"] == language
        assert "Accept-Language" in answer.headers["vary"].split(", ")


def test_the_plain_list_answers_the_same_question_without_a_script(served: Dashboard) -> None:
    answer = ask(served, "/plain?near=Houston,+TX&within=100mi&colour=%3Cscript%3E&status=any")
    assert answer.status == 200
    assert "<script" not in answer.text
    assert "“colour”" in answer.text
    assert "Houston, Texas" in answer.text
    listed = re.findall(r"<p>(NCT\d{8})</p>", answer.text)
    expected = served.run_command("search", "--near", "Houston, TX", "--within", "100mi", "--status", "any", "--json")
    assert listed == re.findall(r'"nct_id": *"(NCT\d{8})"', expected.decode())
    assert 'name="within" value="100mi"' in answer.text


def test_the_plain_list_speaks_the_language_of_the_link(served: Dashboard) -> None:
    answer = ask(served, "/plain?lang=es&near=Qqqqq")
    assert '<html lang="es">' in answer.text
    assert "Qqqqq" in answer.text


def test_the_log_holds_no_question_and_no_visitor(served: Dashboard) -> None:
    for path in (
        f"/?near={SECRET}",
        f"/plain?near={SECRET}",
        f"/feeds/{SECRET}",
        f"/files/trials.csv?text={SECRET}",
        f"/files/{SECRET}?near={SECRET}",
        f"/api/ready?{SECRET}",
        f"/{SECRET}?{SECRET}",
    ):
        ask(served, path)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "streamlit",
               "Origin": served.url}  # fmt: skip
    assert ask(served, f"/_stcore/stream?{SECRET}", **upgrade).status == 101
    said = Path(served.log.name).read_text("utf-8")
    assert SECRET not in said
    assert said.splitlines() == [line for line in said.splitlines() if line.startswith(("Data of", "NET Finder is at"))]


@pytest.mark.parametrize("path", ["/nowhere", "/Nowhere%20else", "/nowhere2"])
def test_an_address_that_is_no_page_gets_the_frame_of_all_pages(served: Dashboard, path: str) -> None:
    frame = ask(served, "/about?lang=es", Accept="text/html").text
    answer = ask(served, f"{path}?lang=es", Accept="text/html")
    with speaking("es"):
        about, found = (f"<title>{write_page_title(name_page(page))}</title>" for page in ("about", ""))
    assert (answer.status, answer.text) == (200, frame.replace(about, found))


@pytest.mark.parametrize("path", ["/favicon.png", "/_stcore/health", "/static/js/none.js"])
def test_what_is_streamlits_stays_its_own(served: Dashboard, path: str) -> None:
    assert ask(served, path).text != ask(served, "/about").text
