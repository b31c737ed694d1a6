"""A clock that was set forward or back, for one refresh and right again: nothing is skipped, and no good list lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from faults.processes import run_refresh, set_clock
from faults.promises import list_ids, list_trials, read_whole, require_no_scraps
from refreshing import make_folder, open_home
from registry import Registry, make_study

from finder.fetch.http import open_session
from finder.pipeline import refresh
from finder.settings import Settings
from finder.sources import load_sources
from finder.store.publish import list_snapshots
from finder.store.reader import open_current

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
WRONG = {
    "a year ahead": timedelta(days=365),
    "a week ahead": timedelta(days=7),
    "an hour back": timedelta(hours=-1),
    "back in 1970": datetime(1970, 1, 2, tzinfo=UTC) - NOW,
}


def at(moment: datetime) -> Callable[[], None]:
    return partial(set_clock, moment)


@pytest.fixture
def home(published: Settings) -> Settings:
    return published.model_copy(update={"sources": "clinicaltrials_gov"})


def add_news(registry: Registry, number: int) -> None:
    """One new study, and the registry's data of another day."""
    registry.studies.append(make_study(3000 + number))
    registry.version = f"2026-12-{number + 1:02}T09:00:05"


@pytest.mark.parametrize("wrong", WRONG)
def test_a_clock_that_was_wrong_once_is_forgotten(home: Settings, registry: Registry, wrong: str) -> None:
    add_news(registry, 0)
    ended = run_refresh(home, prepare=at(NOW + WRONG[wrong]))
    assert ended.code == 0, ended.said
    assert list_trials(home) == list_ids(registry)
    for night in range(1, 3):
        add_news(registry, night)
        ended = run_refresh(home, prepare=at(NOW + timedelta(days=night)))
        assert ended.code == 0, ended.said
        assert list_trials(home) == list_ids(registry), "what is new is read, whatever was noted in the future"
        assert open_current(home).meta["published_at"][:10] == f"{NOW + timedelta(days=night):%Y-%m-%d}"
        read_whole(home)
    require_no_scraps(home)


@pytest.mark.parametrize("wrong", ["a year ahead", "back in 1970"])
def test_a_night_without_news_under_a_wrong_clock_keeps_nothing_from_being_read(
    home: Settings, registry: Registry, wrong: str
) -> None:
    assert run_refresh(home, prepare=at(NOW)).code == 0
    assert run_refresh(home, prepare=at(NOW + WRONG[wrong])).code == 0
    add_news(registry, 1)
    ended = run_refresh(home, prepare=at(NOW + timedelta(hours=12)))
    assert ended.code == 0, ended.said
    assert list_trials(home) == list_ids(registry)


def test_the_current_snapshot_is_never_the_one_to_be_deleted(home: Settings, registry: Registry) -> None:
    """Names begin with the time, so all snapshots of a clock that was ahead come after those of the right one."""
    small = home.model_copy(update={"keep_snapshots": 2})
    for number, days in enumerate((400, 401, 402, 0, 1)):
        add_news(registry, number)
        with time_machine.travel(NOW + timedelta(days=days), tick=True):
            path = refresh(small).path
        assert open_current(home).path == path
        assert list_trials(home) == list_ids(registry)
        assert len(list_snapshots(home.snapshots)) <= 3
    read_whole(home)


def test_an_answer_that_was_kept_under_a_clock_ahead_is_asked_for_again(registry: Registry) -> None:
    settings = open_home(Settings(home=make_folder(), ctgov_url=registry.url, min_interval=0))
    source = load_sources()["clinicaltrials_gov"]

    def ask(moment: datetime) -> str:
        with time_machine.travel(moment, tick=True), open_session(settings, source) as session:
            return str(session.get("version").json()["dataTimestamp"])

    assert ask(NOW + timedelta(days=365)) == registry.version
    registry.version = "2026-12-24T09:00:05"
    assert ask(NOW) == registry.version
    registry.version = "2026-12-25T09:00:05"
    assert ask(NOW + timedelta(hours=1)) != registry.version, "an answer of the right clock is kept for its time"
