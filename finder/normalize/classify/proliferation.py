"""How fast a tumor may grow, where a rule of entry says so: the share of dividing cells (Ki-67), or mitoses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from finder.normalize.classify.passages import Passage, quote_words

_BELOW = (
    r"<|\u2264|=<|\b(?:less|lower) than|\bbelow|\bunder|\bup to|\bmax(?:imum)?|\bat most|"
    r"\b(?:no|not) more than|\bnot (?:exceeding|above)"
)
_ABOVE = r">|\u2265|=>|\b(?:more|greater|higher) than|\babove|\bover|\bat least|\bexceeding"
_EQUAL = r"(?: ?or ?(?:=|equal to))? ?=? ?"
_SHARE = r"\d{1,2}(?:[.,]\d{1,2})?(?!\d)"
# Such as: Ki-67 <= 20 %; a proliferation index (Ki-67) of 20% or less; Ki67 between 3% and 20%; Ki-67 > 20%
_INDEX = re.compile(
    r"(?i)\b(?:ki-? ?67|mib-? ?1|mitotic (?:count|rate|index)|"
    r"prolifera(?:tion|tive) (?:index|rate)(?!.{0,12}(?:ki|mib)))\b"
    rf"[^.;<>\u2264\u2265\d=]{{0,40}}?(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))?{_EQUAL}"
    rf"(?P<first>{_SHARE}) ?%?"
    rf"(?: ?(?:-|to|and) ?(?:(?:{_BELOW}){_EQUAL})?(?P<last>{_SHARE}) ?%|(?P<or_less> or (?:less|lower|below)))?"
)
# "fewer than 20 mitoses per 10 fields"
_MITOSES = re.compile(
    rf"(?i)(?:(?P<below>{_BELOW}|\bfewer than)|(?P<above>{_ABOVE})){_EQUAL}(?P<first>{_SHARE}) ?mitos[ei]s\b"
)


# Each match of a pattern has one of its words; most lines have none.
_INDEX_WORDS = ("67", "mib", "mitotic", "prolifera")
_MITOSES_WORD = "mitos"


@dataclass(frozen=True)
class Index:
    """One stated border or range in percent; `least` or `most` is None where none is stated. `words`: the record's."""

    least: float | None
    most: float | None
    words: str


def list_indexes(passage: Passage) -> Iterator[Index]:
    """The borders of a passage, in order; a lone number without a word for below or above is none."""
    lowered = passage.folded.lower()
    for found in _INDEX.finditer(passage.folded) if any(word in lowered for word in _INDEX_WORDS) else ():
        first = float(found["first"].replace(",", "."))
        words = quote_words(passage.text, *found.span())
        last = float((found["last"] or "0").replace(",", "."))
        if last > first and not found["below"]:
            yield Index(first, last, words)
        elif found["below"] or found["or_less"]:
            yield Index(None, first, words)
        elif found["above"]:
            yield Index(first, None, words)
    for found in _MITOSES.finditer(passage.folded) if _MITOSES_WORD in lowered else ():
        first = float(found["first"].replace(",", "."))
        words = quote_words(passage.text, *found.span())
        yield Index(None, first, words) if found["below"] else Index(first, None, words)
