"""Addresses that the server answers itself: for search engines, for whoever watches it, the feeds, lists as files and
without scripts, and the frame of each page."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

from dashboard.data import open_reader, read_sources
from dashboard.language import NAME, pick_language
from dashboard.leaving import is_leaving
from dashboard.page_source import SCRIPTS, send_source
from dashboard.parts.banner import judge_freshness
from dashboard.parts.escape import to_text
from dashboard.parts.facts import hours_since
from dashboard.parts.link_notes import TAKES
from dashboard.plain_page import send_plain
from dashboard.send_files import name_trouble, send_file
from dashboard.widget_words import WORDS_SCRIPT
from dashboard.words import say
from finder.errors import FinderError
from finder.languages import speak, spoken
from finder.settings import load_settings
from finder.store.question import Question

#: An address with a question belongs to who asked it, and leads to no page of its own.
ROBOTS = "User-agent: *\nDisallow: /*?\nDisallow: /api/\nDisallow: /media/\nDisallow: /files/\n"
_FEED = re.compile(r"([a-z0-9][a-z0-9_-]{0,79})\.atom")
_NOT_KEPT = {"Cache-Control": "no-store"}


class _PageName(Convertor[str]):
    """What may be taken for a page, and is no file. Where it is none, Streamlit says so, on a page as all others."""

    regex = r"[^/.]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page_name", _PageName())


def list_routes() -> Sequence[BaseRoute]:
    """All of them; every other address stays Streamlit's."""
    return [
        Route("/robots.txt", send_robots),
        Route("/api/health", send_health),
        Route("/api/ready", send_ready),
        Route("/feeds", send_feed),
        Route("/feeds/{file:path}", send_feed),
        Route("/plain", send_plain),
        Route("/files/{file:path}", send_file),
        *[Route(f"/{script}", send_script) for script in (*SCRIPTS, WORDS_SCRIPT)],
        *[Route(f"/{page}", send_source) for page in TAKES],
        Route("/{page:page_name}", send_source),
    ]


def send_script(request: Request) -> Response:
    """What the browser itself carries out."""
    path = Path(__file__).parent / "static" / request.url.path.rpartition("/")[2]
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def send_robots(_: Request) -> Response:
    return PlainTextResponse(ROBOTS)


def send_health(_: Request) -> Response:
    """The process answers; no word of its data."""
    return JSONResponse({"healthy": True}, headers=_NOT_KEPT)


def send_ready(request: Request) -> Response:
    """Whether trials can be read, how many and how old; else 503 and one sentence. 503 too for a server that leaves."""
    if is_leaving():
        return JSONResponse({"ready": False, "leaving": True}, status_code=503, headers=_NOT_KEPT)
    try:
        state = read_state()
    except FinderError as error:
        told = {**_NOT_KEPT, **_speak_as_asked(request)}
        return JSONResponse({"ready": False, "message": say(name_trouble(error))}, status_code=503, headers=told)
    return JSONResponse({"ready": True, **state}, headers=_NOT_KEPT)


def read_state() -> dict[str, Any]:
    """What is shown now, and whether it is as fresh as its source allows. Raises FinderError."""
    reader = open_reader()
    age = hours_since(reader.meta.get("published_at"), datetime.now(UTC))
    return {
        "fresh": not judge_freshness(reader.meta, read_sources(reader)).warn,
        "trials": reader.count_trials(Question()),
        "source": to_text(reader.meta.get("source")),
        "published_at": to_text(reader.meta.get("published_at")),
        "age_hours": None if age is None else round(age, 1),
        "data_version": to_text(reader.meta.get("data_version")),
    }


def send_feed(request: Request) -> Response:
    """One feed by its name, the list of all of them, or a 404 in plain words."""
    folder, name = feed_folder(), request.path_params.get("file", "")
    told = _speak_as_asked(request)
    if not name:
        return HTMLResponse(render_feeds(list_feeds(folder)), headers=told)
    if name not in list_feeds(folder):
        return PlainTextResponse(say("feeds.unknown"), status_code=404, headers=told)
    path = folder / name
    answer = StaticFiles(directory=folder).file_response(path, path.stat(), request.scope)
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer


def _speak_as_asked(request: Request) -> dict[str, str]:
    """Speak the language of the address, else of the browser; returns the headers that say so."""
    speak(pick_language(request.query_params.get(NAME, ""), request.headers.get("Accept-Language", "")))
    return {"Content-Language": spoken(), "Vary": "Accept-Language"}


def feed_folder() -> Path:
    """Where a refresh writes the feeds. Raises SettingError."""
    return load_settings().feeds


def list_feeds(folder: Path) -> list[str]:
    """Names of the feeds; a file with any other name is none."""
    return sorted(file.name for file in folder.glob("*.atom") if _FEED.fullmatch(file.name) and file.is_file())


def render_feeds(names: Sequence[str]) -> str:
    """The list as a page that needs no script. The names are plain."""
    items = "".join(f'<li><a href="/feeds/{name}" type="application/atom+xml">{name}</a></li>' for name in names)
    text = say("feeds.lead") if names else say("feeds.none")
    title = escape(say("feeds.title"))
    return (
        f'<!DOCTYPE html><html lang="{spoken()}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"></head><body><main>'
        f"<h1>{title}</h1><p>{escape(text)}</p><ul>{items}</ul></main></body></html>"
    )
