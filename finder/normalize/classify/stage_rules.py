"""Whether advanced disease (spread, or not to be removed) is required, excluded or allowed."""

import re
from collections.abc import Iterator

from finder.normalize.classify.entry_lines import NOT_STATED, Entry, Line, Rule, find_after, find_before, find_within
from finder.normalize.classify.mentions import is_taken
from finder.normalize.classify.stems import Stems
from finder.vocabulary.concepts import Hit, load_subjects

_STAGE = "stage"
_NEAR = 60
_BESIDE = 30
#: Every word for a stage has one of these; other lines are not scanned.
STEMS = (
    "metasta", "advanced", "resect", "operable", "stage", "locali", "curable", "curative", "spread", "secondar",
    "disseminated", "amenable", "candidate", "suitable", "eligible for", "without surgery", "removed", "removal",
    "of disease", "residual", "limited disease", "extensive disease", "adjuvant", "m0", "early", "local or",
    "or not", "m1", " mets", "surgical option", "radical", "disease-free",
)  # fmt: skip
_STEM = Stems(STEMS)
_HEADS = ("title", "condition")
# Headings of a catalogue, which name a topic and not who comes.
_BARE = ("metastasis", "metastases", "neoplasm metastasis", "metastatic disease")
_BULLETS = " *-.)0123456789"

# Stages are a pattern of numbers: "stage IV", "stages I-III", "stage II, III or IV", "stage IIIB/IV".
_ONE = r"(?:iv|i{1,3}|4)(?:[a-c][1-3]?)?(?!\w)"
_STAGES = re.compile(
    rf"\bstages?\s{_ONE}(?:\s?(?:-|/|,|to\b|through\b|or\b|and\b){{1,2}}\s?(?:or\s|and\s|stages?\s){{0,2}}{_ONE}){{0,4}}"
    r"(?!\s?:|\s(?:general|inclusion|exclusion|criteria|of the (?:study|trial)|or (?:greater|higher)))"
)
_NUMBER = re.compile(r"\b(?:iv|i{1,3}|4)")

Words = tuple[str, str]


def judge_stage(entry: Entry) -> Rule:
    """What the inclusions say; else title and conditions; else what is kept out; else the summary.

    Both sides together are `allowed`.
    """
    inside = [rule for line in entry.with_stem(_STEM, "inclusion") for rule in _read_taken(line)]
    heads = [rule for line in entry.with_stem(_STEM, *_HEADS) for rule in _read_taken(line)]
    if either := _pick(inside, "either") or _pick(heads, "either"):
        return "allowed", either
    required = _pick(inside, "required") or _pick(heads, "required") or _pick_of_groups(inside)
    early = _pick(inside, "excluded") or _pick(heads, "excluded")
    if required and early:
        return "allowed", early
    if required or early:
        return ("required", required) if required else ("excluded", early)
    outside = [rule for line in entry.with_stem(_STEM, "exclusion") for rule in _read_kept_out(line)]
    told = [rule for line in entry.with_stem(_STEM, "summary") for rule in _read_summary(line)]
    for value in ("required", "excluded"):
        if words := _pick(outside, value) or _pick(told, value):
            return value, words
    words = _pick(inside, "allowed") or _pick(inside, "of_group") or _pick(outside, "allowed")
    return ("allowed", words) if words else NOT_STATED


def _pick(rules: list[Rule], wanted: str) -> Words | None:
    return next((words for value, words in rules if value == wanted), None)


def _pick_of_groups(rules: list[Rule]) -> Words | None:
    """What two groups or more ask for, and none has otherwise, holds for all."""
    asked = [words for value, words in rules if value == "of_group"]
    return asked[0] if len(asked) > 1 and not _pick(rules, "allowed") else None


def _list_stages(line: Line) -> Iterator[Hit]:
    """Numbered stages, each list under the concept it speaks for; stage III alone speaks for none."""
    concepts = {concept.id: concept for concept in load_subjects()[_STAGE].concept}
    for said in _STAGES.finditer(line.lowered) if "stage" in line.lowered else ():
        numbers = set(_NUMBER.findall(said[0]))
        low, high = numbers & {"i", "ii"}, numbers & {"iv", "4"}
        side = "either" if low and high else "advanced" if high else "early" if low else ""
        if side:
            yield Hit(concepts[side], "word", *said.span())


def _read_taken(line: Line) -> Iterator[Rule]:
    """Statements of one line that says who comes."""
    if line.lowered in _BARE:
        return
    numbered = [hit for hit in _list_stages(line) if _is_of_tumor(line, hit)]
    both = [*line.find(_STAGE, "either"), *(hit for hit in numbered if hit.concept.id == "either")]
    if both:
        yield "allowed" if line.of_one_group else "either", (line.passage.quote(both[0]), line.field)
        return
    early = [hit for hit in line.find(_STAGE, "early", "removed") if _is_of_tumor(line, hit)]
    early += [hit for hit in numbered if hit.concept.id == "early"]
    spread = [hit for hit in line.find(_STAGE, "advanced") if _is_of_tumor(line, hit) and _is_there(line, hit)]
    spread += [hit for hit in numbered if hit.concept.id == "advanced"]
    if spread and early and _are_joined(line, spread[0], early[0]):
        yield "allowed" if line.of_one_group else "either", (line.passage.quote(early[0]), line.field)
    elif spread:
        beside = find_after(line, spread[0].end, line.find(_STAGE, "also_taken"), 2 * _NEAR, stops=",;:.")
        in_group = ("of_group", (line.passage.quote(spread[0]), line.field)) if line.of_one_group else None
        yield in_group or line.rule("allowed" if beside else "required", spread[0])
    elif early:
        yield line.rule("excluded", early[0])
    elif line.field in _HEADS and (adjuvant := line.find(_STAGE, "adjuvant")):
        yield line.rule("excluded", adjuvant[0])


def _are_joined(line: Line, one: Hit, other: Hit) -> bool:
    """True for "localized, or … metastatic": two sides of one sentence, both taken."""
    start, end = min(one.end, other.end), max(one.start, other.start)
    return 0 <= end - start <= _NEAR and " or " in f" {line.lowered[start:end]} "


def _is_there(line: Line, hit: Hit) -> bool:
    """False for "no distant metastases" and for what the sentence keeps out."""
    if any(early.start <= hit.start and hit.end <= early.end for early in line.find(_STAGE, "early")):
        return False
    absent = find_before(line, hit.start, line.find(_STAGE, "absent"), _BESIDE, stops=",;:.")
    return not absent and is_taken(line.passage, hit)


def _is_of_tumor(line: Line, hit: Hit) -> bool:
    """False where the word is about a blood value, a sample, another cancer, or holds under a condition alone."""
    if _is_of_other_tumor(line, hit):
        return False
    if line.field in _HEADS:
        return True
    if line.has(_STAGE, "laboratory") and not line.has(_STAGE, "proven"):
        return False
    if find_before(line, hit.start, line.find(_STAGE, "under_condition"), _NEAR, stops=",;:."):
        return False
    return not find_before(line, hit.start, line.find(_STAGE, "aim_of_treatment"), 2)


def _is_of_other_tumor(line: Line, hit: Hit) -> bool:
    """True where only another cancer is named beside: "metastatic renal cell carcinoma", "another advanced cancer"."""
    others = line.find(_STAGE, "other_tumor")
    if not others or line.passage.find("scope"):
        return False
    inside = any(other.start <= hit.start and hit.end <= other.end for other in others)
    return inside or bool(find_after(line, hit.end, others, _NEAR) or find_before(line, hit.start, others, _NEAR))


def _read_kept_out(line: Line) -> Iterator[Rule]:
    """An exclusion of spread disease asks for disease in one place, and the other way around."""
    if line.has(_STAGE, "laboratory", "other_tumor") or line.find("eligibility", "history"):
        return
    numbered = list(_list_stages(line))
    if line.lowered.strip(_BULLETS) in _BARE:
        yield line.rule("excluded", line.find(_STAGE, "advanced")[0])
        return
    spread = line.find(_STAGE, "spread_at_large") + [hit for hit in numbered if hit.concept.id == "advanced"]
    for hit in spread:
        somewhere = find_within(line.find(_STAGE, "one_organ"), hit.start - _BESIDE, hit.end + _BESIDE)
        if hit.start <= _NEAR and not somewhere and not line.has(_STAGE, "extent") and _is_of_tumor(line, hit):
            yield line.rule("excluded", hit)
            return
    for hit in line.find(_STAGE, "early"):
        denied = find_before(line, hit.start, line.find("entry_cues", "not_of_it"), _BESIDE)
        if hit.start <= _NEAR and not denied and _is_of_tumor(line, hit):
            yield line.rule("required", hit)
            return


def _read_summary(line: Line) -> Iterator[Rule]:
    """A summary says whom a trial is for in "patients with advanced …"; the rest of it is background."""
    for hit in line.find(_STAGE, "advanced"):
        people = find_before(line, hit.start, line.find(_STAGE, "people_with"), 2 * _NEAR, stops=";:.")
        if people and not _is_of_other_tumor(line, hit) and _is_there(line, hit):
            yield line.rule("required", hit)
            return
