"""The whole line of a record that holds a few of its words, so that a person can read them in place."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from finder.query.cells import read_list

_COLUMNS = {
    "title": ("title", "official_title"),
    "condition": ("conditions",),
    "keyword": ("keywords",),
    "mesh": ("mesh_terms",),
    "intervention": ("interventions",),
    "inclusion": ("inclusion", "eligibility"),
    "exclusion": ("exclusion", "eligibility"),
}
_LONGEST = 300
#: Longer lines are no line of a record; the words are then shown alone.
_LONGEST_LINE = 20_000
_BULLET = re.compile(r"^(?:[*•·‣–-]|\d{1,2}[.)])\s+")


def find_sentence(trial: Mapping[str, Any], quote: str, field: str) -> str:
    """The line of this part of the record that holds the quoted words; the quote itself where there is none.

    At most about 300 characters, of whole words; a cut is told by an ellipsis. `field` is as in the column matched.
    """
    wanted = " ".join(quote.split())
    if not wanted:
        return ""
    lines = list(_list_lines(trial, field))
    for candidates in (lines, _join_neighbors(lines)):
        for matches in (_holds_whole, _holds_loosely):
            for line in candidates:
                if (at := matches(line, wanted)) >= 0:
                    return _cut(line, at, at + len(wanted))
    return wanted


def _list_lines(trial: Mapping[str, Any], field: str) -> Iterator[str]:
    for column in _COLUMNS.get(field, (field,)):
        for text in read_list(trial.get(column)):
            for line in text.splitlines():
                flat = " ".join(line[:_LONGEST_LINE].split())
                if flat:
                    yield _BULLET.sub("", flat)


def _join_neighbors(lines: list[str]) -> list[str]:
    """Each line with the next one, for words that run over the end of a line."""
    return [f"{line} {after}" for line, after in pairwise(lines)]


def _holds_whole(line: str, wanted: str) -> int:
    """Where the words stand as whole words, written the same; -1 where they do not."""
    at = line.find(wanted)
    while at >= 0:
        before, after = line[at - 1 : at], line[at + len(wanted) : at + len(wanted) + 1]
        if not before.isalnum() and not after.isalnum():
            return at
        at = line.find(wanted, at + 1)
    return -1


def _holds_loosely(line: str, wanted: str) -> int:
    """Where the letters stand, whatever their case; -1 where they do not."""
    return line.lower().find(wanted.lower())


def _cut(line: str, start: int, end: int) -> str:
    """The line, or as much around the words as fits."""
    if len(line) <= _LONGEST:
        return line
    room = max(0, _LONGEST - (end - start)) // 2
    first, last = max(0, start - room), min(len(line), end + room)
    if first > 0:
        first = line.find(" ", first, start) + 1 or start
    if last < len(line):
        space = line.rfind(" ", end, last)
        last = space if space >= 0 else end
    return f"{'… ' if first else ''}{line[first:last].strip()}{' …' if last < len(line) else ''}"
