"""Answers a question over a snapshot: which trials, in which order, and the nearest site of each.

Site rule: with a place, a trial that takes people now counts only by its recruiting sites; any other trial counts by
all of its sites. The nearest site is the nearest recruiting one where there is one, else the nearest of any.
Sites without a point are never near. A trial with such sites only is left out where a distance is asked, and counted in
`Answer.unplaced`; without a distance it stands at the end of the list.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from pandas.api.extensions import take

from finder.query.compose import compose_question
from finder.query.criteria import Criteria, Sort
from finder.query.distance import measure_distances
from finder.query.explain import Relaxation, explain_empty
from finder.query.list_reader import TRIAL_COLUMNS
from finder.query.organs import explain_match
from finder.query.packed_lists import (
    NEAREST_PLACE,
    complete_rows,
    list_nearest_ids,
    list_packed,
    measure_packed,
    open_packed,
)
from finder.query.places import Place, resolve_place
from finder.query.rank import rank_trials
from finder.schema import table
from finder.store.gazetteer import Gazetteer
from finder.store.question import Question
from finder.store.reader import Reader

#: What is said of the nearest site: column of the answer -> column of sites.
NEAREST = {
    f"nearest_{name}": name
    for name in ("site_id", "facility", "city", "region", "country", "status", "recruiting", "distance_km")
}
_NEAREST_FACTS = {name: column for name, column in NEAREST.items() if column not in ("site_id", "distance_km")}
#: What `add_site_facts` says of each trial; countries are a list of names.
SITE_FACTS = ("sites_recruiting", "sites_total", "countries", *_NEAREST_FACTS)


@dataclass(frozen=True)
class Answer:
    """The trials that fit, in display order, and what the question came to.

    `trials` has all columns of the table trials, then site_match (list of "exact", "gep", "any"; empty unless an organ
    was asked), nearest_site_id and nearest_distance_km (kilometers), which are missing unless a place was asked; and,
    but in an answer of `list_trials`, the columns of SITE_FACTS. `unplaced` counts trials that no distance can be told
    of, because their sites have no point or they list none: left out with a distance asked, else at the end.
    `emptied_by` is filled where no trial fits: the criteria that alone keep trials away, with how many would fit
    without each. Where it takes more than one, `never_met` has those that no trial meets even alone. `found`: how many
    fit, where `trials` are the first of them only.
    """

    trials: pd.DataFrame
    criteria: Criteria
    place: Place | None = None
    unplaced: int = 0
    emptied_by: list[Relaxation] = field(default_factory=list)
    never_met: list[Relaxation] = field(default_factory=list)
    found: int | None = None

    @property
    def total(self) -> int:
        """How many trials fit."""
        return len(self.trials) if self.found is None else self.found

    @property
    def order(self) -> Sort:
        """How the trials are ordered."""
        return self.criteria.order


def search(reader: Reader, gazetteer: Gazetteer, criteria: Criteria, limit: int | None = None) -> Answer:
    """All trials that fit, or the first `limit` of them, with their sites.

    Raises PlaceError for an unknown or ambiguous place, DamagedError.
    """
    answer = list_trials(reader, gazetteer, criteria)
    trials = answer.trials.head(answer.total if limit is None else limit)
    if packed := open_packed(reader):
        trials = complete_rows(reader, packed, trials, table("trials").names)
    return replace(answer, trials=add_site_facts(reader, trials), found=answer.total)


def list_trials(reader: Reader, gazetteer: Gazetteer, criteria: Criteria) -> Answer:
    """The same trials in the same order, for a screen that tells of the sites of a few of them. Raises as `search`.

    Of a large snapshot they have the columns of `list_packed`; `add_site_facts` completes those that are shown.
    """
    place = resolve_place(criteria.near, gazetteer) if criteria.near else None
    question = compose_question(criteria, place, gazetteer, reader)
    if packed := open_packed(reader):
        trials, unplaced = list_packed(packed, question, place, criteria)
    else:
        trials, unplaced = _list_rows(reader, question, place, criteria)
    emptied_by, never_met = ([], []) if len(trials) else explain_empty(reader, gazetteer, criteria, place)
    return Answer(trials, criteria, place, unplaced, emptied_by, never_met)


def _list_rows(reader: Reader, question: Question, place: Place | None, criteria: Criteria) -> tuple[pd.DataFrame, int]:
    if place is None:
        trials, nearest, unplaced = reader.find_trials(question), None, 0
    else:
        nearest, unplaced = _find_near(reader, question, place, criteria)
        trials = reader.read_trials(nearest.index) if criteria.within else reader.find_trials(question)
    return rank_trials(_explain(trials, nearest, criteria), criteria.order), unplaced


def measure_nearest(reader: Reader, gazetteer: Gazetteer, criteria: Criteria) -> "pd.Series[float]":
    """Kilometers to the nearest site of each trial that `search` finds; NaN where none can be told.

    Costs a part of `search`. Raises PlaceError, DamagedError; ValueError where no place is asked.
    """
    if not criteria.near:
        raise ValueError("distances are measured from a place")
    place = resolve_place(criteria.near, gazetteer)
    question = compose_question(criteria, place, gazetteer, reader)
    if packed := open_packed(reader):
        return pd.Series(measure_packed(packed, question, place, criteria))
    nearest, unplaced = _find_near(reader, question, place, criteria)
    unknown = 0 if criteria.within else unplaced
    return pd.Series([*nearest["distance_km"], *[float("nan")] * unknown], dtype="float64")


def read_fitting_sites(reader: Reader, answer: Answer, gazetteer: Gazetteer) -> pd.DataFrame:
    """The sites by which the trials of an answer fit, as the table sites with distance_km (missing without a place)."""
    question = compose_question(answer.criteria, answer.place, gazetteer, reader)
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
    distances = measure_distances(place, points).to_numpy()
    near = np.flatnonzero(distances <= (criteria.within.km if criteria.within else np.inf))
    # Recruiting sites first: the nearest of the others counts only where a trial has none. Points come by site, and a
    # stable sort keeps that among equals.
    near = near[np.lexsort((distances[near], ~points["recruiting"].to_numpy(dtype=bool)[near]))]
    near = near[~points["nct_id"].take(near).duplicated().to_numpy()]
    columns = {"site_id": points["site_id"].array.take(near), "distance_km": distances[near]}
    nearest = pd.DataFrame(columns, index=points["nct_id"].take(near).tolist())
    if criteria.within is None:
        return nearest, reader.count_trials(question) - len(nearest)
    return nearest, reader.count_unplaced(question.without_boxes())


def _measure(place: Place, sites: pd.DataFrame) -> pd.Series:
    points = sites[["latitude", "longitude"]].astype("float64")
    on_earth = points["latitude"].abs().le(90) & points["longitude"].abs().le(180)
    return measure_distances(place, points.where(on_earth))


def _explain(trials: pd.DataFrame, nearest: pd.DataFrame | None, criteria: Criteria) -> pd.DataFrame:
    """The trials with site_match, and with the nearest site by its identifier."""
    matches = [explain_match(criteria.site, organs) for organs in trials["primary_sites"]]
    rows = np.full(len(trials), -1)
    if nearest is None:
        nearest = pd.DataFrame({"site_id": pd.Series(dtype="str"), "distance_km": pd.Series(dtype="float64")})
    else:
        places = {nct_id: row for row, nct_id in enumerate(nearest.index.tolist())}
        rows = np.array([places.get(nct_id, -1) for nct_id in trials["nct_id"].tolist()], dtype=int)
    return trials.assign(
        site_match=pd.Series(matches, trials.index, dtype="object"),
        nearest_site_id=take(nearest["site_id"].astype("str").array, rows, allow_fill=True),
        nearest_distance_km=take(nearest["distance_km"].astype("Float64").array, rows, allow_fill=True),
    )


def add_site_facts(reader: Reader, trials: pd.DataFrame) -> pd.DataFrame:
    """Trials of `list_trials`, or some of them, with the columns of SITE_FACTS. Raises DamagedError."""
    if NEAREST_PLACE in trials and (packed := open_packed(reader)):
        trials = complete_rows(reader, packed, trials, TRIAL_COLUMNS)
    counts = reader.count_sites(trials["nct_id"].tolist())
    counted = {name: counts[name].array for name in SITE_FACTS if name not in _NEAREST_FACTS}
    nearest = read_nearest(reader, trials)
    return trials.assign(**counted, **{name: nearest[name].array for name in _NEAREST_FACTS})


def read_nearest(reader: Reader, trials: pd.DataFrame) -> pd.DataFrame:
    """nearest_site_id of each of these trials of `list_trials`, and what `add_site_facts` says of that site."""
    packed = open_packed(reader) if NEAREST_PLACE in trials else None
    ids = list_nearest_ids(packed, trials) if packed else trials["nearest_site_id"].array
    sites = reader.read_sites_by_id(pd.Series(ids).dropna().tolist())
    rows = pd.Index(sites["site_id"]).get_indexer(pd.Index(ids))
    facts = {name: take(sites[column].array, rows, allow_fill=True) for name, column in _NEAREST_FACTS.items()}
    return pd.DataFrame({"nearest_site_id": ids, **facts}, index=trials.index)
