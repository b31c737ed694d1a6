"""One trial: what to do next, what it is, who can join, where, when, and why it is in the list."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.data import open_reader
from dashboard.kept_along import NAME as KEEP
from dashboard.parts.address import read_question, to_pairs
from dashboard.parts.address_bar import read_address
from dashboard.parts.center_links import render_way_back
from dashboard.parts.escape import escape_html, escape_markdown, is_nct_id, link, registry_address, to_text
from dashboard.parts.keep_link import render_keep
from dashboard.parts.page_title import set_page_title
from dashboard.parts.short_list import draw_short_list, read_kept
from dashboard.parts.trial_page import render_trial_page, render_way_to_list
from dashboard.words import say
from finder.store.reader import Reader


def show_trial() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    nct_id = st.query_params.get("nct", "").strip().upper()
    trial = reader.read_trial(nct_id) if is_nct_id(nct_id) else None
    if trial is None:
        _show_none(nct_id)
    else:
        _show_trial(reader, trial)


def _show_trial(reader: Reader, trial: Mapping[str, Any]) -> None:
    set_page_title(to_text(trial.get("title")) or to_text(trial["nct_id"]))
    asked = read_address()
    page = render_trial_page(reader, trial, asked)
    kept = read_kept(asked)[0]
    others = {name: values for name, values in asked.items() if name != KEEP}
    came_from_elsewhere = bool(render_way_back(asked))
    for part in page.head:
        st.html(part)
    for name, title, html in page.sections:
        st.header(escape_markdown(title), anchor=False)
        st.html(html)
        if name == "ask" and not came_from_elsewhere:
            st.html(render_keep(to_text(trial["nct_id"]), kept, to_pairs(others)))
    if not came_from_elsewhere:
        draw_short_list(kept, to_pairs(read_question(asked).choices))


def _show_none(nct_id: str) -> None:
    """No such trial here: never a bare "not found", always where to look."""
    st.title(escape_markdown(say("trial.none")), anchor=False)
    if not nct_id:
        text = say("trial.missing_number")
    else:
        text = say("trial.none_what", nct=nct_id) if is_nct_id(nct_id) else say("trial.bad_number")
    look = link(registry_address(nct_id), escape_html(say("trial.search")), css="nf-tap") if is_nct_id(nct_id) else ""
    st.html(f'<div class="nf-text"><p>{escape_html(text)}</p><p>{look}</p></div>{render_way_to_list(read_address())}')
