"""A frame as an Excel workbook: typed cells, the meaning of each column, and what was asked, of which day and of whom.

Text is written as text and never as a formula, a link or a number, whatever it looks like.
"""

import io
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from finder.errors import OutputError
from finder.export.csv_file import FORMULA_STARTS
from finder.export.list_notes import ListNotes
from finder.export.plain import to_plain
from finder.schema import LIST_SEPARATOR, Column, load_columns
from finder.vocabulary.profile import load_profile

# "Excel specifications and limits": rows of a sheet (one is taken by the header), columns, and UTF-16 units of a cell.
MOST_ROWS = 1_048_575
MOST_COLUMNS = 16_384
LONGEST_CELL = 32_767

ABOUT, COLUMNS, LIST = "About this list", "Columns", "List"
CUT = " … [cut: Excel holds no more in a cell]"

#: Excel counts a February 29 of 1900 that never was, so the days before March 1900 would be off by one.
_FIRST_DAY = date(1900, 3, 1)
#: A number of Excel keeps 15 digits.
_LARGEST_EXACT = 10**15
#: A workbook says when it was made. The clock would make each file another one.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  the format knows no time zone
#: What XML 1.0 does not take, and control characters other than tab and line end.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NARROWEST, _WIDEST, _ROWS_MEASURED = 9, 48, 200
#: What is said of a column, with the width of its cells.
_WIDTHS = {"sheet": 16, "column": 26, "type": 12, "unit": 16, "meaning": 90, "values": 60}


def write_excel(frame: pd.DataFrame, notes: ListNotes) -> bytes:
    """The frame as a workbook of three sheets: "About this list", "Columns" and "List", which is opened first.

    Columns stay in the frame's order. Their types are those of finder/schema; a date that names no day stays text.
    The same frame and notes give the same bytes. Raises OutputError for more rows or columns than a sheet holds.
    """
    _check_size(frame)
    output = io.BytesIO()
    with _open_book(output, notes, f"{load_profile().words.product}: a list") as book:
        formats = _make_formats(book)
        about, columns, rows = (book.add_worksheet(name) for name in (ABOUT, COLUMNS, LIST))
        _write_about(about, notes, formats)
        _write_columns(columns, _describe_columns(frame), formats)
        _write_rows(rows, frame, formats)
        rows.activate()
    return output.getvalue()


def write_tables(tables: Mapping[str, pd.DataFrame], notes: ListNotes) -> bytes:
    """Several frames as one workbook: "About this list", which is opened first, "Columns", and a sheet for each frame.

    Cells as in `write_excel`; the same frames and notes give the same bytes. Raises OutputError as it does.
    """
    for frame in tables.values():
        _check_size(frame)
    output = io.BytesIO()
    with _open_book(output, notes, f"{load_profile().words.product}: all lists") as book:
        formats = _make_formats(book)
        about, columns = (book.add_worksheet(name) for name in (ABOUT, COLUMNS))
        _write_about(about, notes, formats)
        described = [{"sheet": name, **row} for name, frame in tables.items() for row in _describe_columns(frame)]
        _write_columns(columns, described, formats)
        for name, frame in tables.items():
            _write_rows(book.add_worksheet(name), frame, formats)
    return output.getvalue()


def _open_book(output: io.BytesIO, notes: ListNotes, title: str) -> Workbook:
    book = Workbook(output, {"in_memory": True})
    book.set_properties({"title": title, "created": _read_time(notes.read_at) or _MADE})
    return book


def clean_text(text: str) -> str:
    """Text that XML and a cell can hold: without control characters and lone surrogates, cut with a note where it is
    longer than a cell."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FORBIDDEN.sub("", text)
    if len(text) * 2 <= LONGEST_CELL or _count_units(text) <= LONGEST_CELL:
        return text
    kept = text[: LONGEST_CELL - len(CUT)]
    while _count_units(kept) > LONGEST_CELL - len(CUT):
        kept = kept[: -max(1, (_count_units(kept) - LONGEST_CELL + len(CUT)) // 2)]
    return kept + CUT


@cache
def find_column(name: str) -> Column | None:
    """What is declared of a column of a table or of an answer; None for a column that nobody declared."""
    return load_columns().get(name) or _load_answer_columns().get(name)


@cache
def _load_answer_columns() -> dict[str, Column]:
    raw = tomllib.loads((files(__package__) / "answer_columns.toml").read_text("utf-8"))
    return {name: Column(name=name, **entry) for name, entry in raw.items()}


def _check_size(frame: pd.DataFrame) -> None:
    for count, most, what in ((len(frame), MOST_ROWS, "rows"), (frame.shape[1], MOST_COLUMNS, "columns")):
        if count > most:
            raise OutputError(
                f"The list has {count:,} {what}, and a sheet of Excel holds {most:,}.",
                remedy="Ask for less, or take CSV.",
            )


def _make_formats(book: Workbook) -> dict[str, Format]:
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E3EEF1", "valign": "top", "bottom": 1}),
        "label": book.add_format({"bold": True, "valign": "top"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "time": book.add_format({"num_format": 'yyyy-mm-dd hh:mm:ss "UTC"', "align": "left"}),
        "text": book.add_format({"num_format": "@"}),
        # The sign that a person gives by typing an apostrophe first: the cell stays text even after it was edited.
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
    }


def _write_about(sheet: Worksheet, notes: ListNotes, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    _print_wide(sheet)
    for row, (label, text) in enumerate(notes.lines):
        sheet.write_string(row, 0, clean_text(label), formats["label"])
        sheet.write_string(row, 1, clean_text(text), formats["wrapped"])


def _describe_columns(frame: pd.DataFrame) -> list[dict[str, str]]:
    """One row a column of the frame, in its order: what it means."""
    described = []
    for name in map(str, frame.columns):
        column = find_column(name)
        values = f"{'such as ' if column.open else ''}{', '.join(column.values)}" if column and column.values else ""
        described.append(
            {
                "column": name,
                "type": column.type if column else "",
                "unit": (column.unit or "") if column else "",
                "meaning": column.meaning if column else "",
                "values": values,
            }
        )
    return described


def _write_columns(sheet: Worksheet, described: Sequence[Mapping[str, str]], formats: dict[str, Format]) -> None:
    heads = list(described[0]) if described else list(_WIDTHS)[1:]
    for position, head in enumerate(heads):
        sheet.set_column(position, position, _WIDTHS[head])
    _print_wide(sheet)
    sheet.write_row(0, 0, heads, formats["head"])
    sheet.freeze_panes(1, 0)
    for row, cells in enumerate(described, start=1):
        for position, head in enumerate(heads):
            if cells[head]:
                sheet.write_string(row, position, clean_text(cells[head]), formats["wrapped"])


def _print_wide(sheet: Worksheet) -> None:
    """All columns on one page, however many pages down."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_rows(sheet: Worksheet, frame: pd.DataFrame, formats: dict[str, Format]) -> None:
    rows, columns = frame.shape
    for position, name in enumerate(map(str, frame.columns)):
        sheet.write_string(0, position, clean_text(name), formats["head"])
        cells = [_to_cell(cell, find_column(name)) for cell in frame.iloc[:, position]]
        for row, cell in enumerate(cells, start=1):
            _write_cell(sheet, row, position, cell, formats)
        lengths = [len(name) + 3, *(_measure(cell) for cell in cells[:_ROWS_MEASURED])]
        sheet.set_column(position, position, min(_WIDEST, max(_NARROWEST, *lengths)))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    if columns:
        sheet.autofilter(0, 0, rows, columns - 1)
        # Else a green corner asks at each postal code and phone number if it should not be made a number.
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xlsxwriter.utility.xl_rowcol_to_cell(rows, columns - 1)}"})


def _to_cell(cell: object, column: Column | None) -> object:
    """None, a boolean, a number, a day, a time without zone in UTC, or text as it may stand in a cell."""
    plain = to_plain(cell)
    if plain is None:
        return None
    if isinstance(plain, list):
        return clean_text(LIST_SEPARATOR.join(str(item) for item in plain if item is not None)) or None
    if isinstance(plain, bool):
        return plain
    if isinstance(plain, (int, float)) and (column is None or column.type in ("integer", "number")):
        return plain if math.isfinite(plain) and abs(plain) < _LARGEST_EXACT else str(plain)
    text = clean_text(str(plain))
    if column is not None and column.type in ("date", "day", "time"):
        return _read_day(text) or _read_time(text) or text
    return text or None


def _write_cell(sheet: Worksheet, row: int, column: int, cell: object, formats: dict[str, Format]) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, formats["time"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats["day"])
    else:
        text = str(cell)
        sheet.write_string(row, column, text, formats["quoted" if text.startswith(FORMULA_STARTS) else "text"])


def _read_day(text: str) -> date | None:
    """The day where the text names a whole one that Excel counts right."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 and text[7] == "-" else None
    except ValueError:
        return None
    return day if day is not None and day >= _FIRST_DAY else None


def _read_time(text: str) -> datetime | None:
    """The time in UTC and without zone, which Excel does not know; None for a text that names no time of a day."""
    try:
        time = datetime.fromisoformat(text) if "T" in text else None
        if time is None or time.date() <= _FIRST_DAY:
            return None
        return (time.astimezone(UTC) if time.tzinfo else time).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        return None


def _measure(cell: object) -> int:
    """Characters of the longest line of a cell."""
    if isinstance(cell, datetime):
        return 24
    return max((len(line) for line in str(cell).split("\n")), default=0) + 1 if cell is not None else 0


def _count_units(text: str) -> int:
    return len(text) + sum(ord(mark) > 0xFFFF for mark in text)
