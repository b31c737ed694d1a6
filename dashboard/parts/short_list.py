"""A short list of trials that lives in the address alone: "keep", once a trial. Nothing of it is stored anywhere."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard.kept_along import keep_along, restore_kept
from dashboard.parts.address import Choices, shorten
from dashboard.parts.escape import escape_html, is_nct_id, link
from dashboard.parts.keep_link import to_keep_pairs
from dashboard.parts.print_view import print_address
from dashboard.words import say

Pairs = Sequence[tuple[str, str]]

#: Trials that a short list holds, and that stand side by side.
MOST_KEPT, MOST_COMPARED = 10, 3
_KEPT = "short_kept"


def read_kept(asked: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers that an address keeps, each once and in its order, and a sentence for each that is left out."""
    numbers = [part for text in asked.get("keep", []) for part in re.split(r"[\s,;]+", text) if part]
    kept: dict[str, None] = {}
    notes: dict[str, None] = {}
    for number in numbers:
        nct_id = number.upper()
        if not is_nct_id(nct_id):
            notes[say("short.bad_number", said=shorten(number))] = None
        elif nct_id not in kept and len(kept) == MOST_KEPT:
            notes[say("short.too_many", most=MOST_KEPT)] = None
        else:
            kept[nct_id] = None
    return tuple(kept), tuple(notes)


def take_list_along(page: str) -> None:
    """What the address of this run keeps goes along on every page; `page` is the path of this one."""
    restore_kept(page)
    keep_along(read_kept({"keep": st.query_params.get_all("keep")})[0])


def take_kept(asked: Choices, is_changed: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The short list of this run. In one that a widget caused, what was kept before counts and not the browser's
    address, which may lag behind a quick second tap."""
    kept, notes = read_kept(asked)
    return (st.session_state.get(_KEPT, kept) if is_changed else kept), notes


def remember_kept(kept: Sequence[str]) -> None:
    """What is kept from now on, in this run and in the next one."""
    st.session_state[_KEPT] = tuple(kept)
    keep_along(kept)


def compare_address(nct_ids: Sequence[str], kept: Sequence[str], pairs: Pairs = ()) -> str:
    """The page that sets trials side by side; it takes the short list and the question along."""
    return f"compare?{urlencode([*(('nct', nct_id) for nct_id in nct_ids), *to_keep_pairs(kept), *pairs])}"


def render_short_list(kept: Sequence[str], pairs: Pairs = ()) -> str:
    """How many trials are kept, and what can be done with them; "" where none is."""
    if not kept:
        return ""
    if len(kept) == 1:
        first = f"<span>{escape_html(say('short.one_more'))}</span>"
    else:
        name = "short.compare" if len(kept) <= MOST_COMPARED else "short.compare_first"
        label = escape_html(say(name, n=min(len(kept), MOST_COMPARED)))
        first = link(compare_address(kept[:MOST_COMPARED], kept, pairs), label, css="nf-go")
    to_paper = link(print_address(kept, pairs), escape_html(say("short.print")))
    title = escape_html(say("short.title", n=len(kept)))
    return (
        f'<section class="nf-start-short" aria-labelledby="nf-start-short"><h3 id="nf-start-short">{title}</h3>'
        f'<p class="nf-links">{first} {to_paper}</p></section>'
    )


def draw_short_list(kept: Sequence[str], pairs: Pairs) -> None:
    """The short list at the foot of the screen, so that keeping a trial moves nothing above it."""
    if kept:
        with st.container(key="nf_start_bar"):
            st.html(render_short_list(kept, pairs))
