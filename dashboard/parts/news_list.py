"""Changes as HTML: a heading a day, and for each change what happened, to which trial, what was and what is."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from dashboard.language import keep_language
from dashboard.parts.escape import escape_html, is_nct_id, link, registry_address
from dashboard.parts.facts import write_date
from dashboard.parts.registry_text import mark_registry
from dashboard.words import load_words, say
from finder.query.change_words import ToldChange

#: Of these, the two sides say nothing to a reader, or nothing is kept of them.
_WITHOUT_SIDES = ("contact", "eligibility")


def render_changes(changes: Sequence[ToldChange], pairs: Sequence[tuple[str, str]]) -> str:
    """The changes in their order; `pairs` is the question, which the page of a trial leads back to."""
    days = groupby(changes, key=lambda change: change.day)
    return "".join(
        f'<section class="nf-text"><h3>{escape_html(write_date(day))}</h3>'
        f"<ul>{''.join(_render_change(change, pairs) for change in happened)}</ul></section>"
        for day, happened in days
    )


def render_feeds_link() -> str:
    """The way to the list of all feeds, which is no page of the dashboard and asks nothing."""
    return f'<a href="{escape_html(keep_language("feeds/"))}" type="text/html">{escape_html(say("news.feeds_all"))}</a>'


def _render_change(change: ToldChange, pairs: Sequence[tuple[str, str]]) -> str:
    title = mark_registry(escape_html(change.title)) or escape_html(change.nct_id)
    if change.kind != "left":
        title = link(f"trial?{urlencode([('nct', change.nct_id), *pairs])}", title)
    told = escape_html(write_sides(change))
    note = f"<div>{told}</div>" if told else ""
    return (
        f"<li><strong>{escape_html(name_kind(change))}</strong>: {title} "
        f'<div class="nf-note">{escape_html(change.nct_id)}{_link_record(change)}</div>{note}</li>'
    )


def _link_record(change: ToldChange) -> str:
    """A trial that left has no page here any more."""
    if change.kind != "left" or not is_nct_id(change.nct_id):
        return ""
    return f" · {link(registry_address(change.nct_id), escape_html(say('news.registry')))}"


def name_kind(change: ToldChange) -> str:
    """What happened, in plain words; a kind that is new to us in its own."""
    name = f"news.kind_{change.kind}"
    return say(name) if name in load_words() else change.what


def write_sides(change: ToldChange) -> str:
    """What was and what is: the status of a new trial, the place of a site, why a trial left, else both values."""
    if change.kind == "new":
        return say("news.new_status", status=change.status) if change.status else ""
    if change.kind in ("site_opened", "site_closed", "left"):
        return change.before if change.kind == "site_closed" else change.after
    if change.kind in _WITHOUT_SIDES:
        return ""
    missing = say("news.not_stated")
    return say("news.was_now", before=change.before or missing, after=change.after or missing)
