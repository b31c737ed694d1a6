"""Since when a site takes people, on the page of a trial: told where our own lists show it, and nothing where not."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from fake_snapshot import fake_site, fake_trial, publish_fake
from way_pages import read_html, run_page, run_trial, use_home

from dashboard.parts.trial_view import render_sites
from dashboard.words import say
from finder.query.site_history import SiteHistory
from finder.settings import Settings
from finder.store.gazetteer import open_gazetteer

SINCE = "2026-05-01T06:00:00Z"
LYON = {"city": "Lyon", "region": None, "country": "France", "country_code": "FR"}
OPENED = {
    "at": "2026-05-14T06:00:00Z",
    "nct_id": "NCT00000001",
    "kind": "site_opened",
    "before": None,
    "after": "Fake Hospital 1, Houston, Texas, United States",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    open_gazetteer(Settings(home=tmp_path)).close()
    use_home(tmp_path, monkeypatch)
    yield tmp_path
    st.cache_resource.clear()


def read_sites(home: Path, meta: dict[str, Any]) -> list[str]:
    """The text of each site on the page: one that opened, one that was open before, one that is closed."""
    sites = [fake_site(1, 1), fake_site(2, 1, **LYON), fake_site(3, 1, status="COMPLETED", recruiting=False)]
    publish_fake(Settings(home=home), [fake_trial(1)], sites, changes=[OPENED], meta=meta)
    page = run_page(run_trial, {"nct": ["NCT00000001"]})
    items = re.findall(r'<li id="nf-site-.*?</li>', read_html(page), re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", " ", item)) for item in items]


def test_each_site_says_since_when_as_far_as_it_is_known(home: Path) -> None:
    told = read_sites(home, {"sites_since": SINCE})
    opened, before, closed = (next(text for text in told if f"Fake Hospital {n} " in text) for n in (1, 2, 3))
    assert "Takes people since May 14, 2026, as far as we know." in opened
    assert "Takes people at least since May 1, 2026, as far as we know." in before
    assert "as far as we know" not in closed


def test_where_nothing_is_known_nothing_is_said(home: Path) -> None:
    told = read_sites(home, {})
    assert len(told) == 3
    assert "since" not in " ".join(told).casefold()


def test_a_site_that_takes_nobody_tells_no_day_whatever_is_known() -> None:
    site = {"site_id": "s", "facility": "Fake Clinic", "recruiting": False, "status": "COMPLETED"}
    known = {"s": SiteHistory("2026-05-14", "2026-05-01")}
    words = say("site.open_since", date="May 14, 2026")
    assert words not in render_sites([site], "NCT00000001", "mi", (), known)
    assert words in render_sites([{**site, "recruiting": True}], "NCT00000001", "mi", (), known)
