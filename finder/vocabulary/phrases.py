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

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

#: American form in a phrase -> all forms a text can have. A form that another one begins with comes last.
SPELLINGS = {
    "tumor": ("tumour", "tumor"),
    "esophag": ("oesophag", "esophag"),
    "pheochromo": ("phaeochromo", "pheochromo"),
    "cecum": ("caecum", "cecum"),
    "cecal": ("caecal", "cecal"),
    "analog": ("analogue", "analog"),
    "labeled": ("labelled", "labeled"),
    "gynecolog": ("gynaecolog", "gynecolog"),
    "pediatric": ("paediatric", "pediatric"),
    "diarrhea": ("diarrhoea", "diarrhea"),
    "ization": ("isation", "ization"),
    "ized": ("ised", "ized"),
    "ize": ("ise", "ize"),
}
#: No word after `...` begins further from the word before it.
LONGEST_GAP = 160
#: No more characters stand between two words.
LONGEST_JOIN = 3
_LONGEST_BEGINNING = 16
# A phrase with more is tried in so many ways that it would hold up every record.
_MOST_GAPS, _MOST_CHOICES = 2, 200
_JOIN_WORDS = rf"[\s/-]{{1,{LONGEST_JOIN}}}"
_JOIN_PARTS = r"[\s-]{0,2}"
_GAP = r"(?:[^\w.,;\n]{1,3}\w{1,30}){0,4}?"
_JOIN_GAP = r"[^\w.,;\n]{1,3}"
# One word, or a choice of some, of plain letters and digits, which the index of all phrases knows whole.
_ONE_WORD = re.compile(r"[A-Za-z0-9]+(?:[/-][A-Za-z0-9]+)*")
_HEAD_NOUNS = ("tumor", "carcinoma", "neoplasm", "adenoma", "cancer")


# One character for one, so that places found in folded text are places in the text itself. Most signs of a record that
# are not ASCII are of the three that stay as they are.
_FOLDED = re.compile(r"[^\n -_a-~\u2264\u2265\u00d7]")


@lru_cache(maxsize=10_000)
def _fold_char(char: str) -> str:
    code = ord(char)
    if 0x2010 <= code <= 0x2015 or code in (0x2212, 0xFE58, 0xFE63, 0xFF0D, 0x00AD):
        return "-"
    if char.isspace():
        return " "
    if char in "\u2018\u2019\u02bc\u00b4`":
        return "'"
    if char == "\u0131":  # a pattern that ignores case takes it for an i; `lower` does not
        return "i"
    base = unicodedata.normalize("NFKD", char)[:1]
    return base if base and ord(base) < 128 else char


def fold_text(text: str) -> str:
    """`text` with plain letters, dashes and spaces, of the same length as `compose_text(text)`."""
    return fold_composed(compose_text(text))


def fold_composed(text: str) -> str:
    """The same for a text that `compose_text` gave, or for such texts between plain signs."""
    return _FOLDED.sub(lambda odd: _fold_char(odd[0]), text)


def compose_text(text: str) -> str:
    """`text` in composed form (NFC), so that an accented letter is one character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True, eq=False)
class Phrase:
    """One phrase, ready to match at the start of a word.

    What follows only spares work. `beginnings`: how a match begins, in lower case, with one space for whatever may
    stand between words; `distant`: one of these stands within LONGEST_GAP after that; `ending`: see `*ending`.
    `is_word`: a beginning that is one word is a match, in small or capital letters, where the word ends with it.
    """

    text: str
    beginnings: tuple[str, ...]
    distant: tuple[str, ...] = ()
    ending: str = ""
    is_word: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when it is first asked for: many phrases are never tried in one run."""
        return re.compile(_write_pattern(self.text))

    def compile(self) -> None:
        """Make `pattern` now. An ending has none that is ever tried."""
        if not self.ending:
            _ = self.pattern


def _is_capitals(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)


def _spell_part(part: str, *, last: bool) -> str:
    open_end = part.endswith("*")
    word = part.rstrip("*")
    spelled = re.escape(word)
    for american, forms in SPELLINGS.items():
        spelled = spelled.replace(american, f"(?:{'|'.join(forms)})")
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


def _list_beginnings(words: list[str], longest: int) -> tuple[list[str], bool]:
    """What a match of these words begins with, and whether that is all there is of them."""
    done: list[str] = []
    grown = [""]
    for position, word in enumerate(words):
        before, grown = grown, []
        for choice in word.lower().rstrip(",").split("/"):
            forms, complete = _spell_certain(choice, last=position == len(words) - 1)
            (grown if complete else done).extend(f"{start} {form}" for start in before for form in forms)
    whole = not done and all(len(form) <= longest for form in grown)
    return [" ".join(form.split())[:longest].rstrip() for form in done + grown], whole


def _spell_certain(choice: str, *, last: bool) -> tuple[list[str], bool]:
    """All spellings of a word, up to where a plural or an open end could change it."""
    forms = [""]
    parts = choice.split("-")
    for position, part in enumerate(parts):
        certain = part[: part.find("*")] if "*" in part else part
        if part.endswith("asis"):
            certain = part[:-2]
        elif last and position == len(parts) - 1 and part.endswith("y"):
            certain = part[:-1]
        joins = (" ", "") if position else ("",)
        forms = [form + join + spelled for form in forms for join in joins for spelled in _spell_out(certain)]
        if certain != part:
            return forms, False
    return forms, True


def _spell_out(part: str) -> list[str]:
    forms = [part]
    for american, spelled in SPELLINGS.items():
        if american in part:
            forms = [form.replace(american, one) for form in forms for one in spelled]
    return forms


@cache
def compile_phrase(text: str) -> Phrase:
    """One phrase as a pattern. Raises ValueError for a phrase that could match anything."""
    words = text.split()
    if words.count("...") > _MOST_GAPS or math.prod(word.count("/") + 1 for word in words) > _MOST_CHOICES:
        raise ValueError(f"{text!r} leaves too much open: '...' may stand {_MOST_GAPS} times, and choices are few")
    if not words or not any(c.isalnum() for c in words[0]) or words[-1] == "...":
        raise ValueError(f"{text!r} must begin and end with a word")
    if words[0].startswith("*"):
        ending = words[0].lstrip("*").lower()
        if len(words) > 1 or len(ending) < 3:
            raise ValueError(f"{text!r} must be one ending of three letters or more")
        return Phrase(text, (), (), ending)
    if any(len(choice.strip("*,")) < 2 for choice in words[0].split("/")):
        raise ValueError(f"{text!r} begins with too short a word")
    if not all(choice[0].isascii() and choice[0].isalnum() for choice in words[0].split("/")):
        raise ValueError(f"{text!r} must begin with a plain letter or a digit")
    if "..." not in words:
        beginnings, whole = _list_beginnings(words, _LONGEST_BEGINNING)
        is_word = whole and bool(_ONE_WORD.fullmatch(text)) and not any(map(_is_capitals, re.split("[/-]", text)))
        return Phrase(text, tuple(dict.fromkeys(beginnings)), is_word=is_word)
    gap_at = words.index("...")
    beginnings, whole = _list_beginnings(words[:gap_at], len(text) * 2)
    distant, _ = _list_beginnings(words[gap_at + 1 :], _LONGEST_BEGINNING)
    near = [word.split()[0] for word in distant if word] if whole else []
    return Phrase(text, tuple(dict.fromkeys(beginnings)), tuple(dict.fromkeys(near)))


def _write_pattern(text: str) -> str:
    words = text.split()
    if words[0].startswith("*"):
        return rf"(?i)[^\W_]{{1,40}}{re.escape(words[0].lstrip('*').lower())}\b"
    pieces = [_spell_word(words[0], last=len(words) == 1)]
    gap = False
    for position, word in enumerate(words[1:], start=1):
        if word == "...":
            gap = True
            continue
        after_comma = r",\s{0,2}" if words[position - 1].endswith(",") else _JOIN_WORDS
        pieces.append((_GAP + _JOIN_GAP if gap else after_comma) + _spell_word(word, last=position == len(words) - 1))
        gap = False
    return "".join(pieces) + r"(?![^\W_])"


def expand_inverted(text: str) -> list[str]:
    """The phrase, and its inverted form where it ends in a head noun: MeSH writes "Carcinoma, Merkel Cell"."""
    words = text.split()
    if len(words) < 2 or words[-1] not in _HEAD_NOUNS or "..." in words:
        return [text]
    return [text, f"{words[-1]}, {' '.join(words[:-1])}"]
