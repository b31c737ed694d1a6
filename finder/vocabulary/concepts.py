"""The concepts of a classification, read from the TOML files beside this one.

A concept is one value of one column: its words, what excludes it, where it is read from, and where the fact is
from. Every file is checked when it is loaded: unknown keys and missing parts are refused with the name of file and
concept. That each concept finds its own examples, and none of its counter-examples, is checked by `parse_subject`.
"""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.vocabulary.folder import find_folder, name_file, read_layers
from finder.vocabulary.phrases import Phrase, compile_phrase, expand_inverted, fold_text
from finder.vocabulary.scanner import Hit, Kind, Scanner, join_phrases

__all__ = [
    "SUBJECTS",
    "Concept",
    "FieldName",
    "Hit",
    "Scanner",
    "Subject",
    "build_scanner",
    "list_phrases",
    "load_mesh",
    "load_scanner",
    "load_subjects",
    "parse_subject",
    "prepare_scanner",
]  # fmt: skip

SUBJECTS = (
    "scope",
    "false_friends",
    "tumor_sites",
    "treatments",
    "differentiation",
    "function",
    "syndromes",
    "eligibility",
    "entry_topics",
    "entry_cues",
    "stage",
    "earlier_drugs",
    "line_of_therapy",
    "grades",
    "named_cues",
)

#: Parts of a record a concept can be read from.
FieldName = Literal[
    "condition", "keyword", "mesh", "title", "acronym", "summary", "description", "arm", "intervention",
    "inclusion", "exclusion",
]  # fmt: skip
Words = tuple[Annotated[str, Field(min_length=2, max_length=120)], ...]


class Concept(BaseModel):
    """One value. `words` speak for it beside a tumor name; `names` are tumor names that say it alone.

    `unless` are phrases inside which a word does not count ("liver" in "liver metastases").
    `needs`: the concept counts only where the record also has one of these concepts of its subject.
    `alone`: its words count only as an entry of a list or as the whole of a heading.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Annotated[str, Field(min_length=2)]
    words: Words = ()
    names: Words = ()
    mesh: Words = ()
    unless: Words = ()
    needs: tuple[str, ...] = ()
    alone: bool = False
    fields: tuple[FieldName, ...] = ()
    source: Annotated[str, Field(min_length=3)]
    examples: Annotated[tuple[str, ...], Field(min_length=1)]
    counter_examples: tuple[str, ...] = ()
    note: str = ""

    def __hash__(self) -> int:
        # Of all its words it would take longer than most questions that are looked up by it.
        return hash((self.subject, self.id))


class Subject(BaseModel):
    """One file: what its concepts are about, the column they fill, and the fields they are read from unless told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    column: str = ""
    about: str
    fields: tuple[FieldName, ...]
    concept: tuple[Concept, ...]


def build_scanner(concepts: Iterable[Concept]) -> Scanner:
    """A scanner for these concepts."""
    return join_phrases((phrase, kind, concept) for concept in concepts for phrase, kind in list_phrases(concept))


def list_phrases(concept: Concept) -> list[tuple[Phrase, Kind]]:
    """Every phrase of a concept, with what it stands for."""
    kinds: list[tuple[Sequence[str], Kind]] = [
        (concept.words, "word"),
        (concept.names, "name"),
        (concept.unless, "unless"),
    ]
    return [(compile_phrase(text), kind) for phrases, kind in kinds for row in phrases for text in expand_inverted(row)]


@cache
def load_subjects() -> dict[str, Subject]:
    """Every subject by name. Raises DeclarationError. A test tries the examples, so that no start has to."""
    return {name: _load_subject(name) for name in SUBJECTS}


def _load_subject(name: str) -> Subject:
    """Words of another disease are tried at once: nobody else has tested them."""
    text, base = read_layers(name)
    if not text:
        return Subject(subject=name, about="nothing", fields=(), concept=())
    return parse_subject(name, text, base=base, tries=bool(base) and find_folder() is not None)


def parse_subject(name: str, text: str, *, base: str = "", tries: bool = True) -> Subject:
    """One subject from its TOML text. Raises DeclarationError that names file, concept and what is wrong.

    `adopt` names concepts of `base`, the text of the same subject of the first disease, that are taken as they are.
    With `tries`, each other concept must find its examples and none of its counter-examples.
    """
    place = name_file(name)
    raw: dict[str, Any] = {}
    try:
        raw = tomllib.loads(text)
        entries = raw.get("concept", [])
        rows = [{"subject": name, "fields": raw.get("fields", ()), **entry} for entry in entries]
        adopted = _adopt(name, raw.pop("adopt", []), base)
        subject = Subject(**{**raw, "subject": name, "concept": [*rows, *adopted]})
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{place} is not valid TOML: {error}.", remedy="Correct that line.") from error
    except (ValidationError, TypeError, AttributeError, ValueError) as error:
        reason = _describe(error, raw)
        raise DeclarationError(f"{place} cannot be used: {reason}.", remedy="Correct that entry.") from error
    seen: set[str] = set()
    for concept in subject.concept:
        if concept.id in seen:
            raise DeclarationError(f"{place} has the concept {concept.id} twice.", remedy="Join the two entries.")
        seen.add(concept.id)
        if tries and concept not in adopted:
            _check_concept(place, concept)
    for concept in subject.concept:
        if missing := set(concept.needs) - seen:
            raise DeclarationError(
                f"{place}, concept {concept.id}, needs {sorted(missing)[0]}, which is not there.",
                remedy="Name a concept of the same file.",
            )
    return subject


def _adopt(name: str, ids: object, base: str) -> list[Concept]:
    """The concepts of these ids. Raises ValueError for one that the first disease does not have."""
    if not isinstance(ids, list):
        raise TypeError("adopt must be a list of concepts")
    known = {concept.id: concept for concept in parse_subject(name, base, tries=False).concept} if ids and base else {}
    if unknown := [each for each in ids if each not in known]:
        raise ValueError(f"adopt names {unknown[0]!r}, which the first disease does not have")
    return [known[each] for each in ids]


def _check_concept(place: str, concept: Concept) -> None:
    try:
        scanner = build_scanner([concept])
    except ValueError as error:
        raise DeclarationError(
            f"{place}, concept {concept.id}: the phrase {error}.", remedy="Write the phrase as plain words."
        ) from error
    for example in concept.examples:
        if not scanner.scan(fold_text(example)):
            raise DeclarationError(
                f"{place}, concept {concept.id}, does not find its own example {example!r}.",
                remedy="Add the words of the example, or correct the example.",
            )
    for example in concept.counter_examples:
        if scanner.scan(fold_text(example)):
            raise DeclarationError(
                f"{place}, concept {concept.id}, finds {example!r}, which it must not.",
                remedy="Add an 'unless' phrase, or make the words narrower.",
            )


def _describe(error: Exception, raw: object) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    location = list(first["loc"])
    if len(location) > 1 and location[0] == "concept" and isinstance(raw, dict):
        entry = raw["concept"][location[1]]
        location[:2] = [f"concept {entry.get('id', location[1])}" if isinstance(entry, dict) else str(location[1])]
    return f"{', '.join(map(str, location))}: {first['msg']}"


@cache
def load_scanner(*subjects: str) -> Scanner:
    """One scanner for all concepts of the named subjects. Raises DeclarationError."""
    loaded = load_subjects()
    return build_scanner(concept for name in subjects for concept in loaded[name].concept)


def prepare_scanner(*subjects: str) -> None:
    """Make `load_scanner` ready now, with each pattern that otherwise waits until a text may have its phrase.

    Raises DeclarationError.
    """
    load_scanner(*subjects)
    for name in subjects:
        for concept in load_subjects()[name].concept:
            for phrase, _ in list_phrases(concept):
                phrase.compile()


@cache
def load_mesh(subject: str) -> dict[str, tuple[Concept, ...]]:
    """MeSH heading in lower case -> the concepts of `subject` that it stands for."""
    found: dict[str, tuple[Concept, ...]] = {}
    for concept in load_subjects()[subject].concept:
        for heading in concept.mesh:
            found[heading.lower()] = (*found.get(heading.lower(), ()), concept)
    return found
