"""A large snapshot file: filters, counts and distances from arrays, rows from SQL. The answers are those of SQL."""

import json
from functools import cached_property
from pathlib import Path

import numpy as np

from finder.store.layout import FACETS
from finder.store.packed import Packed, Places
from finder.store.question import Question
from finder.store.snapshot import Rows
from finder.store.spellings import Spellings, group_spellings
from finder.store.sqlite_snapshot import SqliteSnapshot


class PackedSnapshot(SqliteSnapshot):
    """See `finder.store.snapshot.Snapshot`. All methods may raise DamagedError."""

    @cached_property
    def packed(self) -> Packed:
        """The arrays, for lists that need no rows."""
        return Packed(self._ask, self.telling_damage)

    def find_ids(self, question: Question) -> list[str]:
        with self.telling_damage():
            return self.packed.list_ids(np.flatnonzero(self.packed.fit_trials(question)))

    def count_trials(self, question: Question) -> int:
        with self.telling_damage():
            return int(self.packed.fit_trials(question).sum())

    def count_unplaced(self, question: Question) -> int:
        with self.telling_damage():
            return self.packed.count_unplaced(question)

    def select_trials(self, question: Question) -> Rows:
        with self.telling_damage():
            rows = self.packed.load("trial_rows")[self.packed.fit_trials(question)].tolist()
        return self._select_rows("trials", rows, "nct_id")

    def select_sites(self, question: Question) -> Rows:
        with self.telling_damage():
            rows = self.packed.load("site_rows")[self.packed.fit_sites(question)].tolist()
        return self._select_rows("sites", rows, "nct_id, site_id")

    def select_points(self, question: Question) -> Rows:
        with self.telling_damage():
            return self.list_points(self.packed.fit_sites(question))

    def list_points(self, sites: Places) -> Rows:
        """POINT_COLUMNS of the sites at these places."""
        packed = self.packed
        points = packed.load("points")[packed.load("site_point")[sites]]
        columns = (
            packed.list_ids(packed.load("site_trial")[sites]),
            packed.list_site_ids(sites),
            *([None if cell != cell else cell for cell in cells] for cells in points.T.tolist()),
            packed.load("site_recruiting")[sites].tolist(),
        )
        return list(zip(*columns, strict=True))

    def count_facets(self, question: Question) -> Rows:
        with self.telling_damage():
            fits = self.packed.fit_trials(question)
            counts = [(name, *pair) for name in FACETS for pair in self.packed.count_facet(name, fits).items()]
        return sorted(counts, key=lambda row: (-row[2], row[1]))

    def count_countries(self, question: Question) -> Rows:
        with self.telling_damage():
            return sorted(self.packed.count_countries(question).items(), key=lambda row: (-row[1], row[0]))

    @cached_property
    def region_spellings(self) -> Spellings:
        return group_spellings(name for name in self.packed.load_values("site.region") if name)

    @cached_property
    def city_spellings(self) -> Spellings:
        return group_spellings(name for name in self.packed.load_values("site.city") if name)

    def _select_rows(self, name: str, rows: list[int], order: str) -> Rows:
        source = f'FROM "{name}" WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY {order}'
        return self._select(name, source, (json.dumps(rows),))


def open_snapshot_file(path: Path) -> SqliteSnapshot:
    """The snapshot of one file, with arrays where it has them. Raises DamagedError."""
    plain = SqliteSnapshot(path)
    return PackedSnapshot(path) if plain.has_packs() else plain
