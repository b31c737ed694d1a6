"""One request after a refresh that went well, to an address that waits for it, so that silence is noticed elsewhere.

The address is a secret: whoever knows it can say that all is well. Only its host is ever named, and nothing of what
it answers is told, for it may repeat what it was asked.
"""

import time
from datetime import timedelta
from urllib.parse import urlsplit

import requests

from finder.events import count_traffic, note
from finder.fetch.failures import name_failure
from finder.fetch.identities import IDENTITIES, write_user_agent
from finder.fetch.pace import make_session
from finder.fetch.patience import PASSING_STATUSES, PassingStatusError, Patience, make_retrying
from finder.fetch.transport import Watch, make_adapter
from finder.settings import Settings

#: Waits are short, and all tries together too: nobody waits long for what is only told.
_PATIENCE = Patience(
    tries=3, first_wait=0.5, longest_wait=4.0, longest_retry_after=5.0, longest_trouble=15.0, connect_seconds=5.0,
    read_seconds=5.0,
)  # fmt: skip
_MOST_BYTES = 100_000
_MOST_REDIRECTS = 3


def send_ping(settings: Settings) -> str:
    """Ask the address of NET_FINDER_PING_URL; one sentence where that failed, else "". Raises nothing."""
    if not settings.ping_url:
        return ""
    host = urlsplit(settings.ping_url).hostname or "the host"
    with count_traffic() as traffic:
        failure = "The network is switched off." if settings.offline else _ask(settings, host)
        note("ping", host=host, ok=not failure, message=failure, **traffic.as_facts())
    return f"The ping after the refresh was not taken. {failure}" if failure else ""


def _ask(settings: Settings, host: str) -> str:
    watch = Watch(
        base_url=settings.ping_url,
        deadline=time.monotonic() + _PATIENCE.longest_trouble,
        max_answer_bytes=_MOST_BYTES,
        connect_seconds=_PATIENCE.connect_seconds,
        read_seconds=_PATIENCE.read_seconds,
        content_types=(),
        cut=True,
    )
    with make_session(None, 0, timedelta(0)) as session:
        session.headers["User-Agent"] = write_user_agent(IDENTITIES[0], settings.contact)
        session.max_redirects = _MOST_REDIRECTS
        session.adapters.clear()
        session.mount(f"{urlsplit(settings.ping_url).scheme}://", make_adapter(IDENTITIES[0], watch))

        def send() -> int:
            response = session.get(settings.ping_url)
            if response.status_code in PASSING_STATUSES:
                raise PassingStatusError(response=response)
            return response.status_code

        try:
            status = make_retrying(_PATIENCE, watch.remaining())(send)
        except requests.RequestException as error:
            return f"Ping: {name_failure(error, host, '').message}"
    good = requests.codes.ok <= status < requests.codes.multiple_choices
    return "" if good else f"Ping: {host} answers {status}."
