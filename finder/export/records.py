"""An answer as records: nested for JSON, flat rows for CSV, one row a trial or one row a site."""

from collections.abc import Hashable, Mapping
from typing import Any, Protocol

import pandas as pd

from finder.export.plain import to_plain
from finder.vocabulary.profile import load_profile

#: Goes with every list that leaves the program.
NOTICE = "A listing is no endorsement and no medical advice. Talk with your care team and call the site first."

#: Points are centers of cities, so finer distances would only look exact.
KM_DECIMALS = 1

#: What one trial says in a list, in this order. The long texts are left to `show` and to the full tables.
#: A column that the disease does not have is left out.
_TRIAL_FIELDS = (
    "nct_id", "title", "official_title", "acronym", "summary", "status", "last_known_status", "stale", "why_stopped",
    "study_type", "phases", "relevance", "primary_sites", "site_match", "treatments", "differentiation", "function",
    "syndromes", "sstr", "prior_prrt", "stage", "line_of_therapy", "grades", "has_placebo", "randomized", "conditions",
    "interventions", "sponsor",
    "enrollment", "min_age_years", "max_age_years", "sex", "start_date", "primary_completion_date", "completion_date",
    "first_posted", "last_update_posted", "status_verified", "has_results", "sites_recruiting", "sites_total",
    "countries", "contact_name", "contact_phone", "contact_email", "matched", "source", "source_url", "data_version",
    "fetched_at",
)  # fmt: skip
TRIAL_FIELDS = tuple(name for name in _TRIAL_FIELDS if load_profile().has(name))

_OF_TRIAL = (
    "title", "trial_status", "stale", "phases", "last_update_posted", "source", "source_url", "data_version",
    "fetched_at",
)  # fmt: skip

#: What is said of the nearest site: the nearest that takes people now where there is one, else the nearest of any.
NEAREST_FIELDS = ("facility", "city", "region", "country", "status", "distance_km", "recruiting")

SITE_FIELDS = (
    "site_id", "nct_id", "title", "trial_status", "stale", "phases", "facility", "city", "region", "country",
    "country_code", "postal_code", "latitude", "longitude", "status", "recruiting", "distance_km", "contact_name",
    "contact_phone", "contact_email", "center_id", "last_update_posted", "source", "source_url", "data_version",
    "fetched_at",
)  # fmt: skip


class Answer(Protocol):
    """What is needed of an answer of finder.query: its trials in display order, and the place where one was asked for.

    `trials` has the columns of the table trials and those that the answer adds (site counts, nearest site).
    """

    @property
    def trials(self) -> pd.DataFrame: ...

    @property
    def place(self) -> object | None: ...


def to_records(answer: Answer) -> list[dict[str, Any]]:
    """One dictionary a trial, in the answer's order, ready for JSON.

    `nearest_site` is there only where a place was asked for; it is None for a trial without any site with a point.
    """
    records = []
    for row in answer.trials.to_dict("records"):
        record = {name: to_plain(row.get(name)) for name in TRIAL_FIELDS}
        if answer.place is not None:
            record["nearest_site"] = _nearest_site(row)
        records.append({**record, "notice": NOTICE})
    return records


def trial_rows(answer: Answer) -> pd.DataFrame:
    """The same as flat columns, always the same ones: without a place the nearest ones are empty."""
    rows = answer.trials.reindex(columns=[*TRIAL_FIELDS, *(f"nearest_{name}" for name in NEAREST_FIELDS)])
    return rows.assign(nearest_distance_km=rows["nearest_distance_km"].round(KM_DECIMALS), notice=NOTICE)


def site_rows(answer: Answer, sites: pd.DataFrame) -> pd.DataFrame:
    """One row a site: the given sites of the answer's trials, in the order of the trials.

    `sites` has the columns of the table sites, and distance_km (kilometers from the place asked for) where known.
    Sites of one trial: those that take people now first, then the nearest first.
    """
    of_trial = answer.trials.rename(columns={"status": "trial_status"}).reindex(columns=["nct_id", *_OF_TRIAL])
    of_site = sites.reindex(columns=[name for name in SITE_FIELDS if name not in _OF_TRIAL])
    rows = of_site.merge(of_trial.assign(trial_order=range(len(of_trial))), on="nct_id")
    rows["takes_no_one"] = ~rows["recruiting"].fillna(False).astype(bool)
    rows = rows.sort_values(["trial_order", "takes_no_one", "distance_km", "site_id"], kind="stable")
    rows = rows.reindex(columns=[*SITE_FIELDS]).reset_index(drop=True)
    return rows.assign(distance_km=rows["distance_km"].round(KM_DECIMALS), notice=NOTICE)


def _nearest_site(row: Mapping[Hashable, Any]) -> dict[str, Any] | None:
    site: dict[str, Any] = {name: to_plain(row.get(f"nearest_{name}")) for name in NEAREST_FIELDS}
    if site["distance_km"] is None:
        return None
    return {**site, "distance_km": round(site["distance_km"], KM_DECIMALS)}
