"""What became different about trials since a day, for those that fit what a person asks for."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from finder.query.criteria import Criteria
from finder.query.search import search
from finder.query.words import clean_value, refuse
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader

#: Each kind of change in words.
KINDS = {
    "new": "New in this list",
    "left": "Left this list",
    "status": "Status",
    "site_opened": "A site takes people now",
    "site_closed": "A site takes no more people",
    "contact": "The contact changed",
    "eligibility": "The text on who may join changed",
    "phases": "Phase",
    "start_date": "Start",
    "primary_completion_date": "End of the main part",
    "completion_date": "End",
    "primary_sites": "Where the tumor began",
    "treatments": "What is tested",
    "differentiation": "How the tumor cells look",
    "sstr": "Somatostatin receptors",
    "prior_prrt": "Earlier radionuclide therapy",
    "stage": "Stage",
    "line_of_therapy": "Earlier treatments",
    "grades": "Grade",
}

#: Columns of `ChangeAnswer.changes`.
COLUMNS = ("at", "nct_id", "title", "kind", "what", "before", "after", "status", "source", "source_url")

_LONGEST_DAYS = 36_500


@dataclass(frozen=True)
class ChangeAnswer:
    """Changes, the latest first, in the columns of COLUMNS (`what` is the kind in words; `status` is that of now).

    `unjudged`: trials that left in this time and are not listed, because criteria were asked and nobody can say any
    more whether they fitted. `known_since`: the UTC time since which changes are known, None where they never were.
    """

    changes: pd.DataFrame
    since: str
    unjudged: int = 0
    known_since: str | None = None

    @property
    def total(self) -> int:
        """How many changes there are."""
        return len(self.changes)

    @property
    def is_whole(self) -> bool:
        """Whether changes are known for all of the time that was asked for."""
        return self.known_since is not None and self.known_since[:10] <= self.since


def find_changes_since(
    reader: Reader, gazetteer: Gazetteer, criteria: Criteria, since: str, source_url: str
) -> ChangeAnswer:
    """Changes on the UTC day `since` or later of trials that fit `criteria` now.

    A trial that left the list fits nothing any more: it is listed where no criterion but an order is given, else
    counted. `source_url` leads to the page of a trial, with {nct_id} in it. Raises PlaceError, DamagedError.
    """
    changes = reader.read_table("changes")
    changes = changes[changes["at"].ge(since).fillna(False).astype(bool)]
    everything = criteria.model_copy(update={"sort": None}) == Criteria(status=("any",))
    trials = (
        search(reader, gazetteer, criteria).trials if not everything else reader.read_trials(set(changes["nct_id"]))
    )
    left = changes["kind"].eq("left") & ~changes["nct_id"].isin(trials["nct_id"])
    kept = changes[changes["nct_id"].isin(trials["nct_id"]) | (left & everything)]
    named = trials.set_index("nct_id")
    rows = kept.assign(
        title=kept["nct_id"].map(named["title"]).fillna(kept["before"].where(kept["kind"].eq("left"))),
        what=kept["kind"].map(lambda kind: KINDS.get(kind, kind)),
        status=kept["nct_id"].map(named["status"]),
        source="clinicaltrials_gov",
        source_url=[source_url.format(nct_id=nct_id) for nct_id in kept["nct_id"]],
    )
    rows = rows.sort_values("at", ascending=False, kind="stable").reset_index(drop=True)
    unjudged = 0 if everything else int(changes.loc[left, "nct_id"].nunique())
    return ChangeAnswer(rows[list(COLUMNS)], since, unjudged, reader.meta.get("changes_since"))


def parse_since(text: str, now: datetime | None = None) -> str:
    """The day that "7d", "2w" or "2026-01-31" means, in UTC. Raises QuestionError."""
    said = clean_value("since", text).casefold()
    today = (now or datetime.now(UTC)).date()
    try:
        if found := re.fullmatch(r"([0-9]{1,5}) ?(d|days?|w|weeks?)", said):
            days = int(found[1]) * (7 if found[2].startswith("w") else 1)
            return (today - timedelta(days=min(days, _LONGEST_DAYS))).isoformat()
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
            return date.fromisoformat(said).isoformat()
    except (ValueError, OverflowError):
        pass
    raise refuse("since", text, "a number of days such as 7d, or a day such as 2026-01-31")
