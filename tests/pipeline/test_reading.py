"""How much of the registry is read: decided from what the last snapshot tells and what the registry's version is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from finder.fetch.clinicaltrials_gov import DataVersion, Walk
from finder.pipeline import registry as registry_stage
from finder.pipeline.delta import choose_reading, find_gap, take_fingerprint
from finder.sources import load_sources
from finder.store.memory import FoundStudy

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make_version(night: int) -> str:
    return f"2026-11-{19 + night:02}T09:00:05"


META = {
    "source": "clinicaltrials_gov", "fingerprint": "fake", "api_version": "2.0.5", "data_version": make_version(0),
    "full_read_at": "2026-11-18T00:00:00Z",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "version", "much"),
    [
        ({}, make_version(0), "nothing"),
        ({}, make_version(1), "changes"),
        ({}, None, "everything"),
        ({}, "yesterday", "everything"),
        ({}, "2026-11-18T09:00:05", "everything"),
        ({"source": "starter"}, make_version(0), "everything"),
        ({"fingerprint": "other"}, make_version(0), "everything"),
        ({"fingerprint": None}, make_version(0), "everything"),
        ({"api_version": "2.0.4"}, make_version(0), "everything"),
        ({"data_version": "2.0.5"}, make_version(1), "everything"),
        ({"full_read_at": "2026-11-13T11:00:00Z"}, make_version(1), "everything"),
        ({"full_read_at": "2026-11-13T13:00:00Z"}, make_version(1), "changes"),
        ({"full_read_at": "2026-11-30T00:00:00Z"}, make_version(1), "everything"),
        ({"full_read_at": None}, make_version(1), "everything"),
    ],
)
def test_how_much_is_read(changes: dict[str, Any], version: str | None, much: str) -> None:
    source = load_sources()["clinicaltrials_gov"]
    told = DataVersion("2.0.5", version)
    assert choose_reading({**META, **changes}, told, "fake", NOW, source).much == much
    assert choose_reading({**META, **changes}, told, "fake", NOW, source, full=True).much == "everything"
    assert choose_reading(None, told, "fake", NOW, source).much == "everything"


def test_the_fingerprint_changes_with_questions_and_address() -> None:
    plans = registry_stage.load_plans()
    taken = {take_fingerprint(plans, "a"), take_fingerprint(plans, "b"), take_fingerprint(plans[:1], "a")}
    assert len(taken) == 3
    assert take_fingerprint(plans, "a") in taken


def make_walk(days: dict[str, str], read: set[str]) -> Walk:
    return Walk(len(days), 0, 1, 1, {}, DataVersion("2.0.5", make_version(1)), [], days, frozenset(read))


@pytest.mark.parametrize(
    ("days", "read", "records", "gap"),
    [
        ({"a": "1", "b": "2"}, set(), {"a"}, ""),
        ({"a": "1"}, set(), {"a"}, ""),
        ({"a": "9", "b": "9", "c": "9"}, {"a", "b", "c"}, {"a", "b", "c"}, ""),
        ({"a": "9", "b": "2"}, set(), {"a"}, "a was updated"),
        ({"a": "1", "b": "9"}, set(), {"a"}, "b was updated"),
        ({"a": "1", "b": "2", "c": "1"}, set(), {"a"}, "c is new"),
        ({"a": "1", "b": "2"}, set(), set(), "does not have the record of a"),
    ],
)
def test_what_changed_and_what_was_known_must_be_the_whole(
    days: dict[str, str], read: set[str], records: set[str], gap: str
) -> None:
    known = {"a": FoundStudy("a", "1"), "b": FoundStudy("b", "2", "fake reason")}
    told = find_gap(make_walk(days, read), known, records)
    assert gap in told
    assert bool(gap) == bool(told)
