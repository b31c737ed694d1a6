"""The question of a list in the address, as on the page of trials: codes stand there, and the address is the truth.

A widget that was changed wins in the one run it causes, for the browser's address may lag behind a quick click.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from dashboard.parts.address import (
    MOST_VALUES,
    OTHER_NAMES,
    Choices,
    limit_notes,
    name_criterion,
    read_page,
    shorten,
    to_choices,
    to_pairs,
)
from dashboard.parts.address_bar import read_address, write_address
from dashboard.parts.escape import escape_html
from dashboard.words import say
from finder.errors import QuestionError
from finder.query.list_criteria import GeneticTestCriteria, ResourceCriteria, write_list_address

Kind = TypeVar("Kind", ResourceCriteria, GeneticTestCriteria)


@dataclass(frozen=True)
class ListForm:
    """The widgets of one list: `prefix` sets their keys apart from those of other pages, `many` names hold several
    values and `one` names a single text."""

    prefix: str
    many: tuple[str, ...]
    one: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names that the address of this page takes."""
        return (*self.many, *self.one)

    def key(self, name: str) -> str:
        """The key of a widget, or of what is remembered between runs."""
        return f"{self.prefix}_{name}"

    def mark_changed(self) -> None:
        """A callback of every widget."""
        st.session_state[self.key("changed")] = True

    def ask(self, choices: Mapping[str, Sequence[str]]) -> None:
        """A callback of buttons: ask this next, whatever the widgets hold."""
        st.session_state[self.key("next")] = {name: list(values) for name, values in choices.items()}
        self.mark_changed()


@dataclass(frozen=True)
class ListReading(Generic[Kind]):
    """What is asked: the criteria, the same as choices for the widgets, what was left out, and the page of results."""

    criteria: Kind
    choices: Choices
    notes: tuple[str, ...]
    page: int


def read_list_question(form: ListForm, parse: Callable[[Mapping[str, Sequence[str]]], Kind]) -> ListReading[Kind]:
    """The question of this run. Fills the widgets, and writes the address where a widget changed it. Never raises for
    what cannot be read: it is left out and told."""
    changed = _take_changed(form)
    asked = read_address()
    notes: list[str] = []
    criteria = parse(_keep_readable(form, asked if changed is None else changed, parse, notes))
    choices = to_choices(write_list_address(criteria))
    turned = st.session_state.pop(form.key("turn"), 1) if changed is not None else None
    page = read_page(asked) if turned is None else int(turned)
    address = to_pairs(choices) + ((("page", str(page)),) if page > 1 else ())
    if changed is not None or notes or st.session_state.get(form.key("written")) != address:
        st.session_state[form.key("notes")] = limit_notes(notes)
    st.session_state[form.key("written")] = address
    write_address(to_choices(address))
    for name in form.many:
        st.session_state[form.key(name)] = list(choices.get(name, []))
    for name in form.one:
        st.session_state[form.key(name)] = next(iter(choices.get(name, [])), "")
    return ListReading(criteria, choices, st.session_state[form.key("notes")], page)


def _take_changed(form: ListForm) -> Choices | None:
    """What the widgets or a button ask, if one of them caused this run; else None."""
    state = st.session_state
    if not state.pop(form.key("changed"), False):
        return None
    planned: Choices | None = state.pop(form.key("next"), None)
    if planned is not None:
        return planned
    choices: Choices = {name: list(state.get(form.key(name)) or []) for name in form.many}
    choices |= {name: [text] for name in form.one if (text := str(state.get(form.key(name)) or "").strip())}
    return {name: values for name, values in choices.items() if values}


def _keep_readable(
    form: ListForm,
    asked: Mapping[str, Sequence[str]],
    parse: Callable[[Mapping[str, Sequence[str]]], Kind],
    notes: list[str],
) -> Choices:
    """The parts of a question that can be read one by one; of the others a note is made."""
    kept: Choices = {}
    for name, values in asked.items():
        if name in OTHER_NAMES:
            continue
        if name not in form.names:
            notes.append(say("address.unknown_name", name=shorten(name)))
            continue
        most = 1 if name in form.one else MOST_VALUES
        for value in values[:most]:
            try:
                parse({name: [value]})
                kept.setdefault(name, []).append(value)
            except QuestionError:
                if value.strip():
                    notes.append(say("address.unknown_value", criterion=name_criterion(name), value=shorten(value)))
        if len(values) > most:
            notes.append(say("address.misfit", criterion=name_criterion(name)))
    return kept


def tell_notes(reading: ListReading[Kind]) -> None:
    """What a link asked that we could not read; shown until the next choice."""
    if reading.notes:
        lines = "".join(f"<p>{escape_html(note)}</p>" for note in reading.notes)
        st.html(f'<div class="nf-stale" role="alert">{lines}</div>')


def draw_many(form: ListForm, name: str, label: str, hint: str, options: Mapping[str, str]) -> None:
    """A list of several choices; a value that is asked for although it is not on the list stays in sight."""
    current = st.session_state[form.key(name)]
    st.multiselect(
        label,
        [*options, *[value for value in current if value not in options]],
        key=form.key(name),
        format_func=lambda value: options.get(value, write_plain(value)),
        placeholder=hint,
        select_all=False,
        on_change=form.mark_changed,
    )


def draw_text(form: ListForm, name: str, label: str, hint: str) -> None:
    """A field for words."""
    st.text_input(
        label,
        key=form.key(name),
        max_chars=200,
        autocomplete="off",
        placeholder=hint,
        on_change=form.mark_changed,
    )


def write_plain(value: str) -> str:
    """A word from outside for a label, which reads Markdown: letters, digits and blanks only."""
    return " ".join("".join(mark if mark.isalnum() or mark in "-," else " " for mark in value).split())[:60]
