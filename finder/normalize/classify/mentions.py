"""Where a record names a neuroendocrine neoplasm, and whether it takes people who have one."""

from collections.abc import Iterator
from dataclasses import dataclass

from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit, load_mesh

#: Fields that say what a trial is about; all others only say whom it takes or describe.
HEAD_FIELDS = ("title", "condition")
ENROLLED_FIELDS = ("title", "condition", "keyword", "arm", "inclusion")
_REACH = 160


@dataclass(frozen=True)
class Mention:
    """A neuroendocrine neoplasm named in a passage, as one the trial takes."""

    passage: Passage
    hit: Hit

    @property
    def words(self) -> str:
        return self.passage.quote(self.hit)


def list_mentions(record: Record) -> list[Mention]:
    """Mentions among those the trial takes: no exclusions, no history, no words turned around."""
    known = _find_known(record)
    return [
        Mention(passage, hit)
        for passage in record.of(*ENROLLED_FIELDS)
        for hit in find_tumors(passage)
        if is_taken(passage, hit) and _is_meant(hit, known)
    ]


def _find_known(record: Record) -> set[str]:
    """Concepts the record writes out, on which an abbreviation can lean."""
    known = {h.concept.id for p in record.passages for h in p.find("scope") if not h.concept.needs}
    return known | {c.id for term in record.mesh for c in load_mesh("scope").get(term.lower(), ())}


def _is_meant(hit: Hit, known: set[str]) -> bool:
    return not hit.concept.needs or bool(known & set(hit.concept.needs))


def find_tumors(passage: Passage) -> list[Hit]:
    """Hits of the scope; those that overlap are one tumor, which keeps the most telling concept."""
    kept: list[Hit] = []
    for hit in sorted(passage.find("scope"), key=lambda h: (h.start, -h.end)):
        if kept and hit.start < kept[-1].end:
            best = max(kept[-1], hit, key=lambda h: (h.kind == "name", not h.concept.needs))
            kept[-1] = Hit(best.concept, best.kind, kept[-1].start, max(kept[-1].end, hit.end))
        else:
            kept.append(hit)
    return kept


def find_kept_out(record: Record) -> Iterator[Mention]:
    """Mentions that only say who may not come, or who has had one."""
    known = _find_known(record)
    for passage in record.of("exclusion", *ENROLLED_FIELDS):
        for hit in find_tumors(passage):
            if _is_meant(hit, known) and (passage.field == "exclusion" or not is_taken(passage, hit)):
                yield Mention(passage, hit)


def is_taken(passage: Passage, hit: Hit) -> bool:
    """False where the sentence keeps the tumor out ("other than …", "… are not eligible") or calls it history."""
    for cue in passage.find("eligibility", "turned_around", "history"):
        before = cue.end <= hit.start and hit.start - cue.end <= _REACH
        if before and not _is_cut(passage.folded[cue.end : hit.start]):
            return False
        after = cue.start >= hit.end and cue.start - hit.end <= _REACH and _speaks_back(passage.folded, cue)
        if after and not _is_cut(passage.folded[hit.end : cue.start]):
            return False
    return True


_CUTS = (
    " but ",
    " after ",
    " progress",
    " however",
    " if ",
    " who ",
    " eligible",
    " allowed",
    ":",
    " and are ",
    " unless ",
)
_BACK = (
    "excluded",
    "ineligible",
    "not eligible",
    "not be eligible",
    "not allowed",
    "not permitted",
    "are not",
    "is not",
)


def _is_cut(between: str) -> bool:
    lowered = between.lower()
    return any(cut in lowered for cut in _CUTS)


def _speaks_back(folded: str, cue: Hit) -> bool:
    return folded[cue.start : cue.end].lower() in _BACK
