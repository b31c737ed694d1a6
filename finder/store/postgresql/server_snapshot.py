"""One version on a server: opened, checked, asked by any number of threads. What it is asked, snapshot.py says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from psycopg import errors
from sqlalchemy import Executable, Select, select
from sqlalchemy.exc import DBAPIError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from finder.errors import DamagedError
from finder.schema import SCHEMA_VERSION
from finder.store.older import explain_newer, explain_older, is_readable
from finder.store.postgresql.older import Tables, fill_gaps, read_tables
from finder.store.postgresql.server import describe_server, open_engine, tell_server_failures
from finder.store.postgresql.tables import describe_tables
from finder.store.postgresql.versions import VERSIONS, read_checked

#: A server that is started anew is back within this many seconds; whoever asked meanwhile waits.
_RESTART = 5

_STOPPING = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)


class ServerSnapshot:
    """One version. `meta` is what the refresh noted about it. All methods may raise DamagedError, StoreError.

    Its schema never changes and has a name that no other has, so no answer mixes it with another version.
    """

    path = None

    def __init__(self, address: str, name: str) -> None:
        """Opens and checks it. Raises DamagedError, StoreError, SettingError."""
        self.name = name
        self._engine = open_engine(address)
        # One statement sees one state of the database anyway; a transaction would cost two messages more.
        self._alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self.where = f"{describe_server(self._engine.url)}, {name}"
        self.is_older = False
        self._tables: Tables = read_tables(describe_tables(name))
        with tell_server_failures(self._engine, name):
            self.meta: dict[str, Any] = self._read_meta()

    def _read_meta(self) -> dict[str, Any]:
        with self._engine.connect() as connection:
            version = connection.scalar(select(VERSIONS.c.schema_version).where(VERSIONS.c.name == self.name))
        if version is None:
            raise DamagedError(f"The snapshot {self.where} is not there any more.", remedy="Ask for the current one.")
        if version > SCHEMA_VERSION:
            raise explain_newer(self.where)
        if version < SCHEMA_VERSION and not is_readable(version):
            raise explain_older(self.where)
        if version < SCHEMA_VERSION:
            self.is_older = True
            self._tables = fill_gaps(self._engine, describe_tables(self.name))
        meta = self._tables["meta"].c
        rows = self._ask(select(meta.key, meta.value).order_by(meta.key))
        with self.telling_damage():
            return {key: json.loads(value) for key, value in rows}

    def read_checked_at(self) -> str | None:
        return read_checked(self._engine, self.name)

    @contextmanager
    def telling_damage(self) -> Iterator[None]:
        """A block in which cells that make no sense become DamagedError."""
        try:
            yield
        except (ValueError, TypeError) as error:
            raise DamagedError(
                f"The snapshot {self.where} cannot be read ({error}).",
                remedy="Run 'net-finder refresh' to make a new one.",
            ) from error

    @cached_property
    def _asking(self) -> Retrying:
        return Retrying(
            retry=retry_if_exception(_is_restart), stop=stop_after_delay(_RESTART), wait=wait_fixed(0.25), reraise=True
        )

    def _ask(self, statement: Executable) -> list[tuple[Any, ...]]:
        with tell_server_failures(self._engine, self.name):
            return self._asking(self._ask_once, statement)

    def _ask_once(self, statement: Executable) -> list[tuple[Any, ...]]:
        with self._alone.connect() as connection:
            return list(map(tuple, connection.execute(statement)))

    def _stream(self, statement: Select[Any], size: int) -> Iterator[list[tuple[Any, ...]]]:
        with tell_server_failures(self._engine, self.name), self._engine.connect() as connection:
            found = connection.execution_options(yield_per=size).execute(statement)
            for part in found.partitions():
                yield list(map(tuple, part))


def _is_restart(error: BaseException) -> bool:
    """Whether the connection broke or the server is stopping or starting; asking again changes nothing there."""
    if not isinstance(error, DBAPIError):
        return False
    is_refused = isinstance(error.orig, errors.OperationalError) and error.orig.sqlstate is None
    return error.connection_invalidated or is_refused or isinstance(error.orig, _STOPPING)
