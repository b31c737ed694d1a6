"""Every table of a snapshot as Parquet, which DuckDB, pandas and others read fast, in a folder that explains itself.

How a table is cut and sorted follows what is asked of it: DuckDB opens only the folders of the country or status that a
question names, and skips row groups by the latitudes or identifiers that they span. Small tables are one file each.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from finder.export.folder import describe_package, describe_references
from finder.export.parquet_schema import describe_columns, describe_schema, shape_table
from finder.export.records import NOTICE
from finder.export.swap import replace_folder
from finder.schema import Table, empty_frame, load_tables
from finder.sources import load_sources
from finder.store.reader import Reader

#: The folder of the tables, in the folder that is asked for, and what explains them.
FOLDER, DESCRIPTION = "parquet", "datapackage.json"

#: What Hive, and every reader that follows it, calls the folder of the rows without a value.
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"

_ADVICE = "A column after which folders are named, such as country_code=US, stands in their names alone."


@dataclass(frozen=True)
class Cut:
    """How a table is laid out: one folder for each value of the column `by`, rows sorted by `order`, and how many of
    them are a row group, which is also what is in memory at once."""

    order: tuple[str, ...]
    by: str = ""
    rows: int = 50_000


#: The tables that are not simply one file, sorted by their key. Trials hold long texts, so few of them are a group.
CUTS = {
    "trials": Cut(("nct_id",), by="status", rows=5_000),
    "sites": Cut(("latitude", "longitude", "site_id"), by="country_code"),
    "changes": Cut(("at", "nct_id", "kind", "before", "after")),
}


def export_parquet(reader: Reader, folder: Path) -> list[Path]:
    """Write every table into `folder`/parquet and give the files.

    It is the whole new export at the end, and the whole last one until then. Memory does not grow with the tables. The
    same snapshot gives the same bytes. Raises OutputError, DamagedError.
    """
    with replace_folder(folder / FOLDER) as beside:
        written = [(table, _write_table(reader, table, beside)) for table in load_tables().values()]
        described = [_describe_table(table, files, beside) for table, files in written]
        package = describe_package(reader.meta, described, load_sources(), advice=_ADVICE)
        (beside / DESCRIPTION).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        names = [str(path.relative_to(beside)) for _, files in written for path in files]
    return [folder / FOLDER / name for name in [*names, DESCRIPTION]]


def _write_table(reader: Reader, table: Table, folder: Path) -> list[Path]:
    """The files of one table. Without rows it is one file without rows, so that it can still be asked."""
    cut = CUTS.get(table.name, Cut(table.key))
    facts = {"net_finder": json.dumps(reader.meta, ensure_ascii=False, sort_keys=True), "notice": NOTICE}
    schema = describe_schema(table.name, facts, without=cut.by)
    order = [name for name in (cut.by, *cut.order) if name]
    sorting = pq.SortingColumn.from_ordering(schema, [(name, "ascending") for name in cut.order], "at_start")
    pieces = (piece for frame in reader.iter_table(table.name, order, cut.rows) for piece in _split(frame, cut.by))
    files = []
    for value, of_value in groupby(pieces, key=itemgetter(0)):
        files.append(folder / _name_file(table.name, cut.by, value))
        _write_file(files[-1], table.name, schema, sorting, (frame for _, frame in of_value))
    if not files:
        files.append(folder / _name_file(table.name, cut.by, None))
        _write_file(files[-1], table.name, schema, sorting, [empty_frame(table.name)])
    return files


def _split(frame: pd.DataFrame, by: str) -> Iterator[tuple[str | None, pd.DataFrame]]:
    """The frame, which is sorted by the column `by`, in pieces of one value; None is no value."""
    if not by:
        yield None, frame
        return
    for value, piece in frame.groupby(by, sort=False, dropna=False):
        yield (None if pd.isna(value) else str(value)), piece


def _name_file(name: str, by: str, value: str | None) -> Path:
    if not by:
        return Path(f"{name}.parquet")
    return Path(name) / f"{by}={NO_VALUE if value is None else quote(value, safe='')}" / f"{name}.parquet"


def _write_file(
    path: Path, name: str, schema: pa.Schema, sorting: list[pq.SortingColumn], frames: Iterable[pd.DataFrame]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A disk that takes "a" and "A" for the same name must not put one value over the other.
    with path.open("xb") as file, pq.ParquetWriter(file, schema, compression="zstd", sorting_columns=sorting) as writer:
        for frame in frames:
            writer.write_table(shape_table(frame, name, schema))


_FIELD_TYPES = {pa.date32(): "date", pa.timestamp("us"): "datetime", pa.bool_(): "boolean", pa.int64(): "integer"}
_FIELD_TYPES |= {pa.float64(): "number", pa.string(): "string", pa.list_(pa.string()): "list"}


def _describe_table(table: Table, files: list[Path], folder: Path) -> dict[str, Any]:
    """One table as a Frictionless resource with the size and hash of each file."""
    meanings = describe_columns(table.name)
    fields = [
        {"name": field.name, "type": _FIELD_TYPES[field.type], **meanings[field.name]}
        for field in describe_schema(table.name, {})
    ]
    names = [path.relative_to(folder).as_posix() for path in files]
    return {
        "name": table.name,
        "path": names if len(names) > 1 else names[0],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "files": [
            {"path": name, "bytes": path.stat().st_size, "hash": f"sha256:{_hash_file(path)}"}
            for name, path in zip(names, files, strict=True)
        ],
        "schema": {"fields": fields, **describe_references(table)},
    }


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
