"""Centers near a place: the question, which centers know NETs there, how we know, and the file of exactly that list."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from dashboard.data import (
    ask_centers,
    list_countries,
    list_regions,
    open_reader,
    read_sources,
    read_titles,
)
from dashboard.list_files import draw_file
from dashboard.parts.address import Choices, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import Row
from dashboard.parts.center_card import CenterView, list_first_trials, render_center_cards, say_number
from dashboard.parts.center_filters import CENTERS_FORM, draw_center_filters
from dashboard.parts.center_links import list_address
from dashboard.parts.center_points import render_center_map
from dashboard.parts.coverage import render_coverage
from dashboard.parts.escape import escape_html, escape_markdown, link
from dashboard.parts.link_notes import settle_page
from dashboard.parts.nearby_answer import (
    PAGE_SIZE,
    count_pages,
    draw_pages,
    tell_emptied,
    tell_notes,
    tell_place,
    write_page,
    write_where,
)
from dashboard.parts.nearby_form import (
    NearbyReading,
    choose_nearby_unit,
    drop_place,
    fill_nearby,
    read_nearby,
    take_nearby,
)
from dashboard.words import say
from finder.errors import PlaceError
from finder.query.center_kinds import BY_TRIALS, HIDDEN, KINDS
from finder.query.centers import CenterAnswer
from finder.query.nearby import CenterCriteria, write_nearby_address
from finder.store.reader import Reader

FORM = CENTERS_FORM
#: Kinds that somebody says know these tumors.
LISTED = tuple(kind for kind in KINDS if kind not in (BY_TRIALS, HIDDEN, "cancer_center"))


def show_centers() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    reading = take_nearby(FORM)
    ask_place = None
    try:
        answer = ask_centers(reader, reading.criteria)
    except PlaceError as error:
        ask_place = partial(tell_place, FORM, error, reading.choices, say("centers.for_now"))
        answer = ask_centers(reader, read_nearby(FORM, drop_place(reading.choices)).criteria)
    unit = choose_nearby_unit(reading.choices, answer.place.country_code if answer.place else None)
    fill_nearby(FORM, reading.choices, unit)

    st.title(escape_markdown(say("centers.title")), anchor=False)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    tell_notes(reading.notes)
    st.text(f"{say('centers.lead')} {say('centers.no_praise')} {say('centers.call')}")
    st.html(render_other_lists(reading.choices, (("./", "centers.to_trials"), ("people", "centers.to_people"))))
    regions = list_regions(reader, reading.choices.get("country", []), "centers")
    draw_center_filters(reading.choices, list_countries(reader, "centers"), regions, ask_place)
    _show_answer(reader, answer, reading, unit)


def render_other_lists(choices: Choices, lists: tuple[tuple[str, str], ...]) -> str:
    """The way to other lists, with as much of the question as they share: pairs of page and name of its label."""
    pairs = to_pairs(choices)
    links = "".join(link(list_address(page, pairs), escape_html(say(name))) for page, name in lists)
    return f'<p class="nf-links">{links}</p>'


def _show_answer(reader: Reader, answer: CenterAnswer, reading: NearbyReading[CenterCriteria], unit: str) -> None:
    st.header(escape_markdown(say("centers.results")), anchor=False)
    page = settle_page(reading.page, count_pages(answer.total))
    st.info(escape_markdown(write_count(answer, reading.choices, page)))
    st.html(f'<div class="nf-text">{render_coverage(answer.coverage, say("centers.many"))}</div>')
    for sentence in write_left_out(answer):
        st.text(sentence)
    _offer_listed(answer, reading.choices)
    if answer.hidden:
        asked = {**reading.choices, "kind": [HIDDEN]}
        st.button(escape_markdown(say("centers.hidden_show")), key=FORM.key("hidden"), on_click=FORM.ask, args=(asked,))
    if not answer.total:
        _show_empty(answer, reading.choices)
        return
    start = (page - 1) * PAGE_SIZE
    rows: list[Row] = [
        {str(name): cell for name, cell in row.items()}
        for row in answer.centers.iloc[start : start + PAGE_SIZE].to_dict("records")
    ]
    view = CenterView(
        to_pairs(reading.choices),
        unit,
        near=answer.place is not None,
        asks=answer.criteria.asks_of_trials,
        today=datetime.now(UTC).date(),
        titles=read_titles(reader, [nct_id for row in rows for nct_id in list_first_trials(row)]),
    )
    here = (answer.place.latitude, answer.place.longitude) if answer.place else None
    st.html(f"{render_center_map(rows, here, unit)}{render_center_cards(rows, view)}")
    draw_pages(FORM, page, answer.total)
    note = say_number("centers.download_help_one", "centers.download_help", answer.total)
    draw_file("centers.csv", write_nearby_address(answer.criteria), note)


def _offer_listed(answer: CenterAnswer, choices: Choices) -> None:
    """One tap to leave out the places that are known by their trials only, where there are others."""
    kinds = answer.centers["kind"]
    listed = int(kinds.isin(LISTED).sum())
    if listed and listed < answer.total and not answer.criteria.kind:
        label = say_number("centers.listed_only_one", "centers.listed_only", listed)
        asked = {**choices, "kind": list(LISTED)}
        st.button(escape_markdown(label), key=FORM.key("listed"), on_click=FORM.ask, args=(asked,))


def write_count(answer: CenterAnswer, choices: Choices, page: int) -> str:
    """How many centers, where, in which order, and which are on the screen: what a screen reader tells."""
    total = answer.total
    if answer.coverage.could_not_look:
        return say("cover.could_not_look", many=say("centers.many"))
    if not total:
        return say("centers.count_none_fits" if answer.coverage.known else "centers.count_none_known")
    where = write_where(answer.place, choices)
    parts = [say_number("centers.count_one", "centers.count_many", total, where=where)]
    if total > 1:
        order = answer.criteria.sort or ("distance" if answer.place else "none")
        parts.append(say(f"center_order.{order}"))
    parts.append(write_page(page, total))
    return " ".join(part for part in parts if part)


def write_left_out(answer: CenterAnswer) -> list[str]:
    """Centers that are not shown, or stand at the end, and why: never without a word."""
    said = []
    if answer.criteria.within is not None and (here := answer.unplaced_here):
        said.append(say_number("centers.unplaced_left_out_one", "centers.unplaced_left_out", here))
    elif answer.criteria.within is None and answer.unplaced:
        said.append(say_number("centers.unplaced_last_one", "centers.unplaced_last", answer.unplaced))
    if answer.hidden:
        said.append(say_number("centers.hidden_one", "centers.hidden", answer.hidden))
    return said


def _show_empty(answer: CenterAnswer, choices: Choices) -> None:
    """Which choice emptied the list, each with a tap that takes it away."""
    if not answer.coverage.known:
        return
    st.text(say("centers.empty" if answer.emptied_by else "centers.empty_several"))
    tell_emptied(FORM, answer.emptied_by, choices, ("centers.relax_one", "centers.relax"))
    st.button(escape_markdown(say("find.start_over")), key=FORM.key("start_over"), on_click=FORM.ask, args=({},))
    st.text(say("centers.empty_plain"))
