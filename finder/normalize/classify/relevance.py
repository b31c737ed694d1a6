"""Is this a trial for people with a neuroendocrine neoplasm, and is it one for them above all?"""

import re
from dataclasses import dataclass

from finder.normalize.classify.mentions import Mention, find_kept_out
from finder.normalize.classify.organs_beside import read_sites
from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Concept, load_mesh
from finder.vocabulary.grammar import load_cue, spell_cue
from finder.vocabulary.profile import load_profile

#: A trial about at most this many diseases is a trial for each of them.
_FEW_DISEASES = 3

#: Other cancers in a title that make it one of many.
_SEVERAL = 2

#: A list of conditions in which one entry says little of what the trial is about.
_LONG_LIST = 5

#: How far the last word of a tumor's name may stand behind what names it: "Merkel cell | carcinoma".
_HEAD_REACH = 12

_CODES = load_profile().relevance
#: False friends that have a reason of their own; the others are told as "false_friend".
_OWN_REASON = load_profile().roles.own_reasons
#: Places that are no disease of their own.
_GROUPS = frozenset(load_profile().groups)

_QUALIFIERS = re.compile(
    rf"(?i)\b(?:stage [0-4ivx]+[a-d]?[0-9]?|ajcc v[0-9]+|v[0-9]|grade [0-9ivx]+)\b|{spell_cue('qualifier')}"
)
_NO_DISEASE = re.compile(rf"(?i)^(?:\W|{spell_cue('no_disease')})*$")
# A condition that stands for every cancer: "Cancer Survivors".
_ANY_CANCER = re.compile(rf"(?i)^\W*{spell_cue('any_cancer')}\W*$")
_A_CANCER = load_cue("a_cancer")
# "Poorly differentiated" and "non-small cell" are no kinds of what is "differentiated" and "small cell".
_TURNED = re.compile(r"(?i)\b(poorly|non|un|not)[ -]")
_WORDS = re.compile(r"[^\W_]+")
# "Merkel cell" and "squamous cell" are no kinds of one cancer.
_NO_ORGAN = frozenset({"cell"})
_KINDS_FROM = ("condition", "inclusion")
# "Pancreatic Neoplasms" are all that grows there; "pancreatic cancer" is one disease.
_NEOPLASM = re.compile(r"(?i)\b(?:neoplasms?|tumou?rs?|lesions?)\b")
_SPREAD_PLACE = load_profile().roles.spread_place


@dataclass(frozen=True)
class Relevance:
    """`value` is a code of the profile, for a trial about the disease or about several, or None; `reason` says why not;
    `words` are the record's own, with field."""

    value: str | None
    reason: str | None
    words: tuple[tuple[str, str], ...]


def judge_relevance(record: Record, mentions: list[Mention]) -> Relevance:
    """The relevance of one record from its mentions of a tumor among those it takes."""
    mesh = [(term, c) for term in record.mesh for c in load_mesh("scope").get(term.lower(), ())]
    headed = [m for m in mentions if m.passage.field in ("title", "condition")]
    if not mentions and not (mesh and _allows_mesh(record)):
        return _leave_out(record)
    words = tuple(dict.fromkeys((m.words, m.passage.field) for m in (headed or mentions)[:6]))
    if not mentions:
        words = tuple((term, "mesh") for term, _ in mesh)
    others = count_other_diseases(record, mentions)
    any_cancer = any(_ANY_CANCER.match(p.folded) for p in record.of("condition"))
    if any(m.passage.field == "title" and not m.passage.find("false_friends", "solid_tumor") for m in headed):
        specific = others < _FEW_DISEASES or not _titles_other_diseases(record, mentions)
    elif any(m.passage.field == "condition" for m in headed) or not mentions:
        specific = others < _FEW_DISEASES and not any_cancer and not _has_solid(record, "condition")
        specific = specific and (_leads(record, headed) or not _has_solid(record, "title"))
        is_rare = _is_rare_among(record, headed) and _titles_another_cancer(record)
        specific = specific and (not is_rare or _is_kind_of(record, mentions))
    else:
        specific = _is_kind_of(record, mentions)
    return Relevance(_CODES.specific if specific else _CODES.included, None, words)


def count_other_diseases(record: Record, mentions: list[Mention]) -> int:
    """How many diseases beside the tumor the record is about, stages and spellings of one disease counted once."""
    tumor_entries = {id(m.passage) for m in mentions}
    groups: set[frozenset[str]] = set()
    #: words for an organ -> that organ, so that "renal cell carcinoma" is no second disease beside "renal tumors"
    spelled: dict[frozenset[str], frozenset[str]] = {}
    own = {site for m in mentions if m.passage.field == "condition" for site in read_sites(m)}
    for passage in record.of("condition"):
        if id(passage) in tumor_entries:
            named = {h.concept.id for h in passage.find("tumor_sites")}
            groups.update(frozenset([organ]) for organ in named - own - _GROUPS - {"other"})
            continue
        bare = _QUALIFIERS.sub(" ", _TURNED.sub(r"\1", passage.folded))
        if not _NO_DISEASE.match(bare):
            organs = frozenset(h.concept.id for h in passage.find("tumor_sites") if h.concept.id != "other")
            words = frozenset(w.lower() for w in _WORDS.findall(bare))
            if organs and words:
                spelled[words] = organs
            groups.add(organs or words)
    groups = {next((organs for words, organs in spelled.items() if words <= group), group) for group in groups}
    return sum(not any(group < other for other in groups) for group in groups)


def _is_kind_of(record: Record, mentions: list[Mention]) -> bool:
    """True for a tumor that is one kind of the only disease that all conditions name: medullary thyroid cancer in a
    trial of thyroid cancer, or any of our tumors in one of pancreatic neoplasms."""
    own = {m.hit.concept.id: m.words for m in mentions if m.passage.field in _KINDS_FROM and m.hit.kind == "name"}
    words = _list_words(" ".join(own.values())) - _NO_ORGAN
    named = [_list_words(passage.folded) for passage in record.of("condition")]
    if len(own) == 1 and named and words.intersection(*named):
        return True
    whole = [p for p in record.of("condition") if _NEOPLASM.search(p.folded)]
    organs = {frozenset(h.concept.id for h in passage.find("tumor_sites")) for passage in whole}
    is_one = len(organs) == 1 and len(next(iter(organs)) - {_SPREAD_PLACE}) == 1
    return is_one and len(whole) == len(named)


def _list_words(folded: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(_QUALIFIERS.sub(" ", folded))}


def _is_rare_among(record: Record, headed: list[Mention]) -> bool:
    """True for a tumor that is one entry in a long list of conditions."""
    entries = sum(1 for _ in record.of("condition"))
    return entries >= _LONG_LIST and 4 * len({id(m.passage) for m in headed}) <= entries


def _leads(record: Record, headed: list[Mention]) -> bool:
    """True for a tumor that is half of the conditions or more, whatever a title says of tumors at large."""
    entries = sum(1 for _ in record.of("condition"))
    return 2 * len({id(m.passage) for m in headed if m.passage.field == "condition"}) >= entries


def _titles_another_cancer(record: Record) -> bool:
    """True where the titles name a cancer (none of them ours, for the caller has found none there)."""
    return any(_A_CANCER.search(passage.folded) for passage in record.of("title"))


def _titles_other_diseases(record: Record, mentions: list[Mention]) -> bool:
    """True where a title that names the tumor also names organs that are none of its sites, or other diseases."""
    for passage in {m.passage for m in mentions if m.passage.field == "title"}:
        own = {site for m in mentions if m.passage is passage for site in read_sites(m)}
        others = {h.concept.id for h in passage.find("tumor_sites")} - own - _GROUPS - {"unknown_primary"}
        if others or passage.find("false_friends") or _names_several(passage, mentions):
            return True
    return False


def _names_several(passage: Passage, mentions: list[Mention]) -> bool:
    """True where a passage names two cancers or more beside ours."""
    own = [(m.hit.start, m.hit.end + _HEAD_REACH) for m in mentions if m.passage is passage]
    named = (word.start() for word in _A_CANCER.finditer(passage.folded))
    return sum(all(not start <= place < end for start, end in own) for place in named) >= _SEVERAL


def _has_solid(record: Record, *fields: str) -> bool:
    return any(p.find("false_friends", "solid_tumor") for p in record.having("false_friends", *fields))


def _allows_mesh(record: Record) -> bool:
    """MeSH headings alone count only where the record's own words do not say that it is something else."""
    return next(record.having("false_friends", "title", "condition", "keyword"), None) is None


def _leave_out(record: Record) -> Relevance:
    friend = _find_friend(record)
    if friend and friend[0].id != "solid_tumor":
        reason = friend[0].id if friend[0].id in _OWN_REASON else "false_friend"
        return Relevance(None, reason, ((friend[1], friend[2]),))
    for mention in find_kept_out(record):
        return Relevance(None, "exclusion_only", ((mention.words, mention.passage.field),))
    if friend:
        return Relevance(None, "solid_tumor", ((friend[1], friend[2]),))
    return Relevance(None, _CODES.neither, ())


def _find_friend(record: Record) -> tuple[Concept, str, str] | None:
    named = record.find("false_friends", "condition", "title", "keyword")
    found = [(hit.concept, passage.quote(hit), passage.field) for passage, hit in named]
    for term in record.mesh:
        found += [(c, term, "mesh") for c in load_mesh("false_friends").get(term.lower(), ())]
    return next((f for f in found if f[0].id != "solid_tumor"), found[0] if found else None)
