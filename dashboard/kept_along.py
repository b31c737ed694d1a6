"""The short list goes along: it stays in the address of every page, and each link to another page hands it on.

A page that changes the list says so with `keep_along` before it writes its address. The links at the top of a page are
Streamlit's own and drop the address; so the page that is opened next in the same visit takes the list from the visit.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import streamlit as st

#: The name in the address.
NAME = "keep"
#: Pages where the list can be emptied. On all others a run without it comes of an address that lags behind.
_CHANGE = frozenset({"", "trial"})
#: Pages whose links name their trials one by one, and with them the list.
_DECIDE = frozenset({"compare", "print"})
_LAST = "kept_along"
_kept: ContextVar[tuple[str, ...]] = ContextVar("kept_along", default=())


def restore_kept(page: str) -> None:
    """Put the list into the address of a page that was opened by a link at the top of the last one, and so without it;
    not where the visitor emptied it."""
    last_page, last = st.session_state.get(_LAST, (page, ()))
    if last and NAME not in st.query_params and (last_page != page or page not in _CHANGE):
        st.query_params[NAME] = list(last)
    st.session_state[_LAST] = (page, last)


def keep_along(kept: Sequence[str]) -> None:
    """What is on the list, for the rest of this run and for the page that is opened next."""
    _kept.set(tuple(kept))
    if _LAST in st.session_state:
        st.session_state[_LAST] = (st.session_state[_LAST][0], tuple(kept))


def list_kept() -> tuple[str, ...]:
    """The numbers on the list, as far as this run knows."""
    return _kept.get()


def kept_pairs() -> tuple[tuple[str, str], ...]:
    """The list as pairs of an address."""
    return tuple((NAME, nct_id) for nct_id in list_kept())


def hand_on_kept(address: str) -> str:
    """An address of this dashboard with the list; one that names a list or decides by itself, and one of others, stays
    as it is."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not kept_pairs() or (not parts.path and not parts.query):
        return address
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if parts.path.strip("./") in _DECIDE or any(name == NAME for name, _ in pairs):
        return address
    return urlunsplit(parts._replace(query=urlencode([*pairs, *kept_pairs()])))
