"""The sections of one trial's page, each a function from rows to HTML."""

from collections.abc import Sequence
from datetime import date

from dashboard.parts.card import Row, is_true, render_explained, render_facts, render_tumor_sites
from dashboard.parts.contact import render_contact
from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.facts import (
    write_age,
    write_ages,
    write_date,
    write_distance,
    write_list,
    write_place,
)
from dashboard.parts.text import render_text
from dashboard.words import say
from finder.query.describe import Match, describe_trial, explain_match, group_sentences
from finder.vocabulary.wording import load_wording

_SITES_SHOWN = 15


def render_plain_card(trial: Row) -> str:
    """The trial in our own sentences, topic by topic."""
    told = group_sentences(describe_trial(trial))
    topics = "".join(f"<div><dt>{escape_html(head)}</dt><dd>{escape_html(text)}</dd></div>" for head, text in told)
    return f'<dl class="nf-plain">{topics}</dl><p class="nf-note">{escape_html(say("trial.plain_note"))}</p>'


def render_summary(trial: Row) -> str:
    """What the record itself says of the trial: names, sponsor and summary."""
    facts = [
        (say("trial.given"), escape_html(write_list(trial.get("interventions") or []))),
        (say("trial.diseases"), escape_html(write_list(trial.get("conditions") or []))),
        (say("trial.sponsor"), escape_html(trial.get("sponsor"))),
    ]
    return render_facts(facts) + render_text(trial.get("summary"))


def render_who(trial: Row) -> str:
    """Who may join: our short facts, then the record's own text, in two parts where it could be split."""
    wording = load_wording()
    facts = [
        (say("trial.ages"), escape_html(write_ages(trial.get("min_age_years"), trial.get("max_age_years")))),
        (say("trial.sex"), escape_html(wording.label("sex", to_text(trial.get("sex"))))),
        (say("card.site"), render_tumor_sites(trial)),
        (say("trial.cells"), _render_term("differentiation", trial)),
        (say("trial.receptors"), _render_term("sstr", trial)),
        (say("trial.prrt"), _render_term("prior_prrt", trial)),
    ]
    inclusion, exclusion = (to_text(trial.get(name)) for name in ("inclusion", "exclusion"))
    if inclusion or exclusion:
        parts = [("trial.inclusion", inclusion), ("trial.exclusion", exclusion)]
    else:
        parts = [("trial.eligibility", to_text(trial.get("eligibility")))]
    texts = "".join(f"<h3>{escape_html(say(name))}</h3>{render_text(text)}" for name, text in parts if text)
    return render_facts(facts) + (texts or f"<p>{escape_html(say('trial.eligibility_missing'))}</p>")


def render_sites(sites: Sequence[Row], nct_id: str, unit: str) -> str:
    """All sites in the given order; beyond the first ones the rest opens with a tap."""
    if not sites:
        return f"<p>{escape_html(say('trial.sites_missing'))}</p>"
    items = [_render_site(site, nct_id, unit) for site in sites]
    shown, rest = items[:_SITES_SHOWN], items[_SITES_SHOWN:]
    more = (
        f"<details><summary>{escape_html(say('trial.sites_more', n=len(rest)))}</summary>"
        f'<ul class="nf-sites">{"".join(rest)}</ul></details>'
        if rest
        else ""
    )
    return f'<ul class="nf-sites">{"".join(shown)}</ul>{more}'


def _render_site(site: Row, nct_id: str, unit: str) -> str:
    takes_people = is_true(site.get("recruiting"))
    label = load_wording().label("status", to_text(site.get("status")))
    place = write_place("", site.get("city"), site.get("region"), site.get("country"))
    distance = write_distance(site.get("distance_km"), unit)
    lines = [
        f"<strong>{escape_html(to_text(site.get('facility')) or say('site.unnamed'))}</strong>",
        escape_html(place + (f" · {distance}" if distance else "")),
        f'<span class="nf-status nf-{"open" if takes_people else "closed"}">{escape_html(label)}</span>',
        render_contact(site, nct_id),
    ]
    return f"<li>{'<br>'.join(line for line in lines if line)}</li>"


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
    items = [_render_match(explain_match(to_text(line), trial)) for line in trial.get("matched") or []]
    found = f'<ul class="nf-matched">{"".join(items)}</ul>' if items else ""
    return (
        f"<p><strong>{escape_html(relevance.label)}.</strong> {escape_html(relevance.meaning)}</p>"
        f"<p>{escape_html(say('trial.matched'))}</p>{found}"
    )


def _render_match(match: Match) -> str:
    """Our reading, then the record's words and where they stand; a line of another shape stays as it is."""
    if not match.label and not match.about:
        return f"<li>{escape_html(match.words)}</li>"
    read = ": ".join(part for part in (match.about, match.label) if part)
    words = escape_html(f"“{match.words}” {match.where}")
    return f'<li>{escape_html(read)} <span class="nf-note">{words}</span></li>'


def _render_term(group: str, trial: Row) -> str:
    term = load_wording().term(group, to_text(trial.get(group)) or "not_stated")
    return render_explained(term.label, term.meaning)
