"""Words of the names of institutions, from institutions.toml beside this file."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from finder.errors import DeclarationError
from finder.places import fold_name

Phrases = Annotated[list[str], Field(min_length=1)]
#: So many texts and words keep their reading, for names repeat their words over and over.
_KEPT = 1 << 15


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Alias(_Declared):
    """One institution under several names, in `country` and, where told, in `cities` only."""

    name: str = Field(min_length=2)
    names: Phrases
    country: str = Field(pattern=r"^[A-Z]{2}$")
    cities: tuple[str, ...] = ()


class _Departments(_Declared):
    words: Phrases
    ends_at: Phrases


class _Noise(_Declared):
    words: Phrases
    patterns: Phrases

    @field_validator("patterns")
    @classmethod
    def _compile(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        return patterns


class _Networks(_Declared):
    names: Phrases


class _Trusts(_Declared):
    words: Phrases


class Declaration(_Declared):
    """All of institutions.toml."""

    words: dict[str, Phrases]
    kinds: dict[str, Phrases]
    dividers: dict[str, Phrases]
    specialties: dict[str, Phrases]
    departments: _Departments
    parents: dict[str, Phrases]
    trusts: _Trusts
    noise: _Noise
    networks: _Networks
    aliases: list[Alias]


class Meaning(NamedTuple):
    """What a phrase says: `role` is kind, divider, specialty, department, parent, trust, noise or alias."""

    role: str
    concepts: tuple[str, ...]


class Reading(NamedTuple):
    """The words from `start` to `stop` mean `meaning`; None for words that stand for themselves."""

    start: int
    stop: int
    meaning: Meaning | None


_Table = dict[str, list[tuple[tuple[str, ...], Meaning]]]


@dataclass(frozen=True, eq=False)
class Aliases:
    """Phrases of the aliases that hold in one place; places where the same ones hold share one of these."""

    phrases: _Table


class _Spelled(NamedTuple):
    """The aliases of a country as words; `everywhere` and `in_city` have their places in `phrases`."""

    phrases: list[dict[tuple[str, ...], Meaning]]
    everywhere: list[int]
    in_city: dict[str, list[int]]


@dataclass(frozen=True, eq=False)
class InstitutionWords:
    """The declared words, ready for reading names."""

    declared: Declaration
    single: dict[str, str]
    stems: tuple[tuple[str, str], ...]
    phrases: _Table

    @cached_property
    def noise(self) -> re.Pattern[str]:
        """Numbers of sponsors and street addresses."""
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.declared.noise.patterns), re.I)

    @cached_property
    def networks(self) -> dict[str, list[tuple[str, ...]]]:
        """Names of bodies with houses in many towns, as words in order, under the first word of each."""
        index: dict[str, list[tuple[str, ...]]] = {}
        for name in {self.split(name) for name in self.declared.networks.names} - {()}:
            index.setdefault(name[0], []).append(name)
        return index

    @cached_property
    def ends(self) -> frozenset[str]:
        return frozenset(self.declared.departments.ends_at)

    def split(self, text: str) -> tuple[str, ...]:
        """Folded words of a text, each in its one form. Pieces between spaces are folded alike alone and together."""
        return tuple(word for piece in text.split() for word in self._split_piece(piece))

    @cached_property
    def _split_piece(self) -> Callable[[str], tuple[str, ...]]:
        return lru_cache(_KEPT)(lambda piece: tuple(self.unify(word) for word in fold_name(piece).split()))

    def unify(self, word: str) -> str:
        """A word's one form: "hôpital" and "Krankenhaus" are "hospital"."""
        if (found := self.single.get(word)) is not None:
            return found
        match = self._stem.match(word)
        return dict(self.stems)[match[0]] if match else word

    @cached_property
    def _stem(self) -> re.Pattern[str]:
        # A pattern without alternatives would match the empty start of every word.
        return re.compile("|".join(re.escape(stem) for stem, _ in self.stems) or "(?!)")

    @cached_property
    def kind_words(self) -> frozenset[str]:
        """Single words that tell a kind of place."""
        entries = (entry for several in self.phrases.values() for entry in several)
        return frozenset(phrase[0] for phrase, meaning in entries if len(phrase) == 1 and meaning.role == "kind")

    def find_aliases(self, country: str, cities: Iterable[str]) -> Aliases:
        """The aliases that hold in a country and in one of these cities."""
        if (spelled := self._spelled.get(country)) is None:
            return self._table("", ())
        here = [n for city in cities for n in spelled.in_city.get(" ".join(self.split(city)), ())]
        return self._table(country, tuple(sorted({*spelled.everywhere, *here})))

    @cached_property
    def _table(self) -> Callable[[str, tuple[int, ...]], Aliases]:
        def table(country: str, holding: tuple[int, ...]) -> Aliases:
            phrases: dict[tuple[str, ...], Meaning] = {}
            for at in holding:
                phrases |= self._spelled[country].phrases[at]
            return Aliases(_index(phrases))

        return lru_cache(_KEPT)(table)

    @cached_property
    def _spelled(self) -> dict[str, _Spelled]:
        countries: dict[str, _Spelled] = {}
        for alias in self.declared.aliases:
            spelled = countries.setdefault(alias.country, _Spelled([], [], {}))
            at = len(spelled.phrases)
            meaning = Meaning("alias", (f"={alias.name}",))
            spelled.phrases.append({self.split(name): meaning for name in (alias.name, *alias.names)})
            if not alias.cities:
                spelled.everywhere.append(at)
            for city in alias.cities:
                spelled.in_city.setdefault(" ".join(self.split(city)), []).append(at)
        return countries

    def read(self, words: Sequence[str], aliases: Aliases) -> Iterator[Reading]:
        """The words from left to right, the longest known phrase first. Aliases come before everything else."""
        words, at = tuple(words), 0
        while at < len(words):
            meaning, length = _match(aliases.phrases, words, at) or _match(self.phrases, words, at) or (None, 1)
            yield Reading(at, at + length, meaning or self._match_stem(words[at]))
            at += length

    def _match_stem(self, word: str) -> Meaning | None:
        match = self._role_stem.match(word)
        return self._role_stems[match[0]] if match else None

    @cached_property
    def _role_stem(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._role_stems)) or "(?!)")

    @cached_property
    def _role_stems(self) -> dict[str, Meaning]:
        stems: dict[str, Meaning] = {}
        for phrase, meaning in _list_meanings(self.declared):
            if phrase.endswith("*") and " " not in phrase:
                stems.setdefault(fold_name(phrase[:-1]), meaning)
        return stems


@cache
def load_institution_words() -> InstitutionWords:
    """The project's words. Raises DeclarationError."""
    return parse_institution_words((files("finder.vocabulary") / "institutions.toml").read_text("utf-8"))


def parse_institution_words(text: str) -> InstitutionWords:
    """The words of one TOML text. Raises DeclarationError that names the place."""
    try:
        declared = Declaration.model_validate(tomllib.loads(text))
        single, stems = _table_words(declared)
        bare = InstitutionWords(declared, single, stems, {})
        return InstitutionWords(declared, single, stems, _table_phrases(bare))
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:3])
    except (tomllib.TOMLDecodeError, ValueError) as error:
        reason = str(error)
    raise DeclarationError(
        f"finder/vocabulary/institutions.toml cannot be used: {reason}.", remedy="Correct that line."
    )


def _table_words(declared: Declaration) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    single: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    for form, others in declared.words.items():
        for other in others:
            word = fold_name(other)
            if " " in word or not word:
                raise ValueError(f"words.{form}: {other!r} is not one word")
            if other.endswith("*"):
                stems.append((word, form))
            elif single.setdefault(word, form) != form:
                raise ValueError(f"words: {other!r} stands for {single[word]!r} and {form!r}")
    return single, tuple(stems)


def _list_meanings(declared: Declaration) -> Iterator[tuple[str, Meaning]]:
    """Every phrase as written with what it says; where two are alike, the first one counts."""
    yield from ((phrase, Meaning("department", ())) for phrase in declared.departments.words)
    for role, concepts in (
        ("parent", declared.parents),
        ("kind", declared.kinds),
        ("divider", declared.dividers),
        ("specialty", declared.specialties),
    ):
        for concept, phrases in concepts.items():
            parts = tuple(concept.split()) if role == "kind" else (concept,)
            yield from ((phrase, Meaning(role, parts)) for phrase in phrases)
    yield from ((phrase, Meaning("trust", ())) for phrase in declared.trusts.words)
    yield from ((phrase, Meaning("noise", ())) for phrase in declared.noise.words)


def _table_phrases(words: InstitutionWords) -> _Table:
    table: dict[tuple[str, ...], Meaning] = {}
    for phrase, meaning in _list_meanings(words.declared):
        if not phrase.endswith("*") or " " in phrase:
            key = words.split(phrase)
            if table.setdefault(key, meaning) != meaning:
                raise ValueError(f"{phrase!r} ({' '.join(key)}) says two things: {table[key]} and {meaning}")
    return _index(table)


def _index(table: dict[tuple[str, ...], Meaning]) -> _Table:
    index: _Table = {}
    for phrase in sorted(filter(None, table), key=lambda phrase: (-len(phrase), phrase)):
        index.setdefault(phrase[0], []).append((phrase, table[phrase]))
    return index


def _match(index: _Table, words: tuple[str, ...], at: int) -> tuple[Meaning, int] | None:
    for phrase, meaning in index.get(words[at], ()):
        if words[at : at + len(phrase)] == phrase:
            return meaning, len(phrase)
    return None
