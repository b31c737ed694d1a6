"""One trial as one sheet of paper: what it is, whom to call, and questions with room to write.

Every text is bounded, so that a sheet is one page of A4 or Letter; the sheet of styles lets the questions fill what the
rest leaves over. Links are text here, for paper cannot be tapped.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dashboard.parts.card import Row, is_true
from dashboard.parts.contact import has_contact
from dashboard.parts.escape import escape_html, registry_address, to_text
from dashboard.parts.facts import (
    write_age,
    write_ages,
    write_date,
    write_distance,
    write_list,
    write_phase,
    write_place,
)
from dashboard.parts.registry_text import mark_lang, mark_quoted, say_with_record
from dashboard.parts.source_words import write_title
from dashboard.words import say
from finder.places import say_country
from finder.query.describe import describe_trial
from finder.query.places import Place
from finder.query.questions import Question, list_questions
from finder.sources import load_sources
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

#: Characters; the registry takes no longer title.
_LONGEST_TITLE, _LONGEST_NAME, _LONGEST_PLACE, _LONGEST_WORDS, _LONGEST_CONTACT = 300, 80, 36, 45, 80
#: Of the questions that fit a trial, as many as a sheet has room for in most cases.
_QUESTIONS = 8
_TREATMENTS_TOLD, _PHASES_TOLD, _LABELS_TOLD, _COUNTRIES_TOLD = 2, 2, 3, 4
#: What a record may state of the tumor and of earlier treatment, beside age and sex.
_EVERY = ("primary_sites", "differentiation", "grades", "stage", "line_of_therapy", "sstr", "prior_prrt")
_FACETS = tuple(column for column in _EVERY if load_profile().has(column))


@dataclass(frozen=True)
class Sheet:
    """What one page is made of. `sites` have distance_km, those that take people first, then the nearest.

    `place` is where the person is, None where it is not known; `unit` "mi" or "km"; `is_old`: the data may be old.
    """

    trial: Mapping[str, Any]
    sites: Sequence[Row]
    place: Place | None
    unit: str
    today: date
    is_old: bool = False

    @property
    def open_sites(self) -> list[Row]:
        return [site for site in self.sites if is_true(site.get("recruiting"))]


def print_address(nct_ids: Sequence[str], pairs: Sequence[tuple[str, str]] = ()) -> str:
    """The page that prints these trials; `pairs`, the question they were found with, holds the place."""
    return f"print?{urlencode([*(('nct', nct_id) for nct_id in nct_ids), *pairs])}"


def render_sheet(sheet: Sheet) -> str:
    """One page as HTML. Raises ValueError for a row without an NCT number."""
    nct_id = to_text(sheet.trial["nct_id"])
    address = registry_address(nct_id)
    rows = [
        (say("print.tested"), [_write_tested(sheet.trial)]),
        (say("print.who"), [_write_who(sheet.trial)]),
        (say("print.unsaid"), [_write_unsaid(sheet.trial)]),
        _write_nearest(sheet),
        (say("print.call"), _write_call(sheet)),
    ]
    facts = "".join(
        f"<div><dt>{escape_html(name)}</dt><dd>{mark_quoted('<br>'.join(map(escape_html, lines)))}</dd></div>"
        for name, lines in rows
        if any(lines)
    )
    items = "".join(map(_render_question, ask_about(sheet)))
    title = escape_html(_shorten(sheet.trial.get("title"), _LONGEST_TITLE) or nct_id)
    return (
        f'<article class="nf-print-page" aria-labelledby="nf-print-{nct_id}">'
        f'<h2 id="nf-print-{nct_id}"{mark_lang()}>{title}</h2>'
        f'<p class="nf-print-id"><strong>{nct_id}</strong> · {escape_html(address)}</p>'
        f'{_render_state(sheet)}<dl class="nf-print-facts">{facts}</dl>'
        f'<h3>{escape_html(say("print.questions"))}</h3><ol class="nf-print-asked">{items}</ol>'
        f'<p class="nf-print-own">{escape_html(say("print.own"))}</p>'
        f'<p class="nf-print-end">{escape_html(_write_end(sheet, address))}</p></article>'
    )


def ask_about(sheet: Sheet) -> list[Question]:
    """The questions that fit the trial and where its nearest open place is."""
    nearest = next(iter(sheet.open_sites), None)
    distance, here = None, None
    if nearest is not None and sheet.place is not None:
        distance = nearest.get("distance_km")
        there = to_text(nearest.get("country_code"))
        here = there == sheet.place.country_code if there and sheet.place.country_code else None
    return list_questions(sheet.trial, nearest_km=distance, same_country=here, most=_QUESTIONS)


def _render_question(question: Question) -> str:
    why = escape_html(question.why)
    if question.words:
        words = _shorten(question.words.translate({ord("“"): "'", ord("”"): "'"}), _LONGEST_WORDS)
        why += f" {say_with_record('print.words', 'words', words)}"
    note = f' <span class="nf-print-why">{why}</span>' if why else ""
    return f"<li><strong>{escape_html(question.text)}</strong>{note}</li>"


def _render_state(sheet: Sheet) -> str:
    """Status in words with its dates, and why it may be out of date."""
    trial, wording = sheet.trial, load_wording()
    term = wording.term("status", to_text(trial.get("status"))[:_LONGEST_NAME])
    updated = write_date(trial.get("last_update_posted"))
    age = write_age(trial.get("last_update_posted"), sheet.today)
    if updated:
        told = say("print.updated", date=updated, age=age) if age else say("print.updated_plain", date=updated)
    else:
        told = say("print.updated_missing")
    if confirmed := write_date(trial.get("status_verified")):
        told += f" {say('print.confirmed', date=confirmed)}"
    stale = [wording.term("stale", code) for code in list(trial.get("stale") or [])[:_LABELS_TOLD]]
    warning = " ".join(f"{each.label}. {each.meaning}" for each in stale)
    warned = f'<p class="nf-print-stale">{escape_html(warning)}</p>' if warning else ""
    meaning = f"{term.meaning} {told}".strip()
    return f"<p><strong>{escape_html(term.label)}.</strong> {escape_html(meaning)}</p>{warned}"


def _write_tested(trial: Mapping[str, Any]) -> str:
    """Our own sentences on what is tested, with the record's names, and the phase."""
    treatments = list(trial.get("treatments") or [])
    told = describe_trial({**trial, "treatments": treatments[:_TREATMENTS_TOLD]})
    parts = [sentence.text for sentence in told if sentence.topic == "tested"]
    if more := len(treatments) - _TREATMENTS_TOLD:
        parts += [f"({say('list.more', n=more)})"] if more > 0 else []
    label, meaning = write_phase(list(trial.get("phases") or [])[:_PHASES_TOLD])
    return " ".join([*parts, f"{say('card.phase')}: {label}." if not meaning else f"{label}: {meaning}"])


def _write_who(trial: Mapping[str, Any]) -> str:
    """Age, sex, and what the record states of the tumor and of earlier treatment."""
    facts = [
        f"{say('trial.ages')}: {write_ages(trial.get('min_age_years'), trial.get('max_age_years'))}",
        f"{say('trial.sex')}: {load_wording().label('sex', to_text(trial.get('sex')))}",
    ]
    facts += [
        f"{_begin(say(f'facet.{column}'))}: {told}" for column in _FACETS if (told := _write_labels(trial, column))
    ]
    return ". ".join(facts) + "."


def _write_unsaid(trial: Mapping[str, Any]) -> str:
    """What the record leaves open, which is worth a question each."""
    return _begin(write_list([say(f"facet.{column}") for column in _FACETS if not _write_labels(trial, column)]))


def _write_labels(trial: Mapping[str, Any], column: str) -> str:
    cell = trial.get(column)
    codes = [to_text(code) for code in (cell if isinstance(cell, (list, tuple)) else [cell])]
    labels = [_shorten(load_wording().label(column, code), _LONGEST_NAME) for code in codes if code]
    return write_list(labels, _LABELS_TOLD) if codes != ["not_stated"] else ""


def _write_nearest(sheet: Sheet) -> tuple[str, list[str]]:
    """The nearest open place where we know where the person is, else how many are open and where."""
    if not sheet.sites:
        return say("print.places"), [say("print.no_places")]
    if not sheet.open_sites:
        return say("print.places"), [say("print.open_none")]
    count = len(sheet.open_sites)
    counted = say("print.open_one") if count == 1 else say("print.open_many", n=f"{count:,}")
    if sheet.place is None and count > 1:
        named = [say_country(to_text(site.get("country"))) for site in sheet.open_sites]
        countries = dict.fromkeys(_shorten(name, _LONGEST_PLACE) for name in named)
        return say("print.places"), [f"{counted} {write_list(list(countries), _COUNTRIES_TOLD)}"]
    site = sheet.open_sites[0]
    distance = write_distance(site.get("distance_km"), sheet.unit)
    told = [_write_where(site), counted]
    if distance and sheet.place is not None:
        place = _shorten(sheet.place.name, _LONGEST_PLACE)
        told[1] = f"{say('print.distance', distance=distance, place=place)} {counted}"
    return say("print.nearest" if distance else "print.first"), told


def _write_where(site: Row) -> str:
    """Name and place of a site, on two lines at most in nearly all cases."""
    name = _shorten(site.get("facility"), _LONGEST_NAME) or say("site.unnamed")
    return write_place(name, *(_shorten(site.get(column), _LONGEST_PLACE) for column in ("city", "region", "country")))


def _write_call(sheet: Sheet) -> list[str]:
    """The contact of the first open place that has one, and the trial's own; else the sponsor."""
    ways = []
    if site := next((site for site in sheet.open_sites if has_contact(site)), None):
        name = _shorten(site.get("facility"), _LONGEST_NAME) or say("site.unnamed")
        where = write_place(name, _shorten(site.get("city"), _LONGEST_PLACE))
        ways.append(say("print.call_at", where=where, contact=_write_contact(site)))
    if has_contact(sheet.trial):
        ways.append(say("print.call_central", contact=_write_contact(sheet.trial)))
    if ways:
        return ways
    sponsor = _shorten(sheet.trial.get("sponsor"), _LONGEST_NAME)
    return [say("print.call_sponsor", sponsor=sponsor.removesuffix(".")) if sponsor else say("print.call_nobody")]


def _write_contact(row: Row) -> str:
    """Name, telephone and e-mail. Half a number or address is worse than none, so a long one is left to the record."""
    name = _shorten(row.get("contact_name"), _LONGEST_PLACE)
    ways = [" ".join(to_text(row.get(column)).split()) for column in ("contact_phone", "contact_email")]
    ways = [way if len(way) <= _LONGEST_CONTACT else say("print.too_long") for way in ways]
    return ", ".join(filter(None, [name, *ways]))


def _write_end(sheet: Sheet, address: str) -> str:
    code = to_text(sheet.trial.get("source"))
    declared = load_sources().get(code)
    source = write_title(declared) if declared else _shorten(code, _LONGEST_NAME)
    read = say("print.read", source=source, date=write_date(sheet.trial.get("fetched_at")))
    old = [say("print.old")] if sheet.is_old else []
    return " ".join([read, *old, say("print.no_advice", address=address.removeprefix("https://"))])


def _begin(text: str) -> str:
    """The text as it begins a line."""
    return text[:1].upper() + text[1:]


def _shorten(cell: object, most: int) -> str:
    """A text of the record on one line, cut between words, or within one that has no end."""
    text = textwrap.shorten(to_text(cell)[: 4 * most], most, placeholder=" …")
    return text if text != "…" else f"{' '.join(to_text(cell).split())[: most - 1]}…"
