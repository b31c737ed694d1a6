"""A registry that changes its mind: half as many studies, none, a field by another name, a word nobody knows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from faults.promises import list_trials, read_whole, require_as_before, require_next_succeeds
from refreshing import list_files, shrink_walks
from registry import Registry, Study

from finder.errors import CheckError, FinderError
from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def home(published: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NET_FINDER_SOURCES", "clinicaltrials_gov")
    return published.model_copy(update={"sources": "clinicaltrials_gov"})


@pytest.mark.parametrize("left", [60, 1, 0])
def test_a_registry_that_shrinks_is_not_believed(home: Settings, registry: Registry, left: int) -> None:
    before, whole = list_files(home), list(registry.studies)
    registry.studies[left:] = []
    with pytest.raises(CheckError) as caught:
        refresh(home, now=NOW)
    assert caught.value.exit_code == 3
    assert f"{left} " in caught.value.message
    require_as_before(home, before)
    registry.studies[:] = whole
    require_next_succeeds(home, registry, NOW)


def test_a_registry_that_shrank_for_good_is_taken_when_told(
    home: Settings, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    shrink_walks(monkeypatch.setattr, minimum_rows=10)
    registry.studies[60:] = []
    with pytest.raises(CheckError, match="fewer than 70%") as caught:
        refresh(home, now=NOW)
    assert "--accept-fewer" in caught.value.remedy
    assert refresh(home, now=NOW, accept_fewer=True).meta["counts"]["trials"] == 60
    require_next_succeeds(home, registry, NOW)


def rename(studies: list[Study], path: str, name: str) -> None:
    *steps, last = path.split(".")
    for study in studies:
        node: Any = study
        for step in steps:
            node = node[step]
        node[name] = node.pop(last)


RENAMED = {
    "protocolSection.identificationModule.nctId": "nctNumber",
    "protocolSection.identificationModule.briefTitle": "shortTitle",
    "protocolSection.statusModule.overallStatus": "studyStatus",
    "protocolSection.statusModule.lastUpdatePostDateStruct": "lastUpdateStruct",
    "protocolSection.conditionsModule.conditions": "conditionList",
    "protocolSection.designModule": "studyDesignModule",
    "protocolSection.eligibilityModule.eligibilityCriteria": "criteria",
    "protocolSection": "protocol",
}


@pytest.mark.parametrize("path", RENAMED)
def test_a_field_by_another_name_is_not_published_as_empty(home: Settings, registry: Registry, path: str) -> None:
    before = list_files(home)
    found = list(registry.studies)
    registry.search = lambda _expression: found  # type: ignore[method-assign]
    rename(registry.studies, path, RENAMED[path])
    with pytest.raises(FinderError) as caught:
        refresh(home, now=NOW)
    assert caught.value.exit_code == 3
    require_as_before(home, before)
    rename(registry.studies, path.rpartition(".")[0] + "." * ("." in path) + RENAMED[path], path.rpartition(".")[2])
    require_next_succeeds(home, registry, NOW)


def set_status(study: Study) -> None:
    study["protocolSection"]["statusModule"]["overallStatus"] = "PAUSED_FOR_THE_MOON"


def set_phase(study: Study) -> None:
    study["protocolSection"]["designModule"]["phases"] = ["PHASE5"]


@pytest.mark.parametrize(("add", "column"), [(set_status, "status"), (set_phase, "phases")])
def test_a_word_that_nobody_knows_is_kept_and_told(
    home: Settings, registry: Registry, add: Callable[[Study], None], column: str
) -> None:
    for study in registry.studies[:50]:
        add(study)
    report = refresh(home, now=NOW)
    assert list_trials(home) == {f"NCT{number:08}" for number in range(1, 121)}
    assert any("unknown value: 50 times" in message for message in report.messages)
    trials = open_current(home).read_table("trials")
    assert sum("MOON" in str(cell) or "PHASE5" in str(cell) for cell in trials[column]) == 50
    read_whole(home)
    require_next_succeeds(home, registry, NOW)
