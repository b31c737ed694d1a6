"""What is published to a server comes back from it, cell by cell and in its order; only old versions go."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from postgresql_servers import open_database, open_role, psycopg, run_sql
from sqlalchemy import Engine
from store.postgresql.full_snapshot import NOON, bring_back, publish_full

from finder.errors import BusyError, StoreError
from finder.schema import load_tables
from finder.settings import Settings
from finder.store.memory import read_found
from finder.store.postgresql.migrate import list_lacking, migrate
from finder.store.postgresql.publish import name_file, name_version, publish_snapshot
from finder.store.postgresql.rows import clean_text
from finder.store.postgresql.server import open_engine
from finder.store.postgresql.tidy import drop_old
from finder.store.postgresql.versions import (
    find_current,
    list_versions,
    read_checked,
    write_checked,
)
from finder.store.publish import find_current as find_file
from finder.store.reader import open_current, open_file


def read_file(path: Path) -> dict[str, list[Any]]:
    """Every table of a snapshot file with its rows in their order, full text and its tables excepted."""
    with closing(sqlite3.connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = sorted(name for name in names if not name.startswith(("trials_fts", "sqlite_")))
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}


def list_schemas(database: str) -> list[str]:
    found = run_sql(database, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'snapshot%' ORDER BY 1")
    return [row[0] for row in found]


def test_names_of_versions_and_files_are_those_of_each_other() -> None:
    file = "finder-20261121T010203Z-1a2b3c4d.sqlite"
    assert name_version(file) == "snapshot_20261121t010203z_1a2b3c4d"
    assert name_file(name_version(file)) == file
    for odd in ("finder.sqlite", "finder-x.sqlite", 'finder-20261121T010203Z-1a2b3c4d.sqlite"; DROP', ""):
        with pytest.raises(ValueError, match="no name of a snapshot"):
            name_version(odd)


def test_a_database_without_a_snapshot_says_so(database: str) -> None:
    engine = open_engine(database)
    assert find_current(engine) is None
    migrate(engine)
    migrate(engine)
    assert find_current(engine) is None
    assert list_lacking(engine) == []


def test_every_table_comes_back_as_it_was(engine: Engine, tmp_path: Path) -> None:
    path = publish_full(tmp_path / "here")
    name = publish_snapshot(engine, path)
    assert find_current(engine) == name == name_version(path.name)
    back = bring_back(engine, tmp_path / "there")
    assert back.name == path.name
    assert find_file(tmp_path / "there") == back
    assert read_file(back) == read_file(path)
    assert read_found(back) == read_found(path)
    assert open_file(back).meta == open_file(path).meta
    assert list(open_file(back).meta["counts"]) == ["trials", "a"], "in its order"


def test_rows_on_the_server_are_those_of_the_file(engine: Engine, tmp_path: Path, database: str) -> None:
    path = publish_full(tmp_path)
    name = publish_snapshot(engine, path)
    for table, rows in read_file(path).items():
        if table not in load_tables():
            assert run_sql(database, f'SELECT count(*) FROM {name}."{table}"') == [(len(rows),)], table
            continue
        lists = set(load_tables()[table].lists())
        columns = ", ".join(f'"{c}"::text' if c in lists else f'"{c}"' for c in load_tables()[table].names)
        assert run_sql(database, f'SELECT {columns} FROM {name}."{table}" ORDER BY row_order') == rows, table


def test_text_is_ordered_as_in_the_file(engine: Engine, tmp_path: Path, database: str) -> None:
    path = publish_full(tmp_path)
    name = publish_snapshot(engine, path)
    with closing(sqlite3.connect(path)) as db:
        here = [row[0] for row in db.execute("SELECT title FROM trials WHERE title IS NOT NULL ORDER BY title, rowid")]
    there = f"SELECT title FROM {name}.trials WHERE title IS NOT NULL ORDER BY title, row_order"
    assert [row[0] for row in run_sql(database, there)] == here


@examples(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=7, max_size=7),
    seed=st.integers(2),
)
def test_any_text_is_carried(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, texts: list[str], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("snapshots")
    path = publish_full(folder / "here", seed, texts=tuple(texts))
    publish_snapshot(engine, path, keep=2)
    here, there = read_file(path), read_file(bring_back(engine, folder / "there"))
    assert there == {name: [tuple(map(clean_text, row)) for row in rows] for name, rows in here.items()}


def test_what_postgresql_cannot_hold_becomes_the_sign_for_it(engine: Engine, tmp_path: Path, database: str) -> None:
    trial = fake_trial(1, title="a\0b", conditions=["c\0d", "\ud83d", "\\u0000"])
    path = publish_fake(Settings(home=tmp_path), [trial])
    name = publish_snapshot(engine, path)
    sign = "\N{REPLACEMENT CHARACTER}"
    asked = f"SELECT title, conditions FROM {name}.trials"
    assert run_sql(database, asked) == [(f"a{sign}b", [f"c{sign}d", "?", "\\u0000"])]


def test_a_cell_too_long_for_an_index_is_stored_all_the_same(engine: Engine, tmp_path: Path, database: str) -> None:
    long = "".join(chr(0x4E00 + (place * 7919) % 20000) for place in range(20_000))
    person = {"nct_id": "NCT00000001", "name": long, "role": "PRINCIPAL_INVESTIGATOR", "site_id": ""}
    path = publish_fake(Settings(home=tmp_path), [fake_trial(1)], [fake_site(1, 1)], investigators=[person])
    name = publish_snapshot(engine, path)
    assert run_sql(database, f"SELECT name FROM {name}.investigators") == [(long,)]


def test_keys_references_and_indexes_are_there(engine: Engine, tmp_path: Path, database: str) -> None:
    name = publish_snapshot(engine, publish_full(tmp_path))
    found = {row[0] for row in run_sql(database, f"SELECT indexname FROM pg_indexes WHERE schemaname = '{name}'")}
    assert {f"{table}_key" for table, declared in load_tables().items() if declared.key} <= found
    assert {"sites_place", "sites_point", "trials_status", "trials_search", "facets_key"} <= found
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        run_sql(database, f"INSERT INTO {name}.sites (nct_id, row_order) VALUES ('NCT00009999', 99)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        run_sql(database, f"INSERT INTO {name}.trials (nct_id, row_order) VALUES ('NCT00000001', 99)")


def test_a_dump_of_the_database_can_be_restored(engine: Engine, tmp_path: Path, database: str) -> None:
    """pg_dump restores with an empty search path: no expression of an index may need one."""
    name = publish_snapshot(engine, publish_full(tmp_path))
    settings = "SET search_path = ''; SET maintenance_work_mem = '64MB'"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(settings)
        connection.execute(f"REINDEX SCHEMA {name}")
        connection.execute(f"ANALYZE {name}.sites")


def test_the_last_ones_are_kept_and_two_at_least(engine: Engine, tmp_path: Path, database: str) -> None:
    names = [
        publish_snapshot(engine, publish_full(tmp_path, number, moment=NOON + timedelta(hours=number)), keep=3)
        for number in range(5)
    ]
    assert list_schemas(database) == names[2:]
    drop_old(engine, keep=0)
    assert list_schemas(database) == names[3:]
    turned_back = publish_snapshot(engine, publish_full(tmp_path, 9, moment=NOON - timedelta(days=400)), keep=2)
    assert find_current(engine) == turned_back
    with engine.connect() as connection:
        assert [version.name for version in list_versions(connection)] == [names[4], turned_back]


def test_a_version_that_is_being_read_is_dropped_next_time(engine: Engine, tmp_path: Path, database: str) -> None:
    paths = [publish_full(tmp_path, number, moment=NOON + timedelta(hours=number)) for number in range(4)]
    first = publish_snapshot(engine, paths[0])
    with psycopg.connect(database) as reader:
        assert reader.execute(f"SELECT count(*) FROM {first}.trials").fetchone() == (7,)
        for path in paths[1:]:
            publish_snapshot(engine, path, keep=2)
        assert first in list_schemas(database)
        assert reader.execute(f"SELECT count(*) FROM {first}.sites").fetchone() == (7,)
    drop_old(engine, keep=2)
    assert list_schemas(database) == sorted(name_version(path.name) for path in paths[2:])


def test_nothing_is_published_upon_what_is_no_longer_the_last_one(
    engine: Engine, tmp_path: Path, database: str
) -> None:
    first = publish_snapshot(engine, publish_full(tmp_path, 1), after="")
    second = publish_snapshot(engine, publish_full(tmp_path, 2, moment=NOON + timedelta(hours=1)), after=first)
    for after in ("", first):
        with pytest.raises(BusyError, match="Another refresh published"):
            publish_snapshot(engine, publish_full(tmp_path, 3, moment=NOON + timedelta(hours=2)), after=after)
    assert find_current(engine) == second
    assert list_schemas(database) == [first, second]


def test_the_same_snapshot_can_be_published_twice(engine: Engine, tmp_path: Path, database: str) -> None:
    path, later = publish_full(tmp_path, 1), publish_full(tmp_path, 2, moment=NOON + timedelta(hours=1))
    name = publish_snapshot(engine, path)
    publish_snapshot(engine, later)
    assert publish_snapshot(engine, path) == name == find_current(engine)
    assert len(list_schemas(database)) == 2


def test_a_check_is_noted_beside_its_version(engine: Engine, tmp_path: Path) -> None:
    name = publish_snapshot(engine, publish_full(tmp_path))
    assert read_checked(engine, name) is None
    write_checked(engine, name, "2026-11-21T06:00:00Z")
    assert read_checked(engine, name) == "2026-11-21T06:00:00Z"
    later = publish_snapshot(engine, publish_full(tmp_path, 2, moment=NOON + timedelta(hours=1)))
    assert read_checked(engine, later) is None


def test_a_database_without_extensions_is_told_and_served(engine: Engine, tmp_path: Path, database: str) -> None:
    run_sql(database, "DROP EXTENSION pg_trgm")
    migrate(engine)
    said = list_lacking(engine)
    assert [text.rpartition(": ")[2] for text in said] == ["CREATE EXTENSION pg_trgm SCHEMA net_finder."]
    name = publish_snapshot(engine, publish_full(tmp_path / "here"))
    found = {row[0] for row in run_sql(database, f"SELECT indexname FROM pg_indexes WHERE schemaname = '{name}'")}
    assert "trials_search" not in found
    assert "trials_key" in found
    assert bring_back(engine, tmp_path / "there").exists()


def test_a_plain_user_can_publish_where_it_may_create_schemas(tmp_path: Path) -> None:
    with open_database() as address, open_role(address) as plain:
        with pytest.raises(StoreError, match=r"does not let this user do that.*GRANT CREATE ON DATABASE"):
            migrate(open_engine(plain))
        run_sql(address, f"GRANT CREATE ON DATABASE {address.rpartition('/')[2]} TO {urlsplit(plain).username}")
        migrate(open_engine(plain))
        publish_snapshot(open_engine(plain), publish_full(tmp_path / "here"))
        assert bring_back(open_engine(plain), tmp_path / "there").exists()


def test_a_user_who_may_only_read_can_read_every_version(tmp_path: Path) -> None:
    with open_database() as address, open_role(address) as plain:
        user = urlsplit(plain).username
        for right in ("USAGE ON SCHEMAS", "SELECT ON TABLES"):
            run_sql(address, f"ALTER DEFAULT PRIVILEGES GRANT {right} TO {user}")
        migrate(open_engine(address))
        publish_snapshot(open_engine(address), publish_full(tmp_path))
        reader = open_current(Settings(store=plain))
        assert len(reader.read_table("trials")) == 7
        assert reader.read_checked_at() is None
        with pytest.raises(StoreError, match="does not let this user do that"):
            publish_snapshot(open_engine(plain), publish_full(tmp_path, 2, moment=NOON + timedelta(hours=1)))
        for right in ("USAGE ON SCHEMAS", "SELECT ON TABLES"):
            run_sql(address, f"ALTER DEFAULT PRIVILEGES REVOKE {right} FROM {user}")
