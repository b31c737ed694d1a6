"""How the tumor looks under the microscope, as far as the record says."""

import re
from collections.abc import Iterator

from finder.normalize.classify.mentions import Mention, find_tumors, is_taken
from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit

_READ = ("title", "condition", "keyword", "inclusion", "arm")
_OPPOSITE = {"net": "nec", "nec": "net"}
# A rule of entry about the tumor that does not name it again: "Well differentiated, Ki-67 below 20 %".
_PATHOLOGY = re.compile(r"(?i)differentiated|\bki-?67\b|\bWHO\b|world health|mitot|mitos|histolog|patholog")
_NEUTRAL = re.compile(
    r"(?i)neuro-? ?endocrine (?:tumou?r|neoplas)|(?:tumou?rs?|neoplasms?), neuro-?endocrine|\bNE[TN]s?\b"
)

#: side -> record's own words and their field
Sides = dict[str, tuple[str, str]]


def judge_differentiation(record: Record, mentions: list[Mention], relevance: str) -> tuple[str, Sides]:
    """One of net, nec, both, not_stated, and the words behind each side."""
    sides: Sides = {}
    for passage, hit in _find_grades(record, mentions, relevance):
        sides.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    bare = sides.pop("carcinoma_word", None)
    if not sides:
        sides = _read_summary(record)
    if not sides:
        sides = _read_exclusion(record)
    if not sides and bare and not _names_both(mentions):
        sides = {"nec": bare}
    return ("both" if len(sides) == 2 else next(iter(sides), "not_stated")), sides


def _find_grades(record: Record, mentions: list[Mention], relevance: str) -> Iterator[tuple[Passage, Hit]]:
    """Grades in sentences that speak of the tumor, so that the grade of a side effect is none."""
    with_tumor = {id(m.passage) for m in mentions}
    for passage in record.of(*_READ):
        about_tumor = relevance == "net_specific" and passage.field == "inclusion" and _PATHOLOGY.search(passage.folded)
        if id(passage) in with_tumor or about_tumor:
            for hit in passage.find("differentiation"):
                if is_taken(passage, hit):
                    yield passage, hit


def _read_summary(record: Record) -> Sides:
    sides: Sides = {}
    for passage in record.of("summary"):
        if find_tumors(passage):
            for hit in passage.find("differentiation", "net", "nec"):
                if is_taken(passage, hit):
                    sides.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    return sides


def _read_exclusion(record: Record) -> Sides:
    """Where only one side is kept out, the other is meant."""
    kept_out: Sides = {}
    for passage in record.of("exclusion"):
        if find_tumors(passage):
            for hit in passage.find("differentiation", "net", "nec"):
                if is_taken(passage, hit):
                    kept_out.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    if len(kept_out) != 1:
        return {}
    return {_OPPOSITE[side]: words for side, words in kept_out.items()}


def _names_both(mentions: list[Mention]) -> bool:
    """A list of headings that has neuroendocrine tumors beside carcinomas does not choose between them."""
    return any(
        m.passage.field in ("condition", "title", "keyword")
        and _NEUTRAL.search(m.passage.folded[m.hit.start : m.hit.end])
        for m in mentions
    )
