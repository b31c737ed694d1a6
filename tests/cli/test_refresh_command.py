"""`net-finder refresh` on nights with and without news."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from refreshing import build_places
from registry import Registry, make_study, serve_registry

from finder.cli.dashboard import try_refresh
from finder.settings import Settings


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serve_registry([make_study(number) for number in range(1, 121)]) as running:
        yield running


@pytest.fixture
def night(call: Callable[..., Any], registry: Registry, tmp_path: Path) -> Callable[..., Any]:
    """Run the command in a home of its own that asks the stand-in."""
    env = {
        "NET_FINDER_HOME": str(tmp_path / "nights"),
        "NET_FINDER_CTGOV_URL": registry.url,
        "NET_FINDER_OFFLINE": "0",
        "NET_FINDER_MIN_INTERVAL": "0",
        "NET_FINDER_SOURCES": "clinicaltrials_gov",
    }
    (tmp_path / "nights").mkdir()
    (tmp_path / "nights" / "places.sqlite").symlink_to(build_places())
    return lambda *words: call(*words, env=env)


def test_a_night_without_news_and_one_with(night: Callable[..., Any], registry: Registry) -> None:
    assert night("refresh").code == 0
    asked = len(registry.seen)
    quiet = night("refresh")
    assert (quiet.code, len(registry.seen)) == (0, asked + 1)
    assert quiet.out.splitlines() == [
        "ClinicalTrials.gov has nothing new since 2026-11-19 09:00 UTC.",
        "No other source was due, so the last list stays as it is.",
    ]
    told = json.loads(night("refresh", "--json").out)
    assert (told["published"], told["unchanged_since"]) == (False, "2026-11-19T09:00:05Z")
    assert told["counts"]["trials"] == 120
    assert "Nothing newer was found at 20" in night("status").out

    registry.version = "2026-11-20T09:00:05"
    registry.studies[3]["protocolSection"]["statusModule"] = {
        "overallStatus": "COMPLETED",
        "lastUpdatePostDateStruct": {"date": "2026-11-20"},
    }
    loud = night("refresh")
    assert "Published data of 2026-11-20" in loud.out
    assert "changes: 1 (+1 since the last refresh)" in loud.out
    listed = json.loads(night("changes", "--json").out)
    assert [(row["nct_id"], row["kind"], row["after"]) for row in listed] == [("NCT00000004", "status", "COMPLETED")]
    assert json.loads(night("refresh", "--full", "--json").out)["published"]


def test_the_dashboard_says_that_there_is_nothing_new(
    night: Callable[..., Any], registry: Registry, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert night("refresh").code == 0
    settings = Settings(home=tmp_path / "nights", ctgov_url=registry.url, min_interval=0)
    assert try_refresh(settings) == ""
    assert "ClinicalTrials.gov has nothing new since 2026-11-19 09:00 UTC." in capfdbinary.readouterr().err.decode()
