"""The files of the page for staff: the rows and columns on the screen, with the question and its day inside."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.data import open_places
from dashboard.parts.staff_table import ROWS
from finder.export.credits import note_rows
from finder.export.csv_file import write_csv
from finder.export.excel import write_excel
from finder.export.list_notes import note_list, write_question
from finder.export.plain import to_plain
from finder.export.records import site_rows, trial_rows
from finder.query.search import Answer, read_fitting_sites
from finder.store.reader import Reader

Pairs = Sequence[tuple[str, str]]

#: Beside the chosen columns in CSV, which has no other place to say where a row is from.
_OF_SOURCE = ("source", "source_url", "data_version", "fetched_at")


def read_rows(reader: Reader, answer: Answer, rows: str) -> pd.DataFrame:
    """The trials of an answer, or the sites by which they fit, with all columns of FIELDS."""
    if rows == ROWS[0]:
        return trial_rows(answer)
    return site_rows(answer, read_fitting_sites(reader, answer, open_places()))


def make_csv(frame: pd.DataFrame, columns: Sequence[str], question: Pairs, meta: Mapping[str, Any]) -> bytes:
    """The chosen columns, then where each row is from, whose it is, the question, when it was read, and our notice."""
    chosen = frame[[*columns, *(name for name in _OF_SOURCE if name not in columns)]]
    read_at = str(to_plain(meta.get("published_at")) or "")
    return write_csv(note_rows(chosen, question=write_question(question), data_read=read_at))


def make_excel(
    frame: pd.DataFrame, columns: Sequence[str], question: Pairs, meta: Mapping[str, Any], *, what: str, link: str
) -> bytes:
    """The chosen columns as they are; question, sources and notice stand on the first sheet. Raises OutputError."""
    notes = note_list(frame, what=what, address=question, meta=meta, link=link)
    return write_excel(frame[[*columns]], notes)
