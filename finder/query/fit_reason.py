"""What each rule of the check "could this fit?" is made of: the record's words, the verdict, and the reason told.

A record rules something out only by words of its own that can be shown and that state a rule: those of the list of who
may join, of the title, or of the list of diseases. Silence, a summary, a basket of many cancers, and a record that also
names what the person has, leave a question open.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

from finder.query.cells import read_list, read_text
from finder.query.person import Question
from finder.vocabulary.fit import load_fit
from finder.vocabulary.plain import load_plain
from finder.vocabulary.profile import load_profile

Verdict = Literal["fits", "ask", "ruled_out"]
Trial = Mapping[str, Any]

#: Parts of a record that say whom the trial takes.
NAMING = frozenset({"inclusion", "title", "condition"})
_NAMING_COLUMNS = {"title": "title", "official_title": "title", "conditions": "condition", "inclusion": "inclusion"}
#: Longer texts are no record of a registry.
_LONGEST_TEXT = 200_000


class Words(NamedTuple):
    """One entry of the column matched: a value, the record's words it came from, and the part they stand in."""

    value: str
    text: str
    field: str


@dataclass(frozen=True)
class Places:
    """Where a trial has sites: names of all their countries; by country code, cities of sites that are open (or plan
    to, in a trial that takes no one yet) and of sites that are not open yet."""

    countries: tuple[str, ...] = ()
    open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    later: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """How one answer stands: the verdict, our sentence, and what the record says, as short as we keep it.

    `field` is the part of the record that the words are from; "ages", "sex" and "sites" are no text of the record, so
    there the words are ours.
    """

    question: Question
    verdict: Verdict
    sentence: str
    words: str = ""
    field: str = ""

    @property
    def is_quote(self) -> bool:
        """Whether the words are the record's own."""
        return bool(self.words) and self.field not in load_fit().fields

    @property
    def where(self) -> str:
        """Where the words stand, in plain words."""
        return load_fit().fields.get(self.field) or load_plain().fields.get(self.field, "")


def read_words(trial: Trial) -> list[Words]:
    """The entries of the column matched that have the usual shape, those that state a rule first."""
    found = []
    for line in read_list(trial.get("matched")):
        value, _, rest = line.partition(": ")
        text, bracket, field = rest.rpartition(" (")
        if bracket and field.endswith(")") and text.strip():
            found.append(Words(value, text.strip(), field[:-1]))
    return sorted(found, key=lambda words: words.field not in NAMING)


def rule_out(trial: Trial, question: Question, asked: str, case: str, named: Words | None) -> Reason:
    """Ruled out by words that state a rule in a trial about these tumors. Open in a basket, by weaker words, and where
    the record also mentions what the person has: our reading may have missed it."""
    if read_text(trial.get("relevance")) != load_profile().relevance.specific:
        return say(question, "ask", "basket", named)
    if named is None or named.field not in NAMING:
        return say(question, "ask", "weak", named)
    if mentioned := find_mention(trial, load_fit().names_of(question, asked)):
        return say(question, "ask", "also", mentioned)
    return say(question, "ruled_out", case, named)


def find_words(words: Sequence[Words], *values: str) -> Words | None:
    """The first entry for one of these values."""
    return next((each for each in words if each.value in values), None)


def find_mention(trial: Trial, names: tuple[str, ...]) -> Words | None:
    """Where the parts that say whom the trial takes hold one of these names as whole words, in any case."""
    if names:
        for column, field in _NAMING_COLUMNS.items():
            for text in read_list(trial.get(column)):
                if match := _match_names(names).search(text[:_LONGEST_TEXT]):
                    return Words("", match[0], field)
    return None


@cache
def _match_names(names: tuple[str, ...]) -> re.Pattern[str]:
    """Words of a name may be parted by a few marks: "grade 2", "Grade-2"."""
    forms = (r"[\W_]{1,3}".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


def say(question: Question, verdict: Verdict, case: str, words: Words | None = None, **blanks: str) -> Reason:
    """The reason with our sentence for this case."""
    sentence = load_fit().sentence(question, case).format(**blanks)
    return Reason(question, verdict, sentence, *(words[1:] if words else ()))
