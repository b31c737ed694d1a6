"""Full disks, closed folders, damaged and locked files: told in one sentence, and nothing lost."""

import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from refreshing import list_files

from finder.errors import StoreError
from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.reader import open_current

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

REFRESH_ON_A_SMALL_DISK = """
    import resource, sys
    from finder import pipeline
    from finder.errors import StoreError
    from finder.settings import Settings
    settings = Settings(home=sys.argv[1], ctgov_url=sys.argv[2], min_interval=0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        pipeline.refresh(settings)
    except StoreError as error:
        print(error)
        sys.exit(error.exit_code)
"""

HOLD_WRITE_LOCK = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    db.execute("CREATE TABLE IF NOT EXISTS responses (key, value, expires)")
    db.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()
"""


def run_python(program: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_a_full_disk_is_told_and_the_last_snapshot_stands(published: Settings) -> None:
    pytest.importorskip("resource")
    before = list_files(published)
    with run_python(REFRESH_ON_A_SMALL_DISK, str(published.home), published.ctgov_url) as process:
        said, trouble = process.communicate(timeout=60)
    assert process.returncode == 3, trouble
    assert str(published.snapshots) in said
    assert "NET_FINDER_HOME" in said
    assert list_files(published) == before


@contextmanager
def without_superuser() -> Iterator[None]:
    """Rights do not bind the superuser, so be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="needs the rights of POSIX")
def test_a_read_only_home_is_told_and_the_last_snapshot_stands(make_settings: Callable[..., Settings]) -> None:
    with tempfile.TemporaryDirectory() as outside:
        Path(outside).chmod(0o755)
        settings = make_settings(home=Path(outside) / "home")
        refresh(settings, now=NOW)
        before = list_files(settings)
        folders = (settings.snapshots, settings.home)
        for folder in folders:
            folder.chmod(0o555)
        with without_superuser():
            with pytest.raises(StoreError, match="cannot be written") as caught:
                refresh(settings, now=LATER)
            assert len(open_current(settings).read_table("trials")) == 120
        for folder in folders:
            folder.chmod(0o755)
        assert str(settings.home) in caught.value.message
        assert list_files(settings) == before


def test_a_folder_of_snapshots_that_is_a_file_is_told(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(store="snapshots")
    settings.snapshots.write_text("in the way")
    with pytest.raises(StoreError) as caught:
        refresh(settings, now=NOW)
    assert str(settings.snapshots) in caught.value.message
    assert caught.value.remedy
    assert settings.snapshots.read_text() == "in the way"


def test_a_damaged_pointer_is_mended_by_the_next_refresh(published: Settings) -> None:
    before = open_current(published).path
    (published.snapshots / "current").write_bytes(b"\0" * 100)
    assert open_current(published).path == before
    report = refresh(published, now=NOW)
    assert any("current" in message and "damaged" in message for message in report.messages)
    assert open_current(published).path == report.path


def test_a_damaged_response_cache_is_put_aside_and_told(settings: Settings) -> None:
    settings.response_cache.parent.mkdir(parents=True)
    settings.response_cache.write_bytes(b"this is no database" * 1000)
    report = refresh(settings, now=NOW)
    assert report.meta["counts"]["trials"] == 120
    assert any(str(settings.response_cache) in message for message in report.messages)
    assert [path.read_bytes()[:19] for path in settings.quarantine.iterdir()] == [b"this is no database"]


def test_a_response_cache_locked_by_another_process_costs_seconds_not_the_refresh(settings: Settings) -> None:
    settings.response_cache.parent.mkdir(parents=True)
    with run_python(HOLD_WRITE_LOCK, str(settings.response_cache)) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        report = refresh(settings, now=NOW)
        process.communicate("")
    assert report.meta["counts"]["trials"] == 120
    assert any("locked" in message for message in report.messages)
