"""What became different between two snapshots, trial by trial: the table `changes`."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from finder.normalize.staleness import TAKES_PEOPLE
from finder.schema import LIST_SEPARATOR, empty_frame, shape_frame

#: Columns of `trials` whose cells are told as they were and as they are.
TOLD = (
    "status",
    "phases",
    "start_date",
    "primary_completion_date",
    "completion_date",
    "primary_sites",
    "treatments",
    "differentiation",
    "sstr",
    "prior_prrt",
    "stage",
    "line_of_therapy",
    "grades",
)
#: All kinds of changes, in the order in which those of one trial are listed.
KINDS = ("new", "left", "status", "site_opened", "site_closed", "contact", "eligibility", *TOLD[1:])
#: Those that the registry's own words show, however this program reads them.
OF_THE_REGISTRY = ("new", "left", "contact", "eligibility", *TOLD[:5])

#: How long a change is kept, and how many at most.
KEPT_DAYS = 400
KEPT_ROWS = 50_000
_LONGEST = 300
_CONTACT = ("contact_name", "contact_phone", "contact_email")
_PLACE = ("facility", "city", "region", "country")

Change = tuple[str, str, str | None, str | None]


def find_changes(
    before: Mapping[str, pd.DataFrame],
    after: Mapping[str, pd.DataFrame],
    at: str,
    *,
    left: Mapping[str, str] | None = None,
    kinds: Collection[str] = KINDS,
) -> pd.DataFrame:
    """The changes from one snapshot to the next, in the shape of table `changes`, by trial and kind.

    `before` and `after` hold the tables trials and sites in schema shape; `at` is the UTC time of the later one; `left`
    says why trials left, by identifier. Cells of a column are told as they were and as they are, lists joined. Of a new
    trial and of one that left, only that is told, with its title. Sites open or close as they begin or cease to take
    people; where the whole trial ceases to, its status says so for all of them. Of a contact nothing is told but that
    it changed, because names and numbers that are no longer published are not for us to keep; of the text on who may
    join, its length. Equal tables give an empty frame. Raises nothing.
    """
    old, new = (tables["trials"].set_index("nct_id", drop=False) for tables in (before, after))
    both = old.index.intersection(new.index)
    found: list[Change] = [
        (nct_id, "new", None, _clip(new.at[nct_id, "title"])) for nct_id in new.index.difference(both)
    ]
    reasons = left or {}
    found += [
        (nct_id, "left", _clip(old.at[nct_id, "title"]), reasons.get(nct_id)) for nct_id in old.index.difference(both)
    ]
    old, new = old.loc[both], new.loc[both]
    for name in TOLD:
        found += _compare(name, _write_cells(old[name]), _write_cells(new[name]))
    found += _find_sites(before["sites"], after["sites"], new)
    found += [(nct_id, "contact", None, None) for nct_id in _find_unlike(old, new, _CONTACT)]
    changed = _find_unlike(old, new, ("eligibility",))
    found += [
        (n, "eligibility", _measure(old.at[n, "eligibility"]), _measure(new.at[n, "eligibility"])) for n in changed
    ]
    order = {kind: position for position, kind in enumerate(KINDS)}
    rows = sorted(
        {change for change in found if change[1] in kinds},
        key=lambda change: (change[0], order[change[1]], change[2] or "", change[3] or ""),
    )
    frame = pd.DataFrame(rows, columns=["nct_id", "kind", "before", "after"])
    return shape_frame(frame.assign(at=at), "changes") if rows else empty_frame("changes")


def join_changes(earlier: pd.DataFrame, found: pd.DataFrame, at: str) -> pd.DataFrame:
    """Earlier changes and those found at the UTC time `at`: of the last 400 days, at most the latest 50,000."""
    oldest = oldest_kept(at)
    kept = earlier[earlier["at"].ge(oldest).fillna(False).astype(bool)]
    return shape_frame(pd.concat([kept, found], ignore_index=True).tail(KEPT_ROWS).reset_index(drop=True), "changes")


def find_known_since(kept: pd.DataFrame, since: str, at: str) -> str:
    """The UTC time since which no change is missing among those `kept` at the time `at`, if none was before `since`."""
    times = [since, oldest_kept(at)]
    if len(kept) >= KEPT_ROWS:
        times.append(str(kept["at"].min()))
    return max(times)


def oldest_kept(at: str) -> str:
    """The UTC time before which changes are forgotten at the time `at`."""
    return f"{datetime.fromisoformat(at) - timedelta(days=KEPT_DAYS):%Y-%m-%dT%H:%M:%SZ}"


def _write_cells(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """Each cell as text, None for one that is missing or an empty list."""
    texts = [
        LIST_SEPARATOR.join(map(str, cell)) if isinstance(cell, list) else None if pd.isna(cell) else str(cell)
        for cell in cells
    ]
    return pd.Series([text or None for text in texts], index=cells.index, dtype="object")


def _compare(kind: str, old: "pd.Series[Any]", new: "pd.Series[Any]") -> Iterator[Change]:
    for nct_id, was, now in zip(old.index, old, new, strict=True):
        if was != now:
            yield nct_id, kind, _clip(was), _clip(now)


def _find_unlike(old: pd.DataFrame, new: pd.DataFrame, columns: Collection[str]) -> list[str]:
    """Identifiers of the rows of two frames with the same index that differ in any of the columns."""
    unlike = pd.Series(data=False, index=old.index)
    for name in columns:
        unlike |= _write_cells(old[name]).fillna("") != _write_cells(new[name]).fillna("")
    return list(old.index[unlike])


def _find_sites(old: pd.DataFrame, new: pd.DataFrame, trials: pd.DataFrame) -> Iterator[Change]:
    """Sites of `trials` that began or ceased to take people, with their place in words."""
    was, now = (_list_open(sites, trials) for sites in (old, new))
    takes = set(trials.index[trials["status"].isin(TAKES_PEOPLE)])
    for site_id in now.keys() - was.keys():
        nct_id, words = now[site_id]
        yield nct_id, "site_opened", None, words
    for site_id in was.keys() - now.keys():
        nct_id, words = was[site_id]
        if nct_id in takes:
            yield nct_id, "site_closed", words, None


def _list_open(sites: pd.DataFrame, trials: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Sites that take people: identifier to trial and place in words."""
    takes = sites["recruiting"].fillna(False).astype(bool) & sites["nct_id"].isin(trials.index)
    shown = sites.loc[takes, ["site_id", "nct_id", *_PLACE]].astype("object")
    return {site_id: (nct_id, _say_place(place)) for site_id, nct_id, *place in shown.itertuples(index=False)}


def _say_place(parts: list[Any]) -> str:
    said = [str(part) for part in parts if not pd.isna(part)]
    return _clip(", ".join(dict.fromkeys(said))) or "A place that is not named"


def _measure(text: Any) -> str | None:  # noqa: ANN401 - a cell
    return None if pd.isna(text) else f"{len(str(text)):,} characters"


def _clip(cell: Any) -> str | None:  # noqa: ANN401 - a cell
    if pd.isna(cell):
        return None
    text = str(cell)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
