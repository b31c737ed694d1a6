"""Rows of a snapshot file on their way to the server: what PostgreSQL cannot hold is replaced, nothing else changes.

Cells come as SQLite has them, see finder/store/layout.py. PostgreSQL has no text with U+0000 in it, and JSONB takes
no half of a surrogate pair either; both become U+FFFD, the replacement character.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from finder.schema import load_tables
from finder.store.older import list_columns
from finder.store.postgresql.tables import ROW_ORDER

#: Rows taken from the file at once; a trial has some kilobytes.
_BATCH = 500

_UNFIT = re.compile("[\0\ud800-\udfff]")


def shared_columns(db: sqlite3.Connection, name: str, known: Sequence[str]) -> list[str]:
    """Of the columns of table `name` on the server, those that an open snapshot file has. Raises sqlite3.Error."""
    has = list_columns(db, name)
    return [column for column in known if column in has]


def iter_rows(db: sqlite3.Connection, name: str, columns: Sequence[str]) -> Iterator[list[Any]]:
    """The rows of a table as the server takes them, in the order of the file; ROW_ORDER comes last where it has one.

    Raises sqlite3.Error, ValueError.
    """
    declared = load_tables().get(name)
    kinds = {column.name: column.type for column in declared.columns} if declared else {}
    convert = [(place, _CONVERT.get(kinds.get(column, "text"))) for place, column in enumerate(columns)]
    needed = [(place, encode) for place, encode in convert if encode is not None]
    chosen = ", ".join(f'"{column}"' for column in columns) + (", rowid" if declared else "")
    order = "ORDER BY rowid" if declared else ""
    cursor = db.execute(f'SELECT {chosen} FROM "{name}" {order}')
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            cells = list(row)
            for place, encode in needed:
                if (cell := cells[place]) is not None:
                    cells[place] = encode(cell)
            yield cells


def list_names(name: str, columns: Sequence[str]) -> list[str]:
    """The columns of the rows that `iter_rows` gives."""
    return [*columns, ROW_ORDER] if name in load_tables() else list(columns)


def clean_text(cell: object) -> object:
    """Text without what PostgreSQL cannot hold; anything else as it is."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", cell) if isinstance(cell, str) else cell


def _clean_list(cell: str) -> str:
    if "\\u" not in cell:
        return cell
    return json.dumps(_clean_tree(json.loads(cell)), ensure_ascii=False)


def _clean_tree(value: object) -> object:
    match value:
        case str():
            return clean_text(value)
        case list():
            return [_clean_tree(item) for item in value]
        case dict():
            return {clean_text(key): _clean_tree(item) for key, item in value.items()}
    return value


_CONVERT: dict[str, Callable[[Any], Any] | None] = {
    **dict.fromkeys(("text", "date", "day", "time"), clean_text),
    "list": _clean_list,
    "boolean": bool,
}


def read_meta(db: sqlite3.Connection) -> dict[str, Any]:
    """What the refresh noted about an open snapshot file, fit for JSONB. Raises sqlite3.Error, ValueError."""
    found = {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM meta")}
    return {key: _clean_tree(value) for key, value in found.items()}
