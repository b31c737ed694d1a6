"""A refresh that is killed, told to stop or met by another one, in real processes."""

import os
import random
import signal
import time

import pytest
from faults.processes import run_refresh, start_refresh
from faults.promises import list_ids, list_trials, read_whole, require_next_succeeds, require_no_scraps
from refreshing import list_files
from registry import Registry, make_study

from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.publish import list_snapshots

#: Kills at random moments of a refresh; FAULT_KILLS=100 for a longer trial.
KILLS = int(os.environ.get("FAULT_KILLS", "12"))
SEED = 20261120


@pytest.fixture
def home(published: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NET_FINDER_SOURCES", "clinicaltrials_gov")
    return published.model_copy(update={"sources": "clinicaltrials_gov"})


def measure_refresh(home: Settings) -> float:
    """Seconds that a whole refresh takes here and now, as a process."""
    started = time.monotonic()
    assert run_refresh(home, "--full").code == 0
    return time.monotonic() - started


@pytest.mark.timeout(900)
def test_a_kill_at_any_moment_leaves_the_last_list_or_the_new_one(home: Settings, registry: Registry) -> None:
    run_refresh(home)  # the first one starts the server that forks the others
    longest = measure_refresh(home)
    moments = random.Random(SEED)
    old = new = 0
    for number in range(KILLS):
        before = list_trials(home)
        registry.studies.append(make_study(2000 + number))
        started = start_refresh(home, "--full")
        moment = moments.uniform(0, 1.25 * longest)
        time.sleep(moment)
        ended = started.kill()
        if moment > longest and ended.code:  # other work makes this machine slower or faster meanwhile
            longest *= 1.3
        elif not ended.code:
            longest = max(0.9 * longest, 0.1)
        assert ended.code in (-signal.SIGKILL, 0), ended.said
        after = list_trials(home)
        assert after in (before, list_ids(registry))
        read_whole(home)
        old, new = old + (after == before), new + (after != before)
    assert old, "no kill came before the end"
    require_next_succeeds(home, registry)
    print(f"{KILLS} kills over {longest:.2f} s: {old} left the last list, {new} the new one")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_refresh_that_is_told_to_stop_cleans_up(home: Settings, registry: Registry, number: int) -> None:
    before = list_files(home)
    registry.slow_seconds = 2.0
    registry.misbehave("slow")
    started = start_refresh(home)
    while len(registry.pages_asked()) < 2 and started.process.is_alive():
        time.sleep(0.02)
    os.kill(started.process.pid or 0, number)
    ended = started.wait()
    assert ended.code == 128 + number
    assert "Traceback" not in ended.said
    assert list_files(home) == before
    require_next_succeeds(home, registry)


@pytest.mark.parametrize("count", [2, 10])
def test_of_several_refreshes_at_once_one_works_and_the_others_say_so(
    home: Settings, registry: Registry, count: int
) -> None:
    """The registry answers slowly, so that the one that came first is still at work when the last one comes."""
    before = list_snapshots(home.snapshots)
    registry.slow_seconds = 0.3
    registry.misbehave("slow")
    ended = [started.wait() for started in [start_refresh(home) for _ in range(count)]]
    assert sorted(one.code or 0 for one in ended) == [0] + [4] * (count - 1)
    refused = [one for one in ended if one.code == 4]
    assert all("Another refresh is running" in one.said for one in refused)
    assert len(list_snapshots(home.snapshots)) == len(before) + 1
    read_whole(home)
    require_no_scraps(home)
    require_next_succeeds(home, registry)


def test_the_lock_of_a_killed_refresh_is_free(home: Settings, registry: Registry) -> None:
    registry.misbehave("slow")
    started = start_refresh(home)
    while not registry.pages_asked() and started.process.is_alive():
        time.sleep(0.02)
    started.kill()
    registry.misbehave("none")
    assert refresh(home).published
