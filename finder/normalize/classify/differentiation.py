"""How the tumor looks under the microscope, as far as the record says."""

import re
from collections.abc import Iterator

from finder.normalize.classify.mentions import Mention, find_tumors, is_taken
from finder.normalize.classify.passages import Passage, Record, quote_words
from finder.vocabulary.concepts import Hit

_READ = ("title", "condition", "keyword", "inclusion", "arm")
_OPPOSITE = {"net": "nec", "nec": "net"}
# A rule of entry about the tumor that does not name it again: "Well differentiated, Ki-67 below 20 %".
_PATHOLOGY = re.compile(r"(?i)differentiated|\bki-?67\b|\bWHO\b|world health|mitot|mitos|histolog|patholog|\bG[1-3]\b")
_NEUTRAL = re.compile(
    r"(?i)neuro-? ?endocrine (?:carcinomas? ?(?:/|or|and) ?)?(?:tumou?r|neoplas)|"
    r"(?:tumou?rs?|neoplasms?), neuro-?endocrine|\bNE[TN]s?\b"
)
# "Poorly differentiated or high-grade histology" says what is meant without naming the tumor again.
_GRADED = re.compile(r"(?i)\b(?:poorly|well)[ -]differentiated\b|\bhigh[ -]grade\b")
_NAMED = re.compile(r"(?i)\bneuro-?endocrine\b")
# "a report of high grade carcinoma | is eligible only if well differentiated"
_ONLY_IF = re.compile(r"(?i)\bonly (?:if|when)\b[^.;]{0,60}\bwell[ -]differentiated")
# A tumor that is an example of a wider group: "such as neuroendocrine tumor, carcinoid, …"
_SUCH_AS = re.compile(r"(?i)(?:\bsuch as\b|\be\.g\.|\bfor example\b)[^.;]{0,100}$")

_INDEX = re.compile(
    r"(?i)\bki-? ?67\b[^.;<>\u2264\u2265\d]{0,30}"
    r"(?:<|\u2264|=<|\bless than|\bbelow|\bup to|\bmax(?:imum)?|\bat most|\bno more than)"
    r"(?: ?or ?(?:=|equal to))? ?=? ?(?P<most>\d{1,2})(?:[.,]\d+)? ?%"
)
_GRADE_2 = 20

#: side -> record's own words and their field
Sides = dict[str, tuple[str, str]]


def judge_differentiation(record: Record, mentions: list[Mention], relevance: str) -> tuple[str, Sides]:
    """One of net, nec, both, not_stated, and the words behind each side."""
    sides: Sides = {}
    for passage, hit in _find_grades(record, mentions, relevance):
        sides.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    bare = sides.pop("carcinoma_word", None)
    if set(sides) == {"net"} and (listed := _find_listed(mentions)):
        sides["nec"] = listed
    if not sides:
        sides = _read_summary(record)
    if not sides and relevance == "net_specific":
        sides = _read_exclusion(record)
    if not sides and relevance == "net_specific":
        sides = _read_index(record)
    if not sides and bare and not _names_both(mentions):
        sides = {"nec": bare}
    return ("both" if len(sides) == 2 else next(iter(sides), "not_stated")), sides


def _find_grades(record: Record, mentions: list[Mention], relevance: str) -> Iterator[tuple[Passage, Hit]]:
    """Grades in sentences that speak of the tumor, so that the grade of a side effect is none."""
    with_tumor = {id(m.passage) for m in mentions}
    at_large = any(m.passage.field in ("title", "condition") and _is_neutral(m.passage, m.hit) for m in mentions)
    for passage in record.having("differentiation", *_READ):
        about_tumor = (
            passage.field == "inclusion"
            and (relevance == "net_specific" or _NAMED.search(passage.folded))
            and _PATHOLOGY.search(passage.folded)
        )
        if id(passage) in with_tumor or about_tumor:
            for hit in passage.find("differentiation"):
                told = passage.field != "keyword" and not (at_large and passage.field == "condition")
                if (told or hit.kind == "word") and is_taken(passage, hit) and not _is_turned(passage, hit):
                    yield passage, hit


def _is_turned(passage: Passage, hit: Hit) -> bool:
    """True where the sentence goes on to take that side only if it is the other one, or names it as one example."""
    if hit.concept.id in ("nec", "carcinoma_word") and _ONLY_IF.search(passage.folded, hit.end):
        return True
    return hit.kind == "name" and passage.field == "inclusion" and _is_example(passage, hit)


def _is_example(passage: Passage, hit: Hit) -> bool:
    """True for a kind of tumor that is named beside tumors at large: "neuroendocrine tumors (carcinoid, …)"."""
    if passage.find("differentiation", "nec"):
        return False
    if _SUCH_AS.search(passage.folded[: hit.start]):
        return True
    others = [tumor for tumor in find_tumors(passage) if hit.end <= tumor.start or tumor.end <= hit.start]
    return any(_is_neutral(passage, tumor) for tumor in others)


def _is_neutral(passage: Passage, tumor: Hit) -> bool:
    """True for a tumor that is named without a word on its kind: "neuroendocrine neoplasms"."""
    return bool(_NEUTRAL.fullmatch(passage.folded[tumor.start : tumor.end].rstrip("s")))


def _read_summary(record: Record) -> Sides:
    sides: Sides = {}
    for passage in record.having("differentiation", "summary"):
        if find_tumors(passage):
            for hit in passage.find("differentiation", "net", "nec"):
                if hit.kind == "word" and is_taken(passage, hit):
                    sides.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    return sides


def _read_index(record: Record) -> Sides:
    """A rule that no more than 20 % of the cells divide (Ki-67) asks for grade 1 or 2, by the WHO's own border."""
    for passage in record.of("inclusion"):
        for index in _INDEX.finditer(passage.folded):
            if int(index["most"]) <= _GRADE_2:
                return {"net": (quote_words(passage.text, *index.span()), passage.field)}
    return {}


def _read_exclusion(record: Record) -> Sides:
    """Where only one side is kept out, the other is meant."""
    kept_out: Sides = {}
    for passage in record.having("differentiation", "exclusion", "inclusion"):
        if find_tumors(passage) or _GRADED.search(passage.folded):
            for hit in passage.find("differentiation", "net", "nec"):
                if hit.kind == "word" and is_taken(passage, hit) == (passage.field == "exclusion"):
                    kept_out.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    if len(kept_out) != 1:
        return {}
    return {_OPPOSITE[side]: words for side, words in kept_out.items()}


def _find_listed(mentions: list[Mention]) -> tuple[str, str] | None:
    """A carcinoma that a rule of entry lists beside well differentiated tumors: "carcinoid, carcinoma and NET G3"."""
    for passage in dict.fromkeys(m.passage for m in mentions if m.passage.field in ("inclusion", "arm")):
        tumors = [hit for hit in passage.find("differentiation", "net") if hit.kind == "name"]
        for hit in passage.find("differentiation", "carcinoma_word") if tumors else ():
            if tumors[0].end <= hit.start and is_taken(passage, hit) and not _is_turned(passage, hit):
                return passage.quote(hit), passage.field
    return None


def _names_both(mentions: list[Mention]) -> bool:
    """A list of headings that has neuroendocrine tumors beside carcinomas does not choose between them."""
    return any(
        m.passage.field in ("condition", "title", "keyword", "inclusion")
        and _NEUTRAL.search(m.passage.folded[m.hit.start : m.hit.end])
        for m in mentions
    )
