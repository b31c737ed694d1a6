"""Pages that help: who publishes them, for whom, and whether their address still answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from finder.query.cells import read_list, read_text
from finder.query.gaps import Coverage, find_coverage
from finder.query.list_criteria import ResourceCriteria, parse_resource_criteria
from finder.query.word_match import fits_any, read_matcher
from finder.query.words import fold_code
from finder.store.reader import Reader

#: Values of link_status under which nobody can read the page any more.
DEAD = ("gone",)

_TEXTS = ("title", "organisation", "description", "note", "page_title", "page_description")

#: What the last check of an address came to, for a person who wants to open it.
_LINKS = {
    "alive": "",
    "moved": "The page has moved to another address",
    "gone": "Dead link",
    "blocked": "The page refuses programs, so it could not be checked",
    "forbidden_to_robots": "The page asks programs to stay away, so it was not checked",
    "unreachable": "The page did not answer",
    "not_checked": "The address has not been checked yet",
}


@dataclass(frozen=True)
class ResourceAnswer:
    """The resources that fit, in display order, as the table resources with `link` (text).

    `link` says in one sentence what is wrong with the address, with the day of the last check and the last day it was
    seen alive; empty where it answered. `coverage` says which sources could not be read.
    """

    resources: pd.DataFrame
    criteria: ResourceCriteria
    coverage: Coverage

    @property
    def total(self) -> int:
        """How many resources fit."""
        return len(self.resources)


def ask_resources(reader: Reader, words: Mapping[str, list[str]]) -> ResourceAnswer:
    """The resources that fit what was typed. Raises QuestionError, DamagedError."""
    known = list_resource_values(reader)
    return find_resources(reader, parse_resource_criteria(words, known["kind"], known["audience"]))


def list_resource_values(reader: Reader) -> dict[str, list[str]]:
    """The values of kind, audience, language and country_code in the snapshot, sorted, for menus and for reading."""
    table = reader.read_table("resources")
    return {
        "kind": sorted(table["kind"].dropna().unique()),
        **{name: sorted({part for cell in table[name] for part in _split(cell)}) for name in ("audience", "language")},
        "country_code": sorted(set(table["country_code"].dropna().unique()) - {""}),
    }


def find_resources(reader: Reader, criteria: ResourceCriteria) -> ResourceAnswer:
    """All resources that fit; those for the whole world fit every country, and silence hides nothing.

    In the order of kind and title, those of the country asked for before those for the world, and a dead link last.
    """
    table = reader.read_table("resources")
    coverage = find_coverage(reader, len(table), "resources")
    fits = pd.Series(True, index=table.index)
    if criteria.kind:
        fits &= table["kind"].map(fold_code, na_action="ignore").isin([fold_code(kind) for kind in criteria.kind])
    if criteria.country:
        fits &= table["country_code"].fillna("").isin([*criteria.country, ""])
    for name, asked in (("audience", criteria.audience), ("language", criteria.language)):
        if asked:
            wanted = {fold_code(value) for value in asked}
            said = [{fold_code(part) for part in _split(cell)} for cell in table[name]]
            fits &= pd.Series([not values or bool(values & wanted) for values in said], table.index, "bool")
    texts = [[read_text(cell) for cell in cells] for cells in table[list(_TEXTS)].itertuples(index=False)]
    if criteria.text:
        fits &= pd.Series(fits_any(criteria.text, texts), table.index, "bool")
    if criteria.gene:
        matchers = [read_matcher(f'"{gene}"') for gene in criteria.gene]
        fits &= pd.Series([any(holds(several) for holds in matchers) for several in texts], table.index, "bool")
    kept = table[fits]
    kept = kept.assign(link=pd.Series([say_link(row) for row in kept.to_dict("records")], kept.index, dtype="str"))
    return ResourceAnswer(_rank(kept, criteria), criteria, coverage)


def say_link(row: Mapping[Any, Any]) -> str:
    """What is wrong with the address of a resource, in one sentence; empty where it answered when last checked."""
    status = read_text(row.get("link_status")) or "not_checked"
    said = _LINKS.get(status, status.replace("_", " "))
    if not said:
        return ""
    checked, alive = (read_text(row.get(name))[:10] for name in ("checked_at", "last_alive"))
    days = [f"checked {checked}"] if checked and status != "not_checked" else []
    if status in (*DEAD, "unreachable"):
        days.append(f"last seen alive {alive}" if alive else "never seen alive")
    return f"{said} ({', '.join(days)})." if days else f"{said}."


def _rank(kept: pd.DataFrame, criteria: ResourceCriteria) -> pd.DataFrame:
    keys = pd.DataFrame(
        {
            "dead": kept["link_status"].isin(DEAD),
            "far": ~kept["country_code"].isin(criteria.country) & bool(criteria.country),
            "kind": kept["kind"],
            "title": kept["title"].str.casefold(),
            "resource_id": kept["resource_id"],
        }
    )
    return kept.loc[keys.sort_values(list(keys.columns), na_position="last", kind="stable").index].reset_index(
        drop=True
    )


def _split(cell: object) -> list[str]:
    """A list, or a text with commas, as its parts."""
    return [text for whole in read_list(cell) for part in whole.split(",") if (text := part.strip())]
