"""Why a status may be out of date on the day of the refresh."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from finder.normalize.dates import clean_dates, last_days

#: Study statuses under which people are taken now; the same words count for a site.
TAKES_PEOPLE = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"})
SOON = frozenset({"NOT_YET_RECRUITING"})
#: Days without a word from the sponsor after which a status is called old.
OLD_AFTER_DAYS = 365


def find_stale(trials: pd.DataFrame, today: date) -> "pd.Series[Any]":
    """A list of reasons a trial: unknown_status, past_completion, old_status; empty where none is known.

    Reads status, completion_day, primary_completion_day, status_verified, last_update_posted and fetched_at. A date
    without a day counts as late as it can mean, so that nothing is called old that may not be.
    """
    takes = trials["status"].isin(TAKES_PEOPLE)
    ends = trials["completion_day"].fillna(trials["primary_completion_day"])
    past = takes & (ends < today.isoformat()).fillna(False).astype(bool)
    told = last_days(clean_dates(trials["status_verified"])).fillna("")
    updated = last_days(clean_dates(trials["last_update_posted"])).fillna("")
    latest = told.where(told > updated, updated)
    latest = latest.where(latest != "", trials["fetched_at"].str.slice(0, 10).fillna(""))
    limit = (today - timedelta(days=OLD_AFTER_DAYS)).isoformat()
    old = (takes | trials["status"].isin(SOON)) & (latest != "") & (latest < limit)
    reasons = pd.DataFrame(
        {"unknown_status": trials["status"].eq("UNKNOWN").fillna(False), "past_completion": past, "old_status": old}
    ).astype(bool)
    cells = [[name for name, holds in zip(reasons, row, strict=True) if holds] for row in reasons.to_numpy()]
    return pd.Series(cells, index=trials.index, dtype="object")
