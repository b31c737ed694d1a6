"""Who may join and who may not, in the record's own words: sorted by topic, as the whole lists, and as published."""

from dashboard.parts.card import Row
from dashboard.parts.escape import escape_html, is_nct_id, link, registry_address, to_text
from dashboard.parts.registry_text import mark_lang, mark_registry
from dashboard.parts.text import cut_text, render_items
from dashboard.words import say
from finder.query.outline import Item, read_outline
from finder.query.topics import count_lines, find_marks, find_topics, load_topics, pick_topic
from finder.vocabulary.phrases import compose_text

Items = tuple[Item, ...]

#: Columns, each with the heading of its list and what a line of it means for a person.
_SIDES = (
    ("inclusion", "trial.inclusion", "criteria.join"),
    ("exclusion", "trial.exclusion", "criteria.out"),
)
_WHOLE = (("eligibility", "trial.eligibility", "criteria.unsorted"),)
#: A topic of more lines or characters than this waits for a tap, so that the list stays one to take in at a glance.
_FEW_LINES = 3
_FEW_CHARACTERS = 400


def render_criteria(trial: Row) -> str:
    """The rules of entry of one trial as HTML, or the sentence that there are none."""
    columns = _SIDES if any(to_text(trial.get(name)) for name, _, _ in _SIDES) else _WHOLE
    texts = [(cut_text(trial.get(name)), head, side) for name, head, side in columns]
    parts = [(items, head, side) for (text, _), head, side in texts if (items := read_outline(text))]
    own, is_own_cut = cut_text(trial.get("eligibility"))
    if not parts and not own.strip():
        return f"<p>{escape_html(say('trial.eligibility_missing'))}</p>"
    lists = "".join(f"<h3>{escape_html(say(head))}</h3>{render_items(items, _render_line)}" for items, head, _ in parts)
    cut = _render_cut(trial) if is_own_cut or any(is_cut for (_, is_cut), _, _ in texts) else ""
    return _render_glance([(items, side) for items, _, side in parts]) + lists + cut + _render_own(own)


def _render_glance(parts: list[tuple[Items, str]]) -> str:
    """By topic, the lines that speak of it, and the topics of which none speaks."""
    if not parts:
        return ""
    topics = {
        topic: [(picked, side) for items, side in parts if (picked := pick_topic(items, topic))]
        for topic in load_topics()
    }
    found = "".join(_render_topic(topic, picks) for topic, picks in topics.items() if picks)
    box = f'<div class="nf-glance">{found}</div>' if found else ""
    missing = ", ".join(load_topics()[topic].lower() for topic, picks in topics.items() if not picks)
    notes = [say("criteria.glance_note")] if found else []
    notes += [say("criteria.silent", topics=missing)] if missing else []
    told = "".join(f'<p class="nf-note">{escape_html(note)}</p>' for note in notes)
    return f"<h3>{escape_html(say('criteria.glance'))}</h3>{box}{told}"


def _render_topic(topic: str, picks: list[tuple[Items, str]]) -> str:
    lines = sum(count_lines(items, topic) for items, _ in picks)
    lists = "".join(
        f'<p class="nf-side">{escape_html(say(side))}</p>'
        + mark_registry(render_items(items, lambda text: _render_marked(text, topic)), "div")
        for items, side in picks
    )
    is_short = lines <= _FEW_LINES and sum(_count_characters(items) for items, _ in picks) <= _FEW_CHARACTERS
    count = say("criteria.line") if lines == 1 else say("criteria.lines", n=lines)
    head = f'{escape_html(load_topics()[topic])} <span class="nf-count">{escape_html(count)}</span>'
    return f"<details{' open' if is_short else ''}><summary><span>{head}</span></summary>{lists}</details>"


def _count_characters(items: Items) -> int:
    return sum(len(item.text) + _count_characters(item.children) for item in items)


def _render_line(text: str) -> str:
    """A line with the words of its topics marked, and its topics named behind it."""
    labels = load_topics()
    tags = "".join(f' <span class="nf-tag">{escape_html(labels[topic])}</span>' for topic in find_topics(text))
    return mark_registry(_render_marked(text)) + tags


def _render_marked(text: str, topic: str = "") -> str:
    composed = compose_text(text)
    html, at = [], 0
    for mark in find_marks(text, topic):
        html.append(escape_html(composed[at : mark.start]))
        html.append(f"<mark>{escape_html(composed[mark.start : mark.end])}</mark>")
        at = mark.end
    return "".join([*html, escape_html(composed[at:])])


def _render_cut(trial: Row) -> str:
    nct_id = to_text(trial.get("nct_id"))
    where = link(registry_address(nct_id), escape_html(say("trial.check", nct=nct_id))) if is_nct_id(nct_id) else ""
    return f"<p>{escape_html(say('text.cut'))} {where}</p>"


def _render_own(text: str) -> str:
    """The text as the registry has it, one tap away."""
    if not text.strip():
        return ""
    summary = escape_html(say("criteria.own"))
    return f'<details class="nf-own"><summary>{summary}</summary><pre{mark_lang()}>{escape_html(text)}</pre></details>'
