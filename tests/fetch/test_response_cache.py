"""The response cache may be damaged, locked, read-only or missing: a fetch goes on, says so, and never hangs."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from registry import make_study, serve_registry

from finder.fetch.doctor import check_response_cache
from finder.fetch.response_cache import open_response_cache
from finder.settings import Settings

OpenTo = Callable[..., Any]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, min_interval=0)


def fill_cache(open_to: OpenTo, pages: int = 40) -> None:
    with serve_registry([make_study(n + 1) for n in range(50)]) as registry, open_to(registry, cached=True) as session:
        for size in range(1, pages + 1):
            params = {"filter.advanced": '(AREA[Condition]("tumor"))', "fields": "StatusModule", "pageSize": str(size)}
            session.get("studies", params)


def fetch_once(open_to: OpenTo) -> list[str]:
    """One fetch that must work; what it warned about."""
    with serve_registry([]) as registry, open_to(registry, cached=True) as session:
        assert session.get("version").json()["apiVersion"] == "2.0.5"
        assert len(registry.seen) == 1
        warnings: list[str] = session.warnings
        return warnings


def test_a_missing_cache_is_made(settings: Settings, open_to: OpenTo) -> None:
    assert fetch_once(open_to) == []
    assert settings.response_cache.is_file()


def test_the_cache_runs_no_code_and_keeps_no_journal_beside_it(settings: Settings, open_to: OpenTo) -> None:
    fill_cache(open_to, 1)
    with closing(sqlite3.connect(settings.response_cache)) as connection:
        (value,) = connection.execute("SELECT value FROM responses").fetchone()
        assert str(value).startswith("{")
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def _make_garbage(path: Path) -> None:
    path.write_bytes(b"this is no database, " * 500)


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _overwrite_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 6] = os.urandom(4096 * 4)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [_make_garbage, _truncate, _overwrite_pages])
def test_a_damaged_cache_is_put_aside(settings: Settings, open_to: OpenTo, damage: Callable[[Path], None]) -> None:
    fill_cache(open_to)
    damage(settings.response_cache)
    damaged = settings.response_cache.read_bytes()
    (warning,) = fetch_once(open_to)
    assert "damaged" in warning
    (aside,) = settings.quarantine.iterdir()
    assert aside.read_bytes() == damaged
    assert str(aside) in warning
    assert fetch_once(open_to) == []


def test_a_damaged_cache_that_cannot_be_moved(settings: Settings, open_to: OpenTo) -> None:
    fill_cache(open_to, 1)
    _make_garbage(settings.response_cache)
    settings.quarantine.write_text("a file where the folder should be")
    (warning,) = fetch_once(open_to)
    assert "cannot be moved" in warning


def test_an_empty_file_is_a_new_cache(settings: Settings, open_to: OpenTo) -> None:
    settings.response_cache.parent.mkdir(parents=True)
    settings.response_cache.touch()
    assert fetch_once(open_to) == []


def test_a_locked_cache_is_not_waited_for(settings: Settings, open_to: OpenTo) -> None:
    fill_cache(open_to, 1)
    with closing(sqlite3.connect(settings.response_cache, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        (warning,) = fetch_once(open_to)
    assert "locked" in warning
    assert not settings.quarantine.exists()


def test_a_cache_that_is_locked_while_in_use(settings: Settings, open_to: OpenTo) -> None:
    with (
        serve_registry([]) as registry,
        open_to(registry, cached=True) as session,
        closing(sqlite3.connect(settings.response_cache, isolation_level=None)) as holder,
    ):
        holder.execute("BEGIN IMMEDIATE")
        assert session.get("version").json()["apiVersion"] == "2.0.5"
        assert session.get("version").json()["apiVersion"] == "2.0.5"
        assert len(session.warnings) == 1
        assert "Going on without it" in session.warnings[0]


def test_a_folder_in_place_of_the_file(settings: Settings, open_to: OpenTo) -> None:
    settings.response_cache.mkdir(parents=True)
    (warning,) = fetch_once(open_to)
    assert "Going on without it" in warning


def test_a_home_that_cannot_be_made(tmp_path: Path, open_to: OpenTo) -> None:
    (tmp_path / "http").write_text("a file where the folder should be")
    (warning,) = fetch_once(open_to)
    assert "cannot be written" in warning


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where others may not")
def test_a_read_only_cache(settings: Settings, open_to: OpenTo) -> None:
    fill_cache(open_to, 1)
    settings.response_cache.chmod(0o400)
    (warning,) = fetch_once(open_to)
    assert "Going on without it" in warning


def test_a_name_without_an_ending_is_probed_where_it_is_kept(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, http_cache="answers")
    cache, warning = open_response_cache(settings)
    assert cache is not None
    assert warning == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.sqlite"]


def test_the_doctor_looks_at_the_cache(settings: Settings) -> None:
    assert check_response_cache(settings) == (True, f"{settings.response_cache} is sound.")
    _make_garbage(settings.response_cache)
    ok, detail = check_response_cache(settings)
    assert not ok
    assert "moved to" in detail
