"""Damaged, cut, foreign, locked and closed files of the home: told, put aside or passed over, and mended."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.processes import obey_rights, run_refresh, start_command
from faults.promises import list_ids, list_trials, read_whole, require_as_before, require_next_succeeds
from refreshing import list_files
from registry import Registry

from finder.errors import DamagedError, StoreError
from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.reader import open_current

ROOT = Path(__file__).resolve().parents[2]
HOLD_LOCK = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()
"""


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribble(path: Path) -> None:
    path.write_bytes(b"<html>Sign in to the network</html>" * 1000)


def break_pages(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + os.urandom(len(content) - 4096))


def make_foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE photos (name)")
    db.close()


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def lose(path: Path) -> None:
    path.unlink()


DAMAGE: dict[str, Callable[[Path], None]] = {
    damage.__name__: damage for damage in (empty, cut, scribble, break_pages, make_foreign, make_folder, lose)
}
#: What is seen from the first page of a file or its size, so that readers go on with the snapshot before.
PLAIN = ("empty", "cut", "scribble", "make_folder", "lose")


@pytest.fixture
def home(published: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NET_FINDER_SOURCES", "clinicaltrials_gov")
    return published.model_copy(update={"sources": "clinicaltrials_gov"})


@pytest.mark.parametrize("damage", PLAIN)
def test_readers_go_on_with_the_last_whole_snapshot(home: Settings, registry: Registry, damage: str) -> None:
    first = open_current(home).path
    newest = refresh(home).path
    assert newest != first
    DAMAGE[damage](newest)
    assert open_current(home).path == first
    read_whole(home)
    registry.version = "2026-12-01T09:00:05"
    report = refresh(home)
    assert any(newest.name in message for message in report.messages)
    assert list_trials(home) == list_ids(registry)
    read_whole(home)


@pytest.mark.parametrize("damage", ["break_pages", "make_foreign", "empty", "cut"])
def test_the_only_snapshot_is_damaged(home: Settings, registry: Registry, damage: str) -> None:
    DAMAGE[damage](open_current(home).path)
    with pytest.raises(DamagedError) as caught:
        open_current(home).read_table("trials")
    assert caught.value.exit_code == 5
    assert "net-finder refresh" in caught.value.remedy
    ended = run_refresh(home)
    assert ended.code == 0, ended.said
    assert list_trials(home) == list_ids(registry)
    read_whole(home)
    require_next_succeeds(home, registry)


@pytest.mark.parametrize("damage", ["empty", "cut", "scribble", "break_pages", "make_foreign", "make_folder"])
def test_a_damaged_response_cache_costs_nothing_but_itself(home: Settings, registry: Registry, damage: str) -> None:
    home.response_cache.parent.mkdir(parents=True)
    with sqlite3.connect(home.response_cache) as db:
        db.execute("CREATE TABLE responses (key TEXT PRIMARY KEY, value BLOB, expires INTEGER)")
        db.executemany("INSERT INTO responses VALUES (?, ?, 0)", [(f"fake {n}", b"x" * 4000) for n in range(20)])
    db.close()
    DAMAGE[damage](home.response_cache)
    ended = run_refresh(home)
    assert ended.code == 0, ended.said
    assert "Traceback" not in ended.said
    assert list_trials(home) == list_ids(registry)
    require_next_succeeds(home, registry)


@pytest.mark.parametrize("damage", ["cut", "make_foreign"])
def test_a_damaged_look_up_of_places_is_made_anew(home: Settings, registry: Registry, damage: str) -> None:
    whole = home.gazetteer.read_bytes()
    home.gazetteer.unlink()
    home.gazetteer.write_bytes(whole)
    DAMAGE[damage](home.gazetteer)
    ended = run_refresh(home)
    assert ended.code == 0, ended.said
    assert list_trials(home) == list_ids(registry)
    read_whole(home)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process holds the write lock of a database."""
    command = [sys.executable, "-c", textwrap.dedent(HOLD_LOCK), str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield
        process.communicate("")


@pytest.mark.parametrize("name", ["gazetteer", "response_cache", "snapshot"])
def test_a_file_that_another_process_locks(home: Settings, registry: Registry, name: str) -> None:
    home.response_cache.parent.mkdir(parents=True)
    path = open_current(home).path if name == "snapshot" else getattr(home, name)
    with held(path):
        ended = run_refresh(home)
    assert ended.code == 0, ended.said
    assert "Traceback" not in ended.said
    assert list_trials(home) == list_ids(registry)
    read_whole(home)
    require_next_succeeds(home, registry)


@pytest.fixture
def closable(home: Settings) -> Iterator[Settings]:
    """A home that is opened again at the end, or nobody could delete it."""
    yield home
    for folder in (home.home, home.snapshots, home.response_cache.parent):
        folder.chmod(0o755)


@pytest.mark.parametrize("closed", ["home", "snapshots"])
def test_a_home_that_may_not_be_written(closable: Settings, registry: Registry, closed: str) -> None:
    home = closable
    home.response_cache.parent.mkdir()
    before = list_files(home)
    folders = [home.snapshots, *([home.home] if closed == "home" else [])]
    for folder in folders:
        folder.chmod(0o555)
    ended = run_refresh(home, prepare=obey_rights)
    assert ended.code == 3, ended.said
    assert "cannot be written" in ended.said
    assert "Traceback" not in ended.said
    require_as_before(home, before)
    search = start_command(home, "search", "--json", prepare=obey_rights).wait()
    assert search.code == 0, "a list that may only be read can be read"
    for folder in folders:
        folder.chmod(0o755)
    require_next_succeeds(home, registry)


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_response_cache_that_may_only_be_read(closable: Settings, registry: Registry, closed: str) -> None:
    home = closable
    home.response_cache.parent.mkdir()
    home.response_cache.touch(0o444 if closed == "file" else 0o644)
    home.response_cache.parent.chmod(0o555)
    ended = run_refresh(home, prepare=obey_rights)
    assert ended.code == 0, ended.said
    assert list_trials(home) == list_ids(registry)
    require_next_succeeds(home, registry)


def test_a_folder_of_snapshots_that_is_a_file_is_told(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(store="snapshots")
    settings.snapshots.write_text("in the way")
    with pytest.raises(StoreError) as caught:
        refresh(settings)
    assert str(settings.snapshots) in caught.value.message
    assert caught.value.remedy
    assert settings.snapshots.read_text() == "in the way"


def test_a_damaged_pointer_is_mended_by_the_next_refresh(published: Settings) -> None:
    before = open_current(published).path
    (published.snapshots / "current").write_bytes(b"\0" * 100)
    assert open_current(published).path == before
    report = refresh(published)
    assert any("current" in message and "damaged" in message for message in report.messages)
    assert open_current(published).path == report.path
