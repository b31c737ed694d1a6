"""A refresh that is killed, told to stop or met by another one, in real processes."""

import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from refreshing import list_files
from registry import Registry, make_study

from finder.errors import BusyError
from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.publish import list_snapshots
from finder.store.reader import open_current

ROOT = Path(__file__).resolve().parents[2]

#: Reads everything again and again; says a line at each step.
ENDLESS = """
    import sys
    from finder import pipeline
    from finder.settings import Settings
    from finder.pipeline import registry as registry_stage

    sources = registry_stage.load_sources()
    small = {**sources, pipeline.REGISTRY: sources[pipeline.REGISTRY].model_copy(update={"page_size": 20})}
    registry_stage.load_sources = lambda: small
    settings = Settings(home=sys.argv[1], ctgov_url=sys.argv[2], min_interval=0)
    def tell(*step):
        print(*step, flush=True)
    tell("ready")
    while True:
        pipeline.refresh(settings, progress=tell, full=True)
"""


@contextmanager
def endless_refresh(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """A process that refreshes for ever, once it is at work."""
    command = [sys.executable, "-c", textwrap.dedent(ENDLESS), str(settings.home), settings.ctgov_url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().strip() == "ready"
            yield process
        finally:
            process.kill()


def wait_for_work(process: subprocess.Popen[str]) -> None:
    """Until the process is in the middle of a walk."""
    assert process.stdout
    assert process.stdout.readline()


def test_a_kill_at_any_moment_leaves_a_readable_snapshot(published: Settings, registry: Registry) -> None:
    for number in range(6):
        registry.studies.append(make_study(2000 + number))
        with endless_refresh(published) as process:
            time.sleep(random.uniform(0.05, 1.0))
            process.kill()
        reader = open_current(published)
        trials = reader.read_table("trials")
        assert len(trials) == reader.meta["counts"]["trials"] >= 120
        with sqlite3.connect(f"{reader.path.absolute().as_uri()}?mode=ro", uri=True) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert refresh(published).meta["counts"]["trials"] == 126
    left = {path.name for path in published.snapshots.iterdir()}
    assert left == {"current", *(path.name for path in list_snapshots(published.snapshots))}


def test_a_refresh_that_is_told_to_stop_cleans_up(published: Settings) -> None:
    with endless_refresh(published) as process:
        wait_for_work(process)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 143
    assert "Traceback" not in said
    assert [name for name in list_files(published) if ".part" in name] == []
    assert refresh(published).published


def test_a_second_refresh_is_refused_at_once(settings: Settings) -> None:
    with endless_refresh(settings) as process:
        wait_for_work(process)
        with pytest.raises(BusyError) as caught:
            refresh(settings)
        assert caught.value.exit_code == 4
    assert refresh(settings).published, "the lock of a killed process is free"
