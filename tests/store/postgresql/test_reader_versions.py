"""A reader on a server reads one version and no other, outlives a server that starts anew, and tells what is gone."""

import socket
import threading
from pathlib import Path

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from postgresql_servers import run_sql
from sqlalchemy import Engine

from finder.errors import DamagedError, NoSnapshotError, StoreError
from finder.schema import SCHEMA_VERSION, empty_frame
from finder.settings import Settings
from finder.store.older import OLDEST_READ
from finder.store.postgresql import current
from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.publish import publish_snapshot
from finder.store.postgresql.server import open_engine
from finder.store.postgresql.versions import write_checked
from finder.store.question import AnyOf, Question
from finder.store.reader import current_name, open_current, open_named

ALL = Question()


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    migrate(open_engine(database))
    return Settings(home=tmp_path / "home", store=database)


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return open_engine(settings.store_server)


def publish(settings: Settings, trials: int, second: int = 0) -> str:
    """Publish a version with so many trials."""
    rows, sites = [fake_trial(n + 1) for n in range(trials)], [fake_site(n + 1, n + 1) for n in range(trials)]
    path = publish_fake(Settings(home=settings.home), rows, sites, second=second)
    return publish_snapshot(open_engine(settings.store_server), path)


def end_connections(settings: Settings) -> None:
    """What a server does to its connections when it stops."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    run_sql(settings.store_server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def test_no_snapshot_yet(settings: Settings) -> None:
    assert current_name(settings) is None
    with pytest.raises(NoSnapshotError) as caught:
        open_current(settings)
    assert "net-finder refresh" in caught.value.remedy


def test_a_new_version_is_noticed_and_the_old_reader_keeps_its_own(settings: Settings) -> None:
    first = publish(settings, 1)
    reader = open_current(settings)
    second = publish(settings, 2, second=1)
    assert reader.name == first
    assert (reader.count_trials(ALL), len(reader.find_sites(ALL)), len(reader.read_table("trials"))) == (1, 1, 1)
    assert open_current(settings).name == second
    assert open_current(settings).count_trials(ALL) == 2
    assert open_named(settings, first).count_trials(ALL) == 1


def test_the_current_name_is_asked_once_in_a_moment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish(settings, 1)
    assert current_name(settings) == first
    second = publish(settings, 2, second=1)
    assert current_name(settings) == first
    monkeypatch.setattr(current, "_KEPT", 0)
    assert current_name(settings) == second


def test_what_was_current_last_stands_while_the_server_is_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = settings.model_copy(update={"store": _address_of_nobody()})
    with pytest.raises(StoreError):
        current_name(away)
    monkeypatch.setitem(current._last, away.store, (float("-inf"), "snapshot_that_was"))
    assert current_name(away) == "snapshot_that_was"
    with pytest.raises(StoreError) as caught:
        open_current(away)
    assert caught.value.remedy
    assert "fakesecret" not in f"{caught.value} {caught.value.__cause__}"


def _address_of_nobody() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    return f"postgresql://nobody:fakesecret@127.0.0.1:{port}/nothing"


def test_a_version_that_was_dropped_is_told(settings: Settings) -> None:
    name = publish(settings, 1)
    reader = open_current(settings)
    run_sql(settings.store_server, f"DROP SCHEMA {name} CASCADE")
    for ask in (reader.find_ids, reader.find_trials, reader.count_facets):
        with pytest.raises(DamagedError) as caught:
            ask(ALL)
        assert name in caught.value.message
        assert caught.value.remedy
    run_sql(settings.store_server, "DELETE FROM net_finder.versions")
    with pytest.raises(DamagedError, match="not there any more"):
        open_named(settings, name)


def test_a_table_that_is_gone_is_damage(settings: Settings) -> None:
    name = publish(settings, 1)
    reader = open_current(settings)
    run_sql(settings.store_server, f"DROP TABLE {name}.facets")
    assert reader.count_trials(ALL) == 1
    with pytest.raises(DamagedError):
        reader.count_facets(ALL)


def test_connections_that_end_are_made_anew(settings: Settings) -> None:
    publish(settings, 3)
    reader = open_current(settings)
    for _ in range(3):
        assert reader.count_trials(ALL) == 3
        end_connections(settings)


def test_a_question_is_asked_again_where_its_connection_ends(settings: Settings) -> None:
    """Connections end in the midst of questions, and yet each has its answer."""
    publish(settings, 3)
    reader = open_current(settings)
    found: list[int] = []

    def ask() -> None:
        found.extend(reader.count_trials(ALL) for _ in range(40))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        end_connections(settings)
    for thread in threads:
        thread.join()
    assert found == [3] * 160


def test_when_it_was_checked(settings: Settings, engine: Engine) -> None:
    name = publish(settings, 1)
    reader = open_current(settings)
    assert reader.read_checked_at() is None
    write_checked(engine, name, "2026-11-21T06:00:00Z")
    assert reader.read_checked_at() == "2026-11-21T06:00:00Z"


def test_a_reader_says_where_it_reads_and_nothing_secret(settings: Settings) -> None:
    name = publish(settings, 1)
    reader = open_current(settings)
    assert name in reader.where
    assert "postgres@" not in reader.where
    with pytest.raises(StoreError, match="no file"):
        _ = reader.path


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, OLDEST_READ - 1])
def test_a_version_of_another_schema_is_refused(settings: Settings, version: int) -> None:
    publish(settings, 1)
    run_sql(settings.store_server, f"UPDATE net_finder.versions SET schema_version = {version}")
    with pytest.raises(DamagedError, match="newer" if version > SCHEMA_VERSION else "older"):
        open_current(settings)


def test_a_version_of_an_older_schema_lacks_nothing(settings: Settings) -> None:
    """Tables, columns and facets that an older program did not know of are there and empty."""
    name = publish(settings, 2)
    for statement in (
        "UPDATE net_finder.versions SET schema_version = 2",
        f"DROP TABLE {name}.diseases",
        f"ALTER TABLE {name}.trials DROP COLUMN stage, DROP COLUMN sponsor, DROP COLUMN row_order",
        f"ALTER TABLE {name}.listings DROP COLUMN specialties",
        f"DELETE FROM {name}.facets WHERE facet = 'stage'",
    ):
        run_sql(settings.store_server, statement)
    reader = open_current(settings)
    assert reader.is_older
    trials = reader.find_trials(ALL)
    assert len(trials) == 2
    assert trials["stage"].isna().all()
    assert reader.read_table("diseases").equals(empty_frame("diseases"))
    assert reader.count_facets(ALL)["stage"] == {"": 2}
    assert reader.count_trials(Question(any_of=(AnyOf("stage", ("",)),), texts=("fake",))) == 2
    assert reader.find_people(ALL).empty
    trial = reader.read_trial("NCT00000001")
    assert trial is not None
    assert (trial["sponsor"], trial["title"]) == (None, "Fake trial 1")
