"""Lines of the rules of entry, each with the heading above it and whether it speaks of one group of people alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from finder.normalize.classify.passages import Passage, Record
from finder.normalize.classify.stems import Stems
from finder.vocabulary.concepts import Hit, load_scanner

#: required, excluded, allowed or not_stated, and the record's words with their field
Rule = tuple[str, tuple[str, str] | None]
NOT_STATED: Rule = ("not_stated", None)

#: Fields that rules of entry are read from.
ENTRY_FIELDS = ("title", "condition", "inclusion", "exclusion", "arm", "summary")

#: A pattern of the units of time, as records write them: "6 months", "4 wk", "6 mo".
TIME_UNIT = r"(?:days?|weeks?|wks?|months?|mths?|mos?|years?|yrs?)\b"

# Fields that are lists with headings and groups.
_LISTED = ("inclusion", "exclusion", "arm")
# A heading further up speaks of another list.
_HEADING_REACH = 12
_LONGEST_HEADING = 160
# No sentence that means something names one thing more often; work stays in step with the length of a text.
_MOST_HITS = 60
# Headings of groups are a pattern of names and numbers: "Cohort 2:", "For the PRRT substudy:", "(group 1 only)".
_GROUP_NAME = r"(?:sub-?)?(?:group|cohort|arm|part|stratum|sub-?study|module|basket)"
_GROUP = re.compile(
    rf"(?i)[^a-z]{{0,8}}(?:for\s|in\s)?(?:the\s)?(?:[\w/-]{{1,30}}\s){{0,3}}{_GROUP_NAME}s?"
    r"\s?[\w-]{0,12}(?:\s?(?:and|or|to|&|/|,)\s?[\w-]{1,6}){0,2}\s{0,2}(?:[:.,)-]|only)"
)
_ONE_GROUP_ONLY = re.compile(rf"(?i)\(\s?{_GROUP_NAME}s?\s[^)]{{0,30}}\bonly\s?\)")
# Every match begins with one of a few characters, which lets the engine run to the next of them.
_NAMED_GROUP = re.compile(
    r"[iIfF(](?:(?<=\()|(?<=\b[iI])[nN]|(?<=\b[fF])[oO][rR])"
    rf"(?i:\s?(?:the\s)?{_GROUP_NAME}s?\s)(?:[A-Z]|\d{{1,2}}[a-z]?)\b"
)
# A look that spares most lines the search; the first letter may be a capital.
_GROUP_STEMS = Stems(("roup", "ohort", "art ", "tratum", "tudy", "odule", "asket", "rm "))
_EVERY_GROUP = re.compile(rf"(?i)\b(?:all|both|each|every)\s(?:\w{{1,20}}\s){{0,2}}{_GROUP_NAME}s?\b")
_WORD = re.compile(r"\w+")


class Line:
    """One passage of the rules. `heading`: the folded line above that ends in a colon, else empty."""

    __slots__ = ("_all", "_found", "field", "heading", "lowered", "of_one_group", "passage")

    def __init__(self, passage: Passage, heading: str = "", of_one_group: bool = False) -> None:
        self.passage = passage
        self.heading = heading
        self.of_one_group = of_one_group
        self.field = passage.field
        self.lowered = passage.folded.lower()
        self._all: dict[str, list[Hit]] = {}
        self._found: dict[tuple[str, ...], list[Hit]] = {}

    def find(self, subject: str, *ids: str) -> list[Hit]:
        """The first hits of a subject, read on demand: most lines never ask for its cues."""
        hits = self._found.get((subject, *ids))
        if hits is None:
            found = self._find_all(subject)
            named = [hit for hit in found if hit.concept.id in ids] if ids and found else found
            hits = self._found[subject, *ids] = named[:_MOST_HITS]
        return hits

    def _find_all(self, subject: str) -> list[Hit]:
        found = self._all.get(subject)
        if found is None:
            known = subject in self.passage.subjects
            found = self.passage.find(subject) if known else load_scanner(subject).scan(self.passage.folded)
            self._all[subject] = found
        return found

    def has(self, subject: str, *ids: str) -> bool:
        return bool(self.find(subject, *ids))

    def is_headed(self, subject: str, *ids: str) -> bool:
        """True where the heading above has one of these cues."""
        return bool(self.heading) and any(h.concept.id in ids for h in load_scanner(subject).scan(self.heading))

    def rule(self, value: str, *hits: Hit) -> Rule:
        """A rule with its words. What holds for one group alone is neither asked of nor barred to people at large."""
        value = "allowed" if self.of_one_group else value
        return value, (self.passage.quote(*hits), self.passage.field)


@dataclass(frozen=True)
class Entry:
    """The rules of entry of one trial as lines by field, each field in the order of the record."""

    record: Record
    lines: Mapping[str, tuple[Line, ...]]

    def of(self, *fields: str) -> Iterator[Line]:
        return (line for field in fields for line in self.lines[field])

    def having(self, subject: str, *fields: str, ids: tuple[str, ...] = ()) -> Iterator[Line]:
        """Those with a hit of this subject of PASSES, or of the named concepts of it; most lines have none."""
        for field in fields:
            lines = self.lines[field]
            yield from (lines[place] for place in self.record.list_places(field, subject, ids))

    def with_stem(self, stems: Stems, *fields: str) -> Iterator[Line]:
        """Those in which one of these stands anywhere; a look that spares most lines a scan."""
        for field in fields:
            lines = self.lines[field]
            yield from (lines[place] for place in stems.list_places([line.lowered for line in lines]))


def read_entry(record: Record) -> Entry:
    """All lines that can hold a rule of entry, read once for all judges."""
    return Entry(record, {field: tuple(read_lines(record, field)) for field in ENTRY_FIELDS})


def read_lines(record: Record, field: str) -> Iterator[Line]:
    """Lines of this field in the order of the record."""
    if field not in _LISTED:
        yield from (Line(passage) for passage in record.of(field))
        return
    heading, age, grouped, own = "", 0, False, False
    passages = list(record.of(field))
    texts = [passage.folded.rstrip() for passage in passages]
    naming = set(_GROUP_STEMS.list_places(texts))
    for place, (passage, text) in enumerate(zip(passages, texts, strict=True)):
        goes_on = own and text[:1].islower()  # what follows a semicolon is still about the same group
        own = goes_on or (place in naming and is_of_one_group(text))
        if text.endswith(":") and len(text) <= _LONGEST_HEADING:
            heading, age, grouped = text, 0, own
        else:
            age += 1
        near = age <= _HEADING_REACH
        yield Line(passage, heading if near and age else "", own or (grouped and near))


def is_of_one_group(folded: str) -> bool:
    """True for "Cohort 2: …", "For the PRRT substudy: …", "… (group 1 only)" and "… in part B"."""
    named = _GROUP.match(folded) or _ONE_GROUP_ONLY.search(folded) or _NAMED_GROUP.search(folded)
    return bool(named) and not _EVERY_GROUP.search(folded[:_LONGEST_HEADING])


def measure_gap(one: Hit, other: Hit) -> int:
    """Characters between two hits, in either order; below zero where they overlap."""
    return max(one.start - other.end, other.start - one.end)


def read_between(line: Line, one: Hit, other: Hit) -> tuple[int, int]:
    """Where the words between two hits begin and end."""
    return min(one.end, other.end), max(one.start, other.start)


def find_before(
    line: Line, place: int, cues: Iterable[Hit], within: int, *, stops: str = "", words: int | None = None
) -> Hit | None:
    """The nearest cue that ends at most `within` characters before `place`.

    With `stops`, none of these characters may stand between; with `words`, at most that many words.
    """
    found = None
    for cue in cues:
        if 0 <= place - cue.end <= within and _is_clear(line.passage.folded[cue.end : place], stops, words):
            found = cue
    return found


def find_after(line: Line, place: int, cues: Iterable[Hit], within: int, *, stops: str = "") -> Hit | None:
    """The first cue that begins at most `within` characters after `place`, with none of `stops` between."""
    for cue in cues:
        if 0 <= cue.start - place <= within and _is_clear(line.passage.folded[place : cue.start], stops, None):
            return cue
    return None


def find_within(cues: Iterable[Hit], start: int, end: int) -> Hit | None:
    """The first cue between two places."""
    return next((cue for cue in cues if start <= cue.start and cue.end <= end), None)


def _is_clear(between: str, stops: str, words: int | None) -> bool:
    if words is not None and len(_WORD.findall(between)) > words:
        return False
    return not any(stop in between for stop in stops)
