"""The one polite session: every request of the program to the outside world goes through here.

It keeps a distance between requests to a host, waits and asks again where that can help, changes its honest identity
where a firewall says 403, keeps answers for a while, and ends in one of the named errors of finder.errors.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import requests
from requests import Response
from requests_cache import CacheMixin
from requests_cache.models.response import CachedResponse
from requests_ratelimiter import LimiterMixin

from finder.errors import BlockedError, RefusedError, RobotsError, SourceError, UnreachableError
from finder.fetch.failures import name_block, name_failure, require_ok
from finder.fetch.identities import Identity, list_identities, remember_winner, write_address, write_user_agent
from finder.fetch.kept_answers import LONGEST_STALE
from finder.fetch.pace import Gate, GatedSession, make_session
from finder.fetch.patience import PASSING_STATUSES, PassingStatusError, Patience, make_retrying
from finder.fetch.response_cache import CacheFailure, open_response_cache
from finder.fetch.transport import Watch, make_adapter
from finder.settings import Settings
from finder.sources import Source

_MOST_REDIRECTS = 3
#: What `check` of a session is given: the address, and the seconds that it may take.
Check = Callable[[str, float], None]


class PoliteSession:
    """One source for the length of one fetch. Made by `open_session`; `warnings` says what went not quite well."""

    def __init__(
        self,
        session: GatedSession,
        *,
        source: Source,
        watch: Watch,
        patience: Patience,
        identities: Sequence[Identity],
        settings: Settings,
        warnings: list[str],
        use_old: bool = True,
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
        self._use_old = use_old
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
        `warnings` says so; not where the page is gone (404, 410) or programs are asked to stay away. Raises
        UnreachableError, BlockedError, RobotsError, RefusedError, AnswerError.
        """
        return self.get_address(f"{self.base_url}/{path}", params, fresh=fresh)

    def get_address(self, url: str, params: Mapping[str, str] | None = None, *, fresh: bool = False) -> Response:
        """As `get`, for a whole address. Whether it may be asked is the caller's affair."""
        try:
            if fresh and isinstance(self._session, CacheMixin):
                with self._session.cache_disabled():
                    return self._climb(url, params)
            return self._climb(url, params)
        except SourceError as error:
            old = None if fresh or self._is_final(error) else self._find_old_answer(url, params)
            if old is None:
                raise
            self.warnings.append(f"{error} An answer of {old.created_at:%Y-%m-%d %H:%M} UTC was used.")
            return old

    def _is_final(self, error: SourceError) -> bool:
        """Whether no old answer may stand in; a 403 is taken as a no where robots.txt rules."""
        if isinstance(error, BlockedError):
            return not self._use_old or self._session.gate is not None
        gone = isinstance(error, RefusedError) and error.status in (requests.codes.not_found, requests.codes.gone)
        return gone or isinstance(error, RobotsError) or not self._use_old

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
        raise name_block(self._host, self.title, is_no=self._session.gate is not None)

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
        session.settings.stale_if_error = LONGEST_STALE
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
    check: Check | None = None,
    kept_statuses: Collection[int] = (200,),
    cut: bool = False,
    use_old: bool = True,
    age: timedelta | None = None,
) -> Iterator[PoliteSession]:
    """A session for `source`, for as long as its declaration or `deadline_seconds` allows.

    `identities` are all honest ones unless told. No `content_types` allow any. `check` looks at each address, also of
    redirects, before it is asked. Answers of `kept_statuses` are kept in the response cache. `cut`: an answer that is
    too large is cut, not refused. `use_old`: whether an old answer may stand in. `age`: how long an answer is not asked
    for again, the declared age unless told; an older one is confirmed. Opening asks no source and never fails for
    the response cache's sake; a cache that cannot be used is a warning. Raises SettingError for a wrong address.
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
        cut=cut,
    )
    warnings: list[str] = []
    backend, warning = open_response_cache(settings, warnings.append) if cached else (None, "")
    warnings += filter(None, [warning])
    age = timedelta(hours=source.max_age_hours) if age is None else age
    session = make_session(backend, settings.min_interval, age, kept_statuses)
    session.gate = _make_gate(watch, check) if check else None
    session.headers["Accept"] = ", ".join(content_types) or "*/*"
    session.max_redirects = _MOST_REDIRECTS
    try:
        yield PoliteSession(
            session,
            source=source,
            watch=watch,
            patience=patience,
            identities=list_identities(base_url) if identities is None else identities,
            settings=settings,
            warnings=warnings,
            use_old=use_old,
        )
    finally:
        session.close()


def find_base_url(settings: Settings, source: Source) -> str:
    """Where the source is asked: its setting, else its declaration. Raises SettingError."""
    field = source.setting.removeprefix("NET_FINDER_").lower()
    if field in Settings.model_fields:
        return str(getattr(settings, field))
    return settings.source_url(source.setting, source.url) if source.setting else source.url


def _make_gate(watch: Watch, check: Check) -> Gate:
    """`check` behind the check for private addresses, or it might ask one of them for its robots.txt."""
    scheme = urlsplit(watch.base_url).scheme

    def gate(url: str) -> None:
        if urlsplit(url).scheme == scheme:  # no other is followed
            watch.check_host(url)
            check(url, watch.remaining())

    return gate
