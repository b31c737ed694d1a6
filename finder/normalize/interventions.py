"""What is given or done, and the groups people are put into, as plain lists."""

from typing import Any

import pandas as pd

from finder.normalize.text import clean_line, clean_list


def _read(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return clean_line(value) if isinstance(value, str) else ""


def _entries(cell: object) -> list[dict[str, Any]]:
    return [entry for entry in cell if isinstance(entry, dict)] if isinstance(cell, list) else []


def list_interventions(cells: "pd.Series[Any]") -> pd.DataFrame:
    """Columns interventions (names), intervention_types (in the same order, empty text where not stated) and
    intervention_text (descriptions and other names, one a line)."""
    found = []
    for cell in cells:
        entries = [(name, entry) for entry in _entries(cell) if (name := _read(entry, "name"))]
        words = [[_read(entry, "description"), *clean_list(entry.get("other_names"))] for _, entry in entries]
        text = "\n".join(word for several in words for word in several if word)
        found.append(([name for name, _ in entries], [_read(entry, "type") for _, entry in entries], text))
    columns = ["interventions", "intervention_types", "intervention_text"]
    return pd.DataFrame(found, columns=columns, index=cells.index, dtype="object")


def list_arms(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """Each arm as "TYPE: label. description", without the parts that it does not have."""
    texts = []
    for cell in cells:
        arms = []
        for entry in _entries(cell):
            told = ". ".join(part for part in (_read(entry, "label"), _read(entry, "description")) if part)
            arms.append(": ".join(part for part in (_read(entry, "type"), told) if part))
        texts.append([arm for arm in arms if arm])
    return pd.Series(texts, index=cells.index, dtype="object")
