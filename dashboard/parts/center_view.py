"""The sections of one center's page, each a function from rows to HTML."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dashboard.parts.card import Row, is_true, render_facts
from dashboard.parts.center_card import (
    clip,
    link_trial,
    list_pages,
    render_accreditation,
    render_page,
    render_phone,
    render_specialties,
    write_evidence,
    write_kind,
    write_source,
)
from dashboard.parts.center_links import Pairs
from dashboard.parts.contact import has_contact, render_contact
from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.facts import write_date, write_place
from dashboard.parts.person_view import write_roles
from dashboard.parts.web_address import link_page, write_host
from dashboard.words import say
from finder.vocabulary.wording import load_wording

_SHOWN = 8
_LONGEST_WORDS = 1000


def render_reach(center: Row) -> str:
    """Phone and page, and what to ask; where there is neither, who else may be called."""
    facts = [(say("center.phone"), render_phone(center)), (say("center.url"), render_page(center))]
    if not any(value for _, value in facts):
        return f"<p>{escape_html(say('center.reach_none'))}</p>"
    return f"{render_facts(facts)}<p>{escape_html(say('center.reach_call'))}</p>"


def render_listings(listings: Sequence[Row], today: date) -> str:
    """What each source says, each with its own year, day, kind of proof and link."""
    if not listings:
        return f"<p>{escape_html(say('center.says_by_trials'))}</p>"
    lead = f"<p>{escape_html(say('center.says_lead'))}</p>"
    return lead + render_list([_render_listing(listing, today) for listing in listings])


def _render_listing(listing: Row, today: date) -> str:
    facts = [
        (say("center.listed_as"), escape_html(write_kind(listing))),
        (say("center.accreditation"), render_accreditation(listing, today)),
        (say("center.specialties"), render_specialties(listing)),
        (say("center.phone"), render_phone(listing)),
        (say("center.url"), render_page(listing)),
        (say("center.evidence"), escape_html(write_evidence(listing))),
        (say("center.day"), escape_html(write_date(listing.get("checked")))),
    ]
    place = write_place(clip(listing.get("name")), listing.get("city"), listing.get("country"))
    pages = ", ".join(link_page(page, write_host(page)) for page in list_pages(listing.get("source_url")))
    where = f"<p>{escape_html(say('center.source'))}: {pages}</p>" if pages else ""
    words = to_text(listing.get("as_written"))[:_LONGEST_WORDS]
    written = f'<p class="nf-note">{escape_html(say("center.as_written", words=words))}</p>' if words else ""
    return (
        f"<h3>{escape_html(write_source(listing))}</h3><p><strong>{escape_html(place)}</strong></p>"
        f"{render_facts(facts)}{written}{where}"
    )


def render_center_trials(trials: Sequence[Row], sites: Sequence[Row], center_id: str, pairs: Pairs) -> str:
    """All trials there in the given order, each with whom its sites there name."""
    if not trials:
        return f"<p>{escape_html(say('center.trials_no'))}</p>"
    by_trial: dict[str, list[Row]] = {}
    for site in sites:
        by_trial.setdefault(to_text(site.get("nct_id")), []).append(site)
    titles = {to_text(trial["nct_id"]): to_text(trial.get("title")) for trial in trials}
    items = [
        _render_trial(trial, by_trial.get(to_text(trial["nct_id"]), []), titles, center_id, pairs) for trial in trials
    ]
    return f"<p>{escape_html(say('center.trials_lead'))}</p>{render_list(items)}"


def _render_trial(trial: Row, sites: Sequence[Row], titles: Mapping[str, str], center_id: str, pairs: Pairs) -> str:
    nct_id = to_text(trial["nct_id"])
    here = is_true(trial.get("takes_people_here"))
    status = load_wording().label("status", to_text(trial.get("status")))
    said = say("center.here_now") if here else say("center.not_here", status=status)
    # One team often stands at several sites of one center, in the same words.
    contacts = dict.fromkeys(
        render_contact(site, nct_id)
        for site in sites
        if has_contact(site) and (not here or is_true(site.get("recruiting")))
    )
    calls = "".join(f'<p class="nf-center-call">{contact}</p>' for contact in contacts)
    return (
        f"<p><strong>{link_trial(nct_id, titles, ('center', center_id), pairs)}</strong></p>"
        f'<p class="nf-status nf-{"open" if here else "closed"}">{escape_html(said)}</p>{calls}'
    )


def render_center_people(people: Sequence[Row], titles: Mapping[str, str], center_id: str, pairs: Pairs) -> str:
    """Who leads trials there, with roles and trials, as the registry has them."""
    if not people:
        return f"<p>{escape_html(say('center.people_none'))}</p>"
    items = []
    for person in people:
        cell = person.get("nct_ids")
        numbers = [to_text(number) for number in (cell if isinstance(cell, list) else [])]
        trials = "".join(f"<li>{link_trial(number, titles, ('center', center_id), pairs)}</li>" for number in numbers)
        items.append(
            f"<p><strong>{escape_html(clip(person.get('name')))}</strong></p><p>{escape_html(write_roles(person))}</p>"
            f'<ul class="nf-center-trials">{trials}</ul>'
        )
    return render_list(items)


def render_list(items: Sequence[str], render: Callable[[str], str] = lambda item: f"<li>{item}</li>") -> str:
    """Items of HTML as a list; beyond the first ones the rest opens with a tap."""
    shown, rest = items[:_SHOWN], items[_SHOWN:]
    more = (
        f"<details><summary>{escape_html(say('center.show_more', n=len(rest)))}</summary>"
        f'<ul class="nf-center-list">{"".join(map(render, rest))}</ul></details>'
        if rest
        else ""
    )
    return f'<ul class="nf-center-list">{"".join(map(render, shown))}</ul>{more}'
