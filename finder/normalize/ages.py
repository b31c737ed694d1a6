"""Ages in any unit of the registry, as years."""

from typing import Any

import pandas as pd

from finder.normalize.text import clean_column

_AGE = r"^([0-9]{1,6}(?:\.[0-9]{1,4})?) ?(year|month|week|day|hour|minute)s?$"
_YEAR = pd.Timedelta(days=365.2425)
#: Years in one of each unit.
YEARS = {
    "year": 1.0,
    "month": 1 / 12,
    "week": pd.Timedelta(weeks=1) / _YEAR,
    "day": pd.Timedelta(days=1) / _YEAR,
    "hour": pd.Timedelta(hours=1) / _YEAR,
    "minute": pd.Timedelta(minutes=1) / _YEAR,
}
#: What older records write where no age is stated.
NO_AGE = ("", "n/a", "none")


def clean_ages(values: "pd.Series[Any]") -> "pd.Series[float]":
    """Ages such as "18 Years", "6 Months" or "1 Minute" in years; anything else missing."""
    parts = clean_column(values).str.lower().str.extract(_AGE)
    number = pd.to_numeric(parts[0], errors="coerce")
    return (number * parts[1].map(YEARS).astype("float64")).astype("Float64")


def states_no_age(values: "pd.Series[Any]") -> "pd.Series[bool]":
    """Where the record says in so many words, or by silence, that there is no limit."""
    return values.isna() | values.map(lambda cell: isinstance(cell, str) and cell.strip().lower() in NO_AGE)
