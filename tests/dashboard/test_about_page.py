"""About the data: each source stands once, in the group of how reading it ended, with terms, credit and date."""

import re
from html import escape
from pathlib import Path

import pytest
from e2e.fakes import HOSTILE
from guide_pages import list_links, read_html, run_page, use_home
from guide_rows import make_outcomes, publish_guide

from dashboard.parts.source_list import group_sources, render_sources
from finder.outcome import Ending, Outcome
from finder.sources import load_sources

SOURCES = load_sources()


def run_about() -> None:
    from dashboard.views.about import show_about

    show_about()


def test_every_source_stands_in_exactly_one_group() -> None:
    rows = make_outcomes(gtr=Ending.EMPTY, gard=Ending.DEGRADED, orphadata=Ending.UNAVAILABLE, forgotten=Ending.DATA)
    groups = {group: [name for name, _ in members] for group, members in group_sources(rows, SOURCES).items()}
    assert groups["read"] == ["clinicaltrials_gov", "gtr", "forgotten"]
    assert groups["failed"] == ["gard", "orphadata"]
    assert set(groups["optional"]) == {name for name, source in SOURCES.items() if source.opt_in}
    everything = [name for names in groups.values() for name in names]
    assert len(everything) == len(set(everything))
    assert set(SOURCES) - set(everything) == {"starter"}


def test_an_optional_source_that_was_asked_is_no_longer_called_optional() -> None:
    groups = group_sources(make_outcomes(nppes=Ending.DATA), SOURCES)
    assert "nppes" in [name for name, _ in groups["read"]]
    assert "nppes" not in [name for name, _ in groups["optional"]]


def test_the_page_tells_terms_credit_outcome_date_and_how_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_guide(use_home(tmp_path / "full", monkeypatch))
    page = run_page(run_about)
    html = read_html(page)
    for name in ("clinicaltrials_gov", "gtr", "orphadata", "gard", "enets", "nppes"):
        source = SOURCES[name]
        item = re.search(rf"<li><strong>(<a [^>]*>)?{re.escape(escape(source.title))}.*?</li>", html)
        assert item is not None, name
        assert escape(f"Terms: {source.licence}.") in item[0]
        assert escape(f"Credit: {source.credit}.") in item[0]
        assert "asked again when its data is" in item[0]
        assert source.homepage in list_links(page)
    assert "read in full, 5 rows, read on November 20, 2026, 03:00 UTC" in html
    assert "could not be read, read on November 20, 2026" in html
    assert "It did not answer." in html
    assert "switched off; NET_FINDER_NPPES switches it on" in html
    assert "comes with this program" in html
    heads = re.findall(r"<h3>([^<]*)</h3>", html)
    assert [head.split(" (")[0] for head in heads][:4] == [
        "Read", "Could not be read, or only in part", "Not read yet", "Only asked if whoever runs this page wishes it",
    ]  # fmt: skip


def test_the_words_of_a_server_stay_text_and_short() -> None:
    row = Outcome("gtr", Ending.UNAVAILABLE, 0, None, HOSTILE, f"{HOSTILE} {'x' * 5000}").as_row()
    html = render_sources([row, {"name": HOSTILE, "outcome": HOSTILE, "rows": "many"}])
    assert escape(HOSTILE[:40]) in html
    assert "<script" not in html
    assert "x" * 1000 not in html
