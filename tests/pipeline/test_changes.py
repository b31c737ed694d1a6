"""What became different from night to night, as it stands in the published snapshot."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from registry import Registry, make_study

from finder.pipeline import publish_starter, refresh
from finder.pipeline import registry as registry_stage
from finder.settings import Settings
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def change(registry: Registry, night: int, position: int, status: str = "COMPLETED", phase: str = "PHASE2") -> None:
    """Change a study, and publish the registry's data of that night."""
    registry.version = f"2026-11-{19 + night}T09:00:05"
    section = registry.studies[position]["protocolSection"]
    section["statusModule"] = {"overallStatus": status, "lastUpdatePostDateStruct": {"date": registry.version[:10]}}
    section["designModule"]["phases"] = [phase]


def list_changes(settings: Settings) -> list[tuple[str, str, str]]:
    rows = open_current(settings).read_table("changes")
    return [
        (at[5:10], nct_id[-2:], kind) for at, nct_id, kind in zip(rows["at"], rows["nct_id"], rows["kind"], strict=True)
    ]


def test_changes_are_found_each_night_and_carried_on(settings: Settings, registry: Registry) -> None:
    first = refresh(settings, now=NOW)
    assert list_changes(settings) == []
    assert "changes_since" not in first.meta, "nothing was compared yet"
    change(registry, 1, 4)
    registry.studies.append(make_study(99_000_099))
    change(registry, 1, 120, status="RECRUITING")
    report = refresh(settings, now=NOW + timedelta(days=1))
    assert report.meta["changes_since"] == "2026-11-20T12:00:00Z"
    assert report.meta["counts"]["changes"] == 2
    assert list_changes(settings) == [("11-21", "05", "status"), ("11-21", "99", "new")]
    change(registry, 2, 6, phase="PHASE3")
    refresh(settings, now=NOW + timedelta(days=2))
    wanted = [("11-21", "05", "status"), ("11-21", "99", "new"), ("11-22", "07", "status"), ("11-22", "07", "phases")]
    assert list_changes(settings) == wanted
    again = refresh(settings, now=NOW + timedelta(days=2), full=True)
    assert again.meta["changes_since"] == "2026-11-20T12:00:00Z"
    assert list_changes(settings) == wanted, "a repeat on the same day adds nothing"
    refresh(settings, only=["starter_centers"], now=NOW + timedelta(days=3))
    assert list_changes(settings) == wanted, "nor does the refresh of another source"


def test_starter_data_and_the_registry_are_not_compared(settings: Settings, registry: Registry) -> None:
    publish_starter(settings, now=NOW)
    report = refresh(settings, now=NOW + timedelta(hours=1))
    assert list_changes(settings) == []
    assert "changes_since" not in report.meta
    change(registry, 1, 4)
    refresh(settings, now=NOW + timedelta(hours=2))
    publish_starter(settings, now=NOW + timedelta(hours=3), accept_fewer=True)
    report = refresh(settings, now=NOW + timedelta(hours=4))
    assert [kind for _, _, kind in list_changes(settings)] == ["status"], "earlier changes outlive starter data"
    assert report.meta["changes_since"] == "2026-11-20T13:00:00Z"


def test_a_program_that_reads_otherwise_makes_no_news(
    settings: Settings, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {"locations": [{"facility": "Fake Hospital", "city": "Lyon", "country": "France"}]}
    refresh(settings, now=NOW)
    change(registry, 1, 4)
    registry.studies[4]["protocolSection"]["contactsLocationsModule"] = places
    registry.studies[5]["protocolSection"]["contactsLocationsModule"] = places
    monkeypatch.setattr(registry_stage, "take_fingerprint", lambda *_: "another program")
    refresh(settings, now=NOW + timedelta(hours=1))
    assert list_changes(settings) == [("11-20", "05", "status")]


def test_since_when_sites_are_known_begins_anew_where_the_program_reads_otherwise(
    settings: Settings, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site that opened in that night is told nowhere, so nobody may say that it was open before."""
    assert "sites_since" not in refresh(settings, now=NOW).meta
    change(registry, 1, 4)
    second = refresh(settings, now=NOW + timedelta(days=1)).meta
    assert (second["changes_since"], second["sites_since"]) == ("2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z")
    monkeypatch.setattr(registry_stage, "take_fingerprint", lambda *_: "another program")
    change(registry, 2, 5)
    third = refresh(settings, now=NOW + timedelta(days=2)).meta
    assert (third["changes_since"], third["sites_since"]) == ("2026-11-20T12:00:00Z", "2026-11-22T12:00:00Z")
    change(registry, 3, 6)
    assert refresh(settings, now=NOW + timedelta(days=3)).meta["sites_since"] == "2026-11-22T12:00:00Z"
    change(registry, 4, 7)
    late = refresh(settings, now=NOW + timedelta(days=500)).meta
    assert late["changes_since"] == late["sites_since"] == "2027-02-28T12:00:00Z", "older changes are forgotten"


def test_a_last_snapshot_that_cannot_be_compared_is_told_and_stops_nothing(
    settings: Settings, registry: Registry
) -> None:
    last = refresh(settings, now=NOW).path
    with closing(sqlite3.connect(last)) as db:
        db.execute("UPDATE trials SET phases = '['")
        db.commit()
    change(registry, 1, 4)
    report = refresh(settings, now=NOW + timedelta(hours=1))
    assert report.meta["counts"]["trials"] == 120
    assert any("could not be found out" in message for message in report.messages)
    assert list_changes(settings) == []
