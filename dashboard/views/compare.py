"""Up to three trials side by side; the address names them: compare?nct=…&nct=…"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.data import find_place, list_sites, open_reader, read_sources, read_titles
from dashboard.parts.address import MOST_NOTES_OF_TRIALS, limit_notes, read_question, to_pairs
from dashboard.parts.address_bar import read_address
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.choices import choose_unit
from dashboard.parts.compare_table import LETTERS, Column, list_topics, render_differences, render_table
from dashboard.parts.escape import escape_html, escape_markdown, link, to_text
from dashboard.parts.keep_link import to_keep_pairs
from dashboard.parts.nearby_form import PAGE_NAMES
from dashboard.parts.print_view import print_address
from dashboard.parts.registry_text import mark_registry
from dashboard.parts.short_list import MOST_COMPARED, compare_address, read_kept
from dashboard.views.print_out import read_trials
from dashboard.words import say
from finder.store.reader import Reader

Pairs = Sequence[tuple[str, str]]


def show_compare() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    asked = read_address()
    question = read_question({name: values for name, values in asked.items() if name not in PAGE_NAMES})
    named = read_trials(reader, asked.get("nct", []))
    kept, kept_notes = read_kept(asked)
    trials = named.trials[:MOST_COMPARED]
    notes = [*limit_notes((*named.notes, *kept_notes, *question.notes), MOST_NOTES_OF_TRIALS)]
    if len(named.trials) > MOST_COMPARED:
        notes.append(say("compare.too_many", most=MOST_COMPARED))
    pairs = to_pairs(question.choices)

    titles = {0: "compare.none", 1: "compare.one"}
    st.title(escape_markdown(say(titles.get(len(trials), "compare.title"))), anchor=False)
    st.html(_render_way_back(kept, pairs))
    if notes:
        st.html(f'<div class="nf-stale" role="alert">{"".join(f"<p>{escape_html(note)}</p>" for note in notes)}</div>')
    st.html(f'<div class="nf-text"><p>{escape_html(_write_lead(len(trials)))}</p></div>')
    if trials:
        _show_trials(reader, trials, kept, pairs, question.choices)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))


def _write_lead(count: int) -> str:
    if count > 1:
        return say("compare.lead")
    return say("compare.one_what") if count else say("compare.none_what")


def _show_trials(
    reader: Reader,
    trials: Sequence[Mapping[str, Any]],
    kept: tuple[str, ...],
    pairs: Pairs,
    choices: dict[str, list[str]],
) -> None:
    place = find_place(choices)
    unit = choose_unit(choices, place.country_code if place else None)
    numbers = [to_text(trial["nct_id"]) for trial in trials]
    columns = [
        Column(
            trial,
            list_sites(reader, nct_id, place),
            f"trial?{urlencode([('nct', nct_id), *pairs, *to_keep_pairs(kept)])}",
            compare_address(_without(numbers, nct_id), _without(kept, nct_id), pairs),
        )
        for trial, nct_id in zip(trials, numbers, strict=True)
    ]
    topics = list_topics(columns, unit, datetime.now(UTC).date())
    st.html(f'<div class="nf-text">{render_differences(topics)}</div>')
    st.html(render_table(columns, topics))
    to_paper = link(print_address(numbers, pairs), escape_html(say("compare.print")), css="nf-go")
    st.html(f'<p class="nf-links">{to_paper}</p>')
    _show_others(reader, numbers, kept, pairs)


def _show_others(reader: Reader, shown: Sequence[str], kept: Sequence[str], pairs: Pairs) -> None:
    """Trials of the short list that found no room, each with a way into the table."""
    titles = read_titles(reader, [nct_id for nct_id in kept if nct_id not in shown])
    if not titles:
        return
    stay = list(shown)[: MOST_COMPARED - 1]
    letter = LETTERS[len(stay)]
    items = "".join(
        f"<li>{mark_registry(escape_html(title)) or nct_id} ({nct_id}) "
        f"{link(compare_address([*stay, nct_id], kept, pairs), escape_html(say('compare.swap', letter=letter)))}</li>"
        for nct_id, title in titles.items()
    )
    st.header(escape_markdown(say("compare.others")), anchor=False)
    st.html(f'<div class="nf-text"><ul class="nf-compare-others">{items}</ul></div>')


def _without(numbers: Sequence[str], nct_id: str) -> list[str]:
    return [number for number in numbers if number != nct_id]


def _render_way_back(kept: Sequence[str], pairs: Pairs) -> str:
    address = urlencode([*pairs, *to_keep_pairs(kept)])
    label = f"← {escape_html(say('compare.back'))}"
    return f'<p class="nf-links">{link(f"./?{address}", label)}</p>'
