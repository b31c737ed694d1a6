"""The question of a list near a place in the address, by the names of its command; the address is the truth.

A widget that was changed wins in the one run it causes, for the browser's address may lag behind a quick click.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

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
from dashboard.parts.choices import STEPS, choose_unit, convert_step
from dashboard.words import say
from finder.errors import QuestionError
from finder.query.nearby import CenterCriteria, InvestigatorCriteria, write_nearby_address

Asked = TypeVar("Asked", bound=CenterCriteria | InvestigatorCriteria)

#: Tried in this order where the parts are right one by one but do not fit together.
_DROPPED_FIRST = ("within", "sort", "region", "city", "age")
#: Names of the address that say which page is shown or where one came from, and ask nothing.
PAGE_NAMES = OTHER_NAMES | {"id", "center", "from"}
_UNIT = "nearby_unit_chosen"


@dataclass(frozen=True)
class NearbyForm(Generic[Asked]):
    """The widgets of one list: `prefix` sets their keys apart from those of other pages, `names` are all that its
    address takes, of which `many` hold several values in a widget and `one` a single one."""

    prefix: str
    names: tuple[str, ...]
    many: tuple[str, ...]
    one: tuple[str, ...]
    parse: Callable[[Mapping[str, Sequence[str]]], Asked]

    def key(self, name: str) -> str:
        """The key of a widget, or of what is remembered between runs."""
        return f"{self.prefix}_{name}"

    def mark_changed(self) -> None:
        """A callback of every widget: in the run that follows, the widgets win over the address."""
        st.session_state[self.key("changed")] = True

    def mark_unit(self) -> None:
        """A callback of the choice between miles and kilometers, which holds for all lists near a place."""
        st.session_state[_UNIT] = st.session_state.get(self.key("unit"))
        self.mark_changed()

    def turn_page(self) -> None:
        """A callback of the pages."""
        st.session_state[self.key("turn")] = st.session_state[self.key("page")]
        self.mark_changed()

    def ask(self, choices: Mapping[str, Sequence[str]]) -> None:
        """A callback of buttons: ask this next, whatever the widgets hold."""
        st.session_state[self.key("next")] = {name: list(values) for name, values in choices.items()}
        self.mark_changed()


@dataclass(frozen=True)
class NearbyReading(Generic[Asked]):
    """What is asked: the criteria, the same as choices for the widgets, what was left out, and the page of results."""

    criteria: Asked
    choices: Choices
    notes: tuple[str, ...]
    page: int = 1


def read_nearby(form: NearbyForm[Asked], asked: Mapping[str, Sequence[str]]) -> NearbyReading[Asked]:
    """The nearest question that makes sense. Never raises: what cannot be read is left out and told."""
    notes: list[str] = []
    kept: Choices = {}
    for name, values in asked.items():
        if name in PAGE_NAMES:
            continue
        if name not in form.names:
            notes.append(say("address.unknown_name", name=shorten(name)))
            continue
        for value in list(values)[:MOST_VALUES]:
            if _is_readable(form, name, value):
                kept.setdefault(name, []).append(value)
            elif value.strip():
                notes.append(say("address.unknown_value", criterion=name_criterion(name), value=shorten(value)))
        if len(values) > MOST_VALUES:
            notes.append(say("address.too_many", criterion=name_criterion(name), most=MOST_VALUES))
    criteria = _fit_together(form, kept, notes)
    return NearbyReading(criteria, to_choices(write_nearby_address(criteria)), limit_notes(notes))


def _is_readable(form: NearbyForm[Asked], name: str, value: str) -> bool:
    """Whether one value can be read by itself; a distance needs a place to be measured from."""
    beside = {"near": ["0,0"]} if name in ("within", "sort") else {}
    try:
        form.parse({**beside, name: [value]})
    except QuestionError:
        return False
    return True


def _fit_together(form: NearbyForm[Asked], kept: Choices, notes: list[str]) -> Asked:
    """The criteria of all parts; while they do not fit together, the part that matters least is dropped."""
    for name in (*_DROPPED_FIRST, *[name for name in kept if name not in _DROPPED_FIRST]):
        try:
            return form.parse(kept)
        except QuestionError:
            if kept.pop(name, None):
                notes.append(say("address.misfit", criterion=name_criterion(name)))
    return form.parse(kept)


def take_nearby(form: NearbyForm[Asked]) -> NearbyReading[Asked]:
    """The question of this run. Writes the address where a widget changed it, and keeps what has to be told of a link
    until the next choice."""
    changed = _take_changed(form)
    asked = read_address()
    reading = read_nearby(form, asked if changed is None else changed)
    page = read_page(asked) if changed is None else int(st.session_state.pop(form.key("turn"), 1))
    address = to_pairs(reading.choices) + ((("page", str(page)),) if page > 1 else ())
    if changed is not None or reading.notes or st.session_state.get(form.key("written")) != address:
        st.session_state[form.key("notes")] = reading.notes
    st.session_state[form.key("written")] = address
    write_address(to_choices(address))
    return NearbyReading(reading.criteria, reading.choices, st.session_state[form.key("notes")], page)


def _take_changed(form: NearbyForm[Asked]) -> Choices | None:
    """What the widgets or a button ask, if one of them caused this run; else None."""
    state = st.session_state
    if not state.pop(form.key("changed"), False):
        return None
    planned: Choices | None = state.pop(form.key("next"), None)
    if planned is not None:
        return planned
    choices: Choices = {name: [text] for name in form.one if (text := str(state.get(form.key(name)) or "").strip())}
    choices |= {name: list(values) for name in form.many if (values := state.get(form.key(name)))}
    for name, values in state.get(form.key("kept"), {}).items():
        choices[name] = [*choices.get(name, []), *values]
    if "near" not in choices:
        choices.pop("within", None)
        if choices.get("sort") == ["distance"]:
            del choices["sort"]
    elif (unit := state.get(_UNIT)) and "within" in choices:
        choices["within"] = [convert_step(choices["within"][0], unit)]
    return choices


def fill_nearby(form: NearbyForm[Asked], choices: Choices, unit: str) -> None:
    """Put the question into the widgets, before they are drawn."""
    state: Any = st.session_state
    for name in form.one:
        empty = None if name == "sort" else ""
        state[form.key(name)] = next(iter(choices.get(name, [])), empty)
    for name in form.many:
        state[form.key(name)] = list(choices.get(name, []))
    state[form.key("unit")] = unit
    state[form.key("kept")] = list_kept_nearby(form, choices)


def list_kept_nearby(form: NearbyForm[Asked], choices: Choices) -> Choices:
    """What a link asks that no widget holds: criteria without one, and more than one text where one fits."""
    kept = {name: values for name, values in choices.items() if name not in (*form.many, *form.one)}
    return kept | {name: choices[name][1:] for name in form.one if len(choices.get(name, [])) > 1}


def choose_nearby_unit(choices: Choices, country_code: str | None) -> str:
    """Miles or kilometers: as the visitor chose on a list near a place, else as on the page of trials."""
    chosen = st.session_state.get(_UNIT)
    return str(chosen) if chosen in STEPS else choose_unit(choices, country_code)


def drop_place(choices: Choices) -> Choices:
    """The question without its place, where that is unknown or not clear."""
    return {n: values for n, values in choices.items() if n not in ("near", "within") and values != ["distance"]}
