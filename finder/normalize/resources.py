"""Organisations, guidelines and pages: raw resources of all sources, with what their addresses answered."""

import pandas as pd

from finder.normalize.dates import clean_dates
from finder.normalize.geography import name_countries
from finder.normalize.text import clean_column, clean_list
from finder.schema import shape_frame
from finder.schema.raw import RESOURCE_KEYS, Row

_LISTED = (
    "resource_id", "title", "organisation", "kind", "audience", "language", "url", "description", "note", "source",
)  # fmt: skip
#: What a check of an address tells; the rest of a row is told by its source.
_CHECKED = ("link_status", "link_note", "final_url", "page_title", "page_description", "page_date", "checked_at")
#: The address answered, so the day counts as one on which it was alive.
_ALIVE = ("alive", "moved")
_LONGEST = 400


def build_resources(rows: list[Row], checks: list[Row], last: pd.DataFrame) -> pd.DataFrame:
    """The table `resources`. `checks`: rows with resource_id and the keys from `link_status` on; `last`: the table of
    the last snapshot, which stands in where an address was not asked this time.

    `last_alive` is the day of the last good answer, now or before, so that a dead link can say since when. A row
    without title or address is left out; of rows with one identifier the first is kept.
    """
    raw = pd.DataFrame(rows, columns=list(RESOURCE_KEYS), dtype="object")
    resources = pd.DataFrame({name: clean_column(raw[name]) for name in _LISTED})
    resources = pd.concat([resources, name_countries(raw["country"])], axis=1)
    resources["named_in"] = [clean_list(cell) for cell in raw["named_in"]]
    for name in ("page_title", "page_description", "page_date", "checked_at"):
        resources[name] = clean_column(raw[name])
    resources = resources.dropna(subset=["resource_id", "title", "url"]).drop_duplicates("resource_id")
    resources = resources.reset_index(drop=True)
    before = last.drop_duplicates("resource_id").set_index("resource_id")
    now = _read_checks(checks)
    resources = _add_checks(resources, now, before)
    resources["page_date"] = clean_dates(resources["page_date"])
    return shape_frame(resources, "resources")


def _read_checks(checks: list[Row]) -> pd.DataFrame:
    raw = pd.DataFrame(checks, columns=["resource_id", *_CHECKED], dtype="object")
    read = pd.DataFrame({name: clean_column(raw[name]).str.slice(0, _LONGEST) for name in raw.columns})
    return read.dropna(subset=["resource_id"]).drop_duplicates("resource_id").set_index("resource_id")


def _add_checks(resources: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The check of this time, else that of the last snapshot where the address is still the same."""
    ids = resources["resource_id"]
    same = ids.map(before["url"]).eq(resources["url"]).fillna(False).astype(bool)
    checked_now = ids.isin(now.index)
    for name in _CHECKED:
        new, old = ids.map(now[name]).astype("str"), ids.map(before[name]).where(same).astype("str")
        given = resources[name] if name in resources else pd.Series(pd.NA, index=resources.index, dtype="str")
        # A page that did not answer has no title now, but the last one still tells what stood there.
        kept = name.startswith("page_")
        resources[name] = (new.fillna(old) if kept else new.where(checked_now, old)).fillna(given)
    resources["link_status"] = resources["link_status"].fillna("not_checked")
    alive = resources["link_status"].isin(_ALIVE)
    day = resources["checked_at"].str.slice(0, 10)
    resources["last_alive"] = day.where(alive, ids.map(before["last_alive"]).where(same).astype("str"))
    return resources
