"""Which questions to ask about one trial: those that its record leads to first, then some that fit every trial."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from finder.query.fit_reason import find_words, read_words
from finder.query.matches import RULES
from finder.vocabulary.plain import load_plain
from finder.vocabulary.questions import DISTANCE, NOT_STATED, STATED, DeclaredQuestion, load_questions

#: As many as a person can ask at one visit.
MOST = 10
_FLAGS = {"True": "true", "1": "true", "1.0": "true", "False": "false", "0": "false", "0.0": "false"}
#: How the column `matched` names the value of a yes or no.
_FLAG_NAMES = {"has_placebo": "placebo", "randomized": "randomized"}


@dataclass(frozen=True)
class Question:
    """One question and why it is asked: our sentence, the record's own words behind it, and where those stand.

    A question that fits every trial has no reason.
    """

    id: str
    text: str
    why: str = ""
    words: str = ""
    where: str = ""

    @property
    def is_fitted(self) -> bool:
        """Whether the record of this trial led to it."""
        return bool(self.why)


def list_questions(
    trial: Mapping[str, Any], *, nearest_km: float | None, same_country: bool | None, most: int = MOST
) -> list[Question]:
    """At most `most` questions about one row of table trials, the fitted ones first and a few general ones always.

    `nearest_km` is how far the nearest open place is, `same_country` if it is in the person's country; None where it is
    not known. A column that was not handed over is not called silent. Never raises for what a record holds.
    """
    declared = load_questions()
    situation = {DISTANCE: _judge_distance(nearest_km, same_country, declared.far_km)}
    fitted = [question for question in declared.question if question.when and _fits(question, trial, situation)]
    general = [question for question in declared.question if not question.when]
    kept = fitted[: max(most - min(declared.general_at_least, len(general)), 0)]
    return [_explain(question, trial) for question in [*kept, *general][: max(most, 0)]]


def _judge_distance(nearest_km: float | None, same_country: bool | None, far_km: float) -> list[str]:
    found = ["abroad"] if same_country is False else []
    return [*found, "far"] if nearest_km is not None and nearest_km >= far_km else found


def _fits(question: DeclaredQuestion, trial: Mapping[str, Any], situation: Mapping[str, list[str]]) -> bool:
    return all(
        _holds_any(situation[name], values) if name in situation else name in trial and _holds_any(trial[name], values)
        for name, values in question.when.items()
    )


def _holds_any(cell: object, wanted: tuple[str, ...]) -> bool:
    held = [value for value in _read_values(cell) if value != NOT_STATED]
    return any(value in wanted for value in held) or (STATED if held else NOT_STATED) in wanted


def _read_values(cell: object) -> list[str]:
    """The values of a cell as `when` writes them."""
    cells = cell if isinstance(cell, (list, tuple)) else [cell]
    texts = ["" if each is None or each is pd.NA or each != each else str(each).strip() for each in cells]
    return [_FLAGS.get(text, text) for text in texts if text]


def _explain(question: DeclaredQuestion, trial: Mapping[str, Any]) -> Question:
    """The question with the record's words for the first value that it was asked for."""
    words = find_words(read_words(trial), *_list_match_names(question, trial))
    if words is None:
        return Question(question.id, question.text, question.why)
    where = load_plain().fields.get(words.field, "")
    return Question(question.id, question.text, question.why, words.text, where)


def _list_match_names(question: DeclaredQuestion, trial: Mapping[str, Any]) -> list[str]:
    """How the column `matched` names the values that led to a question."""
    names = []
    for column, wanted in question.when.items():
        for value in _read_values(trial.get(column)):
            if value in wanted or (STATED in wanted and value != NOT_STATED):
                if column in _FLAG_NAMES:
                    names += [_FLAG_NAMES[column]] if value == "true" else []
                else:
                    names.append(f"{column} {value}" if column in RULES else value)
    return names
