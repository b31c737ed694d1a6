"""A refresh over a snapshot of an older schema: history is carried on, and what cannot be read stays."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from old_snapshot import publish_version_2
from refreshing import make_fakes
from registry import Registry, make_study

from finder.pipeline import refresh
from finder.schema import SCHEMA_VERSION
from finder.settings import Settings
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def old(settings: Settings) -> Settings:
    """A home with a list of version 2; two of its trials have left since."""
    publish_version_2(settings.snapshots, [*make_fakes(), make_study(5001), make_study(5002)], placed=False)
    return settings


def test_the_next_refresh_makes_one_of_ours_and_carries_history_on(old: Settings) -> None:
    report = refresh(old, now=NOW)
    assert report.published
    reader = open_current(old)
    assert not reader.is_older
    assert reader.meta["schema_version"] == SCHEMA_VERSION
    changes = reader.read_table("changes")
    assert changes["nct_id"].tolist().count("NCT00000001") == 1
    assert set(changes.loc[changes["kind"] == "left", "nct_id"]) == {"NCT00005001", "NCT00005002"}
    assert reader.meta["changes_since"] == "2026-11-18T06:00:00Z"
    with closing(sqlite3.connect(report.path)) as db:
        assert db.execute("SELECT count(*) FROM left_trials").fetchone() == (2,)
        assert db.execute("SELECT count(*) FROM found").fetchone() == (120,)


def test_trials_are_kept_where_another_source_is_read_alone(old: Settings) -> None:
    report = refresh(old, only=["resource_list"], now=NOW)
    reader = open_current(old)
    assert (report.meta["counts"]["trials"], reader.meta["schema_version"]) == (122, SCHEMA_VERSION)
    assert reader.read_table("trials")["phases"].tolist()[0] == ["PHASE2"]
    assert len(reader.read_table("changes")) == 1


def test_what_it_remembers_in_tables_of_ours_is_carried_on(old: Settings) -> None:
    path = open_current(old).path
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE left_trials (nct_id TEXT PRIMARY KEY, reason TEXT, left_at TEXT, record BLOB, more TEXT)"
        )
        row = ("NCT00007777", "Removed from the registry", "2026-11-01T06:00:00Z", b"x", "?")
        db.execute("INSERT INTO left_trials VALUES (?, ?, ?, ?, ?)", row)
    report = refresh(old, now=NOW)
    with closing(sqlite3.connect(report.path)) as db:
        rows = db.execute("SELECT left_at, reason FROM left_trials WHERE nct_id = 'NCT00007777'").fetchall()
    assert rows == [("2026-11-01T06:00:00Z", "Removed from the registry")]


@pytest.mark.parametrize("version", [1, SCHEMA_VERSION + 1])
def test_one_that_cannot_be_read_is_told_and_stays_beside_the_new_one(
    settings: Settings, registry: Registry, version: int
) -> None:
    path = publish_version_2(settings.snapshots, make_fakes(), version=version, placed=False)
    before = path.read_bytes()
    report = refresh(settings, now=NOW)
    assert any("version of this program" in message for message in report.messages)
    assert open_current(settings).meta["counts"]["trials"] == 120
    assert path.read_bytes() == before
    assert json.dumps(report.messages).count("Traceback") == 0
