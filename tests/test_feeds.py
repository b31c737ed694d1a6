"""A refresh leaves one feed a question; what fails is told and takes nothing away."""

import os
from pathlib import Path
from typing import Any

import pytest
from atom_check import check_feed
from fake_snapshot import fake_site, fake_trial, publish_fake
from refreshing import build_places

from finder.errors import DeclarationError
from finder.feeds import FEED_DAYS, MOST_ENTRIES, load_feeds, write_feeds
from finder.settings import Settings, load_settings

META = {"published_at": "2026-11-20T06:00:00Z", "changes_since": "2026-11-01T06:00:00Z", "data_version": "2026-11-19"}
OWN = """
[mine]
title = "Fake <b>title</b>"
[mine.question]
site = ["lung", "pancreas"]
"""


def tell(trial: int, kind: str, at: str = "2026-11-20T06:00:00Z", **sides: str) -> dict[str, Any]:
    return {"at": at, "nct_id": f"NCT{trial:08d}", "kind": kind, "before": None, "after": None, **sides}


def publish(settings: Settings, *changes: dict[str, Any], meta: dict[str, Any] = META, second: int = 0) -> None:
    trials = [fake_trial(1, title="A <script>fake</script> trial"), fake_trial(2, primary_sites=["lung"])]
    sites = [fake_site(1, 1), fake_site(2, 2, country="Germany", country_code="DE", latitude=52.5, longitude=13.4)]
    publish_fake(settings, trials, sites, changes=changes, meta=meta, second=second)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NET_FINDER_HOME", str(tmp_path / "home"))
    load_settings.cache_clear()
    settings = load_settings()
    settings.home.mkdir()
    settings.gazetteer.symlink_to(build_places())
    return settings


def read_all(settings: Settings) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in settings.feeds.iterdir()}


def test_each_declared_question_has_its_feed(settings: Settings) -> None:
    publish(settings, tell(1, "new", after="Fake"), tell(2, "status", before="RECRUITING", after="COMPLETED"))
    assert write_feeds(settings) == []
    read = {name: check_feed(content) for name, content in read_all(settings).items()}
    assert set(read) == set(load_feeds(settings))
    assert {"pancreas", "small-intestine", "lung", "radionuclide-therapy", "germany", "near-houston"} <= set(read)
    counts = {name: len(feed.entries) for name, feed in read.items()}
    assert (counts["pancreas"], counts["lung"], counts["germany"], counts["near-houston"]) == (1, 1, 1, 1)
    assert counts["small-intestine"] == 0
    assert read["lung"].entries[0].link.endswith("NCT00000002")
    assert "Where the tumor started: Lung" in read["lung"].feed.subtitle
    assert "Changes are known since 2026-11-01" in read["small-intestine"].feed.subtitle
    assert "No change is known" in read["small-intestine"].feed.subtitle
    assert [link.href for link in read["lung"].feed.links if link.rel == "self"] == ["lung.atom"]
    assert not list(settings.feeds.glob(".*"))


def test_the_same_snapshot_gives_the_same_bytes_and_leaves_the_files_alone(settings: Settings) -> None:
    publish(settings, tell(1, "new", after="Fake"))
    write_feeds(settings)
    before = read_all(settings)
    for path in settings.feeds.iterdir():
        os.utime(path, (1, 1))
    assert write_feeds(settings) == []
    assert read_all(settings) == before
    assert {path.stat().st_mtime for path in settings.feeds.iterdir()} == {1.0}
    publish(settings, tell(2, "new", after="Fake"), second=1)
    write_feeds(settings)
    changed = {name for name, content in read_all(settings).items() if content != before[name]}
    assert {"lung", "germany", "pancreas"} <= changed


def test_a_feed_goes_back_as_far_as_it_says_and_has_a_most(settings: Settings) -> None:
    old = tell(1, "status", at="2026-08-01T06:00:00Z", before="RECRUITING", after="SUSPENDED")
    many = [tell(1, "site_opened", after=f"Fake Hospital {number}") for number in range(MOST_ENTRIES + 5)]
    publish(settings, old, *many)
    write_feeds(settings)
    read = check_feed(read_all(settings)["pancreas"])
    assert len(read.entries) == MOST_ENTRIES
    assert f"the latest {MOST_ENTRIES:,} of {len(many):,} changes" in read.feed.subtitle
    assert FEED_DAYS == 90


def test_before_the_second_refresh_a_feed_says_that_changes_are_not_known(settings: Settings) -> None:
    publish(settings, meta={"published_at": META["published_at"]})
    assert write_feeds(settings) == []
    assert "not known yet" in check_feed(read_all(settings)["lung"]).feed.subtitle


def test_an_own_file_names_other_questions_and_the_rest_is_taken_away(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, tell(1, "new", after="Fake"))
    write_feeds(settings)
    (settings.feeds / "notes.txt").write_text("mine")
    (tmp_path / "home" / "own.toml").write_text(OWN)
    monkeypatch.setenv("NET_FINDER_FEEDS", "own.toml")
    load_settings.cache_clear()
    assert write_feeds(load_settings()) == []
    assert sorted(path.name for path in settings.feeds.iterdir()) == ["mine.atom", "notes.txt"]
    assert check_feed((settings.feeds / "mine.atom").read_bytes()).feed.title == "Fake <b>title</b>"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = [", "own.toml"),
        ('["../up"]\ntitle = "Fake"\n["../up".question]\nsite = "lung"', "no name of a feed"),
        ('[Big]\ntitle = "Fake"\n[Big.question]\nsite = "lung"', "no name of a feed"),
        ('[a]\ntitle = "Fake"\n[a.question]\nsite = "elbow"', "site does not take 'elbow'"),
        ('[a]\ntitle = "Fake"\n[a.question]\norgan = "lung"', "organ"),
        ('[a]\ntitle = "Fake"\n[a.question]\n', "question"),
        ('[a]\n[a.question]\nsite = "lung"', "title"),
        ('[a]\ntitle = "Fake"\nlink = "x"\n[a.question]\nsite = "lung"', "link"),
        ("a = 1", "own.toml"),
    ],
)
def test_a_broken_file_is_told_and_the_last_feeds_stay(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    publish(settings, tell(1, "new", after="Fake"))
    write_feeds(settings)
    before = read_all(settings)
    (tmp_path / "own.toml").write_text(text)
    monkeypatch.setenv("NET_FINDER_FEEDS", str(tmp_path / "own.toml"))
    load_settings.cache_clear()
    with pytest.raises(DeclarationError, match=says):
        load_feeds(load_settings())
    told = write_feeds(load_settings())
    assert len(told) == 1
    assert "The feeds could not be written" in told[0]
    assert says in told[0]
    assert read_all(settings) == before


def test_a_missing_own_file_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(settings)
    monkeypatch.setenv("NET_FINDER_FEEDS", "gone.toml")
    load_settings.cache_clear()
    assert "gone.toml" in write_feeds(load_settings())[0]


def test_one_feed_that_fails_leaves_the_others_and_its_own_last_file(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, tell(1, "new", after="Fake"))
    nowhere = '\n[nowhere]\ntitle = "Fake"\n[nowhere.question]\nnear = "Qqqqzzzz"\nwithin = "10mi"\n'
    (tmp_path / "own.toml").write_text(OWN + nowhere)
    monkeypatch.setenv("NET_FINDER_FEEDS", str(tmp_path / "own.toml"))
    load_settings.cache_clear()
    settings.feeds.mkdir(parents=True)
    (settings.feeds / "nowhere.atom").write_text("the last one")
    told = write_feeds(load_settings())
    assert len(told) == 1
    assert told[0].startswith("The feed nowhere could not be written.")
    assert "Qqqqzzzz" in told[0]
    assert (settings.feeds / "nowhere.atom").read_text() == "the last one"
    assert (settings.feeds / "mine.atom").is_file()


def test_a_folder_that_cannot_be_written_and_a_missing_snapshot_are_told(settings: Settings) -> None:
    assert "no snapshot" in write_feeds(settings)[0]
    publish(settings)
    settings.feeds.write_text("a file in the way")
    assert "could not be written" in write_feeds(settings)[0]
    assert settings.feeds.read_text() == "a file in the way"
