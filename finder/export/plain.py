"""Cells of a frame as plain Python values, ready for JSON."""

from typing import Any, cast

import pandas as pd


def is_missing(cell: object) -> bool:
    """True for None, NaN, NA and NaT; lists and dictionaries are never missing."""
    return not isinstance(cell, (list, tuple, dict)) and bool(pd.isna(cast("Any", cell)))


def to_plain(cell: object) -> object:
    """A cell as JSON knows it: missing of any kind becomes None, numbers of numpy become Python's."""
    if isinstance(cell, (list, tuple)):
        return [to_plain(item) for item in cell]
    if isinstance(cell, dict):
        return {key: to_plain(value) for key, value in cell.items()}
    if is_missing(cell):
        return None
    return cell.item() if hasattr(cell, "item") else cell


def frame_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Any table as one dictionary a row."""
    return [{str(name): to_plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]
