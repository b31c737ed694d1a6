"""The question about trials, as more than one page asks it: read from the address, told where it cannot be read, and
opened again where it left nothing over."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from dashboard.data import ask, list_areas
from dashboard.parts.address import (
    MOST_NOTES_OF_TRIALS,
    Choices,
    Reading,
    limit_notes,
    read_question,
    shorten,
    to_choices,
    to_pairs,
)
from dashboard.parts.address_bar import read_address, write_address
from dashboard.parts.choices import ask_next, take_changed
from dashboard.parts.escape import escape_html, escape_markdown
from dashboard.words import say
from finder.errors import PlaceError
from finder.query.criteria import Criteria
from finder.query.search import Answer
from finder.store.reader import Reader

Pairs = tuple[tuple[str, str], ...]

#: What a page keeps in the address for itself: from the address that was asked, and whether a widget caused the run,
#: the pairs to write, and a sentence for each part that could not be read.
ReadOwn = Callable[[Choices, bool], tuple[Pairs, tuple[str, ...]]]


def read_asked(page: str, read_own: ReadOwn, names: Sequence[str] = ()) -> tuple[Reading, Choices]:
    """The question of this run, and what the page keeps for itself. Writes the address where a widget changed it.

    `page` sets apart what is remembered between runs; `names` are those of the address that are the page's own.
    """
    notes_key, written_key = f"{page}_notes", f"{page}_written"
    changed = take_changed()
    asked = read_address()
    question = {name: values for name, values in (asked if changed is None else changed).items() if name not in names}
    own, own_notes = read_own(asked, changed is not None)
    reading = read_question(question)
    reading = replace(reading, notes=limit_notes((*reading.notes, *own_notes), MOST_NOTES_OF_TRIALS))
    address = to_pairs(reading.choices) + own
    if changed is not None or reading.notes or st.session_state.get(written_key) != address:
        st.session_state[notes_key] = reading.notes
    st.session_state[written_key] = address
    write_address(to_choices(address))
    return reading, to_choices(own)


def ask_or_everywhere(
    reader: Reader, reading: Reading, ask: Callable[[Reader, Criteria], Answer] = ask
) -> tuple[Answer, PlaceError | None]:
    """The answer; where the place cannot be told, that of the same question without it, and why."""
    try:
        return ask(reader, reading.criteria), None
    except PlaceError as error:
        return ask(reader, read_question(without_place(reading.choices)).criteria), error


def without_place(choices: Choices) -> Choices:
    """The same question without the place and what hangs on it."""
    return {n: values for n, values in choices.items() if n not in ("near", "within") and values != ["distance"]}


def tell_notes(page: str) -> None:
    """What a link asked that we could not read; shown until the next choice."""
    notes = st.session_state.get(f"{page}_notes", ())
    if notes:
        lines = "".join(f"<p>{escape_html(note)}</p>" for note in notes)
        st.html(f'<div class="nf-stale" role="alert">{lines}</div>')


def tell_place(error: PlaceError, choices: Choices) -> None:
    """An unknown or ambiguous place: which ones it could be, one tap each."""
    asked = choices.get("near", [""])[0]
    areas = list_areas(asked)
    name = "place.area" if areas else "place.several" if error.candidates else "place.unknown"
    st.html(f'<div class="nf-stale" role="alert"><p>{escape_html(say(name, place=shorten(asked)))}</p></div>')
    elsewhere = without_place(choices)
    offers = [(say("place.whole", area=area.label), {**elsewhere, **area.choices}) for area in areas]
    if not areas:
        offers = [(candidate, {**choices, "near": [candidate]}) for candidate in error.candidates[:8]]
    for number, (label, question) in enumerate(offers):
        st.button(escape_markdown(label), key=f"place_{number}", on_click=ask_next, args=(question,))
    st.text(say("place.for_now"))


def write_count(answer: Answer, page: int = 1, size: int = 0) -> str:
    """How many trials, which are on the screen, and in which order: what a screen reader tells.

    `size` is the number of trials on one page of results; 0 where all of them are on the screen.
    """
    total = len(answer.trials)
    if not total:
        return say("find.count_none")
    count = say("find.count_one") if total == 1 else say("find.count_many", n=f"{total:,}")
    parts = [count]
    if 0 < size < total:
        first = (page - 1) * size + 1
        parts.append(say("find.count_page", first=first, last=min(total, first + size - 1)))
    if total > 1:
        parts.append(say(f"find.order_{answer.order}"))
    if answer.place is not None:
        parts.append(say("find.place", place=answer.place.name))
    return " ".join(parts)


def show_empty(answer: Answer, choices: Choices) -> None:
    """Which choice emptied the list, each with a tap that takes it away; where it takes more than one, all that do."""
    st.text(say("find.empty" if answer.emptied_by else "find.never_met"))
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


def tell_unplaced(answer: Answer) -> None:
    """Trials that a distance leaves out because nobody knows where they are: never left out without a word."""
    if answer.unplaced and answer.criteria.within is not None:
        name = "find.unplaced_one" if answer.unplaced == 1 else "find.unplaced"
        st.text(say(name, n=f"{answer.unplaced:,}"))
