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
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from finder.vocabulary.phrases import LONGEST_GAP, Phrase

if TYPE_CHECKING:
    from finder.vocabulary.concepts import Concept

Kind = Literal["word", "name", "unless"]
# Much quicker than all letters of Unicode; the few that it lets through are checked one by one.
_NO_LETTER = "[^a-z0-9]"
_Each = TypeVar("_Each")


class Hit(NamedTuple):
    """One place in a folded text that speaks for a concept. `start` and `end` are character positions."""

    concept: "Concept"
    kind: Kind
    start: int
    end: int


class _Reading(NamedTuple):
    """What a phrase speaks for. `rank`: its turn among the phrases of one place."""

    rank: int
    kind: Kind
    concept: "Concept"


class _Entry(NamedTuple):
    """One phrase, and all it speaks for."""

    match: Callable[[str, int], re.Match[str] | None]
    readings: list[_Reading]


class _Family(NamedTuple):
    """Phrases that can begin with the same letters; those of `distant` only where one of these words comes soon."""

    near: Sequence[_Entry]
    distant: Sequence[tuple[tuple[str, ...], Sequence[_Entry]]]


class Scanner(NamedTuple):
    """Phrases by how they begin, and by how their only word ends (read from right to left)."""

    beginning: re.Pattern[str]
    families: Mapping[str, _Family]
    ending: re.Pattern[str]
    by_ending: Mapping[str, Sequence[_Reading]]

    def scan(self, folded: str) -> list[Hit]:
        """Hits in order of their place; never raises. Work grows with the length of the text alone."""
        found: list[tuple[int, int, int, _Reading]] = []
        families = self.families
        lowered = f" {folded.lower()} "
        plain = lowered.replace("\n", " ").replace("-", " ").replace("/", " ").replace(",", " ")
        for place in self.beginning.finditer(plain):
            start, key = place.start(), place[1]
            if plain[start].isalnum():
                continue
            near, distant = families.get(key) or families[" ".join(key.split())]
            for match, readings in near:
                if whole := match(folded, start):
                    for reading in readings:
                        found.append((start, reading[0], whole.end(), reading))
            for words, entries in distant:
                if _has_any(plain, words, start, place.end(1) + LONGEST_GAP):
                    for match, readings in entries:
                        if whole := match(folded, start):
                            for reading in readings:
                                found.append((start, reading[0], whole.end(), reading))
        if self.by_ending:
            found += self._find_endings(lowered[::-1])
        return _keep_unbarred(sorted(found)) if found else []

    def _find_endings(self, turned: str) -> Iterator[tuple[int, int, int, _Reading]]:
        """The same for the ends of words, from right to left."""
        last = len(turned) - 1
        for place in self.ending.finditer(turned):
            if not turned[place.start()].isalnum():
                for reading in self.by_ending[place[1]]:
                    yield last - place.end(2), reading.rank, last - place.start() - 1, reading


def _has_any(plain: str, words: tuple[str, ...], start: int, end: int) -> bool:
    for word in words:  # noqa: SIM110 - a generator costs more than the search itself
        if plain.find(word, start, end) >= 0:
            return True
    return False


def _keep_unbarred(found: list[tuple[int, int, int, _Reading]]) -> list[Hit]:
    barred: dict[int, list[tuple[int, int]]] = {}
    for start, _, end, (_, kind, concept) in found:
        if kind == "unless":
            barred.setdefault(id(concept), []).append((start, end))
    hits = [Hit(concept, kind, start, end) for start, _, end, (_, kind, concept) in found if kind != "unless"]
    if barred:
        hits = [hit for hit in hits if not _is_barred(hit.start, hit.end, barred.get(id(hit.concept)))]
    return hits


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
            entry = entries.setdefault(phrase, _Entry(phrase.pattern.match, []))
            entry.readings.append(_Reading(rank, kind, concept))
    by_beginning: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in entries:
        for beginning in phrase.beginnings:
            by_beginning[beginning].append(phrase)
    families = {key: _build_family(_list_starting(key, by_beginning), entries) for key in by_beginning}
    readings = {key: _list_starting(key, by_ending) for key in by_ending}
    return Scanner(
        re.compile(rf"{_NO_LETTER}(?=({_join_keys(by_beginning)}))"),
        families,
        re.compile(rf"{_NO_LETTER}(?=({_join_keys(by_ending)})([^\W_]*))"),
        readings,
    )


def _list_starting(key: str, by_key: Mapping[str, Sequence[_Each]]) -> list[_Each]:
    """What belongs to this key or to a part of it that it begins with."""
    return [each for length in range(1, len(key) + 1) for each in by_key.get(key[:length], ())]


def _build_family(phrases: Iterable[Phrase], entries: Mapping[Phrase, _Entry]) -> _Family:
    near: list[_Entry] = []
    distant: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for phrase in dict.fromkeys(phrases):
        (distant[phrase.distant] if phrase.distant else near).append(entries[phrase])
    return _Family(near, list(distant.items()))


class _Tree(dict[str, "_Tree"]):
    """Letters by the letters before them; an empty key ends a word."""


def _join_keys(keys: Iterable[str]) -> str:
    """A pattern for the longest of these keys that stands at a place; what they share is written, and tried, once."""
    tree = _Tree()
    for key in keys:
        node = tree
        for letter in key:
            node = node.setdefault(letter, _Tree())
        node[""] = _Tree()
    return _write_tree(tree) if tree else "(?!)"


def _write_tree(tree: _Tree) -> str:
    branches = [
        (" {1,5}" if letter == " " else re.escape(letter)) + _write_tree(below)
        for letter, below in sorted(tree.items())
        if letter
    ]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in tree else f"(?:{'|'.join(branches)})"
    return joined + "?" * ("" in tree)
