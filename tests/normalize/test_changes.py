"""What is told of two snapshots: nothing of equal ones, and else enough to come from the one to the other."""

from typing import Any

import pandas as pd
import pytest
from fake_snapshot import fake_site, fake_trial
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.changes import (
    KEPT_DAYS,
    KINDS,
    OF_THE_REGISTRY,
    TOLD,
    find_changes,
    join_changes,
)
from finder.normalize.staleness import TAKES_PEOPLE
from finder.schema import LIST_SEPARATOR, empty_frame, shape_frame, table

AT = "2026-11-20T12:00:00Z"
Tables = dict[str, pd.DataFrame]


def make_tables(trials: list[dict[str, Any]], sites: list[dict[str, Any]] | None = None) -> Tables:
    return {
        "trials": shape_frame(pd.DataFrame(trials, columns=table("trials").names), "trials"),
        "sites": shape_frame(pd.DataFrame(sites or [], columns=table("sites").names), "sites"),
    }


def tell(before: Tables, after: Tables, **options: Any) -> list[list[Any]]:
    found = find_changes(before, after, AT, **options)
    assert list(found.columns) == table("changes").names
    assert set(found["at"]) <= {AT}
    rows = found[["nct_id", "kind", "before", "after"]].astype("object")
    return rows.where(rows.notna(), None).values.tolist()


def tell_one(before: dict[str, Any], after: dict[str, Any], **options: Any) -> list[list[Any]]:
    """What is told of one trial, without its identifier."""
    told = tell(make_tables([fake_trial(1, **before)]), make_tables([fake_trial(1, **after)]), **options)
    return [row[1:] for row in told]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"status": "RECRUITING"}, {"status": "COMPLETED"}, ["status", "RECRUITING", "COMPLETED"]),
        ({"phases": ["PHASE1"]}, {"phases": ["PHASE1", "PHASE2"]}, ["phases", "PHASE1", "PHASE1 | PHASE2"]),
        ({"phases": []}, {"phases": ["PHASE1"]}, ["phases", None, "PHASE1"]),
        ({}, {"completion_date": "2027-05"}, ["completion_date", None, "2027-05"]),
        ({"start_date": "2026-01"}, {"start_date": "2026-02-01"}, ["start_date", "2026-01", "2026-02-01"]),
        ({}, {"primary_completion_date": "2027"}, ["primary_completion_date", None, "2027"]),
        ({"primary_sites": ["lung"]}, {"primary_sites": []}, ["primary_sites", "lung", None]),
        ({"sstr": "not_stated"}, {"sstr": "required"}, ["sstr", "not_stated", "required"]),
        ({"grades": ["g1"]}, {"grades": ["g1", "g2"]}, ["grades", "g1", "g1 | g2"]),
        ({"contact_phone": "555-0100"}, {"contact_phone": "555-0101"}, ["contact", None, None]),
        ({}, {"contact_name": "Test Desk"}, ["contact", None, None]),
        ({"eligibility": "old"}, {"eligibility": "newer"}, ["eligibility", "3 characters", "5 characters"]),
        ({}, {"eligibility": "x" * 1234}, ["eligibility", None, "1,234 characters"]),
    ],
)
def test_each_kind_is_told_with_what_was_and_what_is(
    before: dict[str, Any], after: dict[str, Any], told: list[Any]
) -> None:
    assert tell_one(before, after) == [told]


@pytest.mark.parametrize("name", ["fetched_at", "data_version", "last_update_posted", "summary", "sponsor", "acronym"])
def test_what_changes_every_night_or_matters_little_is_not_told(name: str) -> None:
    assert tell_one({name: "2026-11-19T00:00:00Z"}, {name: "2026-11-20T00:00:00Z"}) == []
    assert tell_one({"stale": []}, {"stale": ["old_status"]}) == []


def test_a_trial_that_comes_or_leaves_is_told_once_by_its_title() -> None:
    before = make_tables([fake_trial(1), fake_trial(2)], [fake_site(1, 1), fake_site(2, 2)])
    after = make_tables([fake_trial(2), fake_trial(3)], [fake_site(2, 2), fake_site(3, 3)])
    reasons = {"NCT00000001": "Removed from the registry"}
    assert tell(before, after, left=reasons) == [
        ["NCT00000001", "left", "Fake trial 1", "Removed from the registry"],
        ["NCT00000003", "new", None, "Fake trial 3"],
    ]


def test_sites_open_and_close_with_their_place_in_words() -> None:
    shut = {"status": "COMPLETED", "recruiting": False}
    before = make_tables([fake_trial(1)], [fake_site(1, 1), fake_site(2, 1, **shut), fake_site(3, 1, **shut)])
    after = make_tables([fake_trial(1)], [fake_site(2, 1), fake_site(3, 1, **shut), fake_site(4, 1, facility=None)])
    assert tell(before, after) == [
        ["NCT00000001", "site_opened", None, "Fake Hospital 2, Houston, Texas, United States"],
        ["NCT00000001", "site_opened", None, "Houston, Texas, United States"],
        ["NCT00000001", "site_closed", "Fake Hospital 1, Houston, Texas, United States", None],
    ]


def test_a_trial_that_stops_says_so_for_all_its_sites() -> None:
    before = make_tables([fake_trial(1)], [fake_site(n, 1) for n in range(5)])
    after = make_tables([fake_trial(1, status="COMPLETED")], [fake_site(n, 1, recruiting=False) for n in range(5)])
    assert tell(before, after) == [["NCT00000001", "status", "RECRUITING", "COMPLETED"]]


def test_what_the_program_reads_otherwise_is_no_news_of_the_trial() -> None:
    before, after = {"sstr": "not_stated", "status": "RECRUITING"}, {"sstr": "required", "status": "COMPLETED"}
    assert tell_one(before, after, kinds=OF_THE_REGISTRY) == [["status", "RECRUITING", "COMPLETED"]]


def test_hostile_text_is_bounded() -> None:
    told = tell(make_tables([]), make_tables([fake_trial(1, title="x" * 100_000)]))
    assert len(told[0][3]) == 300


def make_trials() -> st.SearchStrategy[list[dict[str, Any]]]:
    """A few trials, of which a later draw has some, with other cells."""
    lists = st.lists(st.sampled_from(["g1", "g2", "g3"]), unique=True, max_size=2)
    words = st.sampled_from([None, "a", "b", "2026-01"])
    cells = {name: lists if name in table("trials").lists() else words for name in TOLD}
    cells |= {"status": st.sampled_from(["RECRUITING", "COMPLETED"]), "eligibility": words, "contact_name": words}
    numbers = st.lists(st.integers(1, 6), unique=True, max_size=6)
    return numbers.flatmap(
        lambda chosen: st.tuples(*[st.fixed_dictionaries(cells) for _ in chosen]).map(
            lambda drawn: [fake_trial(n, **values) for n, values in zip(chosen, drawn, strict=True)]
        )
    )


def make_sites(trials: list[dict[str, Any]], drawn: list[tuple[int, int, bool]]) -> list[dict[str, Any]]:
    takes = {int(trial["nct_id"][3:]): trial["status"] in TAKES_PEOPLE for trial in trials}
    return [
        fake_site(10 * trial + number, trial, recruiting=open_ and takes[trial])
        for trial, number, open_ in {(t, n): (t, n, o) for t, n, o in drawn}.values()
        if trial in takes
    ]


SITES = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3), st.booleans()), max_size=12)


def write_state(tables: Tables) -> tuple[dict[str, dict[str, str | None]], dict[str, set[str]]]:
    """All that changes are told of: cells by trial, and the places of its open sites."""
    cells = {}
    for row in tables["trials"].to_dict("records"):
        values = {name: LIST_SEPARATOR.join(row[name]) if isinstance(row[name], list) else row[name] for name in TOLD}
        cells[row["nct_id"]] = {
            name: None if pd.isna(value) or value == "" else value for name, value in values.items()
        }
    places: dict[str, set[str]] = {nct_id: set() for nct_id in cells}
    for row in tables["sites"].to_dict("records"):
        if row["recruiting"]:
            places[row["nct_id"]].add(f"{row['facility']}, Houston, Texas, United States")
    return cells, places


@settings(max_examples=25, deadline=None)
@given(make_trials(), make_trials(), SITES, SITES)
def test_the_changes_applied_to_before_give_after(
    old: list[dict[str, Any]], new: list[dict[str, Any]], old_sites: Any, new_sites: Any
) -> None:
    before, after = make_tables(old, make_sites(old, old_sites)), make_tables(new, make_sites(new, new_sites))
    (cells, places), (wanted, wanted_places) = write_state(before), write_state(after)
    for nct_id, kind, was, now in tell(before, after):
        if kind == "new":
            assert nct_id not in cells
            cells[nct_id], places[nct_id] = wanted[nct_id], wanted_places[nct_id]
        elif kind == "left":
            del cells[nct_id], places[nct_id]
        elif kind in TOLD:
            assert cells[nct_id][kind] == was != now
            cells[nct_id][kind] = now
        elif kind == "site_opened":
            places[nct_id].add(now)
        elif kind == "site_closed":
            places[nct_id].remove(was)
    for nct_id, row in cells.items():
        if row["status"] not in TAKES_PEOPLE:
            places[nct_id] = set()
    assert (cells, places) == (wanted, wanted_places)


@settings(max_examples=10, deadline=None)
@given(make_trials(), SITES)
def test_equal_snapshots_have_no_changes(trials: list[dict[str, Any]], sites: Any) -> None:
    tables = make_tables(trials, make_sites(trials, sites))
    shuffled = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in tables.items()}
    assert find_changes(tables, shuffled, AT).equals(empty_frame("changes"))


def test_old_changes_are_forgotten_and_the_rest_is_carried_on() -> None:
    earlier = pd.DataFrame(
        {"at": ["2025-10-16T11:59:59Z", "2025-10-16T12:00:01Z", None], "nct_id": ["NCT00000001"] * 3, "kind": "status"}
    )
    found = find_changes(make_tables([]), make_tables([fake_trial(2)]), AT)
    joined = join_changes(shape_frame(earlier, "changes"), found, AT)
    assert KEPT_DAYS == 400
    assert joined["at"].tolist() == ["2025-10-16T12:00:01Z", AT]


def test_there_are_never_more_changes_than_a_snapshot_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finder.normalize.changes.KEPT_ROWS", 3)
    found = find_changes(make_tables([]), make_tables([fake_trial(n) for n in range(1, 6)]), AT)
    assert join_changes(empty_frame("changes"), found, AT)["nct_id"].tolist() == [
        "NCT00000003", "NCT00000004", "NCT00000005",
    ]  # fmt: skip


def test_every_kind_is_listed_once() -> None:
    assert len(set(KINDS)) == len(KINDS)
    assert set(OF_THE_REGISTRY) < set(KINDS)
