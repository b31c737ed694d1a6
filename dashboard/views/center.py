"""One center: how to reach it, what each source says of it, its trials, and who leads them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.data import open_reader, read_sources
from dashboard.parts.address import shorten
from dashboard.parts.address_bar import read_address
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import Row, render_facts
from dashboard.parts.center_card import (
    name_center,
    render_accreditation,
    render_evidence,
    render_kind,
    render_other_names,
    render_specialties,
)
from dashboard.parts.center_links import keep_origin, read_pairs, render_way_back
from dashboard.parts.center_view import render_center_people, render_center_trials, render_listings, render_reach
from dashboard.parts.escape import escape_html, escape_markdown, link, to_text
from dashboard.parts.facts import write_place
from dashboard.parts.page_title import set_page_title
from dashboard.words import say
from finder.errors import NotFoundError
from finder.query.center_detail import CenterDetail, read_center
from finder.store.reader import Reader


def show_center() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    center_id = st.query_params.get("id", "").strip()
    try:
        detail = read_center(reader, center_id) if center_id else None
    except NotFoundError:
        detail = None
    if detail is None:
        _show_none(reader, center_id)
    else:
        _show_center(reader, detail)


def _show_center(reader: Reader, detail: CenterDetail) -> None:
    asked, today = read_address(), datetime.now(UTC).date()
    center: Mapping[str, Any] = detail.center
    center_id = to_text(center["center_id"])
    pairs = [*keep_origin(asked), *read_pairs(asked)]
    trials, people = _list_rows(detail.trials), _list_rows(detail.people)
    titles = {to_text(trial["nct_id"]): to_text(trial.get("title")) for trial in trials}

    set_page_title(name_center(center))
    st.html(render_way_back(asked))
    place = escape_html(write_place("", center.get("city"), center.get("region"), center.get("country")))
    facts = render_facts(
        [
            (say("center.accreditation"), render_accreditation(center, today)),
            (say("center.specialties"), render_specialties(center)),
        ]
    )
    st.html(
        f'<div class="nf-text"><h1 class="nf-title">{escape_html(name_center(center))}</h1>'
        f"{render_other_names(center)}<p>{place}</p>{render_kind(center)}{facts}{render_evidence(center)}</div>"
    )
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    _section("reach", f"{render_reach(center)}<p>{escape_html(say('centers.no_praise'))}</p>")
    _section("trials_here", render_center_trials(trials, _list_rows(detail.sites), center_id, pairs))
    origin = f"<p>{escape_html(say('people.origin'))}</p>" if people else ""
    _section("people_here", origin + render_center_people(people, titles, center_id, pairs))
    _section("says", render_listings(_list_rows(detail.listings), today))


def _list_rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _section(name: str, html: str) -> None:
    st.header(escape_markdown(say(f"center.{name}")), anchor=False)
    st.html(f'<div class="nf-text">{html}</div>')


def _show_none(reader: Reader, center_id: str) -> None:
    """No such center here: never a bare "not found", always a way on."""
    st.title(escape_markdown(say("center.none")), anchor=False)
    text = say("center.none_what", id=shorten(center_id, 60)) if center_id else say("center.none_missing")
    way = f'<p class="nf-links">{link("centers", escape_html(say("center.none_list")))}</p>'
    st.html(f'<div class="nf-text"><p>{escape_html(text)}</p></div>{way}')
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
