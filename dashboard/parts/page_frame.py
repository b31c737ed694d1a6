"""What stands on every page: the choice of language at the top, and at the end who made this and what it cannot do."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.language import NAME
from dashboard.parts.address import shorten, to_pairs
from dashboard.parts.address_bar import read_address
from dashboard.parts.escape import escape_html, link
from dashboard.parts.page_deeds import render_copy
from dashboard.words import say
from finder.languages import list_languages, spoken


def show_languages(unknown: str = "") -> None:
    """The page as it is now in every other language. `unknown` is a language of the address that is none of ours.

    A link and no widget, for a page tells its language to a screen reader only when it is loaded.
    """
    here = to_pairs(read_address())
    others = "".join(
        f'<li lang="{code}">{_link_language(here, code, name)}</li>'
        for code, name in list_languages().items()
        if code != spoken()
    )
    note = say("frame.unknown_language", code=shorten(unknown, 12)) if unknown else ""
    told = f'<p role="alert">{escape_html(note)}</p>' if note else ""
    st.html(
        f'<nav class="nf-languages" aria-label="{escape_html(say("frame.languages"))}"><ul>{others}</ul></nav>{told}'
    )


def _link_language(here: tuple[tuple[str, str], ...], code: str, name: str) -> str:
    address = f"?{urlencode([*here, (NAME, code)])}"
    return f'<a href="{escape_html(address)}" hreflang="{code}">{escape_html(name)}</a>'


def show_trust() -> None:
    """One line on who made this, what it cannot do, and privacy; and the address to take along."""
    more = link("about", escape_html(say("frame.trust_more")))
    st.html(f'<footer class="nf-trust"><p>{escape_html(say("frame.trust"))} {more}</p>{render_copy()}</footer>')
