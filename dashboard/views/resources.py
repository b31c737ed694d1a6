"""Help and information: support groups, pages, guidelines and directories, by kind, for a country."""

import streamlit as st

from dashboard.data import open_reader, read_sources
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import Row
from dashboard.parts.coverage import render_coverage, write_coverage
from dashboard.parts.escape import escape_html, escape_markdown, link, to_text
from dashboard.parts.fact_view import render_contents, render_heading
from dashboard.parts.list_question import read_list_question, tell_notes
from dashboard.parts.resource_card import is_unchecked, render_group
from dashboard.parts.resource_filters import RESOURCE_FORM, draw_resource_filters, order_kinds, write_kind
from dashboard.words import say
from finder.query.list_criteria import parse_resource_criteria
from finder.query.resources import ResourceAnswer, find_resources, list_resource_values


def show_resources() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    known = list_resource_values(reader)
    reading = read_list_question(
        RESOURCE_FORM, lambda words: parse_resource_criteria(words, known["kind"], known["audience"])
    )
    answer = find_resources(reader, reading.criteria)

    st.title(escape_markdown(say("res.title")), anchor=False)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    tell_notes(reading)
    lead = f"<p>{escape_html(say('res.lead'))} {escape_html(say('res.no_praise'))}</p>"
    ways = (("facts", "facts.title"), ("genetic-tests", "genes.nav"))
    links = "".join(link(address, escape_html(say(name))) for address, name in ways)
    st.html(f'<div class="nf-text">{lead}<p class="nf-links">{links}</p></div>')
    draw_resource_filters(reading.choices, known)
    if count := write_count(answer):
        st.info(escape_markdown(count))
    st.html(f'<div class="nf-text">{render_coverage(answer.coverage, say("res.many"))}</div>')
    _show_groups(answer)
    if not answer.total and reading.choices:
        st.button(escape_markdown(say("res.clear")), key="res_clear", on_click=RESOURCE_FORM.ask, args=({},))


def write_count(answer: ResourceAnswer) -> str:
    """How many there are; empty where no source gave anything to look in, which the box beside it tells."""
    if not answer.coverage.known and write_coverage(answer.coverage, ""):
        return ""
    if not answer.total:
        return say("res.none_fits" if answer.coverage.known else "res.none_known")
    count = say("res.count_one") if answer.total == 1 else say("res.count", n=f"{answer.total:,}")
    return f"{count} {say('res.world_too')}" if answer.criteria.country else count


def _show_groups(answer: ResourceAnswer) -> None:
    """A heading a kind, and the way to each of them first."""
    rows = [{str(name): cell for name, cell in row.items()} for row in answer.resources.to_dict("records")]
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(to_text(row.get("kind")), []).append(row)
    nobody_looked = bool(rows) and all(map(is_unchecked, rows))
    if nobody_looked:
        st.html(f'<div class="nf-text"><p>{escape_html(say("res.unchecked"))}</p></div>')
    kinds = order_kinds(list(groups))
    if len(kinds) > 1:
        entries = [(_group_id(number), _head(kind, groups[kind])) for number, kind in enumerate(kinds)]
        st.html(f'<div class="nf-text">{render_contents(entries)}</div>')
    for number, kind in enumerate(kinds):
        head = render_heading(_group_id(number), _head(kind, groups[kind]))
        cards = render_group(groups[kind], tell_unchecked=not nobody_looked)
        st.html(f'<div class="nf-text">{head}{cards}</div>')


def _group_id(number: int) -> str:
    return f"nf-res-kind-{number}"


def _head(kind: str, rows: list[Row]) -> str:
    return f"{write_kind(kind) or say('res.other_kind')} ({len(rows):,})"
