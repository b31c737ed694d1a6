"""What is a NET? In plain words, each statement with its sources, and where the sources disagree."""

import streamlit as st

from dashboard.data import open_reader
from dashboard.parts.disease_view import list_diseases, render_diseases
from dashboard.parts.escape import escape_html, escape_markdown, link
from dashboard.parts.fact_view import (
    SOURCES_ID,
    render_contents,
    render_heading,
    render_section,
    render_source_list,
    section_id,
)
from dashboard.words import say
from finder.errors import FinderError
from finder.guide.facts import load_facts

_REGISTERS_ID = "nf-fact-registers"


def show_facts() -> None:
    """The page. It needs no data, so it works before anything was read; only what registers say is then missing."""
    facts = load_facts()
    st.title(escape_markdown(say("facts.title")), anchor=False)
    lead = (
        f'<p class="nf-fact-advice"><strong>{escape_html(facts.no_advice)}</strong></p>'
        f"<p>{escape_html(say('facts.lead'))}</p>"
    )
    st.html(f'<div class="nf-text">{lead}{_render_ways()}</div>')
    contents = [
        *((section_id(section.id), section.title) for section in facts.section),
        (_REGISTERS_ID, say("diseases.title")),
        (SOURCES_ID, say("facts.all_sources")),
    ]
    st.html(f'<div class="nf-text">{render_contents(contents)}</div>')
    for section in facts.section:
        st.html(f'<div class="nf-text">{render_section(section, facts)}</div>')
    st.html(f'<div class="nf-text">{render_heading(_REGISTERS_ID, say("diseases.title"))}{_render_registers()}</div>')
    listed = f"{render_heading(SOURCES_ID, say('facts.all_sources'))}{render_source_list(facts.sources)}"
    st.html(f'<div class="nf-text">{listed}{_render_ways()}</div>')


def _render_ways() -> str:
    """Where to go from here."""
    ways = (("./", "app.find"), ("centers", "facts.to_centers"), ("resources", "facts.to_help"))
    return f'<p class="nf-links">{"".join(link(address, escape_html(say(name))) for address, name in ways)}</p>'


def _render_registers() -> str:
    """What the registers of diseases say, or why we cannot show it."""
    try:
        reader = open_reader()
        return render_diseases(list_diseases(reader))
    except FinderError:
        return f"<p>{escape_html(say('diseases.no_data'))}</p>"
