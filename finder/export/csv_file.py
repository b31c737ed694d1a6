"""A frame as CSV that spreadsheets open without harm: UTF-8 with a byte-order mark, lists joined, formulas disarmed."""

import csv
import io

import pandas as pd

from finder.export.plain import to_plain
from finder.schema import LIST_SEPARATOR

#: A spreadsheet takes a cell that begins with one of these for a formula
#: (OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection), some also in the wide form of East
#: Asian keyboards.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV, columns in the frame's order.

    Only text is changed, headers included: a leading apostrophe is put before what a spreadsheet would run. Numbers,
    such as a longitude west of Greenwich, stay numbers. Missing values become empty cells.
    """
    text = io.StringIO()
    # Lines end in CR LF because Python 3.11 leaves a lone CR unquoted otherwise, and readers then split the row there.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_disarm(str(name)) for name in frame.columns])
    columns = [[_to_cell(cell) for cell in frame.iloc[:, position]] for position in range(frame.shape[1])]
    writer.writerows(zip(*columns, strict=True))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _to_cell(cell: object) -> object:
    """Text for text and lists, numbers as they are, None for what is missing."""
    plain = to_plain(cell)
    if isinstance(plain, list):
        plain = LIST_SEPARATOR.join(str(item) for item in plain)
    return _disarm(plain) if isinstance(plain, str) else plain


def _disarm(text: str) -> str:
    """Text without NUL, which no CSV reader takes, and with an apostrophe before what would be a formula."""
    text = text.replace("\x00", "")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
