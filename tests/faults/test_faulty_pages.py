"""Each fault of the registry at the first, the middle and the last page: the whole list, or the last one as it was."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from faults.declared import Case, list_cases, load_faults
from faults.processes import run_refresh
from faults.promises import list_ids, list_trials, read_whole, require_as_before, require_next_succeeds
from refreshing import list_files, shrink_walks
from registry import Registry, Seen

from finder import errors
from finder.pipeline import refresh
from finder.settings import Settings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CASES = sorted(list_cases(), key=str)
FATAL = [case for case in CASES if case.place == "first" and not case.times and case.ends not in ("whole", "rest")]


@pytest.fixture(autouse=True)
def five_pages(small_walks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """One walk of five pages."""
    monkeypatch.setenv("NET_FINDER_SOURCES", "clinicaltrials_gov")
    shrink_walks(monkeypatch.setattr, plans=1, page_size=25)


@pytest.fixture
def home(published: Settings) -> Settings:
    return published.model_copy(update={"sources": "clinicaltrials_gov"})


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_at_a_page(home: Settings, registry: Registry, case: Case) -> None:
    before, whole = list_files(home), list_ids(registry)
    registry.slow_seconds = 0.05
    registry.misbehave(case.fault, case.at, case.times)
    if case.ends in ("whole", "rest"):
        assert refresh(home, now=NOW).published
        lost = whole - list_trials(home)
        assert len(lost) == (case.ends == "rest")
        assert list_trials(home) <= whole
        read_whole(home)
    else:
        with pytest.raises(getattr(errors, case.ends)) as caught:
            refresh(home, now=NOW)
        assert case.says in caught.value.message
        assert caught.value.exit_code == 3
        assert caught.value.remedy
        require_as_before(home, before)
        require_next_succeeds(home, registry, NOW)


@pytest.mark.parametrize("case", FATAL, ids=lambda case: case.fault)
def test_the_command_says_in_one_line_what_went_wrong(home: Settings, registry: Registry, case: Case) -> None:
    before = list_files(home)
    registry.misbehave(case.fault, 2)
    ended = run_refresh(home)
    assert ended.code == 3
    told = [line for line in ended.said.splitlines() if line.startswith("net-finder: ")]
    assert len(told) == 1
    assert case.says in told[0]
    assert "Traceback" not in ended.said
    require_as_before(home, before)


def test_every_fault_that_is_declared_can_be_played(registry: Registry) -> None:
    """A fault that the registry does not know would be no fault, and prove nothing."""
    plain = _ask_for_pages(registry, "none")
    for name in load_faults()["pages"]:
        if name not in ("slow", "new_data"):
            assert _ask_for_pages(registry, name) != plain, name


def _ask_for_pages(registry: Registry, fault: str) -> list[Any]:
    """What the first three pages of a walk look like to a client that knows no fault."""
    params = {"filter.advanced": '(AREA[Condition]("neuroendocrine"))', "fields": "NCTId", "pageSize": "25"}
    registry.misbehave(fault)
    registry.seen.clear()
    got: list[Any] = []
    token = None
    for number in range(3):
        asked = {**params, **({"pageToken": token} if token else {"countTotal": "true"})}
        registry.seen.append(Seen(float(number), "/api/v2/studies", asked, "python-requests"))
        reply = registry.answer(registry.seen[-1])
        got.append((reply.status, reply.body, reply.cut))
        with suppress(ValueError, AttributeError):
            token = json.loads(reply.body).get("nextPageToken")
    return got
