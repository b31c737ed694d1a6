"""Entry of the dashboard: names its pages and shows the one that is asked for."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import streamlit as st

from dashboard.language import choose_language
from dashboard.parts.link_notes import tell_link
from dashboard.parts.page_frame import show_languages, show_trust
from dashboard.parts.page_title import name_page, set_page_title
from dashboard.parts.short_list import take_list_along
from dashboard.parts.trouble import tell_trouble
from dashboard.position import take_position, tell_position
from dashboard.views.about import show_about
from dashboard.views.center import show_center
from dashboard.views.centers import show_centers
from dashboard.views.compare import show_compare
from dashboard.views.facts import show_facts
from dashboard.views.find import show_find
from dashboard.views.fit import show_fit
from dashboard.views.genetic_tests import show_genetic_tests
from dashboard.views.glossary import show_glossary
from dashboard.views.news import show_news
from dashboard.views.people import show_people
from dashboard.views.print_out import show_print
from dashboard.views.resources import show_resources
from dashboard.views.staff import show_staff
from dashboard.views.start import show_start
from dashboard.views.trial import show_trial
from finder.vocabulary.profile import Page, load_profile

#: Each page by its path, in the order of the menu.
_PAGES: Mapping[str, Callable[[], None]] = {
    "start": show_start,
    "": show_find,
    "centers": show_centers,
    "fit": show_fit,
    "people": show_people,
    "news": show_news,
    "trial": show_trial,
    "center": show_center,
    "compare": show_compare,
    "print": show_print,
    "facts": show_facts,
    "resources": show_resources,
    "genetic-tests": show_genetic_tests,
    "lists": show_staff,
    "glossary": show_glossary,
    "about": show_about,
}
#: Pages on what a link names; the menu could not.
_HIDDEN = frozenset({"trial", "center", "compare", "print"})
#: Pages whose content is about one disease; a profile names those that it has something for.
_OF_A_DISEASE = frozenset(get_args(Page))


def show_dashboard() -> None:
    """Run on every click; everything lives in functions, so that no visitor's session keeps a copy of the data."""
    unknown = choose_language()
    left_out = _OF_A_DISEASE - set(load_profile().pages)
    st.set_page_config(layout="centered", initial_sidebar_state="collapsed")
    st.html(Path(__file__).parent / "parts" / "style.css")
    pages = [
        st.Page(
            show,
            title=name_page(path),
            url_path=path or None,
            default=not path,
            visibility="hidden" if path in _HIDDEN else "visible",
        )
        for path, show in _PAGES.items()
        if path not in left_out
    ]
    page = st.navigation(pages, position="top")
    set_page_title(page.title)
    top = st.container()
    with tell_trouble():
        take_list_along(page.url_path)
        tell_position(take_position(page.url_path == "start"))
        tell_link(page.url_path)
        page.run()
    with top:  # drawn last, for it links to the address that the page has written by now
        show_languages(unknown)
    show_trust()


show_dashboard()
