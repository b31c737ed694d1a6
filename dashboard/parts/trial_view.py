"""The sections of one trial's page, each a function from rows to HTML."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from dashboard.parts.card import Row, is_true, render_explained, render_facts, render_tumor_sites
from dashboard.parts.center_links import Pairs, center_address
from dashboard.parts.contact import render_contact
from dashboard.parts.criteria_list import render_criteria
from dashboard.parts.escape import escape_html, link, to_text
from dashboard.parts.facts import (
    write_age,
    write_ages,
    write_date,
    write_distance,
    write_list,
    write_place,
)
from dashboard.parts.registry_text import mark_quoted, mark_registry
from dashboard.parts.site_points import name_site_part
from dashboard.parts.text import render_text
from dashboard.words import say
from finder.query.describe import describe_trial, group_sentences
from finder.query.matches import group_matches
from finder.query.site_history import SiteHistory
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

_SITES_SHOWN = 15
NO_HISTORIES: Mapping[str, SiteHistory] = MappingProxyType({})


def render_plain_card(trial: Row) -> str:
    """The trial in our own sentences, topic by topic."""
    told = group_sentences(describe_trial(trial))
    topics = "".join(
        f"<div><dt>{escape_html(head)}</dt><dd>{mark_quoted(escape_html(text))}</dd></div>" for head, text in told
    )
    return f'<dl class="nf-plain">{topics}</dl><p class="nf-note">{escape_html(say("trial.plain_note"))}</p>'


def render_summary(trial: Row) -> str:
    """What the record itself says of the trial: names, sponsor and summary."""
    facts = [
        (say("trial.given"), mark_registry(escape_html(write_list(trial.get("interventions") or [])))),
        (say("trial.diseases"), mark_registry(escape_html(write_list(trial.get("conditions") or [])))),
        (say("trial.sponsor"), mark_registry(escape_html(trial.get("sponsor")))),
    ]
    return render_facts(facts) + render_text(trial.get("summary"))


def render_who(trial: Row) -> str:
    """Who may join: our short facts, then the record's own rules."""
    wording = load_wording()
    facts = [
        (say("trial.ages"), escape_html(write_ages(trial.get("min_age_years"), trial.get("max_age_years")))),
        (say("trial.sex"), escape_html(wording.label("sex", to_text(trial.get("sex"))))),
        (say("card.site"), render_tumor_sites(trial)),
        *_render_axis("differentiation", "trial.cells", trial),
        *([(say("trial.grades"), _render_grades(trial))] if load_profile().has("grades") else []),
        (say("trial.stage"), _render_term("stage", trial)),
        (say("trial.line"), _render_term("line_of_therapy", trial)),
        *_render_axis("sstr", "trial.receptors", trial),
        *_render_axis("prior_prrt", "trial.prrt", trial),
    ]
    return render_facts(facts) + render_criteria(trial)


def _render_axis(column: str, name: str, trial: Row) -> list[tuple[str, str]]:
    """A fact about the disease; none where the disease has no such column."""
    return [(say(name), _render_term(column, trial))] if load_profile().has(column) else []


def render_sites(
    sites: Sequence[Row],
    nct_id: str,
    unit: str,
    pairs: Pairs = (),
    histories: Mapping[str, SiteHistory] = NO_HISTORIES,
) -> str:
    """All sites in the given order; beyond the first ones the rest opens with a tap. A site leads to its center, which
    takes along `pairs`, the question that the trial was opened with. `histories`: since when a site takes people, by
    site_id."""
    if not sites:
        return f"<p>{escape_html(say('trial.sites_missing'))}</p>"
    items = [
        _render_site(site, nct_id, unit, pairs, number, histories.get(to_text(site.get("site_id"))))
        for number, site in enumerate(sites)
    ]
    shown, rest = items[:_SITES_SHOWN], items[_SITES_SHOWN:]
    more = (
        f"<details><summary>{escape_html(say('trial.sites_more', n=len(rest)))}</summary>"
        f'<ul class="nf-sites">{"".join(rest)}</ul></details>'
        if rest
        else ""
    )
    return f'<ul class="nf-sites">{"".join(shown)}</ul>{more}'


def _render_site(site: Row, nct_id: str, unit: str, pairs: Pairs, number: int, history: SiteHistory | None) -> str:
    takes_people = is_true(site.get("recruiting"))
    label = load_wording().label("status", to_text(site.get("status")))
    place = write_place("", site.get("city"), site.get("region"), site.get("country"))
    distance = write_distance(site.get("distance_km"), unit)
    lines = [
        f"<strong>{escape_html(to_text(site.get('facility')) or say('site.unnamed'))}</strong>",
        escape_html(place + (f" · {distance}" if distance else "")),
        f'<span class="nf-status nf-{"open" if takes_people else "closed"}">{escape_html(label)}</span>',
        escape_html(write_since(history)) if takes_people and history else "",
        render_contact(site, nct_id),
        _render_center(site, nct_id, pairs),
    ]
    return f'<li id="{name_site_part(number)}">{"<br>".join(line for line in lines if line)}</li>'


def write_since(history: SiteHistory) -> str:
    """Since when a site takes people, as far as our lists show it."""
    if history.opened:
        return say("site.open_since", date=write_date(history.opened))
    return say("site.open_since_before", date=write_date(history.known_since))


def _render_center(site: Row, nct_id: str, pairs: Pairs) -> str:
    """The way to the center of a site. Its name is in the label, so that each link tells where it leads."""
    center_id, name = to_text(site.get("center_id")), to_text(site.get("facility"))
    if not center_id or not name:
        return ""
    address = center_address(center_id, [("from", "trial"), ("nct", nct_id), *pairs])
    return link(address, escape_html(say("center.of_site", name=name)), css="nf-tap")


def render_dates(trial: Row, today: date) -> str:
    """Dates of the study and of its record."""
    names = ("start_date", "primary_completion_date", "completion_date", "first_posted")
    facts = [(say(f"dates.{name}"), escape_html(write_date(trial.get(name)))) for name in names]
    facts += [
        (say(f"dates.{name}"), render_explained(write_date(trial.get(name)), write_age(trial.get(name), today)))
        for name in ("last_update_posted", "status_verified")
        if to_text(trial.get(name))
    ]
    return render_facts(facts)


def render_why_here(trial: Row) -> str:
    """Why the trial is in the list: our reading, and the record's words it came from."""
    relevance = load_wording().term("relevance", to_text(trial.get("relevance")))
    items = [_render_match(*match) for match in group_matches(trial)]
    found = f'<ul class="nf-matched">{"".join(items)}</ul>' if items else ""
    return (
        f"<p><strong>{escape_html(relevance.label)}.</strong> {escape_html(relevance.meaning)}</p>"
        f"<p>{escape_html(say('trial.matched'))}</p>{found}"
    )


def _render_match(reading: str, sentences: list[tuple[str, str]]) -> str:
    """Our reading, then the record's sentences and where they stand; a line without a reading stays as it is."""
    if not reading:
        return f"<li>{mark_registry('; '.join(escape_html(words) for words, _ in sentences))}</li>"
    said = "".join(
        f'<div class="nf-note">{mark_registry(f"“{escape_html(words)}”")} {escape_html(where)}'.rstrip() + "</div>"
        for words, where in sentences
    )
    return f"<li>{escape_html(reading)} {said}</li>"


def _render_grades(trial: Row) -> str:
    grades = [load_wording().label("grades", to_text(code)) for code in trial.get("grades") or []]
    return escape_html(write_list(grades) or load_wording().label("stage", "not_stated"))


def _render_term(group: str, trial: Row) -> str:
    term = load_wording().term(group, to_text(trial.get(group)) or "not_stated")
    return render_explained(term.label, term.meaning)
