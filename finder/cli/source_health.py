"""Which sources are not well, and which of that a job must be told by the exit code.

A source without which the data is not sound counts at once; a lesser one when it failed and its rows have grown old or
never came, since it may fail for a while and be read again. What is off by choice counts for nothing.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from finder.cli.words import read_time, say_age
from finder.outcome import Ending
from finder.sources import Source

_FAILED = (Ending.DEGRADED, Ending.UNAVAILABLE)

#: Beside twice its own age, what a lesser source may be old.
GRACE = timedelta(days=7)


class Health(NamedTuple):
    """Sentences about sources: `failures` count for the exit code, `troubles` are only told.

    `not_asked` has names of sources that a refresh reads and that none has asked so far.
    """

    failures: list[str]
    troubles: list[str]
    not_asked: list[str]


def judge_sources(
    rows: list[dict[str, Any]],
    declared: Mapping[str, Source],
    now: datetime | None = None,
    *,
    is_on: Callable[[Source], bool] = lambda _source: True,
) -> Health:
    """Judge the rows of the table sources. One whose declaration is gone, or that is off, is only told.

    `is_on`: whether a refresh reads a source.
    """
    health = Health([], [], [])
    for row in rows:
        name, source = str(row["name"]), declared.get(str(row["name"]))
        failed = row.get("outcome") in _FAILED
        lesser = source is not None and not source.essential
        old = source is not None and lesser and _is_too_old(row, source, failed, now or datetime.now(UTC))
        said = []
        if failed:
            said.append(f"The source {name} could not be read, or not wholly. {row.get('message') or ''}".strip())
        if old and source is not None:
            said.append(f"The rows of {name} are older than {say_age(_limit(source))}.")
        never = failed and not row.get("rows")
        counts = source is not None and is_on(source) and (old or never or (failed and not lesser))
        (health.failures if counts else health.troubles).extend(said)
    known = {str(row["name"]) for row in rows}
    health.not_asked.extend(source.name for source in declared.values() if source.name not in known and is_on(source))
    return health


def _limit(source: Source) -> timedelta:
    return 2 * timedelta(hours=source.max_age_hours) + GRACE


def _is_too_old(row: Mapping[str, Any], source: Source, failed: bool, now: datetime) -> bool:
    """Whether rows were kept too long; rows of a source that failed and that do not say how old they are were."""
    if not row.get("rows"):
        return False
    try:
        return now - read_time(str(row["fetched_at"])) > _limit(source) if row.get("fetched_at") else failed
    except ValueError:
        return failed
