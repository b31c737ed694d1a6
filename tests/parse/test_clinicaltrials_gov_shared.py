"""The study files beside the project, where they are present: all parse, and nothing known is lost."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from finder.parse.clinicaltrials_gov import parse_studies

CTGOV = Path(__file__).resolve().parents[2].parent / "shared" / "ctgov"

pytestmark = pytest.mark.shared


def read_studies(name: str) -> list[dict[str, Any]]:
    with gzip.open(CTGOV / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def find_module(study: dict[str, Any], name: str) -> dict[str, Any]:
    return study["protocolSection"].get(name) or {}


@pytest.mark.parametrize("name", ["edge_cases", "net", "other"])
def test_all_studies_parse_without_loss(name: str) -> None:
    studies = read_studies(name)
    rows = parse_studies(studies)
    assert len(rows.trials) == len(studies)
    assert [problem for problem in rows.problems if problem.bad] == []
    assert {problem.kind for problem in rows.problems} <= {"unknown field"}
    people = [find_module(study, "contactsLocationsModule") for study in studies]
    assert len(rows.sites) == sum(len(module.get("locations") or []) for module in people)
    officials = sum(len(module.get("overallOfficials") or []) for module in people)
    assert sum(person["position"] is None for person in rows.investigators) == officials
    for study, trial in zip(studies, rows.trials, strict=True):
        assert trial["conditions"] == find_module(study, "conditionsModule").get("conditions", [])
        assert trial["phases"] == find_module(study, "designModule").get("phases", [])
        interventions = find_module(study, "armsInterventionsModule").get("interventions") or []
        assert len(trial["interventions"]) == len(interventions)
        assert trial["eligibility"] == (find_module(study, "eligibilityModule").get("eligibilityCriteria") or None)
