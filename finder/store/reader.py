"""The only door to a snapshot for readers. Opens it read-only, may be shared by threads, never changes anything.

A snapshot never changes once it is published; `current_path` says cheaply whether there is a newer one to open.
"""

import json
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from finder.errors import NoSnapshotError
from finder.places import fold_name
from finder.settings import Settings
from finder.store.center_reader import CenterReader
from finder.store.layout import FACETS
from finder.store.publish import find_current
from finder.store.question import Question
from finder.store.rows import record_row
from finder.store.select import SITES_OF_TRIALS, Part, Spellings, join_parts, site_parts, trial_parts
from finder.store.snapshot_file import REMEDY

#: Columns of `find_points`.
POINT_COLUMNS = ("nct_id", "site_id", "latitude", "longitude", "recruiting")


def current_path(settings: Settings) -> Path | None:
    """The snapshot to read now, or None where there is none; cheap enough to ask at every click."""
    return find_current(settings.snapshots)


def open_current(settings: Settings) -> "Reader":
    """The reader of the current snapshot. Raises NoSnapshotError, DamagedError."""
    path = current_path(settings)
    if path is None:
        raise NoSnapshotError(f"There is no snapshot in {settings.snapshots} yet.", remedy=REMEDY)
    return Reader(path)


class Reader(CenterReader):
    """One snapshot. `meta` is what the refresh noted about it. All methods may raise DamagedError."""

    def __init__(self, path: Path) -> None:
        """Opens and checks the file. Raises DamagedError."""
        super().__init__(path)
        self._site_counts: dict[str, tuple[int, int, tuple[str, ...]]] = {}

    def find_ids(self, question: Question) -> list[str]:
        """Identifiers of the trials that fit, in their order."""
        sql, values = self._matching(question)
        return [row[0] for row in self._ask(f"SELECT t.nct_id FROM trials t WHERE {sql} ORDER BY t.nct_id", values)]

    def count_trials(self, question: Question) -> int:
        """How many trials fit."""
        sql, values = self._matching(question)
        return int(self._ask(f"SELECT count(*) FROM trials t WHERE {sql}", values)[0][0])

    def find_trials(self, question: Question) -> pd.DataFrame:
        """The trials that fit, as the table trials in schema shape, by identifier."""
        sql, values = self._matching(question)
        return self._read("trials", f"FROM trials t WHERE {sql} ORDER BY t.nct_id", values)

    def find_sites(self, question: Question) -> pd.DataFrame:
        """The sites by which the fitting trials fit (all their sites where no place is asked), in schema shape."""
        sql, values = self._matching_sites(question)
        source = f"FROM {SITES_OF_TRIALS} WHERE {sql} ORDER BY s.nct_id, s.site_id"
        return self._read("sites", source, values, alias="s")

    def find_points(self, question: Question) -> pd.DataFrame:
        """Like `find_sites`, but only POINT_COLUMNS, by site; coordinates missing or off the earth are NaN."""
        sql, values = self._matching_sites(question)
        columns = ", ".join(f"s.{name}" for name in POINT_COLUMNS)
        frame = pd.DataFrame(
            self._ask(f"SELECT {columns} FROM {SITES_OF_TRIALS} WHERE {sql} ORDER BY s.site_id", values),
            columns=POINT_COLUMNS,
        )
        frame = frame.astype({"latitude": "float64", "longitude": "float64"})
        frame["recruiting"] = frame["recruiting"].eq(1)
        on_earth = frame["latitude"].abs().le(90) & frame["longitude"].abs().le(180)
        frame.loc[~on_earth, ["latitude", "longitude"]] = float("nan")
        return frame

    def count_unplaced(self, question: Question) -> int:
        """How many fitting trials have no point for any of the sites by which they fit, or list no site at all.

        A trial whose listed sites all fail to count (closed ones, say) is not among them.
        """
        sql, values = self._matching(question)
        counted, more = join_parts(self._site_parts(question, always=True))
        placed = "abs(s.latitude) <= 90 AND abs(s.longitude) <= 180"
        of_trial = "SELECT 1 FROM sites s WHERE s.nct_id = t.nct_id"
        rows = self._ask(
            f"SELECT count(*) FROM trials t WHERE {sql} AND NOT EXISTS ({of_trial} AND {counted} AND {placed}) "
            f"AND (EXISTS ({of_trial} AND {counted}) OR NOT EXISTS ({of_trial}))",
            (*values, *more, *more),
        )
        return int(rows[0][0])

    def read_trials(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """These trials in schema shape, by identifier; unknown ones are left out."""
        return self._read_by("trials", "nct_id", nct_ids, "nct_id")

    def read_trial(self, nct_id: str) -> dict[str, Any] | None:
        """One trial by its identifier or an earlier one; None where it is not here."""
        if not nct_id.isascii():
            return None
        alias = "EXISTS (SELECT 1 FROM json_each(t.nct_id_aliases) WHERE value = ?)"
        for condition in ("t.nct_id = ?", alias):
            for row in self._select("trials", f"FROM trials t WHERE {condition} LIMIT 1", (nct_id,)):
                with self._telling_damage():
                    return record_row(row, "trials")
        return None

    def read_changes(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """All changes of these trials that are known, the oldest first, in schema shape."""
        return self._read_by("changes", "nct_id", nct_ids, "at, nct_id, kind")

    def read_sites(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """All sites of these trials in schema shape."""
        return self._read_by("sites", "nct_id", nct_ids, "nct_id, site_id")

    def read_sites_by_id(self, site_ids: Collection[str]) -> pd.DataFrame:
        """These sites in schema shape."""
        return self._read_by("sites", "site_id", site_ids, "site_id")

    def read_investigators(self, nct_ids: Collection[str]) -> pd.DataFrame:
        """The investigators that the registry names for these trials, in schema shape."""
        return self._read_by("investigators", "nct_id", nct_ids, "nct_id, role, name")

    def count_facets(self, question: Question) -> dict[str, dict[str, int]]:
        """For each facet, how many fitting trials have each value ("" for none), the most frequent first.

        "country_code" counts trials by the countries of the sites by which they fit.
        """
        sql, values = self._matching(question)
        rows = self._ask(
            f"WITH fits AS MATERIALIZED (SELECT t.nct_id FROM trials t WHERE {sql}) "
            "SELECT facet, value, count(*) FROM facets WHERE nct_id IN fits GROUP BY facet, value ORDER BY 3 DESC, 2",
            values,
        )
        counts: dict[str, dict[str, int]] = {facet: {} for facet in (*FACETS, "country_code")}
        for facet, value, number in rows:
            counts.setdefault(facet, {})[value] = number
        sql, values = self._matching_sites(question)
        counts["country_code"] = dict(
            self._ask(
                f"SELECT s.country_code, count(DISTINCT s.nct_id) FROM {SITES_OF_TRIALS} "
                f"WHERE {sql} AND s.country_code <> '' GROUP BY 1 ORDER BY 2 DESC, 1",
                values,
            )
        )
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
        found = self._ask(
            "SELECT nct_id, count(*), total(recruiting = 1), json_group_array(DISTINCT country) FROM sites "
            "WHERE nct_id IN (SELECT value FROM json_each(?)) GROUP BY nct_id",
            (json.dumps(nct_ids),),
        )
        self._site_counts |= dict.fromkeys(nct_ids, (0, 0, ()))
        for nct_id, total, recruiting, countries in found:
            names = tuple(sorted(name for name in json.loads(countries) if name))
            self._site_counts[nct_id] = (total, int(recruiting), names)

    def _matching(self, question: Question) -> Part:
        parts = list(trial_parts(question))
        if question.names_place:
            sql, values = join_parts(self._site_parts(question))
            # A query of its own, not EXISTS: it runs once over an index of sites, and not once a trial.
            parts.append((f"t.nct_id IN (SELECT s.nct_id FROM {SITES_OF_TRIALS} WHERE {sql})", values))
        return join_parts(parts)

    def _matching_sites(self, question: Question) -> Part:
        return join_parts([*trial_parts(question), *self._site_parts(question)])

    def _site_parts(self, question: Question, *, always: bool = False) -> Iterator[Part]:
        regions = self._region_spellings if question.regions else {}
        cities = self._city_spellings if question.cities else {}
        return site_parts(question, regions, cities, always=always)

    @cached_property
    def _region_spellings(self) -> Spellings:
        return self._spellings("region")

    @cached_property
    def _city_spellings(self) -> Spellings:
        return self._spellings("city")

    def _spellings(self, column: str) -> Spellings:
        found: dict[str, list[str]] = {}
        for (name,) in self._ask(f"SELECT DISTINCT {column} FROM sites WHERE {column} <> ''"):
            found.setdefault(fold_name(name), []).append(name)
        return {key: tuple(names) for key, names in found.items()}

    def list_names(self, column: str) -> list[str]:
        """The regions or cities of the snapshot's sites, sorted; `column` is "region" or "city"."""
        spellings = {"region": self._region_spellings, "city": self._city_spellings}[column]
        return sorted(names[0] for names in spellings.values())
