"""Walks through the registry's pages that share them on a Redis server, for the tests of that: each another machine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from redis_servers import RedisServer, serve_redis
from registry import Registry, make_study, serve_registry

from finder.fetch.clinicaltrials_gov import Walk, fetch_changes, fetch_studies
from finder.fetch.shared_pages import SharedPages
from finder.sources import Source
from finder.vocabulary.search import Plan

OpenTo = Callable[..., Any]
PLANS = [Plan(name=name, areas=("Condition",), words=(name,)) for name in ("tumor", "neuroendocrine")]
STUDIES, LARGEST = 12, 1_000_000
#: Pages of 5 studies through both plans, and beside them the version at the beginning and at the end.
ASKED, VERSIONS = 6, 2


@dataclass
class Brought:
    """What one walk brought and took."""

    walk: Walk
    shared: SharedPages
    requests: int
    said: list[str]
    ids: set[str] = field(default_factory=set)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with serve_redis() as running:
        yield running


@pytest.fixture
def registry() -> Iterator[Registry]:
    """The first plan finds a study less than the second, so that no two pages are equal."""
    studies = [make_study(number + 1) for number in range(STUDIES - 1)]
    with serve_registry([*studies, make_study(STUDIES, "Neuroendocrine carcinoma (fake)")]) as running:
        yield running


@pytest.fixture
def read(open_to: OpenTo, source: Source, registry: Registry, server: RedisServer) -> Callable[..., Brought]:
    """read(since=…, page_size=…, …): one walk with shared pages, as another machine each time."""

    def _read(*, since: str = "", page_size: int = 5, leave: bool = True, **options: Any) -> Brought:
        said: list[str] = []
        kept: list[Any] = []
        progress = options.pop("progress", lambda *_: None)
        options = {"address": server.address, "tell": said.append, "largest": LARGEST, **options}
        shared, before = SharedPages(**options), len(registry.seen)
        sized = source.model_copy(update={"page_size": page_size})
        with open_to(registry) as session:
            if since:
                walk = fetch_changes(session, sized, PLANS, since, kept.extend, progress, shared)
            else:
                walk = fetch_studies(session, sized, PLANS, kept.extend, progress, shared)
        if leave:
            shared.leave()
        ids = {study["protocolSection"]["identificationModule"]["nctId"] for study in kept}
        assert walk.studies == STUDIES
        return Brought(walk, shared, len(registry.seen) - before, said, ids)

    return _read


def list_keys(server: RedisServer, prefix: str) -> list[str]:
    return sorted(key.decode() for key in server.client.scan_iter(f"{prefix}*"))


def count(brought: Brought) -> tuple[int, int, int]:
    """Pages taken and asked for, and requests of all kinds."""
    return brought.shared.taken, brought.shared.asked, brought.requests


ANEW = (0, ASKED, ASKED + VERSIONS)
TAKEN = (ASKED, 0, VERSIONS)
