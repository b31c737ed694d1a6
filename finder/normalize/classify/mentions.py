"""Where a record names a neuroendocrine neoplasm, and whether it takes people who have one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finder.normalize.classify.answers import answer_once
from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit
from finder.vocabulary.grammar import load_cue
from finder.vocabulary.profile import load_profile

#: Fields that say what a trial is about; all others only say whom it takes or describe.
HEAD_FIELDS = ("title", "condition")
ENROLLED_FIELDS = ("title", "condition", "keyword", "arm", "inclusion")
_REACH = 160
# "… that are not | considered fit for surgery, including carcinoid": the verb speaks of what stands next to it.
_SHORT_REACH = 40
_VERB = re.compile(r"(?i)(?:is|are) not")
_BRACKET = re.compile(r"[()]")
# "This study takes patients with …": a sentence about the people of the trial, not about what is known of a drug.
_PEOPLE = load_cue("about_people")
_ROLES = load_profile().roles
# A profile without short forms has none that explain each other.
_FAMILY = re.compile(rf"\b({'|'.join(_ROLES.short)})s?\b" if _ROLES.short else r"(?!)")
_KNOWN = load_cue("known_before")
# "… unless the physician does not suspect | medullary thyroid cancer, paraganglioma"
_DOUBT = re.compile(r"(?i)\b(?:not|no) suspect\w*\b[^.;]*$")
# "No | carcinoid", as a rule of entry
_NONE = re.compile(r"(?i)(?<![^\W_])no $")
_NONE_REACH = 4
# "No bronchial | tumors or other tumors above the diaphragm (e.g., laryngeal tumors)": all of the line is kept out.
_NO_LINE = re.compile(r"(?i)\W*no (?:[\w-]+ )?")
# "… a primary such as lung, | neuroendocrine|, melanoma": an entry of a list, or the whole of a heading.
_ALONE_BEFORE = re.compile(r"(?i)(?:^|[,(/])[\s\W]{0,3}(?:(?:and|or) )?$")
_ALONE_AFTER = re.compile(r"(?i)\s?(?:$|[,)/.]|(?:and|or) )(?![^.;)]{0,40}\b(?:feature|differentiat|component|marker))")
_ALONE_REACH = 8
# "High grade tumors, Merkel cell, and paragangliomas are excluded": so is all of this one.
_OUT_LINE = re.compile(
    r"(?i)(?:(?!\b(?:but|except|unless|must|eligible|allowed|included|confirmed|proven|histolog|diagnos|who|that|is|are)\b)"
    r"(?:[^.;:]|\.(?!\s))){1,300}?, (?:and|or) [^.;:,]{3,90} (?:are|will be) (?:also )?"
    r"(?:excluded|ineligible|not (?:eligible|allowed|permitted|included))\b"
)
_YET = re.compile(r"(?i);|\b(?:but|except|unless|other than|must)\b")


@dataclass(frozen=True)
class Mention:
    """A neuroendocrine neoplasm named in a passage, as one the trial takes."""

    passage: Passage
    hit: Hit

    @property
    def words(self) -> str:
        return self.passage.quote(self.hit)


def list_mentions(record: Record) -> list[Mention]:
    """Mentions among those the trial takes: no exclusions, no history, no words turned around.

    The summary is read only where nothing else names one, and there only sentences about the people of the trial.
    """
    return _find_taken(record, record.having("scope", *ENROLLED_FIELDS)) or _find_taken(
        record, (passage for passage in record.having("scope", "summary") if _tells_people(passage))
    )


def _tells_people(passage: Passage) -> bool:
    return bool(_PEOPLE.search(passage.folded)) and not _KNOWN.search(passage.folded)


def _find_taken(record: Record, passages: Iterable[Passage]) -> list[Mention]:
    return [
        Mention(passage, hit)
        for passage in passages
        for hit in find_tumors(passage)
        if is_taken(passage, hit) and _is_meant(passage, hit, record)
    ]


def _is_meant(passage: Passage, hit: Hit, record: Record) -> bool:
    """True where an abbreviation can lean on a tumor that the record writes out, and stands for nothing else in it."""
    if not hit.concept.needs:
        return True
    if not (record.writes_out(hit.concept.needs) or _is_in_family(passage)) or record.stands_for_traps:
        return False
    short = passage.folded[hit.start : hit.end].upper()
    return not (record.has_primitive_tumor and short.startswith(_ROLES.primitive_start))


@answer_once
def _is_in_family(passage: Passage) -> bool:
    """True for "NENs, NETs and NECs", which explain each other."""
    return len({short.upper() for short in _FAMILY.findall(passage.folded)}) > 1


@answer_once
def find_tumors(passage: Passage) -> list[Hit]:
    """Hits of the scope; those that overlap are one tumor, which keeps the most telling concept.

    In "kidney cancer, neuroendocrine carcinoma" the comma parts two, and "cancer, neuroendocrine" is none.
    """
    kept: list[Hit] = []
    for hit in sorted(passage.find("scope"), key=lambda h: (h.start, -h.end)):
        if hit.concept.alone and not _stands_alone(passage, hit):
            continue
        if kept and hit.start < kept[-1].end:
            last = kept[-1]
            if hit.end > last.end and passage.folded[last.start : hit.start].rstrip().endswith(","):
                kept[-1] = hit
                continue
            best = max(last, hit, key=lambda h: (h.kind == "name", not h.concept.needs))
            kept[-1] = Hit(best.concept, best.kind, last.start, max(last.end, hit.end))
        else:
            kept.append(hit)
    return kept


def _stands_alone(passage: Passage, hit: Hit) -> bool:
    """True for an entry of a list that has no other word, and for a condition of one word."""
    if passage.field == "condition":
        return not (passage.folded[: hit.start] + passage.folded[hit.end :]).strip()
    before = passage.folded[max(0, hit.start - _ALONE_REACH) : hit.start]
    listed = hit.start > 0 and _ALONE_BEFORE.search(before) and _ALONE_AFTER.match(passage.folded, hit.end)
    return bool(listed) and passage.field == "inclusion"


def find_kept_out(record: Record) -> Iterator[Mention]:
    """Mentions that only say who may not come, or who has had one."""
    for passage in record.having("scope", "exclusion", *ENROLLED_FIELDS):
        for hit in find_tumors(passage):
            if _is_meant(passage, hit, record) and (passage.field == "exclusion" or not is_taken(passage, hit)):
                yield Mention(passage, hit)


@answer_once
def is_taken(passage: Passage, hit: Hit) -> bool:
    """False where the sentence keeps the tumor out ("other than …", "… are not eligible") or calls it history."""
    before = passage.folded[max(0, hit.start - _REACH) : hit.start]
    if "suspect" in before.lower() and _DOUBT.search(before):
        return False
    if _NONE.search(passage.folded, max(0, hit.start - _NONE_REACH), hit.start) or is_in_no_line(passage):
        return False
    for cue in passage.find("eligibility", "turned_around", "history"):
        ahead = cue.end <= hit.start and hit.start - cue.end <= (_SHORT_REACH if _is_verb(passage, cue) else _REACH)
        if ahead and not _is_cut(passage.folded[cue.end : hit.start]):
            return False
        after = cue.start >= hit.end and cue.start - hit.end <= _REACH and _speaks_back(passage.folded, cue)
        if after and not _is_cut(passage.folded[hit.end : cue.start]):
            return False
    return True


@answer_once
def is_in_no_line(passage: Passage) -> bool:
    """True for a rule of entry that begins with "No" and a tumor, or ends with "are excluded" after a list."""
    tumors = find_tumors(passage) if passage.field == "inclusion" else []
    if not tumors or _YET.search(passage.folded):
        return False
    return bool(_NO_LINE.fullmatch(passage.folded, 0, tumors[0].start) or _OUT_LINE.match(passage.folded))


_CUT = load_cue("cut")
_BACK = load_cue("speaks_back")


def _is_cut(between: str) -> bool:
    """True where the words between a cue and a tumor part them; a cue in brackets speaks of what is in them alone."""
    return ":" in between or _crosses_bracket(between) or bool(_CUT.search(between))


def _crosses_bracket(between: str) -> bool:
    opened = 0
    for sign in _BRACKET.findall(between):
        if sign == "(":
            opened += 1
        elif opened:
            opened -= 1
        else:
            return True
    return opened > 0


def _is_verb(passage: Passage, cue: Hit) -> bool:
    return bool(_VERB.fullmatch(passage.folded, cue.start, cue.end))


def _speaks_back(folded: str, cue: Hit) -> bool:
    return bool(_BACK.fullmatch(folded, cue.start, cue.end))
