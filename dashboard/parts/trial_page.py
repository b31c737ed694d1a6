"""The page of one trial, part by part, as HTML: made from the snapshot and the address alone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from dashboard.data import find_place, list_sites, read_sources
from dashboard.parts.address import OTHER_NAMES, Choices, read_question, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import is_true, render_relevance, render_stale, render_status
from dashboard.parts.center_links import render_way_back
from dashboard.parts.choices import choose_unit
from dashboard.parts.contact import has_contact, render_whom_to_ask
from dashboard.parts.escape import escape_html, link, registry_address, to_text
from dashboard.parts.facts import write_time
from dashboard.parts.keep_link import to_keep_pairs
from dashboard.parts.print_view import print_address
from dashboard.parts.registry_text import mark_lang, mark_registry
from dashboard.parts.short_list import read_kept
from dashboard.parts.site_map import render_map
from dashboard.parts.site_points import list_site_points
from dashboard.parts.source_words import write_title
from dashboard.parts.terms import render_trial_terms
from dashboard.parts.trial_view import (
    render_dates,
    render_plain_card,
    render_sites,
    render_summary,
    render_who,
    render_why_here,
)
from dashboard.words import say
from finder.query.places import Place
from finder.query.site_history import find_site_histories
from finder.sources import load_sources
from finder.store.reader import Reader
from finder.vocabulary.wording import load_wording


class Section(NamedTuple):
    """A part of the page under a heading of its own; `name` is that of its heading among our words."""

    name: str
    title: str
    html: str


class TrialPage(NamedTuple):
    """What stands above the first heading, and the sections in their order."""

    head: Sequence[str]
    sections: Sequence[Section]


def render_trial_page(reader: Reader, trial: Mapping[str, Any], asked: Choices) -> TrialPage:
    """All that the page says of a trial, to whom came with this address. Raises the failures of the store."""
    nct_id = to_text(trial["nct_id"])
    choices = read_question(asked).choices
    place = find_place(choices)
    sites = list_sites(reader, nct_id, place)
    unit = choose_unit(choices, place.country_code if place else None)
    to_call = next((site for site in sites if is_true(site.get("recruiting")) and has_contact(site)), None)

    title = f'<h1 class="nf-title"{mark_lang()}>{escape_html(trial.get("title"))}</h1>'
    state = f"{render_status(trial)}{_render_status_more(trial)}{render_stale(trial)}{render_relevance(trial)}"
    head = [
        render_way_to_list(asked),
        f'<div class="nf-text">{title}</div>',
        f'<div class="nf-text">{state}{_render_language()}</div>',
        render_banner(judge_freshness(reader.meta, read_sources(reader))),
    ]
    registry = link(registry_address(nct_id), escape_html(say("trial.check", nct=nct_id)), css="nf-tap")
    pairs = [*to_pairs(choices), *to_keep_pairs(read_kept(asked)[0])]
    to_paper = link(print_address([nct_id], pairs), escape_html(say("print.link")), css="nf-tap")
    order = say("trial.places_near", place=place.name) if place else say("trial.places_plain")
    histories = find_site_histories(reader, nct_id)
    sections = {
        "ask": f"{render_whom_to_ask(trial, to_call, unit)}<p>{registry}</p><p>{to_paper}</p>",
        "plain": render_plain_card(trial),
        "about": render_summary(trial),
        "who": f"<p><strong>{escape_html(say('trial.only_team'))}</strong></p>{render_who(trial)}",
        "places": _render_map(sites, place, unit)
        + (f"<p>{escape_html(order)}</p>" if sites else "")
        + render_sites(sites, nct_id, unit, to_pairs(choices), histories),
        "dates": render_dates(trial, datetime.now(UTC).date()) + _render_source(trial),
        "why": render_why_here(trial),
        "words": render_trial_terms(trial),
    }
    # Words are explained only where the record has some; every other part says what is not stated.
    shown = {name: html for name, html in sections.items() if html or name != "words"}
    parts = [Section(name, say(f"trial.{name}"), f'<div class="nf-text">{html}</div>') for name, html in shown.items()]
    return TrialPage(head, parts)


def _render_language() -> str:
    """That the registry's own text is English, to whom the page speaks another language."""
    return f"<p>{escape_html(say('trial.in_english'))}</p>" if mark_lang() else ""


def _render_map(sites: Sequence[Mapping[str, Any]], place: Place | None, unit: str) -> str:
    here = (place.latitude, place.longitude) if place else None
    return render_map(list_site_points(sites), here, unit) if sites else ""


def render_way_to_list(asked: Choices) -> str:
    """The list with the question it was asked; a plain start where the trial was opened by itself."""
    if way := render_way_back(asked):
        return way
    pairs = [pair for pair in to_pairs(read_question(asked).choices) if pair[0] not in OTHER_NAMES]
    label = say("trial.back") if pairs else say("trial.back_plain")
    address = urlencode([*pairs, *to_keep_pairs(read_kept(asked)[0])])
    return f'<p class="nf-links">{link(f"./?{address}", f"← {escape_html(label)}")}</p>'


def _render_status_more(trial: Mapping[str, Any]) -> str:
    """What stands behind a status: why a trial stopped, or what was known last of one that went silent."""
    lines = []
    if last := to_text(trial.get("last_known_status")):
        lines.append(escape_html(say("trial.last_known", status=load_wording().label("status", last))))
    if why := to_text(trial.get("why_stopped")):
        said = mark_registry(f"“{escape_html(why)}”")
        lines.append(f"{escape_html(say('trial.stopped'))} {said}")
    return "".join(f"<p>{line}</p>" for line in lines)


def _render_source(trial: Mapping[str, Any]) -> str:
    declared = load_sources().get(to_text(trial.get("source")))
    source = write_title(declared) if declared else to_text(trial.get("source"))
    return f"<p>{escape_html(say('trial.where_read', source=source, date=write_time(trial.get('fetched_at'))))}</p>"
