"""`net-finder changes` in all its forms."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from atom_check import check_feed
from fake_snapshot import fake_site, fake_trial, publish_fake
from refreshing import build_places

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
    settings = Settings(home=tmp_path / "changed")
    publish_fake(settings, trials, [fake_site(1, 2)], changes=CHANGES, meta=meta)
    settings.gazetteer.symlink_to(build_places())
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


def test_a_letter_for_a_newsletter(call: Callable[..., Any], changed: dict[str, str], tmp_path: Path) -> None:
    ran = call("changes", "--since", "2026-11-01", "--format", "text", env=changed)
    assert ran.code == 0
    assert ran.out.startswith("NET Finder: what is new about trials since 2026-11-01\n=====")
    for said in (
        "New in this list (1 trial)", "No longer taking people (1 trial)", "Left this list (1 trial)", "* Fake trial 2",
        "2026-11-20: New in this list. Status now: Taking people now.", "In United States. 1 place takes people now.",
        "NCT00000002, https://", "2026-11-19: Status. Before: Taking people now. Now: Finished.", "Data of",
        "no medical advice", "Trials: ClinicalTrials.gov",
    ):  # fmt: skip
        assert said in ran.out, said
    assert "\x1b" not in ran.out
    path = tmp_path / "news.txt"
    assert call("changes", "--since", "2026-11-01", "--output", str(path), env=changed).code == 0
    assert path.read_text("utf-8") == ran.out
    near = ("--near", "Houston, TX", "--within", "50mi")
    near_out = call("changes", "--since", "2026-11-01", *near, "--format", "text", env=changed).out
    assert "Nearest place, 0 mi from Houston" in near_out
    assert "1 trial left the list" in near_out
    few = call("changes", "--since", "2026-11-01", "--format", "text", "--limit", "1", env=changed).out
    assert "Here are the latest 1 of 3 changes." in few
    assert few.count("* ") == 1


def test_a_feed_of_any_question(call: Callable[..., Any], changed: dict[str, str], tmp_path: Path) -> None:
    asked = ("changes", "--since", "2026-11-01", "--status", "completed")
    ran = call(*asked, "--format", "atom", env=changed)
    read = check_feed(ran.out.encode())
    assert [entry.title for entry in read.entries] == ["Status: Fake trial 1"]
    assert "Status: Finished" in read.feed.title
    assert "1 trial left the list" in read.feed.subtitle
    path = tmp_path / "news.atom"
    assert call(*asked, "--output", str(path), env=changed).code == 0
    assert path.read_bytes() == ran.out.encode()
    whole = check_feed(call("changes", "--since", "2026-11-01", "--format", "atom", env=changed).out.encode())
    assert len(whole.entries) == 3


def test_a_workbook_says_what_was_asked_and_of_which_day(
    call: Callable[..., Any], changed: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "news.xlsx"
    asked = ("changes", "--since", "2026-11-01", "--status", "completed")
    assert call(*asked, "--output", str(path), env=changed).code == 0
    about = dict(openpyxl.load_workbook(path)["About this list"].iter_rows(values_only=True))
    assert about["What this is"] == "NET Finder: a list of changes"
    assert about["Question"] == "Status: Finished."
    assert about["Data read"] == "2026-11-20T06:00:00Z"
    assert "ClinicalTrials.gov" in str(about["Terms"])


def test_news_forms_do_not_mix_with_others(call: Callable[..., Any], changed: dict[str, str], tmp_path: Path) -> None:
    assert call("changes", "--format", "atom", "--json", env=changed).code == 2
    assert call("search", "--format", "atom", env=changed).code == 2
    assert call("changes", "--output", str(tmp_path / "no" / "news.atom"), env=changed).code == 2
    path = tmp_path / "list.txt"
    assert call("changes", "--since", "2026-11-01", "--format", "csv", "--output", str(path), env=changed).code == 0
    assert path.read_text("utf-8-sig").startswith("at,nct_id")


def test_a_day_that_is_none(call: Callable[..., Any]) -> None:
    ran = call("changes", "--since", "yesterday")
    assert ran.code == 2
    assert "7d" in ran.err
