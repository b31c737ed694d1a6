"""The question between the address and the widgets. The address is the truth; a changed widget writes it.

A click sends the browser's address along, which may lag behind a quick second click. So the widgets win in a run that
one of them caused, and the address wins in every other run: first visit, a saved link, the browser's Back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import streamlit as st

from dashboard.parts.address import Choices

#: Distances to choose from, the same steps in both units.
STEPS = {"mi": (25, 50, 100, 200, 500), "km": (50, 100, 150, 300, 800)}
#: Criteria without a widget: shown in words, each with a button that takes it away.
WITHOUT_WIDGET = ("city", "updated-since")
_ONE = ("near", "within", "age", "sex", "text", "sort")
_MANY = ("site", "status", "phase", "treatment", "country", "region", "differentiation", "relevance")
_CHANGED, _NEXT, _KEPT, _UNIT = "ask_changed", "ask_next", "ask_kept", "ask_unit_chosen"


def key_of(name: str) -> str:
    return f"ask_{name.replace('-', '_')}"


def mark_changed() -> None:
    """A callback of every widget: in the run that follows, the widgets win over the address."""
    st.session_state[_CHANGED] = True


def mark_unit() -> None:
    st.session_state[_UNIT] = st.session_state.get(key_of("unit"))
    mark_changed()


def ask_next(choices: Mapping[str, Sequence[str]]) -> None:
    """A callback of buttons: ask this question next, whatever the widgets hold."""
    st.session_state[_NEXT] = {name: list(values) for name, values in choices.items()}
    mark_changed()


def take_changed() -> Choices | None:
    """What the widgets or a button ask, if one of them caused this run; else None."""
    if not st.session_state.pop(_CHANGED, False):
        return None
    planned: Choices | None = st.session_state.pop(_NEXT, None)
    return planned if planned is not None else collect_choices(cast("Mapping[str, Any]", st.session_state))


def collect_choices(state: Mapping[str, Any]) -> Choices:
    """The choices that the widgets hold."""
    choices: Choices = {}
    for name in _ONE:
        value = state.get(key_of(name))
        if value is not None and str(value).strip():
            choices[name] = [str(value).strip()]
    for name, values in state.get(_KEPT, {}).items():
        choices[name] = [*choices.get(name, []), *values]
    for name in _MANY:
        if values := state.get(key_of(name)):
            choices[name] = list(values)
    if not choices.get("status"):
        choices["status"] = ["any"]
    if "near" not in choices:
        choices.pop("within", None)
    elif (unit := state.get(_UNIT)) and "within" in choices:
        choices["within"] = [convert_step(choices["within"][0], unit)]
    return choices


def convert_step(within: str, unit: str) -> str:
    """A distance in the other unit: the same step of the list, or as it was where it is not on the list."""
    number, old = within[:-2], within[-2:]
    if old == unit or old not in STEPS or not number.isdecimal() or int(number) not in STEPS[old]:
        return within
    return f"{STEPS[unit][STEPS[old].index(int(number))]}{unit}"


def fill_widgets(choices: Choices, unit: str) -> None:
    """Put the question into the widgets, before they are drawn."""
    state = st.session_state
    for name in _ONE:
        state[key_of(name)] = next(iter(choices.get(name, [])), "" if name in ("near", "text", "within") else None)
    state[key_of("age")] = int(float(choices["age"][0])) if "age" in choices else None
    for name in _MANY:
        state[key_of(name)] = list(choices.get(name, []))
    status = choices.get("status", ["open"])
    state[key_of("status")] = [] if status == ["any"] else list(status)
    state[key_of("unit")] = unit
    state[_KEPT] = list_kept(choices)


def list_kept(choices: Choices) -> Choices:
    """What a link asks that no widget holds: criteria without one, and more than one text."""
    kept = {name: choices[name] for name in WITHOUT_WIDGET if name in choices}
    return {**kept, "text": choices["text"][1:]} if len(choices.get("text", [])) > 1 else kept


def choose_unit(choices: Choices, country_code: str | None) -> str:
    """Miles or kilometers: as the visitor chose, else as the distance asked for, else as in the place's country."""
    if st.session_state.get(_UNIT) in STEPS:
        return str(st.session_state[_UNIT])
    if within := choices.get("within"):
        return "mi" if within[0].endswith("mi") else "km"
    return "mi" if country_code in (None, "US", "GB", "LR", "MM") else "km"
