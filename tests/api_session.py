"""A quick session to a stand-in of tests/world_apis.py, and pages made by hand, for the tests of sources with one."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from world import Route, Site, serve_world

from finder.fetch.http import PoliteSession, open_session
from finder.fetch.patience import Patience
from finder.schema.raw import Page
from finder.settings import Settings
from finder.sources import Source, load_sources

#: Any value that JSON can say, half surrogate pairs and numbers without end included.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
QUICK = Patience(tries=2, first_wait=0.01, longest_wait=0.02, connect_seconds=2.0, read_seconds=2.0)


@dataclass(frozen=True)
class Api:
    """An open session to the stand-in of one source."""

    session: PoliteSession
    source: Source
    site: Site


@contextmanager
def open_api(
    name: str,
    routes: Mapping[str, Route],
    home: Path,
    *,
    content_types: tuple[str, ...] = ("application/json",),
    cached: bool = False,
    fault: str = "none",
    **changes: object,
) -> Iterator[Api]:
    """The source `name` with `changes` to its declaration, asked at a site with `routes`."""
    site = Site(dict(routes), fault=fault)
    with serve_world({name: site}):
        source = load_sources()[name].model_copy(update={"url": site.url, "setting": "", **changes})
        settings = Settings(home=home, min_interval=0)
        with open_session(settings, source, cached=cached, patience=QUICK, content_types=content_types) as session:
            yield Api(session, source, site)


def make_page(body: object, asked: str = "https://fake.example/", charset: str = "utf-8", kind: str = "json") -> Page:
    """A page by hand; what is no bytes or text is written as JSON."""
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode("utf-8", "surrogatepass")
    return Page(asked, asked, body, f"application/{kind}", charset, "2026-03-02T09:00:00Z")
