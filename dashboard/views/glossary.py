"""Glossary: words of tumors, treatments, tests and trials, each in one or two plain sentences with a source."""

from typing import get_args

import streamlit as st

from dashboard.parts.escape import escape_html, escape_markdown
from dashboard.parts.terms import render_terms
from dashboard.words import say
from finder.vocabulary.glossary import Kind, load_glossary


def show_glossary() -> None:
    """The page. It needs no data, so it works before anything was read."""
    st.title(escape_markdown(say("glossary.title")), anchor=False)
    lead = "".join(f"<p>{escape_html(say(name))}</p>" for name in ("glossary.lead", "glossary.no_advice"))
    st.html(f'<div class="nf-text">{lead}</div>')
    for kind in get_args(Kind):
        terms = [term for term in load_glossary().terms if term.kind == kind]
        st.header(escape_markdown(say(f"glossary.{kind}")), anchor=False)
        html = render_terms(sorted(terms, key=lambda term: term.term.casefold()))
        st.html(f'<div class="nf-text">{html}</div>')
