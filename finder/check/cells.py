"""Checks of what the cells hold, beside the last snapshot: a field that the source renamed is no empty column."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from finder.errors import CheckError

#: What nobody could do without, by table.
ESSENTIAL: Mapping[str, tuple[str, ...]] = {
    "trials": ("title", "status", "study_type", "conditions", "eligibility", "last_update_posted"),
    "sites": ("facility", "city", "country"),
}

#: Least share of the filled cells a trial of the last snapshot; below it, a field is taken to be lost.
LEAST_FILLED = 0.7

#: Fewer filled cells than these in the last snapshot say nothing.
FEW_CELLS = 20


def check_filled(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame], *, accept_fewer: bool) -> None:
    """No essential column that lost more than 30 % of its cells, counted for each trial, unless told that it is right.

    Takes the tables `trials` and `sites` of the last snapshot and of the new one, both read from the same source.
    Raises CheckError.
    """
    trials_before, trials_after = len(before["trials"]), len(after["trials"])
    for name, columns in ESSENTIAL.items():
        for column in columns:
            had, has = _count_filled(before[name][column]), _count_filled(after[name][column])
            if accept_fewer or had < FEW_CELLS or has * trials_before >= LEAST_FILLED * had * trials_after:
                continue
            raise CheckError(
                f"The column {column} of {name} has {has:,} filled cells, and the last snapshot has {had:,}.",
                remedy="The source may have renamed a field: report this. Refresh with --accept-fewer if it is right.",
            )


def _count_filled(cells: "pd.Series[Any]") -> int:
    """Cells that are neither missing nor an empty list."""
    return sum(filled and cell != [] for filled, cell in zip(cells.notna(), cells, strict=True))
