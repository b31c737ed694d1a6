"""Every column and table of a snapshot, read from the two TOML files beside this one.

Frames, SQL, CSV headers and documentation all come from here, so a column is described once and nowhere else.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import pandas as pd
from pydantic import BaseModel, ConfigDict

from finder.vocabulary.profile import ALWAYS, AXES, load_profile

ColumnType = Literal["text", "list", "integer", "number", "boolean", "date", "day", "time"]

#: Raised with every change of the tables that an older program cannot read.
SCHEMA_VERSION = 3

#: How a list is written where only text is possible (CSV, spreadsheet). Registry values contain commas, never this.
LIST_SEPARATOR = " | "


class Column(BaseModel):
    """One column: what it holds and what it means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: ColumnType
    meaning: str
    unit: str | None = None
    values: tuple[str, ...] = ()
    open: bool = False


class Table(BaseModel):
    """One table: its columns in order, its key, and the tables its columns point to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def lists(self) -> list[str]:
        """Names of the columns that hold lists."""
        return [column.name for column in self.columns if column.type == "list"]


@cache
def load_columns() -> dict[str, Column]:
    """Every column by name; the values of those about the disease are its profile's. Raises DeclarationError."""
    profile = load_profile()
    raw = tomllib.loads((files(__name__) / "columns.toml").read_text("utf-8"))
    for name in (*ALWAYS, *AXES):
        raw[name] |= profile.describe_column(name)
    return {name: Column(name=name, **entry) for name, entry in raw.items()}


@cache
def load_tables() -> dict[str, Table]:
    columns = load_columns()
    raw = tomllib.loads((files(__name__) / "tables.toml").read_text("utf-8"))
    return {
        name: Table(name=name, **{**entry, "columns": tuple(columns[c] for c in entry["columns"])})
        for name, entry in raw.items()
    }


def table(name: str) -> Table:
    """The declaration of one table. Raises KeyError for a name that is no table."""
    return load_tables()[name]


_DTYPES: dict[ColumnType, Any] = {
    "text": "str",
    "date": "str",
    "day": "str",
    "time": "str",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "list": "object",
}
assert set(_DTYPES) == set(get_args(ColumnType))


def shape_frame(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame with exactly the columns of table `name`, in order and of the declared types.

    Missing columns are added empty, others are dropped; list cells that are missing become empty lists.
    """
    shaped = frame.reindex(columns=table(name).names)
    for column in table(name).columns:
        if column.type == "list":
            shaped[column.name] = pd.Series(
                [cell if isinstance(cell, list) else [] for cell in shaped[column.name]],
                index=shaped.index,
                dtype="object",
            )
        else:
            shaped[column.name] = shaped[column.name].astype(_DTYPES[column.type])
    return shaped


def empty_frame(name: str) -> pd.DataFrame:
    """An empty frame in the shape of table `name`."""
    return shape_frame(pd.DataFrame(columns=table(name).names), name)
