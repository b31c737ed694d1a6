"""The measurement of speed on a few made-up studies."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import classification_speed
from benchmarks.classification_speed import find_words, main, search_indexed, search_plainly


def make_study(number: int, condition: str, rule: str) -> dict[str, Any]:
    """A fake study in the shape of the registry."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT9999900{number}", "briefTitle": f"Sunitinib in {condition} (fake)"},
            "conditionsModule": {"conditions": [condition], "keywords": ["PNET"]},
            "descriptionModule": {"briefSummary": f"A fake study of {condition}. It tests sunitinib."},
            "eligibilityModule": {
                "eligibilityCriteria": f"Inclusion Criteria:\n\n* {rule}\n\nExclusion Criteria:\n\n* No"
            },
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Sunitinib"}]},
        }
    }


@pytest.fixture
def studies(tmp_path: Path) -> Path:
    rows = [
        make_study(1, "Pancreatic Neuroendocrine Tumors", "Well differentiated, grade 1 or 2, liver metastases"),
        make_study(2, "Melanoma", "Prior treatment with 177Lu-DOTATATE; no history of carcinoid tumours"),
        make_study(3, "Carcinoma, Neuroendocrine", "Poorly-differentiated, Ki-67 > 20 %, other than Merkel cell"),
    ]
    path = tmp_path / "studies.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


@pytest.mark.parametrize(("goal", "told", "code"), [(0, "pass", 0), (10**9, "fail", 1)])
def test_measurement_tells_both_speeds_and_the_goal(
    studies: Path, goal: int, told: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(classification_speed, "GOAL", goal)
    assert main([str(studies), "--runs", "1", "--every", "1"]) == code
    printed = capsys.readouterr().out
    assert "plain re" in printed
    assert "3 trials)" in printed
    assert printed.rstrip().endswith(f"goal {goal} trials a second: {told}")


def test_both_ways_find_the_same_words() -> None:
    rows: list[dict[Any, Any]] = [{"title": "Well-differentiated NET of the lung", "exclusion": "No carcinoid tumours"}]
    plain = find_words(rows, search_plainly)
    assert plain == find_words(rows, search_indexed)
    assert {name for _, _, subject, found in plain if subject == "tumor_sites" for name, *_ in found} == {"lung"}


def test_a_difference_stops_the_measurement(studies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classification_speed, "search_indexed", lambda passage, subject: [])
    with pytest.raises(AssertionError, match="differ"):
        main([str(studies), "--runs", "1"])
