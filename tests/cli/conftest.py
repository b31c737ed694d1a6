"""A small snapshot of fake trials, and the command run as a real process on it."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from finder.cli import run_command
from finder.outcome import Ending, Outcome
from finder.schema import SCHEMA_VERSION, shape_frame
from finder.settings import load_settings
from finder.store.build import SnapshotBuilder
from finder.store.publish import publish

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """How a process ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def fake_trial(nct_id: str, title: str, **values: Any) -> dict[str, Any]:
    return {
        "nct_id": nct_id,
        "title": title,
        "official_title": f"A fake study: {title}",
        "summary": "A fake record made for tests.",
        "status": "RECRUITING",
        "study_type": "INTERVENTIONAL",
        "phases": ["PHASE2"],
        "conditions": ["Neuroendocrine Tumors"],
        "interventions": ["Fakeotide"],
        "sponsor": "Fake Sponsor",
        "eligibility": "- Must be fake\n- Must be a test",
        "min_age_years": 18.0,
        "sex": "ALL",
        "last_update_posted": "2026-05-01",
        "contact_name": "Test Desk",
        "contact_phone": "555-0100",
        "relevance": "net_specific",
        "matched": ["net_specific: neuroendocrine tumors (conditions)"],
        "primary_sites": ["pancreas"],
        "treatments": ["targeted"],
        "differentiation": "net",
        "sstr": "not_stated",
        "prior_prrt": "not_stated",
        "stage": "not_stated",
        "line_of_therapy": "not_stated",
        "grades": [],
        "stale": [],
        "source": "clinicaltrials_gov",
        "source_url": f"https://clinicaltrials.gov/study/{nct_id}",
        "data_version": "2026-11-19",
        "fetched_at": "2026-11-20T06:00:00Z",
        **values,
    }


def fake_site(site_id: str, nct_id: str, city: str, latitude: float, longitude: float, **values: Any) -> dict[str, Any]:
    return {
        "site_id": site_id,
        "nct_id": nct_id,
        "facility": f"Fake Hospital {site_id}",
        "city": city,
        "region": "Texas",
        "country": "United States",
        "country_code": "US",
        "latitude": latitude,
        "longitude": longitude,
        "point_source": "source",
        "status": "RECRUITING",
        "recruiting": True,
        **values,
    }


TRIALS = [
    fake_trial("NCT99000001", "=SUM(A1) tablets for tumors of the pancreas", phases=["PHASE1", "PHASE2"]),
    fake_trial("NCT99000002", "Scans with a \x1b[31mtracer", phases=[], treatments=["imaging"], primary_sites=["any"]),
    fake_trial("NCT99000003", "A lung study, überall", phases=["PHASE3"], primary_sites=["lung"], stale=["old_status"]),
    fake_trial("NCT99000004", "A finished one", status="COMPLETED", phases=["PHASE4"], nct_id_aliases=["NCT99000044"]),
]  # fmt: skip
SITES = [
    fake_site("s1", "NCT99000001", "Houston", 29.7604, -95.3698),
    fake_site("s2", "NCT99000001", "Dallas", 32.7767, -96.797, status="COMPLETED", recruiting=False),
    fake_site("s3", "NCT99000002", "Dallas", 32.7767, -96.797),
    fake_site("s4", "NCT99000003", "Berlin", 52.52, 13.405, region="Berlin", country="Germany", country_code="DE"),
    fake_site("s5", "NCT99000004", "Houston", 29.7604, -95.3698, status="COMPLETED", recruiting=False),
]
CENTERS = [
    {
        "center_id": "c1",
        "name": "Fake Center",
        "kind": "net_program",
        "accreditation": ["Fake seal"],
        "accreditation_year": 2025,
        "city": "Houston",
        "country": "United States",
        "url": "https://example.org/",
        "checked": "2026-11-01",
    },
]


def publish_fake(
    folder: Path,
    *,
    source: str = "clinicaltrials_gov",
    fetched_at: str = "2026-11-20T06:00:00Z",
    failed: str = "",
    failed_rows: int = 0,
) -> Path:
    """Publish a snapshot of the fake rows in a folder of snapshots; `failed` names a source. Returns its path."""
    outcomes = [Outcome(source, Ending.DATA, len(TRIALS), "2026-11-19", fetched_at, "All read.")]
    if failed:
        ending, at = (
            (Ending.DEGRADED, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}") if failed_rows else (Ending.UNAVAILABLE, None)
        )
        outcomes.append(Outcome(failed, ending, failed_rows, None, at, "Could not be read."))
    frames = {
        "trials": pd.DataFrame(TRIALS),
        "sites": pd.DataFrame(SITES),
        "centers": pd.DataFrame(CENTERS),
        "sources": pd.DataFrame([outcome.as_row() for outcome in outcomes]),
    }
    with SnapshotBuilder(folder) as builder:
        for name, frame in frames.items():
            builder.append(name, shape_frame(frame, name))
        meta = {
            "schema_version": SCHEMA_VERSION,
            "program_version": "0",
            "published_at": "2026-11-20T06:00:00Z",
            "data_version": "2026-11-19",
            "source": source,
            "counts": {name: len(frame) for name, frame in frames.items()},
            "left_out": {"melanoma": 2},
            "warnings": [],
            "bad_records": 0,
            "problems": {},
            "requests": 3,
            "bytes": 1000,
        }
        return publish(builder.finish(meta), datetime(2026, 11, 20, 6, tzinfo=UTC))


@pytest.fixture
def publish_in(tmp_path: Path) -> Callable[..., Path]:
    """Publish the fake snapshot, with what is told of its sources, in a home of the test's own."""
    return partial(publish_fake, tmp_path / "snapshots")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a fake snapshot. Tests that change anything make their own."""
    folder = tmp_path_factory.mktemp("home")
    publish_fake(folder / "snapshots")
    return folder


@pytest.fixture(scope="session")
def run(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the command in a process of its own, in an empty folder, without the network."""
    empty = tmp_path_factory.mktemp("elsewhere")

    def run_command(
        *words: str, env: dict[str, str] | None = None, module: str = "finder", path: Sequence[Path] = (ROOT,)
    ) -> Ran:
        ended = subprocess.run(
            [sys.executable, "-m", module, *words],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            cwd=empty,
            env={**clean_environment(home), "PYTHONPATH": os.pathsep.join(map(str, path)), **(env or {})},
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return run_command


@pytest.fixture
def call(home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command in this process, for the many cases where a process of its own would show nothing more."""
    for name in [name for name in os.environ if name.startswith("NET_FINDER_")]:
        monkeypatch.delenv(name)

    def call_command(*words: str, env: dict[str, str] | None = None) -> Ran:
        for name, value in {"NET_FINDER_HOME": str(home), "NET_FINDER_OFFLINE": "1", **(env or {})}.items():
            monkeypatch.setenv(name, value)
        load_settings.cache_clear()
        code = run_command(words)
        load_settings.cache_clear()
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return call_command


def clean_environment(home: Path) -> dict[str, str]:
    """The environment without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NET_FINDER_", "STREAMLIT_"))}
    return {**kept, "NET_FINDER_HOME": str(home), "NET_FINDER_OFFLINE": "1", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The environment of a process that reads the fake snapshot."""
    return clean_environment(home)
