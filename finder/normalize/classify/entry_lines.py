"""Lines of the rules of entry, each with the heading above it and whether it speaks of one group of people alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit

#: required, excluded, allowed or not_stated, and the record's words with their field
Rule = tuple[str, tuple[str, str] | None]
NOT_STATED: Rule = ("not_stated", None)

# A heading further up speaks of another list.
_HEADING_REACH = 12
_LONGEST_HEADING = 160
_GROUP_NAME = r"(?:sub-?)?(?:group|cohort|arm|part|stratum|sub-?study|module)"
_GROUP = re.compile(
    rf"(?i)^[^a-z]{{0,8}}(?:for\s|in\s)?(?:the\s)?(?:\w{{1,20}}\s){{0,3}}{_GROUP_NAME}s?\s?[\w-]{{0,12}}\s{{0,2}}(?:[:.,)-]|only)"
    rf"|\(\s?{_GROUP_NAME}s?\s[^)]{{0,30}}\bonly\s?\)"
)
_EVERY_GROUP = re.compile(rf"(?i)\b(?:all|both|each|every)\s(?:\w{{1,20}}\s){{0,2}}{_GROUP_NAME}s?\b")


@dataclass(frozen=True)
class Line:
    """One passage of the rules. `heading`: the folded line above that ends in a colon, else empty."""

    passage: Passage
    heading: str = ""
    of_one_group: bool = False

    @property
    def lowered(self) -> str:
        return self.passage.folded.lower()

    def rule(self, value: str, *hits: Hit) -> Rule:
        """A rule with its words. What holds for one group alone is neither asked of nor barred to people at large."""
        value = "allowed" if self.of_one_group else value
        return value, (self.passage.quote(*hits), self.passage.field)


def read_lines(record: Record, *fields: str) -> Iterator[Line]:
    """Lines of these fields in the order of the record."""
    heading, age, field, grouped = "", 0, "", False
    for passage in record.of(*fields):
        if passage.field != field:
            heading, field, grouped = "", passage.field, False
        text = passage.folded.rstrip()
        own = is_of_one_group(text)
        if passage.field in ("title", "condition"):
            own = False
        if text.endswith(":") and len(text) <= _LONGEST_HEADING:
            heading, age, grouped = text.lower(), 0, own
        else:
            age += 1
        near = age <= _HEADING_REACH
        yield Line(passage, heading if near and age else "", own or (grouped and near))


def is_of_one_group(folded: str) -> bool:
    """True for "Cohort 2: …", "For the PRRT substudy: …" and "… (group 1 only)"."""
    return bool(_GROUP.search(folded)) and not _EVERY_GROUP.search(folded[:_LONGEST_HEADING])


def measure_gap(one: Hit, other: Hit) -> int:
    """Characters between two hits, in either order; below zero where they overlap."""
    return max(one.start - other.end, other.start - one.end)


def read_between(passage: Passage, one: Hit, other: Hit) -> str:
    """The words between two hits, lowered."""
    return passage.folded[min(one.end, other.end) : max(one.start, other.start)].lower()
