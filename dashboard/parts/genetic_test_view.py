"""Genes explained, and genetic tests by country and laboratory, as HTML."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from dashboard.parts.card import Row
from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.fact_view import render_sources
from dashboard.parts.facts import write_date, write_list, write_place
from dashboard.parts.registry_text import mark_lang, mark_registry
from dashboard.parts.source_words import write_credit, write_terms, write_title, write_warning
from dashboard.parts.web_address import check_web_address, link_page
from dashboard.words import say
from finder.guide.genes import Gene, load_gene_sources
from finder.places import say_country
from finder.sources import load_sources

_NAMES = 8


def render_genes(genes: Iterable[Gene]) -> str:
    """Genes under the name of their syndrome, opened one by one, each with one sentence and where to check it."""
    sources = load_gene_sources()
    groups: dict[str, list[Gene]] = {}
    for gene in genes:
        groups.setdefault(gene.syndrome_name, []).append(gene)
    blocks = []
    for name, members in groups.items():
        items = "".join(
            f"<li><strong>{escape_html(gene.symbol)}.</strong> {escape_html(gene.sentence)} "
            f"{render_sources(gene.sources, sources)}</li>"
            for gene in members
        )
        symbols = ", ".join(gene.symbol for gene in members)
        summary = name if symbols == name else f"{name[:1].upper()}{name[1:]}: {symbols}"
        blocks.append(
            f'<details><summary>{escape_html(summary)}</summary><ul class="nf-fact-list">{items}</ul></details>'
        )
    return "".join(blocks)


def render_tests(rows: Sequence[Row]) -> str:
    """Tests in the given order under their laboratory and its place."""
    blocks = []
    for (laboratory, place), tests in groupby(rows, key=_lab_of):
        where = f'<p class="nf-note">{escape_html(place)}</p>' if place else ""
        items = "".join(map(_render_test, tests))
        name = laboratory or say("genes.no_lab")
        blocks.append(f'<h3>{escape_html(name)}</h3>{where}<ul class="nf-res-list">{items}</ul>')
    return "".join(blocks)


def _lab_of(row: Row) -> tuple[str, str]:
    code = to_text(row.get("country_code"))
    country = say_country(code or to_text(row.get("country")))
    return to_text(row.get("laboratory")), write_place(row.get("laboratory_place"), country)


def _render_test(row: Row) -> str:
    """One test: its own page where the register has one, and what the register says of it."""
    address = check_web_address(row.get("url")) or check_web_address(row.get("source_url"))
    first = [
        (say("genes.tested"), write_list(_texts(row, "genes"), _NAMES)),
        (say("genes.for"), write_list(_texts(row, "conditions"), _NAMES)),
    ]
    more = [
        (say("genes.kind"), mark_registry(escape_html(row.get("test_type")))),
        (say("genes.methods"), mark_registry(escape_html(write_list(_texts(row, "methods"), _NAMES)))),
        (say("genes.certified"), mark_registry(escape_html(write_list(_texts(row, "certifications"), _NAMES)))),
        (say("genes.checked"), escape_html(write_date(row.get("checked")))),
    ]
    told = "".join(
        f"<p>{escape_html(label)} {mark_registry(escape_html(value))}</p>" for label, value in first if value
    )
    quiet = " · ".join(f"{escape_html(label)} {value}" for label, value in more if value)
    told += f'<p class="nf-note">{quiet}</p>' if quiet else ""
    language = mark_lang() if to_text(row.get("title")) else ""
    title = link_page(address, to_text(row.get("title")) or say("genes.no_title"), css="nf-res-link")
    return f'<li class="nf-res-card"><h4{language}>{title}</h4>{told}</li>'


def _texts(row: Row, name: str) -> list[str]:
    cell = row.get(name)
    return [to_text(each) for each in cell] if isinstance(cell, list) else []


def render_register() -> str:
    """Whose register it is, on what terms, and the way to it: also where it could not be read."""
    lines = []
    for source in load_sources().values():
        if source.reads == "genetic_tests":
            page = link_page(source.homepage, say("genes.open_register", name=write_title(source)), css="nf-tap")
            told = f"{write_credit(source)}. {escape_html(write_terms(source))}."
            lines.append(f'<p>{page}</p><p class="nf-note">{told}</p>')
    return "".join(lines)


def render_warnings() -> str:
    """What the registers want every reader of such a list to know."""
    warnings = [write_warning(source) for source in load_sources().values() if source.reads == "genetic_tests"]
    return "".join(f"<p>{escape_html(text)}</p>" for text in warnings if text)
