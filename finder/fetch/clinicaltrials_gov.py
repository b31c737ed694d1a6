"""The registry client of ClinicalTrials.gov: ask every plan, walk its pages to the end, miss nothing.

A walk reads all studies, or only those that changed and beside them the identifiers of all. How pages follow each other
is in registry_walk.py, the words of questions and answers in registry_messages.py, and what several refreshers have to
do with each other in shared_pages.py.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

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
    write_expression,
)
from finder.fetch.registry_walk import (
    Asking,
    Keep,
    Progress,
    Tally,
    WalkBrokenError,
    ignore_progress,
    walk_plans,
)
from finder.fetch.shared_pages import SharedPages
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

_RESTARTS = 2
#: Identifiers of one look-up: the address of the request stays far below what any server takes.
_LOOKED_UP = 100


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


def fetch_version(session: PoliteSession) -> DataVersion:
    """The registry's version now, never from the cache. Raises the SourceError family."""
    return decode_version(session.get("version", fresh=True).content)


def fetch_studies(
    session: PoliteSession,
    source: Source,
    plans: Sequence[Plan],
    keep: Keep,
    progress: Progress = ignore_progress,
    shared: SharedPages | None = None,
) -> Walk:
    """All studies that any of `plans` finds, a page at a time to `keep`, past the cache.

    Pages of the registry's version of now that another refresher left in `shared` are taken in place of asking. After a
    restart `keep` is given studies again, so it must replace by identifier. Raises the SourceError family; a walk that
    may have lost studies is an AnswerError, never a shorter list.
    """
    asking = Asking(session, source, keep, progress, source.page_size, shared=shared)

    def walk_once() -> tuple[Tally, Tally]:
        tally = walk_plans(asking, plans)
        return tally, tally

    return _walk_until_whole(session, walk_once, shared)


def fetch_changes(
    session: PoliteSession,
    source: Source,
    plans: Sequence[Plan],
    since: str,
    keep: Keep,
    progress: Progress = ignore_progress,
    shared: SharedPages | None = None,
) -> Walk:
    """The studies whose last update was posted on the day `since` or later to `keep`, and identifiers of all.

    As `fetch_studies` otherwise. Studies and identifiers are of one version of the registry's data.
    """
    changed = Asking(session, source, keep, progress, source.page_size, since=since, shared=shared)
    dated = replace(changed, fields=DATED, page_size=LARGEST_PAGE, since=None, keep=lambda _page: None)

    def walk_once() -> tuple[Tally, Tally]:
        read = walk_plans(changed, plans)
        found = walk_plans(dated, plans)
        if read.days.items() - found.days.items():
            raise WalkBrokenError("studies that changed are not among all studies")
        return found, read

    return _walk_until_whole(session, walk_once, shared)


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


def _walk_until_whole(
    session: PoliteSession, walk_once: Callable[[], tuple[Tally, Tally]], shared: SharedPages | None
) -> Walk:
    """Walk again where the data moved meanwhile, or where pages of others led nowhere. Raises SourceError."""
    warnings: list[str] = []
    for _ in range(_RESTARTS + 1):
        version = fetch_version(session)
        if shared:
            shared.begin(session.base_url, version)
        try:
            found, read = walk_once()
            if fetch_version(session) != version:
                raise WalkBrokenError("the registry published new data during the walk")
        except WalkBrokenError as broken:
            warnings.append(f"The walk was begun again: {broken}.")
            continue
        except (AnswerError, RefusedError) as error:
            if not (shared and shared.taken):
                raise
            warnings.append(f"The walk was begun again: {error.message.rstrip('.')}.")
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


def _judge_version(version: DataVersion) -> list[str]:
    if version.api.startswith("2."):
        return []
    return [f"The registry speaks version {version.api[:20]} of its API; this program was written for version 2."]
