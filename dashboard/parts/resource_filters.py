"""The widgets of the page of help: country and kind first, the rest on a tap."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.parts.address import Choices
from dashboard.parts.list_question import ListForm, draw_many, draw_text, write_plain
from dashboard.words import load_words, say
from finder.places import name_country, say_country

RESOURCE_FORM = ListForm("res", many=("kind", "country", "audience"), one=("text",))
#: What people look for most comes first; a kind that nobody foresaw comes last.
KIND_ORDER = (
    "support_group", "patient_information", "specialist_directory", "center_list", "trial_finder", "funding",
    "genetic_testing", "guideline", "register",
)  # fmt: skip


def write_kind(kind: str) -> str:
    """A kind of resource as people read it."""
    return load_words().get(f"res_kind.{kind}", write_plain(kind.replace("_", " ")).capitalize())


def write_audience(audience: str) -> str:
    """Whom a resource is for, as people read it."""
    return load_words().get(f"res_audience.{audience}", write_plain(audience.replace("_", " ")).capitalize())


def order_kinds(kinds: Sequence[str]) -> list[str]:
    """Kinds in the order of the page."""
    return sorted(kinds, key=lambda kind: (KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER), kind))


def draw_resource_filters(choices: Choices, known: Mapping[str, Sequence[str]]) -> None:
    """All widgets; `known` are the values that the snapshot has."""
    codes = sorted(known["country_code"], key=say_country)
    names = {name_country(code): say_country(code) for code in codes}
    left, right = st.columns(2)
    with left:
        draw_many(
            RESOURCE_FORM,
            "country",
            say("filter.country"),
            say("filter.country_hint"),
            names,
        )
    with right:
        kinds = {kind: write_kind(kind) for kind in order_kinds(known["kind"])}
        draw_many(RESOURCE_FORM, "kind", say("res.kind"), say("res.kind_hint"), kinds)
    in_use = len([name for name in ("audience", "text") if name in choices])
    with st.expander(say("filter.more_on", n=in_use) if in_use else say("filter.more"), expanded=False, key="res_more"):
        audiences = {audience: write_audience(audience) for audience in known["audience"]}
        draw_many(RESOURCE_FORM, "audience", say("res.audience"), say("res.audience_hint"), audiences)
        draw_text(RESOURCE_FORM, "text", say("filter.text"), say("res.text_hint"))
