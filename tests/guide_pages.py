"""Runs one page of the guide by Streamlit's own test harness over a snapshot of the test's choice."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from finder.settings import Settings, load_settings

#: What no page may ever hold live, whatever a register wrote.
LIVE = re.compile(r"<script|<img|<style|<iframe|<b>|\son\w+\s*=\s*[\"']", re.IGNORECASE)


def use_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of this home, for the pages as well."""
    monkeypatch.setenv("NET_FINDER_HOME", str(home))
    load_settings.cache_clear()
    st.cache_resource.clear()
    return Settings(home=home)


def run_page(page: Callable[[], None], /, **address: str | list[str]) -> AppTest:
    """The page after one run; it must not have failed."""
    harness = AppTest.from_function(page)
    harness.default_timeout = 60
    for name, value in address.items():
        harness.query_params[name] = value
    return check_calm(harness.run())


def check_calm(page: AppTest) -> AppTest:
    """The same page, which must be calm and hold nothing live from outside."""
    assert not page.exception
    html = read_html(page)
    assert "Traceback" not in html
    assert LIVE.search(html) is None, LIVE.search(html)
    assert {urlsplit(link).scheme for link in list_links(page)} <= {"", "http", "https"}
    assert [title.value for title in page.title if "went wrong" in title.value] == []
    return page


def read_html(page: AppTest) -> str:
    """All blocks of HTML of a page."""
    return "\n".join(block.proto.body for block in page.get("html"))


def list_links(page: AppTest) -> list[str]:
    """Where the links of a page lead."""
    return re.findall(r'href="([^"]*)"', read_html(page))


def list_heads(page: AppTest) -> list[str]:
    """The headings of sections."""
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", read_html(page))
