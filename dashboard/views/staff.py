"""Lists for staff: the same question as a table to sort, with columns to choose, as files and as links."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard.data import list_countries, list_regions, open_reader, read_sources
from dashboard.list_files import render_file_link
from dashboard.parts.address import Choices, Reading, to_choices, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.choices import ask_next, choose_unit, fill_widgets, list_kept, mark_changed
from dashboard.parts.escape import escape_html, escape_markdown, link, to_text
from dashboard.parts.facts import write_date
from dashboard.parts.filters import draw_filters
from dashboard.parts.news_list import render_feeds_link
from dashboard.parts.news_question import news_address
from dashboard.parts.question import (
    Pairs,
    ask_or_everywhere,
    read_asked,
    show_empty,
    tell_notes,
    tell_place,
    tell_unplaced,
    write_count,
)
from dashboard.parts.ready_questions import PAGE, render_ready_questions
from dashboard.parts.staff_file import read_rows
from dashboard.parts.staff_table import (
    FIELDS,
    OWN_NAMES,
    ROWS,
    is_long,
    is_number,
    list_usual,
    own_pairs,
    read_own,
    render_plain_table,
    show_table,
    write_label,
)
from dashboard.words import say
from finder.query.criteria import write_address
from finder.query.search import Answer
from finder.store.reader import Reader

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

_ROWS, _COLUMNS, _SINCE, _USUAL, _PLAIN = "staff_rows", "staff_columns", "staff_since", "staff_usual", "staff_plain"
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
#: Rows of a table that is drawn in full; a longer one scrolls by itself.
_MOST_UNROLLED = 15


def show_staff() -> None:
    """The page. Raises the failures of the store."""
    st.set_page_config(layout="wide")
    reader = open_reader()
    reading, own = read_asked("staff", _read_own, OWN_NAMES)
    answer, place_error = ask_or_everywhere(reader, reading)
    unit = choose_unit(reading.choices, answer.place.country_code if answer.place else None)
    fill_widgets(reading.choices, unit)
    rows = own.get("rows", [ROWS[0]])[0]
    usual = list_usual(rows, near=answer.place is not None)
    columns = tuple(own.get("col", usual))
    _fill_own(reading.choices, rows, columns, usual)

    st.title(escape_markdown(say("staff.title")), anchor=False)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    tell_notes("staff")
    st.text(say("staff.lead"))
    st.html(render_ready_questions(reader.meta))
    regions = list_regions(reader, reading.choices.get("country", []))
    ask_place = partial(tell_place, place_error, reading.choices) if place_error else None
    draw_filters(_without_since(reading.choices), list_countries(reader), regions, ask_place)
    _draw_own(reading.choices, rows, columns, usual)
    _show_list(reader, answer, reading, rows, columns, unit)
    _show_news(reading.choices)
    _show_address(to_pairs(reading.choices) + to_pairs(own))


def _read_own(asked: Choices, is_changed: bool) -> tuple[Pairs, tuple[str, ...]]:
    """What a row is, and the columns where they are not the usual ones, for the address."""
    state = st.session_state
    if is_changed and _ROWS in state:
        columns = tuple(state.get(_COLUMNS) or ())
        asked = to_choices(own_pairs(state[_ROWS] or ROWS[0], () if columns == state.get(_USUAL) else columns))
    rows, columns, notes = read_own(asked)
    return own_pairs(rows, columns), notes


def _fill_own(choices: Choices, rows: str, columns: tuple[str, ...], usual: tuple[str, ...]) -> None:
    """Put what the page keeps for itself into its widgets, before they are drawn."""
    state = st.session_state
    state[_ROWS], state[_COLUMNS], state[_USUAL] = rows, list(columns), usual
    since = next(iter(choices.get("updated-since", [])), "")
    day = date.fromisoformat(since) if since else None
    state[_SINCE] = day if day and _FIRST_DAY <= day <= _LAST_DAY else None


def _draw_own(choices: Choices, rows: str, columns: tuple[str, ...], usual: tuple[str, ...]) -> None:
    new, kind = st.columns(2)
    with new:
        st.date_input(
            say("staff.since"),
            key=_SINCE,
            min_value=_FIRST_DAY,
            max_value=_LAST_DAY,
            format="YYYY-MM-DD",
            help=say("staff.since_help"),
            on_change=_ask_since,
            args=(choices,),
        )
    with kind:
        st.segmented_control(
            say("staff.rows"),
            ROWS,
            key=_ROWS,
            required=True,
            format_func=lambda code: say(f"staff.rows_{code}"),
            on_change=_take_usual,
        )
    st.multiselect(
        say("staff.columns"),
        FIELDS[rows],
        key=_COLUMNS,
        format_func=lambda column: write_label(column, rows),
        placeholder=say("staff.columns_hint"),
        help=say("staff.columns_help"),
        on_change=mark_changed,
    )
    if columns != usual:
        st.button(escape_markdown(say("staff.columns_usual")), key="staff_to_usual", on_click=_take_usual)


def _without_since(choices: Choices) -> Choices:
    """The question for the filters. They offer to take the day away, which here has a field of its own; but with other
    criteria to take away they must know all of it."""
    if set(list_kept(choices)) != {"updated-since"}:
        return choices
    return {name: values for name, values in choices.items() if name != "updated-since"}


def _ask_since(choices: Choices) -> None:
    """A callback: the same question, with the day that was picked or without one."""
    day = st.session_state[_SINCE]
    left = {name: values for name, values in choices.items() if name != "updated-since"}
    ask_next({**left, "updated-since": [day.isoformat()]} if day else left)


def _take_usual() -> None:
    """A callback: trials and places have other columns, so both begin with their usual ones."""
    st.session_state[_COLUMNS] = []
    mark_changed()


def _show_list(
    reader: Reader, answer: Answer, reading: Reading, rows: str, columns: tuple[str, ...], unit: str
) -> None:
    st.header(escape_markdown(say("staff.results")), anchor=False)
    frame = read_rows(reader, answer, rows) if len(answer.trials) else pd.DataFrame()
    st.info(escape_markdown(_write_counts(answer, frame, rows)))
    tell_unplaced(answer)
    if not len(answer.trials):
        show_empty(answer, reading.choices)
        return
    if frame.empty:
        return
    question = tuple(write_address(answer.criteria))
    if st.toggle(say("staff.plain"), key=_PLAIN):
        st.html(render_plain_table(frame, columns, rows, unit, question))
    else:
        _draw_table(frame, columns, rows, unit)
    _offer_files(question + own_pairs(rows, columns))


def _draw_table(frame: pd.DataFrame, columns: tuple[str, ...], rows: str, unit: str) -> None:
    st.text(say("staff.sort_help"))
    st.dataframe(
        show_table(frame, columns, unit),
        height="content" if len(frame) <= _MOST_UNROLLED else 600,
        hide_index=True,
        column_config={column: _configure(column, rows, unit) for column in columns},
        placeholder="",
        lazy=True,
        key="staff_table",
    )


def _write_counts(answer: Answer, frame: pd.DataFrame, rows: str) -> str:
    """How many trials and places there are, in which order, and how many of the trials are new."""
    said = [write_count(answer)]
    if rows == "site" and len(answer.trials):
        name = "sites_none" if frame.empty else "sites_one" if len(frame) == 1 else "sites_many"
        said.insert(0, say(f"staff.{name}", n=f"{len(frame):,}"))
    if (since := answer.criteria.updated_since) and len(answer.trials):
        said.append(_write_new(answer, since))
    return " ".join(said)


def _write_new(answer: Answer, since: str) -> str:
    """How many of the trials are new, as far as the data says: a first day that is not stated is not taken for old."""
    first = [day for day in map(to_text, answer.trials["first_posted"]) if day]
    if not first:
        return say("staff.since_count_unknown")
    new = sum(day >= since for day in first)
    name = {0: "since_count_none", 1: "since_count_one"}.get(new, "since_count")
    said = say(f"staff.{name}", n=f"{new:,}", day=write_date(since))
    unknown = len(answer.trials) - len(first)
    return f"{said} {say('staff.since_count_rest', n=f'{unknown:,}')}" if unknown else said


def _configure(column: str, rows: str, unit: str) -> "ColumnConfig":
    """How one column is drawn. Only the NCT number is a link, for we build its address ourselves."""
    label = write_label(column, rows, unit)
    if column == "nct_id":
        return st.column_config.LinkColumn(label, display_text=r"(NCT\d{8})$", alignment="left", pinned=True)
    if is_number(column):
        return st.column_config.NumberColumn(label)
    return st.column_config.TextColumn(label, width="large" if is_long(column) else None)


def _offer_files(pairs: Pairs) -> None:
    """Both files of these rows and columns."""
    st.subheader(escape_markdown(say("staff.files")), anchor=False)
    excel = render_file_link("staff-trials.xlsx", pairs, say("staff.excel"))
    st.html(f'<p class="nf-links">{excel} {render_file_link("staff-trials.csv", pairs, say("staff.csv"))}</p>')
    st.text(say("staff.files_note"))


def _write_link(pairs: Pairs) -> str:
    """The address of this page with a question; without the server's part where nobody knows it."""
    base = to_text(st.context.url).split("?")[0] or PAGE
    return f"{base}?{urlencode(pairs)}" if pairs else base


def _show_news(choices: Choices) -> None:
    """The way to what is new for this question, and to the feeds that bring it to a program of one's own."""
    st.subheader(escape_markdown(say("staff.news")), anchor=False)
    news = link(news_address(choices), escape_html(say("news.of_question")))
    st.html(f'<div class="nf-text"><p class="nf-links">{news} {render_feeds_link()}</p></div>')


def _show_address(pairs: Pairs) -> None:
    st.subheader(escape_markdown(say("staff.address")), anchor=False)
    st.code(_write_link(pairs), language=None, wrap_lines=True)
    st.text(say("staff.address_note"))
