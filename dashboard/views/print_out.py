"""Trials as sheets of paper, one page each, to take to the doctor; the address names them: print?nct=…&nct=…"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.data import find_place, list_sites, open_reader, read_sources
from dashboard.parts.address import read_question, shorten, to_pairs
from dashboard.parts.address_bar import read_address
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.choices import choose_unit
from dashboard.parts.escape import escape_html, escape_markdown, is_nct_id, link, to_text
from dashboard.parts.keep_link import to_keep_pairs
from dashboard.parts.nearby_form import PAGE_NAMES
from dashboard.parts.print_view import Sheet, render_sheet
from dashboard.parts.short_list import read_kept
from dashboard.words import say
from finder.store.reader import Reader

#: Sheets that one address can ask for.
MOST_TRIALS = 10
_MOST_NOTES = 12


@dataclass(frozen=True)
class Asked:
    """The trials that an address names, each once, and what had to be left out or told."""

    trials: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]


def show_print() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    address = {name: values for name, values in read_address().items() if name not in PAGE_NAMES}
    question = read_question(address)
    place = find_place(question.choices)
    asked = read_trials(reader, st.query_params.get_all("nct"))
    notes = [*asked.notes, *question.notes]
    if place is None and (near := question.choices.get("near")):
        notes.append(say("print.place_unknown", place=shorten(near[0])))
    freshness = judge_freshness(reader.meta, read_sources(reader))
    pairs = to_pairs(question.choices)

    st.title(escape_markdown(say("print.title" if asked.trials else "print.none")), anchor=False)
    st.html(f'<div class="nf-text">{_render_lead(asked.trials)}{_render_notes(notes)}</div>')
    st.html(_render_way_back(asked.trials, [*pairs, *_keep(asked.trials)]))
    st.html(render_banner(freshness))
    unit = choose_unit(question.choices, place.country_code if place else None)
    today = datetime.now(UTC).date()
    for trial in asked.trials:
        sites = list_sites(reader, to_text(trial["nct_id"]), place)
        st.html(render_sheet(Sheet(trial, sites, place, unit, today, freshness.warn)))


def read_trials(reader: Reader, said: Sequence[str]) -> Asked:
    """The first trials of an address, in its order. What is repeated, unknown or no number is told, not dropped."""
    numbers = [part for text in said for part in re.split(r"[\s,;]+", text) if part]
    trials: dict[str, Mapping[str, Any]] = {}
    notes: dict[str, None] = {}
    for number in numbers:
        if len(trials) == MOST_TRIALS:
            notes[say("print.too_many", n=len(numbers), most=MOST_TRIALS)] = None
            break
        nct_id = number.upper()
        if not is_nct_id(nct_id):
            notes[say("print.bad_number", said=shorten(number))] = None
        elif (trial := reader.read_trial(nct_id)) is None:
            notes[say("print.unknown", nct=nct_id)] = None
        else:
            found = to_text(trial["nct_id"])
            if found != nct_id:
                notes[say("print.renamed", old=nct_id, nct=found)] = None
            if found in trials:
                notes[say("print.repeated", nct=found)] = None
            trials.setdefault(found, trial)
    return Asked(tuple(trials.values()), tuple(notes)[:_MOST_NOTES])


def _keep(trials: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The short list to take back: the one of the address, else the several trials that are printed here."""
    kept, _ = read_kept({"keep": st.query_params.get_all("keep")})
    printed = [to_text(trial["nct_id"]) for trial in trials] if len(trials) > 1 else []
    return to_keep_pairs(kept or printed)


def _render_lead(trials: Sequence[Mapping[str, Any]]) -> str:
    if not trials:
        return f"<p>{escape_html(say('print.none_what', link=say('print.link')))}</p>"
    lead = say("print.lead_one") if len(trials) == 1 else say("print.lead_many", n=len(trials))
    lines = [escape_html(lead), f"<strong>{escape_html(say('print.how'))}</strong>", escape_html(say("print.paper"))]
    return "".join(f"<p>{line}</p>" for line in lines)


def _render_notes(notes: Sequence[str]) -> str:
    items = "".join(f"<li>{escape_html(note)}</li>" for note in notes)
    return f'<ul class="nf-print-notes">{items}</ul>' if items else ""


def _render_way_back(trials: Sequence[Mapping[str, Any]], pairs: Sequence[tuple[str, str]]) -> str:
    """One trial leads back to its page, several to the list."""
    if len(trials) == 1:
        address = f"trial?{urlencode([('nct', to_text(trials[0]['nct_id'])), *pairs])}"
        label = say("print.back")
    else:
        address = f"./?{urlencode(pairs)}"
        label = say("trial.back") if pairs else say("trial.back_plain")
    return f'<p class="nf-links">{link(address, f"← {escape_html(label)}")}</p>'
