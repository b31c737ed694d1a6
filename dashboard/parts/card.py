"""Result cards: one page of trials as one block of HTML, every outside word escaped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dashboard.parts.escape import escape_html, is_nct_id, link, registry_address, to_text
from dashboard.parts.facts import (
    write_age,
    write_ages,
    write_date,
    write_distance,
    write_labels,
    write_list,
    write_phase,
    write_place,
)
from dashboard.parts.keep_link import render_keep, to_keep_pairs
from dashboard.parts.registry_text import mark_registry
from dashboard.words import say
from finder.places import say_country
from finder.query.organs import BY_GROUP
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

Row = Mapping[str, Any]

#: Trials that a person could ask about today. Only these get the solid mark; the word beside it says the same.
TAKES_PEOPLE = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"})
#: How well an organ that was asked for fits, the best first: the name of our sentence, and its code.
_FITS = {"exact": "exact", "group": BY_GROUP, "any": "any"}
_COUNTRIES_SHOWN = 5
_NAMES_SHOWN = 6


@dataclass(frozen=True)
class View:
    """What the cards need beside the rows: the question as an address, the unit of distance, and today.

    `kept` is the short list, where the cards offer to keep a trial, and `page` that of the results.
    """

    address: tuple[tuple[str, str], ...]
    unit: str
    today: date
    near: bool = False
    kept: tuple[str, ...] | None = None
    page: int = 1


def render_cards(rows: Iterable[Row], view: View) -> str:
    """All cards of one page of results."""
    return f'<div class="nf-cards">{"".join(render_card(row, view) for row in rows)}</div>'


def render_card(row: Row, view: View) -> str:
    """One trial as an article: status first, then title, facts and where to read on."""
    nct_id = to_text(row["nct_id"])
    if not is_nct_id(nct_id):
        return ""
    title = link(trial_address(nct_id, view), mark_registry(escape_html(row.get("title"))) or nct_id)
    facts = [
        (say("card.phase"), render_explained(*write_phase(row.get("phases") or []))),
        (say("card.tested"), render_tested(row)),
        (say("card.site"), render_tumor_sites(row)),
        (render_nearest_label(row), render_nearest(row, view)) if view.near else ("", ""),
        (say("card.places"), render_places(row)),
        (say("card.ages"), escape_html(write_ages(row.get("min_age_years"), row.get("max_age_years")))),
        (say("card.updated"), render_update(row, view.today)),
    ]
    more = link(trial_address(nct_id, view), escape_html(say("card.more")), css="nf-go")
    registry = link(registry_address(nct_id), escape_html(say("card.registry", nct=nct_id)))
    state = f"{render_status(row)}{render_stale(row)}{render_relevance(row)}"
    keep = "" if view.kept is None else f"<p>{render_keep(nct_id, view.kept, view.address, view.page)}</p>"
    return (
        f'<article class="nf-card" aria-labelledby="nf-{nct_id}">'
        f'<h3 id="nf-{nct_id}">{title}</h3>{state}{render_facts(facts)}'
        f'<p class="nf-links">{more} {registry}</p>{keep}</article>'
    )


def trial_address(nct_id: str, view: View) -> str:
    """The page of one trial; it takes the question along, so that sites are sorted by it and the way back is kept."""
    return f"trial?{urlencode([('nct', nct_id), *view.address, *to_keep_pairs(view.kept or ())])}"


def render_facts(facts: Sequence[tuple[str, str]]) -> str:
    """Pairs of a plain label and HTML as a description list; pairs without a value are left out."""
    pairs = "".join(f"<div><dt>{escape_html(label)}</dt><dd>{value}</dd></div>" for label, value in facts if value)
    return f'<dl class="nf-facts">{pairs}</dl>'


def render_explained(label: str, meaning: str) -> str:
    """A label with its meaning beside it in quieter type."""
    return escape_html(label) + (f' <div class="nf-note">{escape_html(meaning)}</div>' if meaning else "")


def render_status(row: Row) -> str:
    """The status in words, with what it means; the mark before it is decoration and never the only sign."""
    code = to_text(row.get("status"))
    term = load_wording().term("status", code)
    tone = "open" if code in TAKES_PEOPLE else "soon" if code == "NOT_YET_RECRUITING" else "closed"
    return (
        f'<p class="nf-status nf-{tone}"><strong>{escape_html(term.label)}.</strong> '
        f'<span class="nf-note">{escape_html(term.meaning)}</span></p>'
    )


def render_stale(row: Row) -> str:
    """Why the status may be out of date, in words."""
    terms = [load_wording().term("stale", code) for code in row.get("stale") or []]
    if not terms:
        return ""
    lines = "".join(f"<p><strong>{escape_html(term.label)}.</strong> {escape_html(term.meaning)}</p>" for term in terms)
    return f'<div class="nf-stale">{lines}</div>'


def render_relevance(row: Row) -> str:
    """A word of warning where the trial is not mainly about neuroendocrine tumors."""
    code = to_text(row.get("relevance"))
    if code != load_profile().relevance.included:
        return ""
    return f"<p>{escape_html(load_wording().label('relevance', code))}.</p>"


def render_tested(row: Row) -> str:
    """What is tested: our groups in plain words, then the names the registry gives."""
    wording = load_wording()
    groups = [wording.label("treatments", code) for code in row.get("treatments") or [] if code != "other"]
    names = write_list(row.get("interventions") or [], _NAMES_SHOWN)
    shown = mark_registry(escape_html(names))
    if not groups:
        return shown or escape_html(say("card.tested_missing"))
    note = f' <div class="nf-note">{shown}</div>' if shown else ""
    return f"{escape_html(write_labels(groups))}{note}"


def render_tumor_sites(row: Row) -> str:
    """Where the tumor started, as the record states it; with an organ asked for, how well the record fits it."""
    wording = load_wording()
    sites = escape_html(write_labels([wording.label("primary_sites", code) for code in row.get("primary_sites") or []]))
    fits = row.get("site_match") or []
    best = next((name for name, code in _FITS.items() if code in fits), "")
    if not best:
        return sites or escape_html(say("card.site_missing"))
    return f'{sites} <div class="nf-note">{escape_html(say(f"site_match.{best}"))}</div>'


def render_nearest_label(row: Row) -> str:
    return say("card.nearest" if is_true(row.get("nearest_recruiting")) else "card.nearest_other")


def render_nearest(row: Row, view: View) -> str:
    """The nearest site: name and place, how far, and its status where it takes no one now."""
    distance = write_distance(row.get("nearest_distance_km"), view.unit)
    if not distance:
        return escape_html(say("card.nearest_missing"))
    place = write_place(
        row.get("nearest_facility") or say("site.unnamed"),
        row.get("nearest_city"),
        row.get("nearest_region"),
        row.get("nearest_country"),
    )
    note = ""
    if not is_true(row.get("nearest_recruiting")):
        status = load_wording().label("status", to_text(row.get("nearest_status")))
        note = f' <div class="nf-note">{escape_html(say("card.site_status", status=status))}</div>'
    return f'<strong>{escape_html(distance)}</strong> <div class="nf-where">{escape_html(place)}</div>{note}'


def render_places(row: Row) -> str:
    """How many sites take people, of how many, and in which countries."""
    total, open_now = (int(row.get(name) or 0) for name in ("sites_total", "sites_recruiting"))
    if not total:
        return escape_html(say("card.places_missing"))
    if open_now:
        count = say("card.places_open" if total > 1 else "card.places_open_one", open=open_now, total=total)
    else:
        count = say("card.places_closed" if total > 1 else "card.places_closed_one", total=total)
    countries = [say_country(name) for name in row.get("countries") or []]
    return render_explained(count, write_list(countries, _COUNTRIES_SHOWN))


def render_update(row: Row, today: date) -> str:
    updated = row.get("last_update_posted")
    if not to_text(updated):
        return escape_html(say("card.updated_missing"))
    return render_explained(write_date(updated), write_age(updated, today))


def is_true(value: object) -> bool:
    """A cell of a nullable boolean column as a plain yes or no; missing is no."""
    return to_text(value) in ("True", "1", "1.0")
