"""Numbers and yes-or-no values of raw rows, checked by range."""

from typing import Any

import pandas as pd

#: The registry's mark for an unknown number of people (five records in 2026).
UNKNOWN_ENROLLMENT = 99_999_999
_LONGEST = 32


def _read_number(cell: object) -> object:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell if abs(cell) < 10**15 else None
    if isinstance(cell, str):
        return cell if len(cell) <= _LONGEST and cell.isascii() else None
    return cell if isinstance(cell, float) else None


def clean_numbers(values: "pd.Series[Any]", low: float, high: float) -> "pd.Series[Any]":
    """Numbers, or text that is one, from `low` to `high`; anything else missing."""
    cells = pd.Series([_read_number(cell) for cell in values], index=values.index, dtype="object")
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    return numbers.where(numbers.between(low, high)).astype("Float64")


def clean_counts(values: "pd.Series[Any]", high: int = 10**9) -> "pd.Series[Any]":
    """Whole numbers from 0 to `high`; anything else missing."""
    numbers = clean_numbers(values, 0, high)
    return numbers.where((numbers % 1 == 0).fillna(False)).astype("Int64")


_FLAGS: dict[object, bool] = {True: True, False: False, "true": True, "false": False, "yes": True, "no": False}


def clean_flags(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """True and false, also as text; anything else missing."""
    cells = [
        _FLAGS.get(cell.strip().lower() if isinstance(cell, str) else cell) if isinstance(cell, bool | str) else None
        for cell in values
    ]
    return pd.Series(cells, index=values.index, dtype="boolean")
