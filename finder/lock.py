"""One refresh at a time, and one that ends cleanly when it is told to stop."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from finder.errors import BusyError, SettingError, StoreError
from finder.redis_server import require_redis
from finder.settings import Settings

LOCK_NAME = "refresh.lock"
#: Longer than `is_locked` holds it to look.
_MOMENT = 0.3


@dataclass(frozen=True)
class Held:
    """What a refresh holds while it lives.

    `warnings` grows where it is less than was asked for. `require` raises BusyError where another refresh took over.
    """

    warnings: list[str] = field(default_factory=list)
    require: Callable[[], None] = lambda: None


@contextmanager
def hold_locks(settings: Settings) -> Iterator[Held]:
    """Hold the lock of this machine's home and, where a Redis server is set, the one that several machines share.

    Raises BusyError, StoreError; SettingError where the server's address is wrong or its package is missing. A server
    that cannot be used is a warning.
    """
    with hold_lock(settings.home):
        if not settings.cache_server:
            yield Held()
            return
        require_redis()
        from finder.shared_lock import hold_shared_lock

        with hold_shared_lock(settings.cache_server) as held:
            yield held


def is_refreshing(settings: Settings) -> bool:
    """Whether a refresh runs now, here or on a machine that shares the lock; false where that cannot be found out."""
    if is_locked(settings.home):
        return True
    if not settings.cache_server:
        return False
    try:
        require_redis()
        from finder.shared_lock import is_shared_lock_held

        return is_shared_lock_held(settings.cache_server)
    except SettingError:
        return False


@contextmanager
def hold_lock(home: Path) -> Iterator[None]:
    """Hold the lock of `home`; the system lets go of it however the process ends.

    Raises BusyError in a moment where another refresh holds it, StoreError where the folder cannot be written.
    """
    lock = FileLock(home / LOCK_NAME)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=_MOMENT)
    except Timeout as error:
        raise BusyError(
            f"Another refresh is running in {home}.", remedy="Wait until it has ended, then try again."
        ) from error
    except OSError as error:
        raise StoreError(
            f"The folder {home} cannot be written ({error.strerror or error}).",
            remedy="Give this user the right to write there, or set NET_FINDER_HOME to another folder.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(home: Path) -> bool:
    """Whether a refresh runs in `home` now; false where that cannot be found out."""
    if not (home / LOCK_NAME).is_file():
        return False
    try:
        with FileLock(home / LOCK_NAME).acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


@contextmanager
def end_cleanly_on_terminate() -> Iterator[None]:
    """Let SIGTERM unwind like Ctrl-C does, so that no half-built file stays. The process ends with 143.

    Only the main thread may set a handler; elsewhere this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
