"""All sources of the data, by how reading them ended: read, could not be read, not read yet, asked only on wish."""

from collections.abc import Mapping, Sequence

from dashboard.parts.card import Row
from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.facts import write_time
from dashboard.parts.registry_text import mark_registry, say_with_record
from dashboard.parts.source_words import write_terms, write_title, write_warning
from dashboard.parts.web_address import link_page
from dashboard.words import load_words, say
from finder.sources import Source, load_sources

_READ, _FAILED, _WAITING, _OPTIONAL = "read", "failed", "waiting", "optional"
_GROUPS = (_READ, _FAILED, _WAITING, _OPTIONAL)
#: Of these two only one is read; the other is not missing.
_STARTER, _REGISTRY = "starter", "clinicaltrials_gov"
_LONGEST_MESSAGE = 400
_OPEN_UP_TO = 3


def group_sources(rows: Sequence[Row], declared: Mapping[str, Source]) -> dict[str, list[tuple[str, Row | None]]]:
    """Names of sources with their row, if they have one, by group; a name that is declared nowhere stays in sight."""
    by_name = {to_text(row.get("name")): row for row in rows}
    groups: dict[str, list[tuple[str, Row | None]]] = {group: [] for group in _GROUPS}
    for name, row in by_name.items():
        is_read = to_text(row.get("outcome")) in ("data", "empty")
        groups[_READ if is_read else _FAILED].append((name, row))
    for name, source in declared.items():
        if name not in by_name and not (name == _STARTER and _REGISTRY in by_name):
            groups[_OPTIONAL if source.opt_in else _WAITING].append((name, None))
    return groups


def render_sources(rows: Sequence[Row]) -> str:
    """Each group that has sources, with its heading."""
    declared = load_sources()
    html = ""
    for group, members in group_sources(rows, declared).items():
        if members:
            items = "".join(_render_source(name, row, declared.get(name)) for name, row in members)
            label = f"{say(f'about.sources_{group}')} ({len(members)})"
            listed = f'<ul class="nf-src-list">{items}</ul>'
            html += f"<h3>{escape_html(label)}</h3>"
            html += _fold_away(listed, len(members)) if group in (_WAITING, _OPTIONAL) else listed
    return html


def _fold_away(listed: str, count: int) -> str:
    """A long list that few people need, behind a tap."""
    if count <= _OPEN_UP_TO:
        return listed
    return f"<details><summary>{escape_html(say('about.sources_open', n=count))}</summary>{listed}</details>"


def _render_source(name: str, row: Row | None, source: Source | None) -> str:
    """Title, how reading it ended and when, what it gives, on what terms, and what happened, in the order of need."""
    title = _link_title(source) if source else escape_html(name)
    state = _write_state(row, source)
    quiet = [mark_registry(escape_html(_clip(row.get("message"))))] if row else []
    if source:
        what = load_words().get(f"reads.{source.reads}", source.reads.replace("_", " "))
        quiet += [escape_html(say("about.source_gives", what=what)), escape_html(write_warning(source))]
        terms = say("about.source_terms", terms=write_terms(source))
        credit = say_with_record("about.source_credit", "credit", source.credit)
        quiet.append(f"{escape_html(terms)} {credit}")
    notes = "".join(f'<div class="nf-note">{note}</div>' for note in quiet if note)
    return f"<li><strong>{title}</strong>: {escape_html(state)}{notes}</li>"


def _link_title(source: Source) -> str:
    """Its own page; what comes with the program has none."""
    is_ours = source.url.startswith("package:") or source.publisher.startswith("NET Finder")
    title = write_title(source)
    return escape_html(title) if is_ours else link_page(source.homepage, title)


def _write_state(row: Row | None, source: Source | None) -> str:
    """How the last reading ended, how much came of it, when it was, and how often it is asked."""
    said = []
    if row is not None:
        outcome = to_text(row.get("outcome"))
        said.append(load_words().get(f"outcome.{outcome}", outcome))
        if (rows := _count(row.get("rows"))) not in ("", "0"):
            said.append(say("about.source_rows", n=rows))
        if to_text(row.get("fetched_at")):
            said.append(say("about.source_read", date=write_time(row.get("fetched_at"))))
    elif source and source.opt_in:
        said.append(say("about.source_off", setting=source.opt_in))
    else:
        said.append(say("about.source_waiting"))
    if source:
        said.append(_write_how_often(source))
    return ", ".join(said)


def _write_how_often(source: Source) -> str:
    if source.url.startswith("package:"):
        return say("about.source_package")
    hours = source.max_age_hours
    age = say("age.days_old", n=int(hours // 24)) if hours >= 48 else say("age.hours_old", n=int(hours))
    return say("about.source_asked", age=age)


def _count(cell: object) -> str:
    text = to_text(cell)
    try:
        return f"{int(float(text)):,}" if text else ""
    except (ValueError, OverflowError):
        return ""


def _clip(cell: object) -> str:
    """What happened, in a length that a page can show; it may hold words of a server."""
    text = to_text(cell)
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[:_LONGEST_MESSAGE]}…"
