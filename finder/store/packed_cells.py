"""What a cell of a trial has, as facets count it: a value, several, or "" for none."""

from collections.abc import Sequence
from typing import Any

from finder.store.question import AnyOf


def list_values(cell: Any) -> list[str]:  # noqa: ANN401 - a cell
    """The values of a cell as facets count them."""
    if isinstance(cell, list):
        return list(dict.fromkeys(cell)) or [""]
    return [cell or ""]


def has_any(part: AnyOf, cell: Any) -> bool:  # noqa: ANN401 - a cell
    """Whether a cell has one of the values that are asked."""
    return any(value in part.values for value in list_values(cell))


def has_all(cell: Any, group: Sequence[str]) -> bool:  # noqa: ANN401 - a cell
    """Whether a cell has all of these values."""
    values = list_values(cell)
    return all(value in values for value in group)
