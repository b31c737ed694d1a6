"""Lists over a large snapshot: what orders and counts them comes from arrays, a row only for what is shown.

The same trials in the same order as `search` gives. See finder/store/packing.py.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from finder.places import name_country
from finder.query.criteria import Criteria, Sort
from finder.query.distance import measure_distances
from finder.query.organs import explain_match
from finder.query.places import Place
from finder.query.rank import rank_phases, rank_relevance, rank_update
from finder.store.packed import Packed, Places
from finder.store.packed_snapshot import PackedSnapshot
from finder.store.question import Question
from finder.store.reader import Reader

#: Columns of a trial that are at hand without its row, with their types.
LIGHT: dict[str, str] = {
    "status": "str", "stale": "object", "relevance": "str", "phases": "object", "treatments": "object",
    "primary_sites": "object", "differentiation": "str", "min_age_years": "Float64", "max_age_years": "Float64",
    "last_update_posted": "str",
}  # fmt: skip

#: Place of the nearest site among the sites; it becomes nearest_site_id once the trial is shown.
NEAREST_PLACE = "nearest_place"

Distances = npt.NDArray[np.float64]


def open_packed(reader: Reader) -> Packed | None:
    """The arrays of the snapshot of this reader; None of a small one, or of one on a server."""
    return reader.snapshot.packed if isinstance(reader.snapshot, PackedSnapshot) else None


def find_near(packed: Packed, question: Question, place: Place, km: float | None) -> tuple[Places, Distances]:
    """For each trial the place of its nearest site that fits, or -1, and the distance in kilometers, or NaN.

    The nearest recruiting one where there is one within `km`, else the nearest of any; of equals the first.
    """
    sites = packed.fit_sites(question)
    points = pd.DataFrame(packed.load("points"), columns=["latitude", "longitude"])
    away = measure_distances(place, points).to_numpy()[packed.load("site_point")[sites]]
    near = away <= (np.inf if km is None else km)
    sites, away = sites[near], away[near]
    owners, recruiting = packed.load("site_trial")[sites], packed.load("site_recruiting")[sites]
    nearest, least = np.full(packed.count(), -1), np.full(packed.count(), np.nan)
    for some in (~recruiting, recruiting):
        lows = np.full(packed.count(), np.inf)
        np.minimum.at(lows, owners[some], away[some])
        first = np.flatnonzero(some)[away[some] == lows[owners[some]]][::-1]
        nearest[owners[first]] = sites[first]
        least = np.where(np.isinf(lows), least, lows)
    return nearest, least


def list_packed(
    packed: Packed, question: Question, place: Place | None, criteria: Criteria
) -> tuple[pd.DataFrame, int]:
    """The fitting trials in display order with nct_id, LIGHT and what `list_trials` adds, NEAREST_PLACE in the place of
    nearest_site_id; and how many have no point."""
    trials, nearest, away, unplaced = _find_fitting(packed, question, place, criteria)
    order = _rank(packed, trials, away, criteria.order)
    trials, nearest, away = trials[order], nearest[order], away[order]
    columns: dict[str, Any] = {"nct_id": pd.array(packed.list_ids(trials), dtype="str")}
    columns |= _read_light(packed, trials, criteria.site)
    columns |= {NEAREST_PLACE: nearest, "nearest_distance_km": pd.array(away, dtype="Float64")}
    return pd.DataFrame(columns), unplaced


def measure_packed(packed: Packed, question: Question, place: Place, criteria: Criteria) -> Distances:
    """Kilometers to the nearest site of each trial that `list_packed` lists, or NaN, in no order."""
    return _find_fitting(packed, question, place, criteria)[2]


def _find_fitting(
    packed: Packed, question: Question, place: Place | None, criteria: Criteria
) -> tuple[Places, Places, Distances, int]:
    """The places of the fitting trials, of their nearest sites and the distances; and how many have no point."""
    km = criteria.within.km if criteria.within else None
    if place is None:
        trials = np.flatnonzero(packed.fit_trials(question))
        return trials, np.full(len(trials), -1), np.full(len(trials), np.nan), 0
    near, distances = find_near(packed, question, place, km)
    if km is None:
        trials = np.flatnonzero(packed.fit_trials(question))
        unplaced = int((near[trials] < 0).sum())
    else:
        trials = np.flatnonzero(near >= 0)
        unplaced = packed.count_unplaced(question.without_boxes())
    return trials, near[trials], distances[trials], unplaced


def _rank(packed: Packed, trials: Places, away: Distances, order: Sort) -> Places:
    """The places in the list, by the rules of `rank_trials`, asked once for each value that a column has."""
    update = _rank_column(packed, "last_update_posted", rank_update)[trials]
    others = _rank_column(packed, "relevance", rank_relevance)[trials]
    key = {"distance": away, "relevance": others, "updated": update}.get(order)
    if key is None:
        key = _rank_column(packed, "phases", rank_phases)[trials]
    rows: Places = np.lexsort((update, others, key))
    return rows


def _rank_column(packed: Packed, name: str, rank: Callable[[pd.Series], pd.Series]) -> Distances:
    def rank_values() -> Distances:
        kind = "object" if LIGHT[name] == "object" else "str"
        return rank(pd.Series(packed.load_values(name), dtype=kind)).to_numpy(dtype="float64")

    ranks = packed.keep(f"rank.{name}", rank_values)
    return ranks[packed.load(f"trial.{name}")]


def _read_light(packed: Packed, trials: Places, asked: Sequence[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, kind in LIGHT.items():
        values = packed.keep(f"column.{name}", partial(_make_column, packed.load_values(name), kind))
        columns[name] = values.take(packed.load(f"trial.{name}")[trials])
    matches = [explain_match(asked, organs) for organs in packed.load_values("primary_sites")]
    columns["site_match"] = _make_column(matches, "object").take(packed.load("trial.primary_sites")[trials])
    return columns


def _make_column(values: list[Any], kind: str) -> ExtensionArray:
    return pd.Series(values, dtype=kind).array


def complete_rows(reader: Reader, packed: Packed, trials: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Rows of `list_packed` with these columns of the table trials, and nearest_site_id. Raises DamagedError."""
    rows = reader.read_trials(trials["nct_id"].tolist()).set_index("nct_id")
    rows = rows.loc[trials["nct_id"], [name for name in columns if name != "nct_id"]].reset_index()
    added = trials[["site_match", "nearest_distance_km"]].reset_index(drop=True)
    whole = rows.assign(
        site_match=added["site_match"],
        nearest_site_id=list_nearest_ids(packed, trials),
        nearest_distance_km=added["nearest_distance_km"],
    )
    return whole.set_axis(trials.index)


def list_nearest_ids(packed: Packed, trials: pd.DataFrame) -> ExtensionArray:
    """nearest_site_id of these rows of `list_packed`."""
    near = trials[NEAREST_PLACE].to_numpy()
    found = dict(zip(near[near >= 0].tolist(), packed.list_site_ids(near[near >= 0]), strict=True))
    return pd.array([found.get(place) for place in near.tolist()], dtype="str")


def list_areas_of_sites(reader: Reader) -> pd.DataFrame | None:
    """Columns country, country_code and region, each pair once; None where the snapshot has no arrays."""
    packed = open_packed(reader)
    if packed is None:
        return None
    codes, regions = packed.load_values("site.country_code"), packed.load_values("site.region")
    keys = packed.load("site.country_code").astype(np.int64) * len(regions) + packed.load("site.region")
    pairs = [(codes[key // len(regions)], regions[key % len(regions)]) for key in np.unique(keys).tolist()]
    rows = [(name_country(code) if code else None, code, region) for code, region in pairs]
    return pd.DataFrame(rows, columns=["country", "country_code", "region"], dtype="str")
