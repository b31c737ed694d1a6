"""What the lines of the rules of entry speak of: age, sex, pregnancy, daily activity, earlier treatment, lab limits.

A topic only shows where to look. It says nothing of what a line asks for.
"""

from dataclasses import dataclass
from functools import lru_cache

from finder.languages import load_once_a_language, translate_text
from finder.query.outline import Item
from finder.vocabulary.concepts import Hit, load_scanner, load_subjects
from finder.vocabulary.phrases import fold_text

_SUBJECT = "entry_topics"
#: Lines whose hits are kept, since one page asks for each of its lines once a topic.
_LINES_KEPT = 1024


@dataclass(frozen=True)
class Mark:
    """Words that speak of a topic; `start` and `end` are places in `compose_text(text)`."""

    topic: str
    start: int
    end: int


@load_once_a_language
def load_topics() -> dict[str, str]:
    """Topics in the order to be shown, each with its label. Raises DeclarationError."""
    return {
        concept.id: translate_text(f"finder/vocabulary/{_SUBJECT}.toml", f"concept.{concept.id}.label", concept.label)
        for concept in load_subjects()[_SUBJECT].concept
    }


def find_marks(text: str, topic: str = "") -> list[Mark]:
    """The words of a text that speak of this topic, or of any, in order; overlapping ones are left out."""
    marks: list[Mark] = []
    for hit in _scan(text):
        if topic in ("", hit.concept.id) and (not marks or hit.start >= marks[-1].end):
            marks.append(Mark(hit.concept.id, hit.start, hit.end))
    return marks


def find_topics(text: str) -> list[str]:
    """Topics of a text, in the order they are shown."""
    found = {hit.concept.id for hit in _scan(text)}
    return [topic for topic in load_topics() if topic in found]


def pick_topic(items: tuple[Item, ...], topic: str) -> tuple[Item, ...]:
    """The items that speak of a topic, each with all that is nested in it and below the lines it belongs to.

    So no line is read without its exceptions, or out of its place.
    """
    picked = []
    for item in items:
        if topic in find_topics(item.text):
            picked.append(item)
        elif children := pick_topic(item.children, topic):
            picked.append(Item(item.marker, item.text, children, item.is_listed))
    return tuple(picked)


def count_lines(items: tuple[Item, ...], topic: str) -> int:
    """Lines that speak of a topic, at any depth."""
    return sum((topic in find_topics(item.text)) + count_lines(item.children, topic) for item in items)


@lru_cache(_LINES_KEPT)
def _scan(text: str) -> tuple[Hit, ...]:
    hits = load_scanner(_SUBJECT).scan(fold_text(text))
    return tuple(sorted(hits, key=lambda hit: (hit.start, -hit.end)))
