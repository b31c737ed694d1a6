"""A finished snapshot file becomes the current version of a server, in one transaction: readers see the old or the new.

Each version is a schema of its own that nobody ever writes to again. A publisher that is killed, or whose connection
breaks, leaves nothing: the server forgets an open transaction.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, sql
from sqlalchemy import Connection, Engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint, CreateSchema, CreateTable

from finder.errors import BusyError
from finder.events import note
from finder.store.failures import explain_store_failure
from finder.store.postgresql.rows import iter_rows, list_names, read_meta, shared_columns
from finder.store.postgresql.search_text import iter_search_texts
from finder.store.postgresql.server import describe_server, find_extensions, tell_server_failures
from finder.store.postgresql.tables import SEARCH_TEXT, describe_tables, list_indexes, list_references
from finder.store.postgresql.tidy import drop_old
from finder.store.postgresql.versions import VERSIONS, read_current

#: The lock that a publisher holds until its transaction ends; a number of ours, the same for all of one database.
LOCK = 7_310_542_901_885_477
#: How long to wait for another publisher.
_PATIENCE = "10min"

_FILE = re.compile(r"finder-(\d{8}T\d{6}Z)-([0-9a-f]{8})\.sqlite")


def name_version(file_name: str) -> str:
    """The name of the version that a snapshot file is: snapshot_20261121t010203z_1a2b3c4d. Raises ValueError."""
    found = _FILE.fullmatch(file_name)
    if found is None:
        raise ValueError(f"{file_name!r} is no name of a snapshot")
    return f"snapshot_{found[1].lower()}_{found[2]}"


def name_file(version: str) -> str:
    """The name of the snapshot file that a version is."""
    _, time, digest = version.split("_")
    return f"finder-{time.upper()}-{digest}.sqlite"


def publish_snapshot(
    engine: Engine, snapshot: Path, *, file_name: str = "", after: str | None = None, keep: int = 14
) -> str:
    """Load a finished snapshot file into a schema of its own and make it the current version. Returns its name.

    `file_name` is the name that the file will bear, where it has not got it yet. `after` names the version that it was
    built upon, "" for none: where another one is current by now, nothing is published and BusyError raised. All but
    the last `keep` versions are dropped afterwards. The database must be of this program's migrations, see migrate.py.
    Raises StoreError, BusyError; the last version then stands.
    """
    name = name_version(file_name or snapshot.name)
    with tell_server_failures(engine):
        try:
            address = f"{snapshot.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as db, engine.begin() as connection:
                _hold_lock(connection)
                _require_last(connection, after, engine)
                if not _is_published(connection, name):
                    _load_file(connection, db, snapshot, name)
                _switch(connection, name)
        except (sqlite3.Error, OSError) as error:
            raise explain_store_failure(error, snapshot.parent) from error
    drop_old(engine, keep=keep)
    return name


def _hold_lock(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
    connection.execute(select(text(f"pg_advisory_xact_lock({LOCK})")))


def _require_last(connection: Connection, after: str | None, engine: Engine) -> None:
    current = read_current(connection)
    if after is not None and after != (current.name if current else ""):
        raise BusyError(
            f"Another refresh published to {describe_server(engine.url)} meanwhile, so this one was not published.",
            remedy="Refresh again; it goes on from what the other one published.",
        )


def _is_published(connection: Connection, name: str) -> bool:
    return connection.execute(select(VERSIONS.c.name).where(VERSIONS.c.name == name)).first() is not None


def _load_file(connection: Connection, db: sqlite3.Connection, snapshot: Path, name: str) -> None:
    connection.execute(CreateSchema(name))
    for table in describe_tables(name).sorted_tables:
        connection.execute(CreateTable(table))
        _copy_table(connection, db, snapshot, name, table.name, list(table.c.keys()))
    for statement in list_indexes(name, find_extensions(connection)):
        _create_index(connection, statement)
    for constraint in list_references(name):
        connection.execute(AddConstraint(constraint))
    tables = ", ".join(f'{name}."{table.name}"' for table in describe_tables(name).sorted_tables)
    connection.execute(text(f"ANALYZE {tables}"))
    meta = read_meta(db)
    connection.execute(
        insert(VERSIONS).values(
            name=name,
            published_at=datetime.strptime(name.split("_")[1], "%Y%m%dt%H%M%Sz").replace(tzinfo=UTC),
            schema_version=int(meta.get("schema_version") or 0),
            program_version=str(meta.get("program_version") or "unknown"),
            meta=meta,
            is_current=False,
        )
    )


def _copy_table(
    connection: Connection, db: sqlite3.Connection, snapshot: Path, schema: str, name: str, known: list[str]
) -> None:
    columns = shared_columns(db, name, known)
    if not columns:
        return
    names, rows = list_names(name, columns), iter_rows(db, name, columns)
    if name == "trials":
        names, rows = [*names, SEARCH_TEXT], _add_search_texts(rows, columns.index("nct_id"), snapshot)
    # Frozen rows count as seen by all, so that the first readers need no vacuum: the table is of this transaction.
    command = sql.SQL("COPY {} ({}) FROM STDIN (FREEZE)").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with open_driver(connection).cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def _add_search_texts(rows: Iterator[list[Any]], place: int, snapshot: Path) -> Iterator[list[Any]]:
    for row, (nct_id, folded) in zip(rows, iter_search_texts(snapshot), strict=True):
        if nct_id != row[place]:
            raise ValueError(f"the search text of {nct_id} came for {row[place]}")
        yield [*row, folded.replace("\0", "\N{REPLACEMENT CHARACTER}")]


def open_driver(connection: Connection) -> psycopg.Connection[Any]:
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)  # noqa: S101 -- the engine is made for this driver
    return found


def _create_index(connection: Connection, statement: str) -> None:
    """An index, or none where a cell is longer than PostgreSQL's indexes take (2,704 bytes): answers do not need it."""
    try:
        with connection.begin_nested():
            connection.execute(text(statement))
    except DBAPIError as error:
        if not isinstance(error.orig, errors.ProgramLimitExceeded):
            raise
        note("index_left_out", statement=statement)


def _switch(connection: Connection, name: str) -> None:
    connection.execute(update(VERSIONS).where(VERSIONS.c.is_current).values(is_current=False))
    connection.execute(update(VERSIONS).where(VERSIONS.c.name == name).values(is_current=True))
