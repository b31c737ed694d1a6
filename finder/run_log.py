"""The log of one refresh: a file of JSON lines in NET_FINDER_HOME/runs, kept however the refresh ends.

A process that is killed leaves its file without a last line; see run_history.py. Nothing here may stop a refresh: where
the file cannot be written, the refresh goes on without it.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from finder.errors import FinderError
from finder.events import note, send_events
from finder.lock import is_refreshing
from finder.settings import Settings

#: Exit code of a process that was ended by Ctrl-C.
INTERRUPTED = 130
SUFFIX = ".jsonl"
_ENDED = '"event": "run_ended"'

_is_logged: ContextVar[bool] = ContextVar("is_logged", default=False)


@contextmanager
def log_run(settings: Settings, **asked: object) -> Iterator[None]:
    """Log what happens in the block to a file of its own, from `run_started` to `run_ended` with its exit code.

    `asked` is told as what was asked for. Inside of another such block it does nothing.
    """
    if _is_logged.get():
        yield
        return
    mark, began = _is_logged.set(True), time.monotonic()
    try:
        with _LogFile(settings.runs) as file, send_events(file.write, tuple(settings.list_secrets())):
            note("run_started", **asked, pid=os.getpid(), settings=describe_settings(settings))
            try:
                yield
            except BaseException as error:
                _note_end(began, find_exit_code(error), error)
                raise
            _note_end(began, 0)
    finally:
        _is_logged.reset(mark)
        forget_runs(settings)


def find_exit_code(error: BaseException) -> int:
    """The exit code of a process that ends by this exception."""
    match error:
        case FinderError():
            return error.exit_code
        case SystemExit():
            return error.code if isinstance(error.code, int) else int(error.code is not None)
        case KeyboardInterrupt():
            return INTERRUPTED
    return 1


def describe_settings(settings: Settings) -> dict[str, Any]:
    """What a log tells of the settings: of keys only which are set, of the ping only its host."""
    told = settings.model_dump(mode="json", exclude={"ping_url", "contact"})
    return {
        **told,
        "contact": bool(settings.contact),
        "ping": urlsplit(settings.ping_url).hostname,
        "keys": settings.list_keys(),
    }


def list_logs(settings: Settings) -> list[Path]:
    """The logs that are kept, oldest first."""
    try:
        return sorted(path for path in settings.runs.iterdir() if path.suffix == SUFFIX)
    except OSError:
        return []


def forget_runs(settings: Settings) -> None:
    """Delete the oldest logs beyond `keep_runs`, but none that a refresh may be writing. Raises nothing."""
    logs = list_logs(settings)
    old = logs[: max(0, len(logs) - settings.keep_runs)]
    if not old:
        return
    busy = is_refreshing(settings)
    for path in old:
        with suppress(OSError):
            if not busy or has_ended(path):
                path.unlink()


def has_ended(path: Path) -> bool:
    """Whether a log has its last line. Raises OSError."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 20_000))
        return _ENDED in file.read().decode("utf-8", "replace")


def _note_end(began: float, code: int, error: BaseException | None = None) -> None:
    told: dict[str, object] = {}
    if isinstance(error, FinderError):
        told = {"error": str(error), "kind": type(error).__name__}
    elif error is not None:
        told = {"error": f"{type(error).__name__}: {error}".rstrip(": "), "kind": type(error).__name__}
    note("run_ended", exit_code=code, seconds=round(time.monotonic() - began, 3), **told)


class _LogFile:
    """One log. What cannot be written is lost, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}{SUFFIX}"
        self._lock = threading.Lock()
        self._handle: int | None = None

    def __enter__(self) -> Self:
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        return self

    def write(self, line: str) -> None:
        """One line as one call, so that a kill leaves no half of it but the last."""
        with self._lock, suppress(OSError):
            if self._handle is not None:
                os.write(self._handle, line.encode("ascii") + b"\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock, suppress(OSError):
            if self._handle is not None:
                os.close(self._handle)
            self._handle = None
