"""The one polite session: every request of the program to the outside world goes through here.

It keeps a distance between requests to a host, waits and asks again where that can help, changes its honest identity
where a firewall says 403, keeps answers for a while, and ends in one of the named errors of finder.errors.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import Response
from requests_cache import CachedSession, CacheMixin
from requests_cache.backends.sqlite import SQLiteCache
from requests_cache.models.response import CachedResponse
from requests_ratelimiter import Limiter, LimiterMixin, LimiterSession, Rate
from requests_ratelimiter.buckets import HostBucketFactory

from finder.errors import SourceError, UnreachableError
from finder.fetch.failures import name_block, name_failure, require_ok
from finder.fetch.identities import Identity, list_identities, remember_winner, write_address, write_user_agent
from finder.fetch.patience import PASSING_STATUSES, PassingStatusError, Patience, make_retrying
from finder.fetch.response_cache import SECRET_NAMES, CacheFailure, open_response_cache
from finder.fetch.transport import Watch, make_adapter
from finder.settings import Settings
from finder.sources import Source

#: How long after its age an answer may still stand in for a source that does not answer.
_LONGEST_STALE = timedelta(days=7)
_MOST_REDIRECTS = 3
#: Added to the interval, for the limiter counts whole milliseconds.
_ROUNDING_MS = 2


class _PacedCachedSession(CacheMixin, LimiterMixin, requests.Session):
    """Answers from the cache cost no waiting; all others keep their distance."""


class PoliteSession:
    """One source for the length of one fetch. Made by `open_session`; `warnings` says what went not quite well."""

    def __init__(
        self,
        session: requests.Session,
        *,
        source: Source,
        watch: Watch,
        patience: Patience,
        identities: Sequence[Identity],
        settings: Settings,
        warnings: list[str],
    ) -> None:
        self.base_url = watch.base_url
        self.title = source.title
        self.warnings = warnings
        self._host = urlsplit(watch.base_url).hostname or watch.base_url
        self._session = session
        self._watch = watch
        self._patience = patience
        self._ladder = list(identities)
        self._settings = settings
        self._spoken_as: Identity | None = None

    @property
    def requests_sent(self) -> int:
        """Requests sent over the network so far, tries and redirects included."""
        return self._watch.requests

    @property
    def bytes_read(self) -> int:
        """Bytes of answers so far, unpacked."""
        return self._watch.bytes

    def get(self, path: str, params: Mapping[str, str] | None = None, *, fresh: bool = False) -> Response:
        """The answer with status 200 at `path` below the base address.

        `fresh` passes the response cache by. Otherwise, where the source cannot be read, an old answer stands in and
        `warnings` says so. Raises UnreachableError, BlockedError, RefusedError, AnswerError.
        """
        url = f"{self.base_url}/{path}"
        try:
            if fresh and isinstance(self._session, CacheMixin):
                with self._session.cache_disabled():
                    return self._climb(url, params)
            return self._climb(url, params)
        except SourceError as error:
            old = None if fresh else self._find_old_answer(url, params)
            if old is None:
                raise
            self.warnings.append(f"{error} An answer of {old.created_at:%Y-%m-%d %H:%M} UTC was used.")
            return old

    def _climb(self, url: str, params: Mapping[str, str] | None) -> Response:
        """Ask as one identity after the other until one is not refused; a refused one is not used again."""
        if self._settings.offline:
            remedy = "Unset NET_FINDER_OFFLINE to use the network."
            raise UnreachableError("the network is switched off.", remedy=remedy, source=self.title)
        while self._ladder:
            identity = self._ladder[0]
            response = self._send_patiently(identity, url, params)
            if response.status_code != requests.codes.forbidden:
                if not getattr(response, "from_cache", False):
                    remember_winner(self.base_url, identity)
                return require_ok(response, self._host, self.title)
            self._ladder.pop(0)
        raise name_block(self._host, self.title)

    def _send_patiently(self, identity: Identity, url: str, params: Mapping[str, str] | None) -> Response:
        self._speak_as(identity)
        try:
            return make_retrying(self._patience, self._watch.remaining())(
                self._send_once, write_address(url, identity), params
            )
        except requests.RequestException as error:
            raise name_failure(error, self._host, self.title) from error

    def _send_once(self, url: str, params: Mapping[str, str] | None) -> Response:
        if isinstance(self._session, LimiterMixin):
            self._session.max_delay = max(0.0, self._watch.remaining())
        try:
            response = self._session.get(url, params=params)
        except CacheFailure as error:
            self._drop_cache(error)
            response = self._session.get(url, params=params)
        if response.status_code in PASSING_STATUSES:
            raise PassingStatusError(response=response)
        return response

    def _speak_as(self, identity: Identity) -> None:
        if identity == self._spoken_as:
            return
        self._spoken_as = identity
        self._session.headers["User-Agent"] = write_user_agent(identity, self._settings.contact)
        # Only the scheme of the base address has an adapter, so a redirect to another scheme cannot be followed.
        self._session.adapters.clear()
        self._session.mount(f"{urlsplit(self.base_url).scheme}://", make_adapter(identity, self._watch))

    def _drop_cache(self, error: CacheFailure) -> None:
        self.warnings.append(f"The response cache failed ({error}). Going on without it.")
        if isinstance(self._session, CacheMixin):
            self._session.settings.disabled = True

    def _find_old_answer(self, url: str, params: Mapping[str, str] | None) -> CachedResponse | None:
        session = self._session
        if not isinstance(session, CacheMixin) or session.settings.disabled:
            return None
        session.settings.stale_if_error = _LONGEST_STALE
        try:
            old = session.get(url, params=params, only_if_cached=True)
        except CacheFailure:
            return None
        finally:
            session.settings.stale_if_error = False
        return old if isinstance(old, CachedResponse) and old.status_code == requests.codes.ok else None


@contextmanager
def open_session(
    settings: Settings,
    source: Source,
    *,
    cached: bool = True,
    deadline_seconds: float | None = None,
    patience: Patience | None = None,
    identities: Sequence[Identity] | None = None,
    content_types: tuple[str, ...] = ("application/json",),
) -> Iterator[PoliteSession]:
    """A session for `source`, for as long as its declaration or `deadline_seconds` allows.

    `identities` are all honest ones unless told. Opening touches no network and never fails for the response cache's
    sake; a cache that cannot be used is a warning. Raises SettingError for a wrong address.
    """
    base_url = find_base_url(settings, source)
    patience = patience or Patience()
    watch = Watch(
        base_url=base_url,
        deadline=time.monotonic() + (source.deadline_seconds if deadline_seconds is None else deadline_seconds),
        max_answer_bytes=source.max_answer_bytes,
        connect_seconds=patience.connect_seconds,
        read_seconds=patience.read_seconds,
        content_types=content_types,
    )
    backend, warning = open_response_cache(settings) if cached else (None, "")
    session = _make_session(backend, settings.min_interval, timedelta(hours=source.max_age_hours))
    session.headers["Accept"] = ", ".join(content_types)
    session.max_redirects = _MOST_REDIRECTS
    try:
        yield PoliteSession(
            session,
            source=source,
            watch=watch,
            patience=patience,
            identities=list_identities(base_url) if identities is None else identities,
            settings=settings,
            warnings=[warning] if warning else [],
        )
    finally:
        session.close()


def find_base_url(settings: Settings, source: Source) -> str:
    """Where the source is asked: its setting, else its declaration. Raises SettingError."""
    field = source.setting.removeprefix("NET_FINDER_").lower()
    if field in Settings.model_fields:
        return str(getattr(settings, field))
    return settings.source_url(source.setting, source.url) if source.setting else source.url


def _make_session(backend: SQLiteCache | None, min_interval: float, age: timedelta) -> requests.Session:
    """The session with or without a cache and a pace; a server's 429 is answered by waiting, not by a slower pace."""
    pace: dict[str, Any] = {}
    if min_interval > 0:
        pace = {"limiter": _open_limiter(ceil(min_interval * 1000) + _ROUNDING_MS), "limit_statuses": ()}
    if backend is None:
        return LimiterSession(**pace) if pace else requests.Session()
    kept: dict[str, Any] = {"backend": backend, "expire_after": age, "ignored_parameters": SECRET_NAMES}
    return _PacedCachedSession(**kept, **pace) if pace else CachedSession(**kept)


@cache
def _open_limiter(interval_ms: int) -> Limiter:
    """One limiter for all sessions of the process, so that the distance also holds between two sessions.

    One request an interval, rather than a rate: a rate such as 3.3 a second would be kept as ten in three seconds,
    and those ten at once.
    """
    return Limiter(HostBucketFactory(rates=[Rate(1, interval_ms)]), buffer_ms=0)
