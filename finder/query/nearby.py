"""What lists of centers and of people are asked for: a place, and what their trials must be like.

Names and values are those of finder.query.criteria. Place words hold for the center or person, all others but the
words of each list for their trials.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict

from finder.places import fold_name
from finder.query.center_kinds import KINDS
from finder.query.compose import widen_city, widen_region
from finder.query.criteria import (
    READERS,
    Criteria,
    Distance,
    fold_status,
    read_choice,
    read_text,
    read_words,
    require_place,
    write_pairs,
)
from finder.query.distance import measure_distances
from finder.query.places import Place
from finder.store.gazetteer import Gazetteer

NearbySort = Literal["distance", "trials", "name"]
SORTS: tuple[NearbySort, ...] = ("distance", "trials", "name")

#: Criteria that are about trials.
OF_TRIALS = ("site", "phase", "status", "treatment", "differentiation", "relevance", "age", "sex")


class Nearby(BaseModel):
    """Criteria that both lists share; as in `Criteria`, an empty tuple or None was not asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    near: str | None = None
    within: Distance | None = None
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    status: tuple[str, ...] = ("open",)
    treatment: tuple[str, ...] = ()
    differentiation: tuple[str, ...] = ()
    relevance: tuple[str, ...] = ()
    age: float | None = None
    sex: str | None = None
    text: tuple[str, ...] = ()
    sort: NearbySort | None = None

    @property
    def of_trials(self) -> Criteria:
        """The part that is about trials, without any place."""
        return Criteria.model_validate({name: getattr(self, name) for name in OF_TRIALS})

    @property
    def asks_of_trials(self) -> bool:
        """Whether anything is asked of the trials, beyond that they are open."""
        return self.of_trials != Criteria()

    @property
    def names_place(self) -> bool:
        """Whether a place is asked in any way."""
        return bool(self.near or self.country or self.region or self.city)


class CenterCriteria(Nearby):
    """All criteria of a list of centers. `text`: words of the names and specialties of a center."""

    kind: tuple[str, ...] = ()


class InvestigatorCriteria(Nearby):
    """All criteria of a list of investigators. `text`: words of the trials; `name`: of the person or affiliation."""

    name: tuple[str, ...] = ()
    updated_since: str | None = None

    @property
    def of_trials(self) -> Criteria:
        """The part that is about trials, without any place."""
        more = {name: getattr(self, name) for name in ("text", "updated_since")}
        return super().of_trials.model_copy(update=more)


CENTER_NAMES = tuple(CenterCriteria.model_fields)
INVESTIGATOR_NAMES = tuple(name.replace("_", "-") for name in InvestigatorCriteria.model_fields)

_OWN = {"kind": read_choice("kind", tuple(KINDS)), "name": read_text, "sort": read_choice("sort", SORTS)}
_READERS = {**READERS, **_OWN}
Asked = TypeVar("Asked", bound=Nearby)


def parse_center_criteria(words: Mapping[str, Sequence[str]]) -> CenterCriteria:
    """Read criteria from name -> values. Raises QuestionError that names criterion, value and what it takes."""
    return _parse(CenterCriteria, CENTER_NAMES, words)


def parse_investigator_criteria(words: Mapping[str, Sequence[str]]) -> InvestigatorCriteria:
    """Read criteria from name -> values. Raises QuestionError that names criterion, value and what it takes."""
    return _parse(InvestigatorCriteria, INVESTIGATOR_NAMES, words)


def _parse(kind: type[Asked], names: Sequence[str], words: Mapping[str, Sequence[str]]) -> Asked:
    criteria = kind.model_validate(read_words(words, {name: _READERS[name] for name in names}))
    require_place(criteria.near, criteria.within, criteria.sort)
    return criteria.model_copy(update={"status": fold_status(criteria.status)})


def write_nearby_address(criteria: CenterCriteria | InvestigatorCriteria) -> list[tuple[str, str]]:
    """The criteria as (name, value) pairs for a web address; the parser of their list reads the same from them."""
    return write_pairs(criteria, CENTER_NAMES if isinstance(criteria, CenterCriteria) else INVESTIGATOR_NAMES)


def fit_place(rows: pd.DataFrame, criteria: Nearby, gazetteer: Gazetteer) -> "pd.Series[bool]":
    """Which rows are in the countries, regions and cities asked for; `rows` has country_code, region and city.

    A row that does not say where it is fits only where nothing of this is asked.
    """
    fits = pd.Series(True, index=rows.index)
    if criteria.country:
        fits &= rows["country_code"].isin(criteria.country)
    if criteria.region:
        keys = {key for name in criteria.region for key in widen_region(name, gazetteer)}
        fits &= _fold(rows["region"]).isin(keys - {""})
    if criteria.city:
        pairs = {pair for name in criteria.city for pair in widen_city(name, gazetteer)}
        cities = zip(_fold(rows["city"]), rows["country_code"], strict=True)
        fits &= pd.Series([(city, "") in pairs or (city, code) in pairs for city, code in cities], rows.index, "bool")
    return fits


def measure_from(place: Place | None, rows: pd.DataFrame) -> "pd.Series[float]":
    """Kilometers from the place to each row (Float64); missing without a place and for rows without a point."""
    if place is None:
        return pd.Series(pd.NA, index=rows.index, dtype="Float64")
    points = rows[["latitude", "longitude"]].astype("float64")
    on_earth = points["latitude"].abs().le(90) & points["longitude"].abs().le(180)
    return measure_distances(place, points.where(on_earth)).astype("Float64")


def _fold(names: "pd.Series[str]") -> "pd.Series[str]":
    folded = {name: fold_name(name) if isinstance(name, str) else "" for name in names.unique()}
    return pd.Series([folded.get(name, "") for name in names], index=names.index, dtype="str")
