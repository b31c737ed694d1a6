"""Cells of a row as plain values, whatever a record put there: what is no text or number counts as missing."""

import math
from numbers import Real


def read_text(cell: object) -> str:
    """The text of a cell without blanks around it; empty for anything that is no text."""
    return cell.strip() if isinstance(cell, str) else ""


def read_list(cell: object) -> list[str]:
    """The texts of a list, each once; a single text counts as a list of one."""
    cells = cell if isinstance(cell, (list, tuple)) else [cell]
    return list(dict.fromkeys(text for each in cells if (text := read_text(each))))


def read_number(cell: object) -> float | None:
    """A finite number that is not below zero, else None."""
    if not isinstance(cell, Real) or isinstance(cell, bool):
        return None
    try:
        number = float(cell)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
