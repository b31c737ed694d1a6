"""All phrases of some concepts, found in one pass over a text, however many phrases there are.

A compiled pattern jumps from one word that can begin a phrase to the next; a table then names the few phrases that
begin with these letters. Phrases of several words share one look at their first word, and are tried only where the
second one, too, can be theirs. The pattern of the phrase itself has the last say.
"""

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from finder.vocabulary.phrases import LONGEST_GAP, Phrase

if TYPE_CHECKING:
    from finder.vocabulary.concepts import Concept

Kind = Literal["word", "name", "unless"]
# Much quicker than all letters of Unicode; the few that it lets through are checked one by one.
_NO_LETTER = "[^a-z0-9]"
# Patterns run through bytes, in which everything but letters and digits of ASCII is a space, at twice the speed.
_PLAIN = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) + b" " * 128
_Each = TypeVar("_Each")


class Hit(NamedTuple):
    """One place in a folded text that speaks for a concept. `start` and `end` are character positions."""

    concept: "Concept"
    kind: Kind
    start: int
    end: int


#: start, end, what the phrase stands for, and its concept
_Place = tuple[int, int, Kind, "Concept"]


class _Reading(NamedTuple):
    """What a phrase speaks for. `rank`: its turn among the phrases of one place."""

    rank: int
    kind: Kind
    concept: "Concept"


#: start, the turn of the reading, end, and the reading: sorts into the order of hits
_Found = tuple[int, int, int, _Reading]


class _Entry:
    """One phrase, and all it speaks for. `match` tries its pattern at a place."""

    __slots__ = ("_phrase", "match", "readings")
    match: Callable[[str, int], re.Match[str] | None]

    def __init__(self, phrase: Phrase) -> None:
        self._phrase = phrase
        self.match = self._compile_and_match
        self.readings: list[_Reading] = []

    def _compile_and_match(self, folded: str, start: int) -> re.Match[str] | None:
        self.match = self._phrase.pattern.match
        return self.match(folded, start)


class _Family(NamedTuple):
    """Phrases that can begin with the same letters; those of `distant` only where one of these words comes soon."""

    near: Sequence[_Entry]
    distant: Sequence[tuple[tuple[bytes, ...], Sequence[_Entry]]]


class Scanner(NamedTuple):
    """Phrases by how they begin, and by how their only word ends (read from right to left)."""

    beginning: re.Pattern[bytes]
    families: Mapping[bytes, _Family]
    ending: re.Pattern[str]
    by_ending: Mapping[str, Sequence[_Reading]]

    def may_find(self, folded: str) -> bool:
        """False where `scan` finds nothing in this text, nor in any part of it that is cut out between words."""
        return bool(self.by_ending) or any(reading.kind != "unless" for _, _, _, reading in self._match(folded))

    def scan(self, folded: str) -> list[Hit]:
        """Hits in order of their place; never raises. Work grows with the length of the text alone."""
        return [Hit(concept, kind, start, end) for start, end, kind, concept in self.find_places(folded)]

    def find_places(self, folded: str) -> list[_Place]:
        """The same as bare tuples."""
        found = self._match(folded)
        if self.by_ending:
            found += self._find_endings(f" {folded.lower()} "[::-1])
        if len(found) > 1:
            found.sort()
        return _keep_unbarred(found)

    def _match(self, folded: str) -> list[_Found]:
        """Where each phrase stands, by its beginning."""
        families = self.families
        plain = f" {folded} ".encode("ascii", "replace").translate(_PLAIN)
        all_ascii = folded.isascii()
        found: list[_Found] = []
        for place in self.beginning.finditer(plain):
            start, key = place.start(), place[1]
            if not all_ascii and start and folded[start - 1].isalnum():
                continue
            near, distant = families.get(key) or families[b" ".join(key.split())]
            entries = near
            for words, more in distant:
                if _has_any(plain, words, start, place.end(1) + LONGEST_GAP):
                    entries = [*entries, *more]
            for entry in entries:
                if whole := entry.match(folded, start):
                    end = whole.end()
                    for reading in entry.readings:
                        found.append((start, reading[0], end, reading))
        return found

    def _find_endings(self, turned: str) -> Iterator[tuple[int, int, int, _Reading]]:
        """The same for the ends of words, from right to left."""
        last = len(turned) - 1
        for place in self.ending.finditer(turned):
            if not turned[place.start()].isalnum():
                for reading in self.by_ending[place[1]]:
                    yield last - place.end(2), reading.rank, last - place.start() - 1, reading


def _has_any(plain: bytes, words: tuple[bytes, ...], start: int, end: int) -> bool:
    for word in words:  # noqa: SIM110 - a generator costs more than the search itself
        if plain.find(word, start, end) >= 0:
            return True
    return False


def _keep_unbarred(found: list[_Found]) -> list[_Place]:
    barred: dict[int, list[tuple[int, int]]] = {}
    for start, _, end, reading in found:
        if reading[1] == "unless":
            barred.setdefault(id(reading[2]), []).append((start, end))
    if not barred:
        return [(start, end, kind, concept) for start, _, end, (_, kind, concept) in found]
    return [
        (start, end, kind, concept)
        for start, _, end, (_, kind, concept) in found
        if kind != "unless" and not _is_barred(start, end, barred.get(id(concept)))
    ]


def _is_barred(start: int, end: int, spans: list[tuple[int, int]] | None) -> bool:
    """True inside a span. Spans are in order of their start and short, so a few before the hit are enough."""
    if not spans:
        return False
    last = bisect_right(spans, (start, sys.maxsize))
    return any(end <= right for _, right in spans[max(0, last - 12) : last])


def join_phrases(phrases: Iterable[tuple[Phrase, Kind, "Concept"]]) -> Scanner:
    """A scanner for these phrases; at one place, phrases by their beginning come first, then shorter endings."""
    entries: dict[Phrase, _Entry] = {}
    by_ending: dict[str, list[_Reading]] = defaultdict(list)
    for rank, (phrase, kind, concept) in enumerate(phrases):
        if phrase.ending:
            by_ending[phrase.ending[::-1]].append(_Reading((len(phrase.ending) << 32) + rank, kind, concept))
        else:
            entry = entries.get(phrase) or entries.setdefault(phrase, _Entry(phrase))
            entry.readings.append(_Reading(rank, kind, concept))
    by_beginning: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in entries:
        for beginning in phrase.beginnings:
            by_beginning[" ".join(_fold_key(beginning).decode().split())].append(phrase)
    families = {key.encode(): _build_family(_list_starting(key, by_beginning), entries) for key in by_beginning}
    readings = {key: _list_starting(key, by_ending) for key in by_ending}
    return Scanner(
        re.compile(rf" (?=({_join_keys(by_beginning)}))".encode()),
        families,
        re.compile(rf"{_NO_LETTER}(?=({_join_keys(by_ending)})([^\W_]*))"),
        readings,
    )


def _fold_key(key: str) -> bytes:
    return key.encode("ascii", "replace").translate(_PLAIN)


def _list_starting(key: str, by_key: Mapping[str, Sequence[_Each]]) -> list[_Each]:
    """What belongs to this key or to a part of it that it begins with."""
    return [each for length in range(1, len(key) + 1) for each in by_key.get(key[:length], ())]


def _build_family(phrases: Iterable[Phrase], entries: Mapping[Phrase, _Entry]) -> _Family:
    near: list[_Entry] = []
    distant: dict[tuple[bytes, ...], list[_Entry]] = defaultdict(list)
    for phrase in dict.fromkeys(phrases):
        words = tuple(map(_fold_key, phrase.distant))
        (distant[words] if words else near).append(entries[phrase])
    return _Family(near, list(distant.items()))


def _join_keys(keys: Iterable[str]) -> str:
    """A pattern for the longest of these keys that stands at a place; what they share is written, and tried, once."""
    return _write_keys(sorted(set(keys)), 0) or "(?!)"


def _write_keys(keys: Sequence[str], begun: int) -> str:
    """What follows the first `begun` letters, which these sorted keys share."""
    if len(keys) == 1:
        return _write_letters(keys[0][begun:])
    ends = bool(keys) and len(keys[0]) == begun
    branches = [
        _write_letters(letter) + _write_keys(list(group), begun + 1)
        for letter, group in groupby(keys[1:] if ends else keys, key=lambda key: key[begun])
    ]
    joined = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return joined + "?" * ends if branches else ""


def _write_letters(letters: str) -> str:
    return re.escape(letters).replace("\\ ", " {1,5}")
