"""A refresh that reads what changed: the same snapshot as one that reads everything, for far fewer bytes."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from refreshing import list_files, open_home
from registry import Registry, Study, make_study, serve_registry

from finder.pipeline import refresh
from finder.pipeline import registry as registry_stage
from finder.settings import Settings
from finder.store.checked import read_checked
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
STATUSES = ("RECRUITING", "COMPLETED", "NOT_YET_RECRUITING", "UNKNOWN")
OUTSIDE = ("Melanoma (fake)", "Asthma (fake), with neuroendocrine cells", "Neuroblastoma (fake), neuroendocrine")
IGNORED = {"requests", "bytes", "full_read_at"}


def make_version(night: int) -> str:
    return f"2026-11-{19 + night:02}T09:00:05"


def set_day(study: Study, day: str) -> None:
    study["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": day, "type": "ACTUAL"}


def read_rows(path: Path) -> dict[str, list[Any]]:
    """Every table of a snapshot with its rows in their order, but `meta`; raw records, which come in any, by key."""
    with closing(sqlite3.connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if name != "meta"}
    return found | {"records": sorted(found["records"])}


def update(registry: Registry, *positions: int, status: str = "COMPLETED", night: int = 1) -> None:
    """Change these studies, and publish the registry's data of that night."""
    registry.version = make_version(night)
    for position in positions:
        registry.studies[position]["protocolSection"]["statusModule"]["overallStatus"] = status
        set_day(registry.studies[position], registry.version[:10])


def test_an_unchanged_registry_costs_one_request_and_publishes_nothing(settings: Settings, registry: Registry) -> None:
    first = refresh(settings, now=NOW)
    asked, before = len(registry.seen), list_files(settings)
    report = refresh(settings, now=LATER)
    assert [seen.path for seen in registry.seen[asked:]] == ["/api/v2/version"]
    assert not report.published
    assert (report.path, report.meta) == (first.path, first.meta)
    assert {outcome.name for outcome in report.outcomes} == {outcome.name for outcome in first.outcomes}
    assert report.unchanged_since == "2026-11-19T09:00:05Z"
    assert list_files(settings) == before | {"checked": (settings.snapshots / "checked").read_bytes()}
    assert read_checked(report.path) == "2026-11-20T13:00:00Z"


def test_a_list_of_yesterday_is_published_anew_without_reading_the_registry(
    settings: Settings, registry: Registry
) -> None:
    first = refresh(settings, now=NOW)
    before, asked = open_current(settings), len(registry.seen)
    report = refresh(settings, now=NOW + timedelta(days=1))
    after = open_current(settings)
    assert len(registry.seen) == asked + 1
    assert report.published
    assert report.unchanged_since
    assert after.path != first.path
    assert after.read_table("trials").equals(before.read_table("trials"))
    told = after.read_sources().set_index("name").loc["clinicaltrials_gov"]
    assert told["fetched_at"] == "2026-11-21T12:00:00Z", "it is known to be of that day"
    assert after.read_table("changes").empty
    update(registry, 0)
    assert refresh(settings, now=NOW + timedelta(days=1, hours=1)).messages == [], "and carries a later one"


def test_what_changed_is_read_and_the_rest_is_kept(settings: Settings, registry: Registry) -> None:
    first = refresh(settings, now=NOW)
    asked = len(registry.seen)
    update(registry, 3, 60)
    report = refresh(settings, now=LATER)
    assert report.messages == []
    trials = open_current(settings).read_table("trials").set_index("nct_id")
    assert list(trials.index[trials["status"] == "COMPLETED"]) == ["NCT00000004", "NCT00000061"]
    assert set(trials["data_version"]) == {make_version(1)}
    whole = [seen for seen in registry.seen[asked:] if "StatusModule" in seen.params.get("fields", "")]
    assert all("RANGE[2026-11-17,MAX]" in seen.params["filter.advanced"] for seen in whole)
    assert whole
    assert report.meta["full_read_at"] == first.meta["full_read_at"]
    assert report.meta["bytes"] < first.meta["bytes"] / 2


@pytest.mark.parametrize("day", ["2026-11-19", "2026-11-18", "2026-11-17"])
def test_a_second_change_on_a_day_that_was_read_is_not_missed(settings: Settings, registry: Registry, day: str) -> None:
    set_day(registry.studies[8], day)
    refresh(settings, now=NOW)
    update(registry, 8)
    set_day(registry.studies[8], day)
    assert refresh(settings, now=LATER).messages == []
    trials = open_current(settings).read_table("trials").set_index("nct_id")
    assert trials.loc["NCT00000009", "status"] == "COMPLETED"


def test_a_typical_night_costs_less_than_a_tenth_of_all_bytes(settings: Settings, registry: Registry) -> None:
    for number, study in enumerate(registry.studies):  # the mean of the registry is above 15,000 bytes
        text = f"Fake words {number}. " * 400
        study["protocolSection"]["descriptionModule"] = {"detailedDescription": text}
    first = refresh(settings, now=NOW)
    update(registry, 5)
    typical = refresh(settings, now=LATER)
    assert typical.meta["changes_since"] == "2026-11-20T12:00:00Z"
    assert typical.meta["bytes"] < first.meta["bytes"] / 10
    asked = len(registry.seen)
    assert not refresh(settings, now=LATER).published
    assert len(registry.seen) == asked + 1


def test_full_reads_everything(settings: Settings, registry: Registry) -> None:
    refresh(settings, now=NOW)
    asked = len(registry.seen)
    report = refresh(settings, now=LATER, full=True)
    assert report.published
    assert report.meta["full_read_at"] == "2026-11-20T13:00:00Z"
    assert not any("RANGE" in seen.params.get("filter.advanced", "") for seen in registry.seen[asked:])


@pytest.mark.parametrize("night", ["changed without a day", "new without a day"])
def test_what_does_not_add_up_is_read_as_a_whole(settings: Settings, registry: Registry, night: str) -> None:
    refresh(settings, now=NOW)
    registry.version = make_version(1)
    if night.startswith("new"):
        registry.studies.append(make_study(500))
    else:
        set_day(registry.studies[0], "2026-03-03")
    report = refresh(settings, now=LATER)
    assert any("did not add up" in message for message in report.messages)
    assert report.meta["counts"]["trials"] == len(registry.studies)
    assert report.meta["full_read_at"] == "2026-11-20T13:00:00Z"


def test_a_last_snapshot_with_damaged_records_is_no_hindrance(settings: Settings, registry: Registry) -> None:
    last = refresh(settings, now=NOW).path
    with closing(sqlite3.connect(last)) as db:
        db.execute("DROP TABLE records")
        db.execute("VACUUM")
        db.commit()
    update(registry, 0)
    report = refresh(settings, now=LATER)
    assert report.meta["counts"]["trials"] == 120
    assert any("did not add up" in message for message in report.messages)


def apply_edit(registry: Registry, edit: tuple[str, int, int], day: str) -> None:
    """One random edit; all that is touched bears the day, as on the registry."""
    kind, number, other = edit
    by_number = {
        int(study["protocolSection"]["identificationModule"]["nctId"][3:]): study for study in registry.studies
    }
    study = by_number.get(number)
    if kind == "put":
        if study is not None:
            registry.studies.remove(study)
        condition = OUTSIDE[other % 3] if other % 5 == 0 else "Neuroendocrine Tumor (fake)"
        registry.studies.append(make_fake(number, condition, STATUSES[other % 4], sites=other % 4))
        set_day(registry.studies[-1], day)
    elif kind == "remove" and study is not None:
        registry.studies.remove(study)
    elif kind == "move" and study is not None and other != number and other in by_number:
        registry.studies.remove(study)
        heir = by_number[other]["protocolSection"]["identificationModule"]
        heir["nctIdAliases"] = [*heir.get("nctIdAliases", []), f"NCT{number:08}"]
        set_day(by_number[other], day)


def make_fake(number: int, condition: str, status: str = "RECRUITING", sites: int = 1) -> Study:
    places = [
        {"facility": f"Fake Hospital {n}", "city": "Lyon", "country": "France", "status": STATUSES[(n + number) % 2]}
        for n in range(sites)
    ]
    study = make_study(number, condition, contactsLocationsModule={"locations": places})
    study["protocolSection"]["conditionsModule"]["keywords"] = ["neuroendocrine"]
    study["protocolSection"]["statusModule"]["overallStatus"] = status
    if number % 6 == 0:
        study["protocolSection"]["designModule"]["enrollmentInfo"] = []
    if not condition.startswith("Neuroendocrine"):
        study["derivedSection"] = {}
    return study


EDITS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "remove", "move"]), st.integers(1, 32), st.integers(1, 32)), max_size=8
)


def test_changes_over_the_last_snapshot_give_what_a_whole_reading_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = [make_fake(n, "Neuroendocrine Tumor (fake)" if n % 4 else OUTSIDE[n % 3]) for n in range(1, 25)]
    sources = registry_stage.load_sources()
    few = sources[registry_stage.REGISTRY].model_copy(update={"minimum_rows": 1, "page_size": 10})
    monkeypatch.setattr(registry_stage, "load_sources", lambda: {**sources, registry_stage.REGISTRY: few})
    monkeypatch.setattr("finder.check.yields.BAD_RECORDS_SHARE", 1.0)
    monkeypatch.setenv("NET_FINDER_SOURCES", "clinicaltrials_gov")
    with serve_registry([], version=make_version(0)) as registry:

        def make_home(folder: Path) -> Settings:
            return open_home(
                Settings(home=folder, ctgov_url=registry.url, min_interval=0, sources="clinicaltrials_gov")
            )

        published = make_home(tmp_path / "published")
        registry.studies[:] = deepcopy(start)
        refresh(published, now=NOW)

        @examples(max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(st.lists(EDITS, min_size=1, max_size=2))
        def check(nights: list[list[tuple[str, int, int]]]) -> None:
            registry.studies[:] = deepcopy(start)
            with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
                by_changes, whole = make_home(Path(folder, "changes")), make_home(Path(folder, "whole"))
                for settings in (by_changes, whole):
                    shutil.copytree(published.snapshots, settings.snapshots)
                for night, edits in enumerate(nights, 1):
                    for edit in edits:
                        apply_edit(registry, edit, make_version(night)[:10])
                    registry.version = make_version(night)
                    now = NOW + timedelta(days=night)
                    asked = len(registry.seen)
                    changed = refresh(by_changes, now=now, accept_fewer=True)
                    assert any("RANGE" in seen.params.get("filter.advanced", "") for seen in registry.seen[asked:])
                    everything = refresh(whole, now=now, accept_fewer=True, full=True)
                    assert not any("did not add up" in message for message in changed.messages)
                    assert read_rows(changed.path) == read_rows(everything.path)
                    rest = [{k: v for k, v in r.meta.items() if k not in IGNORED} for r in (changed, everything)]
                    assert rest[0] == rest[1]

        check()


def test_a_trial_that_moved_or_was_removed_leaves_a_tombstone(settings: Settings, registry: Registry) -> None:
    refresh(settings, now=NOW)
    apply_edit(registry, ("remove", 7, 0), "2026-11-20")
    apply_edit(registry, ("move", 9, 10), "2026-11-20")
    registry.version = make_version(1)
    report = refresh(settings, now=LATER)
    changes = open_current(settings).read_table("changes")
    assert changes[["nct_id", "kind", "before", "after"]].values.tolist() == [
        ["NCT00000007", "left", "Fake study 7", "Removed from the registry"],
        ["NCT00000009", "left", "Fake study 9", "Moved to NCT00000010"],
    ]
    left = read_rows(report.path)["left_trials"]
    assert [row[:3] for row in left] == [
        ("NCT00000007", "2026-11-20T13:00:00Z", "Removed from the registry"),
        ("NCT00000009", "2026-11-20T13:00:00Z", "Moved to NCT00000010"),
    ]
    assert all(len(row[3]) > 50 for row in left)
    registry.studies.append(make_study(7))
    update(registry, len(registry.studies) - 1, night=2)
    report = refresh(settings, now=NOW + timedelta(hours=2))
    assert [row[0] for row in read_rows(report.path)["left_trials"]] == ["NCT00000009"], "it is back"
