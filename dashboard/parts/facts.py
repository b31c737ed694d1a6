"""Single facts in the words people use: dates, ages of data, distances, phases, places. Plain text, not HTML."""

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date, format_skeleton

from dashboard.parts.escape import to_text
from dashboard.words import say
from finder.languages import spoken
from finder.places import say_country
from finder.vocabulary.wording import load_wording

KM_PER_MILE = 1.609344
#: From how many days on an age is told in which unit, and how many days that unit has.
_AGE_UNITS = ((730, "years", 365.25), (60, "months", 30.44), (14, "weeks", 7), (2, "days", 1))


def write_date(value: object) -> str:
    """An ISO date of any precision in words: 2024, May 2024 or May 17, 2024."""
    text = to_text(value)[:10]
    year, month, day = ([*text.split("-"), "", ""])[:3]
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        return text
    try:
        told = date(int(year), int(month), int(day) if day.isdecimal() else 1)
    except ValueError:
        return text
    if day.isdecimal():
        return format_date(told, "long", locale=spoken())
    return format_skeleton("yMMMM", told, locale=spoken())


def write_time(value: object) -> str:
    """A UTC time to the minute, or the day alone where no time is known."""
    text = to_text(value)
    return f"{write_date(text)}, {text[11:16]} UTC" if len(text) > 15 and text[10] == "T" else write_date(text)


def write_age(value: object, today: date) -> str:
    """How long ago a day was; empty for a date that is not a full day or lies ahead."""
    try:
        days = (today - date.fromisoformat(to_text(value)[:10])).days
    except ValueError:
        return ""
    if days < 0:
        return ""
    for least, unit, length in _AGE_UNITS:
        if days >= least:
            return say(f"age.{unit}", n=int(days // length))
    return say("age.yesterday" if days else "age.today")


def hours_since(value: object, now: datetime) -> float | None:
    """Hours between a UTC time of the snapshot and `now`; None where no time can be read."""
    try:
        then = datetime.fromisoformat(to_text(value))
    except ValueError:
        return None
    return (now - (then if then.tzinfo else then.replace(tzinfo=now.tzinfo))).total_seconds() / 3600


def write_distance(kilometers: object, unit: str) -> str:
    """A distance from kilometers, in `unit` ("mi" or "km"), to the nearest whole; points are of city centers."""
    text = to_text(kilometers)
    if not text:
        return ""
    count = float(text) / KM_PER_MILE if unit == "mi" else float(text)
    if count < 1:
        return say("distance.near")
    return say(f"distance.{unit}" if round(count) != 1 else f"distance.one_{unit}", n=f"{round(count):,}")


def write_place(facility: object, *parts: object) -> str:
    """Hospital, city, region and country (last), leaving out what is missing."""
    *before, country = [to_text(part) for part in (facility, *parts)]
    words = [*before, say_country(country)]
    return ", ".join(word for word in words if word)


def write_labels(labels: Sequence[str]) -> str:
    """Labels side by side; they may hold commas and begin with a capital, so a comma would not part them."""
    return " · ".join(labels)


def write_list(words: Sequence[str], limit: int = 0) -> str:
    """A list as text; beyond `limit` (0: none) the rest is counted, never dropped without a word."""
    shown = [to_text(word) for word in words if to_text(word)]
    if limit and len(shown) > limit + 1:
        return f"{', '.join(shown[:limit])} {say('list.more', n=len(shown) - limit)}"
    return ", ".join(shown)


def write_phase(phases: Sequence[str]) -> tuple[str, str]:
    """Label and meaning of a trial's phases; a trial without any is told apart from one that says none applies."""
    wording = load_wording()
    if not phases:
        return say("phase.missing"), ""
    terms = [wording.term("phases", phase) for phase in phases]
    label = terms[0].label
    for term in terms[1:]:  # "Phase 1 and 2"
        label += f" {say('phase.and')} {term.label.rsplit(maxsplit=1)[-1]}"
    return label, " ".join(term.meaning for term in terms if term.meaning)


def write_ages(youngest: object, oldest: object) -> str:
    """Ages admitted in words; a record without limits says so."""
    low, high = ((f"{float(text):g}" if (text := to_text(age)) else "") for age in (youngest, oldest))
    if low and high:
        return say("ages.between", low=low, high=high)
    if low:
        return say("ages.from", low=low)
    return say("ages.to", high=high) if high else say("ages.any")
