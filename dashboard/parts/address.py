"""The question in the address of the page: the same names and values as the criteria of the command.

Streamlit can bind a widget to the address by itself, but then writes the label a person reads; a reworded label would
break every saved link. Here the address holds the codes, and a wrong or old one leads to the nearest question that
makes sense, with a sentence for each part that was left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.words import load_words, say
from finder.errors import QuestionError
from finder.query.criteria import NAMES, Criteria, parse_criteria, write_address

Choices = dict[str, list[str]]

#: Names that networks and letters put onto every link they pass on. They ask nothing, and nothing is lost without them.
PASSED_ON = frozenset(
    {"fbclid", "gclid", "msclkid", "igshid", "mc_cid", "mc_eid"}
    | {f"utm_{name}" for name in ("source", "medium", "campaign", "term", "content", "id")}
)
#: Names of every page: the language, and what Streamlit keeps for itself.
EVERYWHERE = frozenset({"lang", "embed", "embed_options"}) | PASSED_ON
#: Names of the address that are no criterion.
OTHER_NAMES = frozenset({"page", "nct", "keep"}) | EVERYWHERE
#: Tried in this order where the parts are right one by one but do not fit together.
_DROPPED_FIRST = ("within", "sort", "region", "city", "updated-since", "age", "text")
#: Values of one name that are read.
MOST_VALUES = 40
_MOST_NOTES = 4
#: Sentences where a link can name several trials, and each can be another mistake.
MOST_NOTES_OF_TRIALS = 12


@dataclass(frozen=True)
class Reading:
    """What an address asks: the criteria, the same as choices for the widgets, and what had to be left out."""

    criteria: Criteria
    choices: Choices
    notes: tuple[str, ...]


def read_question(asked: Mapping[str, Sequence[str]]) -> Reading:
    """The nearest question that makes sense. Never raises: what cannot be read is left out and told."""
    notes: list[str] = []
    kept: Choices = {}
    for name, values in asked.items():
        if name in OTHER_NAMES:
            continue
        if name not in NAMES:
            notes.append(say("address.unknown_name", name=shorten(name)))
            continue
        for value in list(values)[:MOST_VALUES]:
            if _is_readable(name, value):
                kept.setdefault(name, []).append(value)
            elif value.strip():
                notes.append(say("address.unknown_value", criterion=name_criterion(name), value=shorten(value)))
        if len(values) > MOST_VALUES:
            notes.append(say("address.too_many", criterion=name_criterion(name), most=MOST_VALUES))
    criteria = _fit_together(kept, notes)
    return Reading(criteria, to_choices(write_address(criteria)), limit_notes(notes))


def limit_notes(notes: Sequence[str], most: int = _MOST_NOTES) -> tuple[str, ...]:
    """The first sentences on a link, each once, and one for all the others."""
    different = tuple(dict.fromkeys(notes))
    return different if len(different) <= most else (*different[: most - 1], say("address.more"))


def _is_readable(name: str, value: str) -> bool:
    """Whether one value can be read by itself; a distance needs a place to be measured from."""
    beside = {"near": ["0,0"]} if name in ("within", "sort") else {}
    try:
        parse_criteria({**beside, name: [value]})
    except QuestionError:
        return False
    return True


def _fit_together(kept: Choices, notes: list[str]) -> Criteria:
    """The criteria of all parts; while they do not fit together, the part that matters least is dropped."""
    for name in (*_DROPPED_FIRST, *[name for name in kept if name not in _DROPPED_FIRST]):
        try:
            return parse_criteria(kept)
        except QuestionError:
            if kept.pop(name, None):
                notes.append(say("address.misfit", criterion=name_criterion(name)))
    return parse_criteria(kept)


def to_choices(address: Sequence[tuple[str, str]]) -> Choices:
    """Pairs of an address gathered by name, in their order."""
    choices: Choices = {}
    for name, value in address:
        choices.setdefault(name, []).append(value)
    return choices


def to_pairs(choices: Choices) -> tuple[tuple[str, str], ...]:
    """Choices as pairs of an address."""
    return tuple((name, value) for name, values in choices.items() for value in values)


def read_page(asked: Mapping[str, Sequence[str]]) -> int:
    """Page of results asked for, at least 1."""
    text = next(iter(asked.get("page", [])), "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def shorten(text: str, most: int = 40) -> str:
    """A visitor's own word, short enough to be shown back."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most]}…"


def name_criterion(name: str) -> str:
    """A name of the address in words; one that nobody foresaw as it is."""
    return load_words().get(f"criterion_name.{name}", name.replace("-", " "))
