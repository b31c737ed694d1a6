"""Whether people who had PRRT before must come, may come or may not. PRRT as the treatment under test says nothing."""

import re
from collections.abc import Iterator

from finder.normalize.classify.entry_lines import (
    NOT_STATED,
    TIME_UNIT,
    Entry,
    Line,
    Rule,
    find_after,
    find_before,
    find_within,
    measure_gap,
)
from finder.normalize.classify.mentions import is_taken
from finder.vocabulary.concepts import Hit

_NEAR = 60
_FAR = 80
_LIST_REACH = 240
_CUES = "entry_cues"
_PRRT = ("prrt",)

# Numbers with a unit are a pattern: "> 4 cycles", "6 months", "within the last year".
_AMOUNT = re.compile(
    r"(?:>|≥|<|≤|\bover|\bexceed\w{0,3}|\bmore than|\bless than)\s?=?\s?(?:\d|one|two|three|four)"
    rf"|\b\d{{1,3}}\s?(?:-\s?\d{{1,3}}\s?)?(?:{TIME_UNIT}|(?:half|gy|gbq|cycles|courses)\b)"
    rf"|\b(?:within|past|preceding|last) (?:\w{{1,12}}\s){{0,2}}{TIME_UNIT}"
    r"|\b(?:[2-9]|two|three|four) or more\b"
)
# A time at the end of a list holds for all of it: "PRRT, chemotherapy or embolization within 4 weeks".
_TIME = re.compile(rf"\b(?:\d{{1,3}}|two|three|four|six|twelve)\s?{TIME_UNIT}")
_NEXT_RULE = re.compile(r";|\.\s|\b(?:prior|previous|history|known)\b")
_SINCE = re.compile(r"\bsince (?:\w{1,12}\s){0,5}$")
# A number of courses that must have been given, not a time that must have passed: "at least 2 cycles of".
_ENOUGH = re.compile(
    r"(?:\bat least|≥|>=?)\s?(?:\d{1,2}|one|two|three|four)\s(?:\w{1,12}\s)?(?:cycles?|doses?|courses?)\s(?:of\s)?"
    r"(?:\w{1,20}\s){0,2}$"
)
# Signs of a choice that are no words.
_CHOICE_SIGN = re.compile(r"/|\be\.g\b")


def judge_prior_prrt(entry: Entry) -> Rule:
    """What the title says; else what keeps people out, unless the record also asks for the same; else the rest."""
    titled = [rule for line in entry.having("eligibility", "title", ids=_PRRT) for rule in _read_titled(line)]
    included = [rule for line in entry.having("eligibility", "inclusion", ids=_PRRT) for rule in _read_included(line)]
    excluded = [rule for line in entry.having("eligibility", "exclusion", ids=_PRRT) for rule in _read_excluded(line)]
    found = [*included, *excluded, *_read_same_drug(entry)]
    if titled:
        return titled[0]
    values = {value for value, _ in found}
    if {"required", "excluded"} <= values or (included and included[0][0] == "allowed" and "excluded" in values):
        return "allowed", found[0][1]
    for wanted in ("excluded", "required", "allowed"):
        for rule in found:
            if rule[0] == wanted:
                return rule
    return NOT_STATED


def _read_titled(line: Line) -> Iterator[Rule]:
    for prrt in line.find("eligibility", "prrt"):
        words = (line.passage.quote(prrt), line.field)
        if find_within(line.find(_CUES, "naive"), prrt.start - 12, prrt.end + 12):
            yield "allowed" if line.has(_CUES, "experienced") else "excluded", words
        elif _is_choice(line, prrt.start - 40, prrt.end + 20):
            continue
        elif find_before(line, prrt.start, line.find(_CUES, "again"), 40, words=2) or find_before(
            line, prrt.start, line.find(_CUES, "required"), 40
        ):
            yield "required", words


def _list_earlier(line: Line) -> list[Hit]:
    """PRRT that is not the treatment under test, not planned, and not what somebody is allergic to."""
    hits = line.find("eligibility", "prrt")
    if not hits or line.has(_CUES, "other_matter"):
        return []
    if line.has(_CUES, "planned") and not line.has(_CUES, "earlier_word"):
        return []
    under_test = line.find(_CUES, "under_test")
    return [hit for hit in hits if not find_before(line, hit.start, under_test, _FAR, words=4)]


def _is_near(line: Line, hit: Hit, cue: str) -> bool:
    return any(measure_gap(hit, c) <= _NEAR for c in line.find(_CUES, cue))


def _is_choice(line: Line, start: int, end: int) -> bool:
    start = max(0, start)
    return bool(find_within(line.find(_CUES, "several"), start, end) or _CHOICE_SIGN.search(line.lowered[start:end]))


def _is_listed(line: Line) -> bool:
    """True for an item of a list of treatments that may have come before."""
    return line.is_headed(_CUES, "listed_allowed") and not line.is_headed(_CUES, "barred")


def _is_limited(line: Line, prrt: Hit) -> bool:
    return bool(_AMOUNT.search(line.lowered[max(0, prrt.start - _NEAR) : prrt.end + _NEAR]))


def _is_timed_later(line: Line, prrt: Hit) -> bool:
    """True where a list that PRRT is in ends with a time."""
    rest = line.lowered[prrt.end : prrt.end + _LIST_REACH]
    end = _NEXT_RULE.search(rest)
    return bool(_TIME.search(rest[: end.start()] if end else rest))


def _is_after_earlier(line: Line, prrt: Hit) -> bool:
    """True where "prior" stands at the head of a list that PRRT is in."""
    return bool(find_within(line.find(_CUES, "earlier_word"), prrt.start - _LIST_REACH, prrt.start))


def _is_part(line: Line, prrt: Hit) -> bool:
    """True where only some of those who had PRRT are kept out: who went on, or who had one kind of it."""
    near = any(measure_gap(prrt, cue) <= _FAR for cue in line.find(_CUES, "some_of_them"))
    return near or bool(find_after(line, prrt.end, line.find(_CUES, "except_for"), 30, stops=",;:"))


def _is_earlier(line: Line, prrt: Hit) -> bool:
    """True where the line, or the heading above, makes this PRRT an earlier treatment."""
    start = prrt.start
    went_on = find_within(line.find(_CUES, "went_on"), start - _LIST_REACH, start)
    failed = find_before(line, start, line.find(_CUES, "failed"), _NEAR)
    none = _find_none(line, prrt) and _AMOUNT.search(line.lowered[prrt.end : prrt.end + _FAR])
    naive = find_within(line.find(_CUES, "naive"), start - 25, prrt.end + 25)
    since = _SINCE.search(line.lowered[max(0, start - _NEAR) : start])
    return bool(_is_near(line, prrt, "earlier") or _is_listed(line) or naive or went_on or none or failed or since)


def _find_none(line: Line, prrt: Hit) -> Hit | None:
    return find_before(line, prrt.start, line.find(_CUES, "none"), _NEAR, words=2, stops=",;:./(") or find_before(
        line, prrt.start, line.find(_CUES, "no_prior"), _NEAR
    )


def _read_included(line: Line) -> Iterator[Rule]:
    for prrt in _list_earlier(line):
        if not _is_earlier(line, prrt):
            if _is_after_earlier(line, prrt) and line.has(_CUES, "listed_allowed") and not line.has(_CUES, "barred"):
                yield line.rule("allowed", prrt)
            continue
        barred = find_within(line.find(_CUES, "barred"), prrt.end, prrt.end + _FAR)
        naive = find_within(line.find(_CUES, "naive"), prrt.start - 25, prrt.end + 25)
        if line.has(_CUES, "unfit"):
            yield line.rule("allowed", prrt)
        elif find_before(line, prrt.start, line.find(_CUES, "except_for"), 50, stops=";:"):
            no = find_before(line, prrt.start, line.find(_CUES, "not_of_it"), _FAR)
            if no or not line.has(_CUES, "listed_allowed"):
                yield line.rule("allowed", prrt)
            elif not line.has(_CUES, "barred"):
                yield line.rule("excluded", prrt)
        elif barred or naive or _find_none(line, prrt) or not is_taken(line.passage, prrt):
            for_now = _is_limited(line, prrt) and not line.has(_CUES, "ever")
            either = naive and line.has(_CUES, "experienced")
            yield line.rule("allowed" if for_now or either else "excluded", prrt)
        elif value := _read_asked(line, prrt):
            yield line.rule(value, prrt)


def _read_asked(line: Line, prrt: Hit) -> str:
    """required, allowed, or nothing at all, for PRRT that is not kept out."""
    start, end = prrt.start, prrt.end
    treated = bool(find_before(line, start, line.find(_CUES, "was_treated"), _FAR, words=2, stops=",;:("))
    asked = treated or bool(find_before(line, start, line.find(_CUES, "required"), _NEAR))
    asked = asked or bool(find_after(line, end, line.find(_CUES, "is_required"), _NEAR, stops=";:"))
    several = _is_choice(line, start - _NEAR, start) or _is_choice(line, end, end + 40)
    if find_within(line.find("eligibility", "prrt"), end, end + _NEAR):  # "Lutathera or another 177Lu agent"
        several = _is_choice(line, start - _NEAR, start)
    several = several or line.is_headed(_CUES, "choice_of_list")
    enough = _ENOUGH.search(line.lowered[max(0, start - _FAR) : start])
    who = find_within(line.find(_CUES, "people_who"), 0, start)
    some = who and find_within(line.find(_CUES, "then"), who.end, start)  # "patients who had PRRT must have had"
    if some or line.has(_CUES, "if_case"):
        enough = None
    if enough and (asked or not line.has(_CUES, "listed_allowed")) and not several:
        return "required"
    if _is_near(line, prrt, "allowed") or _is_near(line, prrt, "limited") or _is_listed(line):
        return "allowed"
    if_case = find_before(line, start, line.find(_CUES, "if_case"), _NEAR, stops=";")
    if if_case or find_before(line, start, line.find(_CUES, "people_who"), 50, stops=",;:"):
        then = find_after(line, end, line.find(_CUES, "then"), _FAR, stops=";:")
        if then or not asked:
            return "allowed" if then else ""
    if if_case:
        return "allowed"
    if asked:
        return "allowed" if several else "required"
    return "allowed" if (several and line.has(_CUES, "went_on")) or line.has(_CUES, "listed_allowed") else ""


def _read_excluded(line: Line) -> Iterator[Rule]:
    for prrt in _list_earlier(line):
        headed = line.is_headed(_CUES, "earlier_word", "following")
        near = _is_near(line, prrt, "earlier") or _is_near(line, prrt, "limited") or _is_after_earlier(line, prrt)
        if not near and not headed and len(line.lowered) > _NEAR:
            continue
        limited = (
            _is_limited(line, prrt)
            or _is_timed_later(line, prrt)
            or _is_part(line, prrt)
            or _AMOUNT.search(line.heading.lower())
            or line.has(_CUES, "side_effect")
        )
        cues = _is_near(line, prrt, "allowed") or _is_near(line, prrt, "limited")
        excepted = find_before(line, prrt.start, line.find(_CUES, "except_for"), 50, stops=";:")
        if excepted or ((limited or cues) and not line.has(_CUES, "ever")):
            yield line.rule("allowed", prrt)
        elif line.has(_CUES, "not_yet"):
            yield line.rule("required", prrt)
        else:
            yield line.rule("excluded", prrt)


def _read_same_drug(entry: Entry) -> Iterator[Rule]:
    """ "Previous treatment with the drugs under study", in a trial whose title says that PRRT is under study."""
    if not any(entry.having("eligibility", "title", ids=_PRRT)):
        return
    for line in entry.of("exclusion"):
        for same in line.find(_CUES, "same_drug") if "stud" in line.lowered else ():
            if not find_after(line, same.end, line.find(_CUES, "for_a_time"), _NEAR, stops=";"):
                yield "excluded", (line.passage.quote(same), line.field)
