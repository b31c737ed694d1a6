"""A refresh over a shared server: any machine goes on from what the last one published, and readers ask the server."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from postgresql_servers import run_sql
from refreshing import list_files, make_settings, open_home, registry, small_walks
from registry import Registry, make_study
from sqlalchemy import Engine

from finder.errors import BusyError, StoreError
from finder.pipeline import publish_starter, refresh
from finder.pipeline import run as run_stage
from finder.settings import Settings
from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.publish import name_version, publish_snapshot
from finder.store.postgresql.server import open_engine
from finder.store.postgresql.versions import find_current, load_current, read_checked
from finder.store.reader import open_current, open_file

__all__ = ["make_settings", "registry", "small_walks"]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
#: What tells of the way of a refresh, and not of its outcome.
OF_THE_WAY = {"requests", "bytes", "warnings"}


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


@pytest.fixture
def machine(make_settings: Callable[..., Settings], database: str, tmp_path: Path) -> Callable[[str], Settings]:
    """The settings of a machine of this name, whose store is the server."""

    def make(name: str, **changes: Any) -> Settings:
        return make_settings(home=tmp_path / name, **{"store": database, **changes})

    return make


def read_rows(path: Path) -> dict[str, Any]:
    """Every table of a snapshot file with its rows, and `meta` as far as it tells of the outcome."""
    with closing(sqlite3.connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if name not in ("meta", "sqlite_stat1") and not name.startswith("trials_fts")]
        found: dict[str, Any] = {name: sorted(db.execute(f'SELECT * FROM "{name}"'), key=repr) for name in kept}
        meta = {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM meta")}
    return found | {"meta": {key: value for key, value in meta.items() if key not in OF_THE_WAY}}


def change_night(registry: Registry, night: int) -> None:
    """Some trials change, one leaves, one comes."""
    registry.version = f"2026-11-{19 + night}T09:00:05"
    for position in (night, 10 * night):
        status = registry.studies[position]["protocolSection"]["statusModule"]
        status["overallStatus"] = "COMPLETED"
        status["lastUpdatePostDateStruct"] = {"date": registry.version[:10]}
    del registry.studies[-1]
    new = make_study(500 + night)
    new["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": registry.version[:10]}
    registry.studies.append(new)


def count_wholes(registry: Registry, since: int) -> int:
    """Requests from `since` on that ask for all studies, whenever they changed."""
    asked = [seen for seen in registry.seen[since:] if "StatusModule" in seen.params.get("fields", "")]
    return sum("RANGE" not in seen.params.get("filter.advanced", "") for seen in asked)


def test_another_machine_goes_on_as_the_first_would_have(
    machine: Callable[..., Settings], registry: Registry, engine: Engine, tmp_path: Path
) -> None:
    a, b, alone = machine("a"), machine("b"), machine("alone", store="")
    refresh(a, now=NOW)
    refresh(alone, now=NOW)
    change_night(registry, 1)
    second = refresh(a, now=LATER)
    refresh(alone, now=LATER)
    change_night(registry, 2)
    asked = len(registry.seen)
    third = refresh(b, now=LATER + timedelta(hours=1))
    assert count_wholes(registry, asked) == 0, "it read what changed and no more"
    expected = refresh(alone, now=LATER + timedelta(hours=1))
    assert read_rows(third.path) == read_rows(expected.path)
    assert third.meta["full_read_at"] == expected.meta["full_read_at"] == "2026-11-20T12:00:00Z"
    assert third.meta["changes_since"] == second.meta["changes_since"]
    kinds = set(open_current(b).read_table("changes")["kind"])
    assert kinds == set(open_file(expected.path).read_table("changes")["kind"])
    assert kinds
    assert read_rows(third.path)["left_trials"], "tombstones go on"
    back = refresh(a, now=LATER + timedelta(hours=2))
    assert not back.published
    assert back.path.name == third.path.name
    assert find_current(engine) == name_version(third.path.name)


def test_a_good_refresh_is_what_readers_on_any_machine_see(
    machine: Callable[..., Settings], registry: Registry, engine: Engine
) -> None:
    report = refresh(machine("a"), now=NOW)
    assert report.messages == [f"This is the first snapshot of {describe(engine)}."]
    reader = open_current(machine("c", ctgov_url="http://127.0.0.1:9"))
    assert reader.name == name_version(report.path.name)
    assert reader.read_table("trials").equals(open_file(report.path).read_table("trials"))
    assert list(reader.meta["counts"]) == list(report.meta["counts"])
    assert not machine("c").snapshots.exists()
    change_night(registry, 1)
    assert refresh(machine("a"), now=LATER).messages == []


def describe(engine: Engine) -> str:
    from finder.store.postgresql.server import describe_server

    return describe_server(engine.url)


def test_nothing_new_is_noted_on_the_server_and_nothing_is_copied(
    machine: Callable[..., Settings], engine: Engine
) -> None:
    first = refresh(machine("a"), now=NOW)
    before = list_files(machine("a"))
    assert not refresh(machine("a"), now=LATER).published
    assert list_files(machine("a")) == before | {"checked": (machine("a").snapshots / "checked").read_bytes()}
    assert read_checked(engine, name_version(first.path.name)) == "2026-11-20T13:00:00Z"
    assert open_current(machine("b")).read_checked_at() == "2026-11-20T13:00:00Z"
    assert not refresh(machine("b"), now=LATER + timedelta(hours=1)).published
    assert open_current(machine("a")).read_checked_at() == "2026-11-20T14:00:00Z"


def test_a_folder_moves_to_a_server_with_its_history(
    machine: Callable[..., Settings], registry: Registry, engine: Engine
) -> None:
    refresh(machine("a", store=""), now=NOW)
    asked = len(registry.seen)
    report = refresh(machine("a"), now=LATER)
    assert report.published, "although the registry has nothing new"
    assert count_wholes(registry, asked) == 0
    assert report.meta["changes_since"] == "2026-11-20T12:00:00Z"
    assert find_current(engine) == name_version(report.path.name)


def test_a_server_that_cannot_be_reached_costs_no_request(machine: Callable[..., Settings], registry: Registry) -> None:
    settings = machine("a", store="postgresql://fake@127.0.0.1:9/fake")
    for _ in range(2):
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            refresh(settings, now=NOW)
        assert caught.value.exit_code == 3
    assert registry.seen == []
    assert not settings.snapshots.exists()


def test_a_publication_that_fails_is_published_nowhere(
    machine: Callable[..., Settings], registry: Registry, engine: Engine, database: str
) -> None:
    first = refresh(machine("a"), now=NOW)
    before = list_files(machine("a"))
    change_night(registry, 1)
    run_sql(
        database,
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'fake' USING ERRCODE = '53100'; END $$",
    )
    run_sql(database, "CREATE TRIGGER fail BEFORE UPDATE ON net_finder.versions EXECUTE FUNCTION fail()")
    with pytest.raises(StoreError, match=r"disk of PostgreSQL at .* is full"):
        refresh(machine("a"), now=LATER)
    assert list_files(machine("a")) == before
    assert find_current(engine) == name_version(first.path.name)
    run_sql(database, "DROP TRIGGER fail ON net_finder.versions")
    assert refresh(machine("a"), now=LATER).published


def test_a_machine_that_published_meanwhile_is_not_overruled(
    machine: Callable[..., Settings], registry: Registry, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(machine("a"), now=NOW)
    change_night(registry, 1)
    real = run_stage.publish_everywhere

    def publish_late(*arguments: Any) -> Any:
        monkeypatch.setattr(run_stage, "publish_everywhere", real)
        refresh(machine("b"), now=LATER)
        return real(*arguments)

    monkeypatch.setattr(run_stage, "publish_everywhere", publish_late)
    with pytest.raises(BusyError, match="Another refresh published"):
        refresh(machine("a"), now=LATER + timedelta(minutes=1))
    version = load_current(engine)
    assert version is not None
    assert version.meta["published_at"] == "2026-11-20T13:00:00Z"
    assert not refresh(machine("a"), now=LATER + timedelta(minutes=2)).published


def test_a_machine_whose_disk_is_full_at_the_end_has_published(
    machine: Callable[..., Settings], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = machine("a")
    (settings.snapshots / "current").mkdir(parents=True)
    report = refresh(settings, now=NOW)
    assert report.published
    assert "The server has the new snapshot, but not this machine." in report.messages[-1]
    assert find_current(engine) == name_version(report.path.name)


def test_a_version_that_cannot_be_read_is_told_and_followed_by_a_new_one(
    machine: Callable[..., Settings], engine: Engine, database: str
) -> None:
    first = refresh(machine("a"), now=NOW)
    run_sql(database, f"DROP SCHEMA {name_version(first.path.name)} CASCADE")
    report = refresh(machine("b"), now=LATER)
    assert report.published
    assert "was not compared with it" in report.messages[0]
    assert len(open_current(machine("c")).read_table("trials")) == report.meta["counts"]["trials"]


def test_the_starter_data_goes_to_the_server_too(machine: Callable[..., Settings], engine: Engine) -> None:
    report = publish_starter(machine("a"), now=NOW)
    assert find_current(engine) == name_version(report.path.name)
    reader = open_current(machine("b"))
    assert reader.read_table("sites").equals(open_file(report.path).read_table("sites"))


def test_a_snapshot_of_a_newer_program_stops_a_refresh_before_it_asks(
    machine: Callable[..., Settings], registry: Registry, engine: Engine, database: str
) -> None:
    settings = open_home(Settings(home=machine("z").home / "other"))
    migrate(engine)
    publish_snapshot(engine, publish_starter(settings, now=NOW).path)
    run_sql(database, "UPDATE net_finder.versions SET schema_version = 99")
    with pytest.raises(StoreError, match="newer version of this program"):
        refresh(machine("a"), now=LATER)
    assert registry.seen == []
