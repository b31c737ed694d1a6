"""One refresh at a time on all machines that share a Redis server. Imported only where one is set.

The lock is redis-py's own. It lives for a while only and is renewed meanwhile, so that a holder that is killed or cut
off frees it; and before anything is published the holder proves that nobody had it in between.
"""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from uuid import uuid4

from redis import Redis
from redis.exceptions import LockNotOwnedError, RedisError

from finder.errors import BusyError
from finder.events import note
from finder.lock import Held
from finder.redis_server import PREFIX, RedisTroubleError, connect, give_up, name_server

KEY = f"{PREFIX}refresh"
#: Names who held the lock last, for as long as the server keeps it.
LAST_KEY = f"{PREFIX}refresh-last"
#: How long the lock of a holder that died stays.
LIFETIME_SECONDS = 60.0
_LONGEST_NAME = 60


@contextmanager
def hold_shared_lock(address: str, lifetime: float | None = None) -> Iterator[Held]:
    """Hold the lock on the server; `lifetime` in seconds. Where the server cannot be used, hold nothing and say so.

    Raises BusyError where another refresh has it, SettingError for a wrong address.
    """
    lock = _take_lock(address, LIFETIME_SECONDS if lifetime is None else lifetime)
    if isinstance(lock, RedisTroubleError):
        note("lock_trouble", message=_explain(lock))
        yield Held([_explain(lock)])
        return
    with lock.renewing():
        yield lock.held


def _take_lock(address: str, lifetime: float) -> "_SharedLock | RedisTroubleError":
    try:
        lock = _SharedLock(connect(address, anew=True), address, lifetime)
        lock.take()
        return lock
    except RedisTroubleError as trouble:
        return trouble
    except RedisError as error:
        return give_up(address, error)


def is_shared_lock_held(address: str) -> bool:
    """Whether a refresh holds the lock on the server; false where it cannot be asked. Raises SettingError."""
    try:
        return bool(connect(address, anew=True).exists(KEY))
    except (RedisTroubleError, RedisError):
        return False


class _SharedLock:
    """The lock of one refresh. `held.warnings` says what happened to it."""

    def __init__(self, client: Redis, address: str, lifetime: float) -> None:
        self._client = client
        self._address = address
        self._lifetime = lifetime
        self._token = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex}".encode()
        self._lock = client.lock(KEY, timeout=lifetime, blocking=False, thread_local=False)
        self._alone = threading.Lock()
        self._lost: BusyError | None = None
        self.held = Held([], self.require)

    def take(self) -> None:
        """Raises BusyError, RedisError."""
        if not self._lock.acquire(token=self._token.decode()):
            where = f"The lock on {name_server(self._address).removeprefix('The ')} says so"
            raise BusyError(
                f"Another refresh is running{self._name_holder()}.",
                remedy=f"{where}. Wait until it has ended, then try again.",
            )
        self._client.set(LAST_KEY, self._token)

    def require(self) -> None:
        """Renew the lock. Raises BusyError where another refresh has it, or had it since."""
        self._renew()
        if self._lost:
            raise self._lost

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """Renew the lock from time to time until the end of the block, then let go of it."""
        stop = threading.Event()

        def renew() -> None:
            while not stop.wait(self._lifetime / 3):
                self._renew()

        beside = threading.Thread(target=copy_context().run, args=(renew,), name="lock", daemon=True)
        beside.start()
        try:
            yield
        finally:
            stop.set()
            beside.join()
            if not self._lost:
                with suppress(RedisError):  # of a server that is gone, or of a lock that is
                    self._lock.release()

    def _renew(self) -> None:
        with self._alone:
            if self._lost:
                return
            try:
                self._lock.reacquire()
            except LockNotOwnedError:
                self._take_again()
            except RedisError as error:
                self._warn(_explain(RedisTroubleError(self._address, error)))

    def _take_again(self) -> None:
        """A server that was begun anew has forgotten the lock; that is no loss where nobody else took it meanwhile."""
        try:
            if self._lock.acquire(token=self._token.decode()):
                if self._client.get(LAST_KEY) in (None, self._token):
                    self._client.set(LAST_KEY, self._token)
                    self._warn(f"{name_server(self._address)} had lost the lock of this refresh. It was taken again.")
                    return
                self._lock.release()
        except RedisError as error:
            self._warn(_explain(RedisTroubleError(self._address, error)))
            return
        holder = ""
        with suppress(RedisError):
            holder = self._name_holder()
        self._lost = BusyError(
            f"Another refresh took over{holder}, because this one stood still for too long.",
            remedy="This one has published nothing. Wait until the other has ended.",
        )
        note("lock_lost", message=str(self._lost))

    def _name_holder(self) -> str:
        """On which machine the lock is held, where the lock says so. Raises RedisError for a lock that is none."""
        said = self._client.get(KEY)
        host = said.decode("ascii", "replace").partition(":")[0] if isinstance(said, bytes) else ""
        return f" on {host[:_LONGEST_NAME]}" if host.isprintable() and host else ""

    def _warn(self, sentence: str) -> None:
        if sentence not in self.held.warnings:
            self.held.warnings.append(sentence)
            note("lock_trouble", message=sentence)


def _explain(trouble: RedisTroubleError) -> str:
    return f"{trouble} The refresh holds only the lock of this machine. {trouble.remedy}"
