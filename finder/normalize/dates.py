"""Dates that may be partial: checked, kept with the precision they came with, and read as first or last day."""

from typing import Any

import pandas as pd

from finder.normalize.text import clean_column

# The registry writes 2024, 2024-05 and 2024-05-17. Years outside 1900 to 2199 are typing errors there.
_PARTIAL = r"(?:19|20|21)[0-9]{2}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_FULL_LENGTH = len("2024-05-17")
_TAIL = "-01-01"


def _to_first(dates: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    missing = _FULL_LENGTH - dates.str.len()
    padded = dates.where(missing != len("-01"), dates + "-01").where(missing != len(_TAIL), dates + _TAIL)
    return pd.to_datetime(padded, format="%Y-%m-%d", errors="coerce")


def clean_dates(values: "pd.Series[Any]") -> "pd.Series[str]":
    """The values that are dates of the calendar, as text; every other value missing."""
    texts = clean_column(values)
    texts = texts.where(texts.str.fullmatch(_PARTIAL).fillna(False).astype(bool))
    return texts.where(_to_first(texts).notna())


def first_days(dates: "pd.Series[str]") -> "pd.Series[str]":
    """The first day each cleaned date can mean, ISO 8601."""
    return _to_first(dates).dt.strftime("%Y-%m-%d").astype("str")


def last_days(dates: "pd.Series[str]") -> "pd.Series[str]":
    """The last day each cleaned date can mean, ISO 8601."""
    first = _to_first(dates)
    length = dates.str.len()
    last = first.where(length != len("2024-05"), first + pd.offsets.MonthEnd(0))
    last = last.where(length != len("2024"), first + pd.offsets.YearEnd(0))
    return last.dt.strftime("%Y-%m-%d").astype("str")
