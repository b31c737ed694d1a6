"""An answer as JSON records and as flat rows: the promised fields, in a stable order, nothing lost."""

import json
import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from finder.export.csv_file import write_csv
from finder.export.plain import frame_records, to_plain
from finder.export.records import NEAREST_FIELDS, SITE_FIELDS, TRIAL_FIELDS, site_rows, to_records, trial_rows
from finder.query.criteria import Criteria
from finder.query.places import Place
from finder.query.search import Answer
from finder.schema import shape_frame, table

HOUSTON = Place("Houston, Texas", 29.76, -95.37, "US", "Texas")


def fake_answer(place: Place | None, **nearest: object) -> Answer:
    rows = pd.DataFrame(
        [
            {"nct_id": "NCT99000002", "title": "Second", "status": "RECRUITING", "phases": ["PHASE1", "PHASE2"]},
            {"nct_id": "NCT99000001", "title": "First", "status": "COMPLETED", "fetched_at": "2026-11-20T06:00:00Z"},
        ]
    )
    trials = shape_frame(rows, "trials").assign(sites_recruiting=[1, 0], sites_total=[2, 0], countries=[["Spain"], []])
    for name in NEAREST_FIELDS:
        trials[f"nearest_{name}"] = [nearest.get(name), None]
    trials["nearest_distance_km"] = trials["nearest_distance_km"].astype("Float64")
    return Answer(trials, Criteria(), place)


def fake_sites() -> pd.DataFrame:
    rows = [
        {"site_id": "a", "nct_id": "NCT99000001", "recruiting": None, "longitude": -1.5},
        {"site_id": "b", "nct_id": "NCT99000002", "recruiting": False, "status": "COMPLETED"},
        {"site_id": "c", "nct_id": "NCT99000002", "recruiting": True, "status": "RECRUITING"},
        {"site_id": "d", "nct_id": "NCT99000002", "recruiting": True},
        {"site_id": "e", "nct_id": "NCT99000009", "recruiting": True},
        {"site_id": "f", "nct_id": "NCT99000001", "recruiting": True},
    ]
    distances = pd.Series([5.0, 1.0, 9.04, 2.06, 0.0, 7.0], dtype="Float64")
    return shape_frame(pd.DataFrame(rows), "sites").assign(distance_km=distances)


def test_every_field_is_a_column_of_the_schema_or_of_an_answer() -> None:
    known = {*table("trials").names, "site_match", "sites_recruiting", "sites_total", "countries"}
    assert set(TRIAL_FIELDS) <= known
    assert len(set(TRIAL_FIELDS)) == len(TRIAL_FIELDS)
    assert set(SITE_FIELDS) <= {*table("sites").names, *table("trials").names, "trial_status", "distance_km"}


def test_records_keep_the_order_and_are_json() -> None:
    records = to_records(fake_answer(None))
    assert [record["nct_id"] for record in records] == ["NCT99000002", "NCT99000001"]
    assert records[0]["phases"] == ["PHASE1", "PHASE2"]
    assert records[0]["countries"] == ["Spain"]
    assert records[1]["has_results"] is None
    assert "nearest_site" not in records[0]
    assert json.loads(json.dumps(records, allow_nan=False)) == records


def test_nearest_site_is_there_with_a_place_and_none_without_a_point() -> None:
    nearest = {"facility": None, "city": "Houston", "status": "RECRUITING", "distance_km": 1.26, "recruiting": True}
    first, second = to_records(fake_answer(HOUSTON, **nearest))
    assert first["nearest_site"] == {
        "facility": None,
        "city": "Houston",
        "region": None,
        "country": None,
        "status": "RECRUITING",
        "distance_km": 1.3,
        "recruiting": True,
    }
    assert second["nearest_site"] is None


def test_flat_rows_have_the_same_columns_with_and_without_a_place() -> None:
    columns = [*TRIAL_FIELDS, *(f"nearest_{name}" for name in NEAREST_FIELDS), "notice"]
    assert list(trial_rows(fake_answer(None)).columns) == columns
    assert list(trial_rows(fake_answer(HOUSTON, distance_km=3.0)).columns) == columns
    empty = fake_answer(None)
    assert list(trial_rows(Answer(empty.trials.head(0), Criteria())).columns) == columns


def test_site_rows_follow_the_trials_then_recruiting_then_distance() -> None:
    rows = site_rows(fake_answer(HOUSTON), fake_sites())
    assert rows["site_id"].tolist() == ["d", "c", "b", "f", "a"]
    assert rows["distance_km"].tolist() == [2.1, 9.0, 1.0, 7.0, 5.0]
    assert rows["trial_status"].tolist() == ["RECRUITING"] * 3 + ["COMPLETED"] * 2
    assert rows["title"].tolist()[-1] == "First"
    assert list(rows.columns) == [*SITE_FIELDS, "notice"]
    assert b"-1.5" in write_csv(rows)
    assert b"'-1.5" not in write_csv(rows)


def test_site_rows_of_an_empty_answer() -> None:
    empty = Answer(fake_answer(None).trials.head(0), Criteria())
    assert list(site_rows(empty, fake_sites().head(0)).columns) == [*SITE_FIELDS, "notice"]
    assert site_rows(empty, fake_sites()).empty


def test_plain_values() -> None:
    assert to_plain([np.int64(3), pd.NA, "x", np.bool_(True), float("nan"), pd.NaT]) == [3, None, "x", True, None, None]
    assert to_plain({"a": (1, None)}) == {"a": [1, None]}


cells = st.one_of(st.none(), st.booleans(), st.integers(-(2**60), 2**60), st.floats(), st.text(), st.lists(st.text()))


@given(st.lists(cells, min_size=1))
def test_any_cells_become_json_that_says_the_same(values: list[object]) -> None:
    frame = pd.DataFrame({"a": pd.Series(values, dtype="object")})
    back = [record["a"] for record in json.loads(json.dumps(frame_records(frame), allow_nan=True))]
    assert back == [None if isinstance(value, float) and math.isnan(value) else value for value in values]
