"""What happens in a refresh, as events for a log: one JSON line each, to whoever listens, and never with a secret.

    with send_events(outlet), bind_facts(source="enets"):
        note("retry_wait", seconds=2.0)     # {"at": "2026-11-20T06:00:00.000000Z", "event": "retry_wait", ...}

Nobody listens unless told, so a program that uses this one as a library reads nothing of it. Listeners belong to the
context, and so do facts that hold for all events of it: a thread hears of them where it runs in a copy of the context.
"""

import math
import re
import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import structlog

#: Takes one line of JSON, without a line end. Must not raise; may be called by several threads.
Outlet = Callable[[str], None]

_outlets: ContextVar[tuple[Outlet, ...]] = ContextVar("outlets", default=())
_secrets: ContextVar[tuple[str, ...]] = ContextVar("secrets", default=())
_traffic: ContextVar["Traffic | None"] = ContextVar("traffic", default=None)

bind_facts = structlog.contextvars.bound_contextvars

#: An address in a text, up to where the sentence goes on.
_ADDRESS = re.compile(r"\bhttps?://[^\s'\"<>)\]}]+", re.IGNORECASE)
#: Name and password before a host, where the address is told without its scheme.
_USER = re.compile(r"[^\s/@:'\"<>()]+:[^\s/@'\"<>()]+@(?=[\w\[])")


@dataclass
class Traffic:
    """What a piece of work took so far: requests over the network, bytes of answers unpacked, seconds."""

    requests: int = 0
    bytes: int = 0
    _began: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, requests: int, size: int) -> None:
        with self._lock:
            self.requests += requests
            self.bytes += size

    def as_facts(self) -> dict[str, float]:
        return {
            "seconds": round(time.monotonic() - self._began, 3),
            "requests": self.requests,
            "bytes": self.bytes,
        }


def note(event: str, **facts: object) -> None:
    """Tell an event to all listeners of this context. Facts are numbers, words, lists or dictionaries of them."""
    if _outlets.get():
        _log.info(event, **facts)


@contextmanager
def send_events(outlet: Outlet, secrets: tuple[str, ...] = ()) -> Iterator[None]:
    """Let `outlet` listen for as long as the block runs. `secrets` are hidden wherever they stand."""
    outlets = _outlets.set((*_outlets.get(), outlet))
    hidden = _secrets.set((*_secrets.get(), *secrets))
    try:
        yield
    finally:
        _secrets.reset(hidden)
        _outlets.reset(outlets)


@contextmanager
def count_traffic() -> Iterator[Traffic]:
    """Count what the block takes, threads included that run in a copy of its context."""
    traffic = Traffic()
    before = _traffic.set(traffic)
    try:
        yield traffic
    finally:
        _traffic.reset(before)


def add_traffic(*, requests: int = 0, size: int = 0) -> None:
    """Count requests and bytes to the piece of work that runs in this context."""
    if (traffic := _traffic.get()) is not None:
        traffic.add(requests, size)


def hide_secrets(value: object) -> object:
    """The value without secrets of this context, and without user, query and fragment of any address in it."""
    match value:
        case str():
            for secret in _secrets.get():
                value = value.replace(secret, "(secret)")
            return _USER.sub("", _ADDRESS.sub(lambda found: _shorten(found[0]), value))
        case dict():
            return {str(hide_secrets(str(key))): hide_secrets(cell) for key, cell in value.items()}
        case list() | tuple() | set() | frozenset():
            return [hide_secrets(cell) for cell in value]
        case float() if not math.isfinite(value):
            return None
        case bool() | int() | float() | None:
            return value
    return hide_secrets(str(value))


def _shorten(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return "(address)"
    return f"{parts.scheme}://{host}{parts.path}"


def _hide_in_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    ordered = {"at": event["at"], "event": event["event"], **event}
    return {key: hide_secrets(cell) for key, cell in ordered.items()}


class _Outlets:
    def info(self, line: str) -> None:
        for outlet in _outlets.get():
            outlet(line)


# Wrapped and not configured: structlog's settings are those of the whole process, which may not be ours.
_log: Any = structlog.wrap_logger(
    _Outlets(),
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _hide_in_event,
        structlog.processors.JSONRenderer(ensure_ascii=True, allow_nan=False),
    ],
    wrapper_class=structlog.BoundLogger,
)
