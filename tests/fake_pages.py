"""Fake pages and fake directories for the tests of parsers. Every page says that it is fake."""

from collections.abc import Sequence
from typing import Any

from finder.parse.directory import parse_directory
from finder.schema.raw import Page, Row
from finder.sources import Source, parse_source

DECLARATION = """
title = "Fake directory"
publisher = "Fake society"
licence = "No open licence found: facts and a link only"
credit = "Fake"
url = "https://directory.example"
setting = "NET_FINDER_FAKE_URL"
homepage = "https://directory.example/centers"
reads = "listings"
max_age_hours = 168
minimum_rows = 1
maximum_rows = {most}
[directory]
shape = "{shape}"
kind = "{kind}"
"""


def make_source(shape: str, *, kind: str = "net_program", most: int = 1000, **directory: Any) -> Source:
    lines = DECLARATION.format(shape=shape, kind=kind, most=most)
    source = parse_source("fake", lines)
    assert source.directory is not None
    return source.model_copy(update={"directory": source.directory.model_copy(update=directory)})


def make_page(
    body: str | bytes,
    *,
    url: str = "https://directory.example/centers",
    content_type: str = "text/html",
    charset: str = "utf-8",
    fetched_at: str = "2026-03-01T10:00:00Z",
) -> Page:
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return Page(url=url, asked=url, body=data, content_type=content_type, charset=charset, fetched_at=fetched_at)


def read_rows(body: str, shape: str, **directory: Any) -> list[Row]:
    return parse_directory([make_page(f"<!-- Fake page -->{body}")], make_source(shape, **directory))


def tell_places(rows: Sequence[Row]) -> list[tuple[Any, Any, Any]]:
    return [(row["name"], row["city"], row["country"]) for row in rows]
