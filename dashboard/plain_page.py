"""The list of trials as a page without any script: for old and careful browsers, and for programs that read pages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.data import open_reader, read_sources
from dashboard.language import NAME, pick_language
from dashboard.list_files import render_file_link
from dashboard.parts.address import EVERYWHERE, Choices, read_question, shorten, to_choices
from dashboard.parts.banner import judge_freshness
from dashboard.parts.card import View, render_nearest, render_places, render_stale, render_status, render_update
from dashboard.parts.choices import choose_unit
from dashboard.parts.escape import escape_html, link, registry_address, to_text
from dashboard.parts.question import ask_or_everywhere, without_place, write_count
from dashboard.parts.registry_text import mark_registry
from dashboard.words import say
from finder.errors import FinderError
from finder.languages import speak, spoken
from finder.query.criteria import write_address
from finder.query.search import Answer
from finder.store.reader import Reader

#: Trials on the page; whoever wants more narrows the question.
MOST_TRIALS = 50


def send_plain(request: Request) -> Response:
    """The answer to the question of the address, or a page that says what is wrong."""
    speak(pick_language(request.query_params.get(NAME, ""), request.headers.get("Accept-Language", "")))
    pairs = request.query_params.multi_items()
    asked = to_choices([(name, value) for name, value in pairs if name not in EVERYWHERE])
    try:
        body, status = render_answer(open_reader(), asked), 200
    except FinderError:
        body, status = f"<p>{escape_html(say('trouble.no_data_what'))}</p>", 503
    return HTMLResponse(_render_page(body, asked), status_code=status, headers={"Content-Language": spoken()})


def render_answer(reader: Reader, asked: Choices) -> str:
    """How many trials fit, what of the question was not understood, and the first trials."""
    reading = read_question(asked)
    answer, error = ask_or_everywhere(reader, reading)
    notes = list(reading.notes)
    if error is not None:
        notes.append(say("place.unknown", place=shorten(reading.choices["near"][0])))
    unit = choose_unit_of(answer, without_place(reading.choices) if error else reading.choices)
    view = View((), unit, today=datetime.now(UTC).date(), near=answer.place is not None)
    rows = answer.trials.head(MOST_TRIALS).to_dict("records")
    said = [*notes, write_count(answer, 1, MOST_TRIALS)]
    lines = "".join(f"<p><strong>{escape_html(line)}</strong></p>" for line in said)
    trials = "".join(_render_trial(row, view) for row in rows)
    return f"{lines}<ul>{trials}</ul>{_render_file(answer)}{_render_source(reader)}"


def choose_unit_of(answer: Answer, choices: Choices) -> str:
    """Miles or kilometers, as on the page with scripts before anything is chosen there."""
    return choose_unit(choices, answer.place.country_code if answer.place else None)


def _render_trial(row: Mapping[Any, Any], view: View) -> str:
    nct_id = to_text(row["nct_id"])
    where = render_nearest(row, view) if view.near else render_places(row)
    title = link(registry_address(nct_id), mark_registry(escape_html(row.get("title"))) or nct_id)
    return (
        f"<li><h2>{title}</h2><p>{nct_id}</p>{render_status(row)}{render_stale(row)}<div>{where}</div>"
        f"<div>{render_update(row, view.today)}</div></li>"
    )


def _render_file(answer: Answer) -> str:
    """The way to the whole list as a file; "" where there is no trial."""
    if not answer.total:
        return ""
    pairs = [*write_address(answer.criteria), (NAME, spoken())]
    return f"<p>{render_file_link('trials.csv', pairs, say('find.download'))}</p>"


def _render_source(reader: Reader) -> str:
    told = judge_freshness(reader.meta, read_sources(reader)).sentences
    return "".join(f"<p>{escape_html(line)}</p>" for line in (*told, say("banner.no_advice")))


def _render_page(body: str, asked: Mapping[str, Sequence[str]]) -> str:
    near = next(iter(asked.get("near", [])), "")
    rest = [(name, value) for name, values in asked.items() if name not in ("near", "page") for value in values]
    hidden = "".join(
        f'<input type="hidden" name="{escape_html(name)}" value="{escape_html(value)}">'
        for name, value in [*rest, (NAME, spoken())]
    )
    title = escape(say("plain.title"))
    full = f'<a href="/?{escape(urlencode([(NAME, spoken())]))}">{escape(say("plain.full"))}</a>'
    return (
        f'<!DOCTYPE html><html lang="{spoken()}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><style>body { max-width: 45rem; margin: 1rem auto; '
        "padding: 0 1rem; font: 1.06rem/1.5 sans-serif; overflow-wrap: anywhere } h2 { font-size: 1.1rem }</style>"
        f'</head><body><main><h1>{title}</h1><form action="/plain">{hidden}<p><label>{escape(say("plain.near"))} '
        f'<input name="near" value="{escape_html(near)}" maxlength="200"></label> '
        f"<button>{escape(say('plain.search'))}</button></p></form>{body}<p>{full}</p></main></body></html>"
    )
