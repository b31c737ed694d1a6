"""What every command says about the snapshot it read: whose data, of which day, and how old."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from finder.cli.words import read_time, say
from finder.sources import load_sources
from finder.store.reader import Reader

STARTER = "starter"
OLDER = "An older version of this program made it; 'net-finder refresh' adds what it did not know."
STARTER_ADVICE = "Run 'net-finder refresh' for the list of today."


def credit_line(reader: Reader) -> str:
    """Where the data is from and of which day; starter data is called so, and so is what an older program made."""
    return f"{_say_origin(reader.meta)} {OLDER}" if reader.is_older else _say_origin(reader.meta)


def _say_origin(meta: dict[str, Any]) -> str:
    source = load_sources().get(str(meta.get("source")))
    if is_starter(meta):
        return f"This is starter data, most of it recorded on {say_data_day(meta)}. {STARTER_ADVICE}"
    title = source.title if source else say(meta.get("source"))
    return f"Data of {say_data_day(meta)} from {title}, read on {str(meta.get('published_at'))[:10]}."


def say_data_day(meta: dict[str, Any]) -> str:
    """The day of the data as its source states it, else the day it was published here."""
    return str(meta.get("data_version") or meta.get("published_at") or "an unknown day")[:10]


def is_starter(meta: dict[str, Any]) -> bool:
    return meta.get("source") == STARTER


def measure_age(
    meta: dict[str, Any],
    sources: list[dict[str, Any]],
    now: datetime | None = None,
    *,
    checked_at: str | None = None,
) -> timedelta | None:
    """How long ago the trials were read from their source, which for starter data is the day they were recorded.

    A later refresh of another source makes the trials no younger; one that asked and found nothing newer, at
    `checked_at`, does. None where the snapshot does not say.
    """
    stated = [row.get("fetched_at") for row in sources if row.get("name") == meta.get("source")]
    times = [text for text in (*stated, meta.get("published_at")) if isinstance(text, str) and text]
    if not times:
        return None
    read_at = read_time(times[0])
    if checked_at is not None and not is_starter(meta):
        with suppress(ValueError):
            read_at = max(read_at, read_time(checked_at))
    return max((now or datetime.now(UTC)) - read_at, timedelta(0))
