"""The tables as Parquet: equal to the snapshot for every reader, with real types and meanings, cut as questions go."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from export.parquet_rows import TRIALS, publish_rows, read_folder
from fake_snapshot import publish_fake
from hypothesis import given
from hypothesis import strategies as st

from finder.cli.export import export_command
from finder.export.parquet import CUTS, export_parquet
from finder.export.parquet_schema import list_days, read_day
from finder.schema import Column, load_columns, load_tables
from finder.settings import Settings, load_settings
from finder.store.reader import Reader, open_current

Rows = list[dict[str, Any]]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return publish_rows(tmp_path / "home")


@pytest.fixture
def folder(reader: Reader, tmp_path: Path) -> Path:
    export_parquet(reader, tmp_path / "lists")
    return tmp_path / "lists" / "parquet"


def read_with_pyarrow(folder: Path, name: str) -> Rows:
    if name not in CUTS or not CUTS[name].by:
        return pq.read_table(folder / f"{name}.parquet").to_pylist()
    hive = ds.partitioning(pa.schema([(CUTS[name].by, pa.string())]), flavor="hive")
    return ds.dataset(folder / name, partitioning=hive).to_table().to_pylist()


def read_with_pandas(folder: Path, name: str) -> Rows:
    path = folder / name if (folder / name).is_dir() else folder / f"{name}.parquet"
    frame = pd.read_parquet(path, dtype_backend="pyarrow")
    frame = frame.astype(dict.fromkeys(frame.select_dtypes("category"), "str"))
    return [{key: _plain(cell) for key, cell in row.items()} for row in frame.to_dict("records")]


def read_with_duckdb(folder: Path, name: str) -> Rows:
    found = "/*/*.parquet" if (folder / name).is_dir() else ".parquet"
    rows = duckdb.connect().execute(
        "SELECT * FROM read_parquet(?, hive_partitioning = true)", [f"{folder / name}{found}"]
    )
    return [dict(zip([column[0] for column in rows.description], row, strict=True)) for row in rows.fetchall()]


def _plain(cell: Any) -> Any:
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    return cell if isinstance(cell, list) or not pd.isna(cell) else None


def expect(cell: Any, column: Column) -> Any:
    """A cell of the reader as it must come back."""
    if column.type == "list":
        return list(cell)
    if pd.isna(cell):
        return None
    if column.type == "day":
        return date.fromisoformat(cell)
    if column.type == "time":
        moment = datetime.fromisoformat(cell)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return cell


@pytest.mark.parametrize("read", [read_with_pyarrow, read_with_pandas, read_with_duckdb])
def test_every_table_comes_back_equal(reader: Reader, folder: Path, read: Any) -> None:
    for name, table in load_tables().items():
        told = [
            {column.name: expect(row[column.name], column) for column in table.columns}
            for row in reader.read_table(name).to_dict("records")
        ]
        came = [{column.name: row[column.name] for column in table.columns} for row in read(folder, name)]
        assert sorted(came, key=repr) == sorted(told, key=repr)


def test_types_are_real_and_a_date_keeps_its_precision(folder: Path) -> None:
    (file,) = (folder / "trials" / "status=RECRUITING").iterdir()
    schema = pq.read_schema(file)
    assert schema.field("phases").type == pa.list_(pa.string())
    assert schema.field("enrollment").type == pa.int64()
    assert schema.field("min_age_years").type == pa.float64()
    assert schema.field("has_results").type == pa.bool_()
    assert schema.field("start_day").type == schema.field("last_update_posted_day").type == pa.date32()
    assert schema.field("fetched_at").type == pa.timestamp("us")
    first = pq.read_table(file).to_pylist()[0]
    assert (first["start_date"], first["start_day"]) == ("2024-05", date(2024, 5, 1))
    assert (first["last_update_posted"], first["last_update_posted_day"]) == ("2026-11", date(2026, 11, 1))
    assert first["fetched_at"] == datetime(2026, 11, 20, 6)  # noqa: DTZ001
    days = {trial["nct_id"]: trial["last_update_posted_day"] for trial in read_with_duckdb(folder, "trials")}
    assert days["NCT00000002"] == date(2025, 1, 1)
    assert days["NCT00000003"] is None


def test_each_file_says_what_its_columns_mean_and_of_which_snapshot_it_is(reader: Reader, folder: Path) -> None:
    for name, table in load_tables().items():
        file = next(iter(folder.glob(f"{name}/*/*.parquet")), folder / f"{name}.parquet")
        schema = pq.read_schema(file)
        by = CUTS[name].by if name in CUTS else ""
        assert schema.names == [column for column in [*table.names, *list_days(name)] if column != by]
        for field in schema:
            if field.name in table.names:
                assert field.metadata[b"meaning"].decode().startswith(load_columns()[field.name].meaning)
        facts = dict(duckdb.connect().execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(file)]).fetchall())
        assert json.loads(facts[b"net_finder"]) == reader.meta
        assert b"no medical advice" in facts[b"notice"]
        assert set(json.loads(facts[b"columns"])) == {*table.names, *list_days(name)}


def test_the_description_names_every_file_with_its_hash(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    files = {file["path"]: file for resource in package["resources"] for file in resource["files"]}
    found = read_folder(folder)
    del found["datapackage.json"]
    assert files.keys() == found.keys()
    for name, content in found.items():
        assert (files[name]["bytes"], files[name]["hash"]) == (
            len(content), f"sha256:{hashlib.sha256(content).hexdigest()}",
        )  # fmt: skip
    assert "2026-11-20" in package["description"]
    assert "no medical advice" in package["description"]
    assert [resource["name"] for resource in package["resources"]] == list(load_tables())


def test_a_country_and_a_status_are_folders_and_rows_are_sorted(folder: Path) -> None:
    assert {path.name for path in (folder / "sites").iterdir()} == {
        "country_code=US", "country_code=NA", "country_code=NO", "country_code=DE",
        "country_code=__HIVE_DEFAULT_PARTITION__",
    }  # fmt: skip
    assert len(list((folder / "trials").iterdir())) == len({trial["status"] for trial in TRIALS})
    latitudes = [site["latitude"] for site in read_with_pyarrow(folder, "sites") if site["country_code"] == "US"]
    assert latitudes == [29.76, 40.71]
    plan = duckdb.connect().execute(
        "EXPLAIN ANALYZE SELECT count(*) FROM read_parquet(?) WHERE country_code = 'US' AND latitude > 40",
        [f"{folder}/sites/*/*.parquet"],
    )
    assert "Scanning Files: 1/5" in " ".join(row[1] for row in plan.fetchall())


def test_row_groups_can_be_skipped(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CUTS, "sites", type(CUTS["sites"])(("latitude", "longitude", "site_id"), "country_code", 1))
    export_parquet(reader, tmp_path / "small")
    file = pq.ParquetFile(tmp_path / "small/parquet/sites/country_code=US/sites.parquet")
    column = file.schema_arrow.names.index("latitude")
    spans = [file.metadata.row_group(n).column(column) for n in range(file.metadata.num_row_groups)]
    assert [(span.statistics.min, span.statistics.max) for span in spans] == [(29.76, 29.76), (40.71, 40.71)]
    assert {span.compression for span in spans} == {"ZSTD"}


def test_the_same_snapshot_gives_the_same_bytes(reader: Reader, folder: Path, tmp_path: Path) -> None:
    first = read_folder(folder)
    export_parquet(reader, tmp_path / "lists")
    assert read_folder(folder) == first


def test_tables_without_rows_can_be_asked(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "empty")
    publish_fake(settings)
    export_parquet(open_current(settings), tmp_path)
    for name, table in load_tables().items():
        found = "/*/*.parquet" if name in ("trials", "sites") else ".parquet"
        asked = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [f"{tmp_path}/parquet/{name}{found}"])
        assert set(table.names) <= {column[0] for column in asked.description}
        assert asked.fetchall() == []


@given(st.text(max_size=12) | st.dates().map(str) | st.dates().map(lambda day: f"{day:%Y-%m}"))
def test_a_day_is_read_or_none(text: str) -> None:
    day = read_day(text)
    assert day is None or isinstance(day, date)


@given(st.dates())
def test_a_month_and_a_year_mean_their_first_day(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(day.isoformat()[:7]) == day.replace(day=1)
    assert read_day(day.isoformat()[:4]) == day.replace(month=1, day=1)


def test_the_command_names_every_file(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NET_FINDER_HOME", str(tmp_path / "home"))
    load_settings.cache_clear()
    ran = CliRunner().invoke(export_command, [str(tmp_path / "new" / "lists"), "--format", "parquet", "--json"])
    load_settings.cache_clear()
    told = json.loads(ran.output)
    assert set(told["files"]) == {f"parquet/{name}" for name in read_folder(tmp_path / "new" / "lists" / "parquet")}
    assert "no medical advice" in told["notice"]
