"""A small snapshot file with fake rows in every table, full of what is hard to carry from one engine to another."""

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from registry import make_study
from sqlalchemy import Engine

from finder.schema import SCHEMA_VERSION, ColumnType, load_tables
from finder.schema.raw import Problem
from finder.store.build import SnapshotBuilder
from finder.store.memory import FoundStudy
from finder.store.postgresql.restore import restore_version
from finder.store.postgresql.versions import load_current
from finder.store.publish import publish

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROWS = 7
#: Fake texts: empty, quoted, broken into lines, out of alphabets, and of PostgreSQL's own signs.
TEXTS = (
    "", " ", "Fake", "fake", "Zürich (fake)", "東京", "e\u0301", "👩‍⚕️", "a\tb\nc\r\n", "\\N", "\\.", 'say "no"', "it's",
    "NULL", "{x,y}", "\\u0000", "-0", "1e5", "\x01\x7f", "%_", "ſ", "İ",
)  # fmt: skip


def fake_cell(kind: ColumnType, column: str, row: int, dice: random.Random) -> Any:
    """A fake value, or none; identifiers tell the row, so that keys are keys."""
    if column.endswith("_id") or column in ("name", "nct_id"):
        return f"NCT{row:08}" if column == "nct_id" else f"{column} {row} (fake)"
    if kind in ("text", "date", "day", "time"):
        return dice.choice((None, "2026-05", *TEXTS))
    if kind == "list":
        return dice.choices(TEXTS, k=dice.randrange(4))
    if kind == "integer":
        return dice.choice((None, 0, -1, 2**31, 2**53 + 1))
    if kind == "boolean":
        return dice.choice((None, True, False))
    return dice.choice((None, 0.1, -95.36, 1e-300, 1.7976931348623157e308, 29.0))


def publish_full(folder: Path, seed: int = 1, *, texts: tuple[str, ...] = (), moment: datetime = NOON) -> Path:
    """Publish such a snapshot into a folder; `texts` become titles. Two snapshots at the same time are of two seeds."""
    dice = random.Random(seed)
    order = list(range(1, ROWS + 1))
    dice.shuffle(order)
    with SnapshotBuilder(folder) as builder:
        for name, declared in load_tables().items():
            rows = [{c.name: fake_cell(c.type, c.name, row, dice) for c in declared.columns} for row in order]
            if name == "trials":
                rows = [{**row, "title": text} for row, text in zip(rows, (*texts, *TEXTS), strict=False)]
            builder.append(name, pd.DataFrame(rows))
        builder.put_records(make_study(row) for row in sorted(order))
        problems = (Problem("odd_date", "a.b", "NCT00000099", True),)
        builder.put_found([FoundStudy("NCT00000099", "2026-01-02", "melanoma", problems), FoundStudy("NCT1", "", "")])
        columns = ("nct_id", "left_at", "reason", "record")
        builder.put_rows("left_trials", columns, [("NCT00000098", "2026-11-01T00:00:00Z", "Gone (fake)", b"\0\xff")])
        meta = {"schema_version": SCHEMA_VERSION, "source": "clinicaltrials_gov", "published_at": f"{moment:%FT%TZ}"}
        part = builder.finish(
            {**meta, "counts": {"trials": ROWS, "a": 1}, "warnings": ["Zürich (fake)\n"], "seed": seed}
        )
        return publish(part, moment)


def bring_back(engine: Engine, folder: Path) -> Path:
    """The current version of a server as a snapshot file of this folder."""
    version = load_current(engine)
    assert version is not None
    return restore_version(engine, version, folder)
