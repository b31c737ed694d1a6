"""The list of centers to the table `centers`."""

import re

import pandas as pd

from finder.normalize.dates import clean_dates
from finder.normalize.geography import name_countries
from finder.normalize.numbers import clean_numbers
from finder.normalize.text import clean_column, clean_line
from finder.places import fold_name
from finder.schema import shape_frame
from finder.schema.raw import CENTER_KEYS, Row

#: How a row was checked, in the words of the list, and in ours.
EVIDENCE = {"page": "own page", "third-party": "third party", "list-copy": "copied list", "old-list": "old list"}
#: The list of enets.org that the oldest rows rest on was read at about this time; membership may have changed since.
OLD_LIST_YEAR = 2013
_OLD_LIST = re.compile(r"enets\.org list", re.I)
_TEXTS = ("name", "city", "region", "kind", "url", "source_url")


def normalize_centers(raw: list[Row]) -> pd.DataFrame:
    """The table `centers`. Several addresses of a source stay joined by " | " in `source_url`, the first one leading.

    `accreditation_year` is the year in which the accreditation was seen, so it is empty without one. A row without
    a name cannot be shown and is left out. The counts of trials are 0 until they are joined with sites.
    """
    rows = pd.DataFrame(raw, columns=list(CENTER_KEYS), dtype="object")
    texts = pd.DataFrame({name: clean_column(rows[name]) for name in _TEXTS})
    centers = pd.concat([texts, name_countries(rows["country"])], axis=1)
    points = {name: clean_numbers(rows[name], -limit, limit) for name, limit in (("latitude", 90), ("longitude", 180))}
    whole = points["latitude"].notna() & points["longitude"].notna()
    for name, numbers in points.items():
        centers[name] = numbers.where(whole)
    for name in ("accreditation", "specialties"):
        centers[name] = [_split_list(cell) for cell in rows[name]]
    centers["checked"] = clean_dates(rows["source_checked"].map(lambda cell: str(cell).split(" ")[0]))
    centers["evidence"] = rows["source_checked"].map(_name_evidence).astype("str")
    centers["accreditation_year"] = _year_accreditations(centers)
    centers["source"] = "starter_centers"
    centers["open_trials"] = 0
    centers["total_trials"] = 0
    centers = centers[centers["name"].notna()].reset_index(drop=True)
    centers["center_id"] = _name_centers(centers)
    return shape_frame(centers, "centers")


def _split_list(cell: object) -> list[str]:
    """Parts of a text that semicolons divide, or of a list."""
    parts = cell.split(";") if isinstance(cell, str) else cell if isinstance(cell, list) else []
    return [text for part in parts if isinstance(part, str) and (text := clean_line(part))]


def _name_evidence(cell: object) -> str | None:
    """The second word of "2026-11-20 page+list-copy", in our words; a word we do not know as it is."""
    words = cell.split(" ", 1)[1].split("+") if isinstance(cell, str) and " " in cell else []
    return ", ".join(EVIDENCE.get(word.strip(), word.strip()) for word in words) or None


def _year_accreditations(centers: pd.DataFrame) -> "pd.Series[int]":
    old = centers["evidence"].str.contains(EVIDENCE["old-list"]).fillna(False).astype(bool)
    old |= centers["accreditation"].map(lambda several: any(_OLD_LIST.search(text) for text in several)).astype(bool)
    years = pd.to_numeric(centers["checked"].str.slice(0, 4), errors="coerce").astype("Int64")
    return years.mask(old, OLD_LIST_YEAR).where(centers["accreditation"].map(bool).astype(bool))


def _name_centers(centers: pd.DataFrame) -> "pd.Series[str]":
    """A readable identifier from name, city and country; a counter where all three are alike."""
    words = centers["name"] + " " + centers["city"].fillna("") + " " + centers["country_code"].fillna("")
    slugs = words.map(fold_name).astype("str").str.replace(" ", "-")
    repeat = slugs.groupby(slugs).cumcount()
    return slugs.where(repeat == 0, slugs + "-" + (repeat + 1).astype("str"))
