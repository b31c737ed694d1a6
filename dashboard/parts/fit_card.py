"""Cards of the check "could this fit?": each answer with its verdict in words, our sentence, and the record's own."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

from dashboard.parts.card import Row, render_relevance, render_stale, render_status
from dashboard.parts.escape import escape_html, is_nct_id, take_along, to_text
from dashboard.parts.registry_text import mark_registry, say_with_record
from dashboard.words import say
from finder.query.fit import Judged
from finder.query.fit_reason import Reason
from finder.query.sentence import find_sentence
from finder.vocabulary.fit import load_fit


def render_fit_cards(judged: Iterable[Judged]) -> str:
    """The cards of one group."""
    return f'<div class="nf-cards">{"".join(render_fit_card(each) for each in judged)}</div>'


def render_fit_card(judged: Judged) -> str:
    """One trial: title, status, and what decides its group; the other answers open with a tap, named in words."""
    trial, fit = judged.trial, judged.fit
    nct_id = to_text(trial.get("nct_id"))
    if not is_nct_id(nct_id):
        return ""
    deciding = [reason for reason in fit.reasons if reason.verdict == fit.verdict]
    others = [
        _render_others(name, [reason for reason in fit.reasons if reason.verdict == verdict], trial)
        for verdict, name in (("ask", "fit.ask_too"), ("fits", "fit.fits_too"))
        if verdict != fit.verdict
    ]
    state = f"{render_status(trial)}{render_stale(trial)}{render_relevance(trial)}"
    return (
        f'<article class="nf-card" aria-labelledby="nf-{nct_id}">'
        f'<h3 id="nf-{nct_id}">{_render_link(nct_id, trial)}</h3>'
        f"{state}{_render_reasons(deciding, trial)}{''.join(others)}</article>"
    )


def _render_link(nct_id: str, trial: Row) -> str:
    """A new tab, because the way back to this page would begin with empty answers."""
    address = take_along(f"trial?{urlencode({'nct': nct_id})}")
    label = mark_registry(escape_html(trial.get("title"))) or nct_id
    return f'<a href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">{label}</a>'


def _render_others(name: str, reasons: Sequence[Reason], trial: Row) -> str:
    if not reasons:
        return ""
    names = ", ".join(getattr(load_fit().questions, reason.question) for reason in reasons)
    summary = escape_html(say(name, names=names))
    return f'<details class="nf-more"><summary>{summary}</summary>{_render_reasons(reasons, trial)}</details>'


def _render_reasons(reasons: Sequence[Reason], trial: Row) -> str:
    items = "".join(f"<li>{_render_reason(reason, trial)}</li>" for reason in reasons)
    return f'<ul class="nf-fit">{items}</ul>' if items else ""


def _render_reason(reason: Reason, trial: Row) -> str:
    words = load_fit()
    question = escape_html(getattr(words.questions, reason.question))
    verdict = escape_html(getattr(words.verdicts, reason.verdict))
    told = f"<strong>{question}</strong> · {verdict}.<br>{escape_html(reason.sentence)}"
    if not reason.words:
        return told
    record = find_sentence(trial, reason.words, reason.field)
    if reason.is_quote:
        said = say_with_record("fit.quote", "words", record, where=reason.where)
    else:
        said = escape_html(say("fit.words", words=record, where=reason.where))
    return f'{told} <div class="nf-note">{said}</div>'
