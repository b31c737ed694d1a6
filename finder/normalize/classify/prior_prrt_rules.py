"""Whether people who had PRRT before must come, may come or may not. PRRT as the treatment under test says nothing."""

import re
from collections.abc import Iterator

from finder.normalize.classify.entry_lines import NOT_STATED, Line, Rule, measure_gap, read_lines
from finder.normalize.classify.mentions import is_taken
from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit

_NEAR = 60
# No sentence that means something names PRRT more often.
_MOST_HITS = 12
# "before the first dose of | 177Lu-DOTATATE" speaks of the treatment under test.
_NOT_EARLIER = re.compile(
    r"\b(?:prior to|before|start of|starting|initiation of|administration of|candidates? for|eligible for|first|"
    r"injection of|during(?! (?:or|and) after)|infusion of|receiving|to receive|suitable for|preceding|"
    r"indications? (?:for|of|to)|considered for|dose of|cycles? of study|refus\w{0,4}|available for|access to)"
    r"\W{1,3}(?:\w{1,30}\W{1,3}){0,4}$"
)
_OTHER_MATTER = re.compile(
    r"allerg|hypersensitiv|interrupt|incontinence|breast|pregnan|contracepti|excipient|\bhours?\b|\bdosing\b|"
    r"intoleran|tolerat|reactions? to|life expectancy|surviv"
)
_PLANNED = re.compile(
    r"\b(?:planned|concurrent|concomitant|ongoing|simultaneous|scheduled|candidates?|indications?|refus\w{0,4}|"
    r"contra-?indicat\w{0,5}|unable|unwilling|current(?:ly)?|amenable|suitable|appropriate|"
    r"study treatment|under study|investigational)\b"
)
_BEFORE = re.compile(r"\b(?:prior|previous(?:ly)?|earlier|past|history|received|pretreated|naive)\b")
_SEVERAL = re.compile(
    r"\bor\b(?! (?:after|on|following|during|intoleran|progress))|\bsuch as\b|"
    r"\be\.g\b|\bincluding\b|\bif indicated\b|/|\bone of\b|\bany of\b|"
    r"\beither\b"
)
_IF = re.compile(
    r"\b(?:if|in case of)\b[^;]{0,60}$"
    r"|\b(?:patients?|subjects?|participants?|those|people)\s(?:who|with|that)\b[^,;:]{0,50}$"
)
_THEN = re.compile(r"^[^;:]{0,80}?\b(?:must|should|need|are (?:also )?(?:eligible|allowed)|may|can|have to)\b")
_TREATED = re.compile(
    r"\b(?:who|and|that)\s(?:was|were|have been|has been|had been|are|have)\s(?:previously\s|already\s)?"
    r"(?:treated with|received)\s(?:\w{1,20}\s){0,2}$"
)
_BARRED = re.compile(
    r"\b(?:not (?:be )?(?:eligible|allowed|permitted|included)|ineligible|excluded|prohibited|must not|should not|"
    r"may not|cannot)\b"
)
_NONE_BEFORE = re.compile(
    r"\b(?:no|without(?: any)?|never (?:had|received)|not (?:have )?(?:had|received|been treated with)|absence of)\s"
    r"(?:\w{1,20}\s){0,2}$|\bno (?:prior|previous|earlier)\b"
)
_NOT_YET = re.compile(
    r"\bnot (?:have )?(?:had|received|been treated)\b|\bnaive\b|\bnever\b|"
    r"\b(?:without|lack of) (?:any )?(?:prior|previous)\b"
)
_UNFIT = re.compile(
    r"\b(?:ineligible|not eligible|unsuitable|not suitable|not (?:a )?candidates?) (?:\w{1,12} )?for\b|"
    r"\bcontra-?indicat|\bunable to\b|\bunavailable|\bnot available|\bmay or may not\b"
)
_FAILED = re.compile(r"\b(?:refractory|resistant|fail(?:ed|ure))\b")
_IS_REQUIRED = re.compile(r"^[^;:]{0,60}\b(?:is|are) (?:required|mandatory)\b")
_EXCEPT = re.compile(
    r"\b(?:other than|except(?:ing)?(?: for)?|with the exception of|apart from|not including)\b[^;:]{0,50}$"
)
_AMOUNT = re.compile(
    r"(?:>|≥|<|≤|\bover|\bexceed\w{0,3}|\bmore than|\bless than)\s?=?\s?(?:\d|one|two|three|four)"
    r"|\b\d{1,3}\s?(?:-\s?\d{1,3}\s?)?(?:days?|weeks?|months?|years?|half|gy|gbq|cycles|courses)\b"
    r"|\bwithin (?:\w{1,12}\s){0,2}(?:days?|weeks?|months?|years?)\b"
)
# One treatment of a list after which the disease went on, or that counts as a line.
_WENT_ON = re.compile(r"\bprogress|\brelapse|\b(?:prior|previous) lines?\b|\blines? of\b")
_LIST_REACH = 240
# A number of courses that must have been given, not a time that must have passed.
_ENOUGH = re.compile(
    r"(?:\bat least|≥|>=?)\s?(?:\d{1,2}|one|two|three|four)\s(?:\w{1,12}\s)?(?:cycles?|doses?|courses?)\s(?:of\s)?"
    r"(?:\w{1,20}\s){0,2}$"
)
_EVER = re.compile(r"\bany time\b|\bat any\b|\bever\b|\bregardless of (?:the )?(?:time|when)\b")
_SIDE_EFFECT = re.compile(
    r"\bnot (?:yet )?(?:recovered|resolved)|\bunresolved|\btoxicit|\badverse|\bwithout (?:\w{1,20}\s){0,3}progress"
)
_LISTED_ALLOWED = re.compile(r"\b(?:allowed|permitted|acceptable|may have)\b")
_AGAIN = re.compile(r"\b(?:re-?treatment with|re-?challenge with|salvage|repeat(?:ed)?)\W(?:\w{1,20}\W){0,2}$")
_SAME_DRUG = re.compile(
    r"\b(?:prior|previous) (?:treatment|therapy|exposure) (?:with|to) (?:any of )?(?:the )?"
    r"(?:drugs? under study|study (?:drugs?|treatments?|medications?))\b(?![^;]{0,60}\b(?:within|weeks|months)\b)"
)


def judge_prior_prrt(record: Record) -> Rule:
    """What the title says; else what keeps people out, unless the record also asks for the same; else the rest."""
    titled = [rule for p in record.of("title") for rule in _read_titled(p)]
    included = [rule for line in read_lines(record, "inclusion") for rule in _read_included(line)]
    excluded = [rule for line in read_lines(record, "exclusion") for rule in _read_excluded(line)]
    found = [*included, *excluded, *_read_same_drug(record)]
    if titled:
        return titled[0]
    values = {value for value, _ in found}
    if {"required", "excluded"} <= values:
        return "allowed", found[0][1]
    for wanted in ("excluded", "required", "allowed"):
        for rule in found:
            if rule[0] == wanted:
                return rule
    return NOT_STATED


def _read_titled(passage: Passage) -> Iterator[Rule]:
    lowered = passage.folded.lower()
    required = passage.find("eligibility", "required")
    for prrt in passage.find("eligibility", "prrt"):
        words = (passage.quote(prrt), passage.field)
        before, around = lowered[max(0, prrt.start - 40) : prrt.start], lowered[max(0, prrt.start - 12) : prrt.end + 12]
        if re.search(r"\bnaive\b", around):
            yield "excluded", words
        elif _SEVERAL.search(lowered[max(0, prrt.start - 40) : prrt.end + 20]):
            continue
        elif _AGAIN.search(before) or any(0 <= prrt.start - r.end <= 40 for r in required):
            yield "required", words


def _list_earlier(line: Line) -> list[Hit]:
    """PRRT that is not the treatment under test, not planned, and not what somebody is allergic to."""
    lowered = line.lowered
    hits = line.passage.find("eligibility", "prrt")
    if not hits or _OTHER_MATTER.search(lowered) or (_PLANNED.search(lowered) and not _BEFORE.search(lowered)):
        return []
    return [h for h in hits[:_MOST_HITS] if not _NOT_EARLIER.search(lowered[max(0, h.start - 80) : h.start])]


def _is_near(passage: Passage, hit: Hit, cue: str) -> bool:
    return any(measure_gap(hit, c) <= _NEAR for c in passage.find("eligibility", cue))


def _is_listed(line: Line) -> bool:
    """True for an item of a list of treatments that may have come before."""
    return bool(_LISTED_ALLOWED.search(line.heading)) and not _BARRED.search(line.heading)


def _read_included(line: Line) -> Iterator[Rule]:
    passage, lowered = line.passage, line.lowered
    for prrt in _list_earlier(line):
        before, after = lowered[max(0, prrt.start - 80) : prrt.start], lowered[prrt.end : prrt.end + 80]
        around = lowered[max(0, prrt.start - 25) : prrt.end + 25]
        failed = _FAILED.search(before[-_NEAR:])
        none_lately = _NONE_BEFORE.search(before[-_NEAR:]) and _AMOUNT.search(after)
        went_on = bool(_WENT_ON.search(lowered[max(0, prrt.start - _LIST_REACH) : prrt.start]))
        if not (
            _is_near(passage, prrt, "earlier")
            or _is_listed(line)
            or "naive" in around
            or went_on
            or none_lately
            or failed
        ):
            continue
        limited = bool(_AMOUNT.search(lowered[max(0, prrt.start - _NEAR) : prrt.end + _NEAR]))
        barred = _BARRED.search(after) or "naive" in around
        if _UNFIT.search(lowered):
            yield line.rule("allowed", prrt)
        elif _EXCEPT.search(before):
            if re.search(r"\bno\b|\bnot\b", before) or not _LISTED_ALLOWED.search(lowered):
                yield line.rule("allowed", prrt)
            elif not _BARRED.search(lowered):
                yield line.rule("excluded", prrt)
        elif barred or _NONE_BEFORE.search(before[-_NEAR:]) or not is_taken(passage, prrt):
            yield line.rule("allowed" if limited and not _EVER.search(lowered) else "excluded", prrt)
        elif value := _read_asked(line, prrt, before, after):
            yield line.rule(value, prrt)


def _read_asked(line: Line, prrt: Hit, before: str, after: str) -> str:
    """required, allowed, or nothing at all, for PRRT that is not kept out."""
    passage = line.passage
    asked = any(0 <= prrt.start - r.end <= _NEAR for r in passage.find("eligibility", "required"))
    asked = asked or bool(_IS_REQUIRED.search(after))
    treated = bool(_TREATED.search(before))
    several = _SEVERAL.search(before[-_NEAR:] + " " + after[:40]) or re.search(r"\bone of\b|\bany of\b", line.heading)
    if (asked or treated) and _ENOUGH.search(before) and not several:
        return "required"
    if any(_is_near(passage, prrt, cue) for cue in ("allowed", "limited")) or _is_listed(line):
        return "allowed"
    if _IF.search(before) and (_THEN.search(after) or not (asked or treated)):
        return "allowed" if _THEN.search(after) else ""
    if re.search(r"\bif\b", before):
        return "allowed"
    if asked or treated:
        return "allowed" if several else "required"
    return "allowed" if several and _WENT_ON.search(line.lowered) else ""


def _read_excluded(line: Line) -> Iterator[Rule]:
    passage, lowered = line.passage, line.lowered
    for prrt in _list_earlier(line):
        headed = bool(_BEFORE.search(line.heading) or re.search(r"\bfollowing\b", line.heading))
        near = any(_is_near(passage, prrt, cue) for cue in ("earlier", "limited"))
        if not near and not headed and len(lowered) > _NEAR:
            continue
        before, ever = lowered[max(0, prrt.start - 80) : prrt.start], bool(_EVER.search(lowered))
        around = lowered[max(0, prrt.start - _NEAR) : prrt.end + _NEAR]
        limited = _AMOUNT.search(around) or _AMOUNT.search(line.heading) or _SIDE_EFFECT.search(lowered)
        cues = any(_is_near(passage, prrt, cue) for cue in ("allowed", "limited"))
        if _EXCEPT.search(before) or ((limited or cues) and not ever):
            yield line.rule("allowed", prrt)
        elif _NOT_YET.search(lowered):
            yield line.rule("required", prrt)
        else:
            yield line.rule("excluded", prrt)


def _read_same_drug(record: Record) -> Iterator[Rule]:
    """ "Previous treatment with the drugs under study", in a trial whose title says that PRRT is under study."""
    if not any(p.find("eligibility", "prrt") for p in record.of("title")):
        return
    for passage in record.of("exclusion"):
        if said := _SAME_DRUG.search(passage.folded.lower()):
            yield "excluded", (passage.text[said.start() : said.end()], passage.field)
