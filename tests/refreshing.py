"""Fixtures for tests that refresh: a home that is quick to refresh into, and a stand-in for the registry.

A folder of tests takes them into its conftest by name.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from registry import Registry, Study, make_study, serve_registry

from finder.fetch.http import open_session
from finder.fetch.identities import forget_winners
from finder.fetch.patience import Patience
from finder.pipeline import refresh
from finder.pipeline import registry as registry_stage
from finder.settings import Settings
from finder.sources import load_sources
from finder.store.gazetteer import open_gazetteer
from finder.vocabulary.search import load_plans

TRIALS = 120
PUBLISHED = datetime(2026, 11, 19, 12, tzinfo=UTC)
QUICK = Patience(first_wait=0.01, longest_wait=0.05, connect_seconds=5.0, read_seconds=10.0)


def make_folder() -> Path:
    """A folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="net-finder-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def build_places() -> Path:
    """The gazetteer's file, made once for all tests of a process."""
    settings = Settings(home=make_folder())
    open_gazetteer(settings).close()
    return settings.gazetteer


def open_home(settings: Settings) -> Settings:
    """Make the home of `settings`, with the gazetteer in it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    if not settings.gazetteer.exists():
        settings.gazetteer.symlink_to(build_places())
    return settings


@cache
def build_published() -> Path:
    """The folder of snapshots after one good refresh, at a moment in the past."""
    with serve_registry(make_fakes()) as running:
        settings = open_home(Settings(home=make_folder(), ctgov_url=running.url, min_interval=0))
        refresh(settings, now=PUBLISHED)
    return settings.snapshots


def make_fakes() -> list[Study]:
    return [make_study(number + 1) for number in range(TRIALS)]


def list_files(settings: Settings) -> dict[str, bytes]:
    """All that lies in the folder of snapshots, to compare byte by byte."""
    return {path.name: path.read_bytes() for path in settings.snapshots.iterdir()}


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serve_registry(make_fakes()) as running:
        yield running


@pytest.fixture
def make_settings(tmp_path: Path, registry: Registry) -> Callable[..., Settings]:
    def make(**changes: Any) -> Settings:
        chosen = {"home": tmp_path / "home", "ctgov_url": registry.url, "min_interval": 0, **changes}
        return open_home(Settings(**chosen))

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def published(settings: Settings, small_walks: None) -> Settings:
    """Like `settings`, with a snapshot of yesterday."""
    shutil.copytree(build_published(), settings.snapshots)
    return settings


@pytest.fixture(autouse=True)
def small_walks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Several pages, few requests, short waits, and nothing of an earlier test remembered."""
    shrink_walks(monkeypatch.setattr)
    forget_winners()
    yield
    forget_winners()


def shrink_walks(change: Callable[[Any, str, Any], None] = setattr, *, plans: int = 2, **declared: Any) -> None:
    """Two plans, pages of 50 and short waits, or as many plans and as the registry is otherwise declared.

    For good, or for as long as `change` keeps it.
    """
    sources = load_sources()
    registry = sources[registry_stage.REGISTRY].model_copy(update={"page_size": 50, **declared})
    small, few = {**sources, registry_stage.REGISTRY: registry}, load_plans()[:plans]
    change(registry_stage, "load_sources", lambda: small)
    change(registry_stage, "load_plans", lambda: few)
    change(registry_stage, "open_session", partial(open_session, patience=QUICK))
