"""Whatever happens to a publication, readers see the old version or the new one, whole; and the next one succeeds."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from faults.processes import start_function
from postgresql_servers import psycopg, run_sql
from sqlalchemy import Engine
from store.postgresql.publishing import TRIALS, build_numbered, publish_numbered, publish_one

from finder.errors import BusyError, DiskFullError, StoreError
from finder.store.postgresql import publish as publishing
from finder.store.postgresql.publish import LOCK, publish_snapshot
from finder.store.postgresql.versions import find_current

KILLS = 8
PUBLICATIONS = 20


def require_whole(database: str, *numbers: int) -> None:
    """The current version is that of one of these numbers, in all its parts, and no other schema lies about."""
    with psycopg.connect(database, autocommit=True) as connection:
        found = connection.execute("SELECT name, meta->>'number' FROM net_finder.versions WHERE is_current").fetchall()
        assert len(found) == 1
        name, number = found[0]
        assert int(number) in numbers
        for table, column in (("trials", "title"), ("sites", "facility")):
            rows = connection.execute(f"SELECT {column}, count(*) FROM {name}.{table} GROUP BY 1").fetchall()
            assert rows == [(f"Fake {number}", TRIALS)]
        schemas = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'snapshot%'").fetchall()
        names = connection.execute("SELECT name FROM net_finder.versions").fetchall()
    assert sorted(schemas) == sorted(names)


def wait_for(seen: Callable[[], object], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < until, "it never came to pass"
        time.sleep(0.005)


def count_publishers(database: str) -> int:
    """Connections to the database that are in the middle of a publication."""
    asked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM "
    return int(run_sql(database, f"{asked}pg_database WHERE datname = current_database())")[0][0])


def test_a_killed_publisher_leaves_the_last_version_whole(engine: Engine, database: str, tmp_path: Path) -> None:
    dice = random.Random(7)
    publish_one(database, build_numbered(tmp_path, 0))
    began = time.monotonic()
    publish_one(database, build_numbered(tmp_path, 1))
    usual = time.monotonic() - began
    last, path = 1, build_numbered(tmp_path, 2)
    for _ in range(KILLS):
        process = start_function(publish_one, database, path)
        wait_for(lambda alive=process.is_alive: count_publishers(database) or not alive())
        process.join(dice.uniform(0, usual))
        process.kill()
        process.join()
        wait_for(lambda: count_publishers(database) == 0)
        require_whole(database, last, 2)
    publish_one(database, path)
    require_whole(database, 2)


def test_readers_never_see_a_mix(engine: Engine, database: str, tmp_path: Path) -> None:
    publish_one(database, build_numbered(tmp_path, 0))
    process = start_function(publish_numbered, database, tmp_path, range(1, PUBLICATIONS + 1))
    seen: set[str] = set()
    with psycopg.connect(database, autocommit=True) as connection:
        while process.is_alive():
            name, number = connection.execute(
                "SELECT name, meta->>'number' FROM net_finder.versions WHERE is_current"
            ).fetchall()[0]
            rows = connection.execute(
                f"SELECT title, facility, count(*) FROM {name}.trials JOIN {name}.sites USING (nct_id) GROUP BY 1, 2"
            ).fetchall()
            assert rows == [(f"Fake {number}", f"Fake {number}", TRIALS)]
            seen.add(number)
    assert process.exitcode == 0
    assert len(seen) > 2
    require_whole(database, PUBLICATIONS)


def test_two_publishers_at_once_do_not_mix(engine: Engine, database: str, tmp_path: Path) -> None:
    paths = [build_numbered(tmp_path, number) for number in range(5)]
    publish_one(database, paths[0])
    together = [start_function(publish_one, database, path) for path in paths[1:]]
    for process in together:
        process.join(120)
    assert [process.exitcode for process in together] == [0] * 4
    require_whole(database, 1, 2, 3, 4)
    assert len(run_sql(database, "SELECT 1 FROM net_finder.versions")) == 5


def test_of_two_that_go_on_from_one_version_one_is_published(engine: Engine, database: str, tmp_path: Path) -> None:
    publish_one(database, build_numbered(tmp_path, 0))
    last, said = find_current(engine), []

    def go_on(number: int) -> None:
        try:
            said.append(publish_snapshot(engine, build_numbered(tmp_path / str(number), number), after=last))
        except BusyError as error:
            said.append(error.exit_code)

    together = [Thread(target=go_on, args=(number,)) for number in (1, 2, 3)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert sorted(map(str, said))[:2] == ["4", "4"]
    require_whole(database, 1, 2, 3)


def test_a_publisher_does_not_wait_for_ever(
    engine: Engine, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_PATIENCE", "50ms")
    with psycopg.connect(database) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        with pytest.raises(BusyError, match="Another refresh is publishing"):
            publish_one(database, build_numbered(tmp_path, 1))
    assert find_current(engine) is None


def test_a_connection_that_breaks_in_the_middle_publishes_nothing(
    engine: Engine, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_one(database, build_numbered(tmp_path, 0))
    path, reached, go_on = build_numbered(tmp_path, 1), Event(), Event()
    real = publishing._switch

    def wait_in_the_middle(*arguments: object) -> None:
        reached.set()
        assert go_on.wait(30)
        real(*arguments)

    def end_all() -> None:
        assert reached.wait(30)
        run_sql(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        go_on.set()

    monkeypatch.setattr(publishing, "_switch", wait_in_the_middle)
    thread = Thread(target=end_all)
    thread.start()
    with pytest.raises(StoreError, match=r"connection to PostgreSQL at .* was lost"):
        publish_one(database, path)
    thread.join()
    require_whole(database, 0)
    monkeypatch.undo()
    publish_one(database, path)
    require_whole(database, 1)


_DISK_FULL = """
CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN IF tg_tag = '{tag}' THEN RAISE EXCEPTION 'fake' USING ERRCODE = '{code}'; END IF; END $$;
CREATE EVENT TRIGGER fail ON ddl_command_end EXECUTE FUNCTION fail()
"""


@pytest.mark.parametrize("tag", ["CREATE SCHEMA", "CREATE TABLE", "CREATE INDEX", "ALTER TABLE"])
@pytest.mark.parametrize(("code", "kind"), [("53100", DiskFullError), ("58030", StoreError)])
def test_a_server_that_fails_in_the_middle_keeps_the_last_version(
    engine: Engine, database: str, tmp_path: Path, tag: str, code: str, kind: type[StoreError]
) -> None:
    publish_one(database, build_numbered(tmp_path, 0))
    for statement in _DISK_FULL.format(tag=tag, code=code).strip().split(";\nC"):
        run_sql(database, statement if statement.startswith("C") else f"C{statement}")
    with pytest.raises(kind) as caught:
        publish_one(database, build_numbered(tmp_path, 1))
    assert (type(caught.value), caught.value.exit_code) == (kind, 3)
    require_whole(database, 0)
    run_sql(database, "DROP EVENT TRIGGER fail")
    publish_one(database, build_numbered(tmp_path, 1))
    require_whole(database, 1)


def test_a_snapshot_file_that_is_cut_publishes_nothing(engine: Engine, database: str, tmp_path: Path) -> None:
    publish_one(database, build_numbered(tmp_path, 0))
    path = build_numbered(tmp_path, 1)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreError):
        publish_one(database, path)
    require_whole(database, 0)
