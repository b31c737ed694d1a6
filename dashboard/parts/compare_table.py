"""Trials side by side as a table: a row a topic, a column a trial, and in words whether they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.parts.card import Row, is_true, render_stale, render_tested, render_update
from dashboard.parts.center_card import say_number
from dashboard.parts.contact import has_contact, render_contact
from dashboard.parts.escape import escape_html, link, registry_address, to_text
from dashboard.parts.facts import (
    write_ages,
    write_distance,
    write_labels,
    write_list,
    write_phase,
    write_place,
)
from dashboard.parts.registry_text import mark_registry
from dashboard.words import say
from finder.places import say_country
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

LETTERS = "ABC"
#: Facts of who may join that have one code a trial: the column, and the name that the trial's page has for it.
_EVERY = (
    ("sex", "trial.sex"),
    ("differentiation", "trial.cells"),
    ("sstr", "trial.receptors"),
    ("prior_prrt", "trial.prrt"),
    ("stage", "trial.stage"),
    ("line_of_therapy", "trial.line"),
)
_CODES = tuple(pair for pair in _EVERY if load_profile().has(pair[0]))
_GRADES = tuple(name for name in ("grades",) if load_profile().has(name))
_COUNTRIES_SHOWN = 4
_SENTENCES = (
    ("other", "compare.differ"),
    ("same", "compare.same"),
    ("unsaid", "compare.unsaid"),
    ("silent", "compare.silent"),
)


@dataclass(frozen=True)
class Column:
    """One trial. `sites` have distance_km, those that take people first, then the nearest."""

    trial: Mapping[str, Any]
    sites: Sequence[Row]
    address: str
    away: str

    @property
    def nct_id(self) -> str:
        return to_text(self.trial["nct_id"])


@dataclass(frozen=True)
class Cell:
    """What a table shows of one trial, as HTML; `said` is what is compared, "" where the record does not say."""

    html: str
    said: str


@dataclass(frozen=True)
class Topic:
    """One row of the table. `mark` is "same", "other" or "unsaid", and "silent" where no record says anything; "" where
    two trials are never alike."""

    name: str
    cells: tuple[Cell, ...]
    mark: str


def list_topics(columns: Sequence[Column], unit: str, today: date) -> list[Topic]:
    """All rows of the table, in the order in which people ask."""
    has_place = any(site.get("distance_km") is not None for column in columns for site in column.sites)
    rows = [
        (say("compare.status"), [_tell_status(column.trial) for column in columns]),
        (say("compare.tested"), [_tell_tested(column.trial) for column in columns]),
        (say("compare.phase"), [_tell_phase(column.trial) for column in columns]),
        (say("compare.randomized"), [_tell_yes(column.trial, "randomized") for column in columns]),
        (say("compare.placebo"), [_tell_yes(column.trial, "has_placebo", "placebo") for column in columns]),
        (say("trial.ages"), [_tell_ages(column.trial) for column in columns]),
        (say("card.site"), [_tell_labels(column.trial, "primary_sites") for column in columns]),
        *((say("trial.grades"), [_tell_labels(column.trial, name) for column in columns]) for name in _GRADES),
        *((say(name), [_tell_code(column.trial, code) for column in columns]) for code, name in _CODES),
    ]
    topics = [Topic(name, tuple(cells), _judge(cells)) for name, cells in rows]
    nearest = say("compare.nearest" if has_place else "compare.places")
    topics.append(Topic(nearest, tuple(_tell_nearest(column, unit) for column in columns), ""))
    topics.append(Topic(say("compare.call"), tuple(_tell_call(column) for column in columns), ""))
    topics.append(Topic(say("compare.updated"), tuple(_tell_update(column.trial, today) for column in columns), ""))
    return topics


def _judge(cells: Sequence[Cell]) -> str:
    """Silence is no answer, so a topic on which one record is silent is neither the same nor another."""
    said = {cell.said for cell in cells}
    if said == {""}:
        return "silent"
    if len(cells) < 2:
        return ""
    return "unsaid" if "" in said else "same" if len(said) == 1 else "other"


def render_differences(topics: Sequence[Topic]) -> str:
    """In words: in what the trials differ, in what they are alike, and where records are silent."""
    lines = []
    for mark, sentence in _SENTENCES:
        if names := [topic.name for topic in topics if topic.mark == mark]:
            lines.append(f"<li>{escape_html(say(sentence, names='; '.join(names)))}</li>")
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def render_table(columns: Sequence[Column], topics: Sequence[Topic]) -> str:
    """The table in a frame that can be reached by keyboard and scrolled; topics that no record speaks of are left out.

    On a phone the rows become blocks, so the roles are named: a changed display would take them from the table.
    """
    heads = "".join(_render_head(column, letter) for column, letter in zip(columns, LETTERS, strict=False))
    rows = "".join(_render_row(topic, columns) for topic in topics if topic.mark != "silent")
    css = "nf-compare nf-compare-two" if len(columns) == 2 else "nf-compare"
    caption = escape_html(say_number("compare.caption_one", "compare.caption", len(columns)))
    return (
        f'<div class="nf-text"><div class="nf-compare-frame" role="region" tabindex="0" aria-label="{caption}">'
        f'<table class="{css}" role="table"><caption>{caption}</caption><thead role="rowgroup"><tr role="row">'
        f'<th scope="col" role="columnheader">{escape_html(say("compare.topic"))}</th>{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div></div>'
    )


def _render_head(column: Column, letter: str) -> str:
    title = link(column.address, mark_registry(escape_html(column.trial.get("title"))) or column.nct_id)
    registry = link(registry_address(column.nct_id), escape_html(say("card.registry", nct=column.nct_id)))
    away = link(column.away, escape_html(say("compare.drop", letter=letter)))
    return (
        f'<th scope="col" role="columnheader"><div class="nf-note">{escape_html(say("compare.letter", letter=letter))}'
        f'</div><div class="nf-compare-name">{title}</div><div class="nf-note">{registry}</div>'
        f'<div class="nf-note">{away}</div></th>'
    )


def is_told_once(topic: Topic) -> bool:
    """Whether a phone shows one cell for all trials: only where nothing at all sets them apart, notes included."""
    return topic.mark == "same" and len({cell.html for cell in topic.cells}) == 1


def _render_row(topic: Topic, columns: Sequence[Column]) -> str:
    marks = {"same": "compare.is_same", "other": "compare.is_other", "unsaid": "compare.is_unsaid"}
    mark = f'<div class="nf-compare-mark">{escape_html(say(marks[topic.mark]))}</div>' if topic.mark else ""
    every = escape_html(say("compare.all"))
    cells = "".join(
        f'<td role="cell" data-trial="{escape_html(say("compare.letter", letter=letter))}" data-all="{every}">'
        f"{cell.html}</td>"
        for cell, letter in zip(topic.cells, LETTERS[: len(columns)], strict=True)
    )
    css = f' class="nf-compare-{topic.mark}{" nf-compare-one" if is_told_once(topic) else ""}"' if topic.mark else ""
    return f'<tr role="row"{css}><th scope="row" role="rowheader">{escape_html(topic.name)}{mark}</th>{cells}</tr>'


def _tell(text: str) -> Cell:
    return Cell(escape_html(text or say("compare.missing")), text)


def _tell_status(trial: Row) -> Cell:
    code = to_text(trial.get("status"))
    term = load_wording().term("status", code)
    tone = "open" if code in ("RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE") else "closed"
    return Cell(
        f'<span class="nf-status nf-{tone}"><strong>{escape_html(term.label)}</strong></span>{render_stale(trial)}',
        code,
    )


def _tell_tested(trial: Row) -> Cell:
    groups = [code for code in trial.get("treatments") or [] if code != "other"]
    names = [to_text(name).casefold() for name in trial.get("interventions") or []]
    return Cell(render_tested(trial), "|".join(sorted([*groups, *names])))


def _tell_phase(trial: Row) -> Cell:
    phases = [to_text(phase) for phase in trial.get("phases") or []]
    label, meaning = write_phase(phases)
    note = f' <div class="nf-note">{escape_html(meaning)}</div>' if meaning else ""
    return Cell(f"{escape_html(label)}{note}", "|".join(sorted(phases)))


def _tell_yes(trial: Row, column: str, name: str = "") -> Cell:
    """Yes, no, or nothing said: a missing cell is no "no"."""
    if not to_text(trial.get(column)):
        return _tell("")
    return _tell(say(f"compare.{name or column}_{'yes' if is_true(trial.get(column)) else 'no'}"))


def _tell_ages(trial: Row) -> Cell:
    text = write_ages(trial.get("min_age_years"), trial.get("max_age_years"))
    return Cell(escape_html(text), "" if text == say("ages.any") else text)


def _tell_labels(trial: Row, column: str) -> Cell:
    codes = [to_text(code) for code in trial.get(column) or []]
    labels = [load_wording().label(column, code) for code in codes]
    return Cell(escape_html(write_labels(labels) or say("compare.missing")), "|".join(sorted(codes)))


def _tell_code(trial: Row, column: str) -> Cell:
    code = to_text(trial.get(column))
    return _tell("" if code in ("", "not_stated") else load_wording().label(column, code))


def _tell_nearest(column: Column, unit: str) -> Cell:
    """The nearest place that takes people, else how many there are and in which countries."""
    if not column.sites:
        return _tell(say("print.no_places"))
    open_sites = [site for site in column.sites if is_true(site.get("recruiting"))]
    if not open_sites:
        return _tell(say("print.open_none"))
    count = say("print.open_one") if len(open_sites) == 1 else say("print.open_many", n=f"{len(open_sites):,}")
    site = open_sites[0]
    distance = write_distance(site.get("distance_km"), unit)
    countries = list(dict.fromkeys(say_country(to_text(each.get("country"))) for each in open_sites))
    if not distance and len(open_sites) > 1:
        return _tell(f"{count} {write_list(countries, _COUNTRIES_SHOWN)}")
    names = [site.get(name) for name in ("city", "region", "country")]
    where = write_place(to_text(site.get("facility")) or say("site.unnamed"), *names)
    far = f"<strong>{escape_html(distance)}</strong> " if distance else ""
    return Cell(f'{far}<div class="nf-where">{escape_html(where)}</div><div class="nf-note">{count}</div>', where)


def _tell_call(column: Column) -> Cell:
    """The nearest open place that has a contact, else the trial's own, else who runs it."""
    open_sites = [site for site in column.sites if is_true(site.get("recruiting"))]
    row = next((site for site in (*open_sites, column.trial) if has_contact(site)), None)
    if row is not None:
        return Cell(render_contact(row, column.nct_id), "")
    sponsor = to_text(column.trial.get("sponsor"))
    return _tell(
        say("compare.call_sponsor", sponsor=sponsor.removesuffix(".")) if sponsor else say("compare.call_nobody")
    )


def _tell_update(trial: Row, today: date) -> Cell:
    return Cell(render_update(trial, today), "")
