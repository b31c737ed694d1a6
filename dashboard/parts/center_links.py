"""Addresses between the lists, one center and one trial: each takes the question along, and so keeps the way back."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dashboard.parts.address import Reading, read_question, to_pairs
from dashboard.parts.center_filters import CENTERS_FORM, PEOPLE_FORM
from dashboard.parts.escape import escape_html, is_nct_id, link
from dashboard.parts.nearby_form import PAGE_NAMES, NearbyReading, read_nearby
from dashboard.words import say

Pairs = Sequence[tuple[str, str]]
#: What all lists ask in the same words.
SHARED = ("near", "within", "country", "region", "city", "site", "treatment")


def center_address(center_id: str, pairs: Pairs = ()) -> str:
    """The page of one center."""
    return f"center?{urlencode([('id', center_id), *pairs])}"


def trial_address_from(nct_id: str, origin: tuple[str, str], pairs: Pairs) -> str:
    """The page of one trial, opened from a list ("from", its name) or from a center ("center", its identifier)."""
    return f"trial?{urlencode([('nct', nct_id), origin, *pairs])}"


def list_address(name: str, pairs: Pairs) -> str:
    """One of the lists with as much of a question as all lists share; "./" is the list of trials."""
    shared = [pair for pair in pairs if pair[0] in SHARED]
    return f"{name}?{urlencode(shared)}" if shared else name


def read_pairs(asked: Mapping[str, Sequence[str]]) -> Pairs:
    """The question that a center or a trial was opened with, as pairs, in the words of the list that it came from."""
    return to_pairs(_read(asked).choices)


def list_notes(asked: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What of that question could not be read, a sentence each."""
    return _read(asked).notes


def _read(asked: Mapping[str, Sequence[str]]) -> Reading | NearbyReading[Any]:
    question = {name: values for name, values in asked.items() if name not in PAGE_NAMES}
    origin = _first(asked, "from")
    if origin == "people":
        return read_nearby(PEOPLE_FORM, question)
    if origin == "trial":
        return read_question(question)
    return read_nearby(CENTERS_FORM, question)


def keep_origin(asked: Mapping[str, Sequence[str]]) -> Pairs:
    """The list that a center was opened from, to take along."""
    origin = _first(asked, "from")
    return [("from", origin)] if origin in ("people", "centers") else []


def render_way_back(asked: Mapping[str, Sequence[str]]) -> str:
    """The way back from a center or a trial to where it was opened; "" where that is the list of trials."""
    pairs, origin = read_pairs(asked), _first(asked, "from")
    center_id, nct_id = _first(asked, "center"), _first(asked, "nct")
    if center_id:
        return _render(center_address(center_id, [*keep_origin(asked), *pairs]), say("center.back_center"))
    if origin == "people":
        return _render(f"people?{urlencode(pairs)}", say("center.back_people"))
    if origin == "trial" and is_nct_id(nct_id):
        return _render(f"trial?{urlencode([('nct', nct_id), *pairs])}", say("center.back_trial"))
    if origin == "centers" or "id" in asked:
        label = say("center.back") if pairs or origin == "centers" else say("center.back_plain")
        return _render(f"centers?{urlencode(pairs)}", label)
    return ""


def _first(asked: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(asked.get(name, [])), "").strip()


def _render(address: str, label: str) -> str:
    return f'<p class="nf-links">{link(address, f"← {escape_html(label)}")}</p>'
