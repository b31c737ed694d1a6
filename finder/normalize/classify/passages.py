"""A record as passages: short texts, each with the field it is from and the concepts found in it.

Reading is lazy and joint: the passages of one field are folded together, and scanned together at the first question
for a subject, so that a record out of scope costs one look for tumors, and long descriptions often none at all.
"""

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, chain
from typing import Any

from finder.vocabulary.concepts import Hit, load_mesh, load_scanner, load_subjects
from finder.vocabulary.phrases import compose_text, fold_composed, fold_text
from finder.vocabulary.profile import load_profile

#: Longer texts are no record of a registry; reading stops here so that one record cannot hold up the others.
LONGEST_TEXT = 100_000
_QUOTE_LENGTH = 70
# "(e.g. GI tract", "NET vs. NEC", "approx. 20", "No. 3": a full stop that ends no sentence.
_SHORTENED = "".join(
    rf"(?<!{before}{word}\.)"
    for word in (r"e\.g", r"i\.e", "vs", "approx", "incl", "resp", "cf", "No", "Fig", "Dr")
    for before in (r"\s", r"\(")
)
_STOP = rf"(?:(?<=[a-z)\]0-9][.;])|(?<=[A-Z][A-Z][.;])){_SHORTENED}\s+(?=[A-Z(\[*\d-])"
# Every match begins with one of a few characters, which lets the engine run to the next of them.
_SENTENCE_END = re.compile(rf"[.;\s](?:(?<=\n)\n*|{_STOP}|(?<=;)\s+|(?<=\s)[*•]\s+)")
_SENTENCE_END_PLAIN = re.compile(rf"[.;\n](?:(?<=\n)\n*|{_STOP}|(?<=;)\s+)")
_BULLET = re.compile(r"[*•](?<=[^\S\n].)\s")
# No sentence of a record is as long; a longer one is cut, so that work stays in step with the length of a text.
_LONGEST_PIECE = 2000
_PIECE = re.compile(rf".{{1,{_LONGEST_PIECE}}}(?:\s|$)|.{{1,{_LONGEST_PIECE}}}", re.S)
# No phrase reaches over it.
_BORDER = ";"

#: Subjects that are read in one pass: tumors in every record, the others where they are asked for.
PASSES = (
    ("scope",),
    ("false_friends",),
    ("tumor_sites", "differentiation", "function", "syndromes", "eligibility", "earlier_drugs"),
)
#: Subjects that are read a line at a time, and only where a rule asks for them.
READ_ALONE = ("entry_cues", "stage", "line_of_therapy", "grades", "named_cues", "treatments")
READ_SUBJECTS = tuple(subject for subjects in PASSES for subject in subjects)
#: Fields in the order of the record.
_FIELDS = ("condition", "keyword", "arm", "title", "acronym", "summary", "description", "inclusion", "exclusion")
#: Fields that are read in one pass, because rules ask for them together.
_BLOCKS = (
    ("condition", "keyword", "title", "acronym"), ("arm", "inclusion"), ("summary",), ("description",), ("exclusion",),
)  # fmt: skip


@dataclass(unsafe_hash=True)
class Passage:
    """One sentence, entry or line of a field. `block`, `place`: where it stands; `answers`: kept by `answer_once`."""

    field: str
    text: str
    subjects: tuple[str, ...] = READ_SUBJECTS
    block: "Block | None" = dataclasses.field(default=None, compare=False, repr=False)
    place: int = dataclasses.field(default=0, compare=False, repr=False)
    answers: dict[tuple[object, ...], Any] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def folded(self) -> str:
        return fold_text(self.text)

    @cached_property
    def hits(self) -> list[Hit]:
        """Concepts found here that may be read from this field, in order of their place."""
        return [hit for hit in load_scanner(*self.subjects).scan(self.folded) if self.field in hit.concept.fields]

    def find(self, subject: str, *ids: str) -> list[Hit]:
        """The hits of one subject, of the named concepts where names are given."""
        if self.block:
            found = self.block.find(subject).get(self.place)
        else:
            found = [hit for hit in self.hits if hit.concept.subject == subject]
        if not found:
            return []
        return [hit for hit in found if hit.concept.id in ids] if ids else found

    def quote(self, *hits: Hit) -> str:
        """The record's own words around these hits, short."""
        start, end = hits[0].start, hits[0].end
        for hit in hits[1:]:
            start, end = min(start, hit.start), max(end, hit.end)
        return quote_words(self.text, start, min(end, start + _QUOTE_LENGTH))


class Block:
    """Texts that are folded and scanned together, as numbered places.

    It knows none of its passages, which know it: in a circle they would wait for the garbage collector to be freed.
    """

    def __init__(self, texts: Mapping[str, list[str]]) -> None:
        self._texts = [text for found in texts.values() for text in found]
        self._fields = [field for field, found in texts.items() for _ in found]
        self._folded = fold_composed(_BORDER.join(self._texts))
        self._starts = list(accumulate((len(text) + len(_BORDER) for text in self._texts), initial=0))
        self._places: dict[str, range] = {}
        for field, found in texts.items():
            first = sum(map(len, self._places.values()))
            self._places[field] = range(first, first + len(found))
        self._found: dict[str, dict[int, list[Hit]]] = {}

    def make_passages(self, field: str) -> list[Passage]:
        """All passages of one field."""
        return [self._make(place) for place in self._places[field]]

    def _make(self, place: int) -> Passage:
        passage = Passage(self._fields[place], self._texts[place], READ_SUBJECTS, self, place)
        passage.folded = self._folded[self._starts[place] : self._starts[place + 1] - len(_BORDER)]
        return passage

    def list_found(self, subject: str, field: str, ids: Collection[str] = ()) -> list[int]:
        """Where the passages with a hit of this subject, or of these concepts of it, stand in their field."""
        found = self.find(subject)
        places = self._places[field] if found else range(0)
        having = [place for place in places if place in found]
        return [place - places.start for place in having if not ids or any(h.concept.id in ids for h in found[place])]

    def find(self, subject: str) -> dict[int, list[Hit]]:
        """The hits of one subject, by place and in order."""
        found = self._found.get(subject)
        if found is None:
            self._scan(next(subjects for subjects in PASSES if subject in subjects))
            found = self._found[subject]
        return found

    def _scan(self, subjects: tuple[str, ...]) -> None:
        self._found.update((subject, {}) for subject in subjects)
        for start, end, kind, concept in load_scanner(*subjects).find_places(self._folded):
            place = bisect_right(self._starts, start) - 1
            if self._fields[place] in concept.fields:
                first = self._starts[place]
                hits = self._found[concept.subject].setdefault(place, [])
                hits.append(Hit(concept, kind, start - first, end - first))


@dataclass(frozen=True)
class Record:
    """All passages of one trial, each field read when it is asked for. `design`: values that need no reading."""

    texts: Mapping[str, Callable[[], list[str]]]
    mesh: tuple[str, ...]
    design: Mapping[str, str]
    #: what is looked over as a whole, before it is cut
    uncut: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    _opened: dict[str, Block] = dataclasses.field(default_factory=dict, compare=False, repr=False)
    _written: dict[tuple[str, ...], bool] = dataclasses.field(default_factory=dict, compare=False, repr=False)
    _listed: dict[str, list[Passage]] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def writes_out(self, ids: tuple[str, ...]) -> bool:
        """True where some part of the record writes out one of these concepts of the scope; read until one is found."""
        known = self._written.get(ids)
        if known is None:
            headed = (c.id for term in self.mesh for c in load_mesh("scope").get(term.lower(), ()))
            named = (hit.concept.id for _, hit in self.find("scope") if not hit.concept.needs)
            known = self._written[ids] = any(name in ids for name in chain(headed, named))
        return known

    @cached_property
    def _silent(self) -> Collection[str]:
        """Fields that one look shows to name no tumor, so that most records are never cut into sentences."""
        if self._open("title").find("scope"):
            return ()
        texts = [text for found in self.uncut.values() for text in found]
        # A longer line is cut inside, perhaps in the middle of a word.
        long = [text for text in texts if len(text) > _LONGEST_PIECE]
        if any(len(line) > _LONGEST_PIECE for text in long for line in text.split("\n")):
            return ()
        scanner = load_scanner(*PASSES[0])
        return () if scanner.may_find(fold_composed(_BORDER.join(texts))) else self.uncut.keys()

    @property
    def passages(self) -> Iterator[Passage]:
        """All of them, in the order of the record."""
        return self.of(*_FIELDS)

    @cached_property
    def stands_for_traps(self) -> bool:
        """True where NETs are neutrophil extracellular traps."""
        return self._names_friend(load_profile().roles.traps)

    @cached_property
    def has_primitive_tumor(self) -> bool:
        """True where PNET may be a primitive neuroectodermal tumor."""
        return self._names_friend(load_profile().roles.primitive)

    def _names_friend(self, friend: str) -> bool:
        return any(h.concept.id == friend for _, h in self.find("false_friends", "title", "condition", "keyword"))

    def of(self, *fields: str) -> Iterator[Passage]:
        """Passages of these fields, in the order of the record."""
        return chain.from_iterable(self._list(field) for field in _FIELDS if field in fields)

    def having(self, subject: str, *fields: str) -> Iterator[Passage]:
        """Those with a hit of this subject, from these fields or from all that it is read from."""
        asked = fields or _list_fields(subject)
        silent = self._silent if subject in PASSES[0] else ()
        for field in _FIELDS:
            if field in asked and field not in silent and (found := self._open(field).list_found(subject, field)):
                passages = self._list(field)
                yield from (passages[place] for place in found)

    def list_places(self, field: str, subject: str, ids: Collection[str] = ()) -> list[int]:
        """Where the passages of one field that have these hits stand in it."""
        return self._open(field).list_found(subject, field, ids)

    def find(self, subject: str, *fields: str) -> Iterator[tuple[Passage, Hit]]:
        """The hits of one subject, in the same order."""
        return ((passage, hit) for passage in self.having(subject, *fields) for hit in passage.find(subject))

    def _list(self, field: str) -> list[Passage]:
        listed = self._listed.get(field)
        if listed is None:
            listed = self._listed[field] = self._open(field).make_passages(field)
        return listed

    def _open(self, field: str) -> Block:
        block = self._opened.get(field)
        if block is None:
            together = next(fields for fields in _BLOCKS if field in fields)
            block = Block({name: self.texts[name]() for name in together})
            self._opened.update(dict.fromkeys(together, block))
        return block


@cache
def _list_fields(subject: str) -> frozenset[str]:
    return frozenset(name for concept in load_subjects()[subject].concept for name in concept.fields)


def read_record(row: Mapping[str, Any]) -> Record:
    """One row of the input frame as a record. Values of a wrong type count as absent; never raises."""
    inclusion, exclusion = read_text(row.get("inclusion")), read_text(row.get("exclusion"))
    if not inclusion and not exclusion:
        inclusion = read_text(row.get("eligibility"))
    arms, summary = read_list(row.get("arms_text")), read_text(row.get("summary"))
    texts: dict[str, Callable[[], list[str]]] = {
        "condition": lambda: read_list(row.get("conditions")),
        "keyword": lambda: read_list(row.get("keywords")),
        "arm": lambda: arms,
        "title": lambda: _clean(read_text(row.get(name)) for name in ("title", "official_title")),
        "acronym": lambda: _clean([read_text(row.get("acronym"))]),
        "summary": lambda: split_sentences(summary),
        "description": lambda: split_sentences(read_text(row.get("description"))),
        "inclusion": lambda: split_sentences(inclusion),
        "exclusion": lambda: split_sentences(exclusion),
    }
    design = {name: read_text(row.get(name)) for name in ("study_type", "primary_purpose", "allocation")}
    uncut = {"arm": arms, "inclusion": [inclusion], "summary": [summary], "exclusion": [exclusion]}
    return Record(texts, tuple(read_list(row.get("mesh_terms"))), design, uncut)


def read_text(value: object) -> str:
    """A text cell; anything else is empty."""
    return compose_text(value[:LONGEST_TEXT]) if isinstance(value, str) else ""


def read_list(value: object) -> list[str]:
    """A list cell; anything else is empty, and so are members that are no text."""
    return (
        _clean(compose_text(v[:LONGEST_TEXT]) for v in value if isinstance(v, str)) if isinstance(value, list) else []
    )


def split_sentences(text: str) -> list[str]:
    """Sentences and list lines of prose."""
    return list(_split(text))


# The summary is read by several rules, one after the other.
@lru_cache(maxsize=8)
def _split(text: str) -> tuple[str, ...]:
    pattern = _SENTENCE_END if _BULLET.search(text) else _SENTENCE_END_PLAIN
    return tuple(_clean(pattern.split(text)))


def quote_words(text: str, start: int, end: int) -> str:
    """The words of `text` between two places, whole words, single spaces."""
    while end < len(text) and text[end - 1 : end + 1].isalnum() and end - start < _QUOTE_LENGTH + 20:
        end += 1
    return " ".join(text[start:end].split())


def _clean(texts: Iterable[str]) -> list[str]:
    return [piece for text in texts for cut in _cut_long(text) if (piece := cut.strip())]


def _cut_long(text: str) -> list[str]:
    return [text] if len(text) <= _LONGEST_PIECE else _PIECE.findall(text)
