"""A reader for a server that answers many people: what lists are made of is kept in memory, and only that.

It answers the same questions by the same rules as any reader. A list of a thousand trials then needs neither their
long texts nor a row of each of their sites from the disk.
"""

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property, lru_cache
from types import EllipsisType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from finder.store.question import TAKES_PEOPLE, Box, Question
from finder.store.reader import Reader
from finder.store.snapshot import POINT_COLUMNS

#: Columns of a trial that stay in memory: those of its card, and those that trials are ordered and counted by.
TRIAL_COLUMNS = (
    "nct_id", "title", "status", "stale", "relevance", "phases", "treatments", "interventions", "primary_sites",
    "differentiation", "min_age_years", "max_age_years", "last_update_posted",
)  # fmt: skip
SITE_COLUMNS = ("site_id", "facility", "city", "region", "country", "country_code", "status", "recruiting")

#: Trials of a snapshot whose cards still fit into the memory of a server.
MOST_TRIALS = 20_000

_QUESTIONS_KEPT = 256
_ROWS_AT_ONCE = 500

Flags = npt.NDArray[np.bool_]


def open_lists(reader: Reader) -> Reader:
    """A reader that keeps lists in memory; the same reader where there are too many trials for that."""
    trials = (reader.meta.get("counts") or {}).get("trials", 0)
    return reader if reader.holds_all or trials >= MOST_TRIALS else ListReader(reader)


class ListReader(Reader):
    """One snapshot, for lists. Trials have TRIAL_COLUMNS only, sites SITE_COLUMNS; all else is as in a Reader."""

    def __init__(self, reader: Reader) -> None:
        """Over the snapshot of this reader, whatever engine keeps it."""
        super().__init__(reader.snapshot)
        self._fitting = lru_cache(_QUESTIONS_KEPT)(self._ask_fitting)

    def find_trials(self, question: Question) -> pd.DataFrame:
        if question.regions or question.cities:
            return self.read_trials(self.find_ids(question))
        return self._trials.take(np.flatnonzero(self._find_fitting(question))).reset_index(drop=True)

    def count_trials(self, question: Question) -> int:
        if question.regions or question.cities:
            return super().count_trials(question)
        return int(self._find_fitting(question).sum())

    def read_trials(self, nct_ids: Collection[str]) -> pd.DataFrame:
        places = self._ids.get_indexer(pd.Index(list(nct_ids), dtype="str"))
        return self._trials.take(np.unique(places[places >= 0])).reset_index(drop=True)

    def read_sites_by_id(self, site_ids: Collection[str]) -> pd.DataFrame:
        places = self._site_ids.get_indexer(pd.Index(list(site_ids), dtype="str"))
        return self._sites.take(np.unique(places[places >= 0])).reset_index(drop=True)

    def find_points(self, question: Question) -> pd.DataFrame:
        if question.regions or question.cities:
            return super().find_points(question)
        return self._points.take(np.flatnonzero(self._find_sites(question))).reset_index(drop=True)

    def count_unplaced(self, question: Question) -> int:
        if question.names_place:
            return super().count_unplaced(question)
        placed, counted, listed = (
            self._have_one(sites) for sites in (self._is_counted & self._has_point, self._is_counted, ...)
        )
        return int((self._find_fitting(question) & ~placed & (counted | ~listed)).sum())

    def _find_fitting(self, question: Question) -> Flags:
        """For each trial in memory whether it fits; not for questions with regions or cities."""
        if question.names_place:
            return self._have_one(self._find_sites(question))
        # What people type is not kept.
        is_typed = question.texts or question.age_years is not None or question.updated_since is not None
        return self._ask_fitting(question) if is_typed else self._fitting(question)

    def _find_sites(self, question: Question) -> Flags:
        """For each site in memory whether its trial fits by it; not for questions with regions or cities."""
        anywhere = replace(question, country_codes=(), boxes=())
        sites: Flags = self._find_fitting(anywhere)[self._trial_of_site]
        if question.names_place:
            sites &= self._is_counted
        if question.country_codes:
            sites &= np.isin(self._country_of_site, question.country_codes)
        return sites & self._lie_in(question.boxes) if question.boxes else sites

    def _have_one(self, sites: "Flags | EllipsisType") -> Flags:
        """For each trial whether it has one of these sites."""
        return np.bincount(self._trial_of_site[sites], minlength=len(self._ids)) > 0

    def _ask_fitting(self, question: Question) -> Flags:
        fits = np.zeros(len(self._ids), dtype=bool)
        fits[self._ids.get_indexer(pd.Index(self.find_ids(question), dtype="str"))] = True
        fits.flags.writeable = False
        return fits

    def _lie_in(self, boxes: tuple[Box, ...]) -> Flags:
        latitude, longitude = (self._points[name].to_numpy() for name in ("latitude", "longitude"))
        inside = [
            (latitude >= box.south) & (latitude <= box.north) & (longitude >= box.west) & (longitude <= box.east)
            for box in boxes
        ]
        flags: Flags = np.any(inside, axis=0)
        return flags

    def _read_columns(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """These columns of a table, by the first of them. The long texts beside them are read in parts and let go."""
        parts = [part[list(columns)] for part in self.iter_table(name, (), _ROWS_AT_ONCE)]
        whole = pd.concat(parts) if parts else self.read_table(name)[list(columns)]
        return whole.sort_values(columns[0], ignore_index=True)

    @cached_property
    def _trials(self) -> pd.DataFrame:
        return self._read_columns("trials", TRIAL_COLUMNS)

    @cached_property
    def _ids(self) -> "pd.Index[Any]":
        ids: pd.Index[Any] = pd.Index(self._trials["nct_id"])
        return ids

    @cached_property
    def _sites(self) -> pd.DataFrame:
        return self._read_columns("sites", SITE_COLUMNS)

    @cached_property
    def _site_ids(self) -> "pd.Index[Any]":
        ids: pd.Index[Any] = pd.Index(self._sites["site_id"])
        return ids

    @cached_property
    def _points(self) -> pd.DataFrame:
        """All sites of all trials, with POINT_COLUMNS, by site. Trials are categories, which are quick to compare."""
        return super().find_points(Question())[list(POINT_COLUMNS)].astype({"nct_id": "category"})

    @cached_property
    def _trial_of_site(self) -> npt.NDArray[np.intp]:
        return self._ids.get_indexer(pd.Index(self._points["nct_id"].astype("str")))

    @cached_property
    def _country_of_site(self) -> "npt.NDArray[np.str_]":
        places = self._site_ids.get_indexer(pd.Index(self._points["site_id"]))
        return self._sites["country_code"].fillna("").to_numpy(dtype="U2")[places]

    @cached_property
    def _is_counted(self) -> Flags:
        """A trial that takes people now counts by its recruiting sites, any other by all of them."""
        takes_people = self._trials["status"].isin(TAKES_PEOPLE).to_numpy()
        return np.asarray(self._points["recruiting"]) | ~takes_people[self._trial_of_site]

    @cached_property
    def _has_point(self) -> Flags:
        return np.asarray(self._points["latitude"].notna())
