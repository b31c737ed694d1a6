"""What led to each derived value: our reading in words, then the record's own sentence and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from finder.query.cells import read_list
from finder.query.sentence import find_sentence
from finder.vocabulary.plain import load_plain
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

#: Columns that say whether something is required, excluded or allowed; `matched` names them before the value.
RULES = tuple(name for name in ("stage", "line_of_therapy", "sstr", "prior_prrt") if load_profile().has(name))


@dataclass(frozen=True)
class Match:
    """What led to one derived value: what it is about, the value in words, the record's words, and where they stand.

    `field` is the code of that place. A line of another shape has its text in `words` and nothing else.
    """

    about: str
    label: str
    words: str
    where: str
    field: str = ""


def read_match(line: str, trial: Mapping[str, Any]) -> Match:
    """One entry of the column `matched`, 'value: words (field)', in plain words."""
    value, colon, rest = line.partition(": ")
    words, bracket, field = rest.rpartition(" (")
    if not colon or not bracket or not field.endswith(")"):
        return Match("", "", line, "")
    about, label = _name_value(value, trial)
    field = field.removesuffix(")")
    return Match(about, label, words, load_plain().fields.get(field, ""), field)


def group_matches(trial: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Our reading of each derived value, once, with the sentences of the record behind it and where each stands.

    In the order of `matched`. A line of another shape has no reading and stands as it is.
    """
    groups: dict[str, dict[tuple[str, str], None]] = {}
    for line in read_list(trial.get("matched")):
        match = read_match(line, trial)
        reading = ": ".join(part for part in (match.about, match.label) if part)
        sentence = find_sentence(trial, match.words, match.field) if match.field else match.words
        groups.setdefault(reading, {}).setdefault((sentence, match.where))
    return [(reading, list(sentences)) for reading, sentences in groups.items()]


def _name_value(value: str, trial: Mapping[str, Any]) -> tuple[str, str]:
    """Column and value in words. A code that two columns know means the column where the trial has it."""
    columns, wording = load_plain().columns, load_wording()
    if value in ("placebo", "randomized"):
        return columns["has_placebo" if value == "placebo" else value], ""
    named, _, code = value.rpartition(" ")
    if named in RULES:
        return columns[named], wording.label(named, code)
    code = value.removeprefix("both, ")
    known = [name for name in columns if load_profile().has(name) and code in wording.groups.get(name, {})]
    held = [name for name in known if code in read_list(trial.get(name))]
    column = next(iter([*held, *known]), "")
    return columns.get(column, ""), wording.label(column, code)
