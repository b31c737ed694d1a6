"""What became different about trials since a day, for those that fit what a person asks for."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from finder.query.change_places import judge_sites, without_places
from finder.query.compose import compose_question
from finder.query.criteria import Criteria
from finder.query.places import Place
from finder.query.search import NEAREST, search
from finder.query.words import clean_value, refuse
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader
from finder.vocabulary.profile import load_profile

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
    "treatments": "What is tested",
    "stage": "Stage",
    "line_of_therapy": "Earlier treatments",
    **{name: axis.change for name, axis in load_profile().columns.items() if axis.change},
}

#: Columns of `ChangeAnswer.changes`.
COLUMNS = ("at", "nct_id", "title", "kind", "what", "before", "after", "status", "source", "source_url")

_WHERE = ("sites_recruiting", "sites_total", "countries", *NEAREST)
_LONGEST_DAYS = 36_500


@dataclass(frozen=True)
class ChangeAnswer:
    """Changes, the latest first, in the columns of COLUMNS (`what` is the kind in words; `status` is that of now).

    `unjudged`: trials that left in this time and are not listed, because criteria were asked and nobody can say any
    more whether they fitted. `gone`: sites that closed and are in no record any more, so that nobody can say whether
    they lay where was asked. `known_since`: the UTC time since which changes are known, None where they never were.
    `places` has one row a trial of `changes` that is still here (index nct_id) with where it runs: sites_recruiting,
    sites_total, countries, and the nearest_… columns of a search, empty unless a place was asked: `place`.
    """

    changes: pd.DataFrame
    since: str
    unjudged: int = 0
    gone: int = 0
    known_since: str | None = None
    places: pd.DataFrame = field(default_factory=pd.DataFrame)
    place: Place | None = None

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
    counted. Where a place is asked for, of changes of sites only those there are listed, and a site that closed there
    is listed even where its trial has no other one there. `source_url` leads to the page of a trial, with {nct_id} in
    it. Raises PlaceError, DamagedError.
    """
    changes = reader.read_table("changes")
    changes = changes[changes["at"].ge(since).fillna(False).astype(bool)]
    everything = criteria.model_copy(update={"sort": None}) == Criteria(status=("any",))
    gone = 0
    if everything:
        answer = None
        trials = _read_trials(reader, set(changes["nct_id"]))
        fitting = changes["nct_id"].isin(trials["nct_id"])
    else:
        answer = search(reader, gazetteer, criteria)
        trials = answer.trials
        fitting = changes["nct_id"].isin(trials["nct_id"])
        if compose_question(criteria, answer.place, gazetteer, reader).names_place:
            anywhere = reader.find_ids(compose_question(without_places(criteria), None, gazetteer, reader))
            asked = changes[changes["nct_id"].isin(anywhere)]
            sites = judge_sites(reader, gazetteer, criteria, answer.place, asked)
            fitting &= ~changes.index.isin(sites.elsewhere)
            gone = len(sites.gone - set(changes.index[fitting]))
            fitting |= changes.index.isin(sites.closed)
            added = set(changes["nct_id"][fitting]) - set(trials["nct_id"])
            trials = pd.concat([trials, _read_trials(reader, added)]) if added else trials
    left = changes["kind"].eq("left") & ~changes["nct_id"].isin(trials["nct_id"])
    kept = changes[fitting | (left & everything)]
    named = trials.set_index("nct_id")
    rows = kept.assign(
        title=kept["nct_id"].map(named["title"]).fillna(kept["before"].where(kept["kind"].eq("left"))),
        what=kept["kind"].map(lambda kind: KINDS.get(kind, kind)),
        status=kept["nct_id"].map(named["status"]),
        source="clinicaltrials_gov",
        source_url=[source_url.format(nct_id=nct_id) for nct_id in kept["nct_id"]],
    )
    rows = rows.sort_values("at", ascending=False, kind="stable").reset_index(drop=True)
    return ChangeAnswer(
        rows[list(COLUMNS)],
        since,
        unjudged=0 if everything else int(changes.loc[left, "nct_id"].nunique()),
        gone=gone,
        known_since=reader.meta.get("changes_since"),
        places=named.loc[named.index.isin(rows["nct_id"])].reindex(columns=list(_WHERE)),
        place=answer.place if answer else None,
    )


def _read_trials(reader: Reader, nct_ids: Collection[str]) -> pd.DataFrame:
    """These trials with where they run."""
    trials = reader.read_trials(nct_ids)
    return pd.concat([trials, reader.count_sites(list(trials["nct_id"])).set_axis(trials.index)], axis=1)


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
