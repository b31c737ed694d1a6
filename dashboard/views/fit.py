"""Could it fit? Seven questions, and the open trials sorted by answers that live in the widgets and nowhere else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.data import list_countries, open_reader, read_sources
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.escape import escape_html, escape_markdown
from dashboard.parts.fit_card import render_fit_cards
from dashboard.words import say
from finder.places import find_country_code
from finder.query.fit import Judged, Sorting, sort_trials
from finder.query.person import GRADES, QUESTIONS, SITES, Person
from finder.vocabulary.fit import load_fit
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

CARDS = 20
_OLDEST = 120
_UNKNOWN = ""
_GROUPS = ("fits", "ask", "ruled_out")


def show_fit() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    st.title(escape_markdown(say("fit.title")), anchor=False)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    st.html(
        f'<div class="nf-text"><p>{escape_html(say("fit.lead"))}</p>'
        f"<p><strong>{escape_html(say('fit.no_advice'))}</strong></p><p>{escape_html(say('fit.privacy'))}</p></div>"
    )
    person = _ask_person(list_countries(reader))
    sorting = sort_trials(reader, person)
    st.info(escape_markdown(write_summary(sorting, person)))
    st.text(say("fit.new_tab"))
    for verdict in _GROUPS:
        _show_group(verdict, getattr(sorting, verdict), person)


def _ask_person(countries: Mapping[str, str]) -> Person:
    """The questions, each with "I don't know" as its first and unless changed its only answer."""
    wording = load_wording()
    left, right = st.columns(2)
    with left:
        age = st.number_input(
            say("fit.age"),
            min_value=0,
            max_value=_OLDEST,
            value=None,
            step=1,
            key=_key("age"),
            placeholder=say("fit.age_hint"),
            on_change=_begin_again,
        )
    with right:
        sex = _pick("sex", {"female": say("fit.sex_female"), "male": say("fit.sex_male")})
    asked = load_profile().fit
    sites = {site: wording.label("primary_sites", site) for site in SITES}
    site = _choose("site", sites) if "site" in asked else None
    grades: dict[str, str] = {grade: wording.label("grades", grade) for grade in GRADES}
    grade = _pick("grade", grades) if "grade" in asked else None
    prrt = _pick("prrt", {"yes": say("fit.yes"), "no": say("fit.no")}) if "prrt" in asked else None
    sstr = _pick("sstr", {"positive": say("fit.yes"), "negative": say("fit.no")}) if "sstr" in asked else None
    country = _choose("country", countries)
    st.button(escape_markdown(say("fit.clear")), key="fit_clear", on_click=_clear)
    return Person.model_validate(
        {
            "age": age,
            "sex": sex,
            "site": site,
            "grade": grade,
            "prrt": None if prrt is None else prrt == "yes",
            "sstr": sstr,
            "country": find_country_code(country) if country else None,
        }
    )


def _key(question: str) -> str:
    return f"fit_{question}"


def _more_key(verdict: str) -> str:
    return f"fit_more_{verdict}"


def _pick(question: str, labels: Mapping[str, str]) -> str | None:
    """A few answers, all in sight."""
    options, write = _list_options(labels)
    picked = st.radio(
        say(f"fit.{question}"),
        options,
        key=_key(question),
        horizontal=True,
        format_func=write,
        on_change=_begin_again,
    )
    return picked or None


def _choose(question: str, labels: Mapping[str, str]) -> str | None:
    """Many answers, in a list."""
    options, write = _list_options(labels)
    chosen = st.selectbox(
        say(f"fit.{question}"), options, key=_key(question), format_func=write, on_change=_begin_again
    )
    return chosen or None


def _list_options(labels: Mapping[str, str]) -> tuple[list[str], Callable[[Any], str]]:
    said = {_UNKNOWN: say("fit.dont_know"), **labels}
    return list(said), lambda value: said.get(value, "")


def _begin_again() -> None:
    """After another answer each group shows its first cards."""
    for verdict in _GROUPS:
        st.session_state.pop(_more_key(verdict), None)


def _clear() -> None:
    _begin_again()
    for question in QUESTIONS:
        st.session_state[_key(question)] = None if question == "age" else _UNKNOWN


def write_summary(sorting: Sorting, person: Person) -> str:
    """How many trials are in each group, in one sentence: what a screen reader tells after each answer."""
    counts = {verdict: len(getattr(sorting, verdict)) for verdict in _GROUPS}
    total = sum(counts.values())
    if not total:
        return say("fit.results_none")
    if not person.answered:
        return say("fit.results_all" if total > 1 else "fit.results_all_one", n=f"{total:,}")
    parts = {
        verdict: say(f"fit.results_{verdict}{'_one' if n == 1 else ''}", n=f"{n:,}") for verdict, n in counts.items()
    }
    return say("fit.results", **parts)


def _show_group(verdict: str, judged: Sequence[Judged], person: Person) -> None:
    label = getattr(load_fit().verdicts, verdict)
    st.header(escape_markdown(f"{label} ({len(judged):,})"), anchor=False)
    if not judged:
        st.text(say("fit.nothing"))
        return
    if person.answered:
        st.text(say(f"fit.about_{verdict}"))
    if verdict == "ruled_out":
        if person.country:
            st.text(say("fit.travel"))
        with st.expander(escape_markdown(say("fit.open_group")), expanded=False, key="fit_ruled_out"):
            _show_cards(verdict, judged)
    else:
        _show_cards(verdict, judged)


def _show_cards(verdict: str, judged: Sequence[Judged]) -> None:
    shown = min(len(judged), st.session_state.get(_more_key(verdict), CARDS))
    st.html(render_fit_cards(judged[:shown]))
    if (rest := len(judged) - shown) > 0:
        st.text(say("fit.shown", shown=f"{shown:,}", total=f"{len(judged):,}"))
        label = escape_markdown(say("fit.more", n=min(rest, CARDS)))
        st.button(label, key=f"fit_button_{verdict}", on_click=_show_more, args=(verdict,))


def _show_more(verdict: str) -> None:
    st.session_state[_more_key(verdict)] = st.session_state.get(_more_key(verdict), CARDS) + CARDS
