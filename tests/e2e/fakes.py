"""Fake trials in the shape of a snapshot, and a published snapshot of them. No real trial, person or contact."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from finder.outcome import Ending, Outcome
from finder.schema import SCHEMA_VERSION, shape_frame
from finder.settings import Settings
from finder.store.build import SnapshotBuilder
from finder.store.publish import publish

#: Texts that would do harm if any of them were taken for HTML, Markdown or LaTeX.
HOSTILE = (
    '<script>window.hacked=1</script><img src="http://192.0.2.1/x.png" onerror="window.hacked=1">'
    " $x^2$ [tap](javascript:window.hacked=1) ![i](http://192.0.2.1/y.png) **bold** <style>body{display:none}</style>"
)
HOSTILE_ID, SILENT_ID, RICH_ID = "NCT90000001", "NCT90000002", "NCT90000003"

_TOWNS = (
    ("Rochester", "Minnesota", "United States", "US", 44.02, -92.47),
    ("Houston", "Texas", "United States", "US", 29.76, -95.36),
    ("Boston", "Massachusetts", "United States", "US", 42.36, -71.06),
    ("Lyon", "Auvergne-Rhône-Alpes", "France", "FR", 45.75, 4.85),
)
_STATUSES = ("RECRUITING", "RECRUITING", "NOT_YET_RECRUITING", "COMPLETED", "RECRUITING")
_PHASES = (["PHASE1", "PHASE2"], ["PHASE2"], ["PHASE3"], [], ["NA"])
_ORGANS = (["pancreas"], ["gep"], ["lung"], ["any"], ["small_intestine", "pancreas"])
_TREATMENTS = (["radionuclide"], ["targeted", "chemotherapy"], ["imaging"])


def make_trial(number: int, **values: Any) -> dict[str, Any]:
    """One fake trial; `values` replace what the number gives."""
    nct_id = f"NCT{number:08}"
    return {
        "nct_id": nct_id,
        "title": f"Fake trial {number} of a treatment for neuroendocrine tumors",
        "status": _STATUSES[number % 5],
        "study_type": "INTERVENTIONAL",
        "phases": _PHASES[number % 5],
        "conditions": ["Neuroendocrine Tumors"],
        "interventions": [f"Fakeumab {number}"],
        "intervention_types": ["DRUG"],
        "sponsor": "Fake Hospital",
        "enrollment": 40 + number,
        "start_date": "2026-01",
        "last_update_posted": f"2026-0{1 + number % 9}-1{number % 10}",
        "min_age_years": 18.0,
        "sex": "ALL",
        "relevance": "net_specific" if number % 4 else "net_included",
        "matched": ["net_specific: Neuroendocrine Tumors (condition)"],
        "primary_sites": _ORGANS[number % 5],
        "treatments": _TREATMENTS[number % 3],
        "differentiation": "net",
        "sstr": "not_stated",
        "prior_prrt": "not_stated",
        "stage": "not_stated",
        "line_of_therapy": "not_stated",
        "grades": [],
        "source": "clinicaltrials_gov",
        "source_url": f"https://clinicaltrials.gov/study/{nct_id}",
        "data_version": "2026-11-19T09:00:05",
        "fetched_at": "2026-11-20T03:00:00Z",
        **values,
    }


def make_site(nct_id: str, position: int, town: int, *, recruiting: bool, **values: Any) -> dict[str, Any]:
    """One fake site of a trial, in one of four towns."""
    city, region, country, code, latitude, longitude = _TOWNS[town % len(_TOWNS)]
    return {
        "site_id": f"{nct_id}-{position}",
        "nct_id": nct_id,
        "facility": f"Fake Clinic {city}",
        "city": city,
        "region": region,
        "country": country,
        "country_code": code,
        "latitude": latitude,
        "longitude": longitude,
        "point_source": "source",
        "status": "RECRUITING" if recruiting else "COMPLETED",
        "recruiting": recruiting,
        **values,
    }


def make_tables() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Trials and sites: two dozen plain ones, one hostile, one that went silent, one with all that a page can show."""
    trials = [make_trial(number) for number in range(10_000_001, 10_000_025)]
    trials += [_make_hostile(), _make_silent(), _make_rich()]
    sites = []
    for index, trial in enumerate(trials):
        takes_people = trial["status"] == "RECRUITING"
        for position in range(1 + index % 3):
            recruiting = takes_people and position != 1
            sites.append(make_site(trial["nct_id"], position, index + position, recruiting=recruiting))
    sites.append(
        make_site(
            RICH_ID,
            8,
            0,
            recruiting=True,
            contact_name="Fake Nurse",
            contact_phone="+1 555 010 0100 ext. 7",
            contact_email="nurse@example.org",
        )
    )
    sites.append(
        make_site(HOSTILE_ID, 8, 0, recruiting=True, facility=HOSTILE, contact_email="x@y.z' onclick='alert(1)")
    )
    return trials, sites


def _make_hostile() -> dict[str, Any]:
    texts = ("official_title", "summary", "sponsor", "eligibility", "inclusion", "exclusion", "why_stopped")
    return make_trial(
        90_000_001,
        title=f"Hostile trial {HOSTILE}",
        status="RECRUITING",
        last_update_posted="2026-11-19",
        primary_sites=["pancreas"],
        phases=["PHASE2"],
        interventions=[HOSTILE],
        conditions=[HOSTILE],
        matched=[f"pancreas: {HOSTILE} (title)"],
        **dict.fromkeys(texts, HOSTILE),
    )


def _make_silent() -> dict[str, Any]:
    return make_trial(
        90_000_002,
        title="A trial that went silent",
        status="UNKNOWN",
        last_known_status="RECRUITING",
        stale=["unknown_status", "old_status"],
        last_update_posted="2021-02-03",
    )


def _make_rich() -> dict[str, Any]:
    return make_trial(
        90_000_003,
        title="A trial with all that a page can show",
        status="RECRUITING",
        primary_sites=["pancreas"],
        phases=["PHASE3"],
        last_update_posted="2026-11-18",
        summary="This fake study compares two fake drugs.",
        inclusion="* At least 18 years old\n* Ki-67 <b2 mitoses\n  * and more",
        exclusion="1. Pregnant\n2. On $500 to $600 drugs",
        contact_name="Fake Desk",
        contact_phone="555-010-0111",
        contact_email="desk@example.org",
        randomized=True,
        has_placebo=True,
        sstr="required",
        matched=["net_specific: Neuroendocrine Tumors (condition)", "sstr required: DOTATATE avid (inclusion)"],
    )


def publish_fake(settings: Settings, *, extra: list[dict[str, Any]] | None = None, **meta: Any) -> Path:
    """Publish a snapshot of the fake trials, and of `extra` ones, dated now unless `meta` says otherwise."""
    trials, sites = make_tables()
    trials = [*trials, *(extra or [])]
    now = datetime.now(UTC)
    version, read_at = "2026-11-19T09:00:05", f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
    outcome = Outcome("clinicaltrials_gov", Ending.DATA, len(trials), version, read_at)
    frames = {"trials": trials, "sites": sites, "sources": [outcome.as_row()]}
    with SnapshotBuilder(settings.snapshots) as builder:
        for name, rows in frames.items():
            builder.append(name, shape_frame(pd.DataFrame(rows), name))
        part = builder.finish(
            {
                "schema_version": SCHEMA_VERSION,
                "program_version": "0",
                "published_at": read_at,
                "data_version": version,
                "source": "clinicaltrials_gov",
                "counts": {name: len(rows) for name, rows in frames.items()},
                "left_out": {},
                "warnings": [],
                **meta,
            }
        )
        return publish(part, now)
