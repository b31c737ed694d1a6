"""robots.txt, read and obeyed as RFC 9309 says: where it asks programs to stay away, nothing is opened.

A site without one (4xx) allows all. One that cannot be read (5xx, no answer, damage) allows nothing for now.
"""

from urllib.parse import urlsplit

import requests
from protego import Protego

from finder.errors import BlockedError, RefusedError, RobotsError, SourceError, UnreachableError
from finder.fetch.http import open_session
from finder.fetch.identities import IDENTITIES
from finder.fetch.pace import find_origin, take_turn
from finder.fetch.patience import LESSER
from finder.settings import Settings
from finder.sources import Source

#: The name by which a robots.txt may speak to this program alone.
PRODUCT_TOKEN = "net-finder"  # noqa: S105 - a product token, not a secret
#: The longest wait between two requests that we accept, in seconds; a longer one is taken as a no.
LONGEST_DELAY = 30.0
_MOST_BYTES = 512_000  # 500 KiB, the least that RFC 9309 asks to be read
_KEPT_HOURS = 24.0
#: Kept in the response cache besides 200: a site that has none today has none tomorrow.
_NONE_THERE = (401, 403, 404, 410, 451)
_LATER = "Try again later; the last rows stand."


class RobotsRules:
    """The rules of all hosts that one fetch meets, each read once. May be used by several threads.

    `mirror` is an address below which other hosts are found, as `<mirror>/example.org/robots.txt`.
    """

    def __init__(self, settings: Settings, source: Source, mirror: str = "") -> None:
        self._settings = settings
        self._source = source
        self._mirror = mirror
        self._known: dict[str, Protego | UnreachableError] = {}

    def check(self, url: str, remaining: float) -> None:
        """Return when `url` may be asked, after the wait that its host wishes; `remaining` seconds at most.

        Raises RobotsError, UnreachableError where the rules cannot be read, DeadlineError.
        """
        origin, by_hand = find_origin(url), f"Open {url} by hand."
        if origin not in self._known:
            self._known[origin] = self._read(origin, remaining)
        rules = self._known[origin]
        if isinstance(rules, UnreachableError):
            raise UnreachableError(rules.message, remedy=rules.remedy, source=rules.source) from rules
        if not rules.can_fetch(url, PRODUCT_TOKEN):
            path = urlsplit(url).path[:100] or "/"
            message = f"its robots.txt asks programs not to open {path}."
            raise RobotsError(message, remedy=by_hand, source=self._source.title)
        delay = find_delay(rules)
        if delay > LONGEST_DELAY:
            message = f"its robots.txt asks for {delay:,.0f} seconds between two requests; we wait {LONGEST_DELAY:.0f}."
            raise RobotsError(message, remedy=by_hand, source=self._source.title)
        if delay > self._settings.min_interval:
            take_turn(urlsplit(origin).netloc, delay, remaining)

    def _read(self, origin: str, remaining: float) -> Protego | UnreachableError:
        try:
            return self._ask(origin, remaining)
        except SourceError as error:
            # A site that sends all of http on to https does so with its robots.txt; no redirect changes the scheme.
            if origin.startswith("http:") and isinstance(error.__cause__, requests.exceptions.InvalidSchema):
                return self._read(f"https:{origin.removeprefix('http:')}", remaining)
            said = UnreachableError("its robots.txt cannot be read.", remedy=_LATER, source=self._source.title)
            said.__cause__ = error
            return said

    def _ask(self, origin: str, remaining: float) -> Protego:
        """The rules of one host. Raises the SourceError family where there may be some that we cannot read."""
        settings, host = self._settings, urlsplit(origin).netloc
        if self._mirror:  # else all hosts would wait for each other
            take_turn(host, settings.min_interval, remaining)
            settings = settings.model_copy(update={"min_interval": 0.0})
        found = {
            "url": f"{self._mirror}/{host}" if self._mirror else origin,
            "setting": "",
            "max_age_hours": _KEPT_HOURS,
            "max_answer_bytes": _MOST_BYTES,
        }
        with open_session(
            settings,
            self._source.model_copy(update=found),
            deadline_seconds=min(remaining, LESSER.longest_trouble),
            patience=LESSER,
            identities=IDENTITIES[:1],
            content_types=(),
            kept_statuses=(requests.codes.ok, *_NONE_THERE),
            cut=True,
            use_old=False,
        ) as session:
            try:
                rules = Protego.parse(session.get("robots.txt").content.decode("utf-8-sig", "replace"))
            except (BlockedError, RefusedError):
                rules = Protego.parse("")
            delay = find_delay(rules)
            if session.requests_sent and self._settings.min_interval < delay <= LONGEST_DELAY:
                take_turn(host, delay, remaining)
        return rules


def find_delay(rules: Protego) -> float:
    """Seconds between two requests that the rules ask of us, by Crawl-delay or Request-rate; 0 for none."""
    rate = rules.request_rate(PRODUCT_TOKEN)
    return max(rules.crawl_delay(PRODUCT_TOKEN) or 0.0, rate.seconds / rate.requests if rate else 0.0)
