"""The order of an answer, and of trials that stand at one place in it.

Many sites are in the same city, so ties are common: a trial about these tumors comes before one that takes many
cancers, then the one updated last. The NCT number breaks what ties are left, so that the same question gives the
same list.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from finder.query.criteria import Sort
from finder.vocabulary.profile import load_profile

# Later phases first: they are nearer to usual care. Studies without a phase come last.
_PHASE_ORDER = {"NA": 0.0, "EARLY_PHASE1": 0.5, "PHASE1": 1.0, "PHASE2": 2.0, "PHASE3": 3.0, "PHASE4": 4.0}


def rank_trials(trials: pd.DataFrame, order: Sort) -> pd.DataFrame:
    """Trials by "distance" (nearest first), "relevance" (those about these tumors first), "updated" or "phase" (latest
    first); unknown values last."""
    if order == "phase":
        key = rank_phases(trials["phases"])
    elif order == "distance":
        key = trials["nearest_distance_km"].astype("float64")
    elif order == "relevance":
        key = rank_relevance(trials["relevance"])
    else:
        key = rank_update(trials["last_update_posted"])
    by_number = np.argsort(trials["nct_id"].to_numpy(dtype="object"), kind="stable")
    keys = (rank_update(trials["last_update_posted"]), rank_relevance(trials["relevance"]), key)
    # The last of the keys counts first; the sort is stable, and missing numbers come last.
    rows = by_number[np.lexsort([np.asarray(column)[by_number] for column in keys])]
    return trials.take(rows).reset_index(drop=True)


def rank_update(days: "pd.Series[str]") -> "pd.Series[float]":
    """Lower for a later update."""
    return -pd.to_datetime(days, format="ISO8601", errors="coerce").rank(method="dense")


def rank_relevance(codes: "pd.Series[str]") -> "pd.Series[float]":
    """Lower for a trial about these tumors above all."""
    return codes.ne(load_profile().relevance.specific).astype("float64")


def rank_phases(phases: "pd.Series[Any]") -> "pd.Series[float]":
    """Lower for a later phase."""
    return pd.Series([-_rank_phase(several) for several in phases], index=phases.index, dtype="float64")


def _rank_phase(phases: Sequence[str]) -> float:
    """A phase 1/2 trial stands between phase 1 and phase 2."""
    known = [_PHASE_ORDER[phase] for phase in phases if phase in _PHASE_ORDER]
    return sum(known) / len(known) if known else -1.0
