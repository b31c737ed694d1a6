"""Whether the tumor must, may or must not carry somatostatin receptors. A scan that is only taken asks for nothing."""

from collections.abc import Iterator

from finder.normalize.classify.entry_lines import (
    NOT_STATED,
    Entry,
    Line,
    Rule,
    find_after,
    find_before,
    find_within,
    measure_gap,
    read_between,
)
from finder.normalize.classify.mentions import is_taken
from finder.vocabulary.concepts import Hit

_NEAR = 60
_BESIDE = 25
_CUES = "entry_cues"
_RECEPTOR = ("receptor", "receptor_negative")


def judge_receptors(entry: Entry) -> Rule:
    """The strongest statement: no matter, then asked for, then asked of some people alone, then kept out."""
    taken = [
        rule
        for line in entry.having("eligibility", "title", "condition", "inclusion", ids=_RECEPTOR)
        for rule in _read_taken(line)
    ]
    kept_out = [
        rule for line in entry.having("eligibility", "exclusion", ids=_RECEPTOR) for rule in _read_kept_out(line)
    ]
    arms = [rule for line in entry.having("eligibility", "arm", ids=_RECEPTOR) for rule in _read_arm(line)]
    found = [*taken, *kept_out, *arms]
    for wanted in ("any", "required", "allowed", "excluded"):
        for value, words in found:
            if value == wanted:
                return ("allowed" if value == "any" else value), words
    return NOT_STATED


def _read_taken(line: Line) -> Iterator[Rule]:
    negative = line.find("eligibility", "receptor_negative")
    said = _find_positive(line)
    if regardless := _find_regardless(line):
        yield line.rule("any", regardless)
    elif negative and _is_welcome(line):
        yield line.rule("any", negative[0])
    elif negative and (said or not is_taken(line.passage, negative[0])):
        yield line.rule("allowed", negative[0])
    elif negative:
        yield line.rule("excluded", negative[0])
    elif said and (value := _read_positive(line, *said)):
        yield line.rule(value, said[0])


def _read_positive(line: Line, hit: Hit, cue: Hit) -> str:
    """What a receptor asks for that is said to be there; nothing where it is one example or is denied."""
    start, end = min(hit.start, cue.start), max(hit.end, cue.end)
    if find_after(line, end, line.find(_CUES, "not_needed"), 40, stops=";:"):
        return "any"
    if find_before(line, start, line.find(_CUES, "lacking"), 30, stops=",;:("):
        return ""
    if line.has(_CUES, "or_fdg") or find_before(line, start, line.find(_CUES, "only_when"), 40, stops=",;"):
        return "allowed"
    return "" if find_before(line, start, line.find(_CUES, "or_other"), 40, stops=",;") else "required"


def _is_welcome(line: Line) -> bool:
    return line.has(_CUES, "welcome") and not line.has(_CUES, "unwelcome")


def _read_kept_out(line: Line) -> Iterator[Rule]:
    if negative := line.find("eligibility", "receptor_negative"):
        yield line.rule("any" if _is_welcome(line) else "required", negative[0])
        return
    for hit in line.find("eligibility", "receptor"):
        cue = _find_cue(line, hit, "receptor_positive", "receptor_shown")
        start = min(hit.start, cue.start) if cue else hit.start
        lacking = find_before(line, start, line.find(_CUES, "lacking"), 30)
        beside = find_within(line.find(_CUES, "beside_negative"), hit.start - 15, hit.end + 30)
        if (cue and lacking) or beside:
            yield line.rule("required", hit)
            return
        plain = cue and cue.concept.id == "receptor_positive" and measure_gap(hit, cue) <= 3
        if plain and not line.has(_CUES, "unless_given"):
            yield line.rule("excluded", hit)
            return


def _read_arm(line: Line) -> Iterator[Rule]:
    """A group of people without receptors shows that they may come; a group with them says nothing of the others."""
    for hit in line.find("eligibility", "receptor_negative"):
        yield "any", (line.passage.quote(hit), line.field)


def _find_positive(line: Line) -> tuple[Hit, Hit] | None:
    """The first receptor that must be there, with the word that says so."""
    # A title that speaks of uptake or expression measures it.
    cues = ("receptor_positive",) if line.field in ("title", "condition") else ("receptor_positive", "receptor_shown")
    for hit in line.find("eligibility", "receptor"):
        cue = _find_cue(line, hit, *cues)
        if cue and is_taken(line.passage, hit) and not _is_open(line, hit, cue):
            return hit, cue
    return None


def _find_cue(line: Line, hit: Hit, *ids: str) -> Hit | None:
    for cue in line.find("eligibility", *ids):
        if measure_gap(hit, cue) <= (2 * _NEAR if _is_above_liver(line, cue) else _NEAR):
            between = read_between(line, hit, cue)
            if ";" not in line.lowered[slice(*between)] and not find_within(
                line.find(_CUES, "other_positive"), *between
            ):
                return cue
    return None


def _is_above_liver(line: Line, cue: Hit) -> bool:
    """True for "uptake higher than normal liver", which speaks of receptors wherever the scan is named."""
    return line.lowered.startswith("uptake", cue.start) and "liver" in line.lowered[cue.end : cue.end + _NEAR]


def _is_open(line: Line, hit: Hit, cue: Hit) -> bool:
    start, end = min(hit.start, cue.start), max(hit.end, cue.end)
    return bool(find_within(line.find(_CUES, "open_question"), start - 30, end + 20))


def _find_regardless(line: Line) -> Hit | None:
    """The receptor for which it is said, right beside it, that it does not matter."""
    for hit in line.find("eligibility", "receptor", "receptor_negative"):
        for cue in line.find("eligibility", "receptor_any"):
            two_sided = "pos" in line.lowered[cue.start : cue.end]
            if measure_gap(hit, cue) <= (_NEAR if two_sided else _BESIDE) and (two_sided or cue.start < hit.start):
                return hit
    return None
