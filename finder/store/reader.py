"""The only door to a snapshot for readers. Opens it read-only, may be shared by threads, never changes anything.

A snapshot never changes once it is published; `current_name` says cheaply whether there is a newer one to open.
Where the settings name a server, PostgreSQL keeps the snapshots, else a folder does; the answers are the same.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from finder.errors import NoSnapshotError, OtherDiseaseError
from finder.settings import Settings
from finder.store.center_reader import CenterReader
from finder.store.layout import FACETS
from finder.store.older import REMEDY
from finder.store.packed_snapshot import open_snapshot_file
from finder.store.publish import find_current
from finder.store.question import Question
from finder.store.rows import record_row
from finder.store.snapshot import POINT_COLUMNS, Snapshot
from finder.vocabulary.profile import FIRST, load_profile


def current_name(settings: Settings) -> str | None:
    """The name of the snapshot to read now, or None where there is none; cheap enough to ask at every click.

    Raises StoreError where a server does not say.
    """
    if settings.store_server:
        from finder.store.postgresql.current import find_current_name

        return find_current_name(settings.store_server)
    path = find_current(settings.snapshots)
    return None if path is None else str(path)


def open_current(settings: Settings) -> "Reader":
    """The reader of the current snapshot. Raises NoSnapshotError, DamagedError, StoreError."""
    if settings.store_server:
        from finder.store.postgresql.current import ask_current_name

        name, where = ask_current_name(settings.store_server), "on the server"
    else:
        name, where = current_name(settings), f"in {settings.snapshots}"
    if name is None:
        raise NoSnapshotError(f"There is no snapshot {where} yet.", remedy=REMEDY)
    return open_named(settings, name)


def open_named(settings: Settings, name: str) -> "Reader":
    """The reader of the snapshot that `current_name` or `Reader.name` named.

    Raises OtherDiseaseError, DamagedError, StoreError.
    """
    if settings.store_server:
        from finder.store.postgresql.snapshot import PostgresqlSnapshot

        return _require_disease(Reader(PostgresqlSnapshot(settings.store_server, name)))
    return open_file(Path(name))


def open_file(path: Path) -> "Reader":
    """The reader of one snapshot file. Raises OtherDiseaseError, DamagedError."""
    return _require_disease(Reader(open_snapshot_file(path)))


def _require_disease(reader: "Reader") -> "Reader":
    made, asked = str(reader.meta.get("profile", FIRST)), load_profile().name
    if made != asked:
        raise OtherDiseaseError(
            f"The snapshot is of the profile {made!r}, and this program is set to {asked!r}.",
            remedy="Set NET_FINDER_PROFILE to that of the snapshot, or give each its own NET_FINDER_HOME.",
        )
    return reader


class Reader(CenterReader):
    """One snapshot. `meta` is what the refresh noted about it. All methods may raise DamagedError, StoreError."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self._site_counts: dict[str, tuple[int, int, tuple[str, ...]]] = {}

    def find_ids(self, question: Question) -> list[str]:
        """Identifiers of the trials that fit, in their order."""
        return self.snapshot.find_ids(question)

    def count_trials(self, question: Question) -> int:
        """How many trials fit."""
        return self.snapshot.count_trials(question)

    def find_trials(self, question: Question) -> pd.DataFrame:
        """The trials that fit, as the table trials in schema shape, by identifier."""
        return self._frame(self.snapshot.select_trials(question), "trials")

    def find_sites(self, question: Question) -> pd.DataFrame:
        """The sites by which the fitting trials fit (all their sites where no place is asked), in schema shape."""
        return self._frame(self.snapshot.select_sites(question), "sites")

    def find_points(self, question: Question) -> pd.DataFrame:
        """Like `find_sites`, but only POINT_COLUMNS, by site; coordinates missing or off the earth are NaN."""
        frame = pd.DataFrame(self.snapshot.select_points(question), columns=POINT_COLUMNS)
        frame = frame.astype({"latitude": "float64", "longitude": "float64"})
        frame["recruiting"] = frame["recruiting"].eq(1)
        on_earth = frame["latitude"].abs().le(90) & frame["longitude"].abs().le(180)
        frame.loc[~on_earth, ["latitude", "longitude"]] = float("nan")
        return frame

    def count_unplaced(self, question: Question) -> int:
        """How many fitting trials have no point for any of the sites by which they fit, or list no site at all.

        A trial whose listed sites all fail to count (closed ones, say) is not among them.
        """
        return self.snapshot.count_unplaced(question)

    def read_trials(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """These trials in schema shape, by identifier; unknown ones are left out."""
        return self._read_by("trials", "nct_id", nct_ids, "nct_id")

    def read_trial(self, nct_id: str) -> dict[str, Any] | None:
        """One trial by its identifier or an earlier one; None where it is not here."""
        if not nct_id.isascii():
            return None
        rows = self.snapshot.select_trial(nct_id)
        with self.snapshot.telling_damage():
            return record_row(rows[0], "trials") if rows else None

    def read_changes(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """All changes of these trials that are known, the oldest first, in schema shape."""
        return self._read_by("changes", "nct_id", nct_ids, "at", "nct_id", "kind")

    def read_sites(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """All sites of these trials in schema shape."""
        return self._read_by("sites", "nct_id", nct_ids, "nct_id", "site_id")

    def read_sites_by_id(self, site_ids: Collection[str]) -> pd.DataFrame:
        """These sites in schema shape."""
        return self._read_by("sites", "site_id", site_ids, "site_id")

    def read_investigators(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """The investigators that the registry names for these trials, in schema shape."""
        return self._read_by("investigators", "nct_id", nct_ids, "nct_id", "role", "name")

    def count_facets(self, question: Question) -> dict[str, dict[str, int]]:
        """For each facet, how many fitting trials have each value ("" for none), the most frequent first.

        "country_code" counts trials by the countries of the sites by which they fit.
        """
        counts: dict[str, dict[str, int]] = {facet: {} for facet in (*FACETS, "country_code")}
        for facet, value, number in self.snapshot.count_facets(question):
            counts.setdefault(facet, {})[value] = number
        counts["country_code"] = dict(self.snapshot.count_countries(question))
        return counts

    def count_sites(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """For these trials, in this order: sites_total, sites_recruiting, countries (list of names, sorted)."""
        unknown = [nct_id for nct_id in nct_ids if nct_id not in self._site_counts]
        if unknown:
            self._count_sites(unknown)
        counts = [self._site_counts[nct_id] for nct_id in nct_ids]
        return pd.DataFrame(
            {
                "sites_total": pd.array([total for total, _, _ in counts], dtype="Int64"),
                "sites_recruiting": pd.array([recruiting for _, recruiting, _ in counts], dtype="Int64"),
                "countries": pd.Series([list(names) for _, _, names in counts], dtype="object"),
            }
        )

    def _count_sites(self, nct_ids: list[str]) -> None:
        found = self.snapshot.count_sites(nct_ids)
        self._site_counts |= dict.fromkeys(nct_ids, (0, 0, ()))
        for nct_id, total, recruiting, countries in found:
            names = tuple(sorted(name for name in json.loads(countries) if name))
            self._site_counts[nct_id] = (total, int(recruiting), names)

    def list_names(self, column: str) -> list[str]:
        """The regions or cities of the snapshot's sites, sorted; `column` is "region" or "city"."""
        spellings = {"region": self.snapshot.region_spellings, "city": self.snapshot.city_spellings}[column]
        return sorted(names[0] for names in spellings.values())
