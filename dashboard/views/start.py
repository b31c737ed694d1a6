"""Start here: five questions, each with "I don't know", and a link to the list they ask for. The answers live in the
widgets and in the link at the end, and nowhere else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlencode

import streamlit as st

from dashboard.data import Area, ask_list, list_areas, open_places, open_reader, read_sources
from dashboard.parts.address import Choices, read_question, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.center_card import say_number
from dashboard.parts.center_filters import write_within
from dashboard.parts.center_links import list_address
from dashboard.parts.choices import STEPS, choose_unit
from dashboard.parts.escape import escape_html, escape_markdown, link
from dashboard.parts.nearby_answer import tell_place
from dashboard.parts.nearby_form import NearbyForm
from dashboard.parts.page_deeds import render_position
from dashboard.words import say
from finder.errors import PlaceError
from finder.query.criteria import CHOICES
from finder.query.nearby import CENTER_NAMES, CenterCriteria, parse_center_criteria
from finder.query.person import GRADES, SITES
from finder.query.places import Place, resolve_place
from finder.store.reader import Reader
from finder.vocabulary.wording import load_wording

#: Lends the page what the lists near a place say of an unclear one; it reads no address.
FORM: NearbyForm[CenterCriteria] = NearbyForm("start", CENTER_NAMES, many=(), one=(), parse=parse_center_criteria)
#: Which kind of cell an answer means; a search goes by that.
CELLS = {"g1": "net", "g2": "net", "g3": "net", "net": "net", "nec": "nec"}
_TREATMENTS = tuple(code for code in CHOICES["treatment"] if code != "other")
_UNKNOWN = ""
Visibility = Literal["visible", "collapsed"]
_QUESTIONS = ("where", "far", "site", "grade", "receptors", "what", "treatment")


def show_start() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    st.title(escape_markdown(say("start.title")), anchor=False)
    st.html(f'<div class="nf-text"><p>{escape_html(say("start.lead"))}</p></div>')
    _take_place()
    choices, place = _ask_where()
    choices |= _ask_far(place)
    choices |= _ask_site()
    choices |= _ask_cells()
    with _open_question("look"):
        what = _pick("what", say("start.what"), {code: say(f"start.what_{code}") for code in ("trials", "centers")})
        labels = {code: load_wording().label("treatments", code) for code in _TREATMENTS}
        if treatment := _choose("treatment", say("start.treatment"), labels, unknown=say("start.any")):
            choices["treatment"] = [treatment]
    _show_way_on(reader, choices, what)
    st.button(escape_markdown(say("start.clear")), key="start_clear", on_click=_clear)
    st.html(f'<div class="nf-text"><p>{escape_html(say("start.privacy"))}</p></div>')
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))


@contextmanager
def _open_question(name: str) -> Iterator[None]:
    with st.container(key=f"nf_start_q_{name}"):
        st.html(f'<div class="nf-text"><h2 class="nf-start-q">{escape_html(say(f"start.{name}"))}</h2></div>')
        yield


def _key(question: str) -> str:
    return f"start_{question}"


def _take_place() -> None:
    """A tap on one of the places that a word can mean: the field says it from now on."""
    if not st.session_state.pop(FORM.key("changed"), False):
        return
    asked: Choices = st.session_state.pop(FORM.key("next"), {})
    if near := asked.get("near"):
        st.session_state[_key("where")] = near[0]
        return
    named: Choices = {name: asked[name] for name in ("country", "region") if name in asked}
    label = ", ".join(value for name in ("region", "country") for value in named.get(name, []))
    st.session_state[_key("where")], st.session_state[_key("area")] = label, Area(label, named)


def _ask_where() -> tuple[Choices, Place | None]:
    """The first question: a place to measure from, or a whole country or state."""
    with _open_question("where"):
        text = st.text_input(
            say("start.where_help"),
            key=_key("where"),
            max_chars=200,
            autocomplete="off",
            placeholder=say("start.where_hint"),
        ).strip()
        st.html(render_position())
        found = read_where(text, st.session_state.get(_key("area")))
        if isinstance(found, PlaceError):
            tell_place(FORM, found, {"near": [text]}, say("start.for_now"))
            return {}, None
        if isinstance(found, Area):
            st.text(say("start.where_area", area=found.label))
            return dict(found.choices), None
        if found is None:
            return {}, None
        st.text(say("start.where_place", place=found.name))
        return {"near": [text]}, found


def read_where(text: str, area: Area | None = None) -> Place | Area | PlaceError | None:
    """What a typed place means: a point, a whole country or state, or why it cannot be told. `area` is what was picked
    for these very words."""
    if not text:
        return None
    if area is not None and area.label == text:
        return area
    if not read_question({"near": [text]}).choices:
        return PlaceError(text, remedy="")
    try:
        return resolve_place(text, open_places())
    except PlaceError as error:
        areas = list_areas(text)
        return areas[0] if len(areas) == 1 else error


def _ask_far(place: Place | None) -> Choices:
    """How far, in steps; the unit is that of the place's country."""
    unit = choose_unit({}, place.country_code if place else None)
    with _open_question("far"):
        steps = {
            str(number): say("start.far_up", distance=write_within(f"{step}{unit}"))
            for number, step in enumerate(STEPS[unit])
        }
        step = _pick("far", say("start.far"), steps, told=False)
        if step is None:
            return {}
        if place is None:
            st.text(say("start.far_town"))
            return {}
        return {"within": [f"{STEPS[unit][int(step)]}{unit}"]}


def _ask_site() -> Choices:
    labels = {code: load_wording().label("primary_sites", code) for code in SITES}
    with _open_question("site"):
        site = _choose("site", say("start.site"), labels, told=False)
        return {"site": [site]} if site else {}


def _ask_cells() -> Choices:
    """What the lab report and the scan say; the sentence below each answer tells what the list makes of it."""
    with _open_question("cells"):
        labels: dict[str, str] = {grade: load_wording().label("grades", grade) for grade in GRADES}
        grade = _pick("grade", say("start.grade"), {**labels, "net": say("start.grade_net")})
        if grade:
            st.text(say("start.cells_used"))
        answers = {"yes": say("start.receptors_yes"), "no": say("start.receptors_no")}
        if _pick("receptors", say("start.receptors"), answers):
            st.text(say("start.receptors_used"))
        return {"differentiation": [CELLS[grade]]} if grade else {}


def _show_way_on(reader: Reader, choices: Choices, what: str | None) -> None:
    """How many trials the answers leave, and the ways to them; the one that was asked for comes first."""
    reading = read_question(choices)
    total = ask_list(reader, reading.criteria).total
    st.header(escape_markdown(say("start.ready")), anchor=False)
    st.info(escape_markdown(write_ready(total, bool(choices))))
    pairs = to_pairs(reading.choices)
    ways = [("start.trials", write_way(pairs)), ("start.centers", list_address("centers", pairs))]
    if what == "centers":
        ways.reverse()
    links = [
        link(address, escape_html(say(name)), css="nf-go" if number else "nf-start-go")
        for number, (name, address) in enumerate(ways)
    ]
    links.append(link("fit", escape_html(say("start.fit"))))
    st.html(f'<p class="nf-links">{" ".join(links)}</p>')


def write_way(pairs: Sequence[tuple[str, str]]) -> str:
    """The list of trials with this question."""
    return f"./?{urlencode(pairs)}" if pairs else "./"


def write_ready(total: int, is_narrowed: bool) -> str:
    """How many trials the answers leave."""
    if not total:
        return say("start.count_none")
    if is_narrowed:
        return say_number("start.count_one", "start.count", total)
    return say_number("start.count_all_one", "start.count_all", total)


def _pick(question: str, label: str, labels: Mapping[str, str], *, told: bool = True) -> str | None:
    """A few answers, all in sight. `told`: the label is on the screen, else the heading above says the same."""
    options, write = _list_options(labels, say("start.dont_know"), question)
    visible: Visibility = "visible" if told else "collapsed"
    horizontal = question in ("far", "receptors")
    picked = st.radio(
        label, options, key=_key(question), format_func=write, horizontal=horizontal, label_visibility=visible
    )
    return picked or None


def _choose(
    question: str, label: str, labels: Mapping[str, str], *, unknown: str = "", told: bool = True
) -> str | None:
    """Many answers, in a list."""
    options, write = _list_options(labels, unknown or say("start.dont_know"), question)
    visible: Visibility = "visible" if told else "collapsed"
    return st.selectbox(label, options, key=_key(question), format_func=write, label_visibility=visible) or None


def _list_options(labels: Mapping[str, str], unknown: str, question: str) -> tuple[list[str], Callable[[Any], str]]:
    """Answers with "I don't know" as the first. What was answered stays where the words of the answers change."""
    said = {_UNKNOWN: unknown, **labels}
    if st.session_state.get(_key(question), _UNKNOWN) not in said:
        st.session_state[_key(question)] = _UNKNOWN
    st.session_state.setdefault(_key(question), _UNKNOWN)
    st.session_state[_key(question)] = st.session_state[_key(question)]
    return list(said), lambda value: said.get(value, "")


def _clear() -> None:
    st.session_state.pop(_key("area"), None)
    for question in _QUESTIONS:
        st.session_state[_key(question)] = _UNKNOWN
