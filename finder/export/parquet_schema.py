"""The tables of finder/schema as Arrow tables for Parquet: real types, and what each column means beside it."""

import json
from datetime import date
from functools import cache

import pandas as pd
import pyarrow as pa

from finder.schema import Column, ColumnType, table

# A time is UTC without a zone of its own: DuckDB hands times with a zone to Python only where one more package is.
_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "list": pa.list_(pa.string()),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.string(),
    "day": pa.date32(),
    "time": pa.timestamp("us"),
}


def describe_schema(name: str, facts: dict[str, str], *, without: str = "") -> pa.Schema:
    """Columns of table `name` with their meanings as metadata, and `facts` as metadata of the file.

    A date of the registry, which may be a month or a year, keeps its text and gets a real day beside it. Readers that
    see no metadata of columns, as DuckDB, find all meanings in the file's own, under `columns`. `without` is left out.
    """
    kinds = {column.name: column.type for column in table(name).columns} | dict.fromkeys(list_days(name), "day")
    kinds.pop(without, None)
    meanings = describe_columns(name)
    fields = [pa.field(column, _TYPES[kind], metadata=meanings[column]) for column, kind in kinds.items()]
    return pa.schema(fields, metadata={**facts, "columns": json.dumps(meanings, ensure_ascii=False)})


def shape_table(frame: pd.DataFrame, name: str, schema: pa.Schema) -> pa.Table:
    """A frame in the shape of table `name` as an Arrow table with the columns of `schema`."""
    days = list_days(name)
    arrays = [_shape_cells(frame[days.get(field.name, field.name)], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


@cache
def list_days(name: str) -> dict[str, str]:
    """Days that are made for date columns whose table has none: name of the day to name of the date."""
    dates = [column.name for column in table(name).columns if column.type == "date"]
    days = {f"{column.removesuffix('_date')}_day": column for column in dates}
    return {day: column for day, column in days.items() if day not in table(name).names}


@cache
def describe_columns(name: str) -> dict[str, dict[str, str]]:
    """What each column of the Parquet files of a table means, in its order: meaning, unit, values."""
    said = {column.name: _describe(column) for column in table(name).columns}
    return said | {day: {"meaning": f"First day that {column} can mean"} for day, column in list_days(name).items()}


def _describe(column: Column) -> dict[str, str]:
    said = {"meaning": column.meaning}
    if column.type == "time":
        said["meaning"] += ". UTC; midnight where only the day is known"
    if column.unit:
        said["unit"] = column.unit
    if column.values:
        said["usual values" if column.open else "values"] = ", ".join(column.values)
    return said


def _shape_cells(cells: pd.Series, kind: pa.DataType) -> pa.Array:
    if kind == pa.date32():
        days = {cell: read_day(cell) for cell in cells.dropna().unique()}
        return pa.array([days.get(cell) for cell in cells], type=kind)
    if kind == pa.timestamp("us"):
        times = pd.to_datetime(cells, format="ISO8601", utc=True, errors="coerce")
        return pa.array(times.dt.tz_localize(None).astype("datetime64[us]"), type=kind, from_pandas=True)
    if pa.types.is_list(kind):
        return pa.array(cells.tolist(), type=kind)
    array = pa.array(cells, from_pandas=True)
    return array if array.type == kind else array.cast(kind)


def read_day(text: str) -> date | None:
    """The first day of a date of any precision; None where it is no date."""
    for missing in ("", "-01", "-01-01"):
        try:
            return date.fromisoformat(text + missing)
        except ValueError:
            continue
    return None
