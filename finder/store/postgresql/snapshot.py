"""What one version on a server answers. See finder/store/snapshot.py for what each question means.

Missing values are least, and rows that tie come as they were written, both as in SQLite.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, cast, distinct, exists, func, or_, select

from finder.schema import load_tables, table
from finder.store.postgresql.select import (
    Condition,
    is_one_of,
    is_storable,
    site_conditions,
    site_counts,
    trial_conditions,
)
from finder.store.postgresql.server_snapshot import ServerSnapshot
from finder.store.postgresql.tables import ROW_ORDER
from finder.store.question import Question
from finder.store.snapshot import POINT_COLUMNS, SITE_PLACE, Rows
from finder.store.spellings import Spellings, group_spellings


class PostgresqlSnapshot(ServerSnapshot):
    """A snapshot on a server; see `finder.store.snapshot.Snapshot`. All methods may raise DamagedError, StoreError."""

    def select_table(self, name: str) -> Rows:
        return self._ask(self._select(name).order_by(*self._order(name, table(name).key)))

    def iter_table(self, name: str, order: Sequence[str], size: int) -> Iterator[Rows]:
        return self._stream(self._select(name).order_by(*self._order(name, order)), size)

    def select_by(self, name: str, column: str, wanted: Collection[str], order: Sequence[str]) -> Rows:
        chosen = self._select(name).where(is_one_of(self._tables[name].c[column], wanted))
        return self._ask(chosen.order_by(*self._order(name, order)))

    def select_trial(self, nct_id: str) -> Rows:
        if not is_storable(nct_id):
            return []
        t = self._trials.c
        for condition in (t.nct_id == nct_id, t.nct_id_aliases.contains([nct_id])):
            if rows := self._ask(self._select("trials").where(condition).order_by(t[ROW_ORDER]).limit(1)):
                return rows
        return []

    def find_ids(self, question: Question) -> list[str]:
        t = self._trials.c
        return [row[0] for row in self._ask(select(t.nct_id).where(*self._fitting(question)).order_by(t.nct_id))]

    def count_trials(self, question: Question) -> int:
        return self._count(select(func.count()).select_from(self._trials).where(*self._fitting(question)))

    def count_unplaced(self, question: Question) -> int:
        s = self._sites.c
        counted = list(self._site_conditions(question, always=True))
        placed = (func.abs(s.latitude) <= 90, func.abs(s.longitude) <= 180)
        return self._count(
            select(func.count())
            .select_from(self._trials)
            .where(
                *self._fitting(question),
                ~self._has_site(*counted, *placed),
                or_(self._has_site(*counted), ~self._has_site()),
            )
        )

    def select_trials(self, question: Question) -> Rows:
        return self._ask(self._select("trials").where(*self._fitting(question)).order_by(self._trials.c.nct_id))

    def select_sites(self, question: Question) -> Rows:
        s = self._sites.c
        return self._ask(self._of_sites(self._columns("sites"), question).order_by(s.nct_id, s.site_id))

    def select_points(self, question: Question) -> Rows:
        s = self._sites.c
        return self._ask(self._of_sites((s[name] for name in POINT_COLUMNS), question).order_by(s.site_id))

    def count_facets(self, question: Question) -> Rows:
        fits = select(self._trials.c.nct_id).where(*self._fitting(question)).cte("fits")
        f, number = self._tables["facets"].c, func.count()
        counted = select(f.facet, f.value, number).where(f.nct_id.in_(select(fits.c.nct_id)))
        return self._ask(counted.group_by(f.facet, f.value).order_by(number.desc(), f.value))

    def count_countries(self, question: Question) -> Rows:
        s = self._sites.c
        number = func.count(distinct(s.nct_id))
        counted = self._of_sites((s.country_code, number), question).where(s.country_code != "")
        return self._ask(counted.group_by(s.country_code).order_by(number.desc(), s.country_code))

    def count_sites(self, nct_ids: Collection[str]) -> Rows:
        s = self._sites.c
        countries = cast(func.json_agg(distinct(s.country)), Text)
        counted = select(s.nct_id, func.count(), func.count().filter(s.recruiting), countries)
        return self._ask(counted.where(is_one_of(s.nct_id, nct_ids)).group_by(s.nct_id))

    @cached_property
    def region_spellings(self) -> Spellings:
        return self._list_spellings("region")

    @cached_property
    def city_spellings(self) -> Spellings:
        return self._list_spellings("city")

    def _list_spellings(self, name: str) -> Spellings:
        column, first = self._sites.c[name], func.min(self._sites.c[ROW_ORDER])
        return group_spellings(
            row[0] for row in self._ask(select(column).where(column != "").group_by(column).order_by(first))
        )

    def select_center_trials(self, question: Question, *, recruiting: bool) -> Rows:
        s, t = self._sites.c, self._trials.c
        rule = s.recruiting if recruiting else site_counts(self._trials, self._sites)
        chosen = select(s.center_id, t.nct_id).distinct().join_from(self._trials, self._sites, s.nct_id == t.nct_id)
        fitting = trial_conditions(self._trials, self._tables["facets"], question)
        return self._ask(chosen.where(*fitting, rule, s.center_id != "").order_by(s.center_id, t.nct_id))

    def select_people(self, question: Question) -> Rows:
        return self._select_people(*trial_conditions(self._trials, self._tables["facets"], question))

    def select_people_of_center(self, center_id: str) -> Rows:
        people, s = self._tables["investigators"].c, self._sites.c
        return self._select_people(or_(is_one_of(people.center_id, [center_id]), is_one_of(s.center_id, [center_id])))

    def count_people(self) -> int:
        return self._count(select(func.count()).select_from(self._tables["investigators"]))

    def _select_people(self, *conditions: Condition) -> Rows:
        people, s, t = self._tables["investigators"], self._sites.c, self._trials.c
        i = people.c
        own = (
            func.coalesce(func.nullif(i.center_id, ""), s.center_id) if name == "center_id" else i[name]
            for name in table("investigators").names
        )
        counts = or_(s.site_id.is_(None), site_counts(self._trials, self._sites))
        chosen = select(*own, *(s[name] for name in SITE_PLACE), t.sponsor, t.source, counts).select_from(
            people.join(self._trials, t.nct_id == i.nct_id).outerjoin(self._sites, s.site_id == i.site_id)
        )
        order = self._order("investigators", ("name", "nct_id", "role", "site_id"))
        return self._ask(chosen.where(*conditions).order_by(*order))

    @property
    def _trials(self) -> FromClause:
        return self._tables["trials"]

    @property
    def _sites(self) -> FromClause:
        return self._tables["sites"]

    def _columns(self, name: str) -> list[ColumnElement[Any]]:
        """All columns of a table in schema order; lists as JSON text, which is read a column at a time."""
        cells = self._tables[name].c
        return [cast(cells[c.name], Text) if c.type == "list" else cells[c.name] for c in load_tables()[name].columns]

    def _select(self, name: str) -> Select[Any]:
        return select(*self._columns(name)).select_from(self._tables[name])

    def _order(self, name: str, order: Iterable[str]) -> list[ColumnElement[Any]]:
        cells = self._tables[name].c
        keys = [
            cells[key[1:]].desc().nulls_last() if key.startswith("-") else cells[key].asc().nulls_first()
            for key in order
        ]
        return [*keys, cells[ROW_ORDER]]

    def _count(self, statement: Select[Any]) -> int:
        return int(self._ask(statement)[0][0])

    def _fitting(self, question: Question) -> Iterator[Condition]:
        """Conditions on a row of trials, with those of a place, which one of its sites must meet."""
        yield from trial_conditions(self._trials, self._tables["facets"], question)
        if question.names_place:
            yield self._has_site(*self._site_conditions(question))

    def _has_site(self, *conditions: Condition) -> Condition:
        s = self._sites
        of_trial = select(s.c.site_id).where(s.c.nct_id == self._trials.c.nct_id, *conditions)
        return exists(of_trial.correlate(self._trials))

    def _of_sites(self, columns: Iterable[ColumnElement[Any]], question: Question) -> Select[Any]:
        """The sites by which the fitting trials fit."""
        s, t = self._sites, self._trials
        chosen = select(*columns).select_from(t.join(s, s.c.nct_id == t.c.nct_id))
        fitting = trial_conditions(t, self._tables["facets"], question)
        return chosen.where(*fitting, *self._site_conditions(question))

    def _site_conditions(self, question: Question, *, always: bool = False) -> Iterator[Condition]:
        regions = self.region_spellings if question.regions else {}
        cities = self.city_spellings if question.cities else {}
        return site_conditions(self._trials, self._sites, question, regions, cities, always=always)
