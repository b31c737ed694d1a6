"""Who leads trials near a place, as the registry publishes it. It says nothing of how good anybody is."""

from functools import partial

import streamlit as st

from dashboard.data import (
    ask_people,
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
from dashboard.parts.center_card import list_cell, say_number
from dashboard.parts.center_filters import PEOPLE_FORM, draw_people_filters
from dashboard.parts.coverage import render_coverage
from dashboard.parts.escape import escape_html, escape_markdown
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
from dashboard.parts.person_view import PeopleView, render_people
from dashboard.views.centers import render_other_lists
from dashboard.words import say
from finder.errors import PlaceError
from finder.query.investigators import InvestigatorAnswer
from finder.query.nearby import InvestigatorCriteria, write_nearby_address
from finder.store.reader import Reader

FORM = PEOPLE_FORM


def show_people() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    reading = take_nearby(FORM)
    ask_place = None
    try:
        answer = ask_people(reader, reading.criteria)
    except PlaceError as error:
        ask_place = partial(tell_place, FORM, error, reading.choices, say("people.for_now"))
        answer = ask_people(reader, read_nearby(FORM, drop_place(reading.choices)).criteria)
    unit = choose_nearby_unit(reading.choices, answer.place.country_code if answer.place else None)
    fill_nearby(FORM, reading.choices, unit)

    st.title(escape_markdown(say("people.title")), anchor=False)
    st.html(f'<div class="nf-text"><p><strong>{escape_html(say("people.origin"))}</strong></p></div>')
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    tell_notes(reading.notes)
    st.text(say("people.lead"))
    st.html(render_other_lists(reading.choices, (("centers", "centers.from_find"), ("./", "centers.to_trials"))))
    regions = list_regions(reader, reading.choices.get("country", []))
    draw_people_filters(reading.choices, list_countries(reader), regions, ask_place)
    _show_answer(reader, answer, reading, unit)


def _show_answer(
    reader: Reader, answer: InvestigatorAnswer, reading: NearbyReading[InvestigatorCriteria], unit: str
) -> None:
    st.header(escape_markdown(say("people.results")), anchor=False)
    page = settle_page(reading.page, count_pages(answer.total))
    st.info(escape_markdown(write_count(answer, reading.choices, page)))
    st.html(f'<div class="nf-text">{render_coverage(answer.coverage, say("people.many"))}</div>')
    if answer.unplaced:
        if answer.criteria.within is not None:
            st.text(say_number("people.unplaced_left_out_one", "people.unplaced_left_out", answer.unplaced))
        else:
            st.text(say_number("people.unplaced_last_one", "people.unplaced_last", answer.unplaced))
    if not answer.total:
        _show_empty(answer, reading.choices)
        return
    start = (page - 1) * PAGE_SIZE
    rows: list[Row] = [
        {str(name): cell for name, cell in row.items()}
        for row in answer.people.iloc[start : start + PAGE_SIZE].to_dict("records")
    ]
    titles = read_titles(reader, [nct_id for row in rows for nct_id in list_cell(row, "nct_ids")])
    view = PeopleView(to_pairs(reading.choices), unit, near=answer.place is not None, titles=titles)
    st.html(render_people(rows, view))
    draw_pages(FORM, page, answer.total)
    note = say_number("people.download_help_one", "people.download_help", answer.total)
    draw_file("people.csv", write_nearby_address(answer.criteria), note)


def write_count(answer: InvestigatorAnswer, choices: Choices, page: int) -> str:
    """How many people, where, in which order, and which are on the screen: what a screen reader tells."""
    total = answer.total
    if answer.coverage.could_not_look:
        return say("cover.could_not_look", many=say("people.many"))
    if not total:
        return say("people.count_none_fits" if answer.coverage.known else "people.count_none_known")
    where = write_where(answer.place, choices)
    parts = [say_number("people.count_one", "people.count_many", total, where=where)]
    if total > 1:
        order = answer.criteria.sort or ("distance" if answer.place else "trials")
        parts.append(say(f"people_order.{order}"))
    parts.append(write_page(page, total))
    return " ".join(part for part in parts if part)


def _show_empty(answer: InvestigatorAnswer, choices: Choices) -> None:
    """Which choice emptied the list, each with a tap that takes it away."""
    if not answer.coverage.known:
        return
    st.text(say("people.empty" if answer.emptied_by else "people.empty_several"))
    tell_emptied(FORM, answer.emptied_by, choices, ("people.relax_one", "people.relax"))
    st.button(escape_markdown(say("find.start_over")), key=FORM.key("start_over"), on_click=FORM.ask, args=({},))
