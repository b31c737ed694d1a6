"""What the browser calls a page, in its tab, its history and, with a screen reader, aloud (WCAG 2.2, 2.4.2)."""

from collections.abc import Mapping

import streamlit as st

from dashboard.words import say

#: The path of each page to its name among our words.
PAGE_NAMES: Mapping[str, str] = {
    "start": "start.nav",
    "": "app.find",
    "centers": "centers.nav",
    "fit": "fit.nav",
    "people": "people.nav",
    "news": "news.nav",
    "trial": "app.trial",
    "center": "center.page",
    "compare": "compare.nav",
    "print": "print.nav",
    "facts": "facts.title",
    "resources": "res.nav",
    "genetic-tests": "genes.nav",
    "lists": "staff.nav",
    "glossary": "app.glossary",
    "about": "app.about",
}


def name_page(path: str) -> str:
    """The name of a page by its path, as the menu has it; that of the list where there is no such page, for Streamlit
    shows the list then."""
    return say(PAGE_NAMES.get(path, PAGE_NAMES[""]))


def write_page_title(name: str) -> str:
    """The name of a page, then that of the dashboard."""
    return f"{name} - {say('app.name')}"


def set_page_title(name: str) -> None:
    """Give the page of this run its title in the browser; a page on one thing calls this again with its name."""
    st.set_page_config(page_title=write_page_title(name))
