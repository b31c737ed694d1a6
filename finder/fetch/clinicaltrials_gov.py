"""The registry client of ClinicalTrials.gov: ask every plan, walk its pages to the end, miss nothing.

A walk reads all studies, or only those that changed and beside them the identifiers of all. The words of questions and
answers are in registry_messages.py.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from finder.errors import AnswerError, RefusedError
from finder.fetch.http import PoliteSession
from finder.fetch.registry_messages import (
    ALL_STUDIES,
    DATED,
    FIELDS,
    LARGEST_PAGE,
    LATER,
    DataVersion,
    Page,
    Study,
    build_look_up,
    build_page,
    decode_page,
    decode_version,
    list_names,
    read_update_day,
    refuse_answer,
    write_expression,
)
from finder.identifiers import find_nct_id
from finder.sources import Source
from finder.vocabulary.search import Plan

__all__ = [
    "ALL_STUDIES",
    "FIELDS",
    "DataVersion",
    "Page",
    "Study",
    "Walk",
    "build_page",
    "decode_page",
    "decode_version",
    "fetch_changes",
    "fetch_current_ids",
    "fetch_studies",
    "fetch_version",
    "write_expression",
]

Progress = Callable[[str, int, int | None], None]
Keep = Callable[[list[Study]], None]

_RESTARTS = 2
#: Identifiers of one look-up: the address of the request stays far below what any server takes.
_LOOKED_UP = 100
_TOO_COMPLICATED = re.compile(r"too complicated", re.IGNORECASE)


@dataclass(frozen=True)
class Walk:
    """What a whole walk brought. `studies` 0 means that the registry was asked and has none.

    `days`: each study that any plan finds, and the day its last update was posted ("" where none is stated). `read`:
    those of them that were given to `keep` whole; after a walk through all studies these are all.
    """

    studies: int
    bad_records: int
    requests: int
    bytes: int
    plans: dict[str, int]
    data_version: DataVersion
    warnings: list[str]
    days: Mapping[str, str]
    read: frozenset[str]

    @property
    def nct_ids(self) -> frozenset[str]:
        return frozenset(self.days)


class _WalkBrokenError(Exception):
    """The walk cannot be finished as begun, because the data moved under it. Never leaves this file."""


@dataclass(frozen=True)
class _Ask:
    """What is asked of every plan: which fields, how many studies a page, updated since when."""

    fields: Collection[str]
    page_size: int
    since: str | None = None


@dataclass
class _Tally:
    """What one way through all plans has brought so far."""

    plans: dict[str, set[str]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    bad_records: int = 0


def ignore_progress(_label: str, _done: int, _total: int | None) -> None:
    """The default progress: told to nobody."""


def fetch_version(session: PoliteSession) -> DataVersion:
    """The registry's version now, never from the cache. Raises the SourceError family."""
    return decode_version(session.get("version", fresh=True).content)


def fetch_studies(
    session: PoliteSession,
    source: Source,
    plans: Sequence[Plan],
    keep: Keep,
    progress: Progress = ignore_progress,
) -> Walk:
    """All studies that any of `plans` finds, a page at a time to `keep`, past the cache.

    After a restart `keep` is given studies again, so it must replace by identifier. Raises the SourceError family; a
    walk that may have lost studies is an AnswerError, never a shorter list.
    """
    ask = _Ask(FIELDS, source.page_size)

    def walk_once() -> tuple[_Tally, _Tally]:
        tally = _walk_plans(session, source, plans, ask, keep, progress)
        return tally, tally

    return _walk_until_whole(session, walk_once)


def fetch_changes(
    session: PoliteSession,
    source: Source,
    plans: Sequence[Plan],
    since: str,
    keep: Keep,
    progress: Progress = ignore_progress,
) -> Walk:
    """The studies whose last update was posted on the day `since` or later to `keep`, and identifiers of all.

    As `fetch_studies` otherwise. Studies and identifiers are of one version of the registry's data.
    """
    changed, dated = _Ask(FIELDS, source.page_size, since), _Ask(DATED, LARGEST_PAGE)

    def walk_once() -> tuple[_Tally, _Tally]:
        read = _walk_plans(session, source, plans, changed, keep, progress)
        found = _walk_plans(session, source, plans, dated, lambda _page: None, progress)
        if read.days.items() - found.days.items():
            raise _WalkBrokenError("studies that changed are not among all studies")
        return found, read

    return _walk_until_whole(session, walk_once)


def fetch_current_ids(session: PoliteSession, nct_ids: Collection[str]) -> dict[str, str]:
    """Under which identifier the registry keeps each of these studies now; those that it has no more are left out.

    Raises the SourceError family.
    """
    current: dict[str, str] = {}
    asked = sorted(nct_ids)
    for start in range(0, len(asked), _LOOKED_UP):
        batch = set(asked[start : start + _LOOKED_UP])
        page = decode_page(session.get("studies", build_look_up(sorted(batch)), fresh=True).content)
        for study in page.studies:
            nct_id, aliases = list_names(study)
            if nct_id is not None:
                current |= dict.fromkeys(aliases & batch, nct_id)
        for study in page.studies:  # an identifier in use is no earlier one, whatever another study says
            if (nct_id := find_nct_id(study)) in batch and nct_id is not None:
                current[nct_id] = nct_id
    return current


def _walk_until_whole(session: PoliteSession, walk_once: Callable[[], tuple[_Tally, _Tally]]) -> Walk:
    """Walk again where the data moved meanwhile. Raises SourceError."""
    warnings: list[str] = []
    for _ in range(_RESTARTS + 1):
        version = fetch_version(session)
        try:
            found, read = walk_once()
            if fetch_version(session) != version:
                raise _WalkBrokenError("the registry published new data during the walk")
        except _WalkBrokenError as broken:
            warnings.append(f"The walk was begun again: {broken}.")
            continue
        return Walk(
            studies=len(found.days),
            bad_records=found.bad_records,
            requests=session.requests_sent,
            bytes=session.bytes_read,
            plans={name: len(ids) for name, ids in found.plans.items()},
            data_version=version,
            warnings=[*session.warnings, *dict.fromkeys(warnings), *_judge_version(version)],
            days=found.days,
            read=frozenset(read.days),
        )
    reason = warnings[-1].removeprefix("The walk was begun again: ").rstrip(".")
    raise AnswerError(
        f"{_RESTARTS + 1} walks through the registry came to no good end; in the last, {reason}.",
        remedy=LATER,
        source=session.title,
    )


def _walk_plans(
    session: PoliteSession, source: Source, plans: Sequence[Plan], ask: _Ask, keep: Keep, progress: Progress
) -> _Tally:
    tally = _Tally()
    for plan in plans:
        _walk_plan(session, source, plan, ask, tally, keep, progress)
    return tally


def _walk_plan(
    session: PoliteSession, source: Source, plan: Plan, ask: _Ask, tally: _Tally, keep: Keep, progress: Progress
) -> None:
    """Walk one plan, in halves where the registry finds it too complicated. Raises _WalkBrokenError, SourceError."""
    try:
        first = _fetch_page(session, plan, ask, None)
    except RefusedError as error:
        if len(plan.words) <= 1 or not _TOO_COMPLICATED.search(error.message):
            raise
        for half in plan.split():
            _walk_plan(session, source, half, ask, tally, keep, progress)
        return
    if first.total is None:
        raise refuse_answer("it does not tell how many studies there are")
    if first.total > source.maximum_rows:
        raise refuse_answer(
            f"{first.total:,} studies for {plan.name!r} are more than the {source.maximum_rows:,} allowed"
        )

    found: dict[str, str] = {}
    bad = 0
    for page in _walk_pages(session, plan, ask, first):
        days, page_bad = _hand_over(page, keep)
        found |= days
        bad += page_bad
        progress(plan.name, len(found), first.total)
    tally.bad_records += bad
    tally.days |= found
    tally.plans.setdefault(plan.name, set()).update(found)
    if not len(found) <= first.total <= len(found) + bad:
        raise _WalkBrokenError(f"{plan.name!r} brought {len(found) + bad} studies of {first.total}")


def _walk_pages(session: PoliteSession, plan: Plan, ask: _Ask, first: Page) -> Iterable[Page]:
    """`first` and all pages after it. A page without studies in between is legal, as is an empty last one."""
    seen: set[str] = set()
    most_pages = 10 + 2 * ((first.total or 0) // ask.page_size)
    page = first
    while True:
        yield page
        page.studies.clear()  # or two pages would be held while the next one comes
        if page.token is None:
            return
        if page.token in seen or len(seen) >= most_pages:
            raise refuse_answer(f"the pages of {plan.name!r} never end")
        seen.add(page.token)
        try:
            page = _fetch_page(session, plan, ask, page.token)
        except RefusedError as error:
            # Tokens die when new data is published; the registry then answers with some 4xx.
            raise _WalkBrokenError(f"a page token was refused ({error.status})") from error


def _fetch_page(session: PoliteSession, plan: Plan, ask: _Ask, token: str | None) -> Page:
    params = build_page(plan, ask.page_size, token, fields=ask.fields, since=ask.since)
    return decode_page(session.get("studies", params, fresh=True).content)


def _hand_over(page: Page, keep: Keep) -> tuple[dict[str, str], int]:
    """Give the studies of a page to `keep`; their identifiers with their days, and how many records have none."""
    usable = {nct_id: study for study in page.studies if (nct_id := find_nct_id(study))}
    bad = sum(find_nct_id(study) is None for study in page.studies)
    if usable:
        keep(list(usable.values()))
    return {nct_id: read_update_day(study) for nct_id, study in usable.items()}, bad


def _judge_version(version: DataVersion) -> list[str]:
    if version.api.startswith("2."):
        return []
    return [f"The registry speaks version {version.api[:20]} of its API; this program was written for version 2."]
