"""The registry client of ClinicalTrials.gov, API version 2: ask every plan, walk its pages to the end, miss nothing.

Building a request, sending it and reading its answer are separate functions. The official description of the API is
served at https://clinicaltrials.gov/api/oas/v2; how it behaves beyond that is said where it surprises.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from finder.errors import AnswerError, RefusedError
from finder.fetch.http import PoliteSession
from finder.identifiers import find_nct_id
from finder.sources import Source
from finder.vocabulary.search import Plan

Progress = Callable[[str, int, int | None], None]
Study = dict[str, Any]

#: What is asked of each study: what parse/ reads, and nothing of results, outcomes or references (most of the bytes).
FIELDS = (
    "IdentificationModule",
    "StatusModule",
    "SponsorCollaboratorsModule",
    "DescriptionModule",
    "ConditionsModule",
    "DesignModule",
    "ArmsInterventionsModule",
    "EligibilityModule",
    "ContactsLocationsModule",
    "ConditionBrowseModule",
    "HasResults",
)
_RESTARTS = 2
_TOO_COMPLICATED = re.compile(r"too complicated", re.IGNORECASE)
_LATER = "Try again later; the last snapshot stands."


@dataclass(frozen=True)
class DataVersion:
    """Version of the API, and the time of its data (UTC, no zone letter) where it tells one."""

    api: str
    timestamp: str | None


@dataclass(frozen=True)
class Page:
    """One page of studies; `total` comes with the first page only, `token` is None on the last."""

    studies: list[Any]
    token: str | None
    total: int | None


@dataclass(frozen=True)
class Walk:
    """What a whole walk brought. `studies` 0 means that the registry was asked and has none."""

    studies: int
    bad_records: int
    requests: int
    bytes: int
    plans: dict[str, int]
    data_version: DataVersion
    warnings: list[str]
    nct_ids: frozenset[str]


class _WalkBrokenError(Exception):
    """The walk cannot be finished as begun, because the data moved under it. Never leaves this file."""


@dataclass
class _Tally:
    """What one try of a walk has brought so far."""

    plans: dict[str, set[str]] = field(default_factory=dict)
    bad_records: int = 0

    def unique(self) -> set[str]:
        return set().union(*self.plans.values())


def build_page(plan: Plan, page_size: int, token: str | None) -> dict[str, str]:
    """Parameters of one page. Later pages repeat all of the first but `countTotal`."""
    page = {
        "filter.advanced": write_expression(plan),
        "fields": "|".join(FIELDS),
        "pageSize": str(page_size),
        "format": "json",
    }
    return page | ({"pageToken": token} if token else {"countTotal": "true"})


def write_expression(plan: Plan) -> str:
    """The plan in the registry's query language, each clause in its own parentheses.

    Fields are named one by one because the registry's own search for a condition also looks at MeSH ancestors, and
    there every melanoma is a neuroendocrine tumor (MeSH D008545 stands below D018358).
    """
    words = " OR ".join(f'"{word}"' for word in plan.words)
    return " OR ".join(f"(AREA[{area}]({words}))" for area in plan.areas)


def decode_version(body: bytes) -> DataVersion:
    """Raises AnswerError."""
    answer = _decode_object(body)
    api, timestamp = answer.get("apiVersion"), answer.get("dataTimestamp")
    if not isinstance(api, str) or not isinstance(timestamp, str | None):
        raise _refuse_answer("it does not tell its version")
    return DataVersion(api, timestamp)


def decode_page(body: bytes) -> Page:
    """Raises AnswerError. Single studies are not looked at here: one bad record never costs the others."""
    answer = _decode_object(body)
    studies, token, total = answer.get("studies"), answer.get("nextPageToken"), answer.get("totalCount")
    if not isinstance(studies, list):
        raise _refuse_answer("a page has no list of studies")
    if not isinstance(token, str | None):
        raise _refuse_answer("the token of the next page is not text")
    if isinstance(total, bool) or not isinstance(total, int | None):
        raise _refuse_answer("the number of studies is not a number")
    return Page(studies, token or None, total)


def fetch_version(session: PoliteSession) -> DataVersion:
    """The registry's version now, never from the cache. Raises the SourceError family."""
    return decode_version(session.get("version", fresh=True).content)


def fetch_studies(
    session: PoliteSession,
    source: Source,
    plans: Sequence[Plan],
    keep: Callable[[list[Study]], None],
    progress: Progress = lambda _label, _done, _total: None,
) -> Walk:
    """All studies that any of `plans` finds, a page at a time to `keep`, past the cache.

    After a restart `keep` is given studies again, so it must replace by identifier. Raises the SourceError family; a
    walk that may have lost studies is an AnswerError, never a shorter list.
    """
    warnings: list[str] = []
    for _ in range(_RESTARTS + 1):
        version, tally = fetch_version(session), _Tally()
        try:
            for plan in plans:
                _walk_plan(session, source, plan, tally, keep, progress)
            if fetch_version(session) != version:
                raise _WalkBrokenError("the registry published new data during the walk")
        except _WalkBrokenError as broken:
            warnings.append(f"The walk was begun again: {broken}.")
            continue
        return Walk(
            studies=len(tally.unique()),
            bad_records=tally.bad_records,
            requests=session.requests_sent,
            bytes=session.bytes_read,
            plans={name: len(found) for name, found in tally.plans.items()},
            data_version=version,
            warnings=[*session.warnings, *dict.fromkeys(warnings), *_judge_version(version)],
            nct_ids=frozenset(tally.unique()),
        )
    reason = warnings[-1].removeprefix("The walk was begun again: ").rstrip(".")
    raise AnswerError(
        f"{_RESTARTS + 1} walks through the registry came to no good end; in the last, {reason}.",
        remedy=_LATER,
        source=session.title,
    )


def _walk_plan(
    session: PoliteSession,
    source: Source,
    plan: Plan,
    tally: _Tally,
    keep: Callable[[list[Study]], None],
    progress: Progress,
) -> None:
    """Walk one plan, in halves where the registry finds it too complicated. Raises _WalkBrokenError, SourceError."""
    try:
        first = _fetch_page(session, plan, source.page_size, None)
    except RefusedError as error:
        if len(plan.words) == 1 or not _TOO_COMPLICATED.search(error.message):
            raise
        for half in plan.split():
            _walk_plan(session, source, half, tally, keep, progress)
        return
    if first.total is None:
        raise _refuse_answer("it does not tell how many studies there are")
    if first.total > source.maximum_rows:
        raise _refuse_answer(
            f"{first.total:,} studies for {plan.name!r} are more than the {source.maximum_rows:,} allowed"
        )

    found: set[str] = set()
    bad = 0
    for page in _walk_pages(session, plan, source.page_size, first):
        ids, page_bad = _hand_over(page, keep)
        found |= ids
        bad += page_bad
        progress(plan.name, len(found), first.total)
    tally.bad_records += bad
    tally.plans.setdefault(plan.name, set()).update(found)
    if not len(found) <= first.total <= len(found) + bad:
        raise _WalkBrokenError(f"{plan.name!r} brought {len(found) + bad} studies of {first.total}")


def _walk_pages(session: PoliteSession, plan: Plan, page_size: int, first: Page) -> Iterable[Page]:
    """`first` and all pages after it. A page without studies in between is legal, as is an empty last one."""
    seen: set[str] = set()
    most_pages = 10 + 2 * ((first.total or 0) // page_size)
    page = first
    while True:
        yield page
        page.studies.clear()  # or two pages would be held while the next one comes
        if page.token is None:
            return
        if page.token in seen or len(seen) >= most_pages:
            raise _refuse_answer(f"the pages of {plan.name!r} never end")
        seen.add(page.token)
        try:
            page = _fetch_page(session, plan, page_size, page.token)
        except RefusedError as error:
            # Tokens die when new data is published; the registry then answers with some 4xx.
            raise _WalkBrokenError(f"a page token was refused ({error.status})") from error


def _fetch_page(session: PoliteSession, plan: Plan, page_size: int, token: str | None) -> Page:
    return decode_page(session.get("studies", build_page(plan, page_size, token), fresh=True).content)


def _hand_over(page: Page, keep: Callable[[list[Study]], None]) -> tuple[set[str], int]:
    """Give the studies of a page to `keep`; their identifiers, and how many records have none that can be used."""
    usable = {nct_id: study for study in page.studies if (nct_id := find_nct_id(study))}
    bad = sum(find_nct_id(study) is None for study in page.studies)
    if usable:
        keep(list(usable.values()))
    return set(usable), bad


def _judge_version(version: DataVersion) -> list[str]:
    if version.api.startswith("2."):
        return []
    return [f"The registry speaks version {version.api[:20]} of its API; this program was written for version 2."]


def _decode_object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _refuse_answer("it is not JSON") from error
    if not isinstance(answer, dict):
        raise _refuse_answer("it is no JSON object")
    return answer


def _refuse_answer(reason: str) -> AnswerError:
    return AnswerError(f"the answer cannot be used: {reason}.", remedy=_LATER, source="ClinicalTrials.gov")
