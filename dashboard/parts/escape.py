"""The one door for text from outside: everything of the registry passes `escape_html` before it meets a browser.

Links are built here from checked pieces; an address found in a record is never made a link.
"""

import re
import unicodedata
from functools import lru_cache
from html import escape
from urllib.parse import quote, urlsplit

import pandas as pd

from dashboard.kept_along import hand_on_kept
from dashboard.language import keep_language
from finder.identifiers import read_nct_id

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_EXTENSION = re.compile(r"\s*(?:,|;)?\s*(?:ext\.?|extension|x)\s*(\d{1,8})\s*$", re.IGNORECASE | re.ASCII)
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Persian and the scripts of India are misspelled without the two joiners; signs of Arabic numbers are seen.
_KEPT = frozenset("\n\t\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# Letters that nobody sees.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# More marks on one letter than any script needs run over the lines above and below.
_ON_TOP = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE = re.compile(rf"({_ON_TOP}{{4}}){_ON_TOP}+")
# Longer than any word, address or sentence without a blank; where text is cut off, the screen says it with "…".
_ENDLESS = re.compile(r"([^\s。、，．]{1000})[^\s。、，．]+")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def to_text(value: object) -> str:
    """A cell as text: empty where the value is missing; marks that nobody sees, or that turn the direction of the text
    after them, are dropped, for they can deceive."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    return _PILE.sub(r"\1", "".join(filter(_is_seen, text)))


@lru_cache(maxsize=10_000)
def _is_seen(mark: str) -> bool:
    return mark in _KEPT or (unicodedata.category(mark) not in _HIDDEN and mark not in _BLANK)


def escape_html(value: object) -> str:
    """A cell as HTML text that is also safe inside a quoted attribute. Text with Hebrew or Arabic letters keeps their
    direction to itself, and a word without end is cut off."""
    text = _ENDLESS.sub(r"\1…", to_text(value))
    return escape(f"{_ISOLATE}{text}{_END_ISOLATE}" if _is_right_to_left(text) else text, quote=True)


def _is_right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(mark) in _RIGHT_TO_LEFT for mark in text)


def escape_markdown(text: str) -> str:
    """Our own sentence, or a name of the gazetteer, for a widget that reads Markdown. Not for registry text."""
    return _MARKDOWN.sub(r"\\\1", to_text(text))


def link(address: str, label: str, *, css: str = "", stays: str = "") -> str:
    """An HTML link; `label` is HTML already. Raises ValueError for an address that we would not build ourselves.

    One that `stays` changes a little of the page it stands on, and is found again there by this id.
    """
    address = take_along(address)
    parts = urlsplit(address)
    if parts.scheme not in ("", "http", "https", "mailto", "tel") or (not parts.scheme and parts.netloc):
        raise ValueError(f"not a link we build: {parts.scheme or parts.netloc}")
    outside = ' target="_blank" rel="noopener noreferrer"' if parts.scheme in ("http", "https") else ""
    marks = (f" class={css}" if css else "") + (f' id="{escape(stays, quote=True)}" data-nf-stays' if stays else "")
    return f'<a{marks} href="{escape(address, quote=True)}"{outside}>{label}</a>'


def take_along(address: str) -> str:
    """An address of this dashboard with what goes along to every page: the language, and the short list."""
    return keep_language(hand_on_kept(address))


def is_nct_id(text: str) -> bool:
    return read_nct_id(text) == text


def registry_address(nct_id: str) -> str:
    """Where a trial stands on ClinicalTrials.gov. Raises ValueError for anything that is no NCT number."""
    if not is_nct_id(nct_id):
        raise ValueError("not an NCT number")
    return f"https://clinicaltrials.gov/study/{nct_id}"


def mail_address(email: str, subject: str) -> str | None:
    """A mailto: address with a subject, or None where `email` is no plain address."""
    email = email.strip()
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject)}" if _EMAIL.fullmatch(email) else None


def phone_address(phone: str) -> str | None:
    """A tel: address, extension included, or None where `phone` has too few or too many digits to be dialled."""
    extension = _EXTENSION.search(phone)
    body = phone[: extension.start()] if extension else phone
    if re.search(r"[^0-9\s()+./\-–]", body):
        return None
    digits = re.sub(r"[^0-9]", "", body)
    if not 6 <= len(digits) <= 15:
        return None
    plus = "+" if body.lstrip().startswith(("+", "(+")) else ""
    return f"tel:{plus}{digits}" + (f";ext={extension[1]}" if extension else "")
