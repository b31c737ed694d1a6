"""How values are said to a person at a terminal: codes in words, distances in the units of the place, clean lines."""

from datetime import UTC, date, datetime, timedelta

from finder.export.plain import is_missing
from finder.query.criteria import KM_PER_MILE
from finder.vocabulary.wording import load_wording


def say(cell: object) -> str:
    """Any cell as plain text: nothing for a missing value, a list with commas."""
    if isinstance(cell, (list, tuple)):
        return ", ".join(say(item) for item in cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if is_missing(cell) else str(cell)


def say_code(group: str, code: object) -> str:
    """One code of a column in words, nothing where it is missing."""
    return load_wording().label(group, code) if isinstance(code, str) and code else ""


def say_codes(group: str, codes: object) -> str:
    """A list of codes in words, joined by commas."""
    return ", ".join(say_code(group, code) for code in codes) if isinstance(codes, list) else ""


def say_distance(km: float | None, *, miles: bool) -> str:
    """A distance in whole miles or kilometers; from city center to city center, so nothing finer is honest."""
    if km is None:
        return ""
    return f"{km / KM_PER_MILE:.0f} mi" if miles else f"{km:.0f} km"


def say_place(*parts: object) -> str:
    """Facility, city, region and country as far as known, without repeating one that equals the one before."""
    said = [say(part) for part in parts]
    return ", ".join(part for i, part in enumerate(said) if part and part != (said[i - 1] if i else ""))


def say_age(age: timedelta) -> str:
    """How long ago, in the unit a person would take."""
    hours = age.total_seconds() / 3600
    if hours < 1:
        return _count(int(hours * 60), "minute")
    return _count(int(hours), "hour") if hours < 48 else _count(int(hours / 24), "day")


def say_hours(hours: float | None) -> str:
    """How often something is done, from the hours between: "every 36 hours", "every 7 days"."""
    if not hours:
        return ""
    return f"every {hours / 24:g} days" if hours > 48 and hours % 24 == 0 else f"every {hours:g} hours"


def read_time(text: str) -> datetime:
    """A time of the snapshot, in UTC; a plain day counts from its midnight. Raises ValueError."""
    if len(text) == len("2026-01-01"):
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
