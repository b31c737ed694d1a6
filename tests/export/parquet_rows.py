"""A small fake snapshot with what is hard to carry over: missing cells, codes that look like none, odd dates."""

from pathlib import Path
from typing import Any

from fake_snapshot import fake_site, fake_trial, publish_fake

from finder.settings import Settings
from finder.store.reader import Reader, open_current

TRIALS: list[dict[str, Any]] = [
    fake_trial(
        1, status="RECRUITING", phases=["PHASE1", "PHASE2"], start_date="2024-05", start_day="2024-05-01",
        first_posted="2024-04-30", last_update_posted="2026-11", has_results=False, enrollment=40, min_age_years=0.5,
        data_version="2026-11-20", treatments=["radionuclide"], summary="Lutetium in a fake summary, überall",
    ),
    fake_trial(2, status="RECRUITING", phases=[], last_update_posted="2025", stale=["old_status"], randomized=True),
    fake_trial(3, status="COMPLETED", phases=["PHASE3"], last_update_posted="2025-02-30", conditions=["a | b", ""]),
    fake_trial(4, status="../up/ä b", title='A "quote", a comma\nand a line'),
    fake_trial(5, status=None, last_update_posted=None, sex=None, fetched_at="2026-11-20"),
]  # fmt: skip
SITES = [
    fake_site(1, 1, latitude=40.71, longitude=-74.01, city="New York", region="New York"),
    fake_site(2, 1, latitude=29.76, longitude=-95.37),
    fake_site(
        3, 1, country="Namibia", country_code="NA", city="Windhoek", region=None, latitude=-22.56, longitude=17.08
    ),
    fake_site(4, 2, country="Norway", country_code="NO", latitude=None, longitude=None, recruiting=None),
    fake_site(5, 3, country=None, country_code=None, status="COMPLETED", recruiting=False),
    fake_site(6, 3, country="Germany", country_code="DE", city="Köln", recruiting=False, status="COMPLETED"),
]
CHANGES = [
    {"at": "2026-11-19T06:00:00Z", "nct_id": "NCT00000001", "kind": "status", "before": "NOT_YET_RECRUITING",
     "after": "RECRUITING"},
    {"at": "2026-11-18", "nct_id": "NCT00000003", "kind": "status", "before": "RECRUITING", "after": "COMPLETED"},
    {"at": "2026-11-18", "nct_id": "NCT00000003", "kind": "status", "before": "RECRUITING", "after": "COMPLETED"},
]  # fmt: skip
CENTERS = [
    {"center_id": "c1", "name": "Fake Center", "accreditation": ["Fake seal"], "accreditation_year": 2025,
     "country_code": "US", "checked": "2026-11-01", "open_trials": 1, "total_trials": 2},
]  # fmt: skip


def publish_rows(home: Path) -> Reader:
    """Publish the snapshot in a home of its own and open it."""
    settings = Settings(home=home)
    meta = {"published_at": "2026-11-20T06:00:00Z", "data_version": "2026-11-20", "counts": {"trials": len(TRIALS)}}
    publish_fake(settings, TRIALS, SITES, meta=meta, changes=CHANGES, centers=CENTERS)
    return open_current(settings)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
