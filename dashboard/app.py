"""Entry of the dashboard: names its pages and shows the one that is asked for."""

from pathlib import Path
from typing import get_args

import streamlit as st

from dashboard.language import choose_language
from dashboard.parts.link_notes import tell_link
from dashboard.parts.page_frame import show_languages, show_trust
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
from dashboard.words import say
from finder.vocabulary.profile import Page, load_profile

#: Pages whose content is about one disease; a profile names those that it has something for.
_OF_A_DISEASE = frozenset(get_args(Page))


def show_dashboard() -> None:
    """Run on every click; everything lives in functions, so that no visitor's session keeps a copy of the data."""
    unknown = choose_language()
    left_out = _OF_A_DISEASE - set(load_profile().pages)
    st.set_page_config(page_title=say("app.name"), layout="centered", initial_sidebar_state="collapsed")
    st.html(Path(__file__).parent / "parts" / "style.css")
    pages = [
        st.Page(show_start, title=say("start.nav"), url_path="start"),
        st.Page(show_find, title=say("app.find"), default=True),
        st.Page(show_centers, title=say("centers.nav"), url_path="centers"),
        st.Page(show_fit, title=say("fit.nav"), url_path="fit"),
        st.Page(show_people, title=say("people.nav"), url_path="people"),
        st.Page(show_news, title=say("news.nav"), url_path="news"),
        st.Page(show_trial, title=say("app.trial"), url_path="trial", visibility="hidden"),
        st.Page(show_center, title=say("center.page"), url_path="center", visibility="hidden"),
        st.Page(show_compare, title=say("compare.nav"), url_path="compare", visibility="hidden"),
        st.Page(show_print, title=say("print.nav"), url_path="print", visibility="hidden"),
        st.Page(show_facts, title=say("facts.title"), url_path="facts"),
        st.Page(show_resources, title=say("res.nav"), url_path="resources"),
        st.Page(show_genetic_tests, title=say("genes.nav"), url_path="genetic-tests"),
        st.Page(show_staff, title=say("staff.nav"), url_path="lists"),
        st.Page(show_glossary, title=say("app.glossary"), url_path="glossary"),
        st.Page(show_about, title=say("app.about"), url_path="about"),
    ]
    page = st.navigation([page for page in pages if page.url_path not in left_out], position="top")
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
