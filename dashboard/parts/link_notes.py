"""What a page does not understand of the link that opened it: told above the page, and never dropped without a word.

A page that asks a question tells what it cannot read of it; here is all else that an address can hold.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.data import find_place
from dashboard.parts.address import EVERYWHERE, limit_notes, name_criterion, read_page, read_question, shorten
from dashboard.parts.address_bar import read_address
from dashboard.parts.center_links import list_notes
from dashboard.parts.escape import escape_html
from dashboard.parts.short_list import read_kept
from dashboard.words import say
from finder.query.criteria import NAMES

#: Names beside a question: which page of a list, which trial or center, and where one came from. The short list is none
#: of them, for it goes along on every page.
BESIDE = frozenset({"page", "nct", "id", "center", "from"})
#: Page to the names beside a question that it takes.
TAKES: dict[str, frozenset[str]] = {
    "": frozenset({"page"}),
    "centers": frozenset({"page"}),
    "people": frozenset({"page"}),
    "news": frozenset({"page"}),
    "resources": frozenset(),
    "genetic-tests": frozenset({"page"}),
    "lists": frozenset(),
    "compare": frozenset({"nct"}),
    "print": frozenset({"nct"}),
    "trial": frozenset({"nct", "from", "center"}),
    "center": frozenset({"id", "from", "center", "nct"}),
    "start": frozenset(),
    "fit": frozenset(),
    "facts": frozenset(),
    "glossary": frozenset(),
    "about": frozenset(),
}
#: Pages that no question can be put to.
ASKS_NOTHING = frozenset({"start", "fit", "facts", "glossary", "about"})
#: Pages that tell by themselves what they cannot keep.
_TELL_KEPT = frozenset({"", "compare"})
ORIGINS = ("people", "centers", "trial")
_SEVERAL = frozenset({("compare", "nct"), ("print", "nct")})


def tell_link(page: str) -> None:
    """The notes on this run's address, above the page with this path."""
    if notes := list_link_notes(page, read_address()):
        _show(notes)


def list_link_notes(page: str, asked: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A sentence for each part of an address that the page makes nothing of, and does not tell by itself."""
    if page not in TAKES:
        return ()
    notes: list[str] = []
    beside: dict[str, Sequence[str]] = {}
    for name, values in asked.items():
        if name in EVERYWHERE:
            continue
        if name == "keep" or name in TAKES[page]:
            beside[name] = values
        elif name in BESIDE or (page in ASKS_NOTHING and name in NAMES):
            notes.append(say("address.not_here", name=shorten(name)))
        elif page in ASKS_NOTHING:
            notes.append(say("address.unknown_name", name=shorten(name)))
    notes += _read_beside(page, beside)
    if page == "center":
        notes += list_notes(asked)
    elif page in ("trial", "compare"):
        reading = read_question({name: values for name, values in asked.items() if name not in BESIDE})
        if page == "trial":
            notes += list_notes(asked) if "from" in asked or "center" in asked else reading.notes
        if (near := reading.choices.get("near")) and find_place(reading.choices) is None:
            notes.append(say("print.place_unknown", place=shorten(near[0])))
    return limit_notes(notes)


def _read_beside(page: str, beside: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with the values of names beside the question."""
    notes = [
        say("address.repeated", name=name)
        for name, values in beside.items()
        if name != "keep" and (page, name) not in _SEVERAL and len(values) > 1
    ]
    for value in beside.get("page", [])[:1]:
        if str(read_page({"page": [value]})) != value.lstrip("0"):
            notes.append(say("address.unknown_value", criterion=say("address.page_name"), value=shorten(value)))
    for value in beside.get("from", [])[:1]:
        if value not in ORIGINS:
            notes.append(say("address.unknown_value", criterion=name_criterion("from"), value=shorten(value)))
    if page not in _TELL_KEPT:
        notes += read_kept(beside)[1]
    return notes


def settle_page(asked: int, pages: int) -> int:
    """The page of a list to show. Where a link asks for one that is gone, the last one is shown, and that is told."""
    if asked > pages:
        _show([say("address.page_gone", page=asked, pages=pages)])
    return min(asked, pages)


def _show(notes: Sequence[str]) -> None:
    lines = "".join(f"<p>{escape_html(note)}</p>" for note in notes)
    st.html(f'<div class="nf-stale" role="alert">{lines}</div>')
