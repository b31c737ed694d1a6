"""Changes as an Atom feed (RFC 4287), for readers that fetch it again and again.

The same snapshot and question give the same bytes. All text is plain text, which a feed reader never takes for HTML.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from finder.export.lines import clean_line
from finder.export.records import NOTICE
from finder.vocabulary.profile import load_profile

#: The program owns no address, and RFC 2606 keeps this ending from everyone (RFC 4151 asks for a name and a year).
_AUTHORITY = "tag:net-finder.invalid,2026"
_BEFORE_ALL = "1970-01-01T00:00:00Z"


class Change(Protocol):
    """What is needed of a change: when it was seen (UTC), of which trial, and in words what was and what is."""

    @property
    def at(self) -> str: ...
    @property
    def nct_id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def link(self) -> str: ...


@dataclass(frozen=True)
class FeedHead:
    """What a feed says of itself. `key` tells its question from any other; `updated` is the UTC time of its data, empty
    where it is not known; `address` is where it lies, relative to itself, empty where that is not known."""

    key: str
    title: str
    about: Sequence[str]
    updated: str
    credits: Sequence[str] = ()
    address: str = ""


def write_atom(head: FeedHead, changes: Sequence[Change]) -> bytes:
    """The feed as XML in UTF-8, entries in the order given. A feed without entries is valid and says why in `about`.

    Raises nothing for texts of the registry: what XML cannot hold is left out.
    """
    feed = FeedGenerator()
    feed.id(f"{_AUTHORITY}:feed/{_shorten(head.key)}")
    feed.title(clean_line(head.title))
    feed.subtitle(clean_line(" ".join([*head.about, NOTICE])))
    feed.updated(_read_time(head.updated or max((change.at for change in changes), default="")))
    feed.author({"name": load_profile().words.product})
    feed.generator(load_profile().words.product, version=_read_version())
    feed.language("en")
    if head.credits:
        feed.rights(clean_line(" ".join(f"{credit}." for credit in head.credits)))
    if head.address:
        feed.link(href=head.address, rel="self", type="application/atom+xml")
    for change in changes:
        feed.add_entry(_write_entry(change), order="append")
    content: bytes = feed.atom_str(pretty=True)
    return content


def _write_entry(change: Change) -> FeedEntry:
    entry = FeedEntry()
    sides = "\n".join((change.at, change.nct_id, change.kind, change.before, change.after))
    entry.id(f"{_AUTHORITY}:change/{change.nct_id}/{change.kind}/{_shorten(sides)}")
    entry.title(clean_line(f"{change.what}: {change.title or change.nct_id}"))
    entry.updated(_read_time(change.at))
    entry.link(href=change.link, rel="alternate")
    entry.category(term=change.kind, label=clean_line(change.what))
    lines = [change.sentence, change.title, f"{change.nct_id}. Seen on {change.at[:10]}. Check it at {change.link}"]
    entry.content("\n".join(line for line in map(clean_line, lines) if line), type="text")
    return entry


def _shorten(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _read_time(text: str) -> datetime:
    """A time of a snapshot; where it says none, one that is older than all."""
    return datetime.fromisoformat(text or _BEFORE_ALL)


def _read_version() -> str:
    try:
        return version("net-finder")
    except PackageNotFoundError:
        return "0"
