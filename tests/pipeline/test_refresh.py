"""One refresh from a real server on loopback to a published snapshot, and every way in which it must not publish."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from refreshing import list_files
from registry import Registry, make_study

from finder.errors import (
    BusyError,
    CheckError,
    FinderError,
    NoSnapshotError,
    QuestionError,
    StoreError,
    UnreachableError,
)
from finder.fetch.starter import StarterFiles
from finder.outcome import Ending
from finder.pipeline import publish_starter, readers, refresh
from finder.settings import Settings
from finder.sources import load_sources
from finder.store.build import SnapshotBuilder
from finder.store.publish import find_current
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEXT = "2026-11-20T09:00:05"


def test_a_refresh_publishes_trials_with_their_provenance(settings: Settings) -> None:
    report = refresh(settings, now=NOW)
    assert report.published
    assert report.path == find_current(settings.snapshots)
    reader = open_current(settings)
    assert reader.meta == report.meta
    trials = reader.read_table("trials")
    assert len(trials) == 120
    assert set(trials["source"]) == {"clinicaltrials_gov"}
    assert trials.loc[0, "source_url"] == "https://clinicaltrials.gov/study/NCT00000001"
    assert set(trials["data_version"]) == {"2026-11-19T09:00:05"}
    assert set(trials["fetched_at"]) == {"2026-11-20T12:00:00Z"}
    assert list(settings.snapshots.glob("*.part*")) == []


def test_the_meta_tells_what_a_reader_needs(settings: Settings) -> None:
    meta = refresh(settings, now=NOW).meta
    assert set(meta) == {
        "schema_version", "program_version", "published_at", "data_version", "source", "counts", "left_out", "warnings",
        "bad_records", "problems", "requests", "bytes", "api_version", "fingerprint", "full_read_at", "profile",
    }  # fmt: skip
    assert meta["published_at"] == "2026-11-20T12:00:00Z"
    assert meta["source"] == "clinicaltrials_gov"
    assert meta["counts"]["trials"] == 120
    assert meta["counts"]["centers"] > 100
    assert meta["requests"] >= 4
    assert meta["bytes"] > 1000
    json.dumps(meta)


def test_every_source_has_its_row(settings: Settings) -> None:
    report = refresh(settings, now=NOW)
    rows = open_current(settings).read_sources().set_index("name")
    assert set(rows.index) == {"clinicaltrials_gov", "starter_centers", "resource_list"}
    assert set(rows["outcome"]) == {"data"}
    assert rows.loc["clinicaltrials_gov", "rows"] == 120
    assert {outcome.name for outcome in report.outcomes} == set(rows.index)


def test_what_is_not_net_is_left_out_and_counted(settings: Settings, registry: Registry) -> None:
    melanoma = "Melanoma (fake), not a neuroendocrine tumor"
    registry.studies += [
        make_study(900, conditionsModule={"conditions": ["Melanoma (fake)"], "keywords": ["neuroendocrine"]}),
        make_study(901, melanoma, identificationModule={"nctId": "NCT00000901", "briefTitle": "Fake melanoma study"}),
    ]
    for study in registry.studies[-2:]:
        study["derivedSection"] = {}
    report = refresh(settings, now=NOW)
    meta = report.meta
    assert meta["counts"]["trials"] + sum(meta["left_out"].values()) == 122
    with SnapshotBuilder(settings.home / "copy") as builder:
        builder.copy_tables(report.path, ["records"])
        assert len(builder.list_records()) == meta["counts"]["trials"], "raw records of trials left out are dropped"


def test_a_second_refresh_replaces_the_first_and_keeps_it(settings: Settings, registry: Registry) -> None:
    first = refresh(settings, now=NOW)
    registry.studies.append(make_study(500))
    registry.version = NEXT
    second = refresh(settings, now=NOW + timedelta(hours=1))
    assert first.path.exists()
    assert second.meta["counts"]["trials"] == 121
    assert open_current(settings).path == second.path


def test_the_same_data_give_the_same_snapshot(settings: Settings) -> None:
    refresh(settings, now=NOW)
    first = refresh(settings, now=NOW, full=True).path.read_bytes()
    again = refresh(settings, now=NOW, full=True)
    assert again.published
    assert again.path.read_bytes() == first


def test_progress_is_told(settings: Settings) -> None:
    told: list[tuple[str, int, int | None]] = []
    refresh(settings, now=NOW, progress=lambda *step: told.append(step))
    assert ("Sorting studies", 120, 120) in told
    assert told[-1][0] == "Publishing"


def test_a_bad_record_costs_no_other_and_is_counted(settings: Settings, registry: Registry) -> None:
    registry.studies.append(make_study(600, designModule={"phases": "many", "studyType": 7, "enrollmentInfo": []}))
    report = refresh(settings, now=NOW)
    assert report.meta["counts"]["trials"] == 121
    assert report.meta["bad_records"] == 1
    assert report.meta["problems"]
    assert any("wrong type" in message for message in report.messages)


def test_more_than_two_percent_bad_records_stop_the_publication(settings: Settings, registry: Registry) -> None:
    registry.studies += [make_study(700 + n, statusModule="nothing") for n in range(3)]
    with pytest.raises(CheckError, match="more than 2%"):
        refresh(settings, now=NOW)
    assert list_files(settings) == {}


def test_fewer_than_the_declared_minimum_stop_the_publication(settings: Settings, registry: Registry) -> None:
    del registry.studies[99:]
    with pytest.raises(CheckError, match="99 usable rows"):
        refresh(settings, now=NOW, accept_fewer=True)


def test_fewer_than_seventy_percent_stop_the_publication_unless_told(settings: Settings, registry: Registry) -> None:
    registry.studies += [make_study(1000 + n) for n in range(60)]
    refresh(settings, now=NOW)
    before = list_files(settings)
    del registry.studies[120:]
    registry.version = NEXT
    with pytest.raises(CheckError, match="120 trials and the last one 180"):
        refresh(settings, now=NOW + timedelta(hours=1))
    assert list_files(settings) == before
    report = refresh(settings, now=NOW + timedelta(hours=1), accept_fewer=True)
    assert report.meta["counts"]["trials"] == 120


def test_starter_data_need_no_network_and_say_so(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(offline=True, ctgov_url="http://127.0.0.1:9")
    report = publish_starter(settings, reason="The registry could not be reached.")
    assert report.meta["source"] == "starter"
    assert report.meta["counts"]["trials"] >= 250
    rows = open_current(settings).read_sources().set_index("name")
    assert rows["outcome"].to_dict() == {
        "clinicaltrials_gov": "unavailable",
        "starter": "data",
        "starter_centers": "data",
        "resource_list": "data",
    }
    assert rows.loc["clinicaltrials_gov", "message"] == "The registry could not be reached."


def test_registry_data_replace_starter_data_but_not_the_other_way(settings: Settings) -> None:
    assert refresh(settings, only=["starter"], now=NOW).meta["counts"]["trials"] > 240
    assert refresh(settings, now=NOW + timedelta(hours=1)).meta["counts"]["trials"] == 120
    before = list_files(settings)
    with pytest.raises(CheckError, match="read from the registry on 2026-11-20"):
        refresh(settings, only=["starter"], now=NOW + timedelta(hours=2))
    assert list_files(settings) == before
    report = publish_starter(settings, now=NOW + timedelta(hours=2), accept_fewer=True)
    assert report.meta["source"] == "starter"


def test_only_the_centers_keep_the_trials(settings: Settings, registry: Registry) -> None:
    first = refresh(settings, now=NOW)
    trials, sources = open_current(settings).read_table("trials"), open_current(settings).read_sources()
    asked = len(registry.seen)
    report = refresh(settings, only=["starter_centers"], now=NOW + timedelta(hours=1))
    reader = open_current(settings)
    assert len(registry.seen) == asked, "the registry is not asked"
    assert report.path != first.path
    assert reader.read_table("trials").equals(trials)
    assert reader.meta["data_version"] == first.meta["data_version"]
    assert reader.meta["counts"] == first.meta["counts"]
    rows, before = (frame.set_index("name") for frame in (reader.read_sources(), sources))
    assert rows.loc["clinicaltrials_gov"].equals(before.loc["clinicaltrials_gov"])
    assert rows.loc["starter_centers", "fetched_at"] == "2026-11-20T13:00:00Z"


def test_only_the_centers_without_a_snapshot(settings: Settings) -> None:
    with pytest.raises(NoSnapshotError):
        refresh(settings, only=["starter_centers"], now=NOW)


@pytest.mark.parametrize("centers", [b"", b"\xff\xfe\x00", b"name,city\nFake,Nowhere\n"])
def test_a_lesser_source_that_fails_is_degraded_and_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, centers: bytes
) -> None:
    first = refresh(settings, now=NOW)
    monkeypatch.setattr(readers, "read_starter", lambda: StarterFiles(b"", b"", centers))
    report = refresh(settings, now=NOW + timedelta(hours=1), full=True)
    assert report.meta["counts"]["centers"] == first.meta["counts"]["centers"]
    outcome = next(outcome for outcome in report.outcomes if outcome.name == "starter_centers")
    assert outcome.outcome is Ending.DEGRADED
    assert outcome.message in report.messages


def test_a_lesser_source_that_never_worked_is_unavailable(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "read_starter", lambda: StarterFiles(b"", b"", b""))
    report = refresh(settings, now=NOW)
    assert report.meta["counts"] | {"centers": 0} == report.meta["counts"]
    endings = {outcome.name: outcome.outcome for outcome in report.outcomes}
    assert endings["clinicaltrials_gov"] is Ending.DATA
    assert endings["starter_centers"] is Ending.UNAVAILABLE


def test_an_unknown_source_lists_the_known_ones(settings: Settings) -> None:
    with pytest.raises(QuestionError) as caught:
        refresh(settings, only=["clinicaltrials"])
    listed = caught.value.remedy.removeprefix("Sources are: ").rstrip(".").split(", ")
    assert listed == list(load_sources())


def test_offline_is_told_before_anything_is_done(make_settings: Callable[..., Settings], registry: Registry) -> None:
    settings = make_settings(offline=True)
    with pytest.raises(UnreachableError, match="NET_FINDER_OFFLINE"):
        refresh(settings)
    assert registry.seen == []


def test_a_home_that_is_missing_is_made(make_settings: Callable[..., Settings], tmp_path: Path) -> None:
    settings = make_settings(home=tmp_path / "a" / "b", store="deep/snapshots")
    assert refresh(settings, now=NOW).path.parent == tmp_path / "a" / "b" / "deep" / "snapshots"


def test_a_refresh_inside_a_refresh_is_refused_at_once(settings: Settings) -> None:
    refused: list[FinderError] = []

    def try_again(*_: Any) -> None:
        with pytest.raises(BusyError, match="Another refresh") as caught:
            refresh(settings)
        refused.append(caught.value)

    report = refresh(settings, now=NOW, progress=try_again)
    assert report.published
    assert {error.exit_code for error in refused} == {4}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_refresh_leaves_nothing_but_the_last(
    settings: Settings, registry: Registry, stop: type[BaseException]
) -> None:
    refresh(settings, now=NOW)
    registry.version = NEXT
    before = list_files(settings)

    def interrupt(*_: Any) -> None:
        raise stop

    with pytest.raises(stop):
        refresh(settings, now=NOW + timedelta(hours=1), progress=interrupt)
    assert list_files(settings) == before
    refresh(settings, now=NOW + timedelta(hours=2))


def test_a_damaged_last_snapshot_is_told_and_replaced(settings: Settings) -> None:
    last = refresh(settings, now=NOW).path
    last.write_bytes(last.read_bytes()[:5000])
    report = refresh(settings, now=NOW + timedelta(hours=1))
    assert any(last.name in message and "not compared" in message for message in report.messages)
    assert open_current(settings).path == report.path


def test_a_home_below_a_file_is_told(make_settings: Callable[..., Settings], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(home=tmp_path / "file" / "home", ctgov_url="http://127.0.0.1:9/api/v2")
    with pytest.raises(StoreError, match="cannot be written") as caught:
        refresh(settings)
    assert "NET_FINDER_HOME" in caught.value.remedy
