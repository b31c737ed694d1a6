"""A quick patience and a session to a stand-in, for the tests of fetch/."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from registry import Registry
from world import Site

from finder.fetch.http import PoliteSession, open_session
from finder.fetch.identities import forget_winners
from finder.fetch.pages import open_page_session
from finder.fetch.patience import Patience
from finder.settings import Settings
from finder.sources import Directory, Source, load_sources

QUICK = Patience(first_wait=0.01, longest_wait=0.05, connect_seconds=2.0, read_seconds=2.0)
OpenTo = Callable[..., AbstractContextManager[PoliteSession]]


@pytest.fixture(autouse=True)
def _no_winner_from_before() -> Iterator[None]:
    forget_winners()
    yield
    forget_winners()


@pytest.fixture
def source() -> Source:
    return load_sources()["clinicaltrials_gov"].model_copy(update={"page_size": 5})


@pytest.fixture
def open_to(tmp_path: Path, source: Source) -> OpenTo:
    """open_to(registry, setting=…, cached=…): a quick session to that registry."""

    def _open(registry: Registry | str, **options: Any) -> AbstractContextManager[PoliteSession]:
        chosen = {name: options.pop(name) for name in list(options) if name in Settings.model_fields}
        address = registry if isinstance(registry, str) else registry.url
        settings = Settings(**{"home": tmp_path, "ctgov_url": address, "min_interval": 0, **chosen})
        options = {"cached": False, "patience": QUICK, **options}
        return partial(open_session, settings, options.pop("source", source))(**options)

    return _open


@pytest.fixture
def directory() -> Source:
    """A fake directory of centers, for which robots.txt rules."""
    return Source(
        name="fake_directory", title="Fake Directory", publisher="Fake Society", licence="fake", credit="fake",
        url="http://127.0.0.1:1", homepage="https://example.org", reads="listings", max_age_hours=24, minimum_rows=1,
        maximum_rows=100, max_answer_bytes=1_000_000, deadline_seconds=20,
        directory=Directory(shape="lines", kind="net_program"),
    )  # fmt: skip


@pytest.fixture
def open_pages(tmp_path: Path, directory: Source) -> OpenTo:
    """open_pages(site or address, source=…, setting=…): a quick page session there."""

    def _open(place: Site | str, **options: Any) -> AbstractContextManager[PoliteSession]:
        chosen = {name: options.pop(name) for name in list(options) if name in Settings.model_fields}
        settings = Settings(**{"home": tmp_path, "min_interval": 0, **chosen})
        url = place if isinstance(place, str) else place.url
        source = options.pop("source", directory).model_copy(update={"url": url})
        return open_page_session(settings, source, **{"patience": QUICK, **options})

    return _open
