"""Which changes of sites belong to a place that was asked for.

A search judges a trial that takes people by its open sites alone. So a trial whose last site near a place has closed is
not found there any more, and the one thing that people near that place must hear would be lost.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from finder.places import fold_name
from finder.query.cells import read_text
from finder.query.compose import compose_question
from finder.query.criteria import Criteria
from finder.query.distance import measure_distances
from finder.query.places import Place
from finder.query.site_history import PLACE, say_place
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader

SITE_KINDS = ("site_opened", "site_closed")


@dataclass(frozen=True)
class SiteChanges:
    """Row labels of changes of sites: those that lie `elsewhere`, those of sites that `closed` at the place, and those
    of closed sites that are `gone` from their record, so that nobody can say any more where they lay."""

    elsewhere: frozenset[object]
    closed: frozenset[object]
    gone: frozenset[object]


def without_places(criteria: Criteria) -> Criteria:
    """The same question, asked of the whole world."""
    return criteria.model_copy(
        update={"near": None, "within": None, "country": (), "region": (), "city": (), "sort": None}
    )


def judge_sites(
    reader: Reader, gazetteer: Gazetteer, criteria: Criteria, place: Place | None, changes: pd.DataFrame
) -> SiteChanges:
    """Where the sites of these changes lie, seen from the place that the criteria name. Raises DamagedError."""
    mine = changes[changes["kind"].isin(SITE_KINDS)]
    sites = reader.read_sites(set(mine["nct_id"]))
    known: dict[tuple[str, str], list[bool]] = {}
    rows = sites[["nct_id", *PLACE]].astype("object").itertuples(index=False)
    for fit, (nct_id, *parts) in zip(fit_place(sites, gazetteer, criteria, place), rows, strict=True):
        known.setdefault((read_text(nct_id), say_place(parts)), []).append(bool(fit))
    elsewhere: set[object] = set()
    closed: set[object] = set()
    gone: set[object] = set()
    for label, nct_id, kind, before, after in mine[["nct_id", "kind", "before", "after"]].itertuples():
        fits = known.get((read_text(nct_id), read_text(before) or read_text(after)))
        if fits and not any(fits):
            elsewhere.add(label)
        elif kind == "site_closed":
            (closed if fits else gone).add(label)
    return SiteChanges(frozenset(elsewhere), frozenset(closed), frozenset(gone))


def fit_place(sites: pd.DataFrame, gazetteer: Gazetteer, criteria: Criteria, place: Place | None) -> "pd.Series[bool]":
    """Whether each site, open or not, lies where the criteria ask. A site without a point is at no distance."""
    question = compose_question(criteria, place, gazetteer)
    fits = pd.Series(data=True, index=sites.index)
    if question.country_codes:
        fits &= sites["country_code"].isin(question.country_codes)
    if question.regions:
        fits &= _fold(sites["region"]).isin(question.regions)
    if question.cities:
        pairs = zip(_fold(sites["city"]), sites["country_code"].fillna(""), strict=True)
        wanted: Collection[tuple[str, str]] = set(question.cities)
        found = [(city, "") in wanted or (city, code) in wanted for city, code in pairs]
        fits &= pd.Series(found, index=sites.index, dtype="bool")
    if place is not None and criteria.within is not None:
        points = sites[["latitude", "longitude"]].astype("float64")
        on_earth = points["latitude"].abs().le(90) & points["longitude"].abs().le(180)
        fits &= measure_distances(place, points.where(on_earth)) <= criteria.within.km
    return fits


def _fold(names: "pd.Series[str]") -> "pd.Series[str]":
    return names.fillna("").map(lambda name: fold_name(str(name)))
