"""Which parts of the declarations people read, from texts.toml beside this file, and how such a part is named.

The name of a place is made of file and keys, and of the name of a row where it has one, so that it stays the same when
rows move: "wording.status.RECRUITING.label", "glossary.term.PRRT.meaning".
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

#: What a row of a list is called by, best first. A row without one shares its place with its neighbors.
_NAMES = ("id", "term", "symbol")
_DASHBOARD_WORDS = "words"

Replace = Callable[[str, str], str]


@cache
def load_text_places() -> dict[str, tuple[str, ...]]:
    """Declarations by path, `*` for several, with patterns of the places in them that people read."""
    declared = tomllib.loads((files("finder.languages") / "texts.toml").read_text("utf-8"))
    return {file: tuple(places) for file, places in declared.items()}


def place_of(file: str, place: str) -> str:
    """The name of a place of a declaration among all declarations."""
    stem = PurePosixPath(file).stem
    return f"{_DASHBOARD_WORDS if stem.startswith(_DASHBOARD_WORDS) else stem}.{place}"


def replace_texts(declared: dict[str, Any], file: str, replace: Replace) -> dict[str, Any]:
    """The declaration with each text for people put through `replace(place, text)`; the rest is as it was.

    A number alone is no text: it stays as its source has it.
    """
    patterns = next((places for path, places in load_text_places().items() if fnmatchcase(file, path)), ())

    def replace_known(place: str, text: str) -> str:
        is_text = any(map(str.isalpha, text)) and any(fnmatchcase(place, pattern) for pattern in patterns)
        return replace(place_of(file, place), text) if is_text else text

    return {key: _replace_below(value, key, replace_known) for key, value in declared.items()}


def list_texts(declared: dict[str, Any], file: str) -> Iterator[tuple[str, str]]:
    """Place and text of all that people read in a declaration."""
    found: list[tuple[str, str]] = []

    def note(place: str, text: str) -> str:
        found.append((place, text))
        return text

    replace_texts(declared, file, note)
    yield from found


def _replace_below(value: object, place: str, replace: Replace) -> object:
    if isinstance(value, dict):
        return {key: _replace_below(below, _join(place, key), replace) for key, below in value.items()}
    if isinstance(value, list):
        return [_replace_below(row, _join(place, _name_row(row)), replace) for row in value]
    return replace(place, value) if isinstance(value, str) else value


def _join(place: str, name: str) -> str:
    return ".".join(filter(None, (place, name)))


def _name_row(row: object) -> str:
    name = next((str(row[key]) for key in _NAMES if key in row), "") if isinstance(row, dict) else ""
    return re.sub(r"[.*?\[\]]", "-", name)
