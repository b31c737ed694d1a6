"""Other people's web pages, read politely: robots.txt obeyed, one honest name, and a "no" taken as a no."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import Message
from urllib.parse import urldefrag, urljoin, urlsplit

from requests import Response

from finder.errors import AnswerError, DeclarationError, SettingError
from finder.fetch.http import PoliteSession, open_session
from finder.fetch.identities import IDENTITIES
from finder.fetch.patience import LESSER, Patience
from finder.fetch.robots import RobotsRules
from finder.schema.raw import Page
from finder.settings import Settings
from finder.sources import Source

#: What a page may come as. Types of pictures, films and programs are refused before they are kept.
PAGE_TYPES = (
    "text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/rss+xml", "application/atom+xml",
    "application/json", "application/ld+json", "text/plain",
)  # fmt: skip
#: Finds the absolute addresses of links of a page whose words fit a pattern. It stands in parse/, so it is handed in.
FindLinks = Callable[[Page, str], list[str]]
_LONGEST_ADDRESS = 2000


@contextmanager
def open_page_session(
    settings: Settings,
    source: Source,
    *,
    cached: bool = True,
    deadline_seconds: float | None = None,
    patience: Patience = LESSER,
    content_types: tuple[str, ...] = PAGE_TYPES,
    use_old: bool = True,
    age: timedelta | None = None,
) -> Iterator[PoliteSession]:
    """A session for the web pages of `source`, asked under our own name alone where robots.txt rules.

    With an `age` of nothing every page is asked for, where it was read before only whether it is still the same.
    Raises SettingError for a wrong address, and for a source that is asked only on wish where nobody wished it.
    """
    if source.opt_in and not settings.has_consent(source.opt_in):
        raise SettingError(f"{source.title} is asked only on wish.", remedy=f"Set {source.opt_in}=1 to ask it.")
    with open_session(
        settings,
        source,
        cached=cached,
        deadline_seconds=deadline_seconds,
        patience=patience,
        identities=IDENTITIES[:1] if source.robots else None,
        content_types=content_types,
        check=RobotsRules(settings, source).check if source.robots else None,
        use_old=use_old,
        age=age,
    ) as session:
        yield session


def fetch_page(session: PoliteSession, path_or_url: str, *, fresh: bool = False) -> Page:
    """One page: a path below the session's address, or a whole address on the same host or below it.

    Raises the SourceError family; AnswerError for an address elsewhere.
    """
    url = resolve_address(session, path_or_url)
    return read_page(session.get_address(url, fresh=fresh), url)


def fetch_directory(session: PoliteSession, source: Source, find_links: FindLinks) -> list[Page]:
    """All pages of a directory, at most `most_pages` of them.

    Where the declaration says `follow`, the first page is only looked at for the links to read in its place. Raises
    the SourceError family; AnswerError where it has no such link; DeclarationError for a source without a directory.
    """
    directory = source.directory
    if directory is None:
        raise DeclarationError(f"finder/sources/{source.name}.toml has no [directory].", remedy="Add one.")
    addresses = [resolve_address(session, path) for path in directory.pages]
    if directory.follow:
        start = fetch_page(session, addresses[0])
        addresses = _choose_links(session, start, find_links(start, directory.follow)) + addresses[1:]
    addresses = list(dict.fromkeys(addresses))
    if len(addresses) > directory.most_pages:
        session.warnings.append(
            f"{source.title}: only {directory.most_pages:,} of its {len(addresses):,} pages were read."
        )
    return [fetch_page(session, address) for address in addresses[: directory.most_pages]]


def resolve_address(session: PoliteSession, path_or_url: str) -> str:
    """The whole address, without a fragment. Raises AnswerError for one elsewhere, or that is none."""
    address = urldefrag(path_or_url.strip())[0]
    base = urlsplit(session.base_url)
    try:
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            return f"{session.base_url}/{address.lstrip('/')}"
        home, host = base.netloc.lower().removeprefix("www."), parts.netloc.lower()
        if parts.scheme == "http" and base.scheme == "https":
            parts = parts._replace(scheme="https")  # an old link of a site that is now safe
        at_home = host == home or host.endswith(f".{home}")
        if at_home and "@" not in host and parts.scheme == base.scheme and len(address) <= _LONGEST_ADDRESS:
            return parts.geturl()
    except ValueError:
        pass
    shown = "".join(c if c.isprintable() else "?" for c in address[:100])
    raise AnswerError(
        f"the address {shown!r} leads away from {base.hostname} and is not opened.",
        remedy="Open it by hand.",
        source=session.title,
    )


def read_page(response: Response, asked: str, url: str = "") -> Page:
    """The Page of an answer. `fetched_at` is the time at which it was got or last confirmed by its server."""
    header = Message()
    said = response.headers.get("Content-Type", "")
    header["Content-Type"] = said if said.isprintable() else ""
    made = getattr(response, "created_at", None)
    moment = made if isinstance(made, datetime) else datetime.now(UTC)
    return Page(
        url=url or response.url or asked,
        asked=asked,
        body=response.content,
        content_type=said.partition(";")[0].strip().lower()[:100],
        charset=str(header.get_content_charset("") or "")[:40],
        fetched_at=f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )


def _choose_links(session: PoliteSession, start: Page, found: list[str]) -> list[str]:
    """Those links that stay on the site, each once. Raises AnswerError where there is none."""
    chosen, elsewhere = [], 0
    for link in found:
        try:
            chosen.append(resolve_address(session, urljoin(start.url, link)))
        except (AnswerError, ValueError):
            elsewhere += 1
    if chosen:
        return list(dict.fromkeys(chosen))
    reason = f"{elsewhere:,} links to its list lead elsewhere" if elsewhere > 1 else "no link to its list is on it"
    reason = "the link to its list leads elsewhere" if elsewhere == 1 else reason
    remedy = f"Look at {start.url} by hand; if its list has moved, its declaration needs a new line."
    raise AnswerError(f"its page has changed: {reason}.", remedy=remedy, source=session.title)
