"""What holds for kept answers wherever they are kept: what never is, how old one counts, what is said of trouble."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from requests import Response
from requests_cache.backends.base import BaseCache
from requests_cache.models.response import CachedResponse
from requests_cache.policy.settings import DEFAULT_IGNORED_PARAMS

from finder.redis_server import RedisTroubleError, name_server

#: Hears a sentence about what is wrong with the cache.
Tell = Callable[[str], None]
#: How each such sentence begins.
LEAD = "The response cache"
#: How long after its age an answer may still stand in for a source that does not answer.
LONGEST_STALE = timedelta(days=7)
#: Parameters and headers that are not kept, in every spelling: the library compares them letter by letter.
SECRET_NAMES = sorted(
    {
        spelling
        for name in (*DEFAULT_IGNORED_PARAMS, "apiKey", "token", "api-key")
        for spelling in (name, name.lower(), name.upper(), name.title(), name.capitalize())
    }
)


class DatedCache(BaseCache):
    """The library's cache with two rules of ours for the moment at which an answer was made."""

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:  # noqa: ANN401 - as in the library
        """As the library does; but an answer from the future, kept under a wrong clock, has expired."""
        found: CachedResponse | None = super().get_response(key, default)
        if found is not None and found.created_at > (now := datetime.now(UTC)):
            found.expires = now
        return found

    def save_response(self, response: Response, cache_key: str | None = None, expires: datetime | None = None) -> None:
        """As the library does; but an answer that the server confirmed (304) counts as made now."""
        if isinstance(response, CachedResponse) and response.revalidated:
            response.created_at = datetime.now(UTC)
        super().save_response(response, cache_key, expires)


def explain_trouble(trouble: RedisTroubleError) -> str:
    """That a server cannot be used, and what to do."""
    return f"{LEAD} cannot be used: {str(trouble)[0].lower()}{str(trouble)[1:]} Going on without it. {trouble.remedy}"


def explain_damage(address: str) -> str:
    """That a server keeps what is no answer of ours."""
    server = name_server(address).removeprefix("The ")
    return f"{LEAD} on the {server} holds answers that cannot be read. They were asked for again."
