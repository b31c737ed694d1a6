"""What keeps answers of the world for a while, a file unless a server is set: it must never stop or stall a fetch.

requests-cache 1.3 raises on a damaged file and waits for ever on a locked one, so the file is probed first and its
write lock is given two seconds. JSON is the only serializer that runs nothing when it is read. The server is in
redis_cache.py.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from requests_cache.backends.base import BaseCache
from requests_cache.backends.sqlite import SQLiteCache, SQLiteDict

from finder.fetch.kept_answers import LEAD, DatedCache, Tell
from finder.redis_server import require_redis
from finder.settings import Settings

#: What a broken or locked file raises while it is used; the driver itself is known to this file only.
CacheFailure = sqlite3.Error
_LOCK_SECONDS = 2.0
#: What to pass to SQLite: statements are not kept, for a connection shared by threads mixes them up (Python 3.12).
_SQLITE_OPTIONS: dict[str, Any] = {"serializer": "json", "cached_statements": 0, "timeout": _LOCK_SECONDS}
#: A database, and the files that SQLite may leave beside it.
_ENDINGS = ("", "-journal", "-wal", "-shm")


class _PatientTable(SQLiteDict):
    """A table whose write lock is waited for `_LOCK_SECONDS`, then refused; the original waits for ever."""

    @contextmanager
    def _acquire_sqlite_lock(self) -> Iterator[None]:
        with self._lock:
            connection = self._connection
            if connection is None:
                raise sqlite3.OperationalError("the response cache is closed")
            connection.execute("BEGIN IMMEDIATE")
            self._active_transaction = True
            try:
                yield
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            finally:
                self._active_transaction = False


class _PatientCache(DatedCache, SQLiteCache):
    def __init__(self, path: Path) -> None:
        super(SQLiteCache, self).__init__(cache_name=str(path))
        self.responses = _PatientTable(path, table_name="responses", **_SQLITE_OPTIONS)
        self.redirects = _PatientTable(
            path, table_name="redirects", lock=self.responses._lock, **{**_SQLITE_OPTIONS, "serializer": None}
        )


def open_response_cache(settings: Settings, tell: Tell = lambda _sentence: None) -> tuple[BaseCache | None, str]:
    """The cache, and a sentence where something was wrong with it; None where we must go on without.

    `tell` hears of what is wrong with a server later; a file raises CacheFailure. Raises SettingError for a server
    whose address is wrong or whose package is missing.
    """
    if settings.cache_server:
        require_redis()
        from finder.fetch.redis_cache import open_shared_cache

        return open_shared_cache(settings.cache_server, tell)
    path = _find_file(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe_file(path)
        return _PatientCache(path), ""
    except OSError as error:
        return None, _explain(path, f"cannot be written ({error.strerror or error})")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            return None, _explain(path, f"cannot be used now ({error})")
        return _replace_damaged(path, settings)


def _find_file(settings: Settings) -> Path:
    """The file of the cache; the library gives a name without ending its own."""
    path = settings.response_cache
    return path if path.suffix else path.with_suffix(".sqlite")


def trim_response_cache(settings: Settings) -> str:
    """Delete the oldest answers where the file is larger than `max_cache_mb`; a sentence where something is to be told.

    On a server, whose size is its own affair, delete what is too old to stand in for anything. Call while no session
    uses the file. Raises nothing: it is only a copy.
    """
    if settings.cache_server:
        from finder.fetch.redis_cache import forget_old_answers

        return forget_old_answers(settings.cache_server)
    path, most = _find_file(settings), settings.max_cache_mb * 1_000_000
    try:
        size = path.stat().st_size
        if size <= most:
            return ""
        probe_file(path)
        with closing(sqlite3.connect(path, timeout=_LOCK_SECONDS, isolation_level=None)) as connection:
            # Whatever is written takes the next rowid, a confirmed answer too, so their order is that of age. A tenth
            # is left free for the next answers and for what SQLite keeps beside them.
            connection.execute(
                "DELETE FROM responses WHERE rowid <= (SELECT max(rowid) FROM (SELECT rowid, sum(length(value) + "
                "length(key)) OVER (ORDER BY rowid DESC) AS total FROM responses) WHERE total > ?)",
                (most * 9 // 10,),
            )
            connection.execute("DELETE FROM redirects WHERE value NOT IN (SELECT key FROM responses)")
            connection.execute("VACUUM")
        return f"{LEAD} was cut from {size / 1e6:.1f} to {path.stat().st_size / 1e6:.1f} MB."
    except FileNotFoundError:
        return ""
    except (OSError, sqlite3.Error) as error:
        return f"{LEAD} {path} is larger than {settings.max_cache_mb} MB and could not be cut ({error})."


def probe_file(path: Path) -> None:
    """Prove that `path` is a sound SQLite file that we can write to, or is none yet. Raises sqlite3.DatabaseError."""
    with closing(sqlite3.connect(path, timeout=_LOCK_SECONDS, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE probe_of_this_program (probe)")
        connection.execute("ROLLBACK")
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != ("ok",):
        raise sqlite3.DatabaseError("malformed")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, as against locked, read-only or out of space."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return str(error) == "malformed"
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


def _replace_damaged(path: Path, settings: Settings) -> tuple[BaseCache | None, str]:
    quarantine = settings.quarantine
    aside = quarantine / f"{path.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    try:
        quarantine.mkdir(parents=True, exist_ok=True)
        for ending in _ENDINGS:
            part = path.with_name(path.name + ending)
            if part.exists():
                part.replace(aside.with_name(aside.name + ending))
        forget_damaged(quarantine, keep=settings.keep_damaged)
        moved = f"moved to {aside}" if settings.keep_damaged else "deleted"
        return _PatientCache(path), f"{LEAD} {path} was damaged. It was {moved}, a new one begun."
    except (OSError, sqlite3.DatabaseError) as error:
        return None, _explain(path, f"is damaged and cannot be moved ({error})")


def forget_damaged(quarantine: Path, *, keep: int) -> None:
    """Delete all but the last `keep` damaged files, each with what belongs to it. Raises OSError."""
    damaged = sorted(
        (path for path in quarantine.iterdir() if path.is_file() and not path.name.endswith(_ENDINGS[1:])),
        key=lambda path: path.name.rpartition(".")[2],
    )
    for path in damaged[: max(0, len(damaged) - keep)]:
        for ending in _ENDINGS:
            path.with_name(path.name + ending).unlink(missing_ok=True)


def is_cache_warning(warning: str) -> bool:
    """Whether a warning of a session is about what keeps the answers, and not about the source."""
    return warning.startswith(LEAD)


def _explain(path: Path, trouble: str) -> str:
    return f"{LEAD} {path} {trouble}. Going on without it."
