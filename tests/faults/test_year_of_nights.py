"""Nights with random changes, faults and clocks: each ends whole or as before, the last like the registry."""

import os
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faults.nights import Year
from faults.promises import list_published, list_trials, read_whole, require_as_before
from refreshing import open_home, shrink_walks
from registry import serve_registry

from finder.errors import FinderError
from finder.pipeline import Report, refresh
from finder.settings import Settings
from finder.store.publish import list_snapshots

#: FAULT_NIGHTS=365 for the whole year.
NIGHTS = int(os.environ.get("FAULT_NIGHTS", "20"))
SEED = int(os.environ.get("FAULT_SEED", "7"))
START = datetime(2026, 1, 5, 2, tzinfo=UTC)
#: The registry changes terms of its own without a day; within a week everything is read again.
QUIET = 9
OF_THE_REGISTRY = ("trials", "sites", "investigators", "centers", "records", "found")


@pytest.mark.timeout(1800)
def test_a_year_of_nights_ends_equal_to_the_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NET_FINDER_SOURCES", "clinicaltrials_gov")
    shrink_walks(monkeypatch.setattr, plans=1, page_size=15, minimum_rows=10)
    published = refused = unchanged = 0
    with serve_registry([]) as registry:
        year = Year(registry, START, random.Random(SEED))
        year.open(40)

        def make_home(name: str) -> Settings:
            return open_home(
                Settings(home=tmp_path / name, ctgov_url=registry.url, min_interval=0, sources="clinicaltrials_gov")
            )

        home = make_home("home")
        refresh(home, now=year.moment)
        for night in range(NIGHTS):
            year.live_through_day(silent=night < NIGHTS - QUIET)
            before, trials = list_published(home), list_trials(home)
            last = night >= NIGHTS - QUIET
            fault = "none" if last else year.play_fault()
            report = refresh_or_fail(home, year.moment if last else year.read_clock())
            if isinstance(report, FinderError):
                assert (report.exit_code, bool(report.remedy)) == (3, True)
                assert fault != "none", report
                require_as_before(home, before)
                refused += 1
                continue
            unchanged, published = unchanged + (not report.published), published + report.published
            if not report.published:
                assert list_trials(home) == trials
            read_whole(home)
            assert len(list_snapshots(home.snapshots)) <= home.keep_snapshots
        anew = make_home("anew")
        now = year.moment + timedelta(minutes=1)
        refresh(anew, now=now)
        refresh(home, now=now, only=["clinicaltrials_gov"])
        assert read_registry_tables(home) == read_registry_tables(anew)
    assert published > NIGHTS / 3
    assert refused > NIGHTS / 20
    print(f"{NIGHTS} nights: {published} published, {unchanged} without news, {refused} refused; faults {year.faults}")


def refresh_or_fail(settings: Settings, now: datetime) -> Report | FinderError:
    try:
        return refresh(settings, now=now)
    except FinderError as error:
        return error


def read_registry_tables(settings: Settings) -> dict[str, list[Any]]:
    """The rows that follow from what the registry has now, without the times at which they were read."""
    path = read_whole(settings).path
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        rows = {name: [dict(row) for row in db.execute(f'SELECT * FROM "{name}"')] for name in OF_THE_REGISTRY}
    for row in rows["trials"]:
        row.pop("fetched_at")
    return {name: sorted(found, key=lambda row: str(sorted(row.items()))) for name, found in rows.items()}
