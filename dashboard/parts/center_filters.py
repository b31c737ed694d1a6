"""The widgets of the lists near a place: place, distance and where the tumor started first, the rest on a tap."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.parts.address import Choices, to_pairs
from dashboard.parts.choices import STEPS
from dashboard.parts.escape import escape_markdown
from dashboard.parts.list_question import write_plain
from dashboard.parts.nearby_form import Asked, NearbyForm, list_kept_nearby
from dashboard.parts.page_deeds import render_position
from dashboard.words import say
from finder.query.center_kinds import KINDS
from finder.query.nearby import (
    CENTER_NAMES,
    INVESTIGATOR_NAMES,
    SORTS,
    CenterCriteria,
    InvestigatorCriteria,
    parse_center_criteria,
    parse_investigator_criteria,
)
from finder.vocabulary.wording import load_wording

CENTERS_FORM: NearbyForm[CenterCriteria] = NearbyForm(
    "centers",
    CENTER_NAMES,
    many=("site", "country", "region", "treatment", "kind"),
    one=("near", "within", "text", "sort"),
    parse=parse_center_criteria,
)
PEOPLE_FORM: NearbyForm[InvestigatorCriteria] = NearbyForm(
    "people",
    INVESTIGATOR_NAMES,
    many=("site", "country", "region", "treatment"),
    one=("near", "within", "name", "sort"),
    parse=parse_investigator_criteria,
)
_FIRST = ("near", "within", "site")


def draw_center_filters(
    choices: Choices, countries: Mapping[str, str], regions: Mapping[str, str], ask_place: Callable[[], None] | None
) -> None:
    """All widgets of the list of centers. `ask_place` draws what has to be asked about the place, right below it."""
    form = CENTERS_FORM
    _draw_first(form, choices, ask_place, say("centers.site_help"))
    with _open_more(form, choices):
        _draw_area(form, choices, countries, regions)
        _draw_many(form, "kind", say("centers.kind"), say("centers.kind_hint"), list_kinds())
        _draw_text(form, "text", say("filter.text"), say("centers.text_hint"))
        _draw_sort(form, choices, {code: say(f"center_sort.{code}") for code in SORTS})
    _draw_kept(form, choices)


def draw_people_filters(
    choices: Choices, countries: Mapping[str, str], regions: Mapping[str, str], ask_place: Callable[[], None] | None
) -> None:
    """All widgets of the list of people."""
    form = PEOPLE_FORM
    _draw_first(form, choices, ask_place, say("people.site_help"))
    with _open_more(form, choices):
        _draw_area(form, choices, countries, regions)
        _draw_text(form, "name", say("people.name"), say("people.name_hint"))
        _draw_sort(form, choices, {code: say(f"people_sort.{code}") for code in SORTS})
    _draw_kept(form, choices)


def list_kinds() -> dict[str, str]:
    """Kinds of center, as the address has them and as people read them."""
    return {kind: say(f"center_kind.{kind}") for kind in KINDS}


def _draw_first(
    form: NearbyForm[Asked], choices: Choices, ask_place: Callable[[], None] | None, site_help: str
) -> None:
    where, organ = st.columns(2)
    with where:
        _draw_text(form, "near", say("filter.near"), say("filter.near_hint"), help=say("filter.near_help"))
        st.html(render_position())
        if ask_place is not None:
            ask_place()
        elif choices.get("near"):
            _draw_distance(form, choices)
    with organ:
        _draw_many(form, "site", say("filter.site"), say("filter.site_hint"), _labels("primary_sites"), help=site_help)


def _draw_distance(form: NearbyForm[Asked], choices: Choices) -> None:
    unit = st.session_state[form.key("unit")]
    options = ["", *[f"{step}{unit}" for step in STEPS[unit]]]
    current = next(iter(choices.get("within", [])), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("filter.within"),
            options if current in options else [*options, current],
            key=form.key("within"),
            format_func=write_within,
            on_change=form.mark_changed,
        )
        st.segmented_control(
            say("filter.unit"),
            list(STEPS),
            key=form.key("unit"),
            required=True,
            format_func=lambda code: say(f"unit.{code}"),
            on_change=form.mark_unit,
        )


def write_within(value: str) -> str:
    """A distance of the address as people read it."""
    if not value:
        return say("filter.within_any")
    number, unit = value[:-2], value[-2:]
    if unit not in STEPS:
        return write_plain(value)
    return say(f"distance.one_{unit}") if number == "1" else say(f"distance.{unit}", n=number)


def _open_more(form: NearbyForm[Asked], choices: Choices) -> st.delta_generator.DeltaGenerator:
    in_use = len([name for name in choices if name not in _FIRST])
    label = say("filter.more_on", n=in_use) if in_use else say("filter.more")
    return st.expander(label, expanded=False, key=form.key("more"))


def _draw_area(
    form: NearbyForm[Asked], choices: Choices, countries: Mapping[str, str], regions: Mapping[str, str]
) -> None:
    left, right = st.columns(2)
    with left:
        _draw_many(form, "country", say("filter.country"), say("filter.country_hint"), countries)
    with right:
        hint = say("filter.region_hint" if regions else "filter.region_first")
        off = not regions and "region" not in choices
        _draw_many(form, "region", say("filter.region"), hint, regions, disabled=off)
    _draw_many(form, "treatment", say("filter.treatment"), say("filter.treatment_hint"), _labels("treatments"))


def _draw_sort(form: NearbyForm[Asked], choices: Choices, labels: Mapping[str, str]) -> None:
    st.selectbox(
        say("centers.sort"),
        [code for code in labels if code != "distance" or "near" in choices],
        index=None,
        key=form.key("sort"),
        format_func=lambda code: labels[code],
        placeholder=say("centers.sort_none"),
        on_change=form.mark_changed,
    )


def _draw_kept(form: NearbyForm[Asked], choices: Choices) -> None:
    """What a link asks without a widget of this page, each with a button that takes it away."""
    kept = to_pairs(list_kept_nearby(form, choices))
    if kept:
        st.text(say("filter.kept"))
    for name, value in kept:
        left = {**choices, name: [other for other in choices[name] if other != value]}
        st.button(
            escape_markdown(say("filter.drop", what=say(f"kept.{name}", value=write_plain(value)))),
            key=f"{form.prefix}_drop_{name}_{value}",
            on_click=form.ask,
            args=({n: v for n, v in left.items() if v},),
        )


def _labels(group: str) -> dict[str, str]:
    return {code: term.label for code, term in load_wording().groups[group].items()}


def _draw_text(form: NearbyForm[Asked], name: str, label: str, hint: str, *, help: str | None = None) -> None:
    st.text_input(
        label,
        key=form.key(name),
        max_chars=200,
        autocomplete="off",
        placeholder=hint,
        help=help,
        on_change=form.mark_changed,
    )


def _draw_many(
    form: NearbyForm[Asked],
    name: str,
    label: str,
    hint: str,
    labels: Mapping[str, str],
    *,
    help: str | None = None,
    disabled: bool = False,
) -> None:
    current = st.session_state[form.key(name)]
    st.multiselect(
        label,
        [*labels, *[value for value in current if value not in labels]],
        key=form.key(name),
        format_func=lambda value: labels.get(value, write_plain(value)),
        placeholder=hint,
        help=help,
        disabled=disabled,
        select_all=False,
        on_change=form.mark_changed,
    )
