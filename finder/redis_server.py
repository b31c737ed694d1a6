"""The way to a Redis server that several machines share, to values on it, and what is wrong where it cannot be used.

Only sentences of our own are told. In its errors a server repeats what it was sent, and that may be the password.
"""

import re
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from finder.errors import SettingError
from finder.events import note

if TYPE_CHECKING:
    from redis import Redis

#: Begins every key that is written. Other programs may use the same server.
PREFIX = "net-finder:"
#: Seconds for one answer, and for finding the server at all: looking up a name has no limit of its own.
_ANSWER_SECONDS, _REACH_SECONDS = 1.0, 2.0
_PORT = 6379
_CHECK = "Check that the server runs, and its address in NET_FINDER_HTTP_CACHE."
#: Kinds of errors, the narrow ones before the wide: the name of the class, what is wrong, what to do.
_TROUBLES = {
    "AuthenticationError": ("refuses this user or password", "Correct both in NET_FINDER_HTTP_CACHE."),
    "NoPermissionError": ("does not let this user do that", f"Allow it all commands on the keys {PREFIX}*."),
    "OutOfMemoryError": ("is full", "Set maxmemory-policy allkeys-lru there, or give it more memory."),
    "ReadOnlyError": ("may only be read", "Name the main server, not its replica, in NET_FINDER_HTTP_CACHE."),
    "BusyLoadingError": ("is still starting", "Wait a moment, then try again."),
    "TimeoutError": ("does not answer", _CHECK),
    "ConnectionError": ("cannot be reached", _CHECK),
}
#: Other errors, by the word with which the server begins them.
_WORDS = {
    "WRONGTYPE": ("holds a value of another program", f"Delete the keys {PREFIX}* there, or choose another database."),
    "MISCONF": ("cannot save to its disk", "Free some space there, or look into its log."),
}


class RedisTroubleError(Exception):
    """The server cannot be used: its text is a sentence that says why, `remedy` one that says what to do."""

    def __init__(self, address: str, error: Exception) -> None:
        trouble, self.remedy = _name_trouble(error)
        super().__init__(f"{name_server(address)} {trouble}.")


class UnusableValueError(Exception):
    """Under a key of ours is what no program of ours put there."""


@dataclass
class _Server:
    """One server, for all threads of the process. `trouble` stays until the server is looked for anew."""

    client: "Redis"
    reached: bool = False
    trouble: RedisTroubleError | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_servers: dict[str, _Server] = {}
_opening = threading.Lock()


def connect(address: str, *, anew: bool = False) -> "Redis":
    """A client of the server, which has answered once; all clients of a process share its connections.

    A server that failed is not asked again unless `anew`, so that it is waited for once and not at each request.
    Raises RedisTroubleError; SettingError where the address is wrong or the package is missing.
    """
    server = _open(address)
    with server.lock:
        if anew:
            server.reached, server.trouble = False, None
        if not server.reached and server.trouble is None:
            server.reached, failure = True, _reach(server.client)
            server.trouble = RedisTroubleError(address, failure) if failure else None
        if server.trouble:
            raise server.trouble
    return server.client


def find_trouble(address: str) -> RedisTroubleError | None:
    """Why the server is not used any more; None while it is."""
    return _open(address).trouble


def give_up(address: str, error: Exception) -> RedisTroubleError:
    """Use the server no more, until it is looked for anew; returns why."""
    server = _open(address)
    with server.lock:
        if server.trouble is None:
            server.trouble = RedisTroubleError(address, error)
            note("redis_given_up", message=str(server.trouble))
        return server.trouble


def read_value(address: str, key: str, most: int) -> bytes | None:
    """The bytes that are kept under a key; None where nothing is.

    Raises RedisTroubleError; UnusableValueError for a value of another type, or of more than `most` bytes.
    """
    with _asking(address) as client:
        value = client.getrange(key, 0, most)  # never more than this, whatever is there
    if not isinstance(value, bytes) or len(value) > most:
        raise UnusableValueError
    return value or None


def write_values(address: str, values: Mapping[str, bytes], seconds: int) -> None:
    """Keep values for so many seconds, in this order, over whatever is there. Raises RedisTroubleError."""
    with _asking(address) as client:
        for key, value in values.items():
            client.set(key, value, ex=seconds)


def delete_values(address: str, keys: Collection[str]) -> None:
    """Raises RedisTroubleError."""
    if keys:
        with _asking(address) as client:
            client.delete(*keys)


@contextmanager
def _asking(address: str) -> Iterator["Redis"]:
    """Give the server up where it fails in this block."""
    client = connect(address)
    from redis import RedisError

    try:
        yield client
    except RedisError as error:
        if str(error).startswith("WRONGTYPE"):
            raise UnusableValueError from None
        raise give_up(address, error) from None


def name_server(address: str) -> str:
    """The server for eyes, by host and port: never the user, the password or an option."""
    parts = urlsplit(address)
    return f"The Redis server at {parts.hostname}:{parts.port or _PORT}"


def require_redis() -> None:
    """Raises SettingError where the package is missing: the small default does without it."""
    if find_spec("redis") is None:
        raise SettingError(
            "NET_FINDER_HTTP_CACHE names a Redis server, and the package for it is missing.",
            remedy="Run: pip install 'net-finder[servers]'",
        )


def _open(address: str) -> _Server:
    with _opening:
        if address not in _servers:
            _servers[address] = _Server(_make_client(address))
        return _servers[address]


def _make_client(address: str) -> "Redis":
    require_redis()
    from redis import ConnectionError as LostError
    from redis import ConnectionPool, Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    try:
        if "@" in address.partition("://")[2].partition("@")[2] or "@" in urlsplit(address).path:
            raise ValueError
        _ = urlsplit(address).port  # raises where it is no number
        pool = ConnectionPool.from_url(address)
        # Options of the address must not undo these. What is lost is tried once more, for a server closes
        # connections that nobody used for long; what is late is not.
        pool.connection_kwargs |= {
            "socket_connect_timeout": _ANSWER_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
            "retry": Retry(NoBackoff(), 1, supported_errors=(LostError,)),
            "retry_on_timeout": False,
            "decode_responses": False,
        }
        return Redis(connection_pool=pool)
    except (ValueError, TypeError):
        pass
    raise SettingError(
        "NET_FINDER_HTTP_CACHE=... cannot be used.",
        remedy="It takes redis://user:password@host:6379/0, with %40 for an @ and %2F for a / in the password.",
    )


def _reach(client: "Redis") -> Exception | None:
    """Why the server does not answer; None where it does. Done beside, for the sake of names that nobody knows."""
    said: list[Exception | None] = []

    def ask() -> None:
        try:
            client.ping()
            said.append(None)
        except Exception as error:
            said.append(error)

    asking = threading.Thread(target=ask, name="redis", daemon=True)
    asking.start()
    asking.join(_REACH_SECONDS)
    return said[0] if said else TimeoutError()


def _name_trouble(error: Exception) -> tuple[str, str]:
    for kind in type(error).__mro__:
        if kind.__name__ in _TROUBLES:
            return _TROUBLES[kind.__name__]
    word = re.match(r"[A-Z]*", str(error))
    return _WORDS.get(word[0] if word else "", (f"could not do what it was asked ({type(error).__name__})", _CHECK))
