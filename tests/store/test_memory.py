"""What a snapshot remembers for the next refresh comes back as it was, and a damaged memory is none."""

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import StoreError
from finder.schema.raw import Problem
from finder.store.build import SnapshotBuilder
from finder.store.memory import FoundStudy, create_memory, read_found, write_found
from finder.store.publish import publish

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OUTSIDE = FoundStudy("NCT00000008", "", "fake reason", (Problem("fake kind", "fake.place", "NCT00000008", bad=True),))


def make_study(nct_id: str) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": nct_id}}}


def publish_with(folder: Path, *nct_ids: str, hour: int = 0, last: Path | None = None, **left: str) -> Path:
    """A snapshot with these raw records, and tombstones for those of the last one that are named in `left`."""
    moment = NOON + timedelta(hours=hour)
    with SnapshotBuilder(folder) as builder:
        builder.put_records(make_study(nct_id) for nct_id in nct_ids)
        builder.put_found([FoundStudy(nct_id, "2026-11-19") for nct_id in nct_ids] + [OUTSIDE])
        if last is not None:
            builder.put_tombstones(last, left, f"{moment:%Y-%m-%dT%H:%M:%SZ}", "2026-11-20T13:30:00Z")
        return publish(builder.finish({}), moment)


def list_left(snapshot: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(snapshot)) as db:
        return db.execute("SELECT nct_id, left_at, reason FROM left_trials").fetchall()


def test_found_studies_come_back(tmp_path: Path) -> None:
    first = publish_with(tmp_path, "NCT00000001")
    wanted = {"NCT00000001": FoundStudy("NCT00000001", "2026-11-19"), "NCT00000008": OUTSIDE}
    assert read_found(first) == wanted
    with SnapshotBuilder(tmp_path) as builder:
        builder.copy_memory(first)
        assert read_found(publish(builder.finish({}), NOON + timedelta(hours=1))) == wanted


@settings(max_examples=20)
@given(st.lists(st.builds(Problem, st.text(max_size=9), st.text(max_size=9), st.just("NCT00000001"), st.booleans())))
def test_any_problem_comes_back(problems: list[Problem]) -> None:
    study = FoundStudy("NCT00000001", "2026", "fake", tuple(problems))
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder, "fake"))) as db:
        for statement in create_memory():
            db.execute(statement)
        write_found(db, [OUTSIDE])
        write_found(db, [study])
        db.commit()
        assert read_found(Path(folder, "fake")) == {"NCT00000001": study}


@pytest.mark.parametrize(
    "damage",
    ["DROP TABLE found", "UPDATE found SET problems = '['", "UPDATE found SET problems = '[1]'",
     "UPDATE found SET problems = '[[1]]'"],
)  # fmt: skip
def test_a_damaged_memory_is_none(tmp_path: Path, damage: str) -> None:
    snapshot = publish_with(tmp_path, "NCT00000001")
    with closing(sqlite3.connect(snapshot)) as db:
        db.execute(damage)
        db.commit()
    assert read_found(snapshot) == {}


def test_no_snapshot_has_no_memory(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database")
    assert read_found(tmp_path / "text") == {}
    assert read_found(tmp_path / "absent") == {}
    assert not (tmp_path / "absent").exists()


def test_tombstones_are_carried_on_until_they_are_old_or_the_trial_is_back(tmp_path: Path) -> None:
    one, two, three = (f"NCT0000000{number}" for number in (1, 2, 3))
    first = publish_with(tmp_path, one, two, three)
    second = publish_with(tmp_path, two, three, hour=1, last=first, **{one: "too old soon"})
    assert list_left(second) == [(one, "2026-11-20T13:00:00Z", "too old soon")]
    third = publish_with(tmp_path, three, hour=2, last=second, **{two: "fake reason"})
    assert list_left(third) == [(two, "2026-11-20T14:00:00Z", "fake reason")]
    fourth = publish_with(tmp_path, three, hour=3, last=third, NCT00000009="never known")
    assert list_left(fourth) == list_left(third)
    assert list_left(publish_with(tmp_path, two, three, hour=4, last=fourth)) == []


def test_a_snapshot_of_an_older_program_has_neither_table(tmp_path: Path) -> None:
    first = publish_with(tmp_path, "NCT00000001")
    with closing(sqlite3.connect(first)) as db:
        db.executescript("DROP TABLE found; DROP TABLE left_trials")
    second = publish_with(tmp_path, hour=1, last=first, NCT00000001="fake reason")
    assert [row[0] for row in list_left(second)] == ["NCT00000001"]
    with SnapshotBuilder(tmp_path) as builder:
        builder.copy_memory(first)


def test_a_damaged_last_snapshot_costs_nothing_that_was_built(tmp_path: Path) -> None:
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with SnapshotBuilder(tmp_path / "snapshots") as builder:
        builder.put_records([make_study("NCT00000001")])
        for _ in range(2):
            with pytest.raises(StoreError):
                builder.copy_tables(bad, ["records"])
            with pytest.raises(StoreError):
                builder.put_tombstones(bad, {"NCT00000002": "fake"}, "2026-11-20T13:00:00Z", "")
        assert builder.list_records() == {"NCT00000001"}
        assert publish(builder.finish({}), NOON).is_file()
