"""The telephone number and the own page of an institution, out of the links of a card, row or record."""

import re
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from finder.parse.page_text import clean_text, is_same_house, read_link_words, resolve_link

_PHONE = re.compile(r"\+?[(0-9][0-9 ()./\-–]{5,24}[0-9](?: ?(?:x|ext\.?) ?[0-9]{1,6})?", re.I)
_LABELLED = re.compile(rf"(?:phone|tel(?:ephone|efon|\.)?|call|t)\s*[:.]?\s*({_PHONE.pattern})", re.I)
_ELSEWHERE = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|instagram|youtube|youtu|google|goo|bing|openstreetmap|apple|whatsapp|pinterest"
    r"|addtoany|sharethis|mapquest|tiktok|vimeo|eventbrite|paypal|gofundme|justgiving)\.[a-z.]{2,6}$"
)
_VISIT = re.compile(r"\b(?:web ?site|web ?page|visit|www)\b", re.I)


def read_phone(text: object) -> str | None:
    """A text that is a telephone number, tidied, or None; 7 to 15 digits."""
    if not isinstance(text, str | int):
        return None
    words = clean_text(str(text))[:60]
    found = _PHONE.search(words)
    digits = re.sub(r"\D", "", re.split(r"(?i)x", found[0])[0]) if found else ""
    return found[0].strip() if found and 7 <= len(digits) <= 15 else None


def find_phone(part: Tag, lines: list[str]) -> str | None:
    """The first number behind a telephone link, else behind a word such as "Phone"."""
    for link in part.find_all("a", href=re.compile(r"^\s*tel:", re.I)):
        if phone := read_phone(unquote(str(link["href"]).split(":", 1)[1])):
            return phone
    for line in lines:
        if "fax" not in line.lower() and (said := _LABELLED.search(line[:200])):
            return read_phone(said[1])
    return None


def is_own_page(address: str, page_url: str) -> bool:
    """Whether an address can be an institution's own: outside the directory, and no network, map or video site."""
    host = urlsplit(address).hostname or ""
    return bool(address) and not is_same_house(address, page_url) and not _ELSEWHERE.search(host)


def find_own_page(part: Tag, base: str) -> str | None:
    """The outward link that says it is the web site, else the first outward link."""
    first = None
    for link in part.find_all("a", href=True):
        address = resolve_link(base, link["href"])
        if is_own_page(address, base):
            if _VISIT.search(read_link_words(link)):
                return address
            first = first or address
    return first
