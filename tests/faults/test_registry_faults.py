"""A registry that cannot be reached, changes under a walk or sends a hostile record; its faults at each page are in
test_faulty_pages.py."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from refreshing import list_files
from registry import Registry, make_study

from finder.errors import UnreachableError
from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_failed_refresh_lets_go_of_the_lock(published: Settings, registry: Registry) -> None:
    registry.fault = "down"
    with pytest.raises(UnreachableError):
        refresh(published, now=NOW)
    registry.fault = "none"
    assert refresh(published, now=NOW).published


def test_the_first_refresh_of_all_may_fail_too(settings: Settings, registry: Registry) -> None:
    registry.fault = "down"
    with pytest.raises(UnreachableError):
        refresh(settings)
    assert list_files(settings) == {}


def test_a_registry_that_cannot_be_reached_in_time(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(ctgov_url="http://127.0.0.1:9/api/v2")
    with pytest.raises(UnreachableError) as caught:
        refresh(settings, reach_seconds=0.5)
    assert caught.value.exit_code == 3


def test_studies_that_vanish_during_a_walk_are_not_published(settings: Settings, registry: Registry) -> None:
    def publish_new_data(*_: Any) -> None:
        if registry.version == "2026-11-19T09:00:05":
            registry.studies.pop(0)
            registry.version = "2026-11-20T09:00:05"

    report = refresh(settings, now=NOW, progress=publish_new_data)
    trials = open_current(settings).read_table("trials")
    assert report.meta["data_version"] == "2026-11-20T09:00:05"
    assert len(trials) == 119
    assert "NCT00000001" not in set(trials["nct_id"])


@pytest.mark.parametrize(
    "hostile",
    [
        None,
        [],
        "text",
        {"protocolSection": []},
        make_study(800, identificationModule={"nctId": "NCT00000800", "briefTitle": "half \ud83d of a pair \x00"}),
        make_study(801, contactsLocationsModule={"locations": [None, 5, {"geoPoint": {"lat": "north"}}]}),
        make_study(802, "x" * 200_000 + " neuroendocrine"),
    ],
    ids=["null", "list", "text", "no section", "broken text", "odd sites", "huge"],
)
def test_one_hostile_record_costs_no_other(settings: Settings, registry: Registry, hostile: Any) -> None:
    if not isinstance(hostile, dict) or "hasResults" not in hostile:
        found = registry.search
        registry.search = lambda expression: [*found(expression), hostile]  # type: ignore[method-assign]
    else:
        registry.studies.append(hostile)
    assert refresh(settings, now=NOW).meta["counts"]["trials"] >= 120
