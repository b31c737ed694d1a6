"""Whether earlier drug treatment of the tumor is required, excluded or allowed. Surgery and rays are no drugs."""

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
)
from finder.normalize.classify.stems import Stems
from finder.vocabulary.concepts import Hit

_LINE = "line_of_therapy"
_DRUGS = "earlier_drugs"
_NEAR = 60
_FAR = 120
#: Every word that makes a drug treatment an earlier one has one of these; other lines are not scanned.
STEMS = (
    "prior", "previous", "earlier", "receiv", "treated", "expos", "history", "since", "within", "wash", "last ",
    "week", "month", "half-li", "recover", "complet", "discontinu", "stopped", "progress", "naive", "fail",
    "refractory", "resist", "relaps", "line", "therapeutic use", "maximum", "number", "interval", "intoler",
    "recur", "exhaust", "longer effective", "while receiving", "at least", "minimum", "one or two", "one to three",
    "no more", "must have", "must be", "should have", "need to",
)  # fmt: skip
_STEM = Stems(STEMS)

# Numbers are a pattern: "within 4 weeks", "> 2 lines", "more than 28 days".
_AMOUNT = re.compile(
    r"[<>≤≥]\s?=?\s?\d|\b(?:more|less|fewer|greater) than (?:\w{1,12}\s){0,2}(?:\d|one|two|three|four)"
    rf"|\b\d{{1,3}}\)?\s?(?:-\s?\d{{1,3}}\s?)?(?:{TIME_UNIT}|half|cycles?|courses?|hours?|h\b|lines?)"
    rf"|\b(?:one|two|three|four|six|twelve)\s(?:\(\d{{1,2}}\)\s)?(?:{TIME_UNIT}|lines?|courses?)"
    rf"|\b(?:within|previous|past|preceding) (?:\w{{1,12}}\s){{0,3}}{TIME_UNIT}|\bsince\b|\blast\b"
    r"|\b(?:[2-9]|two|three|four) or more\b"
)
# "≥ 1 prior line", ">= 2 regimens": so many must have been given.
_ENOUGH = re.compile(
    r"(?:(?:≥|>=)\s?[1-4]|\b(?:1|one)\s?(?:-|to|or)\s?(?:[2-5]|two|three|four))\s(?:prior|previous|lines?|regimens?|systemic)"
    r"|\bat least (?:1|one),? (?:but|and) (?:no|not) more\b"
)
# What makes "systemic therapy" one kind of it.
_OF_ONE_KIND = re.compile(
    r"s?\s(?:with|targeting|directed|against|containing|using|consisting|that)\b|s?\s(?:vaccin|antibod|monoclonal|immun|hormon)"
)


def judge_line_of_therapy(entry: Entry) -> Rule:
    """What is asked for; else what is barred; both together, or anything weaker, is `allowed`."""
    titled = [rule for line in entry.with_stem(_STEM, "title") for rule in _read_titled(line)]
    inside = [rule for line in entry.of("inclusion") for rule in _read_included(line)]
    outside = [rule for line in entry.having(_DRUGS, "exclusion") for rule in _read_excluded(line)]
    found = [*inside, *titled, *outside]
    first = dict(reversed(found))
    if "open" in first:
        return "allowed", first["open"]
    if titled and titled[0][0] == "required":
        return titled[0]
    if "required" in first and "excluded" in first:
        return "allowed", first["required"]
    if "excluded" in first and any(value == "permitted" for value, _ in inside):
        return "allowed", first["permitted"]
    for value in ("required", "excluded", "allowed", "permitted"):
        if value in first:
            return ("allowed" if value == "permitted" else value), first[value]
    return NOT_STATED


def _is_other_matter(line: Line) -> bool:
    """True for infections, allergies and the like, and for treatment that is planned or running, not earlier."""
    if line.has(_LINE, "other_matter"):
        return True
    return line.has("entry_cues", "planned") and not line.has("entry_cues", "earlier_word", "for_a_time", "failed")


def _read_titled(line: Line) -> Iterator[Rule]:
    """A title that names the line of treatment, or what has failed."""
    later = line.find(_LINE, "later_line") or [hit for hit, _ in _list_failed(line)]
    first = [hit for hit in line.find(_LINE, "first_line") if not _is_over(line, hit)]
    over = [hit for hit in line.find(_LINE, "first_line") if _is_over(line, hit)]
    if first and (later or line.has(_LINE, "way_around")):
        yield "allowed", (line.passage.quote(first[0]), line.field)
    elif first:
        yield "excluded", (line.passage.quote(first[0]), line.field)
    elif later or over:
        value = "allowed" if line.has(_LINE, "way_around") else "required"
        yield value, (line.passage.quote((later or over)[0]), line.field)


def _list_drugs(line: Line) -> list[Hit]:
    """Drugs of a line that may speak of earlier treatment; few lines name one, which is looked up before the stems."""
    drugs = line.find(_DRUGS)
    return drugs if drugs and _STEM.stand_in(line.lowered) else []


def _is_at_large(line: Line, hit: Hit) -> bool:
    """True for "systemic therapy", not for "systemic therapy with an mTOR inhibitor"."""
    return hit.concept.id == "any_drug" and not _OF_ONE_KIND.match(line.lowered, hit.end)


def _is_over(line: Line, hit: Hit) -> bool:
    """True for "after first-line chemotherapy", which asks for treatment."""
    return bool(find_before(line, hit.start, line.find(_LINE, "after_it"), 40, stops=";."))


def _list_failed(line: Line) -> Iterator[tuple[Hit, Hit]]:
    """Cues that treatment failed or was given, each with the treatment."""
    drugs = line.find(_DRUGS)
    for cue in line.find(_LINE, "failed_on", "must_have_had"):
        if line.lowered.startswith("while", cue.start) and "progress" not in line.lowered:
            continue
        if drug := find_after(line, cue.end, drugs, _FAR, stops=";") or find_within(drugs, cue.start, cue.end):
            yield cue, drug


def _read_included(line: Line) -> Iterator[Rule]:
    drugs = _list_drugs(line)
    first = line.find(_LINE, "first_line") if drugs or "naive" in line.lowered else []
    open_to_all = line.find(_LINE, "none_needed") if drugs or first or "line" in line.lowered else []
    if open_to_all:
        yield "open", (line.passage.quote(open_to_all[0]), line.field)
    if open_to_all or not (drugs or first):
        return
    asked = _find_asked(line, drugs)
    if asked and not _is_other_matter(line):
        yield _weigh(line, asked)
        return
    barred = next((hit for hit in first if not _is_over(line, hit)), None) or _find_barred(line)
    if barred and not line.has(_LINE, "way_around", "under_condition", "exception"):
        limited = _AMOUNT.search(line.lowered[max(0, barred.start - _NEAR) : barred.end + _NEAR])
        beside = line.has(_LINE, "permitted") and line.has(_DRUGS, "one_drug")
        yield line.rule("allowed" if limited or beside or _is_elsewhere(line) else "excluded", barred)
        return
    if _is_other_matter(line):
        return
    if (drugs and line.has(_LINE, "before")) or line.is_headed("entry_cues", "earlier_word", "listed_allowed"):
        plain = line.has(_LINE, "permitted") and not line.has(_LINE, "settings")
        yield line.rule("permitted" if plain and not line.of_one_group else "allowed", (drugs or first)[0])


def _find_barred(line: Line) -> Hit | None:
    """Drugs at large that nobody may have had: "no history of previous anti-tumor treatment"."""
    for drug in line.find(_DRUGS, "any_drug"):
        no = find_before(line, drug.start, line.find(_LINE, "denied"), 40, stops=",;:.(")
        if no and _is_at_large(line, drug) and find_within(line.find("entry_cues", "earlier_word"), no.start, drug.end):
            return drug
    return None


def _find_asked(line: Line, drugs: list[Hit]) -> Hit | None:
    """The cue that asks for earlier treatment, if the sentence does not take it back."""
    for cue, _ in _list_failed(line):
        if not find_before(line, cue.start, line.find(_LINE, "denied"), 25, stops=",;:."):
            return cue
    for cue in line.find(_LINE, "later_line"):
        if drugs and not find_before(line, cue.start, line.find(_LINE, "denied"), 25, stops=",;:."):
            return cue
    over = [hit for hit in line.find(_LINE, "first_line") if _is_over(line, hit)]
    if over:
        return over[0]
    if drugs and _ENOUGH.search(line.lowered):
        return drugs[0]
    required = line.find("entry_cues", "is_required") if line.has("entry_cues", "earlier_word") else []
    return next((drug for drug in drugs if find_after(line, drug.end, required, 40, stops=",;:.")), None)


def _is_elsewhere(line: Line) -> bool:
    """True where the line names another cancer alone."""
    return line.has("stage", "other_tumor") and not line.find("scope")


def _weigh(line: Line, asked: Hit) -> Rule:
    """What is asked for under a condition, of people with another cancer, or with another way in, is only allowed."""
    condition = find_before(line, asked.start, line.find(_LINE, "under_condition"), _NEAR, stops=";:")
    then = find_after(line, asked.end, line.find(_LINE, "then"), _FAR, stops=";:")
    strict = asked.concept.id == "failed_on" or line.lowered[asked.start : asked.end].startswith(("must", "at least"))
    strict = strict or bool(_ENOUGH.search(line.lowered))
    permitted = line.has(_LINE, "permitted") and not strict
    if condition or _is_elsewhere(line) or line.has(_LINE, "way_around") or (then and not strict) or permitted:
        return line.rule("allowed", asked)
    return line.rule("required", asked)


def _read_excluded(line: Line) -> Iterator[Rule]:
    """Drugs at large, at any time, send away whoever had one; one kind of them, or for some weeks, does not."""
    drugs = _list_drugs(line)
    if not drugs or not (line.has(_LINE, "before") or line.is_headed("entry_cues", "earlier_word", "following")):
        return
    if _is_other_matter(line):
        return
    at_large = [hit for hit in drugs if _is_at_large(line, hit)]
    limited = _AMOUNT.search(line.lowered) or _AMOUNT.search(line.heading.lower()) or line.has(_LINE, "limit")
    weak = limited or line.has(
        _LINE, "exception", "settings", "permitted", "under_condition", "way_around", "failed_on", "later_line"
    )
    if at_large and not weak and not line.has("entry_cues", "side_effect"):
        value = "required" if line.has(_LINE, "not_yet") else "excluded"
        yield line.rule(value, at_large[0])
    else:
        yield line.rule("allowed", drugs[0])
