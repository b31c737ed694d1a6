"""How the tumor looks under the microscope, as far as the record says."""

import re
from collections.abc import Iterator
from itertools import chain

from finder.normalize.classify.answers import answer_once
from finder.normalize.classify.both_kinds import (
    BESIDE_FIELDS,
    NEUTRAL,
    OWN_KINDS,
    find_beside,
    find_group,
    find_listed,
    find_other_group,
    is_neutral,
    is_turned,
)
from finder.normalize.classify.mentions import Mention, find_tumors
from finder.normalize.classify.passages import Passage, Record
from finder.normalize.classify.proliferation import list_indexes
from finder.normalize.classify.words_taken import is_kept_out, is_word_taken
from finder.vocabulary.concepts import Hit
from finder.vocabulary.grammar import load_cue, spell_cue
from finder.vocabulary.profile import load_profile

_READ = ("title", "condition", "keyword", "inclusion", "arm")
_OPPOSITE = {"net": "nec", "nec": "net"}
# A rule of entry about the tumor that does not name it again: "Well differentiated, Ki-67 below 20 %".
_PATHOLOGY = load_cue("pathology")
# "Poorly differentiated or high-grade histology" says what is meant without naming the tumor again.
_GRADED = load_cue("graded")
_NAMED = load_cue("neuroendocrine")
_PEOPLE = load_cue("site_people")
# "This study tests drug X in well differentiated tumors", not "Well differentiated tumors grow slowly".
_AIM = re.compile(
    r"(?i)\b(?:study|trial|registry|phase|purpose|aims?|objective|hypothesi[sz]\w*|evaluat\w+|assess\w*|investigat\w+|"
    r"determin\w+|compar\w+|tests?|tested|treat\w*|efficacy|safety)\b"
)
_FACT = re.compile(r"(?i)\b(?:are|is|were|was|have|has|had|can|may|grow|represent|occur|remain|account)s?\b")

_ONE_PHRASE = re.compile(r"[\w\s/-]{0,40}")
# "All grades, including poorly differentiated carcinomas"
_ALL_GRADES = re.compile(r"(?i)\b(?:all|any|every) (?:[\w-]{1,20} )?(?:grades?|differentiation)\b[^.;]{0,60}\binclud")
# "Neuroendocrine carcinoma of the lung" under the exclusions keeps out a place, not a kind.
_PLACE = re.compile(r"(?i)s?(?: ?\([^()]{0,20}\))? (?:of|in|from)\b")
# Mixed tumors, and one kind of carcinoma, can be kept out while other carcinomas come. There are two such kinds.
_ONE_KIND = re.compile(rf"(?i){spell_cue('mixed_kind')}|(?!anaplastic).{{0,20}}{spell_cue('cell_kind')}.{{0,30}}")
_KINDS = (re.compile(r"(?i)small|SCNEC"), re.compile(r"(?i)large|LCNEC"))
_SPECIFIC = load_profile().relevance.specific

# The border of grade 2, in percent of dividing cells, by the WHO.
_GRADE_2 = 20
_GRADE_3 = re.compile(r"(?i)(?:\bG|grade )3\b")

#: side -> record's own words and their field
Sides = dict[str, tuple[str, str]]


def judge_differentiation(record: Record, mentions: list[Mention], relevance: str) -> tuple[str, Sides]:
    """One of net, nec, both, not_stated, and the words behind each side."""
    sides: Sides = {}
    wide: Sides = {}
    for passage, hit in _find_grades(record, mentions, relevance):
        read = wide if _is_wide(passage, hit) else sides
        read.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    bare = sides.pop("carcinoma_word", None)
    carcinoid = sides.pop("net__carcinoid", None)
    sides = sides or wide
    tumors_named = _names_both(mentions)
    beside = find_beside(record, *BESIDE_FIELDS, tumors_named=tumors_named)
    if set(sides) == {"net"} and (listed := find_listed(mentions) or beside):
        sides["nec"] = listed
    if set(sides) == {"net"} and (group := find_group(record, relevance)):
        sides["nec"] = group
    if set(sides) == {"nec"} and sides["nec"][1] == "condition" and (name := _find_heading(record)):
        sides["net"] = name
    named = sides.get("nec") or (None if sides else bare)
    if named and "net" not in sides and any(_ALL_GRADES.search(p.folded) for p in record.of("inclusion")):
        sides = {"net": named, "nec": named}
    if _is_own_kind(mentions):
        bare = None
    else:
        if not sides and set(sides := _read_summary(record)) == {"net"}:
            sides |= {"nec": listed} if (listed := find_beside(record, "summary", tumors_named=tumors_named)) else {}
        if not sides and (beside := beside or find_beside(record, "summary", tumors_named=tumors_named)):
            sides = {"net": beside, "nec": beside}
        if not sides and relevance == _SPECIFIC:
            sides = _read_exclusion(record, none_taken=not bare) or _read_index(record, is_carcinoma=bool(bare))
    # Where a trial is named for a carcinoma, and a summary tells of both kinds, the other one is history.
    is_history = len(set(sides.values())) == len(_OPPOSITE) and {field for _, field in sides.values()} == {"summary"}
    if (not sides or is_history) and bare and not tumors_named and not _find_heading(record):
        sides = {"nec": bare}
    if not sides and not bare and carcinoid and not _is_at_large(mentions):
        sides = {"net": carcinoid}
    return ("both" if len(sides) == 2 else next(iter(sides), "not_stated")), sides


def _find_grades(record: Record, mentions: list[Mention], relevance: str) -> Iterator[tuple[Passage, Hit]]:
    """Grades in sentences that speak of the tumor, so that the grade of a side effect is none."""
    with_tumor = {id(m.passage) for m in mentions}
    own_kind = _is_own_kind(mentions)
    at_large = _is_at_large(mentions)
    for passage in record.having("differentiation", *_READ):
        about_tumor = (
            passage.field == "inclusion"
            and (relevance == _SPECIFIC or _NAMED.search(passage.folded))
            and _PATHOLOGY.search(passage.folded)
        )
        if id(passage) in with_tumor or about_tumor:
            for hit in passage.find("differentiation"):
                of_rules = own_kind and passage.field == "inclusion"
                told = not (of_rules or passage.field == "keyword" or (at_large and passage.field == "condition"))
                meant = told or (hit.kind == "word" and (not of_rules or _touches_tumor(passage, hit)))
                if meant and is_word_taken(passage, hit) and not is_turned(passage, hit):
                    yield passage, hit


def _touches_tumor(passage: Passage, hit: Hit) -> bool:
    """True for a grade in one phrase with the tumor: no sign stands between, as it does before another kind."""
    between = (passage.folded[hit.end : tumor.start] for tumor in find_tumors(passage) if hit.end <= tumor.start)
    return any(_ONE_PHRASE.fullmatch(words) for words in between)


def _is_at_large(mentions: list[Mention]) -> bool:
    """True for a trial whose title or conditions name these tumors without a kind, or one that has no such sides."""
    return any(
        m.passage.field in ("title", "condition") and (is_neutral(m.passage, m.hit) or m.hit.concept.id in OWN_KINDS)
        for m in mentions
    )


def _is_wide(passage: Passage, hit: Hit) -> bool:
    """True for words that mean both sides, "grade 3 neoplasm", which give way to those that mean one of them."""
    return hit.start in _find_wide(passage)


@answer_once
def _find_wide(passage: Passage) -> set[int]:
    """Where words that mean both sides begin."""
    starts = [{h.start for h in passage.find("differentiation", side)} for side in ("net", "nec")]
    return set.intersection(*starts)


def _read_summary(record: Record) -> Sides:
    """What a summary says of its people; "they range from well to poorly differentiated" says nothing of them."""
    sides: Sides = {}
    for passage in record.having("differentiation", "summary"):
        if find_tumors(passage):
            hits = [h for h in passage.find("differentiation", "net", "nec") if h.kind == "word"]
            told = {h.concept.id: (passage.quote(h), passage.field) for h in hits if is_word_taken(passage, h)}
            is_known = _FACT.search(passage.folded) and not _AIM.search(passage.folded)
            if _PEOPLE.search(passage.folded) or (len(told) < 2 and not is_known):
                sides = {**told, **sides}
    if set(sides) == {"nec"} and (group := find_other_group(record)):
        sides["net"] = group
    return sides


def _read_index(record: Record, *, is_carcinoma: bool) -> Sides:
    """What a rule on dividing cells (Ki-67) says, by the WHO's own border.

    No more than 20 % asks for grade 1 or 2. More than 20 % are tumors of grade 3 as well as carcinomas.
    """
    for passage in chain(record.of("exclusion"), record.of("inclusion")):
        for index in list_indexes(passage):
            words = (index.words, passage.field)
            if passage.field == "exclusion":
                if index.least == _GRADE_2 and index.most is None:
                    return {"net": words}
            elif index.most is not None and index.most <= _GRADE_2:
                return {"net": words}
            elif index.least is not None and index.least >= _GRADE_2:
                return {"nec": words} if is_carcinoma else {"net": words, "nec": words}
    return {}


def _read_exclusion(record: Record, *, none_taken: bool) -> Sides:
    """Where only one side is kept out, the other is meant. `none_taken`: no carcinoma is named as one that may come."""
    kept_out: Sides = {}
    kinds: Sides = {}
    asked = ("net", "nec", "nec__grade_3", *(("carcinoma_word",) if none_taken else ()))
    for passage in record.having("differentiation", "exclusion", "inclusion"):
        if find_tumors(passage) or _GRADED.search(passage.folded):
            for hit in passage.find("differentiation", *asked):
                if hit.kind == "word" and is_kept_out(passage, hit):
                    if hit.concept.id == "carcinoma_word" and _PLACE.match(passage.folded, hit.end):
                        continue
                    words = (passage.quote(hit), passage.field)
                    if _ONE_KIND.fullmatch(passage.folded, hit.start, hit.end):
                        kinds |= {kind.pattern: words for kind in _KINDS if kind.search(words[0])}
                        continue
                    side = "nec" if hit.concept.id != "net" or _is_grade_3(passage, hit) else "net"
                    kept_out.setdefault(side, words)
    if none_taken and len(kinds) == len(_KINDS):
        kept_out["nec"] = next(iter(kinds.values()))
    if len(kept_out) != 1:
        return {}
    return {_OPPOSITE[side]: words for side, words in kept_out.items()}


def _is_grade_3(passage: Passage, hit: Hit) -> bool:
    """True for grade 3: who keeps it out takes grades 1 and 2."""
    return bool(_GRADE_3.search(passage.folded, hit.start, hit.end))


def _is_own_kind(mentions: list[Mention]) -> bool:
    """True for a trial of Merkel cell, medullary thyroid or chromaffin tumors, which have no such sides."""
    for field in ("title", "condition"):
        if kinds := {m.hit.concept.id for m in mentions if m.passage.field == field}:
            return kinds <= OWN_KINDS
    return bool(mentions) and {m.hit.concept.id for m in mentions} <= OWN_KINDS


def _find_heading(record: Record) -> tuple[str, str] | None:
    """A carcinoid among the conditions; beside a carcinoma there it is the other side."""
    for passage in record.having("differentiation", "condition"):
        for hit in passage.find("differentiation", "net"):
            return passage.quote(hit), passage.field
    return None


def _names_both(mentions: list[Mention]) -> bool:
    """A list of headings that has neuroendocrine tumors beside carcinomas does not choose between them."""
    return any(
        m.passage.field in ("condition", "title", "keyword", "inclusion")
        and NEUTRAL.search(m.passage.folded[m.hit.start : m.hit.end])
        for m in mentions
    )
