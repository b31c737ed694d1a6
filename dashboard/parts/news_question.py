"""The question of the page of news: the same criteria as for trials, and how many days to look back.

A page of news tells of trials that closed, too. So here an address without a status means any status, where the page of
trials takes it for "open"; whoever wants open trials alone finds status=open in the address.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from dashboard.parts.address import Choices, Reading, read_page, read_question, shorten, to_choices, to_pairs
from dashboard.parts.address_bar import read_address, write_address
from dashboard.parts.choices import take_changed
from dashboard.words import say

#: Days to look back: the choices, and the one unless told.
DAYS = ("7", "30", "90")
USUAL = "30"
#: Keys of what the page keeps beside the criteria.
DAYS_KEY, PAGE_KEY, TURN_KEY = "news_days", "news_page", "news_turn"
_NOTES, _WRITTEN = "news_notes", "news_written"


@dataclass(frozen=True)
class NewsReading:
    """What is asked: the question about trials, the days to look back, and the page of results."""

    question: Reading
    days: str
    page: int

    @property
    def shown(self) -> Choices:
        """The choices as this page counts and writes them."""
        return to_news(self.question.choices)


def read_news() -> NewsReading:
    """The question of this run. Writes the address where a widget changed it."""
    changed = take_changed()
    asked = read_address()
    days = _read_days(asked, is_changed=changed is not None)
    page = read_page(asked) if changed is None else int(st.session_state.pop(TURN_KEY, 1))
    question = from_news({name: values for name, values in asked.items() if name != "since"})
    reading = read_question(question if changed is None else changed)
    if reading.criteria.sort is not None:
        reading = read_question({name: values for name, values in reading.choices.items() if name != "sort"})
    if days not in DAYS:
        note = say("address.unknown_value", criterion=say("news.days_name"), value=shorten(days))
        reading, days = replace(reading, notes=(*reading.notes, note)), USUAL
    own = [*([("since", days)] if days != USUAL else []), *([("page", str(page))] if page > 1 else [])]
    address = (*to_pairs(to_news(reading.choices)), *own)
    if changed is not None or reading.notes or st.session_state.get(_WRITTEN) != address:
        st.session_state[_NOTES] = reading.notes
    st.session_state[_WRITTEN] = address
    write_address(to_choices(address))
    return NewsReading(reading, days, page)


def _read_days(asked: Choices, *, is_changed: bool) -> str:
    kept = st.session_state.get(DAYS_KEY) if is_changed else None
    return str(kept) if kept else next(iter(asked.get("since", [])), USUAL).removesuffix("d")


def to_news(choices: Choices) -> Choices:
    """A question about trials as the address of news writes it."""
    status = choices.get("status", ["open"])
    others = {name: values for name, values in choices.items() if name != "status"}
    return others if status == ["any"] else {**others, "status": status}


def news_address(choices: Choices) -> str:
    """The page of news with a question about trials."""
    pairs = to_pairs(to_news({name: values for name, values in choices.items() if name != "sort"}))
    return f"news?{urlencode(pairs)}" if pairs else "news"


def from_news(choices: Choices) -> Choices:
    """The question about trials that an address of news asks."""
    return choices if choices.get("status") else {**choices, "status": ["any"]}
