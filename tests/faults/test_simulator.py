"""The same promises against the strict simulator beside the project, run as a process of its own."""

import json
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from refreshing import list_files, open_home

from finder.errors import AnswerError, BlockedError, CheckError, FinderError, UnreachableError
from finder.pipeline import refresh
from finder.pipeline import registry as registry_stage
from finder.settings import Settings
from finder.store.reader import open_current

pytestmark = pytest.mark.shared

STUDY_FILES = Path(__file__).resolve().parents[2].parent / "shared" / "ctgov"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

FATAL: dict[str, type[FinderError]] = {
    "down": UnreachableError,
    "blocked": BlockedError,
    "html": AnswerError,
    "truncated": AnswerError,
    "token": AnswerError,
    "short": AnswerError,
    "empty": CheckError,
    "badrecord": CheckError,
}


_published: dict[str, Path] = {}


class Simulator:
    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, **state: Any) -> None:
        address = self.url.removesuffix("/api/v2") + "/_control"
        urllib.request.urlopen(urllib.request.Request(address, json.dumps(state).encode()), timeout=10).close()


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    files = [STUDY_FILES / "simulator.py", "--port", str(port), STUDY_FILES / "net.jsonl.gz"]
    with subprocess.Popen([sys.executable, *map(str, files)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        yield running.stdout.readline().split()[0]
        running.terminate()


@pytest.fixture
def simulator(process: str) -> Iterator[Simulator]:
    running = Simulator(process)
    yield running
    running.control(fault="none", drop=0)


@pytest.fixture
def simulated(
    make_settings: Callable[..., Settings], simulator: Simulator, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A home with a snapshot of the simulator's studies, made once."""
    settings = make_settings(ctgov_url=simulator.url)
    if "snapshots" not in _published:
        made = open_home(settings.model_copy(update={"home": tmp_path_factory.mktemp("simulated")}))
        refresh(made, now=NOW)
        _published["snapshots"] = made.snapshots
    shutil.copytree(_published["snapshots"], settings.snapshots)
    return settings


@pytest.mark.parametrize("fault", ["flaky", "limited", "dup"])
def test_what_can_be_survived_gives_the_same_trials(simulated: Settings, simulator: Simulator, fault: str) -> None:
    good = open_current(simulated).meta["counts"]
    simulator.control(fault=fault)
    assert refresh(simulated, now=NOW + timedelta(hours=1), full=True).meta["counts"] == good


def test_a_slow_registry_is_waited_for(
    simulated: Settings, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, large = registry_stage.load_plans()[:1], registry_stage.load_sources()
    large = {**large, registry_stage.REGISTRY: large[registry_stage.REGISTRY].model_copy(update={"page_size": 200})}
    monkeypatch.setattr(registry_stage, "load_plans", lambda: plans)
    monkeypatch.setattr(registry_stage, "load_sources", lambda: large)
    simulator.control(fault="slow")
    report = refresh(simulated, now=NOW + timedelta(hours=1), reach_seconds=20, accept_fewer=True, full=True)
    assert report.meta["counts"]["trials"] > 100


@pytest.mark.parametrize("fault", FATAL)
def test_what_cannot_be_survived_leaves_the_last_snapshot(
    simulated: Settings, simulator: Simulator, fault: str
) -> None:
    before = list_files(simulated)
    simulator.control(fault=fault)
    with pytest.raises(FATAL[fault]) as caught:
        refresh(simulated, now=NOW + timedelta(hours=1), full=True)
    assert caught.value.exit_code == 3
    assert list_files(simulated) == before


def test_a_registry_that_lost_half_its_studies_is_not_believed(simulated: Settings, simulator: Simulator) -> None:
    before = list_files(simulated)
    simulator.control(drop=0.4)
    with pytest.raises(CheckError):
        refresh(simulated, now=NOW + timedelta(hours=1), full=True)
    assert list_files(simulated) == before
