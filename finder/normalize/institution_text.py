"""The name of an institution in its parts: between commas, dashes and brackets, without a sponsor's numbers."""

import re
from collections.abc import Sequence
from functools import lru_cache

from finder.places import fold_name

#: Longer names are cut: real ones stay below it.
LONGEST = 300
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_ELIDED = re.compile(r"\b(?:[dl]|dell|all|nell|sull)['’`´ʼ](?=\w)", re.I)
_POSSESSIVE = re.compile(r"(?<=\w)['’`´ʼ]s\b|(?<=s)['’`´ʼ](?=\s|$)", re.I)
_SEGMENTS = re.compile(r"(?i:\s+affiliated\s+(?:to|with)\s+)|\s+[-–—‐]+\s*|[-–—‐]+\s+|[,;:/|()\[\]{}_•\"“”«»]+|\s@\s")
_APOSTROPHE = re.compile("['’`´ʼ]")
_MARK = re.compile(r"[-–—‐,;:/|()\[\]{}_•\"“”«»@]|affiliated", re.I)
_SHORT = re.compile(r"[A-Z]{2,8}")
#: Kept by folding, whatever stands beside it.
_PLAIN = re.compile(r"[A-Za-z0-9]")


def split_name(name: str, noise: re.Pattern[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The parts of a name that hold a letter or digit, and those of them that abbreviate the others (folded).

    `noise` is what to leave out. Apostrophes, dots of abbreviations and wrongly decoded accents are put right.
    """
    return _split_line(" ".join(name[: 4 * LONGEST].split())[:LONGEST], noise)


@lru_cache(1 << 13)
def _split_line(line: str, noise: re.Pattern[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    cut = _mend(line)
    tidy = noise.sub(" ", cut) if any(map(str.isdigit, cut)) else cut
    tidy = tidy if _has_word(tidy) else cut
    # Most names hold neither dots nor apostrophes nor marks, which is told faster than each pattern is tried.
    if "." in tidy:
        tidy = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", tidy)
    if _APOSTROPHE.search(tidy):
        tidy = _POSSESSIVE.sub(lambda match: "s" if len(match[0]) > 1 else "", _ELIDED.sub(" ", tidy))
    found = _SEGMENTS.split(tidy) if _MARK.search(tidy) else [tidy]
    segments = tuple(segment.strip() for segment in found if _has_word(segment))
    if len(segments) < 2:
        return segments, frozenset()
    return segments, frozenset(fold_name(s) for s in segments if _SHORT.fullmatch(s) and _is_short_for(s, segments))


def _has_word(text: str) -> bool:
    return bool(_PLAIN.search(text) or fold_name(text))


def _is_short_for(short: str, segments: Sequence[str]) -> bool:
    """Whether the other segments, read from left to right, hold the letters of an abbreviation."""
    letters = iter(fold_name(" ".join(segment for segment in segments if segment != short)))
    return len(segments) > 1 and all(letter in letters for letter in fold_name(short))


def _mend(text: str) -> str:
    """UTF-8 that some program took for Latin letters, put right: "HÃ´pital" is "Hôpital"."""
    if "Ã" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
