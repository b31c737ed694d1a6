"""Makes small snapshots of fake trials with the real builder, for tests that read them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from finder.schema import SCHEMA_VERSION
from finder.settings import Settings
from finder.store.build import SnapshotBuilder
from finder.store.publish import publish

Cells = dict[str, Any]


def fake_trial(number: int, **cells: Any) -> Cells:
    nct_id = f"NCT{number:08d}"
    return {
        "nct_id": nct_id,
        "title": f"Fake trial {number}",
        "status": "RECRUITING",
        "study_type": "INTERVENTIONAL",
        "phases": ["PHASE2"],
        "primary_sites": ["pancreas"],
        "treatments": ["targeted"],
        "differentiation": "net",
        "relevance": "net_specific",
        "sex": "ALL",
        "last_update_posted": "2026-01-01",
        "source": "clinicaltrials_gov",
        "source_url": f"https://clinicaltrials.gov/study/{nct_id}",
        "fetched_at": "2026-11-20T06:00:00Z",
        **cells,
    }


def fake_site(number: int, trial: int, **cells: Any) -> Cells:
    """A recruiting site in Houston."""
    return {
        "site_id": f"site-{number:04d}",
        "nct_id": f"NCT{trial:08d}",
        "facility": f"Fake Hospital {number}",
        "city": "Houston",
        "region": "Texas",
        "country": "United States",
        "country_code": "US",
        "latitude": 29.76,
        "longitude": -95.36,
        "status": "RECRUITING",
        "recruiting": True,
        **cells,
    }


def publish_fake(
    settings: Settings,
    trials: Iterable[Cells] = (),
    sites: Iterable[Cells] = (),
    *,
    second: int = 0,
    meta: Cells | None = None,
    **tables: Iterable[Cells],
) -> Path:
    """Publish a snapshot with these rows; `second` sets snapshots of one test apart."""
    with SnapshotBuilder(settings.snapshots) as builder:
        for name, rows in {"trials": trials, "sites": sites, **tables}.items():
            builder.append(name, pd.DataFrame(list(rows)))
        part = builder.finish({"schema_version": SCHEMA_VERSION, "source": "clinicaltrials_gov", **(meta or {})})
        return publish(part, datetime(2026, 11, 20, 6, 0, second, tzinfo=UTC))
