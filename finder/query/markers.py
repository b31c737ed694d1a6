"""What a line of a list begins with: a bullet, a number or a letter; and numbers that run on inside one line.

The registry keeps lists as its sponsors typed them, so one text can count `1.`, `a)`, `(ii)` and `1.1` at once. A
letter counts as a marker only in its turn ("a", then "b"), so that "E. coli" stays words.
"""

import re
from dataclasses import dataclass

_BULLET = re.compile(r"(?:[*•●○◦▪▫■□‣⁃∙·・°➢➤►▸✓✔–—]|-{1,3})(?:\s+|$)|[•●◦▪▫■□‣⁃∙➢➤►▸✓✔]\s*|-{1,2}(?=[A-Z])")
_MOST_BULLETS = 4
_NUMBER = re.compile(
    r"(?P<open>\(?)(?:(?P<dotted>[0-9]{1,2}(?:\.[0-9]{1,2}){1,4})|(?P<digits>[0-9]{1,2})|(?P<letters>[A-Za-z]{1,5})"
    r"|(?P<code>[A-Z]{1,2}[0-9]{1,2}[a-z]?|[0-9]{1,2}[A-Za-z])|(?P<circled>[①-⑳]))(?P<close>[.)、．）]?)(?P<gap>\s*)"
)
_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xiii": 13, "xiv": 14, "xv": 15,
}  # fmt: skip
#: Letters that may be left out between two markers of one list.
_SKIPPED = 2


@dataclass(frozen=True)
class Marker:
    """How a line begins. `written` is empty for a bullet; `style` is alike for lines of one list; `value` counts."""

    written: str
    style: str
    value: int = 0

    @property
    def is_first(self) -> bool:
        """True where a numbered list begins here."""
        return bool(self.written) and self.value == 1


def read_marker(line: str, seen: dict[str, int]) -> tuple[Marker | None, str]:
    """The marker of a line without its indent, and the text after it.

    `seen` holds the last value of each style met in this text, and is brought up to date. None: no line of a list.
    """
    text = line
    for _ in range(_MOST_BULLETS):
        if not (found := _BULLET.match(text)):
            break
        text = text[found.end() :]
    if text is not line:
        return Marker("", line[0]), text
    match = _NUMBER.match(line)
    if not match or not (marker := _judge_number(match, line, seen)):
        return None, line
    seen[marker.style] = marker.value
    return marker, line[match.end() :]


def _judge_number(match: re.Match[str], line: str, seen: dict[str, int]) -> Marker | None:
    opened, closed = match["open"], match["close"]
    after = line[match.end() : match.end() + 1]
    written = match[0].rstrip()
    if opened and closed not in (")", "）"):
        return None
    if match["circled"]:
        return Marker(written, "①", ord(match["circled"]) - ord("①") + 1)
    if match["dotted"]:
        *_, last = parts = match["dotted"].split(".")
        style = f"{len(parts)}{opened}1{closed}"
        in_turn = int(last) == 1 or seen.get(style) == int(last) - 1
        # "2.5 mg" is an amount: a bare number of this form must stand in its turn and begin a sentence.
        sure = bool(closed) or (in_turn and bool(match["gap"]) and after.isupper())
        return Marker(written, style, int(last)) if sure else None
    if not closed or not (match["gap"] or not after or after.isalpha() or after in "(<>≤≥“\"'"):
        return None
    if match["digits"]:
        return Marker(written, f"{opened}1{closed}", int(match["digits"]))
    if match["code"]:
        return Marker(written, f"{opened}A1{closed}", 0) if match["gap"] else None
    return _judge_letters(match["letters"], written, f"{opened}{{}}{closed}", seen) if match["gap"] else None


def _judge_letters(letters: str, written: str, style: str, seen: dict[str, int]) -> Marker | None:
    """A letter or a Roman number in its turn. Lists of capitals and of small letters are counted apart."""
    case = "A" if letters.isupper() else "a"
    as_letter, as_roman = style.format(case), style.format("I" if case == "A" else "i")
    value = ord(letters.lower()) - ord("a") + 1 if len(letters) == 1 else 0
    roman = _ROMAN.get(letters.lower(), 0) if letters in (letters.lower(), letters.upper()) else 0
    if value and (value == 1 or 0 < value - seen.get(as_letter, value) <= _SKIPPED):
        return Marker(written, as_letter, value)
    if roman and (roman == 1 or len(letters) > 1 or 0 < roman - seen.get(as_roman, roman) <= _SKIPPED):
        return Marker(written, as_roman, roman)
    return None


_INLINE = re.compile(
    r"(?:^|(?<=[\s;,:；，：。])|(?<=[^\W\d]\.))(?P<open>[(（]?)(?:(?P<digits>[0-9]{1,2})|(?P<letter>[a-z])|(?P<roman>[ivx]{2,5}))"
    r"(?P<close>[.)）])(?=\s|[A-Za-z<>≤≥])"
)
#: After these words a number is a grade or an amount, and no marker.
_COUNTED = frozenset(
    {
        "grade", "grades", "stage", "stages", "phase", "phases", "type", "types", "class", "group", "groups", "cohort",
        "cohorts", "part", "parts", "arm", "arms", "cycle", "day", "week", "level", "levels", "section", "appendix",
        "version", "criteria", "criterion", "score", "scale", "of", "than", "least", "to", "is", "=", "<", ">", "≤", "≥"
    }
)  # fmt: skip
_FEWEST = 3
_SEPARATORS = ";,.:)；，。："


def split_inline(text: str, marker: Marker | None) -> tuple[str, list[tuple[Marker, str]]]:
    """What leads a run of numbers inside one line, and the run: (marker, text). No run: the text and an empty list.

    Only a sure run is split: it begins the line (`marker` may be its first number) or follows a colon, counts from
    1 or a without a gap to at least three, and no number of it stands in open brackets.
    """
    own = marker if marker and marker.is_first else None
    style = own.style if own else ""
    wanted = 2 if own else 1
    cuts: list[tuple[int, int, Marker]] = []
    depth, counted = 0, 0
    for match in _INLINE.finditer(text):
        found = _read_inline(match, wanted, style)
        depth = max(0, depth + text.count("(", counted, match.start()) - text.count(")", counted, match.start()))
        counted = match.start()
        if not found or depth or not _is_parted(text, match, first=not cuts and not own):
            continue
        cuts.append((match.start(), match.end(), found))
        counted, style, wanted = match.end(), found.style, wanted + 1
    if len(cuts) + bool(own) < _FEWEST:
        return text, []
    ends = [start for start, _, _ in cuts[1:]] + [len(text)]
    run = [(found, text[begin:end].strip()) for (_, begin, found), end in zip(cuts, ends, strict=True)]
    lead = text[: cuts[0][0]].strip()
    return (lead, run) if all(any(map(str.isalpha, words)) for _, words in run) else (text, [])


def _read_inline(match: re.Match[str], wanted: int, style: str) -> Marker | None:
    """The marker where it is the next of its run."""
    readings = (
        ("1", int(match["digits"] or 0)),
        ("a", ord(match["letter"]) - ord("a") + 1 if match["letter"] else 0),
        ("i", _ROMAN.get(match["roman"] or match["letter"] or "", 0)),
    )
    for kind, value in readings:
        name = f"{match['open']}{kind}{match['close']}"
        if value == wanted and style in ("", name):
            return Marker(match[0], name, value)
    return None


def _is_parted(text: str, match: re.Match[str], *, first: bool) -> bool:
    """True where what stands before shows that a new item begins."""
    before = text[max(0, match.start() - 40) : match.start()].rstrip()
    if first:
        return match.start() == 0 or before.endswith((":", "："))
    words = before.split()
    if not words or words[-1].lower().strip("(") in _COUNTED:
        return False
    parted = before.endswith(tuple(_SEPARATORS)) or words[-1].lower() in ("and", "or")
    after = text[match.end() : match.end() + 2].strip()[:1]
    return parted or (bool(match["digits"]) and after[:1].isupper())
