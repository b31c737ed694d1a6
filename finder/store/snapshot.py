"""What a store engine answers about one published snapshot. The Reader asks it, and makes frames of the rows.

A snapshot never changes, so one may be shared by threads and asked for as long as it is there.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from finder.store.question import Question
from finder.store.spellings import Spellings

#: Rows as tuples. Lists are JSON text, booleans 0 and 1 or False and True, missing values None.
Rows = Sequence[tuple[Any, ...]]

#: Columns of `Snapshot.select_points`.
POINT_COLUMNS = ("nct_id", "site_id", "latitude", "longitude", "recruiting")

#: What `Snapshot.select_people` says of the site of a person.
SITE_PLACE = ("facility", "city", "region", "country", "country_code", "latitude", "longitude", "recruiting")


class Snapshot(Protocol):
    """One snapshot. Rows of a table have all its columns in schema order. Texts are ordered by code point.

    All methods raise DamagedError where the snapshot cannot be read; a server that does not answer is a StoreError.
    """

    @property
    def name(self) -> str:
        """Tells this snapshot from all others of the store, see `finder.store.reader.open_named`."""

    @property
    def where(self) -> str:
        """The same for eyes, with the server where there is one."""

    @property
    def path(self) -> Path | None:
        """The file, where the snapshot is one."""

    @property
    def meta(self) -> dict[str, Any]:
        """What the refresh noted about it."""

    @property
    def is_older(self) -> bool:
        """Whether an older version of this program made it; what that did not know of is empty then."""

    def telling_damage(self) -> AbstractContextManager[None]:
        """A block in which cells that make no sense become DamagedError."""

    def read_checked_at(self) -> str | None:
        """When the sources were last found to have nothing newer; None where that was never noted."""

    def select_table(self, name: str) -> Rows:
        """All rows by key; in the order they were written where the table has none."""

    def iter_table(self, name: str, order: Sequence[str], size: int) -> Iterator[Rows]:
        """All rows by these columns, missing values least, then as written; `size` at a time."""

    def select_by(self, name: str, column: str, wanted: Collection[str], order: Sequence[str]) -> Rows:
        """The rows with one of these values; `order` names columns, "-name" for the last first; missing is least."""

    def select_trial(self, nct_id: str) -> Rows:
        """At most one trial, by its identifier or else by an earlier one."""

    def find_ids(self, question: Question) -> list[str]: ...

    def count_trials(self, question: Question) -> int: ...

    def count_unplaced(self, question: Question) -> int: ...

    def select_trials(self, question: Question) -> Rows:
        """The fitting trials, by identifier."""

    def select_sites(self, question: Question) -> Rows:
        """The sites by which the fitting trials fit, by trial and site."""

    def select_points(self, question: Question) -> Rows:
        """Of these sites POINT_COLUMNS, by site."""

    def count_facets(self, question: Question) -> Rows:
        """(facet, value, number of fitting trials), the most frequent first, then by value."""

    def count_countries(self, question: Question) -> Rows:
        """(country_code, number of trials that fit by a site there), in the same order."""

    def count_sites(self, nct_ids: Collection[str]) -> Rows:
        """(nct_id, sites, recruiting sites, JSON list of countries) of each of these trials that has a site."""

    @property
    def region_spellings(self) -> Spellings:
        """Regions of sites; those written in several ways in the order they first appear."""

    @property
    def city_spellings(self) -> Spellings:
        """Cities of sites, likewise."""

    def select_center_trials(self, question: Question, *, recruiting: bool) -> Rows:
        """(center_id, nct_id), each pair once, in their order."""

    def select_people(self, question: Question) -> Rows:
        """The columns of investigators, SITE_PLACE, sponsor and source of the trial, and whether the site counts."""

    def select_people_of_center(self, center_id: str) -> Rows:
        """The same for the people of one center."""

    def count_people(self) -> int: ...
