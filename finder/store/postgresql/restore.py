"""The current version of a server becomes a snapshot file again, on a machine that lacks it.

A refresh goes on from the last snapshot: what changed since, what was found, which trials left. It reads that from a
file, so a machine that did not publish last first makes the file of the one that did.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Engine, inspect, text

from finder.errors import DamagedError, StoreError
from finder.events import note
from finder.schema import SCHEMA_VERSION
from finder.store.build import SnapshotBuilder
from finder.store.postgresql.publish import name_file, open_driver
from finder.store.postgresql.server import describe_server, tell_server_failures
from finder.store.postgresql.tables import ROW_ORDER, SEARCH_TEXT, describe_tables
from finder.store.postgresql.versions import Version
from finder.store.publish import find_current, place_snapshot

#: Made anew from the tables, or written at the end.
_NOT_COPIED = ("facets", "meta")
_ONLY_THERE = (ROW_ORDER, SEARCH_TEXT)

#: Python's types of columns as the names by which psycopg reads cells; anything else comes as text.
_CASTS = {int: "int8", bool: "bool", float: "float8", bytes: "bytea"}

#: The tables of a version with their columns in order.
Layout = dict[str, list[str]]


def restore_version(engine: Engine, version: Version, folder: Path, *, keep: int = 14) -> Path:
    """Make this version of the server the current snapshot of `folder` too. Returns its file.

    Nothing is copied where it is already. Call under the lock of a refresh. Raises DamagedError where it cannot be read
    there; StoreError, also where a newer program published it, because an older one would drop what it does not know.
    """
    if version.schema_version > SCHEMA_VERSION:
        raise StoreError(
            f"The snapshot of {describe_server(engine.url)} is of a newer version of this program.",
            remedy="Update this program on this machine.",
        )
    here = find_current(folder)
    if here is not None and here.name == name_file(version.name):
        return here
    with tell_server_failures(engine, version.name), engine.connect() as connection:
        layout = _hold_tables(connection, version.name)
        if not layout:
            raise DamagedError(f"The snapshot {version.name} is not in {describe_server(engine.url)} any more.")
        with SnapshotBuilder(folder) as builder:
            for name, columns in layout.items():
                rows = _read_rows(connection, version.name, name, columns, in_order=ROW_ORDER in columns)
                builder.put_rows(name, _list_copied(columns), rows)
            path = place_snapshot(builder.finish(version.meta), name_file(version.name), keep=keep)
    note("restored", version=version.name)
    return path


def _hold_tables(connection: Connection, schema: str) -> Layout:
    """The tables of a version and their columns that this program knows; they stay until the transaction ends."""
    known = {table.name: table for table in describe_tables(schema).sorted_tables if table.name not in _NOT_COPIED}
    found = inspect(connection).get_multi_columns(schema=schema)
    layout = {
        str(name): [column["name"] for column in columns if column["name"] in known[name].c]
        for (_, name), columns in found.items()
        if name in known
    }
    if layout:
        tables = ", ".join(f'{schema}."{name}"' for name in layout)
        connection.execute(text(f"LOCK TABLE {tables} IN ACCESS SHARE MODE"))
    return layout


def _list_copied(columns: list[str]) -> list[str]:
    return [column for column in columns if column not in _ONLY_THERE]


def _read_rows(
    connection: Connection, schema: str, name: str, columns: list[str], *, in_order: bool
) -> Iterator[tuple[Any, ...]]:
    copied, described = _list_copied(columns), describe_tables(schema).tables[f"{schema}.{name}"]
    command = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, copied)),
        sql.Identifier(schema, name),
        sql.Identifier(ROW_ORDER if in_order else copied[0]),
    )
    with open_driver(connection).cursor() as cursor, cursor.copy(command) as copy:
        copy.set_types([_name_cast(described.c[column].type.python_type) for column in copied])
        yield from copy.rows()


def _name_cast(kind: type) -> str:
    return _CASTS.get(kind, "text")
