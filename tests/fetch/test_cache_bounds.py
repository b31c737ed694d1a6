"""The response cache and the damaged files put aside stay within their settings; the newest stay longest."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from registry import make_study, serve_registry

from finder.fetch.response_cache import forget_damaged, open_response_cache, trim_response_cache
from finder.settings import Settings


def fill(settings: Settings, count: int, size: int = 50_000) -> None:
    """Rows as the library writes them, the oldest first."""
    cache, _ = open_response_cache(settings)
    assert cache is not None
    cache.close()
    with closing(sqlite3.connect(settings.response_cache)) as db, db:
        for number in range(count):
            db.execute("INSERT OR REPLACE INTO responses VALUES (?, ?, NULL)", (f"key-{number}", "x" * size))
            db.execute("INSERT OR REPLACE INTO redirects VALUES (?, ?, NULL)", (f"from-{number}", f"key-{number}"))


def list_keys(settings: Settings, table: str = "responses", column: str = "key") -> list[str]:
    with closing(sqlite3.connect(settings.response_cache)) as db:
        return [row[0] for row in db.execute(f"SELECT {column} FROM {table} ORDER BY rowid")]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_oldest_answers_go_until_the_file_fits(tmp_path: Path, most: int) -> None:
    settings = Settings(home=tmp_path, max_cache_mb=most)
    fill(settings, 100)
    with closing(sqlite3.connect(settings.response_cache)) as db, db:  # the oldest was confirmed just now
        db.execute("INSERT OR REPLACE INTO responses SELECT key, value, expires FROM responses WHERE key = 'key-0'")
    said = trim_response_cache(settings)
    kept = list_keys(settings)
    assert said.startswith("The response cache was cut from ")
    assert settings.response_cache.stat().st_size <= most * 1_000_000
    assert len(kept) == most * 900_000 // 50_006
    assert kept == [*(f"key-{number}" for number in range(101 - len(kept), 100)), "key-0"]
    assert set(list_keys(settings, "redirects", "value")) == set(kept)
    assert trim_response_cache(settings) == ""
    assert list_keys(settings) == kept


def test_an_answer_that_is_too_large_alone_goes(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, max_cache_mb=1)
    fill(settings, 1, size=3_000_000)
    assert trim_response_cache(settings)
    assert list_keys(settings) == []


def test_the_cache_still_answers_after_a_cut(tmp_path: Path, open_to) -> None:
    settings = Settings(home=tmp_path, max_cache_mb=1)
    fill(settings, 60)
    with serve_registry([make_study(1)]) as registry:
        for _ in range(2):
            with open_to(registry, cached=True) as session:
                assert session.get("version").json()
            trim_response_cache(settings)
        assert len(registry.seen) == 1


def test_what_is_not_there_or_cannot_be_cut_stops_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, max_cache_mb=1)
    assert trim_response_cache(settings) == ""
    settings.response_cache.parent.mkdir()
    settings.response_cache.write_bytes(b"no database" * 200_000)
    assert "could not be cut" in trim_response_cache(settings)


def test_a_locked_cache_is_left_as_it_is(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, max_cache_mb=1)
    fill(settings, 40)
    with closing(sqlite3.connect(settings.response_cache, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert "could not be cut (database is locked)" in trim_response_cache(settings)
    assert len(list_keys(settings)) == 40


@pytest.mark.parametrize("keep", [0, 1, 3])
def test_only_the_last_damaged_files_are_kept(tmp_path: Path, keep: int) -> None:
    settings = Settings(home=tmp_path, keep_damaged=keep)
    settings.response_cache.parent.mkdir()
    for number in range(5):
        settings.response_cache.write_bytes(f"damage {number} ".encode() * 500)
        cache, said = open_response_cache(settings)
        assert cache is not None
        assert "was damaged" in said
        cache.close()
    left = sorted(path.read_bytes()[:8] for path in settings.quarantine.iterdir())
    assert left == [f"damage {number}".encode() for number in range(5 - keep, 5)]


def test_what_belongs_to_a_damaged_file_goes_and_stays_with_it(tmp_path: Path) -> None:
    names = [f"responses.sqlite.2026112{day}T060000{ending}" for day in range(4) for ending in ("", "-wal", "-shm")]
    for name in names:
        (tmp_path / name).write_bytes(b"damage")
    forget_damaged(tmp_path, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[6:])
