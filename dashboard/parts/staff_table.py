"""The table for staff: which columns there are, what stands in their cells, and the same rows as plain HTML."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard.parts.address import Choices, shorten
from dashboard.parts.card import is_true
from dashboard.parts.escape import escape_html, is_nct_id, link, registry_address, to_text
from dashboard.parts.facts import KM_PER_MILE, write_labels, write_list, write_phase
from dashboard.parts.registry_text import mark_lang
from dashboard.words import say
from finder.export.excel import find_column
from finder.export.records import NEAREST_FIELDS, SITE_FIELDS, TRIAL_FIELDS
from finder.places import say_country
from finder.vocabulary.wording import load_wording

ROWS = ("trial", "site")
#: Names of the address for what a row is, and for the columns.
OWN_NAMES = ("rows", "col")
FIELDS = {"trial": (*TRIAL_FIELDS, *(f"nearest_{name}" for name in NEAREST_FIELDS)), "site": SITE_FIELDS}
#: Shown unless other columns are chosen; those of `_NEAR` only where a place is asked for.
_USUAL = {
    "trial": (
        "nct_id", "title", "nearest_distance_km", "nearest_city", "status", "phases", "primary_sites", "treatments",
        "sites_recruiting", "countries", "last_update_posted",
    ),
    "site": (
        "nct_id", "title", "distance_km", "facility", "city", "region", "country", "status", "contact_name",
        "contact_phone", "contact_email", "last_update_posted",
    ),
}  # fmt: skip
_NEAR = frozenset({"nearest_distance_km", "nearest_city", "distance_km"})
_DISTANCES = frozenset({"distance_km", "nearest_distance_km"})
_COUNTRIES = frozenset({"country", "countries", "nearest_country"})
_STATUSES = frozenset({"status", "trial_status", "nearest_status", "last_known_status"})

#: Rows of the plain table, and characters of a cell on the screen; the files have all of both.
MOST_PLAIN = 100
LONGEST_SHOWN = 300


def read_own(asked: Choices) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What a row is, the columns where an address names some, and a sentence for each part that could not be read."""
    notes = []
    rows = next(iter(asked.get("rows", [])), ROWS[0])
    if rows not in ROWS:
        notes.append(say("address.unknown_value", criterion=say("staff.rows_name"), value=shorten(rows)))
        rows = ROWS[0]
    columns = dict.fromkeys(asked.get("col", []))
    notes += [
        say("address.unknown_value", criterion=say("staff.column_name"), value=shorten(column))
        for column in [column for column in columns if column not in FIELDS[rows]][:3]
    ]
    return rows, tuple(column for column in columns if column in FIELDS[rows]), tuple(notes)


def own_pairs(rows: str, columns: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What a row is and the columns, as pairs of the address."""
    return ((("rows", rows),) if rows != ROWS[0] else ()) + tuple(("col", column) for column in columns)


def list_usual(rows: str, *, near: bool) -> tuple[str, ...]:
    """Columns of a list for which none were chosen."""
    return tuple(name for name in _USUAL[rows] if near or name not in _NEAR)


def write_label(column: str, rows: str, unit: str = "km") -> str:
    """The head of a column as people read it."""
    if column in _DISTANCES and unit == "mi":
        return say(f"staff_miles.{column}")
    if rows == "site" and column in ("status", "source_url"):
        return say(f"staff_site.{column}")
    return say(f"staff_column.{column}")


def is_number(column: str) -> bool:
    """Whether the cells of a column are numbers."""
    declared = find_column(column)
    return declared is not None and declared.type in ("integer", "number")


def is_long(column: str) -> bool:
    """Whether a column holds texts that may be long."""
    return column in ("title", "official_title", "summary", "matched", "why_stopped")


def show_table(frame: pd.DataFrame, columns: Sequence[str], unit: str) -> pd.DataFrame:
    """The chosen columns with cells as people read them: numbers as numbers, all else as text, dates as they sort.

    The NCT number is the address of the record on the registry, for a column of links.
    """
    shown: dict[str, Any] = {}
    for column in columns:
        cells = frame[column]
        if is_number(column):
            numbers = cells.astype("Float64")
            shown[column] = (numbers / KM_PER_MILE).round(1) if column in _DISTANCES and unit == "mi" else numbers
        elif column == "nct_id":
            numbers_of = [to_text(cell) for cell in cells]
            shown[column] = pd.Series(
                [registry_address(cell) if is_nct_id(cell) else "" for cell in numbers_of], frame.index, dtype="str"
            )
        else:
            shown[column] = pd.Series([write_cell(column, cell) for cell in cells], frame.index, dtype="str")
    return pd.DataFrame(shown, index=frame.index).reset_index(drop=True)


def write_cell(column: str, cell: object) -> str:
    """One cell in words: codes by their label, lists side by side, yes or no, long texts cut."""
    group = "status" if column in _STATUSES else column
    declared = find_column(column)
    if column == "phases":
        return write_phase(cell if isinstance(cell, list) else [])[0]
    if isinstance(cell, list):
        if column == "site_match":
            return write_labels([say(f"staff_match.{code}") for code in cell if code in ("exact", "gep", "any")])
        if group in load_wording().groups:
            return write_labels([load_wording().label(group, to_text(code)) for code in cell])
        return _cut(write_list([say_country(to_text(name)) for name in cell] if column in _COUNTRIES else cell))
    text = to_text(cell)
    if column in _COUNTRIES:
        return say_country(text)
    if not text:
        return ""
    if declared is not None and declared.type == "boolean":
        return say("staff.yes" if is_true(cell) else "staff.no")
    return load_wording().label(group, text) if group in load_wording().groups else _cut(text)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def render_plain_table(
    frame: pd.DataFrame, columns: Sequence[str], rows: str, unit: str, address: Sequence[tuple[str, str]]
) -> str:
    """The first rows as a table of HTML, each NCT number a link to our page of the trial, which takes the question
    along. It scrolls by itself where it is wider than the screen."""
    first = frame.head(MOST_PLAIN)
    shown = show_table(first, columns, unit)
    count = f"{len(frame):,}"
    caption = say("staff.plain_some", shown=len(first), n=count) if len(frame) > len(first) else ""
    caption = f"{caption or say('staff.plain_all', n=count)} {say('staff.plain_cut')}"
    heads = "".join(f'<th scope="col">{escape_html(write_label(column, rows, unit))}</th>' for column in columns)
    leading = "nct_id" if "nct_id" in columns else columns[0]
    body = "".join(
        f"<tr>{''.join(_render_cell(column, row[column], column == leading, address) for column in columns)}</tr>"
        for row in shown.to_dict("records")
    )
    about = escape_html(say("staff.results"))
    return (
        f'<div class="nf-text nf-staff-plain" role="region" tabindex="0" aria-label="{about}"><table>'
        f"<caption>{escape_html(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _render_cell(column: str, cell: object, is_head: bool, address: Sequence[tuple[str, str]]) -> str:
    text = f"{float(to_text(cell)):,.10g}" if is_number(column) and to_text(cell) else to_text(cell)
    html = escape_html(text)
    if column == "nct_id" and text:
        nct_id = text.rsplit("/", 1)[-1]
        html = link(f"trial?{urlencode([('nct', nct_id), *address])}", escape_html(nct_id))
    if is_head:
        return f'<th scope="row">{html}</th>'
    return f'<td class="nf-staff-long"{mark_lang()}>{html}</td>' if is_long(column) else f"<td>{html}</td>"
