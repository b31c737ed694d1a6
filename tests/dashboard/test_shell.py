"""The page around every view names the language that a visitor will read, and no other answer is touched.

First around small applications of the same framework, then around the real server.
"""

import asyncio
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import pytest
from e2e.browser import Dashboard
from e2e.fakes import publish_fake
from hypothesis import given
from hypothesis import strategies as st
from own_loop import run_in_own_loop
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message

from dashboard.shell import NameLanguage
from finder.languages import list_languages
from finder.store.gazetteer import open_gazetteer

PAGE = '<!doctype html><html lang="en"><head></head><body><p>año <html lang="en"></p></body></html>' + " " * 2000
SPANISH = PAGE.replace('<html lang="en">', '<html lang="es">', 1)
ASKED = {"accept": "text/html,*/*"}


class Answer:
    """Status, headers in lower case and body of one answer."""

    def __init__(self, messages: list[Message]) -> None:
        start, *parts = messages
        self.status = start["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        self.body = b"".join(part.get("body", b"") for part in parts)


def ask(app: Any, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    """One request to an application, by its own protocol (ASGI 3)."""
    address, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": address, "raw_path": address.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in {**ASKED, **headers}.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
    }  # fmt: skip
    sent: list[Message] = []

    asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not asked:
            await asyncio.Event().wait()  # the visitor stays
        return asked.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    run_in_own_loop(app(scope, receive, send))
    return Answer(sent)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("shell") / "index.html"
    file.write_text(PAGE, "utf-8")

    async def send_parts(_: Any) -> Response:
        return StreamingResponse(iter([PAGE[:300], PAGE[300:]]), media_type="text/html")

    answers: dict[str, Any] = {
        "/": lambda request: HTMLResponse(PAGE, headers={"ETag": "x", "Vary": "Accept-Encoding"}),
        "/file": lambda request: FileResponse(file),
        "/parts": send_parts,
        "/json": lambda request: JSONResponse({"page": PAGE}),
        "/text": lambda request: PlainTextResponse(PAGE),
        "/empty": lambda request: HTMLResponse("", status_code=204),
        "/other": lambda request: HTMLResponse("<p>no frame</p>"),
    }
    routes = [Route(path, answer) for path, answer in answers.items()]
    return Starlette(routes=routes, middleware=[Middleware(NameLanguage), Middleware(GZipMiddleware)])


@pytest.mark.parametrize("path", ["/", "/file", "/parts"])
def test_a_page_names_the_language_of_its_address(app: Any, path: str) -> None:
    answer = ask(app, f"{path}?lang=es&near=Lyon")
    assert answer.body.decode() == SPANISH
    assert int(answer.headers.get("content-length", len(answer.body))) == len(answer.body)
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers
    assert "Accept-Language" in answer.headers["vary"]


def test_what_else_an_answer_varies_by_stays(app: Any) -> None:
    assert set(ask(app, "/?lang=es").headers["vary"].split(", ")) == {"Accept-Encoding", "Accept-Language"}


@pytest.mark.parametrize("wanted", ["es", "es-MX,es;q=0.9,en;q=0.8", "ES", "es_ES"])
def test_without_a_language_in_the_address_the_browser_is_heard(app: Any, wanted: str) -> None:
    assert ask(app, accept_language=wanted).body.decode() == SPANISH
    assert ask(app, "/?lang=en", accept_language=wanted).body.decode() == PAGE


@pytest.mark.parametrize(
    "path",
    ["/", "/?lang=en", "/?lang=xx", "/?lang=", "/?lang=es&lang=en", "/?lang=es%22%3E%3Cscript%3E", "/?lang=%00%ff"],
)
def test_an_english_page_is_sent_as_it_is(app: Any, path: str) -> None:
    answer = ask(app, path, accept_language="de,es;q=0.5")
    assert answer.body.decode() == PAGE
    assert answer.headers["etag"] == "x"


@pytest.mark.parametrize("path", ["/json", "/text", "/empty", "/other", "/none"])
def test_no_other_answer_is_touched(app: Any, path: str) -> None:
    spanish, english = ask(app, f"{path}?lang=es"), ask(app, path)
    assert (spanish.status, spanish.body) == (english.status, english.body)
    assert spanish.headers.get("content-length") == english.headers.get("content-length")


def test_what_is_no_page_is_not_even_unpacked(app: Any) -> None:
    answer = ask(app, "/json?lang=es", accept="application/json", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"


def test_a_page_comes_unpacked_so_that_it_can_be_named(app: Any) -> None:
    answer = ask(app, "/?lang=es", accept_encoding="gzip", if_none_match="x")
    assert "content-encoding" not in answer.headers
    assert (answer.status, answer.body.decode()) == (200, SPANISH)
    assert ask(app, "/", accept_encoding="gzip").headers["content-encoding"] == "gzip"


def test_a_request_for_the_headers_alone_promises_no_wrong_length(app: Any) -> None:
    answer = ask(app, "/file?lang=es", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers.get("content-length") in (None, str(len(SPANISH.encode())))


@given(st.text(max_size=20))
def test_no_word_of_an_address_gets_into_the_page(app: Any, text: str) -> None:
    body = ask(app, f"/?lang={quote(text, errors='replace')}").body.decode()
    assert body in (PAGE, *(PAGE.replace("en", code, 1) for code in list_languages()), SPANISH)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    dashboard = Dashboard(tmp_path_factory.mktemp("shell"))
    publish_fake(dashboard.settings)
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    yield dashboard
    dashboard.stop()


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/", {}, "en"),
        ("/?lang=es", {}, "es"),
        ("/", {"Accept-Language": "es-MX,es;q=0.9"}, "es"),
        ("/?lang=en", {"Accept-Language": "es"}, "en"),
        ("/trial?nct=NCT90000003&lang=es", {"Accept-Encoding": "gzip, br"}, "es"),
        ("/news?lang=es", {}, "es"),
        ("/nowhere?lang=es", {"If-None-Match": '"x"'}, "es"),
        ("/?lang=xx", {}, "en"),
    ],
)
def test_the_real_server_names_the_language(
    served: Dashboard, path: str, headers: dict[str, str], language: str
) -> None:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", path, headers={"Accept": "text/html", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200
    if language == "es":
        assert b'<html lang="es"' in body
        assert b'<html lang="en"' not in body
        assert answer.headers["Content-Encoding"] is None
    elif not answer.headers["Content-Encoding"]:
        assert b'<html lang="en"' in body


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_the_real_server_answers_other_methods_in_time(served: Dashboard, method: str) -> None:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request(method, "/?lang=es", headers={"Accept": "text/html"})
    answer = connection.getresponse()
    assert answer.status in (200, 405)
    answer.read()
    connection.close()
