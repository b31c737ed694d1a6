"""The one door for text from outside: everything of the registry passes `escape_html` before it meets a browser.

Links are built here from checked pieces; an address found in a record is never made a link.
"""

import re
import unicodedata
from html import escape
from urllib.parse import quote, urlsplit

import pandas as pd

from finder.identifiers import read_nct_id

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_EXTENSION = re.compile(r"\s*(?:,|;)?\s*(?:ext\.?|extension|x)\s*(\d{1,8})\s*$", re.IGNORECASE | re.ASCII)
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
_KEPT_CONTROLS = frozenset("\n\t")
_HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn"})
# Marks that turn the direction of the text after them, so that a reader sees another order than is written.
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def to_text(value: object) -> str:
    """A cell as text: empty where the value is missing; control and direction marks, which can deceive, are dropped."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    return "".join(
        mark
        for mark in str(value)
        if mark in _KEPT_CONTROLS or (unicodedata.category(mark) not in _HIDDEN and mark not in _DIRECTION)
    )


def escape_html(value: object) -> str:
    """A cell as HTML text that is also safe inside a quoted attribute."""
    return escape(to_text(value), quote=True)


def escape_markdown(text: str) -> str:
    """Our own sentence, or a name of the gazetteer, for a widget that reads Markdown. Not for registry text."""
    return _MARKDOWN.sub(r"\\\1", to_text(text))


def link(address: str, label: str, *, css: str = "") -> str:
    """An HTML link; `label` is HTML already. Raises ValueError for an address that we would not build ourselves."""
    parts = urlsplit(address)
    if parts.scheme not in ("", "http", "https", "mailto", "tel") or (not parts.scheme and parts.netloc):
        raise ValueError(f"not a link we build: {parts.scheme or parts.netloc}")
    outside = ' target="_blank" rel="noopener noreferrer"' if parts.scheme in ("http", "https") else ""
    return f'<a{f" class={css}" if css else ""} href="{escape(address, quote=True)}"{outside}>{label}</a>'


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
