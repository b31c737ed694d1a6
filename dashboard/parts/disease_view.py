"""What registers of rare diseases say: names, a definition and how common it is, in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dashboard.parts.card import Row
from dashboard.parts.coverage import render_coverage
from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.facts import write_date, write_list
from dashboard.parts.registry_text import mark_lang, mark_registry
from dashboard.parts.source_words import write_credit, write_terms, write_title
from dashboard.parts.web_address import link_page
from dashboard.words import say
from finder.query.gaps import Coverage, find_coverage
from finder.sources import load_sources
from finder.store.reader import Reader

_SHOWN = 6
_MOST = 60
_NAMES = 6
_LONGEST = 900


@dataclass(frozen=True)
class Diseases:
    """Rows of the table `diseases`, by source, those about neuroendocrine tumors by name first; and what is missing."""

    rows: tuple[Row, ...]
    coverage: Coverage


def list_diseases(reader: Reader) -> Diseases:
    """All diseases of a snapshot. Raises DamagedError."""
    rows = [{str(name): cell for name, cell in row.items()} for row in reader.read_table("diseases").to_dict("records")]
    rows.sort(key=_order)
    return Diseases(tuple(rows), find_coverage(reader, len(rows), "diseases"))


def _order(row: Row) -> tuple[str, bool, bool, str]:
    name = to_text(row.get("name")).casefold()
    is_bare = not to_text(row.get("definition")) and not _texts(row, "prevalence")
    return to_text(row.get("source")), is_bare, "neuroendocrine" not in name, name


def render_diseases(diseases: Diseases) -> str:
    """Each register with its diseases, opened one by one; the register itself is named with its terms."""
    missing = render_coverage(diseases.coverage, say("diseases.many"))
    if not diseases.rows:
        return missing or f"<p>{escape_html(say('diseases.none'))}</p>"
    groups = groupby(diseases.rows, key=lambda row: to_text(row.get("source")))
    return (
        f"<p>{escape_html(say('diseases.lead'))}</p>{missing}"
        f"{''.join(_render_register(source, list(rows)) for source, rows in groups)}"
    )


def _render_register(name: str, rows: Sequence[Row]) -> str:
    declared = load_sources().get(name)
    title = write_title(declared) if declared else name
    credit = f"{write_credit(declared)}. {escape_html(write_terms(declared))}." if declared else ""
    shown, rest = rows[:_SHOWN], rows[_SHOWN:_MOST]
    more = (
        f"<details><summary>{escape_html(say('diseases.more', n=len(rest)))}</summary>"
        f"{''.join(map(_render_disease, rest))}</details>"
        if rest
        else ""
    )
    left = len(rows) - _MOST
    cut = f"<p>{escape_html(say('diseases.cut', n=f'{left:,}'))}</p>" if left > 0 else ""
    return (
        f'<h3>{escape_html(title)}</h3>{"".join(map(_render_disease, shown))}{more}{cut}<p class="nf-note">{credit}</p>'
    )


def _render_disease(row: Row) -> str:
    definition = to_text(row.get("definition"))
    facts = [
        (say("diseases.also"), mark_registry(escape_html(write_list(_texts(row, "other_names"), _NAMES)))),
        (say("diseases.how_common"), mark_registry(escape_html(write_list(_texts(row, "prevalence"), _NAMES)))),
        (say("diseases.genes"), escape_html(write_list(_texts(row, "genes"), _NAMES * 2))),
        (say("diseases.dated"), escape_html(write_date(row.get("data_version")))),
        (say("diseases.read"), escape_html(write_date(row.get("checked")))),
    ]
    told = "".join(f"<p>{escape_html(label)} {value}</p>" for label, value in facts if value)
    quoted = f"<blockquote{mark_lang()}>{escape_html(_cut(definition))}</blockquote>" if definition else ""
    page = link_page(row.get("url") or row.get("source_url"), say("diseases.page"), css="nf-tap")
    return (
        f'<details class="nf-fact-disease"><summary>{mark_registry(escape_html(row.get("name")))}</summary>'
        f"{quoted}{told}<p>{page}</p></details>"
    )


def _texts(row: Row, name: str) -> list[str]:
    cell = row.get(name)
    return [to_text(each) for each in cell] if isinstance(cell, list) else []


def _cut(text: str) -> str:
    """The first words of a long definition; the page of the register has all of it."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[: text.rfind(' ', 0, _LONGEST) + 1 or _LONGEST].rstrip()} …"
