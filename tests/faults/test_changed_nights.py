"""Faults on a night on which only what changed is read: the whole list again, or the last snapshot as it was."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from refreshing import list_files
from registry import Registry, make_study

from finder.errors import CheckError, FinderError
from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def changed(settings: Settings, registry: Registry) -> Settings:
    """A home with a snapshot, and a registry that has newer data since: one trial changed, one is new, one gone."""
    refresh(settings, now=NOW)
    registry.version = "2026-11-20T09:00:05"
    added = make_study(500)
    for study in (registry.studies[4], added):
        study["protocolSection"]["statusModule"] = {
            "overallStatus": "COMPLETED",
            "lastUpdatePostDateStruct": {"date": "2026-11-20"},
        }
    del registry.studies[0]
    registry.studies.append(added)
    registry.seen.clear()
    return settings


def list_trials(settings: Settings) -> set[str]:
    return set(open_current(settings).read_table("trials")["nct_id"])


WANTED = {f"NCT{number:08}" for number in (*range(2, 121), 500)}


@pytest.mark.parametrize("fault", ["none", "flaky", "limited", "truncated_once"])
def test_what_can_be_survived_costs_no_trial(changed: Settings, registry: Registry, fault: str) -> None:
    registry.fault = fault
    refresh(changed, now=LATER)
    assert list_trials(changed) == WANTED


@pytest.mark.parametrize(
    "fault",
    ["down", "blocked", "html", "broken_json", "list", "truncated", "short", "no_total", "bad_gzip", "empty"],
)
def test_what_cannot_be_survived_leaves_the_last_snapshot(changed: Settings, registry: Registry, fault: str) -> None:
    before = list_files(changed)
    registry.fault = fault
    with pytest.raises(FinderError) as caught:
        refresh(changed, now=LATER)
    assert caught.value.exit_code == 3
    assert caught.value.remedy
    assert list_files(changed) == before
    registry.fault = "none"
    refresh(changed, now=LATER)
    assert list_trials(changed) == WANTED


@pytest.mark.parametrize("fault", ["down", "html", "truncated", "blocked", "broken_json"])
def test_a_registry_that_fails_between_changes_and_identifiers(
    changed: Settings, registry: Registry, fault: str
) -> None:
    before, answer = list_files(changed), registry.page

    def break_it(params: dict[str, str]) -> dict[str, Any]:
        if params["fields"].startswith("NCTId"):
            registry.fault = fault
        return answer(params)

    registry.page = break_it  # type: ignore[method-assign]
    with pytest.raises(FinderError):
        refresh(changed, now=LATER)
    assert list_files(changed) == before


def test_a_registry_that_refuses_questions_for_changes_is_read_as_a_whole(
    changed: Settings, registry: Registry
) -> None:
    answer = registry.select

    def refuse(params: dict[str, str]) -> list[Any]:
        if "RANGE" in params.get("filter.advanced", ""):
            params = {**params, "filter.advanced": "no such question"}
        return answer(params)

    registry.select = refuse  # type: ignore[method-assign]
    report = refresh(changed, now=LATER)
    assert any("did not add up" in message for message in report.messages)
    assert list_trials(changed) == WANTED


def test_identifiers_that_are_not_told_are_not_lost(changed: Settings, registry: Registry) -> None:
    """Half of the identifiers fail to come, and so do the studies: fewer than 70 percent is not believed."""
    before, answer = list_files(changed), registry.select
    registry.select = lambda params: answer(params)[::2]  # type: ignore[method-assign]
    with pytest.raises(CheckError):
        refresh(changed, now=LATER)
    assert list_files(changed) == before


def test_why_a_trial_left_may_stay_unknown(changed: Settings, registry: Registry) -> None:
    answer = registry.select

    def break_it(params: dict[str, str]) -> list[Any]:
        if "filter.ids" in params:
            params = {**params, "filter.ids": "no identifier"}
        return answer(params)

    registry.select = break_it  # type: ignore[method-assign]
    report = refresh(changed, now=LATER)
    assert list_trials(changed) == WANTED
    assert any("could not be asked" in message for message in report.messages)
    left = open_current(changed).read_table("changes").set_index("kind").loc["left"]
    assert (left["nct_id"], left["after"]) == ("NCT00000001", "The registry does not find it any more")


def test_a_refresh_that_is_stopped_while_it_reads_changes_leaves_the_last_snapshot(
    changed: Settings, registry: Registry
) -> None:
    before = list_files(changed)

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(changed, now=LATER, progress=stop)
    assert list_files(changed) == before
