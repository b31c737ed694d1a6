"""A refresh that publishes leaves feeds behind; a feed that fails is told and costs nothing else."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from atom_check import check_feed
from refreshing import build_places
from registry import Registry, make_study, serve_registry


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serve_registry([make_study(number) for number in range(1, 121)]) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "nights"
    folder.mkdir()
    (folder / "places.sqlite").symlink_to(build_places())
    return folder


@pytest.fixture
def night(call: Callable[..., Any], registry: Registry, home: Path) -> Callable[..., Any]:
    """Run the command in a home of its own that asks the stand-in."""
    env = {
        "NET_FINDER_HOME": str(home),
        "NET_FINDER_CTGOV_URL": registry.url,
        "NET_FINDER_OFFLINE": "0",
        "NET_FINDER_MIN_INTERVAL": "0",
        "NET_FINDER_SOURCES": "clinicaltrials_gov",
    }
    (home / "own.toml").write_text('[all]\ntitle = "All fake news"\n[all.question]\nrelevance = "net_specific"\n')
    return lambda *words, **more: call(*words, env={**env, **more})


def close_one(registry: Registry) -> None:
    registry.version = "2026-11-20T09:00:05"
    registry.studies[3]["protocolSection"]["statusModule"] = {
        "overallStatus": "COMPLETED",
        "lastUpdatePostDateStruct": {"date": "2026-11-20"},
    }


def test_feeds_follow_the_published_data(night: Callable[..., Any], registry: Registry, home: Path) -> None:
    assert night("refresh", NET_FINDER_FEEDS="own.toml").code == 0
    feed = home / "feeds" / "all.atom"
    assert "not known yet" in check_feed(feed.read_bytes()).feed.subtitle
    close_one(registry)
    assert night("refresh", NET_FINDER_FEEDS="own.toml").code == 0
    entry = check_feed(feed.read_bytes()).entries[0]
    assert entry.link == "https://clinicaltrials.gov/study/NCT00000004"
    assert "Now: Finished." in entry.content[0].value


def test_feeds_that_cannot_be_written_undo_nothing_and_are_told(
    night: Callable[..., Any], registry: Registry, home: Path
) -> None:
    (home / "feeds").write_text("a file in the way")
    ran = night("refresh")
    assert ran.code == 0
    assert "The feeds could not be written" in ran.err
    assert "Published data of" in ran.out
    close_one(registry)
    told = json.loads(night("refresh", "--json").out)
    assert told["published"]
    assert any("The feeds could not be written" in message for message in told["messages"])
    assert night("status").code == 0
