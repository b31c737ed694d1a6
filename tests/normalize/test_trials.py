from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.trials import CLASSIFIED_BY, build_trials, select_for_classification
from finder.schema import shape_frame
from finder.schema.raw import TRIAL_KEYS, Problem

TODAY = date(2026, 11, 20)


def _build(*rows: dict[str, Any]) -> tuple[pd.DataFrame, list[Problem]]:
    problems: list[Problem] = []
    trials = build_trials(list(rows), TODAY, problems)
    shape_frame(trials, "trials")
    return trials, problems


def test_a_whole_record(trial: dict[str, Any]) -> None:
    trials, problems = _build(trial)
    row = trials.iloc[0]
    assert problems == []
    assert row["phases"] == ["PHASE1", "PHASE2"]
    assert (row["start_date"], row["start_day"]) == ("2026-01", "2026-01-01")
    assert (row["primary_completion_date"], row["primary_completion_day"]) == ("2028", "2028-12-31")
    assert row["completion_day"] == "2028-02-29"
    assert row["min_age_years"] == 18
    assert pd.isna(row["max_age_years"])
    assert row["interventions"] == ["Nothing", "Placebo"]
    assert row["intervention_types"] == ["DRUG", ""]
    assert row["intervention_text"] == "given > once\nNil"
    assert row["arms_text"] == ["EXPERIMENTAL: A. gets nothing", "B"]
    assert (row["inclusion"], row["exclusion"]) == ("* neuroendocrine tumor", "* child")
    assert (row["contact_name"], row["contact_phone"]) == ("Fake Desk", "+1 555 0100 ext. 12")
    assert row["summary"] == "A fake.\n\n* one\n* two"
    assert row["stale"] == []


def test_expanded_access_without_dates_phases_enrollment_arms_and_sites() -> None:
    trials, problems = _build(
        {
            "nct_id": "NCT90000002",
            "study_type": "EXPANDED_ACCESS",
            "status": "NO_LONGER_AVAILABLE",
            "title": "Fake program",
        }
    )
    row = trials.iloc[0]
    assert problems == []
    assert row["phases"] == row["interventions"] == row["arms_text"] == row["stale"] == []
    assert all(
        pd.isna(row[name]) for name in ("start_day", "completion_day", "enrollment", "eligibility", "inclusion", "sex")
    )


@pytest.mark.parametrize(
    ("written", "read"), [(99_999_999, None), (0, 0), (30, 30), ("30", 30), (30.0, 30), (None, None)]
)
def test_enrollment(trial: dict[str, Any], written: object, read: int | None) -> None:
    trials, problems = _build({**trial, "enrollment": written})
    assert problems == []
    assert trials["enrollment"].astype("object").where(trials["enrollment"].notna(), None).tolist() == [read]


@pytest.mark.parametrize(
    ("key", "value", "bad"),
    [
        ("start_date", "2024-13", False),
        ("start_date", "soon", False),
        ("start_date", 20240501, True),
        ("start_date", {"date": "2024"}, True),
        ("min_age", "old", False),
        ("min_age", 18, True),
        ("enrollment", "many", False),
        ("enrollment", -1, True),
        ("enrollment", 10**30, True),
        ("enrollment", 10**4000, True),
        ("enrollment", 1.5, True),
        ("has_results", "maybe", False),
        ("healthy_volunteers", 3, True),
        ("title", ["x"], True),
        ("title", 5, True),
        ("phases", "PHASE1", True),
        ("conditions", {"a": 1}, True),
        ("eligibility", {"x": 1}, True),
    ],
)
def test_a_value_that_cannot_be_used_is_empty_and_told(
    trial: dict[str, Any], key: str, value: object, bad: bool
) -> None:
    trials, problems = _build({**trial, key: value})
    assert len(trials) == 1
    assert [(p.where, p.nct_id, p.bad) for p in problems] == [(f"trials.{key}", "NCT90000001", bad)]
    cell = trials.get(key, trials.get(f"{key}_years")).iloc[0]
    assert cell == [] if isinstance(cell, list) else pd.isna(cell)


def test_unknown_words_of_the_registry_are_kept(trial: dict[str, Any]) -> None:
    trials, problems = _build({**trial, "status": "PAUSED_FOR_TEA", "phases": ["PHASE9"], "sex": "OTHER"})
    assert problems == []
    assert trials[["status", "sex"]].iloc[0].tolist() == ["PAUSED_FOR_TEA", "OTHER"]
    assert trials["phases"].iloc[0] == ["PHASE9"]


def test_only_a_record_without_identifier_or_sent_twice_is_left_out(trial: dict[str, Any]) -> None:
    rows = [
        {**trial, "title": "first"},
        {**trial, "nct_id": None},
        {**trial, "nct_id": "x"},
        {**trial, "title": "second"},
        {},
    ]
    trials, problems = _build(*rows)
    assert trials["title"].tolist() == ["second"]
    assert sorted((p.kind, p.bad) for p in problems) == [("no_identifier", True)] * 3 + [("record_twice", False)]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"status": "UNKNOWN", "last_known_status": "RECRUITING"}, ["unknown_status"]),
        ({"completion_date": "2026-10"}, ["past_completion"]),
        ({"completion_date": "2026-11"}, []),
        ({"completion_date": None, "primary_completion_date": "2025"}, ["past_completion"]),
        ({"completion_date": "2030", "primary_completion_date": "2025"}, []),
        ({"completion_date": "2025", "status": "COMPLETED"}, []),
        ({"status_verified": "2025-10", "last_update_posted": "2025-11-19"}, ["old_status"]),
        ({"status_verified": "2025-11", "last_update_posted": "2025-01-01"}, []),
        ({"status_verified": None, "last_update_posted": "2025-11-20"}, []),
        ({"status_verified": None, "last_update_posted": None}, []),
        ({"status_verified": None, "last_update_posted": None, "fetched_at": "2025-08-01"}, ["old_status"]),
        ({"status_verified": None, "last_update_posted": None, "fetched_at": None}, []),
        (
            {
                "status": "NOT_YET_RECRUITING",
                "status_verified": "2024",
                "last_update_posted": None,
                "completion_date": "2025",
            },
            ["old_status"],
        ),
        ({"status": "COMPLETED", "status_verified": "1989-06", "last_update_posted": None}, []),
        (
            {"status": "AVAILABLE", "completion_date": "2020", "status_verified": "2020", "last_update_posted": None},
            ["past_completion", "old_status"],
        ),
    ],
)
def test_why_a_status_may_be_out_of_date(trial: dict[str, Any], changes: dict[str, Any], reasons: list[str]) -> None:
    assert _build({**trial, **changes})[0]["stale"].tolist() == [reasons]


def test_classification_gets_no_missing_text(trial: dict[str, Any]) -> None:
    frame = select_for_classification(_build(trial, {"nct_id": "NCT90000003"})[0])
    assert tuple(frame.columns) == CLASSIFIED_BY
    assert not frame.isna().any(axis=None)


_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.none() | st.text(max_size=5), max_size=2),
    st.lists(
        st.dictionaries(
            st.sampled_from(["name", "type", "label", "phone", "email"]), st.text(max_size=5) | st.integers()
        )
    ),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=1),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(TRIAL_KEYS[1:]), _CELL), min_size=1, max_size=4))
def test_any_cell_is_taken(rows: list[dict[str, Any]]) -> None:
    trials, _ = _build(*({**row, "nct_id": f"NCT9000000{i}"} for i, row in enumerate(rows, 1)))
    assert len(trials) == len(rows)


def test_no_rows() -> None:
    assert _build()[0].empty
