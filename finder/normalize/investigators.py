"""Raw investigators to the table `investigators`."""

import pandas as pd

from finder.identifiers import read_nct_id
from finder.normalize.text import clean_column
from finder.schema import shape_frame, table
from finder.schema.raw import INVESTIGATOR_KEYS, Problem, Row


def build_investigators(
    rows: list[Row], sites: pd.DataFrame, nct_ids: "pd.Series[str]", problems: list[Problem]
) -> pd.DataFrame:
    """The people whom the registry names for the given trials, once for each role and site.

    `sites` has nct_id, position and site_id. Role and site are empty text, not missing, where there is none: they are
    part of the key. Names that are no person ("Clinical Trials", "Medical Director") stay, since the registry publishes
    them as responsible; they are told by their affiliation. An affiliation without a letter, or with an "@", is
    somebody's telephone number or e-mail and is left out.
    """
    raw = pd.DataFrame(rows, columns=list(INVESTIGATOR_KEYS), dtype="object")
    people = pd.DataFrame({name: clean_column(raw[name]) for name in ("name", "role", "affiliation")})
    people["nct_id"] = pd.Series([read_nct_id(cell) for cell in raw["nct_id"]], index=raw.index, dtype="str")
    people["position"] = raw["position"]
    people = people[people["nct_id"].isin(nct_ids)]
    nameless = people["name"].isna()
    problems.extend(Problem("no_name", "investigators.name", nct_id) for nct_id in people.loc[nameless, "nct_id"])
    people = people[~nameless].copy()
    people["affiliation"] = people["affiliation"].map(_keep_institution, na_action="ignore").astype("str")
    people["role"] = people["role"].fillna("")
    known = {
        (nct_id, position): site_id
        for nct_id, position, site_id in sites[["nct_id", "position", "site_id"]].itertuples(index=False)
        if isinstance(position, int)
    }
    people["site_id"] = [
        known.get((nct_id, position), "") if isinstance(position, int) else ""
        for nct_id, position in people[["nct_id", "position"]].itertuples(index=False)
    ]
    people = people.sort_values("affiliation", kind="stable", na_position="last").drop_duplicates(
        list(table("investigators").key)
    )
    return shape_frame(people.sort_index().reset_index(drop=True), "investigators")


def _keep_institution(affiliation: str) -> str | None:
    return affiliation if "@" not in affiliation and any(letter.isalpha() for letter in affiliation) else None
