"""What people type, made fit to look at: no control characters, one kind of space, bounded length."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from finder.errors import QuestionError

#: Longer than any honest value of a criterion.
MAX_LENGTH = 200


def clean_value(criterion: str, value: object) -> str:
    """The value as one line of printable text. Raises QuestionError for no text, empty text, or text without end."""
    if not isinstance(value, str):
        raise QuestionError(f"{criterion} takes text, not {type(value).__name__}.", remedy="Write it as text.")
    if len(value) > MAX_LENGTH:
        raise QuestionError(
            f"{criterion} has {len(value):,} characters.", remedy=f"Use at most {MAX_LENGTH} characters."
        )
    text = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if not text:
        raise QuestionError(f"{criterion} has no value.", remedy="Give it a value, or leave it out.")
    return text


def fold_code(text: str) -> str:
    """The form in which codes are compared, so that "Small intestine" and "small_intestine" are one."""
    return re.sub(r"[\s_-]+", "_", text.casefold()).strip("_")


def refuse(criterion: str, value: str, takes: str, known: Iterable[str] = ()) -> QuestionError:
    """The error for a value that a criterion does not take, with the nearest value it does take."""
    folded = {fold_code(name): name for name in known}
    near = get_close_matches(fold_code(value), folded, n=1, cutoff=0.6)
    guess = f" Did you mean {folded[near[0]]}?" if near else ""
    return QuestionError(f"{criterion} does not take {value!r}.{guess}", remedy=f"It takes {takes}.")
