"""What a snapshot remembers for the next refresh and no reader sees: studies that were found, trials that left.

found        each study that the registry's plans find, the day of its last update, and, where it is out of scope,
             why and what was odd in it: its record itself is not kept
left_trials  tombstones: the last record of each trial that is in the list no more, when it left, and why
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from finder.schema.raw import Problem

_COLUMNS = {"found": "nct_id, updated, left_out, problems", "left_trials": "nct_id, left_at, reason, record"}


@dataclass(frozen=True, slots=True)
class FoundStudy:
    """One study that a plan finds. `left_out` is the reason where it is out of scope, else empty."""

    nct_id: str
    updated: str
    left_out: str = ""
    problems: tuple[Problem, ...] = ()


def create_memory() -> Iterator[str]:
    """Statements for both tables, empty."""
    yield (
        "CREATE TABLE found (nct_id TEXT PRIMARY KEY NOT NULL, updated TEXT NOT NULL, left_out TEXT NOT NULL, "
        "problems TEXT NOT NULL) WITHOUT ROWID"
    )
    yield (
        "CREATE TABLE left_trials (nct_id TEXT PRIMARY KEY NOT NULL, left_at TEXT NOT NULL, reason TEXT NOT NULL, "
        "record BLOB NOT NULL) WITHOUT ROWID"
    )


def write_found(db: sqlite3.Connection, studies: Iterable[FoundStudy]) -> None:
    """Remember studies, in the place of what was remembered. Raises sqlite3.Error."""
    db.execute("DELETE FROM found")
    rows = ((study.nct_id, study.updated, study.left_out, _write_problems(study.problems)) for study in studies)
    db.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", rows)


def read_found(snapshot: Path) -> dict[str, FoundStudy]:
    """What a published snapshot remembers, by identifier; nothing where it is of an older program or damaged."""
    try:
        with closing(sqlite3.connect(f"{snapshot.absolute().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT nct_id, updated, left_out, problems FROM found").fetchall()
        return {row[0]: FoundStudy(row[0], row[1], row[2], _read_problems(row[0], row[3])) for row in rows}
    except (sqlite3.Error, ValueError, TypeError):
        return {}


def copy_memory(db: sqlite3.Connection, last: str = "last") -> None:
    """Take both tables over from the attached snapshot `last`, where it has them. Raises sqlite3.Error."""
    for name, columns in _COLUMNS.items():
        if _has_table(db, last, name):
            db.execute(f'INSERT OR REPLACE INTO main."{name}" ({columns}) SELECT {columns} FROM "{last}"."{name}"')


def copy_tombstones(
    db: sqlite3.Connection, left: Mapping[str, str], left_at: str, oldest: str, last: str = "last"
) -> None:
    """Carry the tombstones of the attached snapshot `last` on, but those older than `oldest`, and add those of `left`.

    `left`: identifier to reason. The record of a trial that is in the list again needs no tombstone. Raises
    sqlite3.Error.
    """
    if _has_table(db, last, "left_trials"):
        columns = _COLUMNS["left_trials"]
        db.execute(
            f"INSERT OR REPLACE INTO main.left_trials ({columns}) "
            f'SELECT {columns} FROM "{last}".left_trials WHERE left_at >= ?',
            (oldest,),
        )
    db.executemany(
        f'INSERT OR REPLACE INTO main.left_trials SELECT nct_id, ?, ?, record FROM "{last}".records WHERE nct_id = ?',
        [(left_at, reason, nct_id) for nct_id, reason in left.items()],
    )
    db.execute("DELETE FROM main.left_trials WHERE nct_id IN (SELECT nct_id FROM main.records)")


def _has_table(db: sqlite3.Connection, last: str, name: str) -> bool:
    return bool(
        db.execute(f"SELECT 1 FROM \"{last}\".sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchall()
    )


def _write_problems(problems: Iterable[Problem]) -> str:
    return json.dumps([[problem.kind, problem.where, problem.bad] for problem in problems], separators=(",", ":"))


def _read_problems(nct_id: str, text: str) -> tuple[Problem, ...]:
    return tuple(Problem(str(kind), str(where), nct_id, bool(bad)) for kind, where, bad in json.loads(text))
