"""Many small snapshots, published one after the other; each bears its number in every table."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
from fake_snapshot import fake_site, fake_trial

from finder.schema import SCHEMA_VERSION
from finder.store.build import SnapshotBuilder
from finder.store.publish import publish

START = datetime(2026, 11, 20, 6, tzinfo=UTC)
TRIALS = 5


def publish_numbered(folder: Path, number: int) -> Path:
    """One snapshot in which the title of each trial and the name of each site say `number`."""
    trials = [fake_trial(trial, title=f"Fake {number}") for trial in range(1, TRIALS + 1)]
    sites = [fake_site(trial, trial, facility=f"Fake {number}") for trial in range(1, TRIALS + 1)]
    meta = {"schema_version": SCHEMA_VERSION, "source": "clinicaltrials_gov", "number": number}
    with SnapshotBuilder(folder) as builder:
        builder.append("trials", pd.DataFrame(trials))
        builder.append("sites", pd.DataFrame(sites))
        return publish(builder.finish(meta), START + timedelta(seconds=number))


def publish_many(folder: Path, count: int) -> None:
    """Snapshots 1 to `count`, as fast as the disk takes them."""
    for number in range(1, count + 1):
        publish_numbered(folder, number)
