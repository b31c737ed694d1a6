"""What goes with rows that leave the program: whose they are, what to know of their source, and our notice."""

import re
from collections.abc import Iterable

import pandas as pd

from finder.export.records import KM_DECIMALS, NOTICE
from finder.schema import LIST_SEPARATOR
from finder.sources import load_sources

#: A row that was put together from several sources names them all.
_APART = re.compile(rf"\s*(?:{re.escape(LIST_SEPARATOR.strip())}|,|;)\s*")


def list_credits(sources: Iterable[object]) -> list[str]:
    """The credit line of each source that these cells of a column `source` name, once, in their order."""
    declared = load_sources()
    return list(dict.fromkeys(declared[name].credit for name in _list_names(sources) if name in declared))


def list_warnings(sources: Iterable[object]) -> list[str]:
    """What a reader must know of these sources, each once: the title, then the warning of its declaration."""
    declared = load_sources()
    known = [declared[name] for name in _list_names(sources) if name in declared]
    return list(dict.fromkeys(f"{source.title}: {source.warning}" for source in known if source.warning))


def note_rows(rows: pd.DataFrame, **said: str) -> pd.DataFrame:
    """The rows with credit and warning of their own sources, further sentences as columns, and the notice at the end.

    Distances are rounded to what the points bear.
    """
    noted = rows.copy()
    if "distance_km" in noted:
        noted["distance_km"] = noted["distance_km"].round(KM_DECIMALS)
    if "source" in noted:
        known = {cell: (list_credits([cell]), list_warnings([cell])) for cell in noted["source"].unique()}
        noted["credit"] = [LIST_SEPARATOR.join(known[cell][0]) for cell in noted["source"]]
        noted["warning"] = [LIST_SEPARATOR.join(known[cell][1]) for cell in noted["source"]]
    return noted.assign(**said, notice=NOTICE)


def _list_names(sources: Iterable[object]) -> Iterable[str]:
    for cell in dict.fromkeys(sources):
        if isinstance(cell, str):
            yield from _APART.split(cell)
