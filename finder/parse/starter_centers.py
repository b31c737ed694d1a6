"""The list of centers that comes with the program, to raw listings, each with the words of its check in ours."""

import re

from finder.parse.starter import read_rows
from finder.schema.raw import CENTER_KEYS, Row

#: How a row was checked, in the words of the list, and in ours.
EVIDENCE = {"page": "own page", "third-party": "third party", "list-copy": "copied list", "old-list": "old list"}
#: The list of enets.org that the oldest rows rest on was read at about this time; membership may have changed since.
OLD_LIST_YEAR = 2013
#: A semicolon that is not inside brackets.
_BETWEEN = re.compile(r";(?![^()]*\))")
_OLD_LIST = re.compile(r"enets\.org list", re.I)


def parse_centers(centers_csv: bytes) -> list[Row]:
    """Raw listings as the list has them. Raises AnswerError for a file that is no such table.

    `accreditation_year` is the year in which the accreditation was seen. Several addresses of a source stay joined by
    " | ", the first one leading.
    """
    return [_read_center(cells) for cells in read_rows(centers_csv, CENTER_KEYS, "centers")]


def _read_center(cells: dict[str, str]) -> Row:
    row: Row = {key: cells[key] or None for key in CENTER_KEYS if key != "source_checked"}
    checked, _, words = cells["source_checked"].partition(" ")
    evidence = [EVIDENCE.get(word.strip(), word.strip()) for word in words.split("+") if word.strip()]
    accreditation = _split_list(cells["accreditation"])
    old = EVIDENCE["old-list"] in evidence or any(_OLD_LIST.search(text) for text in accreditation)
    year = OLD_LIST_YEAR if old else int(checked[:4]) if checked[:4].isdecimal() else None
    return row | {
        "accreditation": accreditation,
        "accreditation_year": year if accreditation else None,
        "specialties": _split_list(cells["specialties"]),
        "checked": checked or None,
        "evidence": ", ".join(evidence) or None,
    }


def _split_list(cell: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(cell) if part.strip()]
