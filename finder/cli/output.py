"""How an answer leaves the program: as a table for eyes, or as CSV, Excel or JSON for programs and files."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click
import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from finder.export.atomic import write_atomically
from finder.export.csv_file import write_csv
from finder.export.excel import write_excel
from finder.export.lines import clean_line
from finder.export.list_notes import ListNotes, note_list
from finder.export.plain import to_plain

Format = Literal["table", "csv", "json", "jsonl", "xlsx"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json", "jsonl", "xlsx")
_BY_SUFFIX: dict[str, Format] = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
}

#: Rows unless told; a file and CSV have all of them.
SCREENFUL = 50

#: One cell: lines that stand below each other on a terminal, and in columns of their own in a pipe.
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Delivery:
    """In which form an answer is wanted, where to, and how many rows of it; None is all of them."""

    format: Format
    path: Path | None
    limit: int | None


@dataclass(frozen=True)
class Lines:
    """A table for eyes: the heads of its columns and its rows, cells in the order of the heads."""

    heads: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]


def choose_delivery(*, form: str | None, as_json: bool, output: str | None, limit: int | None) -> Delivery:
    """What the options of a command ask for. A file takes its form from its name, and is never cut short unasked.

    Raises click.UsageError where two options contradict each other or the form of a file is not clear.
    """
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json and --format {form} cannot both be asked for.")
    path = None if output in (None, "-") else Path(str(output))
    chosen: Format | None = "json" if as_json else next((known for known in FORMATS if known == form), None)
    if chosen is None and path is not None:
        chosen = _BY_SUFFIX.get(path.suffix.lower())
        if chosen is None:
            raise click.UsageError(f"The name {path.name!r} does not say which format is wanted; add --format.")
    chosen = chosen or "table"
    if chosen == "xlsx" and path is None:
        raise click.UsageError("An Excel workbook is written to a file; add --output FILE.xlsx.")
    unlimited = path is not None or chosen == "csv"
    return Delivery(chosen, path, limit or (None if unlimited else SCREENFUL))


def deliver(
    delivery: Delivery,
    *,
    frame: Callable[[], pd.DataFrame],
    records: Callable[[], list[dict[str, Any]]],
    lines: Callable[[], Lines],
    notes: Callable[[pd.DataFrame], ListNotes] = note_list,
) -> None:
    """Make the wanted form, and only that one, and write it to the file or to standard output.

    `notes` gives what a workbook says of the frame beside its rows.
    """
    if delivery.format == "table" and delivery.path is None:
        draw_lines(lines())
        return
    match delivery.format:
        case "table":
            content = _write_lines(lines())
        case "csv":
            content = write_csv(frame())
        case "json":
            content = write_json(records())
        case "jsonl":
            content = b"".join(write_json(record, indent=None) for record in records())
        case "xlsx":
            rows = frame()
            content = write_excel(rows, notes(rows))
    if delivery.path is None:
        write_bytes(content)
    else:
        write_atomically(delivery.path, content)


def write_json(value: object, *, indent: int | None = 2) -> bytes:
    """The value as JSON text in UTF-8, with a line end."""
    return (json.dumps(to_plain(value), ensure_ascii=False, indent=indent, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )


def write_bytes(content: bytes) -> None:
    """Write to standard output as it is, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def draw_lines(lines: Lines) -> None:
    """Draw a table on a terminal; in a pipe write it as plain lines."""
    if not sys.stdout.isatty():
        write_bytes(_write_lines(lines))
        return
    if not lines.rows:
        return
    table = Table(show_lines=True)
    for position, head in enumerate(lines.heads):
        # The first column names the row; long titles must not be squeezed to a word a line.
        table.add_column(
            Text("\n".join(head)), overflow="fold", min_width=30 if position == 0 and len(head) > 1 else None
        )
    for row in lines.rows:
        table.add_row(*(Text("\n".join(line for line in map(clean_line, cell) if line)) for cell in row))
    open_console().print(table)


def open_console(*, stderr: bool = False) -> Console:
    """A console that takes our text and the registry's as text, never as markup; colors only where they are wanted."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)


def tell(*sentences: str) -> None:
    """Say something beside the answer, on standard error, so that the answer itself stays clean."""
    for sentence in sentences:
        print(clean_line(sentence), file=sys.stderr, flush=True)


def tell_rest(shown: int, total: int, what: str) -> None:
    """Say so where a list was cut short."""
    if shown < total:
        tell(f"Shown: {shown:,} of {total:,} {what}. Add --limit {total} to see all.")


def say_line(text: str = "") -> None:
    """One line of an answer for eyes."""
    print(clean_line(text))


def _write_lines(lines: Lines) -> bytes:
    """The same table as plain lines, one a row, cells parted by tabs."""
    rows: Iterable[Sequence[Cell]] = [lines.heads, *lines.rows]
    return "".join("\t".join(clean_line(line) for cell in row for line in cell) + "\n" for row in rows).encode(
        "utf-8", "replace"
    )
