"""Rows of the registry's investigators as people: one row a person, with roles, place and trials."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from finder.places import fold_name
from finder.query.cells import read_text
from finder.query.person_names import fold_person, names_person

#: Roles that lead a trial; an official whose role is not told counts as one. The order is that in a list of roles.
LEADS = ("PRINCIPAL_INVESTIGATOR", "STUDY_CHAIR", "STUDY_DIRECTOR", "")

#: Columns of a frame of people. Texts are missing or text.
PERSON_COLUMNS = (
    "name", "roles", "affiliation", "center_id", "center_name", "facility", "city", "region", "country",
    "country_code", "place_of", "distance_km", "trials", "nct_ids", "source",
)  # fmt: skip

_PLACE = ("city", "region", "country", "country_code", "latitude", "longitude")


def place_people(rows: pd.DataFrame, centers: pd.DataFrame) -> pd.DataFrame:
    """The rows of `find_people` with a place each, and center_name.

    The place is that of the site a person is named at; for one who is named for a whole trial that of the center of
    the affiliation; else unknown. `place_of` says which: "site", "center" or "".
    """
    center = centers.set_index("center_id").reindex(rows["center_id"]).set_axis(rows.index)
    at_site = rows["site_id"].map(lambda cell: bool(read_text(cell))).astype("bool")
    at_center = ~at_site & center["name"].notna()
    placed = rows.assign(center_name=center["name"].astype("object"))
    for name in _PLACE:
        own, of_center = rows[name].astype("object"), center[name].astype("object")
        placed[name] = own.where(at_site, of_center.where(center[name].notna(), None))
    placed[["latitude", "longitude"]] = placed[["latitude", "longitude"]].astype("float64")
    placed["facility"] = rows["facility"].where(at_site, None)
    placed["place_of"] = pd.Series("", index=rows.index).mask(at_site, "site").mask(at_center, "center")
    return placed


def keep_leaders(rows: pd.DataFrame, sponsors: set[str]) -> pd.DataFrame:
    """The rows of people who lead a trial, without names that are plainly no person's; `sponsors` are folded names."""
    leads = rows[rows["role"].fillna("").isin(LEADS) & rows["name"].notna()]
    known = {name: names_person(name, sponsors) for name in leads["name"].unique()}
    return leads[leads["name"].map(known).astype("bool")]


def key_people(rows: pd.DataFrame) -> "pd.Series[str]":
    """What makes rows one person: the name and the center, else the affiliation, else the one trial; all folded."""
    columns = rows[["name", "center_id", "affiliation", "nct_id"]].itertuples(index=False)
    keys = [
        "\n".join((fold_person(name), read_text(center) or fold_name(read_text(affiliation)) or nct_id))
        for name, center, affiliation, nct_id in columns
    ]
    return pd.Series(keys, index=rows.index, dtype="str")


def fold_people(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a person with PERSON_COLUMNS, by name; `rows` is of `place_people`, with distance_km.

    The place is the nearest, of those where people are taken now where there is one.
    """
    ranked = rows.assign(key=key_people(rows), placed=rows["place_of"].eq(""), closed=~rows["counts"].astype("bool"))
    ranked = ranked.sort_values(
        ["closed", "distance_km", "placed", "country", "city", "nct_id"], na_position="last", kind="stable"
    )
    # One pass over plain rows: a frame a person takes a hundred times as long.
    people: dict[str, list[dict[Hashable, Any]]] = {}
    for row in ranked.to_dict("records"):
        people.setdefault(str(row["key"]), []).append(row)
    frame = pd.DataFrame([_fold(people[key]) for key in sorted(people)], columns=list(PERSON_COLUMNS))
    texts = [name for name in PERSON_COLUMNS if name not in ("roles", "nct_ids", "distance_km", "trials")]
    types: Mapping[Hashable, Any] = {**dict.fromkeys(texts, "str"), "distance_km": "Float64", "trials": "Int64"}
    return frame.astype(types)


def _fold(rows: list[dict[Hashable, Any]]) -> dict[str, object]:
    first = {str(name): cell for name, cell in rows[0].items()}
    names = [str(row["name"]) for row in rows]
    roles = {read_text(row["role"]) for row in rows}
    nct_ids = sorted({str(row["nct_id"]) for row in rows})
    affiliations = [text for row in rows if (text := read_text(row["affiliation"]))]
    return {
        **first,
        "name": max(names, key=lambda name: (names.count(name), len(name), name)),
        "roles": [role for role in LEADS if role in roles and role],
        "affiliation": affiliations[0] if affiliations else None,
        "trials": len(nct_ids),
        "nct_ids": nct_ids,
    }
