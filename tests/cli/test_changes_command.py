"""`net-finder changes` in all its forms."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_snapshot import fake_trial, publish_fake

from finder.settings import Settings

EARLY = "2026-11-19T06:00:00Z"
CHANGES = [
    {"at": EARLY, "nct_id": "NCT00000001", "kind": "status", "before": "RECRUITING", "after": "COMPLETED"},
    {"at": EARLY, "nct_id": "NCT00000009", "kind": "left", "before": "=A \x1b[31mtitle", "after": "Removed"},
    {"at": "2026-11-20T06:00:00Z", "nct_id": "NCT00000002", "kind": "new", "before": None, "after": "Fake trial 2"},
]


@pytest.fixture
def changed(tmp_path: Path) -> dict[str, str]:
    """Settings that lead to a home whose snapshot has changes."""
    trials = [fake_trial(1, status="COMPLETED"), fake_trial(2)]
    meta = {"changes_since": "2026-11-01T06:00:00Z", "published_at": "2026-11-20T06:00:00Z"}
    publish_fake(Settings(home=tmp_path / "changed"), trials, changes=CHANGES, meta=meta)
    return {"NET_FINDER_HOME": str(tmp_path / "changed")}


def test_a_table_for_eyes(call: Callable[..., Any], changed: dict[str, str]) -> None:
    ran = call("changes", "--since", "2026-11-01", env=changed)
    assert ran.code == 0
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert lines[0] == ["Trial", "Number", "What", "Day", "Before", "Now"]
    assert lines[1] == ["Fake trial 2", "NCT00000002", "New in this list", "2026-11-20", "", ""]
    assert lines[2][:4] == ["Fake trial 1", "NCT00000001", "Status", "2026-11-19"]
    assert "RECRUITING" not in lines[2]
    assert lines[3] == ["=A [31mtitle", "NCT00000009", "Left this list", "2026-11-19", "", "Removed"]
    assert "no medical advice" in ran.err


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_forms_for_programs(call: Callable[..., Any], changed: dict[str, str], form: str) -> None:
    ran = call("changes", "--since", "2026-11-01", "--format", form, env=changed)
    rows: list[dict[str, Any]]
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
        assert not any(cell.startswith("=") for row in rows for cell in row.values())
    else:
        rows = json.loads(ran.out) if form == "json" else [json.loads(line) for line in ran.out.splitlines()]
    assert [row["kind"] for row in rows] == ["new", "status", "left"]
    assert rows[1]["after"] == "COMPLETED"
    assert rows[0]["source_url"] == "https://clinicaltrials.gov/study/NCT00000002"


def test_criteria_and_what_they_cannot_judge(call: Callable[..., Any], changed: dict[str, str]) -> None:
    ran = call("changes", "--since", "2026-11-01", "--status", "completed", "--json", env=changed)
    assert [row["nct_id"] for row in json.loads(ran.out)] == ["NCT00000001"]
    assert "1 trial left the list" in ran.err


def test_nothing_changed_and_nothing_known_are_told_apart(call: Callable[..., Any], changed: dict[str, str]) -> None:
    assert "No change is known since 2026-11-21" in call("changes", "--since", "2026-11-21", env=changed).err
    assert "known since 2026-11-01 only" in call("changes", "--since", "2026-10-01", env=changed).err
    assert "not known yet" in call("changes").err


def test_a_day_that_is_none(call: Callable[..., Any]) -> None:
    ran = call("changes", "--since", "yesterday")
    assert ran.code == 2
    assert "7d" in ran.err
