"""Texts that stand where a hospital's name should, such as "Research Site", as patterns in placeholders.toml."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from finder.errors import DeclarationError

_CARE = (
    "hospital|klini|clini[ck]|cent(?:er|re)|centro|universi|school|institut|medical|college|oncolog|health|cancer"
    "|infirmary"
)
_STANDS_FOR = {
    "{n}": r"(?:number |no\.? ?|nr\.? ?)?[:#-]? ?[#(]?(?:id )?[a-z]{0,4}[-_]?[0-9][\w.#-]*\)?",
    "{sponsor}": rf"(?!.*(?:{_CARE}))\w[\w.,&'’+/-]*(?: [\w.,&'’+/-]+){{0,4}}",
    "{place}": r"(?:, [\w .'’-]{1,40})?",
}


@cache
def load_placeholders() -> re.Pattern[str]:
    """One pattern for all facility placeholders, to be matched against the whole of a clean text."""
    return parse_placeholders((files("finder.vocabulary") / "placeholders.toml").read_text("utf-8"))


def parse_placeholders(text: str) -> re.Pattern[str]:
    """The pattern of one TOML text. Raises DeclarationError that names the entry."""
    try:
        entries = tomllib.loads(text)["facility"]
        for entry in entries:
            re.compile(_expand(entry))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, re.error) as error:
        raise DeclarationError(
            f"finder/vocabulary/placeholders.toml cannot be used: {error}.", remedy="Correct that line."
        ) from error
    return re.compile("|".join(f"(?:{_expand(entry)})" for entry in entries), re.I)


def _expand(entry: str) -> str:
    for name, pattern in _STANDS_FOR.items():
        entry = entry.replace(name, pattern)
    return entry
