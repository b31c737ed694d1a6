"""Builds one snapshot as a file beside the published ones, page by page, and proves it whole.

Nobody reads the file before it is published, so speed may be had that a live database could not: no waiting for
the disk until the end, no index until all rows are in.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd

from finder.errors import StoreError
from finder.identifiers import find_nct_id
from finder.schema import load_tables, table
from finder.store.failures import tell_store_failures
from finder.store.layout import create_indexes, create_tables, encode_frame
from finder.store.measure import Measures, measure_rows
from finder.store.memory import FoundStudy, copy_memory, copy_tombstones, create_memory, write_found
from finder.store.older import list_columns
from finder.store.packing import is_large, write_packs
from finder.store.publish import PART_SUFFIX, flush_folder
from finder.store.rows import frame_rows
from finder.vocabulary.profile import OTHER

# No WAL: its side files cannot be opened in a read-only folder. A crash while building costs the part file only.
# Journal and sorting lie in files, which SQLite only makes where they do not fit into the cache: memory stays bounded.
_PRAGMAS = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store = FILE",
    "PRAGMA cache_size = -32000",
)

# One parameter, because the number of parameters is limited and that of trials is not.
_OF_THESE = "nct_id IN (SELECT value FROM json_each(?))"


class SnapshotBuilder:
    """A snapshot in the making, in `folder`. Use as a context manager: what is not published is deleted at the end.

    Call under the lock of a refresh. All methods raise StoreError where the disk does not play along.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"finder-{os.getpid()}.sqlite{PART_SUFFIX}"

    def __enter__(self) -> Self:
        with tell_store_failures(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.path.unlink(missing_ok=True)
            self._db = sqlite3.connect(self.path.absolute().as_uri(), uri=True, isolation_level=None)
        try:
            with tell_store_failures(self.folder):
                self._run(_PRAGMAS)
                self._db.execute("BEGIN")
                self._run(create_tables())
                self._run(create_memory())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with tell_store_failures(self.folder):
            self._db.close()
            for path in (self.path, self.path.with_name(f"{self.path.name}-journal")):
                path.unlink(missing_ok=True)

    def _run(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self._db.execute(statement).fetchall()

    def put_records(self, studies: Iterable[dict[str, Any]]) -> None:
        """Keep raw studies of the registry, the last one of an identifier; one without identifier is passed over."""
        rows = [
            (nct_id, zlib.compress(json.dumps(study, separators=(",", ":")).encode("ascii"), 1))
            for study in studies
            if (nct_id := find_nct_id(study))
        ]
        with tell_store_failures(self.folder):
            self._db.executemany(
                "INSERT INTO records VALUES (?, ?) ON CONFLICT (nct_id) DO UPDATE SET record = excluded.record", rows
            )

    def list_records(self) -> set[str]:
        """Identifiers of the raw studies that are kept."""
        with tell_store_failures(self.folder):
            return {row[0] for row in self._db.execute("SELECT nct_id FROM records")}

    def iter_records(self, size: int) -> Iterator[list[dict[str, Any]]]:
        """All raw studies by identifier, `size` at a time; rows may be appended and dropped meanwhile."""
        last = ""
        while True:
            with tell_store_failures(self.folder):
                rows = self._db.execute(
                    "SELECT nct_id, record FROM records WHERE nct_id > ? ORDER BY nct_id LIMIT ?", (last, size)
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [json.loads(zlib.decompress(record)) for _, record in rows]

    def drop_records(self, nct_ids: Collection[str]) -> None:
        """Forget the raw studies of these identifiers."""
        with tell_store_failures(self.folder):
            self._db.executemany("DELETE FROM records WHERE nct_id = ?", [(nct_id,) for nct_id in nct_ids])

    def append(self, name: str, frame: pd.DataFrame) -> None:
        """Add the rows of a frame in schema shape to table `name`."""
        marks = ", ".join("?" * len(table(name).columns))
        with tell_store_failures(self.folder):
            self._db.executemany(f'INSERT INTO "{name}" VALUES ({marks})', encode_frame(frame, name))

    def put_rows(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add rows to a table of a snapshot file, with cells as they lie there; what memory.py keeps is told so too."""
        names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
        with tell_store_failures(self.folder):
            self._db.executemany(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', rows)

    def copy_tables(self, snapshot: Path, names: Sequence[str]) -> None:
        """Take tables over from a published snapshot; "records" is one of them.

        Of one of an older schema, what it has is taken; the rest stays empty.
        """
        with self._attach(snapshot):
            for name in names:
                if columns := _shared_columns(self._db, name, "last"):
                    self._db.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM last."{name}"')

    def copy_memory(self, snapshot: Path) -> None:
        """Take over what a published snapshot remembers for the next refresh; see memory.py."""
        with self._attach(snapshot):
            copy_memory(self._db)

    def put_found(self, studies: Iterable[FoundStudy]) -> None:
        """Remember which studies were found, for the next refresh."""
        with tell_store_failures(self.folder):
            write_found(self._db, studies)

    def put_tombstones(self, snapshot: Path, left: Mapping[str, str], left_at: str, oldest: str) -> None:
        """Keep the last records of trials that left the published snapshot; see `copy_tombstones`."""
        with self._attach(snapshot):
            copy_tombstones(self._db, left, left_at, oldest)

    @contextmanager
    def _attach(self, snapshot: Path) -> Iterator[None]:
        """A published snapshot, to read from as `last`."""
        with tell_store_failures(self.folder):
            self._db.execute("COMMIT")
            try:
                self._db.execute("ATTACH ? AS last", (_read_only(snapshot),))
                self._db.execute("BEGIN")
                yield
                self._db.execute("COMMIT")
            finally:
                # A published snapshot may be damaged in its middle; what was built before it was read must stay usable.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if any(name == "last" for _, name, _ in self._db.execute("PRAGMA database_list").fetchall()):
                    self._db.execute("DETACH last")
                self._db.execute("BEGIN")

    def copy_source(self, snapshot: Path, name: str, source: str) -> int:
        """Take the rows of one source in table `name` over from a published snapshot; returns how many there are."""
        with tell_store_failures(self.folder), closing(sqlite3.connect(_read_only(snapshot), uri=True)) as last:
            columns = _shared_columns(last, name, "main")
            if '"source"' not in columns:
                return 0
            rows = last.execute(f'SELECT {columns} FROM "{name}" WHERE source = ?', (source,)).fetchall()
            marks = ", ".join("?" * (columns.count(",") + 1))
            self._db.executemany(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', rows)
        return len(rows)

    def read_table(self, name: str) -> pd.DataFrame:
        """All rows of a table so far, in schema shape."""
        columns = ", ".join(f'"{column}"' for column in _columns(name))
        with tell_store_failures(self.folder):
            return frame_rows(self._db.execute(f'SELECT {columns} FROM "{name}"').fetchall(), name)

    def list_in_scope(self) -> list[str]:
        """Identifiers of the trials so far that are about the disease; only the whole registry has others."""
        with tell_store_failures(self.folder):
            sql = "SELECT nct_id FROM trials WHERE relevance IS NOT ? ORDER BY rowid"
            return [row[0] for row in self._db.execute(sql, (OTHER,))]

    def read_rows(self, name: str, nct_ids: Sequence[str]) -> pd.DataFrame:
        """The rows of a table so far that belong to these trials, as they came, in schema shape."""
        columns = ", ".join(f'"{column}"' for column in _columns(name))
        sql = f'SELECT {columns} FROM "{name}" WHERE {_OF_THESE} ORDER BY rowid'
        with tell_store_failures(self.folder):
            return frame_rows(self._db.execute(sql, (json.dumps(nct_ids),)).fetchall(), name)

    def replace_rows(self, name: str, nct_ids: Sequence[str], frame: pd.DataFrame) -> None:
        """Put the rows of a frame in schema shape in the place of all rows of these trials."""
        with tell_store_failures(self.folder):
            self._db.execute(f'DELETE FROM "{name}" WHERE {_OF_THESE}', (json.dumps(nct_ids),))
        self.append(name, frame)

    def set_cells(self, name: str, column: str, cells: Mapping[str, str | None]) -> None:
        """Write `column` of a table by its key of one column; rows that are not in `cells` have it empty."""
        key = table(name).key[0]
        with tell_store_failures(self.folder):
            self._db.execute("CREATE TEMP TABLE cells (row TEXT PRIMARY KEY NOT NULL, cell TEXT) WITHOUT ROWID")
            self._db.executemany("INSERT INTO cells VALUES (?, ?)", cells.items())
            self._db.execute(
                f'UPDATE "{name}" SET "{column}" = (SELECT cell FROM cells WHERE row = "{key}") '
                f'WHERE "{column}" IS NOT NULL OR "{key}" IN (SELECT row FROM cells)'
            )
            self._db.execute("DROP TABLE cells")

    def replace_table(self, name: str, frame: pd.DataFrame) -> None:
        """Put the rows of a frame in schema shape in the place of all rows of a table so far."""
        with tell_store_failures(self.folder):
            self._db.execute(f'DELETE FROM "{name}"')
        self.append(name, frame)

    def measure(self) -> Measures:
        """Counts over all rows so far, for the checks that come before publication."""
        with tell_store_failures(self.folder):
            return measure_rows(self._db)

    def finish(self, meta: dict[str, Any]) -> Path:
        """Write `meta`, make keys, indexes, facets and full text, prove the file whole, and bring it to the disk.

        Returns the path of the part file, ready for `publish`. Raises StoreError.
        """
        with tell_store_failures(self.folder):
            rows = [(key, json.dumps(value, ensure_ascii=False)) for key, value in meta.items()]
            self._db.executemany("INSERT INTO meta VALUES (?, ?)", rows)
            self._run(create_indexes())
            if is_large(self._db):
                write_packs(self._db)
            self._db.execute("COMMIT")
            # One step of this statement frees one page; only executescript steps to the end.
            self._db.executescript("PRAGMA incremental_vacuum")
            self._require_whole()
            self._db.close()
            with self.path.open("rb+") as file:
                os.fsync(file.fileno())
            flush_folder(self.folder)
        return self.path

    def _require_whole(self) -> None:
        faults = [row[0] for row in self._db.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
        faults += [f"{row[0]} has a row without its {row[2]}" for row in self._db.execute("PRAGMA foreign_key_check")]
        self._db.execute("INSERT INTO trials_fts(trials_fts) VALUES ('integrity-check')")
        if faults:
            raise StoreError(
                f"The new snapshot in {self.folder} came out damaged ({faults[0]}).",
                remedy="Check the disk, then refresh again.",
            )


def _read_only(snapshot: Path) -> str:
    return f"{snapshot.absolute().as_uri()}?mode=ro"


def _columns(name: str) -> list[str]:
    return table(name).names if name in load_tables() else ["nct_id", "record"]


def _shared_columns(db: sqlite3.Connection, name: str, schema: str) -> str:
    """The columns of a table that a published snapshot has as we do; empty where it has none of them."""
    has = list_columns(db, name, schema)
    return ", ".join(f'"{column}"' for column in _columns(name) if column in has)
