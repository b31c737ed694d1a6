"""Answers of the world on a Redis server, so that several refreshes share them. Imported only where one is set.

The backend is requests-cache's own, without the times to live that it gives: an hour after its age an answer would be
gone, and could stand in for nothing. A server that fails is asked no more for the rest of the refresh; a value that
cannot be read is an answer that was never kept. JSON is the only serializer that runs nothing when it is read.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from requests import Response
from requests_cache.backends.base import BaseCache
from requests_cache.backends.redis import RedisCache, RedisDict, RedisHashDict
from requests_cache.models.response import CachedResponse

from finder.errors import SettingError
from finder.fetch.kept_answers import LEAD, LONGEST_STALE, DatedCache, Tell, explain_damage, explain_trouble
from finder.redis_server import PREFIX, RedisTroubleError, connect, find_trouble, give_up, name_server

NAMESPACE = f"{PREFIX}http"
#: The key of each answer, sorted by the moment at which it is too old to stand in, in seconds since 1970.
ENDS = f"{NAMESPACE}-ends"


class _Answers(RedisDict):
    """An answer that is damaged, or of another shape, is one that is not there; the library knows some damage only."""

    tell_damage: Callable[[], None]

    def deserialize(self, key: str, value: bytes) -> CachedResponse:
        try:
            found: object = self.serializer.loads(value) if self.serializer else None
        except Exception:
            found = None
        if not isinstance(found, CachedResponse):
            self.tell_damage()
            raise KeyError(key)
        found.cache_key = key
        return found


class _Redirects(RedisHashDict):
    """A damaged redirect leads to no answer."""

    def deserialize(self, _key: str, value: bytes) -> str:
        return value.decode("ascii", "replace")


class _SharedCache(DatedCache, RedisCache):
    """Never raises for the server's sake. `tell` hears once of each thing that is wrong."""

    def __init__(self, address: str, client: Redis, tell: Tell) -> None:
        super().__init__(namespace=NAMESPACE, connection=client, serializer="json", ttl=False)
        self.responses = _Answers(NAMESPACE, connection=client, serializer="json", ttl=False)
        self.redirects = _Redirects(NAMESPACE, collection_name="redirects", connection=client)
        self.responses.tell_damage = self._tell_damage
        self._address = address
        self._client = client
        self._tell = tell
        self._told: set[str] = set()

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:  # noqa: ANN401 - as in the library
        if not self._is_given_up():
            try:
                return self._count_age(super().get_response(key, default))
            except RedisError as error:
                self._note_failure(error)
        return None

    def _count_age(self, found: CachedResponse | None) -> CachedResponse | None:
        """How long an answer is taken is up to who asks now, not to the refresh that kept it for a time of its own."""
        age = self._settings.expire_after
        if found is not None and isinstance(age, timedelta) and found.created_at <= datetime.now(UTC):
            found.expires = found.created_at + age
        return found

    def save_response(self, response: Response, cache_key: str | None = None, expires: datetime | None = None) -> None:
        if self._is_given_up():
            return
        key = cache_key or self.create_key(response.request)
        useful_for = (expires.timestamp() if expires else time.time()) + LONGEST_STALE.total_seconds()
        try:
            self._client.zadd(ENDS, {key: useful_for})
            super().save_response(response, key, expires)
        except RedisError as error:
            self._note_failure(error)

    def _is_given_up(self) -> bool:
        """Whether the server failed, in whatever thread."""
        trouble = find_trouble(self._address)
        if trouble:
            self._tell_once(explain_trouble(trouble))
        return trouble is not None

    def _note_failure(self, error: RedisError) -> None:
        """An answer under a key of another type is as good as damaged; all else is the server's."""
        if str(error).startswith("WRONGTYPE"):
            self._tell_damage()
        else:
            self._tell_once(explain_trouble(give_up(self._address, error)))

    def _tell_damage(self) -> None:
        self._tell_once(explain_damage(self._address))

    def _tell_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)


def open_shared_cache(address: str, tell: Tell) -> tuple[BaseCache | None, str]:
    """The cache on the server, or None and a sentence where that cannot be used. Raises SettingError."""
    try:
        return _SharedCache(address, connect(address), tell), ""
    except RedisTroubleError as trouble:
        return None, explain_trouble(trouble)


def forget_old_answers(address: str) -> str:
    """Delete the answers that are too old to stand in for anything; a sentence where there were any.

    How much the server keeps beside them is its own affair (maxmemory). Raises nothing.
    """
    try:
        client, now = connect(address), time.time()
        old = [key.decode() for key in client.zrangebyscore(ENDS, 0, now) if isinstance(key, bytes)]
        if not old:
            return ""
        cache = _SharedCache(address, client, lambda _sentence: None)
        cache.delete(*old)
        client.zremrangebyscore(ENDS, 0, now)
        return f"{LEAD} lost {len(old):,} answers that were too old."
    except (RedisTroubleError, RedisError, SettingError, ValueError):
        return ""


def examine_cache_server(address: str) -> str:
    """What the server says of itself, after it has kept a value and given it back.

    Raises RedisTroubleError, SettingError.
    """
    client = connect(address, anew=True)
    key = f"{PREFIX}doctor"
    try:
        client.set(key, b"fake answer", ex=60)
        client.delete(key)
        kept = client.zcard(ENDS)
        return f"{name_server(address)} answers and keeps what it is given. It knows {kept:,} answers."
    except RedisError as error:
        raise RedisTroubleError(address, error) from None
