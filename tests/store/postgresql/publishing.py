"""Numbered snapshots published to a server, by this process or by one that is killed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
from fake_snapshot import fake_site, fake_trial

from finder.schema import SCHEMA_VERSION
from finder.store.build import SnapshotBuilder
from finder.store.postgresql.publish import publish_snapshot
from finder.store.postgresql.server import open_engine
from finder.store.publish import publish

START = datetime(2026, 11, 20, 6, tzinfo=UTC)
TRIALS = 40


def build_numbered(folder: Path, number: int, trials: int = TRIALS) -> Path:
    """A snapshot file in which the title of each trial and the name of each site say `number`."""
    rows = [
        fake_trial(trial, title=f"Fake {number}", eligibility="Fake words. " * 50) for trial in range(1, trials + 1)
    ]
    sites = [fake_site(trial, trial, facility=f"Fake {number}") for trial in range(1, trials + 1)]
    meta = {"schema_version": SCHEMA_VERSION, "source": "clinicaltrials_gov", "number": number}
    with SnapshotBuilder(folder) as builder:
        builder.append("trials", pd.DataFrame(rows))
        builder.append("sites", pd.DataFrame(sites))
        return publish(builder.finish(meta), START + timedelta(seconds=number), keep=1000)


def publish_one(address: str, path: Path, keep: int = 14) -> None:
    """Publish one file."""
    publish_snapshot(open_engine(address), path, keep=keep)


def publish_numbered(address: str, folder: Path, numbers: range) -> None:
    """Publish one after the other."""
    for number in numbers:
        publish_one(address, build_numbered(folder, number), keep=2)
