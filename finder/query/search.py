"""Answers a question over a snapshot: which trials, in which order, and the nearest site of each.

Site rule: with a place, a trial that takes people now counts only by its recruiting sites; any other trial counts by
all of its sites. The nearest site is the nearest recruiting one where there is one, else the nearest of any.
Sites without a point are never near. A trial with such sites only is left out where a distance is asked, and counted in
`Answer.unplaced`; without a distance it stands at the end of the list.
"""

from dataclasses import dataclass, field

import pandas as pd

from finder.query.compose import compose_question
from finder.query.criteria import Criteria, Sort
from finder.query.distance import measure_distances
from finder.query.explain import Relaxation, explain_empty
from finder.query.organs import explain_match
from finder.query.places import Place, resolve_place
from finder.query.rank import rank_trials
from finder.store.gazetteer import Gazetteer
from finder.store.question import Question
from finder.store.reader import Reader

#: What is said of the nearest site: column of the answer -> column of sites.
NEAREST = {
    f"nearest_{name}": name
    for name in ("site_id", "facility", "city", "region", "country", "status", "recruiting", "distance_km")
}


@dataclass(frozen=True)
class Answer:
    """The trials that fit, in display order, and what the question came to.

    `trials` has all columns of the table trials, then sites_recruiting, sites_total, countries (list of names),
    site_match (list of "exact", "gep", "any"; empty unless an organ was asked) and the columns of NEAREST (distance in
    kilometers), which are empty unless a place was asked. `unplaced` counts trials that no distance can be told of,
    because their sites have no point or they list none: left out with a distance asked, else at the end.
    `emptied_by` is filled where no trial fits: the criteria that alone keep trials away, with how many would fit
    without each. Where it takes more than one, `never_met` has those that no trial meets even alone.
    """

    trials: pd.DataFrame
    criteria: Criteria
    place: Place | None = None
    unplaced: int = 0
    emptied_by: list[Relaxation] = field(default_factory=list)
    never_met: list[Relaxation] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many trials fit."""
        return len(self.trials)

    @property
    def order(self) -> Sort:
        """How the trials are ordered."""
        return self.criteria.order


def search(reader: Reader, gazetteer: Gazetteer, criteria: Criteria) -> Answer:
    """All trials that fit. Raises PlaceError for a place that is unknown or ambiguous, DamagedError."""
    place = resolve_place(criteria.near, gazetteer) if criteria.near else None
    question = compose_question(criteria, place, gazetteer)
    if place is None:
        trials, nearest, unplaced = reader.find_trials(question), None, 0
    else:
        nearest, unplaced = _find_near(reader, question, place, criteria)
        trials = reader.read_trials(nearest.index) if criteria.within else reader.find_trials(question)
    trials = rank_trials(_describe(reader, trials, nearest, criteria), criteria.order)
    emptied_by, never_met = ([], []) if len(trials) else explain_empty(reader, gazetteer, criteria, place)
    return Answer(trials, criteria, place, unplaced, emptied_by, never_met)


def read_fitting_sites(reader: Reader, answer: Answer, gazetteer: Gazetteer) -> pd.DataFrame:
    """The sites by which the trials of an answer fit, as the table sites with distance_km (missing without a place)."""
    question = compose_question(answer.criteria, answer.place, gazetteer)
    sites = reader.find_sites(question)
    sites["distance_km"] = pd.Series(pd.NA, index=sites.index, dtype="Float64")
    if answer.place is not None:
        sites["distance_km"] = _measure(answer.place, sites).astype("Float64")
        if answer.criteria.within is not None:
            sites = sites[sites["distance_km"].le(answer.criteria.within.km).fillna(False)]
    return sites.reset_index(drop=True)


def _find_near(reader: Reader, question: Question, place: Place, criteria: Criteria) -> tuple[pd.DataFrame, int]:
    """The nearest site of each trial that has one (index nct_id; site_id, distance_km), and how many have no point."""
    points = reader.find_points(question)
    points["distance_km"] = measure_distances(place, points)
    near = points[points["distance_km"].notna()]
    if criteria.within is not None:
        near = near[near["distance_km"] <= criteria.within.km]
    # Recruiting sites first: the nearest of the others counts only where a trial has none.
    near = near.sort_values(["recruiting", "distance_km", "site_id"], ascending=[False, True, True], kind="stable")
    nearest = near.drop_duplicates("nct_id").set_index("nct_id")[["site_id", "distance_km"]]
    if criteria.within is None:
        return nearest, reader.count_trials(question) - len(nearest)
    return nearest, reader.count_unplaced(question.without_boxes())


def _measure(place: Place, sites: pd.DataFrame) -> pd.Series:
    points = sites[["latitude", "longitude"]].astype("float64")
    on_earth = points["latitude"].abs().le(90) & points["longitude"].abs().le(180)
    return measure_distances(place, points.where(on_earth))


def _describe(reader: Reader, trials: pd.DataFrame, nearest: pd.DataFrame | None, criteria: Criteria) -> pd.DataFrame:
    counts = reader.count_sites(list(trials["nct_id"])).set_axis(trials.index)
    added = counts[["sites_recruiting", "sites_total", "countries"]].assign(
        site_match=pd.Series(
            [explain_match(criteria.site, organs) for organs in trials["primary_sites"]], trials.index, dtype="object"
        )
    )
    return pd.concat([trials, added, _describe_nearest(reader, trials, nearest)], axis=1)


def _describe_nearest(reader: Reader, trials: pd.DataFrame, nearest: pd.DataFrame | None) -> pd.DataFrame:
    if nearest is None or nearest.empty:
        nearest = pd.DataFrame({"site_id": pd.Series(dtype="str"), "distance_km": pd.Series(dtype="float64")})
    chosen = nearest.reindex(trials["nct_id"])
    sites = reader.read_sites_by_id(chosen["site_id"].dropna()).set_index("site_id")
    sites = sites.reindex(chosen["site_id"]).reset_index().set_index(trials.index)
    sites["distance_km"] = chosen["distance_km"].astype("Float64").set_axis(trials.index)
    return pd.DataFrame({name: sites[column] for name, column in NEAREST.items()})
