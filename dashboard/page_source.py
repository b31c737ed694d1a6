"""Streamlit's own page, with which each address answers first: with our name and our script, its main part as plain
HTML, and a plain way."""

import re
from functools import cache
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from streamlit.file_util import get_static_dir

from dashboard.first_sight import render_first_sight
from dashboard.language import NAME
from dashboard.parts.page_title import PAGE_NAMES, name_page, write_page_title
from dashboard.shell import read_language
from dashboard.widget_words import write_widget_words
from dashboard.words import say
from finder.languages import ENGLISH, speak

#: Parts of an address that Streamlit reads; a longer one it drops as a whole.
_MOST_PARTS = 1000
#: Scripts of static/ by where they are served; Streamlit itself would send them as plain text, which no browser runs.
SCRIPTS = ("page.js", "mend_shell.js")
_ROOT = '<div id="root">'
_TITLE = "<title>Streamlit</title>"
_NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)


def read_source() -> str:
    """The page as it comes with Streamlit."""
    return (Path(get_static_dir()) / "index.html").read_text("utf-8")


def send_source(request: Request) -> Response:
    """The page for one address; browsers ask again each time, as they do with Streamlit's. It answers the question of
    one person, so nothing between keeps it."""
    language = read_language(request.scope)
    if request.url.query.count("&") >= _MOST_PARTS:
        return HTMLResponse(_write_too_long(language, request.url.path), status_code=414)
    path = request.url.path.strip("/")
    first = render_first_sight(path, request.query_params, language)
    page = write_source(language, path if path in PAGE_NAMES else "").replace(_ROOT, first + _ROOT, 1)
    return HTMLResponse(page, headers={"Cache-Control": "private, no-cache", "Vary": "Accept-Language"})


def _write_too_long(language: str, path: str) -> str:
    speak(language)
    title, way = escape(say("plain.too_long")), f'<a href="{escape(path)}">{escape(say("plain.without"))}</a>'
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"></head><body><main><h1>{title}</h1>{way}</main>'
        "</body></html>"
    )


@cache
def write_source(language: str, path: str = "") -> str:
    """Streamlit's page with the title of the one at this path and our words. What a later Streamlit writes in
    another way stays its own."""
    speak(language)
    way = f'<a href="/plain?{NAME}={language}">{escape(say("plain.title"))}</a>'
    words = f"<noscript><p>{escape(say('plain.no_script'))} {way}</p></noscript>"
    title = f"<title>{escape(write_page_title(name_page(path)))}</title>"
    page = read_source().replace(_TITLE, title if language == ENGLISH else title + write_widget_words(), 1)
    scripts = "".join(f'<script src="{script}" type="module"></script>' for script in SCRIPTS)
    page = page.replace("</head>", f"{scripts}</head>", 1)
    return _NO_SCRIPT.sub(lambda _: words, page, count=1)
