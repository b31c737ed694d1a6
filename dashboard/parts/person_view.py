"""People who lead trials, as the registry publishes them: roles in words, where, and which trials. Never a ranking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.parts.card import Row, render_facts
from dashboard.parts.center_card import clip, link_trial, list_cell
from dashboard.parts.center_links import Pairs, center_address
from dashboard.parts.escape import escape_html, link, to_text
from dashboard.parts.facts import write_distance, write_labels, write_place
from dashboard.words import load_words, say

_TRIALS_SHOWN = 5


@dataclass(frozen=True)
class PeopleView:
    """What the entries need beside the rows: the question as pairs of an address, the unit of distance, whether a
    place was asked, and the titles of the trials by number."""

    address: Pairs
    unit: str
    near: bool
    titles: Mapping[str, str]


def render_people(rows: Iterable[Row], view: PeopleView) -> str:
    """One entry a person."""
    cards = "".join(_render_person(row, view, number) for number, row in enumerate(rows))
    return f'<div class="nf-cards">{cards}</div>'


def _render_person(row: Row, view: PeopleView, number: int) -> str:
    facts = [
        (say("people.role"), escape_html(write_roles(row))),
        (say("people.affiliation"), escape_html(_write_affiliation(row))),
        (say("people.center"), _render_center(row, view)),
        (say("people.nearest" if view.near else "people.place"), _render_place(row, view)),
    ]
    return (
        f'<article class="nf-card nf-person" aria-labelledby="nf-person-{number}">'
        f'<h3 id="nf-person-{number}">{escape_html(clip(row.get("name")))}</h3>{render_facts(facts)}'
        f"{_render_trials(row, view)}</article>"
    )


def write_roles(row: Row) -> str:
    """Roles in words; a code that nobody foresaw stays as it is, and a record without one says so."""
    roles = [load_words().get(f"role.{role}", clip(role.replace("_", " ").lower())) for role in list_cell(row, "roles")]
    return write_labels(roles) or say("people.role_none")


def _write_affiliation(row: Row) -> str:
    """Affiliation, where the center does not say the same."""
    affiliation, center = clip(row.get("affiliation")), to_text(row.get("center_name"))
    return "" if affiliation.casefold() == center.casefold() else affiliation


def _render_center(row: Row, view: PeopleView) -> str:
    name, center_id = clip(row.get("center_name")), to_text(row.get("center_id"))
    if not name or not center_id:
        return escape_html(clip(row.get("facility")))
    return link(center_address(center_id, [("from", "people"), *view.address]), escape_html(name))


def _render_place(row: Row, view: PeopleView) -> str:
    place = write_place("", row.get("city"), row.get("region"), row.get("country"))
    if not place:
        return escape_html(say("people.place_missing"))
    distance = write_distance(row.get("distance_km"), view.unit) if view.near else ""
    return f"<strong>{escape_html(distance)}</strong> · {escape_html(place)}" if distance else escape_html(place)


def _render_trials(row: Row, view: PeopleView) -> str:
    items = [
        f"<li>{link_trial(number, view.titles, ('from', 'people'), view.address)}</li>"
        for number in list_cell(row, "nct_ids")
    ]
    shown, rest = items[:_TRIALS_SHOWN], items[_TRIALS_SHOWN:]
    more = (
        f'<details class="nf-more"><summary>{escape_html(say("center.show_more", n=len(rest)))}</summary>'
        f'<ul class="nf-center-trials">{"".join(rest)}</ul></details>'
        if rest
        else ""
    )
    return (
        f'<p class="nf-center-lead">{escape_html(say("people.trials"))}</p>'
        f'<ul class="nf-center-trials">{"".join(shown)}</ul>{more}'
    )
