"""The Parquet export is the same, byte by byte, from a snapshot in a folder and from one on a PostgreSQL server."""

from pathlib import Path

import duckdb
import pytest
from export.parquet_rows import read_folder

pytest.importorskip("psycopg", reason="the packages for PostgreSQL are not installed")

from store.postgresql.both_engines import open_both

from finder.export.parquet import export_parquet


def test_both_engines_give_the_same_files(tmp_path: Path) -> None:
    with open_both(tmp_path / "home") as both:
        for name, reader in (("file", both.file), ("server", both.server)):
            export_parquet(reader, tmp_path / name)
        sites = both.file.read_table("sites")
    files = read_folder(tmp_path / "file" / "parquet")
    assert files == read_folder(tmp_path / "server" / "parquet")
    asked = duckdb.connect().execute(
        "SELECT country_code, count(*) FROM read_parquet(?) GROUP BY 1", [f"{tmp_path}/file/parquet/sites/*/*.parquet"]
    )
    told = sites["country_code"].value_counts(dropna=False)
    assert dict(asked.fetchall()) == {code if isinstance(code, str) else None: count for code, count in told.items()}
