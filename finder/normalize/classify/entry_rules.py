"""What the rules of entry say about somatostatin receptors and earlier PRRT; inclusion and exclusion apart."""

import re
from collections.abc import Iterable

from finder.normalize.classify.mentions import is_taken
from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit

#: required, excluded, allowed or not_stated, and the record's words with their field
Rule = tuple[str, tuple[str, str] | None]

# "before the first dose of | 177Lu-DOTATATE" speaks of the treatment under test.
_NOT_EARLIER = re.compile(
    r"(?i)\b(?:prior to|before|start of|starting|initiation of|administration of|candidates? for|eligible for|first|"
    r"injection of|during|infusion of|receiving|to receive|suitable for|preceding)\W{1,3}(?:\w{1,30}\W{1,3}){0,4}$"
)
_OTHER_MATTER = re.compile(r"(?i)allerg|hypersensitiv|interrupt|incontinence|breast|pregnan|contracepti|excipient")
_ONE_OF_SEVERAL = re.compile(r"(?i)\bor\b|\bsuch as\b|\be\.g\b|\bif indicated\b|/")
_NEAR = 60

_NONE: Rule = ("not_stated", None)


def judge_receptors(record: Record) -> Rule:
    """Whether the tumor must, may or must not carry somatostatin receptors."""
    found: list[Rule] = []
    for passage in record.of("title", "condition", "inclusion"):
        if negative := passage.find("eligibility", "receptor_negative"):
            found.append(("excluded", (passage.quote(*negative), passage.field)))
        elif receptor := _find_receptor(passage):
            words = (passage.quote(receptor), passage.field)
            if _is_near(passage, receptor, "receptor_any"):
                found.append(("allowed", words))
            elif is_taken(passage, receptor):
                found.append(("required", words))
    for passage in record.of("exclusion"):
        if negative := passage.find("eligibility", "receptor_negative"):
            found.append(("required", (passage.quote(*negative), passage.field)))
    return _first(found, ("required", "allowed", "excluded"))


def _find_receptor(passage: Passage) -> Hit | None:
    """The first receptor that is called positive, or for which it is said not to matter."""
    for hit in passage.find("eligibility", "receptor"):
        if _is_near(passage, hit, "receptor_positive") or _is_near(passage, hit, "receptor_any"):
            return hit
    return None


def _is_near(passage: Passage, hit: Hit, cue: str) -> bool:
    return any(c.start - hit.end <= _NEAR and hit.start - c.end <= _NEAR for c in passage.find("eligibility", cue))


def judge_prior_prrt(record: Record) -> Rule:
    """Whether people who had PRRT before must come, may come or may not."""
    included = [rule for p in record.of("inclusion") for rule in _read_included(p)]
    excluded = [rule for p in record.of("exclusion") for rule in _read_excluded(p)]
    titled = [rule for p in record.of("title") for rule in _read_titled(p)]
    return _first([*titled, *included, *excluded], ("required", "excluded", "allowed"))


def _read_titled(passage: Passage) -> Iterable[Rule]:
    prrt = passage.find("eligibility", "prrt")
    required = passage.find("eligibility", "required")
    if prrt and any(0 <= prrt[0].start - r.end <= 40 for r in required):
        yield "required", (passage.quote(prrt[0]), passage.field)


def _find_earlier_prrt(passage: Passage) -> list[Hit]:
    if _OTHER_MATTER.search(passage.folded):
        return []
    hits = passage.find("eligibility", "prrt")
    return [h for h in hits if not _NOT_EARLIER.search(passage.folded[max(0, h.start - 80) : h.start])]


def _read_included(passage: Passage) -> Iterable[Rule]:
    lowered = passage.folded.lower()
    for prrt in _find_earlier_prrt(passage):
        if not _is_near(passage, prrt, "earlier"):
            continue
        words = (passage.quote(prrt), passage.field)
        before = lowered[max(0, prrt.start - _NEAR) : prrt.start]
        around = lowered[max(0, prrt.start - 25) : prrt.end + 25]
        if "naive" in around or re.search(r"\bno (?:prior|previous|earlier)\b", before) or not is_taken(passage, prrt):
            yield "excluded", words
        elif any(_is_near(passage, prrt, cue) for cue in ("allowed", "limited")):
            yield "allowed", words
        elif any(0 <= prrt.start - r.end <= _NEAR for r in passage.find("eligibility", "required")):
            yield ("allowed" if _ONE_OF_SEVERAL.search(around) else "required"), words


def _read_excluded(passage: Passage) -> Iterable[Rule]:
    lowered = passage.folded.lower()
    for prrt in _find_earlier_prrt(passage):
        if not _is_near(passage, prrt, "earlier") and not _is_near(passage, prrt, "limited") and len(lowered) > _NEAR:
            continue
        words = (passage.quote(prrt), passage.field)
        ever = "any time" in lowered or "at any" in lowered
        if any(_is_near(passage, prrt, cue) for cue in ("allowed", "limited")) and not ever:
            yield "allowed", words
        elif re.search(r"\bnot (?:have )?(?:had|received|been treated)\b|\bnaive\b", lowered):
            yield "required", words
        else:
            yield "excluded", words


def _first(found: list[Rule], order: tuple[str, ...]) -> Rule:
    for value in order:
        for rule in found:
            if rule[0] == value:
                return rule
    return _NONE
