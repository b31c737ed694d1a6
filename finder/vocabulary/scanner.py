"""All phrases of some concepts, found in one pass over a text, however many phrases there are.

An automaton (Aho and Corasick's) reads the text once and tells each place where some phrase begins; a table then names
the few phrases that begin with these letters. Phrases of several words are tried only where the second one, too, can be
theirs. The pattern of the phrase itself has the last say.
"""

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import TYPE_CHECKING, Literal, NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from finder.vocabulary.phrases import LONGEST_GAP, LONGEST_JOIN, Phrase

if TYPE_CHECKING:
    from finder.vocabulary.concepts import Concept

Kind = Literal["word", "name", "unless"]
# The automata read bytes, in which everything but letters and digits of ASCII is a space: one byte for one character.
# Where a letter beyond ASCII, so taken for a space, stands beside a word is checked place by place.
_SPACE = ord(" ")
_PLAIN = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) + b" " * 128


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
    """Phrases that begin with the same letters; those of `distant` only where one of these words comes soon.

    Where a word ends with these letters, `known` is what the phrases of `words` read there; elsewhere they are tried.
    """

    known: Sequence[_Reading]
    words: Sequence[_Entry]
    near: Sequence[_Entry]
    distant: Sequence[tuple[tuple[bytes, ...], Sequence[_Entry]]]


class Scanner(NamedTuple):
    """Phrases by how they begin, and by how their only word ends; the automata tell numbers in these lists."""

    beginnings: BytesAhoCorasick
    families: Sequence[_Family]
    endings: BytesAhoCorasick
    by_ending: Sequence[Sequence[_Reading]]

    def may_find(self, folded: str) -> bool:
        """False where `scan` finds nothing in this text, nor in any part of it that is cut out between words."""
        return any(reading.kind != "unless" for _, _, _, reading in self._match(folded))

    def scan(self, folded: str) -> list[Hit]:
        """Hits in order of their place; never raises. Work grows with the length of the text alone."""
        return [Hit(concept, kind, start, end) for start, end, kind, concept in self.find_places(folded)]

    def find_places(self, folded: str) -> list[_Place]:
        """The same as bare tuples."""
        found = self._match(folded)
        if len(found) > 1:
            found.sort()
        return _keep_unbarred(found)

    def _match(self, folded: str) -> list[_Found]:
        """Where each phrase stands, in no order."""
        families = self.families
        plain = _fold_key(f" {folded} ")
        all_ascii = folded.isascii()
        found: list[_Found] = []
        for number, start, end in self.beginnings.find_matches_as_indexes(plain, overlapping=True):
            if not all_ascii and start and folded[start - 1].isalnum():
                continue
            known, words, entries, distant = families[number]
            if known:
                ended = end - 1  # in `folded`
                if plain[end] == _SPACE and (all_ascii or not folded[ended : ended + 1].isalnum()):
                    for reading in known:
                        found.append((start, reading[0], ended, reading))
                else:
                    entries = [*words, *entries]
            for followers, more in distant:
                if _has_any(plain, followers, start, end + LONGEST_GAP):
                    entries = [*entries, *more]
            for entry in entries:
                if whole := entry.match(folded, start):
                    ended = whole.end()
                    for reading in entry.readings:
                        found.append((start, reading[0], ended, reading))
        if self.by_ending:
            found += self._match_endings(folded, plain)
        return found

    def _match_endings(self, folded: str, plain: bytes) -> Iterator[_Found]:
        """The same for the ends of words, each read back to its first letter."""
        for number, start, end in self.endings.find_matches_as_indexes(plain, overlapping=True):
            start, end = start - 1, end - 2  # of the letters in `folded`
            if not folded[end : end + 1].isalnum():
                while start and folded[start - 1].isalnum():
                    start -= 1
                for reading in self.by_ending[number]:
                    yield start, reading.rank, end, reading


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
            by_ending[phrase.ending].append(_Reading((len(phrase.ending) << 32) + rank, kind, concept))
        else:
            entry = entries.get(phrase) or entries.setdefault(phrase, _Entry(phrase))
            entry.readings.append(_Reading(rank, kind, concept))
    families: dict[bytes, _Family] = {}
    for key, begun in _group_by_beginning(entries).items():
        families.update(dict.fromkeys(_space_out(key), _build_family(key, begun, entries)))
    return Scanner(
        BytesAhoCorasick(families),
        list(families.values()),
        BytesAhoCorasick(_fold_key(f"{ending} ") for ending in by_ending),
        list(by_ending.values()),
    )


def _fold_key(key: str) -> bytes:
    return key.encode("ascii", "replace").translate(_PLAIN)


def _group_by_beginning(phrases: Iterable[Phrase]) -> dict[bytes, list[Phrase]]:
    """Phrases by each way they begin. One that only goes on from another would name the same place twice."""
    grouped: dict[bytes, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        keys = {b" ".join(_fold_key(beginning).split()) for beginning in phrase.beginnings}
        for key in keys:
            if not any(key != other and key.startswith(other) for other in keys):
                grouped[key].append(phrase)
    return grouped


def _space_out(key: bytes) -> Iterator[bytes]:
    """The key at the start of a word, with each space as wide as it may be in a text."""
    words = key.split()
    joins = [b" " * width for width in range(1, LONGEST_JOIN + 1)]
    for spaces in product(joins, repeat=len(words) - 1):
        yield b"".join(chain.from_iterable(zip((b" ", *spaces), words, strict=True)))


def _build_family(key: bytes, phrases: Iterable[Phrase], entries: Mapping[Phrase, _Entry]) -> _Family:
    words: list[_Entry] = []
    near: list[_Entry] = []
    distant: dict[tuple[bytes, ...], list[_Entry]] = defaultdict(list)
    for phrase in phrases:
        followers = tuple(map(_fold_key, phrase.distant))
        is_word = phrase.is_word and _SPACE not in key
        (words if is_word else distant[followers] if followers else near).append(entries[phrase])
    known = [reading for entry in words for reading in entry.readings]
    return _Family(known, words, near, list(distant.items()))
