"""Odd values, told beside the rows they were found in: one `Problem` each, never a reason to lose the record."""

from typing import Any

import pandas as pd

from finder.schema.raw import Problem


def note_where(
    problems: list[Problem],
    kind: str,
    where: str,
    rows: "pd.Series[bool]",
    nct_ids: "pd.Series[Any]",
    *,
    bad: bool = False,
) -> None:
    """Add one problem for each row that is marked; `nct_ids` has the same index as `rows`."""
    marked = rows.fillna(False).astype(bool)
    if marked.any():
        problems.extend(
            Problem(kind=kind, where=where, nct_id=nct_id if isinstance(nct_id, str) else None, bad=bad)
            for nct_id in nct_ids[marked]
        )


def note_lost(
    problems: list[Problem],
    where: str,
    before: "pd.Series[Any]",
    after: "pd.Series[Any]",
    nct_ids: "pd.Series[Any]",
    *,
    kind: str,
) -> None:
    """Add a problem for each value that was there and could not be used: `kind` for text, else a wrong type."""
    missing = after.isna()
    if not missing.any():
        return
    before, nct_ids = before[missing], nct_ids[missing]
    is_text = before.map(lambda cell: isinstance(cell, str)).astype(bool)
    is_blank = before.map(lambda cell: cell is None or cell == "" or cell != cell).astype(bool)  # NaN is not itself
    lost = ~is_blank
    note_where(problems, kind, where, lost & is_text, nct_ids)
    note_where(problems, "wrong_type", where, lost & ~is_text, nct_ids, bad=True)
