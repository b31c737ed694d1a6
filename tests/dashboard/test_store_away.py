"""A dashboard whose list is on a server that does not answer: calm words, and nothing of the address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from way_pages import check_calm, read_html, run_find, run_page, run_trial, use_home

from dashboard.words import say
from finder.settings import load_settings

pytest.importorskip("psycopg", reason="the servers extra is not installed")


@pytest.fixture
def _away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Nobody listens on the port of the old service `discard`.
    monkeypatch.setenv("NET_FINDER_STORE", "postgresql://somebody:hunter22@127.0.0.1:9/lists")
    use_home(tmp_path, monkeypatch)
    yield
    load_settings.cache_clear()
    st.cache_resource.clear()


@pytest.mark.usefixtures("_away")
@pytest.mark.parametrize("page", [run_find, run_trial])
def test_a_server_that_does_not_answer_is_told_in_calm_words(page: object) -> None:
    shown = check_calm(run_page(page, {"nct": ["NCT90000001"]}))  # type: ignore[arg-type]
    assert [title.value for title in shown.title] == [say("trouble.away")]
    html = read_html(shown)
    assert say("trouble.away_what") in html
    assert "hunter22" not in html
    assert "somebody" not in html
