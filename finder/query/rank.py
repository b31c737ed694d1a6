"""The order of an answer. Ties are broken by the NCT number, so that the same question gives the same list."""

from collections.abc import Sequence

import pandas as pd

from finder.query.criteria import Sort

# Later phases first: they are nearer to usual care. Studies without a phase come last.
_PHASE_ORDER = {"NA": 0.0, "EARLY_PHASE1": 0.5, "PHASE1": 1.0, "PHASE2": 2.0, "PHASE3": 3.0, "PHASE4": 4.0}


def rank_trials(trials: pd.DataFrame, order: Sort) -> pd.DataFrame:
    """Trials by "distance" (nearest first), "updated" (latest first) or "phase" (latest first); unknown values last."""
    if order == "phase":
        key = pd.Series([-_rank_phase(phases) for phases in trials["phases"]], index=trials.index, dtype="float64")
    elif order == "distance":
        key = trials["nearest_distance_km"].astype("float64")
    else:
        key = -pd.to_datetime(trials["last_update_posted"], format="ISO8601", errors="coerce").rank(method="dense")
    keyed = pd.DataFrame({"key": key, "nct_id": trials["nct_id"]})
    keyed = keyed.sort_values(["key", "nct_id"], na_position="last", kind="stable")
    return trials.loc[keyed.index].reset_index(drop=True)


def _rank_phase(phases: Sequence[str]) -> float:
    """A phase 1/2 trial stands between phase 1 and phase 2."""
    known = [_PHASE_ORDER[phase] for phase in phases if phase in _PHASE_ORDER]
    return sum(known) / len(known) if known else -1.0
