"""Raw rows to tables, with pandas: one idea a file. Does no input or output and reads no clock."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from finder.identifiers import read_nct_id
from finder.normalize.classification import classify_trials
from finder.normalize.investigators import build_investigators
from finder.normalize.sites import build_sites
from finder.normalize.trials import build_trials, select_for_classification
from finder.schema import shape_frame
from finder.schema.raw import Problem, RawRows

__all__ = ["Batch", "normalize_batch"]


@dataclass(frozen=True)
class Batch:
    """Tables of the trials that are in scope, why each other one was left out (by nct_id), and what was odd."""

    trials: pd.DataFrame
    sites: pd.DataFrame
    investigators: pd.DataFrame
    left_out: dict[str, str]
    problems: list[Problem]


def normalize_batch(raw: RawRows, *, cities: pd.DataFrame, today: date, keep_all: bool = False) -> Batch:
    """The tables of one batch. `cities`: name_key, country_code, region, latitude, longitude, population.

    `keep_all`: trials that are not about the disease are in scope, too. `problems` holds what was found here; those of
    the parser stay in `raw.problems`. Raises nothing for a record.
    """
    problems: list[Problem] = []
    trials = build_trials(raw.trials, today, problems)
    meaning = classify_trials(select_for_classification(trials), keep_all=keep_all)
    in_scope = meaning["relevance"].notna()
    left_out = dict(zip(trials["nct_id"][~in_scope], meaning["left_out"][~in_scope], strict=True))
    kept = trials[in_scope].join(meaning.drop(columns="left_out")[in_scope]).reset_index(drop=True)
    known = set(trials["nct_id"])
    owners = [read_nct_id(row.get("nct_id")) for row in raw.sites]
    problems.extend(Problem("site_without_trial", "sites.nct_id", owner) for owner in owners if owner not in known)
    sites = build_sites(raw.sites, kept[["nct_id", "status"]], cities, problems)
    people = build_investigators(raw.investigators, sites, kept["nct_id"], problems)
    return Batch(
        trials=shape_frame(kept, "trials"),
        sites=shape_frame(sites, "sites"),
        investigators=people,
        left_out=left_out,
        problems=problems,
    )
