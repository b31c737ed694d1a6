"""What goes with rows that leave the program: whose they are, what to know of their source, and our notice."""

import re
from collections.abc import Iterable

import pandas as pd

from finder.export.records import KM_DECIMALS, NOTICE
from finder.schema import LIST_SEPARATOR
from finder.sources import Source, load_sources

#: A row that was put together from several sources names them all.
_APART = re.compile(rf"\s*(?:{re.escape(LIST_SEPARATOR.strip())}|,|;)\s*")


def list_credits(sources: Iterable[object]) -> list[str]:
    """The credit line of each source that these cells of a column `source` name, once, in their order."""
    return list(dict.fromkeys(source.credit for source in list_declared(sources)))


def list_warnings(sources: Iterable[object]) -> list[str]:
    """What a reader must know of these sources, each once: the title, then the warning of its declaration."""
    known = list_declared(sources)
    return list(dict.fromkeys(f"{source.title}: {source.warning}" for source in known if source.warning))


def list_declared(sources: Iterable[object]) -> list[Source]:
    """The declarations of the sources that these cells of a column `source` name, in their order."""
    declared = load_sources()
    return [declared[name] for name in list_names(sources) if name in declared]


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


def list_names(sources: Iterable[object]) -> Iterable[str]:
    """Names of sources in cells of a column `source`; a row of several sources names them all."""
    for cell in dict.fromkeys(sources):
        if isinstance(cell, str):
            yield from _APART.split(cell)
