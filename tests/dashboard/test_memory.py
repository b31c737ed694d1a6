"""Pages that are made again and again leave nothing behind in the server: what each leaves, however little, adds up."""

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import streamlit as st
from starlette.datastructures import QueryParams
from way_pages import make_home, use_home

from dashboard.first_sight import render_first_sight
from dashboard.warm_up import warm_up

_STATUSES, _SITES = ("any", "open", "recruiting"), ("", "pancreas", "lung")
_QUESTIONS = [f"status={status}&site={site}" for status, site in product(_STATUSES, _SITES)]
_PAGES = [("", question) for question in [*_QUESTIONS, "near=Paris&within=500km", "near=Boston,+MA", "text=fake"]]
_PAGES += [("trial", f"nct=NCT{number}") for number in range(10_000_001, 10_000_006)]
#: Rounds until all is kept that will be kept, and rounds that are then watched.
_FIRST, _WATCHED = 5, 15
#: Bytes that a page may leave. It is not quite nothing: frames remember looks at their columns for a while.
_MOST = 400


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("memory"))


@pytest.fixture
def _served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_home(home, monkeypatch)
    yield
    st.cache_resource.clear()


def _make_pages(rounds: int) -> int:
    """Bytes that Python holds after so many rounds through all pages."""
    for _ in range(rounds):
        for page, question in _PAGES:
            assert "<h1" in render_first_sight(page, QueryParams(question), "en")
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.usefixtures("_served")
def test_a_page_that_is_made_again_leaves_nothing() -> None:
    warm_up()
    tracemalloc.start()
    try:
        before = _make_pages(_FIRST)
        left = _make_pages(_WATCHED) - before
    finally:
        tracemalloc.stop()
    assert left / (_WATCHED * len(_PAGES)) < _MOST, left
