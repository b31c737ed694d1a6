"""Whether the tumor must, may or must not carry somatostatin receptors. A scan that is only taken asks for nothing."""

import re
from collections.abc import Iterator

from finder.normalize.classify.entry_lines import NOT_STATED, Line, Rule, measure_gap, read_between, read_lines
from finder.normalize.classify.mentions import is_taken
from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit

_NEAR = 60
_BESIDE = 25
_OTHER_POSITIVE = re.compile(
    r"pregnan|serum|stain|chromogranin|synaptophysin|her2|psma|fdg|hiv\b|hormone|o?estrogen|margin|calcitonin|;"
)
# What is to be found out, or may be, is not asked for.
_OPEN = re.compile(
    r"\b(?:to (?:assess|evaluate|measure|determine|compare|detect|study)|will be|potential|possibl[ey]|unknown|"
    r"whether)\b"
)
_IF = re.compile(r"\b(?:if|unless|in case of|when)\b[^,;]{0,40}$")
_OR_OTHER = re.compile(r"\bor (?:any |an)?other\b[^,;]{0,40}$")
_WITHOUT = re.compile(
    r"\b(?:no|not|lack|lacking|lacks|absence|absent|without|negative|insufficient|lower|less|below)\b"
)
_OR_ELSE = re.compile(r"\bor (?:an? )?(?:positive )?(?:on )?\W?(?:18-?f\W{0,2})?fdg\b")
_NOT_NEEDED = re.compile(r"^[^;:]{0,40}\bnot (?:be )?(?:required|mandatory|necessary)\b")
_WELCOME = re.compile(
    r"\bnot (?:an? )?(?:exclu|preclude|required|ineligible)|\beligible|\ballowed|\bpermitted|\bexempt|"
    r"\bmay (?:be|also)|\bacceptable|\bcan be"
)
_UNWELCOME = re.compile(r"\bnot (?:be )?(?:eligible|allowed|permitted|acceptable)|\bineligible")


def judge_receptors(record: Record) -> Rule:
    """The strongest statement: no matter, then asked for, then asked of some people alone, then kept out."""
    taken = [rule for line in read_lines(record, "title", "condition", "inclusion") for rule in _read_taken(line)]
    kept_out = [rule for line in read_lines(record, "exclusion") for rule in _read_kept_out(line)]
    arms = [rule for line in read_lines(record, "arm") for rule in _read_arm(line)]
    found = [*taken, *kept_out, *arms]
    for wanted in ("any", "required", "allowed", "excluded"):
        for value, words in found:
            if value == wanted:
                return ("allowed" if value == "any" else value), words
    return NOT_STATED


def _read_taken(line: Line) -> Iterator[Rule]:
    passage, lowered = line.passage, line.lowered
    negative = passage.find("eligibility", "receptor_negative")
    said = _find_positive(passage)
    if regardless := _find_regardless(passage):
        yield line.rule("any", regardless)
    elif negative and _WELCOME.search(lowered) and not _UNWELCOME.search(lowered):
        yield line.rule("any", negative[0])
    elif negative and (said or not is_taken(passage, negative[0])):
        yield line.rule("allowed", negative[0])
    elif negative:
        yield line.rule("excluded", negative[0])
    elif said:
        start, end = min(hit.start for hit in said), max(hit.end for hit in said)
        before = lowered[max(0, start - 30) : start]
        if _NOT_NEEDED.search(lowered[end : end + 80]):
            yield line.rule("any", said[0])
        elif _WITHOUT.search(re.split(r"[,;:(]", before)[-1]):
            return
        elif _OR_ELSE.search(lowered) or _IF.search(lowered[max(0, start - 60) : start]):
            yield line.rule("allowed", said[0])
        elif not _OR_OTHER.search(lowered[max(0, start - 60) : start]):
            yield line.rule("required", said[0])


def _read_kept_out(line: Line) -> Iterator[Rule]:
    passage, lowered = line.passage, line.lowered
    if negative := passage.find("eligibility", "receptor_negative"):
        welcome = _WELCOME.search(lowered) and not _UNWELCOME.search(lowered)
        yield line.rule("any" if welcome else "required", negative[0])
        return
    for hit in passage.find("eligibility", "receptor"):
        cue = _find_cue(passage, hit, "receptor_positive", "receptor_shown")
        start = min(hit.start, cue.start) if cue else hit.start
        lacking = _WITHOUT.search(lowered[max(0, start - 30) : start])
        beside = re.search(r"\bnegative\b", lowered[max(0, hit.start - 15) : hit.end + 30])
        if (cue and lacking) or beside:
            yield line.rule("required", hit)
            return
        plain = cue and cue.concept.id == "receptor_positive" and measure_gap(hit, cue) <= 3
        if plain and not re.search(r"\b(?:if|unless|except|only)\b", lowered):
            yield line.rule("excluded", hit)
            return


def _read_arm(line: Line) -> Iterator[Rule]:
    """A group of people without receptors shows that they may come; a group with them says nothing of the others."""
    for hit in line.passage.find("eligibility", "receptor_negative"):
        yield "any", (line.passage.quote(hit), line.passage.field)


def _find_positive(passage: Passage) -> tuple[Hit, Hit] | None:
    """The first receptor that must be there, with the word that says so."""
    # A title that speaks of uptake or expression measures it.
    cues = (
        ("receptor_positive",) if passage.field in ("title", "condition") else ("receptor_positive", "receptor_shown")
    )
    for hit in passage.find("eligibility", "receptor"):
        cue = _find_cue(passage, hit, *cues)
        if cue and is_taken(passage, hit) and not _is_open(passage, hit, cue):
            return hit, cue
    return None


def _find_cue(passage: Passage, hit: Hit, *ids: str) -> Hit | None:
    for cue in passage.find("eligibility", *ids):
        if measure_gap(hit, cue) <= _NEAR and not _OTHER_POSITIVE.search(read_between(passage, hit, cue)):
            return cue
    return None


def _is_open(passage: Passage, hit: Hit, cue: Hit) -> bool:
    start, end = min(hit.start, cue.start), max(hit.end, cue.end)
    return bool(_OPEN.search(passage.folded[max(0, start - 30) : end + 20].lower()))


def _find_regardless(passage: Passage) -> Hit | None:
    """The receptor for which it is said, right beside it, that it does not matter."""
    for hit in passage.find("eligibility", "receptor", "receptor_negative"):
        for cue in passage.find("eligibility", "receptor_any"):
            two_sided = "positive" in passage.folded[cue.start : cue.end].lower()
            if measure_gap(hit, cue) <= (_NEAR if two_sided else _BESIDE) and (two_sided or cue.start < hit.start):
                return hit
    return None
