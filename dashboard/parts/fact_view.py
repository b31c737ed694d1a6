"""The parts of the page "What is a NET?" as HTML: every statement with its sources beside it."""

from collections.abc import Iterable, Sequence

from dashboard.parts.escape import escape_html, link
from dashboard.parts.registry_text import mark_registry
from dashboard.parts.web_address import check_web_address
from dashboard.words import load_words, say
from finder.guide.declared import Source
from finder.guide.facts import Disagreement, Facts, Figure, Section, Statement, SyndromeRow, Value

#: The section of the page where every source stands in full.
SOURCES_ID = "nf-fact-sources"


def name_source(source: Source) -> str:
    """What people call a source, short; its publisher where we have no shorter name."""
    return load_words().get(f"source_name.{source.id}", source.publisher)


def write_source(source: Source) -> str:
    """Short name and year of the page, or that it bears none."""
    return f"{name_source(source)}, {source.year or say('facts.undated')}"


def section_id(id: str) -> str:
    """Where a section of the page is, for a link within the page."""
    return f"nf-fact-{id}"


def render_sources(ids: Iterable[str], sources: dict[str, Source]) -> str:
    """Sources of one statement as small links; one without an address leads to its line at the end of the page."""
    links = [_link_source(sources[id]) for id in ids]
    if not links:
        return ""
    name = "facts.source" if len(links) == 1 else "facts.sources"
    return f'<div class="nf-fact-by">{escape_html(say(name))} {" · ".join(links)}</div>'


def _link_source(source: Source) -> str:
    return link(check_web_address(source.url) or f"#{_source_id(source)}", escape_html(write_source(source)))


def _source_id(source: Source) -> str:
    return f"{SOURCES_ID}-{source.id}"


def render_contents(entries: Sequence[tuple[str, str]]) -> str:
    """The table of contents: links within the page, from id and title."""
    items = "".join(f"<li>{link(f'#{id}', escape_html(title))}</li>" for id, title in entries)
    label = escape_html(say("facts.contents"))
    return f'<nav class="nf-fact-contents" aria-label="{label}"><p><strong>{label}</strong></p><ul>{items}</ul></nav>'


def render_heading(id: str, title: str) -> str:
    """The heading of a section, which links of the contents lead to."""
    return f'<h2 class="nf-fact-head" id="{escape_html(id)}">{escape_html(title)}</h2>'


def render_section(section: Section, facts: Facts) -> str:
    """One section with its heading: the introduction, then the statements, then what belongs beside them."""
    sources = facts.sources
    parts = [
        render_heading(section_id(section.id), section.title),
        f"<p>{escape_html(section.intro)}</p>{render_sources(section.sources, sources)}",
        _render_statements(section.statements, sources),
    ]
    if section.id == "causes":
        parts.append(_render_syndromes(facts))
    if section.id == "figures":
        parts += [_render_figure(figure, sources) for figure in facts.figure]
    if section.id == "disagreements":
        parts += [_render_disagreement(each, sources) for each in facts.disagreement]
    return "".join(parts)


def _render_statements(statements: Sequence[Statement], sources: dict[str, Source]) -> str:
    items = "".join(
        f"<li>{_render_label(statement.label)}{escape_html(statement.text)} "
        f"{render_sources(statement.sources, sources)}</li>"
        for statement in statements
    )
    return f'<ul class="nf-fact-list">{items}</ul>' if items else ""


def _render_label(label: str) -> str:
    return f"<strong>{escape_html(label)}.</strong> " if label else ""


def _render_syndromes(facts: Facts) -> str:
    """A table with a column a source: the words "named" and "not named" carry it, the mark only decorates."""
    columns = _list_columns(facts)
    heads = "".join(f'<th scope="col" role="columnheader">{escape_html(write_source(s))}</th>' for s in columns)
    rows = "".join(_render_syndrome(row, columns, facts.sources) for row in facts.syndrome)
    return (
        f"<h3>{escape_html(say('facts.syndromes'))}</h3><p>{escape_html(say('facts.syndromes_what'))}</p>"
        f'<table class="nf-fact-table" role="table"><caption>{escape_html(say("facts.syndromes_caption"))}</caption>'
        f'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">'
        f"{escape_html(say('facts.syndrome'))}</th>{heads}</tr></thead>"
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _list_columns(facts: Facts) -> list[Source]:
    """The founding documents, and any other source that a row is named by, in the order of the sources."""
    documents = set(facts.sources) - {source.id for source in facts.source}
    used = documents | {id for row in facts.syndrome for id in row.named_by}
    return [source for id, source in facts.sources.items() if id in used]


def _render_syndrome(row: SyndromeRow, columns: Sequence[Source], sources: dict[str, Source]) -> str:
    head = (
        f'<th scope="row" role="rowheader"><div class="nf-fact-name">{escape_html(row.name)}</div>'
        f'<div class="nf-note">{escape_html(row.text)} {render_sources(row.sources, sources)}</div></th>'
    )
    return f'<tr role="row">{head}{"".join(_render_tick(row, source) for source in columns)}</tr>'


def _render_tick(row: SyndromeRow, source: Source) -> str:
    """On a phone the head of the column stands in the cell itself, so it is carried along."""
    is_named = source.id in row.named_by
    word = say("facts.named" if is_named else "facts.not_named")
    written = row.as_written.get(source.id, "")
    as_written = f' <div class="nf-note">“{escape_html(written)}”</div>' if written else ""
    css = "nf-fact-yes" if is_named else "nf-fact-no"
    return (
        f'<td role="cell" class="{css}" data-source="{escape_html(name_source(source))}">'
        f"<div>{escape_html(word)}{as_written}</div></td>"
    )


def _render_figure(figure: Figure, sources: dict[str, Source]) -> str:
    values = "".join(_render_value(value, sources) for value in figure.values)
    why = escape_html(figure.why_they_differ)
    return (
        f"<h3>{escape_html(figure.topic)}</h3><p>{escape_html(figure.in_words)}</p>"
        f'<ul class="nf-fact-values">{values}</ul>'
        f"<p><strong>{escape_html(say('facts.why'))}</strong> {why}</p>"
    )


def _render_value(value: Value, sources: dict[str, Source]) -> str:
    """A number as its source has it, and where and when it was counted, also where the source does not say."""
    where = value.place or say("facts.no_place")
    when = str(value.year) if value.year else say("facts.no_year")
    note = f" {escape_html(value.note)}" if value.note else ""
    return (
        f"<li><strong>{escape_html(value.value)}</strong> {escape_html(value.unit)}"
        f'<div class="nf-note">{escape_html(where)}, {escape_html(when)}.{note} '
        f"{render_sources([value.source], sources)}</div></li>"
    )


def _render_disagreement(each: Disagreement, sources: dict[str, Source]) -> str:
    views = "".join(
        f"<div><dt>{_link_source(sources[view.source])}</dt><dd>{escape_html(view.says)}</dd></div>"
        for view in each.views
    )
    return (
        f'<h3>{escape_html(each.topic)}</h3><dl class="nf-fact-views">{views}</dl>'
        f"<p><strong>{escape_html(say('facts.our_words'))}</strong> "
        f"{escape_html(each.our_words)}</p>{render_sources(each.sources, sources)}"
    )


def render_source_list(sources: dict[str, Source]) -> str:
    """Every source in full: title, publisher, year and what there is to know of it."""
    return f'<ul class="nf-fact-list">{"".join(_render_full(source) for source in sources.values())}</ul>'


def _render_full(source: Source) -> str:
    address = check_web_address(source.url)
    title = mark_registry(escape_html(source.title))
    shown = link(address, title) if address else f"<strong>{title}</strong>"
    told = f"{source.publisher}, {source.year or say('facts.undated')}."
    note = "" if address else f" {say('facts.no_address')}"
    return (
        f'<li id="{escape_html(_source_id(source))}" class="nf-fact-source">{shown}'
        f'<div class="nf-note">{escape_html(told)} {escape_html(source.note)}{escape_html(note)}</div></li>'
    )
