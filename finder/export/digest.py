"""Changes as a letter in plain text: for a newsletter or an e-mail, in 72 columns, grouped by what happened."""

import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from finder.export.atom import Change
from finder.export.lines import clean_line
from finder.export.records import NOTICE

#: Columns of a line; only a web address, which must not be broken, is ever longer.
WIDTH = 72
_NOTHING = "Nothing to tell."


class CodedChange(Change, Protocol):
    """A change with the codes of both sides beside the words."""

    @property
    def code_before(self) -> str: ...
    @property
    def code_after(self) -> str: ...


@dataclass(frozen=True)
class DigestHead:
    """What stands around the news: title, the question in words, sentences on what is not known, whose data it is."""

    title: str
    question: str
    told: Sequence[str] = ()
    credits: Sequence[str] = ()


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    kinds: frozenset[str]
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()

    def takes(self, change: CodedChange) -> bool:
        """Whether the change belongs here."""
        return (
            change.kind in self.kinds
            and (not self.before or change.code_before in self.before)
            and (not self.after or change.code_after in self.after)
        )


@cache
def load_parts() -> tuple[_Part, ...]:
    """The parts of a letter in their order."""
    raw = tomllib.loads((files(__package__) / "digest.toml").read_text("utf-8"))
    return tuple(_Part(**entry) for entry in raw["part"])


def write_digest(head: DigestHead, changes: Sequence[CodedChange], places: Mapping[str, str]) -> str:
    """The letter. `places` says in words where a trial runs, by its number; trials stand in the order of `changes`.

    Each trial stands once in a part, with all that happened to it there.
    """
    lines = [*_wrap(head.title), "=" * min(WIDTH, len(clean_line(head.title))), "", *_wrap(head.question)]
    lines += [line for sentence in head.told for line in _wrap(sentence)]
    for part in load_parts():
        mine = [change for change in changes if part is _find_part(change)]
        if mine:
            lines += ["", *_write_part(part.heading, mine, places)]
    if not changes and not head.told:
        lines += ["", _NOTHING]
    lines += ["", "-" * WIDTH, *(line for credit in [*head.credits, NOTICE] for line in _wrap(credit))]
    return "\n".join(lines) + "\n"


def _find_part(change: CodedChange) -> _Part:
    """The first part that takes the change; the last one where a kind is new to us."""
    return next((part for part in load_parts() if part.takes(change)), load_parts()[-1])


def _write_part(heading: str, changes: Sequence[CodedChange], places: Mapping[str, str]) -> list[str]:
    trials: dict[str, list[CodedChange]] = {}
    for change in changes:
        trials.setdefault(change.nct_id, []).append(change)
    count = "1 trial" if len(trials) == 1 else f"{len(trials):,} trials"
    lines = [f"{heading} ({count})", "-" * len(f"{heading} ({count})")]
    for nct_id, happened in trials.items():
        first = happened[0]
        lines += ["", *_wrap(first.title or nct_id, lead="* ")]
        said = [f"{change.at[:10]}: {change.sentence}" for change in happened]
        said += [where] if (where := places.get(nct_id, "")) else []
        lines += [line for text in [*said, f"{nct_id}, {first.link}"] for line in _wrap(text, lead="  ")]
    return lines


def _wrap(text: str, *, lead: str = "") -> list[str]:
    """Text as lines of at most WIDTH columns; what follows the first is set in as far as the lead."""
    return textwrap.wrap(
        clean_line(text),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
