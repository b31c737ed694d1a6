"""Tumors and carcinomas side by side: where a record takes both, and where a word for one of them sets no limit."""

import re

from finder.normalize.classify.mentions import Mention, find_tumors
from finder.normalize.classify.passages import Passage, Record
from finder.normalize.classify.words_taken import is_word_taken
from finder.vocabulary.concepts import Hit
from finder.vocabulary.grammar import load_cue
from finder.vocabulary.profile import load_profile

NEUTRAL = re.compile(
    r"(?i)neuro-? ?endocrine (?:carcinomas? ?(?:/|or|and) ?)?(?:tumou?r|neoplas(?:m|ia))|"
    r"(?:tumou?rs?|neoplasms?), neuro-?endocrine|\bNE[TN]s?\b"
)
# "a report of high grade carcinoma | is eligible only if well differentiated"
_ONLY_IF = load_cue("only_if_well")
# A tumor that is an example of a wider group: "such as neuroendocrine tumor, carcinoid, …"
_SUCH_AS = load_cue("such_as")

# "NET G1-G3 or NEC", "NET G1-G3 incl. NEC": what may stand between a tumor and a carcinoma that is named beside it.
_BESIDE = re.compile(
    r"(?i)[^.;:]{0,40}?(?:\b(?:and|or|and/or|as well as|versus|vs|incl|including)\b|[/,&])"
    r"(?:[\s(.]|\b(?:or|and|incl|including|both|G3|gep|grade 3)\b){0,4}"
)
BESIDE_FIELDS = ("title", "inclusion", "arm")
# "Cohort B: neuroendocrine carcinoma" is a group of its own.
_GROUP = re.compile(
    r"(?i)(?:^\W*(?:experimental: )?|[,;.] )(?:cohort|arm|group|stratum|part)\b[^:]{0,30}[:(-][^:,;]{0,30}$"
)
# "neuroendocrine carcinoma (NEC) | or | grade 3 NET": between a carcinoma and a tumor of the other kind
_OR_AFTER = re.compile(r"(?i)s?(?: ?\([^()]{1,20}\))?,? (?:and|or|and/or|as well as) (?:a |an )?")
_AFTER_REACH = 40
# "Experimental: | NEC" is the name of an arm.
_ARM = re.compile(r"(?i)^(?:\w{1,30}: )?[^.:]{0,40}$")
# "* 22. | Pancreatic neuroendocrine tumor", which is cut after the number, or "Cohort 3: neuroendocrine tumor"
_NUMBER = re.compile(r"(?i)\W*(?:(?:cohort|arm|group|part) )?(?:[a-h]|\d{1,2})")
# "For patients with NEC, …" is a rule for a group of its own.
_FOR_SOME = load_cue("for_some")
# "Patients with NEC are also eligible."
_ALSO = re.compile(
    r"(?i)s?\)? (?:[\w-]{1,15} ){0,3}(?:are|is|can|may|will) (?:be )?also (?:be )?"
    r"(?:eligible|allowed|included|permitted|enrolled)"
)
# "Well differentiated neuroendocrine tumor or carcinoma": the word before both tells the kind of both.
_ADJECTIVE = load_cue("kind_adjective")
#: Kinds with a name of their own, which have no such sides.
OWN_KINDS = frozenset(load_profile().roles.own_kinds)
_INCLUDED = load_profile().relevance.included


def is_turned(passage: Passage, hit: Hit) -> bool:
    """True where the sentence goes on to take that side only if it is the other one, or names it as one example."""
    if hit.concept.id in ("nec", "carcinoma_word") and _ONLY_IF.search(passage.folded, hit.end):
        return True
    return hit.kind == "name" and passage.field == "inclusion" and _is_example(passage, hit)


def _is_example(passage: Passage, hit: Hit) -> bool:
    """True for a kind of tumor that is named beside tumors at large, "neuroendocrine tumors (carcinoid, …)", or beside
    tumors that have no such sides: "carcinoid, paraganglioma"."""
    if passage.find("differentiation", "nec"):
        return False
    if _SUCH_AS.search(passage.folded[: hit.start]):
        return True
    others = [tumor for tumor in find_tumors(passage) if hit.end <= tumor.start or tumor.end <= hit.start]
    return any(is_neutral(passage, tumor) or tumor.concept.id in OWN_KINDS for tumor in others)


def is_neutral(passage: Passage, tumor: Hit) -> bool:
    """True for a tumor that is named without a word on its kind: "neuroendocrine neoplasms"."""
    return bool(NEUTRAL.fullmatch(passage.folded[tumor.start : tumor.end].rstrip("s")))


def find_other_group(record: Record) -> tuple[str, str] | None:
    """Tumors that a summary lists as a group of their own: "3. Pancreatic neuroendocrine tumor", beside carcinomas."""
    number = None
    for passage in record.of("summary"):
        told = _NUMBER.match(passage.folded)
        is_item = number or (told and passage.folded.startswith((".", ")", ":"), told.end()))
        number = told and not passage.folded[told.end() :].strip(" .):")
        if is_item and not passage.find("differentiation", "nec", "carcinoma_word"):
            for tumor in find_tumors(passage):
                if is_neutral(passage, tumor):
                    return passage.quote(tumor), passage.field
    return None


def find_group(record: Record, relevance: str) -> tuple[str, str] | None:
    """A carcinoma that is a group of its own.

    One among the conditions of a trial of many cancers, or one beside carcinoids in a title: "carcinoma and carcinoid".
    """
    for passage in record.having("differentiation", "condition" if relevance == _INCLUDED else "title"):
        if passage.field == "condition" or any(hit.kind == "name" for hit in passage.find("differentiation", "net")):
            for hit in passage.find("differentiation", "carcinoma_word"):
                return passage.quote(hit), passage.field
    return None


def find_beside(record: Record, *fields: str, tumors_named: bool) -> tuple[str, str] | None:
    """A carcinoma beside tumors, or in a group of its own: "NET G1-G3 or NEC", "Cohort B: neuroendocrine carcinoma".

    Not where one word tells the kind of both ("well differentiated tumor or carcinoma").
    """
    arms = sum(1 for _ in record.of("arm")) if "arm" in fields else 0
    for passage in record.having("differentiation", *fields):
        tumors = [word.span() for word in NEUTRAL.finditer(passage.folded)]
        for hit in passage.find("differentiation", "carcinoma_word"):
            if not is_word_taken(passage, hit) or is_turned(passage, hit):
                continue
            beside = any(_stands_beside(passage.folded, *tumor, hit) for tumor in tumors)
            also = _ALSO.match(passage.folded, hit.end)
            before = passage.folded[max(0, hit.start - 80) : hit.start]
            for_some = tumors_named and passage.field == "inclusion" and _FOR_SOME.search(before)
            named = arms > 1 and passage.field == "arm" and _ARM.search(passage.folded[: hit.start][:80])
            group = named or _GROUP.search(before)
            after = any(_OR_AFTER.fullmatch(passage.folded, hit.end, tumor.start) for tumor in _list_well(passage, hit))
            if beside or also or for_some or group or after:
                return passage.quote(hit), passage.field
    return None


def _list_well(passage: Passage, carcinoma: Hit) -> list[Hit]:
    """Words for well differentiated tumors that stand soon after a carcinoma."""
    well = (hit for hit in passage.find("differentiation", "net") if hit.kind == "word")
    return [hit for hit in well if 0 < hit.start - carcinoma.end <= _AFTER_REACH]


def _stands_beside(folded: str, start: int, end: int, carcinoma: Hit) -> bool:
    end += folded.startswith("s", end)
    if not (end <= carcinoma.start <= end + 70 and _BESIDE.fullmatch(folded, end, carcinoma.start)):
        return False
    written_out = "carcinoma" in folded[carcinoma.start : carcinoma.end].lower()
    return not (written_out and _ADJECTIVE.search(folded[max(0, start - 50) : start]))


def find_listed(mentions: list[Mention]) -> tuple[str, str] | None:
    """A carcinoma that a rule of entry lists beside well differentiated tumors: "carcinoid, carcinoma and NET G3"."""
    for passage in dict.fromkeys(m.passage for m in mentions if m.passage.field in ("inclusion", "arm")):
        tumors = [hit for hit in passage.find("differentiation", "net") if hit.kind == "name"]
        for hit in passage.find("differentiation", "carcinoma_word") if tumors else ():
            if tumors[0].end <= hit.start and is_word_taken(passage, hit) and not is_turned(passage, hit):
                return passage.quote(hit), passage.field
    return None
