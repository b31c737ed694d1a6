"""Find a trial: the question, the answer as cards, and the file of exactly that answer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from dashboard.data import ask, list_areas, list_countries, list_regions, open_reader, read_sources, reopen_reader
from dashboard.parts.address import Choices, Reading, read_page, read_question, shorten, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import View, render_cards
from dashboard.parts.center_links import list_address
from dashboard.parts.choices import ask_next, choose_unit, fill_widgets, mark_changed, take_changed
from dashboard.parts.escape import escape_html, escape_markdown, link
from dashboard.parts.filters import draw_filters
from dashboard.words import say
from finder.errors import PlaceError
from finder.export.csv_file import write_csv
from finder.export.records import trial_rows
from finder.query.search import Answer
from finder.store.reader import Reader

PAGE_SIZE = 10
_NOTES, _WRITTEN, _PAGE = "find_notes", "find_written", "find_page"


def show_find() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    reading, page = _read_question()
    place_error: PlaceError | None = None
    try:
        answer = ask(reader, reading.criteria)
    except PlaceError as error:
        place_error = error
        answer = ask(reader, read_question(_without_place(reading.choices)).criteria)
    unit = choose_unit(reading.choices, answer.place.country_code if answer.place else None)
    fill_widgets(reading.choices, unit)

    st.title(escape_markdown(say("find.title")), anchor=False)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    _tell_notes()
    st.text(say("find.lead"))
    centers = link(list_address("centers", to_pairs(reading.choices)), escape_html(say("centers.from_find")))
    st.html(f'<p class="nf-links">{link("fit", escape_html(say("fit.from_find")))} {centers}</p>')
    regions = list_regions(reader, reading.choices.get("country", []))
    ask_place = partial(_tell_place, place_error, reading.choices) if place_error else None
    draw_filters(reading.choices, list_countries(reader), regions, ask_place)
    _show_answer(reader, answer, reading, unit, page)


def _read_question() -> tuple[Reading, int]:
    """The question of this run, and the page of results. Writes the address where a widget changed it."""
    changed = take_changed()
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    reading = read_question(asked if changed is None else changed)
    page = read_page(asked) if changed is None else int(st.session_state.pop("find_turn", 1))
    address = to_pairs(reading.choices) + ((("page", str(page)),) if page > 1 else ())
    if changed is not None or reading.notes or st.session_state.get(_WRITTEN) != address:
        st.session_state[_NOTES] = reading.notes
    st.session_state[_WRITTEN] = address
    written: Choices = {name: [v for n, v in address if n == name] for name, _ in address}
    if written != {name: values for name, values in asked.items() if not name.startswith("embed")}:
        st.query_params.from_dict(written)
    return reading, page


def _without_place(choices: Choices) -> Choices:
    return {n: values for n, values in choices.items() if n not in ("near", "within") and values != ["distance"]}


def _tell_notes() -> None:
    """What a link asked that we could not read; shown until the next choice."""
    notes = st.session_state.get(_NOTES, ())
    if notes:
        lines = "".join(f"<p>{escape_html(note)}</p>" for note in notes)
        st.html(f'<div class="nf-stale" role="alert">{lines}</div>')


def _tell_place(error: PlaceError, choices: Choices) -> None:
    """An unknown or ambiguous place: which ones it could be, one tap each."""
    asked = choices.get("near", [""])[0]
    areas = list_areas(asked)
    name = "place.area" if areas else "place.several" if error.candidates else "place.unknown"
    st.html(f'<div class="nf-stale" role="alert"><p>{escape_html(say(name, place=shorten(asked)))}</p></div>')
    elsewhere = _without_place(choices)
    offers = [(say("place.whole", area=area.label), {**elsewhere, **area.choices}) for area in areas]
    if not areas:
        offers = [(candidate, {**choices, "near": [candidate]}) for candidate in error.candidates[:8]]
    for number, (label, question) in enumerate(offers):
        st.button(escape_markdown(label), key=f"place_{number}", on_click=ask_next, args=(question,))
    st.text(say("place.for_now"))


def _show_answer(reader: Reader, answer: Answer, reading: Reading, unit: str, page: int) -> None:
    st.header(escape_markdown(say("find.results")), anchor=False)
    total = len(answer.trials)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page, pages)
    st.info(escape_markdown(write_count(answer, page)))
    _tell_unplaced(answer)
    if not total:
        st.text(say("find.empty" if answer.emptied_by else "find.never_met"))
        _show_empty(answer, reading.choices)
        return
    start = (page - 1) * PAGE_SIZE
    rows = answer.trials.iloc[start : start + PAGE_SIZE].to_dict("records")
    view = View(to_pairs(reading.choices), unit, today=datetime.now(UTC).date(), near=answer.place is not None)
    st.html(render_cards(({str(name): cell for name, cell in row.items()} for row in rows), view))
    if pages > 1:
        st.session_state[_PAGE] = page
        st.pagination(pages, key=_PAGE, on_change=_turn_page)
    _offer_file(reader, reading.choices, total)


def _turn_page() -> None:
    st.session_state["find_turn"] = st.session_state[_PAGE]
    mark_changed()


def write_count(answer: Answer, page: int) -> str:
    """How many trials, which are on the screen, and in which order: what a screen reader tells."""
    total = len(answer.trials)
    if not total:
        return say("find.count_none")
    count = say("find.count_one") if total == 1 else say("find.count_many", n=f"{total:,}")
    parts = [count]
    if total > PAGE_SIZE:
        first = (page - 1) * PAGE_SIZE + 1
        parts.append(say("find.count_page", first=first, last=min(total, first + PAGE_SIZE - 1)))
    if total > 1:
        parts.append(say(f"find.order_{answer.order}"))
    if answer.place is not None:
        parts.append(say("find.place", place=answer.place.name))
    return " ".join(parts)


def _show_empty(answer: Answer, choices: Choices) -> None:
    """Which choice emptied the list, each with a tap that takes it away; where it takes more than one, all that do."""
    for relaxation in answer.emptied_by:
        what = say(f"criterion.{relaxation.criterion}")
        name = "find.relax_one" if relaxation.count == 1 else "find.relax"
        _offer_without(choices, [relaxation.criterion], say(name, criterion=what, count=f"{relaxation.count:,}"))
    if never_met := [relaxation.criterion for relaxation in answer.never_met]:
        together = ", ".join(say(f"criterion.{name}") for name in never_met)
        _offer_without(choices, never_met, together)
    st.button(escape_markdown(say("find.start_over")), key="start_over", on_click=ask_next, args=({},))
    st.text(say("find.empty_plain"))


def _offer_without(choices: Choices, names: Sequence[str], label: str) -> None:
    left = {name: values for name, values in choices.items() if name not in names}
    if "status" in names:
        left["status"] = ["any"]
    st.button(escape_markdown(label), key=f"without_{'_'.join(names)}", on_click=ask_next, args=(left,))


def _tell_unplaced(answer: Answer) -> None:
    """Trials that a distance leaves out because nobody knows where they are: never left out without a word."""
    if answer.unplaced and answer.criteria.within is not None:
        name = "find.unplaced_one" if answer.unplaced == 1 else "find.unplaced"
        st.text(say(name, n=f"{answer.unplaced:,}"))


def _offer_file(reader: Reader, choices: Choices, total: int) -> None:
    """The whole list as a file, made on the click: from the snapshot on the screen, even if a newer one came since."""
    path = str(reader.path)

    def make_file() -> bytes:
        return write_csv(trial_rows(ask(reopen_reader(path), read_question(choices).criteria)))

    st.download_button(
        escape_markdown(say("find.download")),
        make_file,
        file_name=f"net-trials-{datetime.now(UTC):%Y-%m-%d}.csv",
        mime="text/csv",
        on_click="ignore",
        key="download",
    )
    note = say("find.download_help", n=f"{total:,}") if total > 1 else say("find.download_help_one")
    st.text(f"{note}\n{say('find.share')}")
