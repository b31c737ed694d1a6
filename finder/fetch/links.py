"""What many addresses answer: each asked once, politely, hosts side by side, and none can stop the others.

Redirects are followed here, one request after the other, so that each target is looked at first: another scheme than
https, a private address and a page that robots.txt forbids are never asked.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import requests

from finder.fetch.http import find_base_url
from finder.fetch.identities import IDENTITIES, write_user_agent
from finder.fetch.link_verdict import judge_answer, judge_failure
from finder.fetch.pace import GatedSession, make_session, take_turn
from finder.fetch.pages import PAGE_TYPES, read_page
from finder.fetch.patience import LESSER, PASSING_STATUSES, PassingStatusError, make_retrying
from finder.fetch.robots import RobotsRules
from finder.fetch.transport import UnusableAnswerError, Watch, make_adapter
from finder.schema.raw import Page
from finder.settings import Settings
from finder.sources import Source

#: Told after each host: a label, how many addresses are done, how many there are.
Tell = Callable[[str, int, int | None], None]
_AT_A_TIME = 8
_MOST_REDIRECTS = 5
_LONGEST_ADDRESS = 2000
_LABEL = "Checking links"


@dataclass(frozen=True)
class LinkAnswer:
    """What one address answered; words of `link_status` as in the column of that name.

    `link_note` is one sentence, or "". `final_url` is where it led, or "" where it led nowhere. `page` is None where
    there is none, where it is of another type, or where it is larger than `max_answer_bytes`. `checked_at` is a UTC
    time, or "" where the address was not asked.
    """

    resource_id: str
    link_status: str
    link_note: str
    final_url: str
    page: Page | None
    checked_at: str


@dataclass(frozen=True)
class _Check:
    """What all addresses of one run share."""

    settings: Settings
    source: Source
    rules: RobotsRules
    mirror: str


def check_links(
    settings: Settings,
    source: Source,
    rows: Iterable[Mapping[str, Any]],
    tell: Tell = lambda _label, _done, _total: None,
) -> list[LinkAnswer]:
    """One answer a row, in the order of `rows`, which have `resource_id` and `url`; an address twice is asked once.

    Each address has `deadline_seconds` of the source. Where the source's setting names another address, that is a
    mirror: `https://host/path` is asked as `<mirror>/host/path`. Raises SettingError for a wrong mirror, nothing else.
    """
    base = find_base_url(settings, source)
    mirror = "" if base == source.url.rstrip("/") else base
    check = _Check(settings, source, RobotsRules(settings, source, mirror), mirror)
    wanted = [(str(row.get("resource_id") or ""), row.get("url")) for row in rows]
    hosts: dict[str, list[str]] = {}
    for url in dict.fromkeys(url for _, url in wanted if isinstance(url, str) and _is_web_address(url)):
        hosts.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    total, found, stopped = sum(map(len, hosts.values())), dict[str, LinkAnswer](), Event()

    def ask_host(urls: list[str]) -> None:
        for url in urls:
            if stopped.is_set():
                return
            found[url] = _check_one(check, url)

    with ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="links") as pool:
        futures = [pool.submit(copy_context().run, ask_host, urls) for urls in hosts.values()]
        try:
            for future in as_completed(futures):
                future.result()
                tell(_LABEL, len(found), total)
        except BaseException:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [
        replace(found[url], resource_id=name)
        if isinstance(url, str) and url in found
        else LinkAnswer(name, "not_checked", "This is no web address.", "", None, "")
        for name, url in wanted
    ]


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    plain = url.isprintable() and " " not in url and len(url) <= _LONGEST_ADDRESS
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _check_one(check: _Check, url: str) -> LinkAnswer:
    """Never raises: what cannot be asked is told as such."""
    if check.settings.offline:
        return LinkAnswer("", "not_checked", "The network is switched off.", "", None, "")
    deadline = time.monotonic() + min(check.source.deadline_seconds, LESSER.longest_trouble)
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    reached = [urldefrag(url)[0]]
    page = None
    try:
        response, was_cut = _follow(check, reached, deadline)
        verdict = judge_answer(response.status_code, reached[0], reached[-1])
        if verdict.status in ("alive", "moved") and not was_cut:
            read = read_page(response, url, reached[-1])
            page = read if read.content_type in PAGE_TYPES and read.body else None
    except Exception as error:
        verdict = judge_failure(error)
    led_on = len(reached) > 1 and verdict.status != "unreachable"  # else it may be a place that was never asked
    final = reached[-1] if led_on or verdict.status == "alive" else ""
    return LinkAnswer("", verdict.status, verdict.note, final, page, at)


def _follow(check: _Check, reached: list[str], deadline: float) -> tuple[requests.Response, bool]:
    """The first answer that is no redirect, and whether it was cut; `reached` grows by each address asked.

    Raises requests' errors, UnusableAnswerError, RobotsError, UnreachableError.
    """
    watch = Watch(
        base_url=check.mirror,
        deadline=deadline,
        max_answer_bytes=check.source.max_answer_bytes,
        connect_seconds=LESSER.connect_seconds,
        read_seconds=LESSER.read_seconds,
        content_types=(),
        cut=True,
    )
    with _open_link_session(check, watch) as session:
        for _ in range(_MOST_REDIRECTS + 1):
            response = _ask(check, session, watch, reached[-1])
            target = session.get_redirect_target(response)
            if target is None:
                return response, watch.was_cut
            reached.append(_resolve_target(check, reached[-1], target))
    raise requests.TooManyRedirects


def _ask(check: _Check, session: GatedSession, watch: Watch, url: str) -> requests.Response:
    """One address, asked again once where that can help; whether it may be is looked at first."""
    host = urlsplit(url).netloc.lower()
    address = f"{check.mirror}/{host}{url.partition('//')[2][len(host) :]}" if check.mirror else url
    watch.check_host(address)
    check.rules.check(url, watch.remaining())

    def send() -> requests.Response:
        take_turn(host, check.settings.min_interval, watch.remaining())
        response = session.get(address, allow_redirects=False)
        if response.status_code in PASSING_STATUSES:
            raise PassingStatusError(response=response)
        return response

    return make_retrying(LESSER, watch.remaining())(send)


def _open_link_session(check: _Check, watch: Watch) -> GatedSession:
    session = make_session(None, 0, timedelta(0))
    session.headers["User-Agent"] = write_user_agent(IDENTITIES[0], check.settings.contact)
    session.headers["Accept"] = "text/html, application/xhtml+xml, */*;q=0.5"
    for scheme in ("http", "https"):
        session.mount(f"{scheme}://", make_adapter(IDENTITIES[0], watch))
    return session


def _resolve_target(check: _Check, url: str, target: str) -> str:
    """The whole address of a redirect. Raises UnusableAnswerError for one that is not followed."""
    if check.mirror and target.startswith(f"{check.mirror}/"):
        target = f"{urlsplit(url).scheme}://{target.removeprefix(f'{check.mirror}/')}"
    try:
        following = urldefrag(urljoin(url, target))[0]
    except ValueError as error:
        raise UnusableAnswerError("it leads to something that is no address") from error
    schemes = (urlsplit(url).scheme, urlsplit(following).scheme)
    if not _is_web_address(following) or schemes == ("https", "http"):
        raise UnusableAnswerError("it leads to an address that is not followed")
    return following
