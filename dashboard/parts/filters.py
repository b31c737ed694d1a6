"""The widgets that ask for a question: place and tumor first, the rest on a tap, as suits a phone."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.parts.address import Choices, to_pairs
from dashboard.parts.choices import STEPS, ask_next, key_of, list_kept, mark_changed, mark_unit
from dashboard.parts.escape import escape_markdown
from dashboard.parts.page_deeds import render_position
from dashboard.words import say
from finder.query.criteria import PHASES
from finder.vocabulary.profile import OTHER, load_profile
from finder.vocabulary.wording import load_wording

SORTS = ("distance", "relevance", "updated", "phase")


def draw_filters(
    choices: Choices,
    countries: Mapping[str, str],
    regions: Mapping[str, str],
    ask_place: Callable[[], None] | None,
    sorts: Sequence[str] = SORTS,
) -> None:
    """All widgets. `countries` and `regions` are the values of the address with the names people read.

    `ask_place` draws what has to be asked about the place, right below it. A page with an order of its own offers no
    `sorts`.
    """
    where, organ = st.columns(2)
    with where:
        _text("near", help=say("filter.near_help"))
        st.html(render_position())
        if ask_place is not None:
            ask_place()
        elif choices.get("near"):
            _draw_distance(choices)
    with organ:
        _many("site", _labels("primary_sites"), choices, help=say("filter.site_help"))
    in_use = len([name for name in choices if name not in ("near", "within", "site")])
    # Streamlit takes one with another label for another one, which is closed: so the label stays as it is.
    more = st.expander(say("filter.more"), expanded=False, key="ask_more", on_change="rerun")
    if more.open:  # what nobody has opened costs nobody time
        with more:
            _draw_more(choices, countries, regions, sorts)
    elif in_use:
        st.text(say("filter.more_used", n=in_use))
    _draw_kept(choices)


def _draw_distance(choices: Choices) -> None:
    unit = st.session_state[key_of("unit")]
    options = ["", *[f"{step}{unit}" for step in STEPS[unit]]]
    current = next(iter(choices.get("within", [])), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("filter.within"),
            options if current in options else [*options, current],
            key=key_of("within"),
            format_func=_write_within,
            on_change=mark_changed,
        )
        st.segmented_control(
            say("filter.unit"),
            list(STEPS),
            key=key_of("unit"),
            required=True,
            format_func=lambda code: say(f"unit.{code}"),
            on_change=mark_unit,
        )


def _write_within(value: str) -> str:
    if not value:
        return say("filter.within_any")
    unit = value[-2:]
    if unit not in STEPS:
        return value
    return say(f"distance.one_{unit}") if value[:-2] == "1" else say(f"distance.{unit}", n=value[:-2])


def _draw_more(
    choices: Choices, countries: Mapping[str, str], regions: Mapping[str, str], orders: Sequence[str]
) -> None:
    _many("status", {"open": say("status.open"), **_lowered(_labels("status"))}, choices)
    st.pills(
        say("filter.phase"),
        _with_current(PHASES, choices.get("phase", [])),
        selection_mode="multi",
        key=key_of("phase"),
        format_func=write_phase_option,
        help=say("filter.phase_help"),
        on_change=mark_changed,
    )
    _many("treatment", _labels("treatments"), choices)
    left, right = st.columns(2)
    with left:
        _many("country", countries, choices)
    with right:
        hint = "filter.region_hint" if regions else "filter.region_first"
        _many("region", regions, choices, placeholder=say(hint), disabled=not regions and "region" not in choices)
    if load_profile().has("differentiation"):
        _many("differentiation", _labels("differentiation"), choices)
    near = {code: label for code, label in _labels("relevance").items() if code != OTHER}
    _many("relevance", _labels("relevance") if OTHER in choices.get("relevance", []) else near, choices)
    left, right = st.columns(2)
    with left:
        st.number_input(
            say("filter.age"),
            min_value=0,
            max_value=120,
            value=None,
            step=1,
            key=key_of("age"),
            placeholder=say("filter.age_hint"),
            on_change=mark_changed,
        )
    with right:
        sexes = {code.lower(): label for code, label in _labels("sex").items() if code != "ALL"}
        _one("sex", sexes, choices, placeholder=say("filter.sex_any"))
    _text("text")
    sorts = {code: say(f"sort.{code}") for code in orders if code != "distance" or "near" in choices}
    if sorts:
        _one("sort", sorts, choices, placeholder=say("filter.sort_none"))


def _draw_kept(choices: Choices) -> None:
    kept = to_pairs(list_kept(choices))
    if kept:
        st.text(say("filter.kept"))
    for name, value in kept:
        left = {**choices, name: [other for other in choices[name] if other != value]}
        st.button(
            escape_markdown(say("filter.drop", what=say(f"kept.{name}", value=_plain(value)))),
            key=f"drop_{name}_{value}",
            on_click=ask_next,
            args=({n: v for n, v in left.items() if v},),
        )


def write_phase_option(value: str) -> str:
    """A phase of the address as people read it."""
    if value == "na":
        return say("phase.option_na")
    terms = load_wording().phases
    if value.startswith("early"):
        return terms["EARLY_PHASE1"].label
    first, *more = value.split("/")
    return "/".join([terms[f"PHASE{first}"].label, *more])


def _plain(value: str) -> str:
    """A visitor's word for a label, which reads Markdown: letters, digits and blanks only."""
    return "".join(mark if mark.isalnum() or mark in " -" else " " for mark in value)[:40]


def _labels(group: str) -> dict[str, str]:
    return {code: term.label for code, term in load_wording().groups[group].items()}


def _lowered(labels: dict[str, str]) -> dict[str, str]:
    return {code.lower(): label for code, label in labels.items()}


def _with_current(options: Sequence[str], current: Sequence[str]) -> list[str]:
    """The options, and what is asked for although it is not among them."""
    return [*options, *[value for value in current if value not in options]]


def _write_label(labels: Mapping[str, str]) -> Callable[[str], str]:
    return lambda value: labels.get(value, _plain(value))


def _text(name: str, *, help: str | None = None) -> None:
    st.text_input(
        say(f"filter.{name}"),
        key=key_of(name),
        max_chars=200,
        autocomplete="off",
        placeholder=say(f"filter.{name}_hint"),
        help=help,
        on_change=mark_changed,
    )


def _one(name: str, labels: Mapping[str, str], choices: Choices, *, placeholder: str) -> None:
    st.selectbox(
        say(f"filter.{name}"),
        _with_current(list(labels), choices.get(name, [])),
        index=None,
        key=key_of(name),
        format_func=_write_label(labels),
        placeholder=placeholder,
        on_change=mark_changed,
    )


def _many(
    name: str,
    labels: Mapping[str, str],
    choices: Choices,
    *,
    placeholder: str = "",
    help: str | None = None,
    disabled: bool = False,
) -> None:
    current = [value for value in choices.get(name, []) if (name, value) != ("status", "any")]
    st.multiselect(
        say(f"filter.{name}"),
        _with_current(list(labels), current),
        key=key_of(name),
        format_func=_write_label(labels),
        placeholder=placeholder or say(f"filter.{name}_hint"),
        help=help,
        disabled=disabled,
        select_all=False,
        on_change=mark_changed,
    )
