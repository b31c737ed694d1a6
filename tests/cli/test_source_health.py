"""A job hears of a source by the exit code only where the data suffers; a person hears of each."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.cli.source_health import judge_sources
from finder.sources import parse_source

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DECLARATION = """
title = "Fake source"
publisher = "Fake publisher"
licence = "Fake licence"
credit = "Fake credit"
url = "https://example.org"
homepage = "https://example.org"
reads = "listings"
max_age_hours = 24
minimum_rows = 0
maximum_rows = 10
"""
DECLARED = {
    "lesser": parse_source("lesser", DECLARATION),
    "essential": parse_source("essential", f"essential = true\n{DECLARATION}"),
}


def row(name: str, outcome: str, *, days: float | None = 0, rows: int = 5) -> dict[str, Any]:
    at = None if days is None else f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    return {"name": name, "outcome": outcome, "rows": rows, "fetched_at": at, "message": "Fake message."}


@pytest.mark.parametrize(
    ("judged", "failures", "troubles"),
    [
        (row("essential", "data"), 0, 0),
        (row("essential", "degraded"), 1, 0),
        (row("essential", "unavailable", days=None, rows=0), 1, 0),
        (row("lesser", "empty", rows=0), 0, 0),
        (row("lesser", "degraded"), 0, 1),
        (row("lesser", "degraded", days=8.9), 0, 1),
        (row("lesser", "degraded", days=9.1), 2, 0),
        (row("lesser", "data", days=9.1), 1, 0),
        (row("lesser", "unavailable", days=None, rows=0), 1, 0),
        (row("lesser", "degraded", days=None), 2, 0),
        (row("lesser", "data", days=None), 0, 0),
        (row("gone", "degraded", days=900), 0, 1),
        ({"name": "lesser", "outcome": "degraded", "rows": 5, "fetched_at": "soon", "message": None}, 2, 0),
    ],
)
def test_what_counts_and_what_is_only_told(judged: dict[str, Any], failures: int, troubles: int) -> None:
    health = judge_sources([judged], DECLARED, NOW)
    assert (len(health.failures), len(health.troubles)) == (failures, troubles)
    assert all(str(judged["name"]) in sentence for sentence in [*health.failures, *health.troubles])


@given(
    st.sampled_from([*DECLARED, "gone"]),
    st.sampled_from(["degraded", "unavailable"]),
    st.none() | st.floats(0, 1000),
    st.integers(0, 9),
)
def test_a_source_that_failed_is_always_told(name: str, outcome: str, days: float | None, rows: int) -> None:
    health = judge_sources([row(name, outcome, days=days, rows=rows)], DECLARED, NOW)
    assert any("Fake message." in sentence for sentence in [*health.failures, *health.troubles])


@pytest.mark.parametrize("name", DECLARED)
@pytest.mark.parametrize("rows", [0, 5])
def test_a_source_that_is_off_by_choice_counts_for_nothing(name: str, rows: int) -> None:
    health = judge_sources([row(name, "unavailable", days=900, rows=rows)], DECLARED, NOW, is_on=lambda _source: False)
    assert health.failures == health.not_asked == []
    assert name in health.troubles[0]


def test_a_source_that_was_never_asked_is_no_failure() -> None:
    assert judge_sources([row("lesser", "data")], DECLARED, NOW) == ([], [], ["essential"])
