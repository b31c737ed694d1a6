"""A record as passages: short texts, each with the field it is from and the concepts found in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from finder.vocabulary.concepts import Hit, Scanner, load_mesh, load_scanner
from finder.vocabulary.phrases import compose_text, fold_text

#: Longer texts are no record of a registry; reading stops here so that one record cannot hold up the others.
LONGEST_TEXT = 100_000
_QUOTE_LENGTH = 70
_SENTENCE_END = re.compile(r"\n+|(?<=[a-z)\]0-9])[.;]\s+(?=[A-Z(\[*\d-])|;\s+|\s[*•]\s+")
# No sentence of a record is as long; a longer one is cut, so that work stays in step with the length of a text.
_PIECE = re.compile(r".{1,2000}(?:\s|$)|.{1,2000}", re.S)
_SPACES = re.compile(r"\s+")

#: Everything that is read in one pass over a passage.
READ_SUBJECTS = (
    "scope", "false_friends", "tumor_sites", "differentiation", "function", "syndromes", "eligibility",
)  # fmt: skip


@dataclass(frozen=True)
class Passage:
    """One sentence, entry or line of one field."""

    field: str
    text: str
    subjects: tuple[str, ...] = READ_SUBJECTS

    @cached_property
    def folded(self) -> str:
        return fold_text(self.text)

    @cached_property
    def hits(self) -> list[Hit]:
        """Concepts found here that may be read from this field, in order of their place."""
        scanner: Scanner = load_scanner(*self.subjects)
        return [hit for hit in scanner.scan(self.folded) if self.field in hit.concept.fields]

    def find(self, subject: str, *ids: str) -> list[Hit]:
        """The hits of one subject, of the named concepts where names are given."""
        return [h for h in self.hits if h.concept.subject == subject and (not ids or h.concept.id in ids)]

    def quote(self, *hits: Hit) -> str:
        """The record's own words around these hits, short."""
        start, end = min(h.start for h in hits), max(h.end for h in hits)
        return quote_words(self.text, start, min(end, start + _QUOTE_LENGTH))


@dataclass(frozen=True)
class Record:
    """All passages of one trial. `design` are the plain values that need no reading."""

    passages: tuple[Passage, ...]
    mesh: tuple[str, ...]
    design: Mapping[str, str]

    @cached_property
    def written_out(self) -> frozenset[str]:
        """Concepts of the scope that some part of the record writes out in full; all of it is read for that."""
        known = {h.concept.id for p in self.passages for h in p.find("scope") if not h.concept.needs}
        return frozenset(known | {c.id for term in self.mesh for c in load_mesh("scope").get(term.lower(), ())})

    def of(self, *fields: str) -> Iterator[Passage]:
        """Passages of these fields, in the order of the record."""
        return (p for p in self.passages if p.field in fields)


def read_record(row: Mapping[str, Any]) -> Record:
    """One row of the input frame as a record. Values of a wrong type count as absent; never raises."""
    passages: list[Passage] = []
    for field, column in (("condition", "conditions"), ("keyword", "keywords"), ("arm", "arms_text")):
        passages += [Passage(field, text) for text in read_list(row.get(column))]
    for column in ("title", "official_title"):
        passages += [Passage("title", text) for text in _clean([read_text(row.get(column))])]
    passages += [Passage("acronym", text) for text in _clean([read_text(row.get("acronym"))])]
    for column in ("summary", "description"):
        passages += [Passage(column, text) for text in split_sentences(read_text(row.get(column)))]
    inclusion, exclusion = read_text(row.get("inclusion")), read_text(row.get("exclusion"))
    if not inclusion and not exclusion:
        inclusion = read_text(row.get("eligibility"))
    passages += [Passage("inclusion", text) for text in split_sentences(inclusion)]
    passages += [Passage("exclusion", text) for text in split_sentences(exclusion)]
    design = {name: read_text(row.get(name)) for name in ("study_type", "primary_purpose", "allocation")}
    return Record(tuple(passages), tuple(read_list(row.get("mesh_terms"))), design)


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
    return _clean(_SENTENCE_END.split(text))


def quote_words(text: str, start: int, end: int) -> str:
    """The words of `text` between two places, whole words, single spaces."""
    while end < len(text) and text[end - 1 : end + 1].isalnum() and end - start < _QUOTE_LENGTH + 20:
        end += 1
    return _SPACES.sub(" ", text[start:end]).strip()


def _clean(texts: Iterable[str]) -> list[str]:
    return [piece.strip() for text in texts for piece in _PIECE.findall(text) if not piece.isspace()]
