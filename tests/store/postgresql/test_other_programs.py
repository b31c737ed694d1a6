"""Versions and databases of older and newer programs, and of none: read as far as can be."""

from pathlib import Path

import pytest
from old_snapshot import publish_version_2
from postgresql_servers import run_sql
from registry import make_study
from sqlalchemy import Engine
from store.postgresql.full_snapshot import bring_back, publish_full

from finder.errors import DamagedError, StoreError
from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.publish import publish_snapshot
from finder.store.publish import find_current as find_file
from finder.store.reader import open_file


def test_an_older_file_is_published_with_what_it_has(engine: Engine, tmp_path: Path, database: str) -> None:
    path = publish_version_2(tmp_path / "here", [make_study(1), make_study(2)])
    name = publish_snapshot(engine, path)
    assert run_sql(database, f"SELECT count(*), count(data_version) FROM {name}.trials") == [(2, 0)]
    assert run_sql(database, f"SELECT count(*) FROM {name}.listings") == [(0,)]
    reader = open_file(bring_back(engine, tmp_path / "there"))
    assert reader.is_older
    assert reader.read_table("trials")["nct_id"].tolist() == ["NCT00000001", "NCT00000002"]


def test_a_version_of_an_older_program_comes_back_with_what_it_has(
    engine: Engine, tmp_path: Path, database: str
) -> None:
    name = publish_snapshot(engine, publish_full(tmp_path / "here"))
    for change in ("DROP TABLE {}.genetic_tests", "ALTER TABLE {}.centers DROP COLUMN phone", "DROP TABLE {}.found"):
        run_sql(database, change.format(name))
    reader = open_file(bring_back(engine, tmp_path / "there"))
    assert reader.read_table("genetic_tests").empty
    assert reader.read_table("centers")["phone"].isna().all()
    assert len(reader.read_table("trials")) == 7


def test_a_version_of_a_newer_program_is_left_alone(engine: Engine, tmp_path: Path, database: str) -> None:
    publish_snapshot(engine, publish_full(tmp_path / "here"))
    run_sql(database, "UPDATE net_finder.versions SET schema_version = 99")
    with pytest.raises(StoreError, match="newer version of this program"):
        bring_back(engine, tmp_path / "there")


def test_a_database_of_newer_migrations_is_refused_in_one_sentence(engine: Engine, database: str) -> None:
    run_sql(database, "UPDATE net_finder.alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"was set up by a newer version of this program\. Update this program"):
        migrate(engine)


def test_a_version_whose_tables_are_gone_is_damaged(engine: Engine, tmp_path: Path, database: str) -> None:
    name = publish_snapshot(engine, publish_full(tmp_path / "here"))
    run_sql(database, f"DROP SCHEMA {name} CASCADE")
    with pytest.raises(DamagedError, match=name):
        bring_back(engine, tmp_path / "there")
    assert find_file(tmp_path / "there") is None


def test_nothing_is_copied_that_is_here_already(engine: Engine, tmp_path: Path, database: str) -> None:
    path = publish_full(tmp_path)
    name = publish_snapshot(engine, path)
    run_sql(database, f"DROP SCHEMA {name} CASCADE")
    assert bring_back(engine, tmp_path) == path
