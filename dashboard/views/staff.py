"""Lists for staff: the same question as a table to sort, with columns to choose, as files and as links."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard.data import ask, list_countries, list_regions, open_places, open_reader, read_sources, reopen_reader
from dashboard.parts.address import Choices, Reading, read_question, shorten, to_choices, to_pairs
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
from dashboard.parts.ready_questions import PAGE, read_data_day, render_ready_questions
from dashboard.parts.staff_file import make_csv, make_excel
from dashboard.parts.staff_table import (
    FIELDS,
    ROWS,
    is_long,
    is_number,
    list_usual,
    render_plain_table,
    show_table,
    write_label,
)
from dashboard.words import say
from finder.export.records import site_rows, trial_rows
from finder.query.criteria import write_address
from finder.query.search import Answer, read_fitting_sites
from finder.store.reader import Reader

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

_ROWS, _COLUMNS, _SINCE, _USUAL, _PLAIN = "staff_rows", "staff_columns", "staff_since", "staff_usual", "staff_plain"
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
#: Rows of a table that is drawn in full; a longer one scrolls by itself.
_MOST_UNROLLED = 15
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_staff() -> None:
    """The page. Raises the failures of the store."""
    st.set_page_config(layout="wide")
    reader = open_reader()
    reading, own = read_asked("staff", _read_own, ("rows", "col"))
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
    notes = []
    state = st.session_state
    if is_changed and _ROWS in state:
        rows, columns = state[_ROWS] or ROWS[0], tuple(state.get(_COLUMNS) or ())
        columns = () if columns == state.get(_USUAL) else columns
    else:
        rows = next(iter(asked.get("rows", [])), ROWS[0])
        columns = tuple(asked.get("col", []))
    if rows not in ROWS:
        notes.append(say("address.unknown_value", criterion=say("staff.rows_name"), value=shorten(rows)))
        rows = ROWS[0]
    unknown = [column for column in columns if column not in FIELDS[rows]]
    notes += [
        say("address.unknown_value", criterion=say("staff.column_name"), value=shorten(column))
        for column in unknown[:3]
    ]
    known = tuple(dict.fromkeys(column for column in columns if column in FIELDS[rows]))
    own = (("rows", rows),) if rows != ROWS[0] else ()
    return own + tuple(("col", column) for column in known), tuple(notes)


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


def read_rows(reader: Reader, answer: Answer, rows: str) -> pd.DataFrame:
    """The trials of an answer, or the sites by which they fit, with all columns of FIELDS."""
    if rows == ROWS[0]:
        return trial_rows(answer)
    return site_rows(answer, read_fitting_sites(reader, answer, open_places()))


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
    question = tuple(write_address(answer.criteria))
    if st.toggle(say("staff.plain"), key=_PLAIN):
        st.html(render_plain_table(frame, columns, rows, unit, question))
    _offer_files(reader, question, rows, columns)


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


def _offer_files(reader: Reader, question: Pairs, rows: str, columns: tuple[str, ...]) -> None:
    """Both files, made on the click: from the snapshot on the screen, even if a newer one came since."""
    snapshot, link = reader.name, _write_link(question + _own_pairs(rows, columns))

    def read_again() -> tuple[Reader, pd.DataFrame]:
        reopened = reopen_reader(snapshot)
        return reopened, read_rows(reopened, ask(reopened, read_question(to_choices(question)).criteria), rows)

    def write_csv_file() -> bytes:
        reopened, frame = read_again()
        return make_csv(frame, columns, question, reopened.meta)

    def write_excel_file() -> bytes:
        reopened, frame = read_again()
        return make_excel(
            frame, columns, question, reopened.meta, what="trials" if rows == ROWS[0] else "places", link=link
        )

    day = read_data_day(reader.meta)
    name = f"net-{rows}s-{day.isoformat() if day else 'undated'}"
    st.subheader(escape_markdown(say("staff.files")), anchor=False)
    with st.container(horizontal=True):
        for label, make, ending, mime in (
            ("staff.excel", write_excel_file, "xlsx", _EXCEL),
            ("staff.csv", write_csv_file, "csv", "text/csv"),
        ):
            st.download_button(
                escape_markdown(say(label)),
                make,
                file_name=f"{name}.{ending}",
                mime=mime,
                on_click="ignore",
                key=f"staff_{ending}",
            )
    st.text(say("staff.files_note"))


def _own_pairs(rows: str, columns: tuple[str, ...]) -> Pairs:
    return ((("rows", rows),) if rows != ROWS[0] else ()) + tuple(("col", column) for column in columns)


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
