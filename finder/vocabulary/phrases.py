"""From the readable phrases of the vocabulary to compiled patterns, so that no row has to repeat spellings.

A phrase is plain words. The rules, which hold for every phrase of every file:

- `tumor` also reads tumour, `esophagus` oesophagus, `pheo…` phaeo…, `-ize` -ise, and the like (SPELLINGS);
- the last word also reads its plural;
- a hyphen inside a phrase may be a hyphen, a space or nothing (`neuro-endocrine`); a space may be a hyphen;
- `a/b` between spaces means either word; `word*` reads any end of the word, `*ending` any start;
- `...` stands for up to four words of the same sentence;
- a word in capitals reads capitals only (`NET` is not net);
- a phrase with a comma is turned around by nobody: the loader adds the inverted form of MeSH itself
  ("neuroendocrine carcinoma" also reads "Carcinoma, Neuroendocrine").

Text must come from `fold_text`. Patterns are bounded in length, so no text can make them slow.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

#: American form in a phrase -> pattern that also reads the British one.
SPELLINGS = {
    "tumor": "tumou?r",
    "esophag": "o?esophag",
    "pheochromo": "pha?eochromo",
    "cecum": "ca?ecum",
    "cecal": "ca?ecal",
    "analog": "analog(?:ue)?",
    "labeled": "labell?ed",
    "gynecolog": "gyna?ecolog",
    "pediatric": "pa?ediatric",
    "diarrhea": "diarrho?ea",
    "ization": "i[sz]ation",
    "ized": "i[sz]ed",
    "ize": "i[sz]e",
}
_FIRST_SPELLINGS = {
    "esophag": ("eso", "oes"),
    "pheochromo": ("phe", "pha"),
    "pediatric": ("ped", "pae"),
    "cec": ("cec", "cae"),
}
_KEY_LENGTH = 3
_JOIN_WORDS = r"[\s/-]{1,3}"
_JOIN_PARTS = r"[\s-]{0,2}"
_GAP = r"(?:[^\w.,;\n]{1,3}\w{1,30}){0,4}?"
_JOIN_GAP = r"[^\w.,;\n]{1,3}"
_HEAD_NOUNS = ("tumor", "carcinoma", "neoplasm", "adenoma", "cancer")


class _FoldTable(dict[int, str]):
    """One character for one, so that places found in folded text are places in the text itself."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if 0x2010 <= code <= 0x2015 or code in (0x2212, 0xFE58, 0xFE63, 0xFF0D, 0x00AD):
            plain = "-"
        elif char.isspace() and char != "\n":
            plain = " "
        elif char in "\u2018\u2019\u02bc\u00b4`":
            plain = "'"
        else:
            base = unicodedata.normalize("NFKD", char)[:1]
            plain = base if base and ord(base) < 128 else char
        self[code] = plain
        return plain


_TABLE = _FoldTable()


def fold_text(text: str) -> str:
    """`text` with plain letters, dashes and spaces, of the same length as `compose_text(text)`."""
    return compose_text(text).translate(_TABLE)


def compose_text(text: str) -> str:
    """`text` in composed form (NFC), so that an accented letter is one character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True)
class Phrase:
    """One phrase, ready to match at the start of a word. `keys`: how that word can begin; `ending`: see `*ending`."""

    text: str
    pattern: re.Pattern[str]
    keys: tuple[str, ...]
    ending: str = ""


def _is_capitals(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)


def _spell_part(part: str, *, last: bool) -> str:
    open_end = part.endswith("*")
    word = part.rstrip("*")
    spelled = re.escape(word)
    for american, pattern in SPELLINGS.items():
        spelled = spelled.replace(american, pattern)
    if open_end:
        spelled += r"[^\W_]{0,20}"
    elif word.endswith("asis"):
        spelled = spelled[:-2] + "[ei]s"
    elif last and word[-1:].isalpha() and len(word) > 1:
        spelled = _add_plural(word, spelled)
    return spelled if _is_capitals(word) else f"(?i:{spelled})"


def _add_plural(word: str, spelled: str) -> str:
    if word.endswith("y") and len(word) > 3:
        return spelled[:-1] + "(?:y|ies)"
    if word.endswith("oma"):
        return spelled + "(?:s|ta)?"
    return spelled if word.endswith("s") else spelled + "(?:e?s)?"


def _spell_word(word: str, *, last: bool) -> str:
    choices = []
    for choice in word.rstrip(",").split("/"):
        parts = choice.split("-")
        choices.append(_JOIN_PARTS.join(_spell_part(p, last=last and p is parts[-1]) for p in parts))
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"


def _find_keys(word: str) -> Iterator[str]:
    for choice in word.lower().rstrip(",").split("/"):
        bare = choice.replace("*", "")
        first, *rest = bare.split("-")
        for start, keys in _FIRST_SPELLINGS.items():
            if first.startswith(start):
                yield from keys
        yield first[:_KEY_LENGTH]
        if len(first) < _KEY_LENGTH:
            yield (first + "".join(rest) + ("" if rest else "s"))[:_KEY_LENGTH]


@cache
def compile_phrase(text: str) -> Phrase:
    """One phrase as a pattern. Raises ValueError for a phrase that could match anything."""
    words = text.split()
    if not words or not any(c.isalnum() for c in words[0]) or words[-1] == "...":
        raise ValueError(f"{text!r} must begin and end with a word")
    if words[0].startswith("*"):
        ending = words[0].lstrip("*").lower()
        if len(words) > 1 or len(ending) < 3:
            raise ValueError(f"{text!r} must be one ending of three letters or more")
        return Phrase(text, re.compile(rf"(?i)[^\W_]{{1,40}}{re.escape(ending)}\b"), (), ending)
    if any(len(choice.strip("*,")) < 2 for choice in words[0].split("/")):
        raise ValueError(f"{text!r} begins with too short a word")
    pieces = [_spell_word(words[0], last=len(words) == 1)]
    gap = False
    for position, word in enumerate(words[1:], start=1):
        if word == "...":
            gap = True
            continue
        after_comma = r",\s{0,2}" if words[position - 1].endswith(",") else _JOIN_WORDS
        pieces.append((_GAP + _JOIN_GAP if gap else after_comma) + _spell_word(word, last=position == len(words) - 1))
        gap = False
    keys = tuple(dict.fromkeys(_find_keys(words[0])))
    return Phrase(text, re.compile("".join(pieces) + r"(?![^\W_])"), keys)


def expand_inverted(text: str) -> list[str]:
    """The phrase, and its inverted form where it ends in a head noun: MeSH writes "Carcinoma, Merkel Cell"."""
    words = text.split()
    if len(words) < 2 or words[-1] not in _HEAD_NOUNS or "..." in words:
        return [text]
    return [text, f"{words[-1]}, {' '.join(words[:-1])}"]
