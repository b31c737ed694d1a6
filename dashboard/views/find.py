"""Find a trial: the question, the answer as cards, and the file of exactly that answer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from dashboard.data import (
    ask_distances,
    ask_list,
    describe_trials,
    list_countries,
    list_regions,
    open_reader,
    read_sources,
    read_titles,
)
from dashboard.kept_along import list_kept
from dashboard.list_files import draw_file
from dashboard.parts.address import Choices, Reading, read_page, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import Row, View, render_cards
from dashboard.parts.center_links import list_address
from dashboard.parts.choices import ask_next, choose_unit, fill_widgets, mark_changed
from dashboard.parts.escape import escape_html, escape_markdown, link, to_text
from dashboard.parts.filters import draw_filters
from dashboard.parts.link_notes import settle_page
from dashboard.parts.map_frame import Degrees
from dashboard.parts.news_question import news_address
from dashboard.parts.question import (
    Pairs,
    ask_or_everywhere,
    read_asked,
    show_empty,
    tell_notes,
    tell_place,
    tell_unplaced,
)
from dashboard.parts.short_list import (
    draw_short_list,
    remember_kept,
    take_kept,
)
from dashboard.parts.summary import (
    MANY,
    Wider,
    count_wider,
    list_splits,
    widen,
    write_option,
    write_state,
    write_wider_button,
)
from dashboard.parts.trial_points import render_trial_map
from dashboard.words import say
from finder.query.criteria import write_address
from finder.query.search import Answer
from finder.store.reader import Reader

PAGE_SIZE = 10
_PAGE = "find_page"


def show_find() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    reading, own = read_asked("find", partial(_read_own, reader))
    page, kept = read_page(own), list_kept()
    answer, place_error = ask_or_everywhere(reader, reading, ask_list)
    unit = choose_unit(reading.choices, answer.place.country_code if answer.place else None)
    fill_widgets(reading.choices, unit)

    st.title(escape_markdown(say("find.title")), anchor=False)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    tell_notes("find")
    st.text(say("find.lead"))
    start = link("start", escape_html(say("start.from_find")))
    centers = link(list_address("centers", to_pairs(reading.choices)), escape_html(say("centers.from_find")))
    st.html(f'<p class="nf-links">{start} {link("fit", escape_html(say("fit.from_find")))} {centers}</p>')
    regions = list_regions(reader, reading.choices.get("country", []))
    ask_place = partial(tell_place, place_error, reading.choices) if place_error else None
    draw_filters(reading.choices, list_countries(reader), regions, ask_place)
    _show_answer(reader, answer, reading, unit, page, kept)
    news = link(news_address(reading.choices), escape_html(say("news.of_question")))
    st.html(f'<p class="nf-links">{news}</p>')


def _read_own(reader: Reader, asked: Choices, is_changed: bool) -> tuple[Pairs, tuple[str, ...]]:
    """The page of results for the address, a new question begins at the first; and the short list, as far as its trials
    are here."""
    page = int(st.session_state.pop("find_turn", 1)) if is_changed else read_page(asked)
    kept, notes = take_kept(asked, is_changed)
    here = read_titles(reader, kept)
    notes += tuple(say("short.unknown", nct=nct_id) for nct_id in kept if nct_id not in here)
    remember_kept([nct_id for nct_id in kept if nct_id in here])
    return ((("page", str(page)),) if page > 1 else ()), notes


def _show_answer(reader: Reader, answer: Answer, reading: Reading, unit: str, page: int, kept: tuple[str, ...]) -> None:
    st.header(escape_markdown(say("find.results")), anchor=False)
    total = len(answer.trials)
    pages = max(1, -(-total // PAGE_SIZE))
    page = settle_page(page, pages)
    wide = widen(answer.criteria)
    wider = count_wider(answer, ask_distances(reader, wide)) if wide else None
    st.info(escape_markdown(write_state(answer, reading.choices, wider, page, PAGE_SIZE)))
    if total > 1:
        st.text(say(f"order.{answer.order}"))
    _offer_wider(wider, answer, reading.choices)
    tell_unplaced(answer)
    if total > MANY:
        _offer_narrower(answer, reading.choices)
    if not total:
        show_empty(answer, reading.choices)
        draw_short_list(kept, to_pairs(reading.choices))
        return
    start = (page - 1) * PAGE_SIZE
    rows = describe_trials(reader, answer.trials.iloc[start : start + PAGE_SIZE])
    address = to_pairs(reading.choices)
    view = View(address, unit, datetime.now(UTC).date(), near=answer.place is not None, kept=kept, page=page)
    if answer.place is not None:
        _draw_map(reader, rows, (answer.place.latitude, answer.place.longitude), unit)
    st.html(render_cards(rows, view))
    if pages > 1:
        st.session_state[_PAGE] = page
        st.pagination(pages, key=_PAGE, on_change=_turn_page)
    note = say("find.download_help", n=f"{total:,}") if total > 1 else say("find.download_help_one")
    draw_file("trials.csv", write_address(answer.criteria), note)
    draw_short_list(kept, to_pairs(reading.choices))


def _draw_map(reader: Reader, rows: Sequence[Row], here: Degrees, unit: str) -> None:
    """Where the nearest sites of the trials on the screen are, for who asks for it; what is closed costs no time."""
    fold = st.expander(say("map.fold"), key="find_map", on_change="rerun")
    if fold.open:
        sites = reader.read_sites_by_id([to_text(row["nearest_site_id"]) for row in rows])
        fold.html(render_trial_map(rows, sites, here, unit))


def _offer_wider(wider: Wider | None, answer: Answer, choices: Choices) -> None:
    """One tap to go farther; without any trial the way to any distance is offered with the other ways out."""
    if wider is None or not (wider.step or answer.total):
        return
    further = {**choices, "within": [wider.step]}
    if not wider.step:
        further.pop("within")
    st.button(escape_markdown(write_wider_button(wider)), key="go_wider", on_click=ask_next, args=(further,))


def _offer_narrower(answer: Answer, choices: Choices) -> None:
    """A long list: the choices that would make it short, one tap each."""
    st.text(say("summary.many" if answer.place else "summary.many_place"))
    for split in list_splits(answer, choices):
        title = escape_html(say(f"filter.{split.criterion}"))
        offers = "".join(
            f"<li>{_link_question({**choices, split.criterion: [value]}, write_option(split, value, number))}</li>"
            for value, number in split.options
        )
        st.html(f'<div class="nf-start-split"><p><strong>{title}</strong></p><ul>{offers}</ul></div>')


def _link_question(choices: Choices, label: str) -> str:
    return link(f"?{urlencode(to_pairs(choices))}", escape_html(label), css="nf-tap")


def _turn_page() -> None:
    st.session_state["find_turn"] = st.session_state[_PAGE]
    mark_changed()
