"""Single facts in words: dates of any precision, ages, distances, phases."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts.facts import (
    KM_PER_MILE,
    hours_since,
    write_age,
    write_ages,
    write_date,
    write_distance,
    write_list,
    write_phase,
    write_place,
    write_time,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-05-07", "May 7, 2026"),
        ("2026-05", "May 2026"),
        ("2026", "2026"),
        ("2026-05-07T10:20:30Z", "May 7, 2026"),
        ("2026-13-07", "2026-13-07"),
        ("soon", "soon"),
        ("", ""),
        (None, ""),
        (pd.NA, ""),
    ],
)
def test_a_date_keeps_its_precision(value: object, words: str) -> None:
    assert write_date(value) == words


def test_a_time_names_its_zone() -> None:
    assert write_time("2026-11-20T03:04:05Z") == "November 20, 2026, 03:04 UTC"
    assert write_time("2026-11-20") == "November 20, 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (5, "5 days ago"),
        (20, "2 weeks ago"),
        (90, "2 months ago"),
        (800, "2 years ago"),
    ],
)
def test_an_age_is_told_in_a_unit_that_fits(days: int, words: str) -> None:
    assert write_age((TODAY - timedelta(days)).isoformat(), TODAY) == words


@pytest.mark.parametrize("value", ["2026-12-01", "2026-05", "soon", None])
def test_no_age_is_told_of_a_day_ahead_or_no_day(value: object) -> None:
    assert write_age(value, TODAY) == ""


def test_hours_since_reads_utc_times_and_tells_when_it_cannot() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert hours_since("2026-11-20T03:00:00Z", now) == 9
    assert hours_since("2026-11-19", now) == 36
    assert hours_since("soon", now) is None


@given(st.floats(2, 20_000))
def test_miles_and_kilometers_tell_the_same_distance(kilometers: float) -> None:
    miles = float(write_distance(kilometers, "mi").split()[0].replace(",", ""))
    told = float(write_distance(kilometers, "km").split()[0].replace(",", ""))
    assert abs(miles * KM_PER_MILE - kilometers) <= KM_PER_MILE / 2 + 1e-6
    assert abs(told - kilometers) <= 0.5 + 1e-6


def test_a_distance_within_one_town_claims_no_more_than_it_knows() -> None:
    assert write_distance(0.4, "km") == "In the same town"
    assert write_distance(1.61, "mi") == "1 mile"
    assert write_distance(None, "mi") == ""
    assert write_distance(pd.NA, "km") == ""


def test_two_phases_are_one_label_with_both_meanings() -> None:
    label, meaning = write_phase(["PHASE1", "PHASE2"])
    assert label == "Phase 1 and 2"
    assert meaning.count(".") == 2


def test_no_phase_and_none_stated_are_different_answers() -> None:
    assert write_phase(["NA"])[0] != write_phase([])[0]


def test_a_phase_nobody_foresaw_is_shown() -> None:
    assert write_phase(["PHASE9"]) == ("Phase9", "")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (18.0, None, "18 years and older"),
        (pd.NA, 21.0, "Up to 21 years"),
        (0.5, 12, "0.5 to 12 years"),
        (None, None, "No age limit stated"),
    ],
)
def test_ages_in_words(low: object, high: object, words: str) -> None:
    assert write_ages(low, high) == words


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), max_size=30), st.integers(1, 8))
def test_a_cut_list_says_how_many_it_leaves_out(words: list[str], limit: int) -> None:
    told = write_list(words, limit)
    if len(words) > limit + 1:
        assert told.endswith(f"and {len(words) - limit} more")
    else:
        assert told == ", ".join(words)


def test_a_place_leaves_out_what_is_missing() -> None:
    assert write_place("", "Lyon", None, "France") == "Lyon, France"
