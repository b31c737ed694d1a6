"""Answers that are kept with a passage: many rules ask the same of it, one after the other."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from finder.normalize.classify.passages import Passage

_Asked = TypeVarTuple("_Asked")
_Answer = TypeVar("_Answer")


def answer_once(ask: Callable[[Passage, *_Asked], _Answer]) -> Callable[[Passage, *_Asked], _Answer]:
    """A question that is thought over once for a passage and what is asked of it; nobody may change the answer."""

    @wraps(ask)
    def answer(passage: Passage, *asked: *_Asked) -> _Answer:
        known = passage.answers
        question = (ask, *asked)
        if question not in known:
            known[question] = ask(passage, *asked)
        found: _Answer = known[question]
        return found

    return answer
