"""Runs the pages of the way through by Streamlit's own test harness, over the fake trials of the browser tests."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from e2e.fakes import publish_fake
from streamlit.testing.v1 import AppTest

from finder.settings import Settings, load_settings
from finder.store.gazetteer import open_gazetteer

#: What no page may ever hold live, whatever a record or an address says.
LIVE = re.compile(r"<script|<img|<style|<iframe|<b>|\son\w+\s*=\s*[\"']", re.IGNORECASE)


def make_home(home: Path) -> Path:
    """A home with the fake trials and the gazetteer."""
    publish_fake(Settings(home=home))
    open_gazetteer(Settings(home=home)).close()
    return home


def use_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages read this home."""
    monkeypatch.setenv("NET_FINDER_HOME", str(home))
    load_settings.cache_clear()
    st.cache_resource.clear()


def run_page(page: Callable[[], None], address: dict[str, list[str]] | None = None) -> AppTest:
    """The page after one run."""
    harness = AppTest.from_function(page)
    harness.default_timeout = 60
    for name, values in (address or {}).items():
        harness.query_params[name] = values
    return check_calm(harness.run())


def check_calm(page: AppTest) -> AppTest:
    """The same page; it must not have failed, and holds nothing live from outside."""
    assert not page.exception
    html = read_html(page)
    assert LIVE.search(html) is None, LIVE.search(html)
    assert [title.value for title in page.title if "went wrong" in title.value] == []
    return page


def read_html(page: AppTest) -> str:
    """All blocks of HTML of a page, but for the sheet of styles that goes before them."""
    return "\n".join(block.proto.body for block in page.get("html") if not block.proto.body.startswith("<style>"))


def find_link(page: AppTest, label: str) -> str:
    """Where the one link with this label leads, as the browser reads it."""
    found = re.findall(rf'<a[^>]* href="([^"]*)"[^>]*>{re.escape(label)}</a>', read_html(page))
    assert len(found) == 1, (label, found)
    return str(found[0]).replace("&amp;", "&")


def list_trials(page: AppTest) -> list[str]:
    """The numbers of the cards on the screen, in their order."""
    return re.findall(r'<h3 id="nf-(NCT\d+)">', read_html(page))


def find_keep(page: AppTest, nct_id: str) -> str:
    """Where the link of this card leads that puts its trial on the short list or takes it off."""
    found = re.findall(rf'<a[^>]* id="keep-{nct_id}" data-nf-stays href="([^"]*)"', read_html(page))
    assert len(found) == 1, (nct_id, found)
    return str(found[0]).replace("&amp;", "&")


def follow(page: AppTest, address: str) -> AppTest:
    """The same page with the address of one of its links, as a browser opens it."""
    page.query_params.clear()
    for name, values in parse_qs(urlsplit(address).query, keep_blank_values=True).items():
        page.query_params[name] = values
    return check_calm(page.run())


def read_address(page: AppTest) -> dict[str, list[str]]:
    """The address of a page, every value as a list."""
    return {name: [value] if isinstance(value, str) else list(value) for name, value in page.query_params.items()}


def run_find() -> None:
    """The list of trials."""
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.find import show_find

    with tell_trouble():
        show_find()


def run_start() -> None:
    """The five questions."""
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.start import show_start

    with tell_trouble():
        show_start()


def run_compare() -> None:
    """Trials side by side."""
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.compare import show_compare

    with tell_trouble():
        show_compare()


def run_trial() -> None:
    """One trial."""
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.trial import show_trial

    with tell_trouble():
        show_trial()
