import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.ages import YEARS, clean_ages, states_no_age


def _read(cell: object) -> object:
    return clean_ages(pd.Series([cell], dtype="object"))[0]


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("18 Years", 18),
        ("1 Year", 1),
        ("6 Months", 0.5),
        ("90 Days", 90 / 365.2425),
        ("1 Minute", 1 / 525949.2),
        ("3 Weeks", 21 / 365.2425),
        ("12 Hours", 0.5 / 365.2425),
        ("0 Years", 0),
        ("130 Years", 130),
    ],
)
def test_ages_in_any_unit_are_years(written: str, years: float) -> None:
    assert _read(written) == pytest.approx(years)


@pytest.mark.parametrize(
    "cell", ["old", "", "Years", "18", "-1 Years", "18 Moons", 18, None, True, "9" * 400 + " Years", []]
)
def test_what_is_no_age_is_empty(cell: object) -> None:
    assert pd.isna(_read(cell))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.sampled_from(sorted(YEARS)))
def test_more_of_a_unit_is_never_younger(number: int, unit: str) -> None:
    younger, older = _read(f"{number} {unit.title()}s"), _read(f"{number + 1} {unit.title()}s")
    assert younger < older
    assert older - younger == pytest.approx(YEARS[unit])


def test_silence_is_no_problem() -> None:
    assert states_no_age(pd.Series([None, "N/A", "None", "18 Years", 3], dtype="object")).tolist() == [
        True,
        True,
        True,
        False,
        False,
    ]
