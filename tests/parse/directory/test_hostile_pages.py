"""What may come instead of a directory: shells, log-ins, new layouts, bombs. Nothing but AnswerError is ever raised."""

from contextlib import suppress
from typing import get_args

import pytest
from fake_pages import make_page, make_source
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import AnswerError, DeclarationError
from finder.parse.directory import parse_directory, parse_members
from finder.parse.directory.names import LONGEST_NAME
from finder.parse.page_text import MOST_BYTES
from finder.sources import Shape

SHAPES = get_args(Shape)
PATTERN = r"Designates (?P<name>.+) as"

# Fake pages from which no center can be read.
EMPTY_PAGES = {
    "shell": '<!DOCTYPE html><html><head><title>Fake</title></head><body><div id="root"></div></body></html>',
    "login": """<html><head><title>Log in to see the fake list</title></head><body><h1>Members</h1>
    <form><input name=user><input type=password></form><li>Fake Hospital, Bonn</li></body></html>""",
    "missing": "<title>Page not found</title><main><h1>404</h1><p>Fake Hospital, Bonn</p></main>",
    "loading": "<main><h1>Find a Fake Doctor</h1><p>Loading results...</p></main>",
    "prose": "<main><h1>Our centers</h1><p>There are fake centers in Bonn, and all are good.</p></main>",
    "layout": "<main><div><span>Fake</span><span>Bonn</span></div><svg><text>Fake Hospital, Bonn</text></svg></main>",
    "nothing": "",
    "plain": "Fake",
    "xml": '<?xml version="1.0"?><rss><channel><title>Fake</title></channel></rss>',
    "script": "<script>document.write('<p>Fake Hospital, Bonn</p>')</script><style>p{content:'Fake'}</style>",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", EMPTY_PAGES)
def test_a_page_without_centers_gives_none(shape: str, kind: str) -> None:
    assert parse_directory([make_page(EMPTY_PAGES[kind])], make_source(shape, pattern="")) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_no_page_gives_no_row(shape: str) -> None:
    assert parse_directory([], make_source(shape)) == []


def test_a_source_without_a_directory_is_refused() -> None:
    source = make_source("lines").model_copy(update={"directory": None})
    with pytest.raises(DeclarationError, match="declares no directory"):
        parse_directory([], source)


TAGS = [
    "html", "body", "main", "div", "p", "li", "h2", "h3", "table", "tr", "td", "th", "a", "area", "map", "article",
    "address", "script", "b", "br", "base", "form", "select",
]  # fmt: skip
WORDS = (
    "Fake Hospital, Bonn",
    "Fake",
    "Dr X",
    "Germany",
    "Name",
    "City",
    "]]>",
    "<!--",
    "&#0;",
    "\x00",
    "555-010-0001",
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(WORDS),
    st.sampled_from(
        [
            "<a href='javascript:x'>",
            "<a href='http://[::1'>",
            "<a href='https://fake.example:99999/'>",
            "<a href='tel:+1 555 010 0001'>",
            "<td rowspan=99999 colspan=0>",
            "<base href='//'>",
            "<area alt='Fake Hospital, NY' href='%'>",
            '<script type="application/ld+json">{"@type":"Hospital","name":"Fake Hospital"}',
        ]
    ),
    st.text(max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PIECES, max_size=30), st.sampled_from(SHAPES), st.sampled_from(["", "utf-8", "utf-16", "latin-1", "zip"])
)
def test_no_page_raises_anything_else(pieces: list[str], shape: str, charset: str) -> None:
    page = make_page("".join(pieces), charset=charset)
    source = make_source(shape, pattern=PATTERN if shape == "posts" else "", country="Germany")
    for parse in (parse_directory, parse_members):
        try:
            rows = parse([page], source)
        except AnswerError:
            continue
        for row in rows:
            name = row.get("name") or row["title"]
            assert name
            assert len(name) <= LONGEST_NAME
            assert row["url"] is None or str(row["url"]).startswith(("http://", "https://"))


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(SHAPES),
    st.sampled_from(["text/html", "application/json", "", "image/png"]),
)
def test_no_bytes_raise_anything_else(body: bytes, shape: str, content_type: str) -> None:
    with suppress(AnswerError):
        parse_directory([make_page(body, content_type=content_type, charset="")], make_source(shape))


BOMBS = {
    "divs": "<div>" * 100_000,
    "bold": "<b>" * 20_000 + "x",
    "tables": "<table><tr><td>" * 3_000,
    "lists": "<ul><li><h3>Fake Hospital</h3>" * 2_000,
    "elements": "<p>x</p>" * 150_000,
    "cards": "<article><h3>Fake Hospital</h3><a href='https://a.example'>x</a></article>" * 6_000,
    "headings": "<div>" * 200 + "<h2>Fake Hospital</h2>" * 8_000,
    "cells": "<table><tr><th>Hospital<th>City</tr>" + "<tr><td rowspan=500 colspan=40>Fake Hospital</tr>" * 1_500,
    "line": "<p>" + "Fake Hospital, " * 100_000,
    "commas": "<p>" + "," * 200_000,
    "brackets": "<p>Fake Hospital " + "(" * 250 + ", Bonn",
    "spaces": "<p>Fake Hospital" + " " * 200_000 + ", Bonn",
    "label": "<map>" + f"<area alt='{'Fake Hospital, ' * 5_000}'>" * 20,
    "ats": "<p>" + "a@" * 100_000,
    "digits": "<li><h3>Fake Hospital</h3><a href='https://a.example'>x</a>" + "1 " * 100_000,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">",
    "record": '<script type="application/ld+json">' + '{"@type":"Hospital","name":"F","x":' * 900 + "1" + "}" * 900,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_neither_hangs_nor_breaks(bomb: str, shape: str) -> None:
    """A hang would end by the time limit of every test."""
    try:
        rows = parse_directory([make_page(BOMBS[bomb])], make_source(shape, most=100, pattern="", item=""))
    except AnswerError:
        rows = []
    assert len(rows) <= 200


def test_fifty_thousand_elements_are_read() -> None:
    body = "".join(f"<div><p>Fake Hospital {number}, Bonn</p></div>" for number in range(25_000))
    rows = parse_directory([make_page(body)], make_source("lines", most=400))
    assert len(rows) == 800


def test_a_page_too_large_is_refused() -> None:
    with pytest.raises(AnswerError, match="larger than 5 MB"):
        parse_directory([make_page(b"x" * (MOST_BYTES + 1))], make_source("lines"))


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(AnswerError, match="no web page") as caught:
        parse_directory([make_page(b"%PDF-1.7", content_type="application/pdf")], make_source("lines"))
    assert caught.value.source == "fake"


def test_names_too_long_are_no_names() -> None:
    body = f"<p>Fake Hospital {'x' * 190}, Bonn</p><p>Fake Hospital {'x' * 180}, Bonn</p>"
    assert len(parse_directory([make_page(body)], make_source("lines"))) == 1
