"""One way through the pages of ClinicalTrials.gov, plan by plan, each to its end.

That the data did not move meanwhile is for whoever walks to find out; see clinicaltrials_gov.py.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from finder.errors import RefusedError
from finder.fetch.http import PoliteSession
from finder.fetch.registry_messages import (
    FIELDS,
    Page,
    Study,
    build_page,
    decode_page,
    read_update_day,
    refuse_answer,
)
from finder.fetch.shared_pages import SharedPages
from finder.identifiers import find_nct_id
from finder.sources import Source
from finder.vocabulary.search import Plan

Progress = Callable[[str, int, int | None], None]
Keep = Callable[[list[Study]], None]

_TOO_COMPLICATED = re.compile(r"too complicated", re.IGNORECASE)


class WalkBrokenError(Exception):
    """The walk cannot be finished as begun, because the data moved under it. Never leaves this folder."""


@dataclass(frozen=True)
class Asking:
    """What is asked of every plan, and who is told: which fields, how many studies a page, updated since when.

    `shared`: where pages may be that another refresher has read.
    """

    session: PoliteSession
    source: Source
    keep: Keep
    progress: Progress
    page_size: int
    fields: Collection[str] = FIELDS
    since: str | None = None
    shared: SharedPages | None = None


@dataclass
class Tally:
    """What one way through all plans has brought so far."""

    plans: dict[str, set[str]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    bad_records: int = 0


def ignore_progress(_label: str, _done: int, _total: int | None) -> None:
    """The default progress: told to nobody."""


def walk_plans(asking: Asking, plans: Sequence[Plan]) -> Tally:
    """All pages of all plans. Raises WalkBrokenError, SourceError."""
    tally = Tally()
    for plan in plans:
        _walk_plan(asking, plan, tally)
    return tally


def _walk_plan(asking: Asking, plan: Plan, tally: Tally) -> None:
    """Walk one plan, in halves where the registry finds it too complicated."""
    try:
        first = _fetch_page(asking, plan, None)
    except RefusedError as error:
        if len(plan.words) <= 1 or not _TOO_COMPLICATED.search(error.message):
            raise
        for half in plan.split():
            _walk_plan(asking, half, tally)
        return
    if first.total is None:
        raise refuse_answer("it does not tell how many studies there are")
    if first.total > asking.source.maximum_rows:
        raise refuse_answer(
            f"{first.total:,} studies for {plan.name!r} are more than the {asking.source.maximum_rows:,} allowed"
        )

    found: dict[str, str] = {}
    bad = 0
    for page in _walk_pages(asking, plan, first):
        days, page_bad = _hand_over(page, asking.keep)
        found |= days
        bad += page_bad
        asking.progress(plan.name, len(found), first.total)
    tally.bad_records += bad
    tally.days |= found
    tally.plans.setdefault(plan.name, set()).update(found)
    if not len(found) <= first.total <= len(found) + bad:
        raise WalkBrokenError(f"{plan.name!r} brought {len(found) + bad} studies of {first.total}")


def _walk_pages(asking: Asking, plan: Plan, first: Page) -> Iterable[Page]:
    """`first` and all pages after it. A page without studies in between is legal, as is an empty last one."""
    seen: set[str] = set()
    most_pages = 10 + 2 * ((first.total or 0) // asking.page_size)
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
            page = _fetch_page(asking, plan, page.token)
        except RefusedError as error:
            # Tokens die when new data is published; the registry then answers with some 4xx.
            raise WalkBrokenError(f"a page token was refused ({error.status})") from error


def _fetch_page(asking: Asking, plan: Plan, token: str | None) -> Page:
    params = build_page(plan, asking.page_size, token, fields=asking.fields, since=asking.since)
    shared = asking.shared
    if shared and (kept := shared.find(params)) is not None:
        return decode_page(kept)
    body = asking.session.get("studies", params, fresh=True).content
    page = decode_page(body)
    if shared:
        shared.gather(params, body)
    return page


def _hand_over(page: Page, keep: Keep) -> tuple[dict[str, str], int]:
    """Give the studies of a page to `keep`; their identifiers with their days, and how many records have none."""
    usable = {nct_id: study for study in page.studies if (nct_id := find_nct_id(study))}
    bad = sum(find_nct_id(study) is None for study in page.studies)
    if usable:
        keep(list(usable.values()))
    return {nct_id: read_update_day(study) for nct_id, study in usable.items()}, bad
