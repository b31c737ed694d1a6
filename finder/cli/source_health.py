"""Which sources are not well, and which of that a job must be told by the exit code.

A source without which the data is not sound counts at once; a lesser one only when its rows have grown old, since it
may fail for a while and be read again.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from finder.cli.words import read_time, say_age
from finder.outcome import Ending
from finder.sources import Source

_FAILED = (Ending.DEGRADED, Ending.UNAVAILABLE)

#: Beside twice its own age, what a lesser source may be old.
GRACE = timedelta(days=7)


class Health(NamedTuple):
    """Sentences about sources: `failures` count for the exit code, `troubles` are only told."""

    failures: list[str]
    troubles: list[str]


def judge_sources(rows: list[dict[str, Any]], declared: Mapping[str, Source], now: datetime | None = None) -> Health:
    """Judge the rows of the table sources. One whose declaration is gone is only told."""
    health = Health([], [])
    for row in rows:
        name, source = str(row["name"]), declared.get(str(row["name"]))
        failed = row.get("outcome") in _FAILED
        old = source is not None and not source.essential and _is_too_old(row, source, failed, now or datetime.now(UTC))
        said = []
        if failed:
            said.append(f"The source {name} could not be read, or not wholly. {row.get('message') or ''}".strip())
        if old and source is not None:
            said.append(f"The rows of {name} are older than {say_age(_limit(source))}.")
        counts = old or (failed and source is not None and source.essential)
        (health.failures if counts else health.troubles).extend(said)
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
