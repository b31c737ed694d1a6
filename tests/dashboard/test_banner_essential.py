"""The banner of every page names the failure of an essential source, and leaves the others to their own pages."""

from datetime import UTC, datetime

import pytest
from guide_rows import make_outcomes

from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.coverage import render_coverage, write_coverage
from finder.outcome import Ending
from finder.query.gaps import Coverage, Gap
from finder.sources import load_sources

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRESH = {"source": "clinicaltrials_gov", "published_at": "2026-11-20T03:00:00Z", "data_version": "2026-11-19T09:00:05"}
SOURCES = load_sources()
GONE = Gap("fake", "GARD <list>", Ending.UNAVAILABLE, 0, "It did not answer.")
PART = Gap("medgen", "MedGen", Ending.DEGRADED, 4, "Half an answer.")


@pytest.mark.parametrize("name", sorted(SOURCES))
@pytest.mark.parametrize("ending", [Ending.DEGRADED, Ending.UNAVAILABLE])
def test_only_essential_sources_are_told_on_every_page(name: str, ending: Ending) -> None:
    freshness = judge_freshness(FRESH, make_outcomes(**{name: ending}), NOW)
    assert freshness.warn is SOURCES[name].essential
    assert (SOURCES[name].title in " ".join(freshness.sentences[2:])) is SOURCES[name].essential


def test_a_source_that_nobody_declares_is_not_in_the_banner() -> None:
    assert not judge_freshness(FRESH, [{"name": "<b>x</b>", "outcome": "unavailable"}], NOW).warn


def test_the_banner_escapes_what_the_snapshot_says() -> None:
    html = render_banner(judge_freshness({**FRESH, "data_version": "<b>2026</b>"}, [], NOW))
    assert "<b>" not in html


def test_where_all_was_read_nothing_is_said() -> None:
    assert render_coverage(Coverage(5, 2), "pages") == ""
    assert render_coverage(Coverage(0, 2), "pages") == ""


def test_each_gap_is_named_and_what_it_means() -> None:
    html = render_coverage(Coverage(9, 3, (GONE, PART)), "pages")
    assert "Could not be read: GARD &lt;list&gt;." in html
    assert "Read only in part: MedGen." in html
    assert "So some pages may be missing here or may be old." in html
    assert 'href="about"' in html


def test_nothing_found_nothing_read_and_nothing_asked_differ() -> None:
    assert write_coverage(Coverage(0, 1), "pages") == []
    assert write_coverage(Coverage(0, 1, (GONE,)), "pages")[0].startswith("We could not look for pages")
    assert write_coverage(Coverage(0, 0), "pages") == [
        "No source of pages has been read on this computer yet. This does not mean that there are none."
    ]
