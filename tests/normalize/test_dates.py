import calendar
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.dates import clean_dates, first_days, last_days


def _read(*cells: object) -> list[str]:
    return clean_dates(pd.Series(list(cells), dtype="object")).fillna("").tolist()


@pytest.mark.parametrize(
    "cell",
    [
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "soon",
        "",
        "2024-5",
        "24-05-01",
        "0024-05-01",
        "2024-05-17T10:00",
        "9999-01",
        20240501,
        2024,
        None,
        float("nan"),
        True,
        ["2024"],
        date(2024, 5, 1),
        "२०२४",
        "2" * 10_000,
    ],
)
def test_what_is_no_date_is_empty(cell: object) -> None:
    assert _read(cell) == [""]


def test_precision_is_kept() -> None:
    assert _read("2024", "2024-05", " 2024-05-17 ", "1989-06") == ["2024", "2024-05", "2024-05-17", "1989-06"]


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_first_and_last_day_hold_the_day(day: date) -> None:
    text = day.isoformat()
    dates = clean_dates(pd.Series([text, text[:7], text[:4]], dtype="object"))
    first, last = first_days(dates).tolist(), last_days(dates).tolist()
    end_of_month = calendar.monthrange(day.year, day.month)[1]
    assert first == [text, f"{text[:7]}-01", f"{text[:4]}-01-01"]
    assert last == [text, f"{text[:7]}-{end_of_month}", f"{text[:4]}-12-31"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"[12][0-9]{3}(-[0-9]{2}){0,2}", fullmatch=True)))
)
def test_every_answer_is_a_day_of_the_calendar(cells: list[object]) -> None:
    dates = clean_dates(pd.Series(cells, dtype="object"))
    for text, first, last in zip(dates, first_days(dates), last_days(dates), strict=True):
        if isinstance(text, str):
            assert (
                date.fromisoformat(first) <= date.fromisoformat(last) < date.fromisoformat(first) + timedelta(days=366)
            )
            assert first.startswith(text)
        else:
            assert pd.isna(first)
            assert pd.isna(last)
