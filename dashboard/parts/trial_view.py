"""The sections of one trial's page, each a function from rows to HTML."""

from collections.abc import Sequence
from datetime import date

from dashboard.parts.card import Row, is_true, render_explained, render_facts, render_tested, render_tumor_sites
from dashboard.parts.contact import render_contact
from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.facts import (
    write_age,
    write_ages,
    write_date,
    write_distance,
    write_phase,
    write_place,
)
from dashboard.parts.text import render_text
from dashboard.words import load_words, say
from finder.vocabulary.wording import load_wording

_SITES_SHOWN = 15


def render_summary(trial: Row) -> str:
    """What the trial is, in short facts, then the registry's own summary."""
    wording = load_wording()
    study_type = wording.term("study_type", to_text(trial.get("study_type")))
    facts = [
        (say("card.tested"), render_tested(trial)),
        (say("trial.kind"), render_explained(study_type.label, study_type.meaning)),
        (say("card.phase"), render_explained(*write_phase(trial.get("phases") or []))),
        (say("trial.chance"), _render_yes_no(trial.get("randomized"), "chance")),
        (say("trial.placebo"), _render_yes_no(trial.get("has_placebo"), "placebo")),
        (say("trial.size"), _render_size(trial)),
        (say("trial.sponsor"), escape_html(trial.get("sponsor"))),
    ]
    summary = render_text(trial.get("summary"))
    own_words = f"<h3>{escape_html(say('trial.own_words'))}</h3>{summary}" if summary else ""
    return render_facts(facts) + own_words


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
    items = [_render_match(to_text(line), trial) for line in trial.get("matched") or []]
    found = f'<ul class="nf-matched">{"".join(items)}</ul>' if items else ""
    return (
        f"<p><strong>{escape_html(relevance.label)}.</strong> {escape_html(relevance.meaning)}</p>"
        f"<p>{escape_html(say('trial.matched'))}</p>{found}"
    )


def _render_match(line: str, trial: Row) -> str:
    """'value: words (field)' with the value and the field in plain words; a line of another shape stays as it is."""
    value, colon, rest = line.partition(": ")
    words, bracket, field = rest.rpartition(" (")
    if not colon or not bracket or not field.endswith(")"):
        return f"<li>{escape_html(line)}</li>"
    where = load_words().get(f"field.{field.removesuffix(')')}", "")
    note = f' <span class="nf-note">{escape_html(where)}</span>' if where else ""
    return f"<li>{escape_html(_name_value(value, trial))}: “{escape_html(words)}”{note}</li>"


def _name_value(value: str, trial: Row) -> str:
    """A derived value in plain words. A code of two columns means the one where the trial has it."""
    if say_so := load_words().get(f"match.{value}"):
        return say_so
    column, _, code = value.rpartition(" ")
    if column in ("sstr", "prior_prrt"):
        return f"{say(f'match.{column}')}: {load_wording().label(column, code)}"
    code = value.removeprefix("both, ")
    known = [name for name, terms in load_wording().groups.items() if code in terms]
    held = [name for name in known if code in _list_values(trial.get(name))]
    return load_wording().label(next(iter([*held, *known]), ""), code)


def _list_values(cell: object) -> list[str]:
    return [to_text(item) for item in cell] if isinstance(cell, list) else [to_text(cell)]


def _render_term(group: str, trial: Row) -> str:
    term = load_wording().term(group, to_text(trial.get(group)) or "not_stated")
    return render_explained(term.label, term.meaning)


def _render_yes_no(value: object, name: str) -> str:
    answer = "unknown" if not to_text(value) else "yes" if is_true(value) else "no"
    return escape_html(say(f"{name}.{answer}"))


def _render_size(trial: Row) -> str:
    count = to_text(trial.get("enrollment"))
    return escape_html(say("trial.people", n=f"{int(float(count)):,}")) if count else ""
