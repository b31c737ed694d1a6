"""Grades of the tumor (g1, g2, g3, nec) that the rules of entry name as taken."""

import re
from collections.abc import Iterable, Iterator

from finder.normalize.classify.entry_lines import Entry, Line, measure_gap
from finder.normalize.classify.mentions import find_tumors, is_taken
from finder.normalize.classify.passages import quote_words
from finder.normalize.classify.stems import Stems
from finder.vocabulary.concepts import Hit, load_subjects
from finder.vocabulary.grammar import load_cue

_GRADES = "grades"
_NEAR = 60
#: Every word for a grade has one of these; other lines are not scanned.
STEMS = ("grade", "g1", "g2", "g3", "g 1", "g 2", "g 3", "differentiated", "ki67", "ki-67", "ki 67", "nec", "carcinoma",
         "cell", "endocrine", "minen", "manec", "carcinoid")  # fmt: skip
_STEM = Stems(STEMS)
_READ = ("title", "condition", "inclusion", "arm")

# Grades are a pattern of numbers: "G1", "grade 1 or 2", "G1/G2", "grades I and II", "grade (G) 1-3".
_NUMBER = r"(?:[123]|i{1,3})(?![\w%]|[.,]\d)"
_JOIN = r"\s?(?:-|/|,|&|to\b|through\b|or\b|and\b){1,2}\s?(?:or\b|and\b)?\s?"
_LIST = re.compile(
    rf"(?i)\b(?:grades?[\s-]?(?:\(g\)\s?)?[:=]?\s?g?|g[\s-]?(?=\d))(?P<first>{_NUMBER})"
    rf"(?P<rest>(?:{_JOIN}(?:well[ -]differentiated\s)?(?:grades?[\s-]?|g\s?)?{_NUMBER}){{0,3}})"
)
_RANGE = re.compile(r"-|\bto\b|\bthrough\b")
_EACH = re.compile(rf"(?i)(?<![a-fh-z]){_NUMBER}")
_ROMAN = {"i": 1, "ii": 2, "iii": 3}

# A share of dividing cells: "Ki-67 <= 20 %", "Ki-67 index of 3-20 %", "Ki67 20% or less".
_INDEX = re.compile(
    r"(?i)\bki-? ?67\b[^.;\d<>\u2264\u2265=]{0,40}[<>\u2264\u2265=]{0,2}\s?(?:or ?=\s?)?"
    r"(?P<one>\d{1,3})(?:[.,]\d)?(?![\d.,])\s?%?"
    r"(?:\s?(?:-|to|and)\s?[<\u2264=]{0,2}\s?(?P<two>\d{1,3})(?!\d)\s?%)?(?:\s?or (?:less|lower|below))?"
)
_BELOW = re.compile(r"(?i)[<\u2264]|\bless\b|\blower\b|\bbelow\b|\bup to\b|\bat most\b|\bmax|\bnot exceed")
# Where grades end, in percent of dividing cells.
_ENDS = {"g1": 2, "g2": 20, "g3": 100}
# "G1" is a grade of tumors; "grade 1" can be one of anything, unless the line says hardly more.
_LETTER = re.compile(r"(?i)g[\s-]?\d")
_SHORT = 40

_A_CANCER = load_cue("a_cancer")
_ONE_PHRASE = re.compile(r"[\w\s/-]{0,40}")
# How far the last word of a tumor's name may stand behind what names it: "Merkel cell | carcinoma".
_HEAD_REACH = 12
_BEFORE = 80

Grades = dict[str, tuple[str, str]]


def find_grades(entry: Entry) -> Grades:
    """Grade -> the record's own words and their field; empty where none is named."""
    lines = list(entry.with_stem(_STEM, *_READ))
    return (
        _read_named(lines)
        or _read_index(lines)
        or _read_carcinoma(lines)
        or _read_named(entry.with_stem(_STEM, "summary"))
    )


def _read_named(lines: Iterable[Line]) -> Grades:
    found: Grades = {}
    for line in lines:
        for grade, start, end in (*_read_numbers(line), *_read_words(line)):
            found.setdefault(grade, (quote_words(line.passage.text, start, end), line.field))
    return found


def _read_numbers(line: Line) -> Iterator[tuple[str, int, int]]:
    anything = load_subjects()[_GRADES].concept[0]
    for said in _LIST.finditer(line.passage.folded):
        hit = Hit(anything, "word", said.start(), said.end())
        denied = line.lowered[max(0, hit.start - 4) : hit.start].endswith(("not ", "no "))
        if denied or not _is_of_tumor(line, hit) or not is_taken(line.passage, hit):
            continue
        numbers = [_ROMAN.get(n.lower()) or int(n) for n in _EACH.findall(said[0])]
        if len(numbers) == 2 and _RANGE.search(said["rest"]):
            numbers = list(range(min(numbers), max(numbers) + 1))
        for number in numbers:
            for grade in _name_grades(line, number, hit, alone=numbers == [3]):
                yield grade, hit.start, hit.end


def _name_grades(line: Line, number: int, hit: Hit, *, alone: bool) -> list[str]:
    """Grade 3 is g3 where a tumor is meant, nec where a carcinoma is, and both where the two are named."""
    if number < 3:
        return [f"g{number}"]
    carcinoma = _is_beside(line, hit, "carcinoma", "carcinoma_word")
    if alone and carcinoma:
        return ["g3", "nec"] if _is_beside(line, hit, "well", "net_word") else ["nec"]
    if alone and _is_beside(line, hit, "neoplasm") and not _is_beside(line, hit, "well"):
        return ["g3", "nec"]
    return ["g3"]


def _is_beside(line: Line, hit: Hit, *ids: str) -> bool:
    return any(measure_gap(hit, other) <= _NEAR for other in line.find(_GRADES, *ids))


def _is_of_tumor(line: Line, hit: Hit) -> bool:
    """False for the grade of a side effect or a scan."""
    if any(measure_gap(hit, other) <= _NEAR for other in line.find(_GRADES, "side_effect")):
        return False
    if _LETTER.match(line.passage.folded, hit.start) or len(line.lowered) <= _SHORT:
        return True
    if line.field in ("title", "condition") or _is_beside(line, hit, "tumor_word", "well", "carcinoma"):
        return True
    return any(0 <= hit.start - tumor.end <= 2 * _NEAR for tumor in line.passage.find("scope"))


def _read_words(line: Line) -> Iterator[tuple[str, int, int]]:
    """Grades that are written out: "low or intermediate grade", "poorly differentiated"."""
    names = {"low": ["g1"], "intermediate": ["g2"], "high": ["g3", "nec"], "carcinoma": ["nec"]}
    for hit in line.find(_GRADES, *names):
        if _is_of_another(line, hit):
            continue
        if is_taken(line.passage, hit) and (hit.concept.id in ("high", "carcinoma") or _is_of_tumor(line, hit)):
            for grade in names[hit.concept.id]:
                yield grade, hit.start, hit.end


def _is_of_another(line: Line, hit: Hit) -> bool:
    """True for "thyroid cancer (papillary, | poorly differentiated)": the grade of a cancer that is none of ours."""
    folded, tumors = line.passage.folded, find_tumors(line.passage)
    after = (max(hit.end, tumor.start) for tumor in tumors if tumor.end > hit.start)
    if any(_ONE_PHRASE.fullmatch(folded, hit.end, start) for start in after):
        return False
    named = [word.start() for word in _A_CANCER.finditer(folded, max(0, hit.start - _BEFORE), hit.start)]
    return bool(named) and not any(tumor.start <= named[-1] <= tumor.end + _HEAD_REACH for tumor in tumors)


def _read_index(lines: list[Line]) -> Grades:
    """Where no grade is named, the share of dividing cells, by the borders of the WHO.

    More than 20 % is grade 3 only where the line calls the tumor well differentiated.
    """
    for line in lines:
        for said in _INDEX.finditer(line.passage.folded) if line.field == "inclusion" else ():
            low, high = int(said["one"]), int(said["two"] or 0)
            if not high and _BELOW.search(said[0]):
                low, high = 0, low
            grades = _list_between(low, high)
            if grades and ("g3" not in grades or line.has(_GRADES, "well")):
                return dict.fromkeys(grades, (quote_words(line.passage.text, *said.span()), line.field))
    return {}


def _list_between(low: int, high: int) -> list[str]:
    """Grades with some of their range between two percentages; "less than 3 %" is grade 1."""
    starts = {"g1": 0, "g2": 4, "g3": 21}
    return [
        grade for grade, end in _ENDS.items() if low <= end and high >= starts[grade] and (low < end or low == high)
    ]


def _read_carcinoma(lines: list[Line]) -> Grades:
    """A bare "neuroendocrine carcinoma" is one where nothing in the record calls the tumor well differentiated."""
    if any(line.has(_GRADES, "well") for line in lines):
        return {}
    for line in lines:
        for hit in line.find(_GRADES, "carcinoma_word") if line.field in ("title", "inclusion") else ():
            if is_taken(line.passage, hit):
                return {"nec": (line.passage.quote(hit), line.field)}
    return {}
