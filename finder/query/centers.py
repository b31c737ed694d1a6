"""Which centers know these tumors near a place, and which open trials run there.

Silence never hides: a center that is listed anywhere stays where nothing of its trials fits, with `fitting_trials` 0.
Only a center that is known by nothing but its trials goes where none of them fits. Those of a general register are left
out unless their kind is asked for, and counted in `hidden`.
"""

from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from finder.query.center_kinds import BY_TRIALS, HIDDEN, rank_kind
from finder.query.compose import compose_question
from finder.query.explain import Relaxation
from finder.query.gaps import Coverage, find_coverage
from finder.query.nearby import CenterCriteria, NearbySort, fit_place, measure_from
from finder.query.nearby_empty import explain_empty
from finder.query.places import Place, resolve_place
from finder.query.word_match import fits_any
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader

#: Points are centers of cities, so two centers this near to each other (in kilometers) are told as equally far.
_SAME_KM = 0.1


@dataclass(frozen=True)
class CenterAnswer:
    """The centers that fit, in display order, and what the question came to.

    `centers` has all columns of the table centers, then fitting_trials (Int64), fitting_nct_ids (list) and distance_km
    (Float64, kilometers; missing without a place and for a center without a point). Fitting trials are those at whose
    site there people are taken now; only where another status is asked, a trial that takes no one counts by all of its
    sites. `unplaced` counts centers without a point: left out with a distance asked, else at the end;
    `unplaced_here` those of them in the country of the place, which could be near. `hidden` counts those of a general
    register that would fit. `emptied_by` is filled where no center fits: the criteria that alone
    keep centers away, with how many would fit without each. `coverage` says which sources could not be read.
    """

    centers: pd.DataFrame
    criteria: CenterCriteria
    coverage: Coverage
    place: Place | None = None
    unplaced: int = 0
    unplaced_here: int = 0
    hidden: int = 0
    emptied_by: list[Relaxation] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many centers fit."""
        return len(self.centers)


def find_centers(reader: Reader, gazetteer: Gazetteer, criteria: CenterCriteria) -> CenterAnswer:
    """All centers that fit. Raises PlaceError for a place that is unknown or ambiguous, DamagedError."""
    place = resolve_place(criteria.near, gazetteer) if criteria.near else None
    centers = reader.read_table("centers")
    coverage = find_coverage(reader, len(centers), "listings")
    centers["distance_km"] = measure_from(place, centers)
    asked = count_fitting(reader, gazetteer, centers, criteria)
    kept = asked[_fit(asked, criteria, gazetteer)]
    hidden = 0
    if not criteria.kind:
        hidden = int((kept["kind"] == HIDDEN).sum())
        kept = kept[kept["kind"].ne(HIDDEN).fillna(True)]
    unplaced = int(kept["distance_km"].isna().sum()) if place else 0
    unplaced_here = _count_unplaced_here(kept, place) if place else 0
    kept = _rank(_keep_near(kept, criteria), criteria)
    count = partial(_count_kept, reader, gazetteer, centers)
    emptied_by = [] if len(kept) else explain_empty(criteria, count)
    return CenterAnswer(kept, criteria, coverage, place, unplaced, unplaced_here, hidden, emptied_by)


def count_fitting(
    reader: Reader, gazetteer: Gazetteer, centers: pd.DataFrame, criteria: CenterCriteria
) -> pd.DataFrame:
    """The centers with fitting_trials and fitting_nct_ids, see CenterAnswer."""
    question = compose_question(criteria.of_trials, None, gazetteer, reader)
    pairs = reader.find_center_trials(question, recruiting=criteria.status == ("open",))
    found: dict[str, list[str]] = {}
    for center_id, nct_id in zip(pairs["center_id"], pairs["nct_id"], strict=True):
        found.setdefault(center_id, []).append(nct_id)
    trials = pd.Series([found.get(center, []) for center in centers["center_id"]], index=centers.index, dtype="object")
    counts = pd.Series([len(nct_ids) for nct_ids in trials], index=centers.index, dtype="Int64")
    first = [name for name in centers.columns if name != "distance_km"]
    added = centers[first].assign(fitting_trials=counts, fitting_nct_ids=trials)
    return added.assign(distance_km=centers["distance_km"])


def _fit(centers: pd.DataFrame, criteria: CenterCriteria, gazetteer: Gazetteer) -> "pd.Series[bool]":
    fits = fit_place(centers, criteria, gazetteer)
    if criteria.kind:
        fits &= centers["kind"].isin(criteria.kind)
    if criteria.asks_of_trials:
        fits &= centers["kind"].ne(BY_TRIALS).fillna(True) | centers["fitting_trials"].gt(0)
    if criteria.text:
        texts = [
            [name, *others, *specialties] if isinstance(name, str) else [*others, *specialties]
            for name, others, specialties in centers[["name", "other_names", "specialties"]].itertuples(index=False)
        ]
        fits &= pd.Series(fits_any(criteria.text, texts), index=centers.index, dtype="bool")
    return fits.astype("bool")


def _count_unplaced_here(centers: pd.DataFrame, place: Place) -> int:
    """Centers without a point that could be near: those of the place's country, or of one that nobody knows."""
    nowhere = centers[centers["distance_km"].isna()]
    if not place.country_code:
        return len(nowhere)
    return int(nowhere["country_code"].fillna(place.country_code).eq(place.country_code).sum())


def _keep_near(centers: pd.DataFrame, criteria: CenterCriteria) -> pd.DataFrame:
    if criteria.within is None:
        return centers
    return centers[centers["distance_km"].le(criteria.within.km).fillna(False)]


def _rank(centers: pd.DataFrame, criteria: CenterCriteria) -> pd.DataFrame:
    order: NearbySort | None = criteria.sort or ("distance" if criteria.near else None)
    keys = pd.DataFrame(
        {
            "distance": (centers["distance_km"].astype("float64") / _SAME_KM).round(),
            "without": centers["fitting_trials"].eq(0) & criteria.asks_of_trials,
            "kind": [rank_kind(kind) for kind in centers["kind"]],
            "fitting": -centers["fitting_trials"].astype("int64"),
            "open": -centers["open_trials"].fillna(0).astype("int64"),
            "name": [str(name).casefold() for name in centers["name"]],
            "center_id": centers["center_id"],
        },
        index=centers.index,
    )
    first = {
        "distance": ["distance", "without", "kind", "fitting", "open"],
        "trials": ["fitting", "open", "distance", "kind"],
        "name": [],
        None: ["kind", "fitting", "open"],
    }[order]
    ranked = keys.sort_values([*first, "name", "center_id"], na_position="last", kind="stable")
    return centers.loc[ranked.index].reset_index(drop=True)


def _count_kept(reader: Reader, gazetteer: Gazetteer, centers: pd.DataFrame, criteria: CenterCriteria) -> int:
    """How many of all the centers fit."""
    rows = count_fitting(reader, gazetteer, centers, criteria)
    rows = rows[_fit(rows, criteria, gazetteer)]
    if not criteria.kind:
        rows = rows[rows["kind"].ne(HIDDEN).fillna(True)]
    return len(_keep_near(rows, criteria))
