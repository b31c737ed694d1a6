"""One snapshot as a file: opened read-only, checked, asked by any number of threads. See sqlite_snapshot.py."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from finder.errors import DamagedError
from finder.schema import SCHEMA_VERSION, load_tables
from finder.store.checked import read_checked
from finder.store.older import NEEDED, REMEDY, explain_newer, explain_older, fill_gaps, is_readable
from finder.store.publish import looks_whole


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
            raise explain_newer(self.path.name)
        needed = NEEDED if 0 < version < SCHEMA_VERSION else {*load_tables(), *NEEDED}
        if not needed <= have:
            raise DamagedError(f"The file {self.path.name} is no snapshot of this program.", remedy=REMEDY)
        if is_readable(version):
            with self.telling_damage():
                self._gaps = tuple(fill_gaps(self._connect()))
                self._fill(self._connect())
        elif version != SCHEMA_VERSION:
            raise explain_older(self.path.name)
        try:
            return {key: json.loads(value) for key, value in self._ask("SELECT key, value FROM meta")}
        except (ValueError, TypeError) as error:
            raise self._damaged(error) from error

    @property
    def name(self) -> str:
        """The path as text."""
        return str(self.path)

    @property
    def where(self) -> str:
        """The same."""
        return str(self.path)

    def read_checked_at(self) -> str | None:
        """The time in the small file beside it, see checked.py."""
        return read_checked(self.path)

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

    def _ask(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self.telling_damage():
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
    def telling_damage(self) -> Iterator[None]:
        """A block in which what SQLite says, and cells that make no sense, become DamagedError."""
        try:
            yield
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DamagedError:
        return DamagedError(f"The snapshot {self.path.name} cannot be read ({error}).", remedy=REMEDY)
