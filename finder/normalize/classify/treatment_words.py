"""Which words of one text speak of a treatment: drugs by name, else by the ending of their name."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from finder.normalize.classify.passages import quote_words
from finder.vocabulary.concepts import Hit, load_scanner
from finder.vocabulary.phrases import fold_text

#: What stands between an isotope and what carries it: "[177Lu]Lu-DOTA-octreotide".
_CARRIED = re.compile(r"[\s\[\]()-]{0,3}(?:[A-Za-z0-9]{1,8}[\])-]{1,2}){0,3}")
_SUBJECT = "treatments"
_QUOTE_LENGTH = 70
_CARRIERS = ("somatostatin_analogue", "targeted", "immunotherapy")
_STEM, _WEAK = "stem", "weak"
_LABELS = ("imaging", "radionuclide")

#: Kinds of drug, and treatment of the liver, which is given in place of one.
DRUGS = frozenset(
    {"radionuclide", "targeted", "chemotherapy", "immunotherapy", "liver_directed", "somatostatin_analogue"}
)

#: Values that the rules need and nobody sees.
HELPERS = frozenset(
    {"ligand", "comparison", "conditioning", "immune_cells", "liver_route", "record_work", "graft", "graft_drug",
     "elsewhere", "blocker"}
)  # fmt: skip

# Of these, the ones that name a drug, so that its ending says nothing.
_NAMING = frozenset({"ligand", "elsewhere", "conditioning", "graft_drug"})

#: value -> record's own words and their field
Treatments = dict[str, tuple[str, str]]


class Mention(NamedTuple):
    """One value, and where a text speaks of it. `weak`: titles of other trials use these words as well."""

    value: str
    start: int
    end: int
    weak: bool
    text: str

    @property
    def words(self) -> str:
        """The record's own words, short."""
        return quote_words(self.text, self.start, min(self.end, self.start + _QUOTE_LENGTH))


def list_mentions(text: str, source: str) -> list[Mention]:
    """What `text`, from the field `source`, speaks of, in order of place."""
    hits = [hit for hit in load_scanner(_SUBJECT).scan(fold_text(text)) if source in hit.concept.fields]
    mentions = [_read_hit(text, hit) for hit in _choose_hits(text, hits)] if hits else []
    return _drop_carriers(text, mentions) if any(m.value in _LABELS for m in mentions) else mentions


def read_values(text: str, source: str, *, weak: bool = True) -> dict[str, str]:
    """Values of one text with the words for each; a ligand without an isotope stays a `ligand`."""
    return gather_values(list_mentions(text, source), source, weak=weak)


def gather_values(mentions: Iterable[Mention], source: str, *, weak: bool = True) -> dict[str, str]:
    """The same for mentions at hand: the words of the first one for each value."""
    values: dict[str, str] = {}
    for mention in mentions:
        if mention.value not in values and (weak or not mention.weak):
            values[mention.value] = mention.words
    if any(label in values for label in _LABELS):
        values.pop("ligand", None)
        if source == "intervention":
            values.pop("somatostatin_analogue", None)
    return values


def read_all(texts: Iterable[str], source: str, *, weak: bool = True) -> Treatments:
    """Values of several texts, each with words and field, without the helpers of the rules."""
    found: Treatments = {}
    for text in texts:
        add_values(found, read_values(text, source, weak=weak), source)
    return found


def add_values(found: Treatments, values: Mapping[str, str], source: str) -> None:
    """Take up `values` that are values of the column and not yet found."""
    for value, words in values.items():
        if value not in HELPERS:
            found.setdefault(value, (words, source))


def _read_hit(text: str, hit: Hit) -> Mention:
    value, _, part = hit.concept.id.partition("__")
    return Mention(part if part in HELPERS else value, hit.start, hit.end, part == _WEAK, text)


def _choose_hits(text: str, hits: list[Hit]) -> list[Hit]:
    """Hits without endings of names that are known; of several endings of one name the longest, which comes last."""
    stems = {h.start: h for h in hits if h.concept.id.endswith(_STEM)}
    if not stems:
        return hits
    stems = {start: hit for start, hit in stems.items() if not text[start].isdigit()}  # an isotope
    known = [h for h in hits if not h.concept.id.endswith(_STEM)]
    reached = 0
    naming = iter([h for h in known if h.concept.id not in HELPERS - _NAMING])
    name = next(naming, None)
    unknown = []
    for start, stem in sorted(stems.items()):
        while name and name.start <= start:
            reached = max(reached, name.end)
            name = next(naming, None)
        if stem.end > reached:
            unknown.append(stem)
    return sorted([*known, *unknown], key=lambda h: h.start)


def _drop_carriers(text: str, mentions: list[Mention]) -> list[Mention]:
    """Without drugs that stand beside an isotope: they only carry it to the tumor."""
    labels = [m for m in mentions if m.value in _LABELS]
    ends, starts = [m.end for m in labels], [m.start for m in labels]
    kept = []
    for mention in mentions:
        if mention.value in _CARRIERS:
            before, after = bisect_right(ends, mention.start), bisect_left(starts, mention.end)
            if before and _is_carried(text, mention, labels[before - 1], labels[before - 1].end, mention.start):
                continue
            if after < len(labels) and _is_carried(text, mention, labels[after], mention.end, labels[after].start):
                continue
        kept.append(mention)
    return kept


def _is_carried(text: str, carrier: Mention, label: Mention, start: int, end: int) -> bool:
    """Antibodies also stand beside the word "PET" on their own account; beside an isotope they do not."""
    if carrier.value != "somatostatin_analogue" and not any(char.isdigit() for char in label.words):
        return False
    return bool(_CARRIED.fullmatch(text, start, end))
