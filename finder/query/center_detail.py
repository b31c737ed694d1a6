"""All that a snapshot says of one center."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from finder.errors import NotFoundError
from finder.query.compose import OPEN
from finder.query.investigators import find_people_of_center
from finder.store.reader import Reader

_LONGEST = 60


@dataclass(frozen=True)
class CenterDetail:
    """One center. `center` is its row of the table centers as a plain dictionary.

    `listings`: what each source says of it, as the table listings, checked last first. `trials`: all trials with a site
    there, as the table trials with takes_people_here (bool), those that take people there now first, then other open
    ones, each the last updated first. `sites`: those of the table sites that are there. `people`: who leads trials
    there, as in InvestigatorAnswer.
    """

    center: dict[str, Any]
    listings: pd.DataFrame
    trials: pd.DataFrame
    sites: pd.DataFrame
    people: pd.DataFrame


def read_center(reader: Reader, center_id: str) -> CenterDetail:
    """One center by its identifier. Raises NotFoundError, DamagedError."""
    center = reader.read_center(center_id.strip())
    if center is None:
        shown = " ".join(center_id.split())
        shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
        raise NotFoundError(
            f"No center of this list has the identifier {shown!r}.",
            remedy="Look for it with 'net-finder centers --text NAME'.",
        )
    key = str(center["center_id"])
    sites = reader.read_sites_of_centers([key])
    trials = reader.read_trials(sorted(set(sites["nct_id"])))
    taking = set(sites.loc[sites["recruiting"].fillna(False).astype("bool"), "nct_id"])
    trials["takes_people_here"] = trials["nct_id"].isin(taking)
    ranks = pd.DataFrame(
        {"here": ~trials["takes_people_here"], "closed": ~trials["status"].isin(OPEN), "nct_id": trials["nct_id"]}
    )
    ranks["update"] = trials["last_update_posted"].rank(ascending=False)
    order = ranks.sort_values(["here", "closed", "update", "nct_id"], na_position="last").index
    return CenterDetail(
        center,
        reader.read_listings([key]),
        trials.loc[order].reset_index(drop=True),
        sites,
        find_people_of_center(reader, key),
    )
