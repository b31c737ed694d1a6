"""What works on this machine: each identity against the registry, and the response cache.

No test on loopback can see how a firewall far away judges this machine, so it is asked here.
"""

from dataclasses import dataclass

from finder.errors import FinderError
from finder.fetch.clinicaltrials_gov import fetch_version
from finder.fetch.http import find_base_url, open_session
from finder.fetch.identities import list_identities
from finder.fetch.patience import Patience
from finder.fetch.response_cache import open_response_cache
from finder.redis_server import RedisTroubleError, require_redis
from finder.settings import Settings
from finder.sources import Source

_ONE_TRY = Patience(tries=1, connect_seconds=5.0, read_seconds=10.0)
_SECONDS_EACH = 20.0


@dataclass(frozen=True)
class IdentityCheck:
    """How the source answered one identity."""

    name: str
    ok: bool
    detail: str


def check_identities(settings: Settings, source: Source) -> list[IdentityCheck]:
    """Ask for the version once as each identity, in the order they are used. Raises SettingError only."""
    checks = []
    for identity in list_identities(find_base_url(settings, source)):
        with open_session(
            settings, source, cached=False, deadline_seconds=_SECONDS_EACH, patience=_ONE_TRY, identities=[identity]
        ) as session:
            try:
                version = fetch_version(session)
                checks.append(IdentityCheck(identity.name, True, f"API {version.api}, data of {version.timestamp}"))
            except FinderError as error:
                checks.append(IdentityCheck(identity.name, False, error.message))
    return checks


def check_response_cache(settings: Settings) -> tuple[bool, str]:
    """Whether the response cache can be used, and where it is or what is wrong with it."""
    cache, warning = open_response_cache(settings)
    if cache is None:
        return False, warning
    cache.close()  # type: ignore[no-untyped-call]
    return not warning, warning or f"{settings.response_cache} is sound."


def check_cache_server(settings: Settings) -> tuple[bool, str, str]:
    """Whether the Redis server keeps answers, what was seen of it, and what to do. Raises SettingError."""
    require_redis()
    from finder.fetch.redis_cache import examine_cache_server

    try:
        return True, examine_cache_server(settings.cache_server), ""
    except RedisTroubleError as trouble:
        return False, str(trouble), trouble.remedy
