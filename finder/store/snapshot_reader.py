"""A snapshot as frames in schema shape, whatever engine keeps it. The base of the Reader, see reader.py."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from finder.errors import StoreError
from finder.store.rows import frame_rows
from finder.store.snapshot import Rows, Snapshot

#: `scope` in the meta of a snapshot that holds the whole registry; that of any other has no such key.
WHOLE_REGISTRY = "whole registry"


class SnapshotReader:
    """One snapshot. `meta` is what the refresh noted about it. All methods may raise DamagedError, StoreError."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.meta: dict[str, Any] = snapshot.meta

    @property
    def name(self) -> str:
        """Tells this snapshot from all others of the store."""
        return self.snapshot.name

    @property
    def where(self) -> str:
        """The same for eyes, with the server where there is one; no user, no password."""
        return self.snapshot.where

    @property
    def path(self) -> Path:
        """The file of the snapshot. Raises StoreError where it is on a server."""
        if self.snapshot.path is None:
            raise StoreError(f"The snapshot {self.name} is no file.", remedy="Set NET_FINDER_STORE to a folder.")
        return self.snapshot.path

    @property
    def is_older(self) -> bool:
        """Whether an older version of this program made it; what that did not know of is empty then."""
        return self.snapshot.is_older

    @property
    def holds_all(self) -> bool:
        """Whether it holds the whole registry, and not the trials about the disease alone."""
        return self.meta.get("scope") == WHOLE_REGISTRY

    def read_checked_at(self) -> str | None:
        """When the sources were last found to have nothing newer (UTC); None where that was never noted."""
        return self.snapshot.read_checked_at()

    def read_table(self, name: str) -> pd.DataFrame:
        """A whole table in schema shape. Raises KeyError for a name that is no table."""
        return self._frame(self.snapshot.select_table(name), name)

    def iter_table(self, name: str, order: Sequence[str], size: int) -> Iterator[pd.DataFrame]:
        """A whole table in schema shape, at most `size` rows at a time, so any table needs little memory.

        Rows come by the columns `order`, missing values first, then as they were written.
        """
        return (self._frame(rows, name) for rows in self.snapshot.iter_table(name, order, size))

    def read_sources(self) -> pd.DataFrame:
        """How each source was read when the snapshot was made."""
        return self.read_table("sources")

    def _read_by(self, name: str, column: str, wanted: Collection[str], *order: str) -> pd.DataFrame:
        return self._frame(self.snapshot.select_by(name, column, wanted, order), name)

    def _frame(self, rows: Rows, name: str) -> pd.DataFrame:
        with self.snapshot.telling_damage():
            return frame_rows(rows, name)
