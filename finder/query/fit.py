"""The check "could this fit?": sorts the open trials by what a person says, and keeps nothing of it.

Each trial *fits what the record states*, leaves something open (*not stated: ask*), or *the record rules it out*. A
trial that fits in all that was asked is still no promise: only the study team can say who may join.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from finder.places import name_country
from finder.query.cells import read_text
from finder.query.compose import OPEN, limit_scope
from finder.query.fit_grade import judge_grade
from finder.query.fit_reason import Places, Reason, Trial, Verdict, read_words
from finder.query.fit_rules import judge_age, judge_country, judge_prrt, judge_sex, judge_site, judge_sstr
from finder.query.person import Person
from finder.store.question import Question
from finder.store.reader import Reader
from finder.vocabulary.profile import load_profile

#: A site of one of these statuses is open, or may still open; any other one is closed.
_NOT_CLOSED = frozenset({*OPEN, ""})


@dataclass(frozen=True)
class Fit:
    """How a trial stands to a person: one reason for each question that was answered."""

    verdict: Verdict
    reasons: tuple[Reason, ...]

    def count(self, verdict: Verdict) -> int:
        """How many reasons say this."""
        return sum(reason.verdict == verdict for reason in self.reasons)


@dataclass(frozen=True)
class Judged:
    """One open trial as a row of table trials, and how it stands."""

    trial: dict[str, Any]
    fit: Fit


@dataclass(frozen=True)
class Sorting:
    """All open trials in three groups, each in the order in which to look at them."""

    fits: tuple[Judged, ...]
    ask: tuple[Judged, ...]
    ruled_out: tuple[Judged, ...]


def judge_fit(trial: Trial, places: Places, person: Person) -> Fit:
    """How one row of table trials stands to a person. Never raises for what a record holds."""
    words = read_words(trial)
    judges = {
        "age": lambda: judge_age(trial, person),
        "sex": lambda: judge_sex(trial, person),
        "site": lambda: judge_site(trial, person, words),
        "grade": lambda: judge_grade(trial, person, words),
        "prrt": lambda: judge_prrt(trial, person, words),
        "sstr": lambda: judge_sstr(trial, person, words),
        "country": lambda: judge_country(trial, person, places),
    }
    reasons = tuple(judges[question]() for question in person.answered)
    said = {reason.verdict for reason in reasons}
    verdict: Verdict = "ruled_out" if "ruled_out" in said else "fits" if said == {"fits"} else "ask"
    return Fit(verdict, reasons)


def sort_trials(reader: Reader, person: Person) -> Sorting:
    """All trials that take people now or soon, sorted by what the person says. Raises DamagedError."""
    frame = reader.find_trials(limit_scope(Question(statuses=OPEN), reader))
    trials = [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]
    places = _find_places(reader, list(frame["nct_id"]), person.country) if person.country else {}
    return arrange(Judged(trial, judge_fit(trial, places.get(trial["nct_id"], Places()), person)) for trial in trials)


def arrange(judged: Iterable[Judged]) -> Sorting:
    """The three groups: what is ruled out by least, then what leaves least open, then trials about these tumors, then
    the one updated last."""
    ordered = sorted(judged, key=lambda each: read_text(each.trial.get("nct_id")))
    ordered.sort(key=lambda each: read_text(each.trial.get("last_update_posted")), reverse=True)
    ordered.sort(key=_rank)
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in ordered:
        groups[each.fit.verdict].append(each)
    return Sorting(tuple(groups["fits"]), tuple(groups["ask"]), tuple(groups["ruled_out"]))


def _rank(judged: Judged) -> tuple[int, int, bool]:
    basket = read_text(judged.trial.get("relevance")) != load_profile().relevance.specific
    return judged.fit.count("ruled_out"), judged.fit.count("ask"), basket


def _find_places(reader: Reader, nct_ids: list[str], country: str) -> dict[str, Places]:
    """What the trials list of places in one country, by identifier."""
    listed = dict(zip(nct_ids, reader.count_sites(nct_ids)["countries"], strict=True))
    # Of a trial that takes people these are the sites that do, of another one all: the rule of every search.
    sites = reader.find_sites(limit_scope(Question(statuses=OPEN, country_codes=(country,)), reader))
    cities = _gather_cities(sites[sites["status"].fillna("").isin(_NOT_CLOSED)])
    name = name_country(country)
    shut = [nct_id for nct_id, countries in listed.items() if name in countries and nct_id not in cities]
    others = reader.read_sites(shut)
    waiting = others[others["country_code"].eq(country) & others["status"].eq("NOT_YET_RECRUITING")]
    later = _gather_cities(waiting)
    return {
        nct_id: Places(
            tuple(countries),
            {country: cities[nct_id]} if nct_id in cities else {},
            {country: later[nct_id]} if nct_id in later else {},
        )
        for nct_id, countries in listed.items()
    }


def _gather_cities(sites: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """The cities of these sites by trial; the country's name where a site has no city."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for nct_id, city, country in zip(sites["nct_id"], sites["city"], sites["country"], strict=True):
        found[nct_id][read_text(city) or read_text(country)] = None
    return {nct_id: tuple(sorted(names)) for nct_id, names in found.items()}
