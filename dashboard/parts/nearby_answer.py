"""What stands around a list near a place: an unclear place, how many there are and where, and its pages."""

from collections.abc import Sequence

import streamlit as st

from dashboard.data import list_areas
from dashboard.parts.address import Choices, shorten
from dashboard.parts.center_card import say_number
from dashboard.parts.center_filters import write_within
from dashboard.parts.escape import escape_html, escape_markdown
from dashboard.parts.nearby_form import Asked, NearbyForm, drop_place
from dashboard.words import say
from finder.errors import PlaceError
from finder.query.explain import Relaxation
from finder.query.places import Place

PAGE_SIZE = 10


def tell_notes(notes: Sequence[str]) -> None:
    """What a link asked that we could not read; shown until the next choice."""
    if notes:
        lines = "".join(f"<p>{escape_html(note)}</p>" for note in notes)
        st.html(f'<div class="nf-stale" role="alert">{lines}</div>')


def tell_place(form: NearbyForm[Asked], error: PlaceError, choices: Choices, for_now: str) -> None:
    """An unknown or ambiguous place: which ones it could be, one tap each."""
    asked = choices.get("near", [""])[0]
    areas = list_areas(asked)
    name = "place.area" if areas else "place.several" if error.candidates else "place.unknown"
    st.html(f'<div class="nf-stale" role="alert"><p>{escape_html(say(name, place=shorten(asked)))}</p></div>')
    offers = [(say("place.whole", area=area.label), {**drop_place(choices), **area.choices}) for area in areas]
    if not areas:
        offers = [(candidate, {**choices, "near": [candidate]}) for candidate in error.candidates[:8]]
    for number, (label, question) in enumerate(offers):
        st.button(escape_markdown(label), key=f"{form.prefix}_place_{number}", on_click=form.ask, args=(question,))
    st.text(for_now)


def write_where(place: Place | None, choices: Choices) -> str:
    """Where a list was looked for, to go on after a number."""
    if place is None:
        return ""
    if within := choices.get("within"):
        return say("centers.where_within", distance=write_within(within[0]), place=place.name)
    return say("centers.where_place", place=place.name)


def write_page(page: int, total: int) -> str:
    """Which of a list are on the screen; "" where all are."""
    first = (page - 1) * PAGE_SIZE + 1
    return say("find.count_page", first=first, last=min(total, first + PAGE_SIZE - 1)) if total > PAGE_SIZE else ""


def count_pages(total: int) -> int:
    """How many pages a list has, at least 1."""
    return max(1, -(-total // PAGE_SIZE))


def draw_pages(form: NearbyForm[Asked], page: int, total: int) -> None:
    """The pages of a list, where there is more than one."""
    if count_pages(total) > 1:
        st.session_state[form.key("page")] = page
        st.pagination(count_pages(total), key=form.key("page"), on_change=form.turn_page)


def tell_emptied(
    form: NearbyForm[Asked], emptied_by: Sequence[Relaxation], choices: Choices, labels: tuple[str, str]
) -> None:
    """The choices that alone emptied a list, each with a tap that takes it away; where it takes more, the distance.
    `labels` names the words of a button: for one row that would come back, and for several."""
    for reason in emptied_by:
        what = say(f"criterion.{reason.criterion}")
        label = say_number(*labels, reason.count, criterion=what)
        left = {name: values for name, values in choices.items() if name != reason.criterion}
        if reason.criterion == "status":
            left["status"] = ["any"]
        key = form.key(f"without_{reason.criterion}")
        st.button(escape_markdown(label), key=key, on_click=form.ask, args=(left,))
    if not emptied_by and "within" in choices:
        left = {name: values for name, values in choices.items() if name != "within"}
        st.button(escape_markdown(say("criterion.within")), key=form.key("wider"), on_click=form.ask, args=(left,))
