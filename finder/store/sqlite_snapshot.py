"""What one snapshot file answers, in SQLite's own SQL. See snapshot.py for what each question means."""

import json
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from finder.schema import load_tables
from finder.store.question import Question
from finder.store.select import SITES_OF_TRIALS, Part, join_parts, site_parts, trial_parts
from finder.store.snapshot import POINT_COLUMNS, SITE_PLACE, Rows
from finder.store.snapshot_file import SnapshotFile
from finder.store.spellings import Spellings, group_spellings

_PEOPLE = "investigators i JOIN trials t ON t.nct_id = i.nct_id LEFT JOIN sites s ON s.site_id = i.site_id"


class SqliteSnapshot(SnapshotFile):
    """A snapshot that is one file; see `finder.store.snapshot.Snapshot`. All methods may raise DamagedError."""

    def has_packs(self) -> bool:
        """Whether it is large and has arrays, see packing.py."""
        return bool(self._ask("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'packs'"))

    def select_table(self, name: str) -> Rows:
        key = ", ".join(f'"{column}"' for column in load_tables()[name].key) or "rowid"
        return self._select(name, f'FROM "{name}" ORDER BY {key}', ())

    def iter_table(self, name: str, order: Sequence[str], size: int) -> Iterator[Rows]:
        # Only numbers are sorted and kept, never texts.
        keys = ", ".join(f'"{column}"' for column in (*order, "rowid"))
        with self.telling_damage():
            found = self._connect().execute(f'SELECT rowid FROM "{name}" ORDER BY {keys}')
            numbers = np.fromiter((row[0] for row in found), dtype=np.int64)
        for start in range(0, len(numbers), size):
            wanted = json.dumps(numbers[start : start + size].tolist())
            source = f'FROM json_each(?) wanted JOIN "{name}" x ON x.rowid = wanted.value ORDER BY wanted.key'
            yield self._select(name, source, (wanted,), alias="x")

    def select_by(self, name: str, column: str, wanted: Collection[str], order: Sequence[str]) -> Rows:
        # One JSON parameter, because the number of parameters is limited and that of identifiers is not.
        sql = f'FROM "{name}" WHERE {column} IN (SELECT value FROM json_each(?))'
        if order:
            sql += " ORDER BY " + ", ".join(f"{key[1:]} DESC" if key.startswith("-") else key for key in order)
        return self._select(name, sql, (json.dumps(list(wanted)),))

    def select_trial(self, nct_id: str) -> Rows:
        alias = "EXISTS (SELECT 1 FROM json_each(t.nct_id_aliases) WHERE value = ?)"
        for condition in ("t.nct_id = ?", alias):
            if rows := self._select("trials", f"FROM trials t WHERE {condition} LIMIT 1", (nct_id,)):
                return rows
        return []

    def find_ids(self, question: Question) -> list[str]:
        sql, values = self._matching(question)
        return [row[0] for row in self._ask(f"SELECT t.nct_id FROM trials t WHERE {sql} ORDER BY t.nct_id", values)]

    def count_trials(self, question: Question) -> int:
        sql, values = self._matching(question)
        return int(self._ask(f"SELECT count(*) FROM trials t WHERE {sql}", values)[0][0])

    def count_unplaced(self, question: Question) -> int:
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

    def select_trials(self, question: Question) -> Rows:
        sql, values = self._matching(question)
        return self._select("trials", f"FROM trials t WHERE {sql} ORDER BY t.nct_id", values)

    def select_sites(self, question: Question) -> Rows:
        sql, values = self._matching_sites(question)
        source = f"FROM {SITES_OF_TRIALS} WHERE {sql} ORDER BY s.nct_id, s.site_id"
        return self._select("sites", source, values, alias="s")

    def select_points(self, question: Question) -> Rows:
        sql, values = self._matching_sites(question)
        columns = ", ".join(f"s.{name}" for name in POINT_COLUMNS)
        return self._ask(f"SELECT {columns} FROM {SITES_OF_TRIALS} WHERE {sql} ORDER BY s.site_id", values)

    def count_facets(self, question: Question) -> Rows:
        sql, values = self._matching(question)
        return self._ask(
            f"WITH fits AS MATERIALIZED (SELECT t.nct_id FROM trials t WHERE {sql}) "
            "SELECT facet, value, count(*) FROM facets WHERE nct_id IN fits GROUP BY facet, value ORDER BY 3 DESC, 2",
            values,
        )

    def count_countries(self, question: Question) -> Rows:
        sql, values = self._matching_sites(question)
        return self._ask(
            f"SELECT s.country_code, count(DISTINCT s.nct_id) FROM {SITES_OF_TRIALS} "
            f"WHERE {sql} AND s.country_code <> '' GROUP BY 1 ORDER BY 2 DESC, 1",
            values,
        )

    def count_sites(self, nct_ids: Collection[str]) -> Rows:
        return self._ask(
            "SELECT nct_id, count(*), total(recruiting = 1), json_group_array(DISTINCT country) FROM sites "
            "WHERE nct_id IN (SELECT value FROM json_each(?)) GROUP BY nct_id",
            (json.dumps(list(nct_ids)),),
        )

    @cached_property
    def region_spellings(self) -> Spellings:
        return self._list_spellings("region")

    @cached_property
    def city_spellings(self) -> Spellings:
        return self._list_spellings("city")

    def _list_spellings(self, column: str) -> Spellings:
        return group_spellings(row[0] for row in self._ask(f"SELECT DISTINCT {column} FROM sites WHERE {column} <> ''"))

    def select_center_trials(self, question: Question, *, recruiting: bool) -> Rows:
        rule = ("s.recruiting = 1", ()) if recruiting else next(iter(site_parts(Question(), {}, {}, always=True)))
        sql, values = join_parts([*trial_parts(question), rule, ("s.center_id <> ''", ())])
        return self._ask(
            f"SELECT DISTINCT s.center_id, t.nct_id FROM {SITES_OF_TRIALS} WHERE {sql} ORDER BY 1, 2", values
        )

    def select_people(self, question: Question) -> Rows:
        return self._select_people(*join_parts(trial_parts(question)))

    def select_people_of_center(self, center_id: str) -> Rows:
        return self._select_people("i.center_id = ? OR s.center_id = ?", (center_id, center_id))

    def count_people(self) -> int:
        return int(self._ask("SELECT count(*) FROM investigators")[0][0])

    def _select_people(self, sql: str, values: tuple[object, ...]) -> list[Any]:
        rule, more = next(iter(site_parts(Question(), {}, {}, always=True)))
        own = ", ".join(
            "coalesce(nullif(i.center_id, ''), s.center_id)" if name == "center_id" else f"i.{name}"
            for name in load_tables()["investigators"].names
        )
        place = ", ".join(f"s.{name}" for name in SITE_PLACE)
        return self._ask(
            f"SELECT {own}, {place}, t.sponsor, t.source, s.site_id IS NULL OR {rule} FROM {_PEOPLE} "
            f"WHERE {sql} ORDER BY i.name, i.nct_id, i.role, i.site_id",
            (*more, *values),
        )

    def _select(self, name: str, source: str, values: Sequence[object], *, alias: str = "") -> list[Any]:
        prefix = f"{alias}." if alias else ""
        columns = ", ".join(f'{prefix}"{column}"' for column in load_tables()[name].names)
        return self._ask(f"SELECT {columns} {source}", values)

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
        regions = self.region_spellings if question.regions else {}
        cities = self.city_spellings if question.cities else {}
        return site_parts(question, regions, cities, always=always)
