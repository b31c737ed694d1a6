"""One refresh at a time, and one that ends cleanly when it is told to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from finder.errors import BusyError, StoreError

LOCK_NAME = "refresh.lock"
#: Longer than `is_locked` holds it to look.
_MOMENT = 0.3


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
    except (OSError, NotImplementedError) as error:
        raise StoreError(
            f"The folder {home} cannot be written ({getattr(error, 'strerror', None) or error}).",
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
    except (OSError, NotImplementedError):
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
