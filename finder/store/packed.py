"""The arrays of a large snapshot, see packing.py, and which trials and sites of them fit a question.

Each array is read once, when it is first needed. With all of them half a million trials take some 120 MB.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache, cached_property, lru_cache, partial
from io import BytesIO
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from finder.places import fold_name
from finder.store.packed_cells import has_all, has_any, list_values
from finder.store.question import TAKES_PEOPLE, Question
from finder.store.search_words import Term, split_terms
from finder.store.select import write_terms

Ask = Callable[[str, Sequence[object]], Sequence[Sequence[Any]]]
Array = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Made = TypeVar("Made")

#: Columns of trials that hold one value; the others hold JSON lists.
_LISTS = frozenset({"phases", "primary_sites", "treatments", "function", "syndromes", "grades", "stale"})
_QUESTIONS_KEPT = 64
#: What people type is at hand for as long as its list, distances and counts are made, and the next takes its place.
_TYPED_AT_HAND = 2


class Packed:
    """The arrays of one snapshot. May be shared by threads. Methods raise what `ask` raises.

    `ask` answers SQL; `telling_damage` opens a block in which an array that cannot be read becomes DamagedError.
    """

    def __init__(self, ask: Ask, telling_damage: Callable[[], AbstractContextManager[None]]) -> None:
        self._ask = ask
        self._telling_damage = telling_damage
        self.load, self.load_values = cache(self._load), cache(self._load_values)
        self._kept: dict[str, Any] = {}
        self._fit_choices = lru_cache(_QUESTIONS_KEPT)(self._ask_fitting)
        self._fit_typed = lru_cache(_TYPED_AT_HAND)(self._ask_fitting)

    def _load(self, name: str) -> Array:
        """The array of this name, see packing.py."""
        with self._telling_damage():
            array: Array = np.load(BytesIO(self._read(name)), allow_pickle=False)
        array.flags.writeable = False
        return array

    def _load_values(self, name: str) -> list[Any]:
        """The cells that are numbered in the array of this name, lists as lists."""
        with self._telling_damage():
            values: list[Any] = json.loads(self._read(f"values.{name}"))
            return [json.loads(value or "[]") for value in values] if name in _LISTS else values

    def _read(self, name: str) -> bytes:
        rows = self._ask("SELECT pack FROM packs WHERE name = ?", (name,))
        if not rows or not rows[0][0]:
            raise ValueError(f"the array {name} is missing")
        pack: bytes = rows[0][0]
        return pack

    def keep(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` makes of the arrays, made once and kept as long as they are."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(Made, self._kept[name])

    def count(self) -> int:
        """How many trials there are."""
        return len(self.load("trial_rows"))

    def list_ids(self, trials: Places) -> list[str]:
        """Identifiers of the trials at these places."""
        ids: list[str] = self.load("trial_ids")[trials].astype("U").tolist()
        return ids

    def list_site_ids(self, sites: Places) -> list[str]:
        """Identifiers of the sites at these places."""
        rows = self.load("site_rows")[sites].tolist()
        sql = "SELECT rowid, site_id FROM sites WHERE rowid IN (SELECT value FROM json_each(?))"
        found = {row[0]: row[1] for row in self._ask(sql, (json.dumps(rows),))}
        return [found[row] for row in rows]

    def find_places(self, rows: Iterable[int]) -> Places:
        """The places of trials by their rows of the table."""
        numbers = np.fromiter(rows, dtype=np.int64)
        return self._place_of_row[numbers]

    @cached_property
    def _place_of_row(self) -> Places:
        rows = self.load("trial_rows")
        places = np.zeros(int(rows.max(initial=0)) + 1, dtype=np.intp)
        places[rows] = np.arange(len(rows))
        return places

    def fit_trials(self, question: Question) -> Flags:
        """For each trial whether it fits."""
        anywhere = self._fit_anywhere(question)
        if not question.names_place:
            return anywhere
        if question.country_codes and not (question.regions or question.cities or question.boxes):
            pairs = self.load("pair_counts") & anywhere[self.load("pair_trial")]
            pairs &= self._pick("country_code", question.country_codes)[self.load("pair_country")]
            return self._have_one(self.load("pair_trial")[pairs])
        return self._have_one(self.load("site_trial")[self.fit_sites(question)])

    def _have_one(self, owners: Array) -> Flags:
        flags = np.zeros(self.count(), dtype=bool)
        flags[owners] = True
        return flags

    def fit_sites(self, question: Question) -> Places:
        """The places of the sites by which trials fit, in their order: all sites of them where no place is asked."""
        sites: Places | None = None
        if question.boxes:
            sites = np.flatnonzero(self._lie_in(question)[self.load("site_point")])
        for name, picked in self._pick_areas(question):
            sites = (
                np.flatnonzero(picked[self.load(f"site.{name}")])
                if sites is None
                else sites[picked[self.load(f"site.{name}")[sites]]]
            )
        if sites is None:
            return np.flatnonzero(self._fit_anywhere(question)[self.load("site_trial")])
        if question.cities:
            sites = sites[self._lie_in_cities(question, sites)]
        fits = self._fit_anywhere(question)[self.load("site_trial")[sites]]
        return sites[fits & self.counts[sites]]

    def _pick_areas(self, question: Question) -> Iterable[tuple[str, Flags]]:
        """Columns of sites and, for each of their values, whether it can be one that is asked."""
        if question.cities:
            keys = {key for key, _ in question.cities}
            yield (
                "city",
                np.array(
                    [fold_name(name or "") in keys and bool(name) for name in self.load_values("site.city")], dtype=bool
                ),
            )
        if question.regions:
            keys = set(question.regions)
            yield (
                "region",
                np.array(
                    [fold_name(name or "") in keys and bool(name) for name in self.load_values("site.region")],
                    dtype=bool,
                ),
            )
        if question.country_codes:
            yield "country_code", self._pick("country_code", question.country_codes)

    def _pick(self, name: str, wanted: Sequence[str]) -> Flags:
        return np.array([value in wanted for value in self.load_values(f"site.{name}")], dtype=bool)

    def _lie_in_cities(self, question: Question, sites: Places) -> Flags:
        """Whether the city of each of these sites is asked in its country, too."""
        names, codes = self.load_values("site.city"), self.load_values("site.country_code")
        keys = {number: fold_name(names[number] or "") for number in np.unique(self.load("site.city")[sites]).tolist()}
        wanted = set(question.cities)
        many = len(codes)
        pairs = self.load("site.city")[sites].astype(np.int64) * many + self.load("site.country_code")[sites]
        distinct, place = np.unique(pairs, return_inverse=True)
        fits = [
            (keys[pair // many], "") in wanted
            or (bool(codes[pair % many]) and (keys[pair // many], codes[pair % many]) in wanted)
            for pair in distinct.tolist()
        ]
        return np.array(fits, dtype=bool)[place]

    def _lie_in(self, question: Question) -> Flags:
        """For each point whether one of the boxes holds it."""
        latitude, longitude = self.load("points").T
        inside = [
            (latitude >= box.south) & (latitude <= box.north) & (longitude >= box.west) & (longitude <= box.east)
            for box in question.boxes
        ]
        flags: Flags = np.any(inside, axis=0)
        return flags

    @cached_property
    def counts(self) -> Flags:
        """For each site whether it counts: a trial that takes people does so by its recruiting sites alone."""
        takes = self._match("status", lambda value: value in TAKES_PEOPLE)
        counts: Flags = self.load("site_recruiting") | ~takes[self.load("site_trial")]
        return counts

    @cached_property
    def has_point(self) -> Flags:
        """For each site whether it has a point."""
        has: Flags = ~np.isnan(self.load("points")[:, 0])[self.load("site_point")]
        return has

    @cached_property
    def _without_point(self) -> Flags:
        """Trials of whose sites that count none has a point, or that list none; not those of which no site counts."""
        owners = self.load("site_trial")
        placed, counted, listed = (
            self._have_one(owners[flags]) for flags in (self.counts & self.has_point, self.counts, ...)
        )
        return ~placed & (counted | ~listed)

    def count_unplaced(self, question: Question) -> int:
        """See `finder.store.snapshot.Snapshot`."""
        if not question.names_place:
            return int((self._fit_anywhere(question) & self._without_point).sum())
        fits, sites = self.fit_trials(question), self.fit_sites(replace(question, boxes=()))
        owners = self.load("site_trial")
        placed, counted, listed = (self._have_one(owners[some]) for some in (sites[self.has_point[sites]], sites, ...))
        return int((fits & ~placed & (counted | ~listed)).sum())

    def _fit_anywhere(self, question: Question) -> Flags:
        """For each trial whether it fits, wherever its sites are."""
        trial = replace(question, country_codes=(), regions=(), cities=(), boxes=())
        is_typed = trial.texts or trial.age_years is not None or trial.updated_since is not None
        return self._fit_typed(trial) if is_typed else self._fit_choices(trial)

    def _ask_fitting(self, question: Question) -> Flags:
        fits = self._find_texts(question.texts) if question.texts else np.ones(self.count(), dtype=bool)
        if question.statuses:
            fits &= self._match("status", lambda value: value in question.statuses)
        for part in question.any_of:
            fits &= self._match(part.facet, partial(has_any, part))
        if question.phases:
            fits &= self._match("phases", lambda cell: any(has_all(cell, group) for group in question.phases))
        if (age := question.age_years) is not None:
            fits &= self._match("min_age_years", lambda least: least is None or least <= age)
            fits &= self._match("max_age_years", lambda most: most is None or most >= age)
        if question.sex is not None:
            fits &= self._match("sex", lambda sex: sex in (None, "ALL", question.sex))
        if (since := question.updated_since) is not None:
            fits &= self._match("last_update_posted", lambda day: day is None or day >= since[: len(day)])
        fits.flags.writeable = False
        return fits

    def _match(self, name: str, holds: Callable[[Any], bool]) -> Flags:
        """For each trial whether its cell is one of those for which `holds` is true; each is asked about once."""
        picked = np.array([holds(value) for value in self.load_values(name)], dtype=bool)
        flags: Flags = picked[self.load(f"trial.{name}")] if len(picked) else np.zeros(self.count(), dtype=bool)
        return flags

    def _find_texts(self, texts: Sequence[str]) -> Flags:
        flags = np.zeros(self.count(), dtype=bool)
        for text in texts:
            flags |= self._find_text(list(split_terms(text)))
        return flags

    def _find_text(self, terms: Sequence[Term]) -> Flags:
        """For each trial whether it has all of these; usual words come from arrays, the others from the full text."""
        usual = [term for term in terms if not term.is_phrase and term.text.lower() in self._usual_words]
        others = [term for term in terms if term not in usual]
        if not terms:
            return np.zeros(self.count(), dtype=bool)
        flags = np.ones(self.count(), dtype=bool)
        if others:
            match = (write_terms(others),)
            rows = self._ask("SELECT rowid FROM trials_fts WHERE trials_fts MATCH ?", match)
            flags = self._have_one(self.find_places(row[0] for row in rows))
        for term in usual:
            flags &= np.unpackbits(self.load(f"word.{term.text.lower()}"), count=self.count()).view(bool)
        return flags

    @cached_property
    def _usual_words(self) -> frozenset[str]:
        with self._telling_damage():
            return frozenset(json.loads(self._read("words")))

    def count_facet(self, name: str, trials: Flags) -> dict[str, int]:
        """How many of these trials have each value of a column, "" for none, in no order."""
        counts: dict[str, int] = {}
        numbers = np.bincount(self.load(f"trial.{name}")[trials], minlength=len(self.load_values(name)))
        for cell, number in zip(self.load_values(name), numbers.tolist(), strict=True):
            for value in list_values(cell):
                counts[value] = counts.get(value, 0) + number
        return {value: number for value, number in counts.items() if number}

    def count_countries(self, question: Question) -> dict[str, int]:
        """How many trials fit by a site in each country, in no order."""
        codes = self.load_values("site.country_code")
        if question.regions or question.cities or question.boxes:
            sites = self.fit_sites(question)
            keys = self.load("site_trial")[sites].astype(np.int64) * len(codes) + self.load("site.country_code")[sites]
            countries = np.unique(keys) % max(1, len(codes))
        else:
            pairs = self._fit_anywhere(question)[self.load("pair_trial")]
            if question.country_codes:
                pairs &= (
                    self.load("pair_counts")
                    & self._pick("country_code", question.country_codes)[self.load("pair_country")]
                )
            countries = self.load("pair_country")[pairs]
        numbers = np.bincount(countries.astype(np.intp), minlength=len(codes)).tolist()
        return {code: number for code, number in zip(codes, numbers, strict=True) if code and number}
