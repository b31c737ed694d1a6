"""Fit a value of unknown make to a declared shape: what fits is kept, what does not is told, nothing is raised.

The fitted value can be read without any further check: objects are dicts with known keys only, lists are lists
without gaps, leaves have the declared type or are None.
"""

import math
from collections.abc import Callable
from typing import Any

from finder.parse.study_shape import FLAG, INTEGER, NUMBER, SKIP, TEXT, Shape

#: Called as note(kind, where, bad).
Note = Callable[[str, str, bool], None]

UNKNOWN_FIELD = "unknown field"
UNKNOWN_VALUE = "unknown value"
WRONG_TYPE = "wrong type"
EMPTY_ITEM = "empty item"
BROKEN_TEXT = "broken text"
_LONGEST_NAME = 60


def fit(value: object, shape: Shape, where: str, note: Note) -> Any:  # noqa: ANN401 - the shape decides the type
    """`value` in the form of `shape`. `where` is its path; problems go to `note`, `bad` where something was lost."""
    if value is None or shape == SKIP:
        return None
    if isinstance(shape, dict):
        return _fit_object(value, shape, where, note)
    if isinstance(shape, list):
        return _fit_list(value, shape[0], where, note)
    if isinstance(shape, frozenset):
        return _fit_code(value, shape, where, note)
    return _LEAVES[shape](value, where, note)


def _fit_object(value: object, shape: dict[str, Shape], where: str, note: Note) -> dict[str, Any]:
    if not isinstance(value, dict):
        note(WRONG_TYPE, where, True)
        return {}
    fitted = {}
    for name, item in value.items():
        path = f"{where}.{name}" if where else name
        if name in shape:
            fitted[name] = fit(item, shape[name], path, note)
        else:
            note(UNKNOWN_FIELD, f"{where}.{_show(name)}".lstrip("."), False)
    return fitted


def _fit_list(value: object, shape: Shape, where: str, note: Note) -> list[Any]:
    if not isinstance(value, list):
        note(WRONG_TYPE, where, False)
        value = [value]
    fitted = []
    for item in value:
        if item is None or item == {}:
            note(EMPTY_ITEM, where, False)
        elif (found := fit(item, shape, where, note)) is not None and found != {}:
            fitted.append(found)
    return fitted


def _fit_code(value: object, codes: frozenset[str], where: str, note: Note) -> str | None:
    code = _fit_text(value, where, note)
    if code and code not in codes:
        note(UNKNOWN_VALUE, f"{where}={_show(code)}", False)
    return code


def _fit_text(value: object, where: str, note: Note) -> str | None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:  # half a surrogate pair: legal in JSON, in no file
            note(BROKEN_TEXT, where, False)
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        note(WRONG_TYPE, where, False)
        return str(value)
    note(WRONG_TYPE, where, True)
    return None


def _fit_number(value: object, where: str, note: Note) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    lost = not math.isfinite(number)
    if lost or isinstance(value, str):
        note(WRONG_TYPE, where, lost)
    return None if lost else number


def _fit_integer(value: object, where: str, note: Note) -> int | None:
    number = _fit_number(value, where, note)
    if number is None:
        return None
    if number != int(number) or abs(number) >= 2**53:
        note(WRONG_TYPE, where, True)
        return None
    return int(number)


def _fit_flag(value: object, where: str, note: Note) -> bool | None:
    if isinstance(value, bool):
        return value
    note(WRONG_TYPE, where, True)
    return None


_LEAVES: dict[str, Callable[[object, str, Note], Any]] = {
    TEXT: _fit_text,
    NUMBER: _fit_number,
    INTEGER: _fit_integer,
    FLAG: _fit_flag,
}


def _show(name: object) -> str:
    """A name or code from outside, cut and made printable."""
    text = str(name)[:_LONGEST_NAME]
    return "".join(c if c.isprintable() else "?" for c in text)
