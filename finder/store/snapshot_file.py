"""One snapshot as a file: opened read-only, checked, asked by any number of threads. What it is asked, others say."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from finder.errors import DamagedError
from finder.schema import SCHEMA_VERSION, load_tables
from finder.store.older import NEEDED, fill_gaps, is_readable
from finder.store.publish import looks_whole
from finder.store.rows import frame_rows

#: What to do where there is no snapshot to read.
REMEDY = "Run 'net-finder refresh' to make a new one."


class SnapshotFile:
    """One snapshot. `meta` is what the refresh noted about it. All methods may raise DamagedError."""

    def __init__(self, path: Path) -> None:
        """Opens and checks the file. Raises DamagedError."""
        self.path = path
        self._threads = threading.local()
        self._gaps: tuple[str, ...] = ()
        if not looks_whole(path):
            raise DamagedError(f"The snapshot {path.name} is damaged or cut off.", remedy=REMEDY)
        self.meta: dict[str, Any] = self._read_meta()

    def _read_meta(self) -> dict[str, Any]:
        have = {row[0] for row in self._ask("SELECT name FROM sqlite_master WHERE type = 'table'")}
        version = self._schema_version() if "meta" in have else 0
        if version > SCHEMA_VERSION:
            raise self._newer()
        needed = NEEDED if 0 < version < SCHEMA_VERSION else {*load_tables(), *NEEDED}
        if not needed <= have:
            raise DamagedError(f"The file {self.path.name} is no snapshot of this program.", remedy=REMEDY)
        if is_readable(version):
            with self._telling_damage():
                self._gaps = tuple(fill_gaps(self._connect()))
                self._fill(self._connect())
        elif version != SCHEMA_VERSION:
            raise DamagedError(f"The snapshot {self.path.name} is of an older version of this program.", remedy=REMEDY)
        try:
            return {key: json.loads(value) for key, value in self._ask("SELECT key, value FROM meta")}
        except (ValueError, TypeError) as error:
            raise self._damaged(error) from error

    @property
    def is_older(self) -> bool:
        """Whether an older version of this program made the file; what it did not know of is empty then."""
        return bool(self._gaps)

    def _schema_version(self) -> int:
        rows = self._ask("SELECT value FROM meta WHERE key = 'schema_version'")
        try:
            return int(rows[0][0])
        except (IndexError, ValueError, TypeError):
            return 0

    def _newer(self) -> DamagedError:
        return DamagedError(
            f"The snapshot {self.path.name} is of a newer version of this program.",
            remedy="Update this program, or run 'net-finder refresh' to make a snapshot that this one can read.",
        )

    def read_table(self, name: str) -> pd.DataFrame:
        """A whole table in schema shape. Raises KeyError for a name that is no table."""
        key = ", ".join(f'"{column}"' for column in load_tables()[name].key) or "rowid"
        return self._read(name, f'FROM "{name}" ORDER BY {key}', ())

    def read_sources(self) -> pd.DataFrame:
        """How each source was read when the snapshot was made."""
        return self.read_table("sources")

    def _read_by(self, name: str, column: str, wanted: Collection[str], order: str) -> pd.DataFrame:
        # One JSON parameter, because the number of parameters is limited and that of identifiers is not.
        sql = f'FROM "{name}" WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {order}'
        return self._read(name, sql, (json.dumps(list(wanted)),))

    def _read(self, name: str, source: str, values: Sequence[object], *, alias: str = "") -> pd.DataFrame:
        rows = self._select(name, source, values, alias=alias)
        with self._telling_damage():
            return frame_rows(rows, name)

    def _select(self, name: str, source: str, values: Sequence[object], *, alias: str = "") -> list[Any]:
        prefix = f"{alias}." if alias else ""
        columns = ", ".join(f'{prefix}"{column}"' for column in load_tables()[name].names)
        return self._ask(f"SELECT {columns} {source}", values)

    def _ask(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._telling_damage():
            return self._connect().execute(sql, values).fetchall()

    def _connect(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._threads, "db", None)
        if db is None:
            db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            self._fill(db)
            self._threads.db = db
        return db

    def _fill(self, db: sqlite3.Connection) -> None:
        for statement in self._gaps:
            db.execute(statement)

    @contextmanager
    def _telling_damage(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DamagedError:
        return DamagedError(f"The snapshot {self.path.name} cannot be read ({error}).", remedy=REMEDY)
