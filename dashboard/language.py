"""Which language a visitor reads: as the address says, else as chosen before in this visit, else as the browser asks.

It stays in the address of every page, so that a link or a saved page opens in the same language. A choice opens the
page anew, since a page tells its language to a screen reader only when it is loaded.
"""

from contextvars import ContextVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import streamlit as st

from finder.languages import ENGLISH, list_languages, speak, spoken

#: The name in the address.
NAME = "lang"
_CHOSEN = "language_chosen"
_is_in_address: ContextVar[bool] = ContextVar("language_is_in_address", default=False)


def choose_language() -> str:
    """Speak what this visitor reads, for the run that begins, and keep it in the address.

    Returns the code that the address asks for where it is none of ours, else "".
    """
    asked = st.query_params.get(NAME, "")
    if asked in list_languages():
        st.session_state[_CHOSEN] = asked
    chosen = st.session_state.get(_CHOSEN)
    speak(pick_language(chosen or "", st.context.locale or ""))
    keep_in_address(is_chosen=chosen is not None)
    if _is_in_address.get():
        if asked != spoken():
            st.query_params[NAME] = spoken()
    elif asked:
        del st.query_params[NAME]
    return asked if asked and asked not in list_languages() else ""


def keep_in_address(*, is_chosen: bool) -> None:
    """From here on each link says the language that is spoken, where it was chosen or is another one than English."""
    _is_in_address.set(is_chosen or spoken() != ENGLISH)


def pick_language(asked: str, browser: str) -> str:
    """The language asked for, else the first one a browser wants ("es-MX,es;q=0.9"), where we have it; else English."""
    wanted = browser.split(",")[0].split(";")[0].replace("_", "-").split("-")[0].strip().lower()
    return next((code for code in (asked, wanted) if code in list_languages()), ENGLISH)


def language_pairs() -> tuple[tuple[str, str], ...]:
    """The language as a pair of the address; empty where it need not be said."""
    return ((NAME, spoken()),) if _is_in_address.get() else ()


def keep_language(address: str) -> str:
    """An address of this dashboard with the language that is spoken; an address of others as it is."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not language_pairs() or (not parts.path and not parts.query):
        return address
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != NAME]
    return urlunsplit(parts._replace(query=urlencode([*pairs, *language_pairs()])))
