"""Sessions that keep their distance from a host, look at every address before it is asked, and keep answers."""

import re
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import cache
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Response
from requests_cache import CacheMixin
from requests_cache.backends.base import BaseCache
from requests_ratelimiter import Limiter, LimiterMixin, Rate
from requests_ratelimiter.buckets import HostBucketFactory

from finder.fetch.kept_answers import SECRET_NAMES
from finder.fetch.transport import DeadlineError

#: Looks at an address before it is asked over the network; raises where it must not be.
Gate = Callable[[str], None]
#: Added to the interval, for the limiter counts whole milliseconds.
_ROUNDING_MS = 2


class GatedSession(requests.Session):
    """Below the cache and above the pace, so that what is kept is not judged and what is refused costs no turn."""

    gate: Gate | None = None

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:  # noqa: ANN401 - as in requests
        """Each request over the network, the target of each redirect included."""
        if self.gate is not None:
            self.gate(request.url or "")
        return super().send(request, **kwargs)


class _PacedSession(GatedSession, LimiterMixin, requests.Session):
    """Every request keeps its distance."""


class _CachedSession(CacheMixin, GatedSession, requests.Session):
    """Answers are kept."""


class _PacedCachedSession(CacheMixin, GatedSession, LimiterMixin, requests.Session):
    """Answers from the cache cost no waiting; all others keep their distance."""


def make_session(
    backend: BaseCache | None, min_interval: float, age: timedelta, kept_statuses: Collection[int] = (200,)
) -> GatedSession:
    """A session with or without a cache and a pace; a server's 429 is answered by waiting, not by a slower pace."""
    pace: dict[str, Any] = {}
    if min_interval > 0:
        pace = {"limiter": _open_limiter(_count_ms(min_interval)), "limit_statuses": ()}
    if backend is None:
        return _PacedSession(**pace) if pace else GatedSession()
    kept: dict[str, Any] = {
        "backend": backend,
        "expire_after": age,
        "allowable_codes": tuple(kept_statuses),
        "ignored_parameters": SECRET_NAMES,
    }
    return _PacedCachedSession(**kept, **pace) if pace else _CachedSession(**kept)


def take_turn(host: str, interval: float, remaining: float) -> None:
    """Wait until `host` (with its port) may be asked again; `interval` and `remaining` in seconds.

    Turns of one interval are counted together with those of the sessions. Raises DeadlineError.
    """
    if interval <= 0:
        return
    if not _open_limiter(_count_ms(interval)).try_acquire(host, timeout=max(0.0, remaining)):
        raise DeadlineError


def find_origin(url: str) -> str:
    """Scheme, host and port of an address, which share one robots.txt: `https://example.org:8443`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{re.sub('^.*@', '', parts.netloc)}".lower()


def _count_ms(interval: float) -> int:
    return ceil(interval * 1000) + _ROUNDING_MS


@cache
def _open_limiter(interval_ms: int) -> Limiter:
    """One limiter for all sessions of the process, so that the distance also holds between two sessions.

    One request an interval, rather than a rate: a rate such as 3.3 a second would be kept as ten in three seconds,
    and those ten at once.
    """
    return Limiter(HostBucketFactory(rates=[Rate(1, interval_ms)]), buffer_ms=0)
