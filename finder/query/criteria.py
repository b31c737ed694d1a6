"""What a search asks for, as data: read from words a person typed, and written back to them.

The same names and values serve the command, the dashboard and its address. A criterion given more than once means
"or", different criteria mean "and".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict

from finder.errors import QuestionError
from finder.places import fold_name, list_country_names, name_country
from finder.query.words import clean_value, fold_code, refuse
from finder.schema import load_columns
from finder.vocabulary.geography import find_country

Sort = Literal["distance", "relevance", "updated", "phase"]
Unit = Literal["mi", "km"]

#: Definition of the international mile.
KM_PER_MILE = 1.609344

#: No two points on the earth are farther apart along the ground.
MAX_KM = 20_040

#: Each value takes time; nobody types as many.
MAX_VALUES = 60

PHASES = ("early 1", "1", "1/2", "2", "2/3", "3", "4", "na")


class Distance(BaseModel):
    """A distance in the unit it was given in."""

    model_config = ConfigDict(frozen=True)

    amount: float
    unit: Unit

    @property
    def km(self) -> float:
        """Kilometers."""
        return self.amount * (KM_PER_MILE if self.unit == "mi" else 1)

    def __str__(self) -> str:
        return f"{self.amount:.10g}{self.unit}"


class Criteria(BaseModel):
    """All criteria of a search. An empty tuple or None means that it was not asked; `status` is "open" unless told.

    `country` holds ISO 3166-1 codes, all other words are as in the tables of a snapshot or as typed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    near: str | None = None
    within: Distance | None = None
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    status: tuple[str, ...] = ("open",)
    treatment: tuple[str, ...] = ()
    differentiation: tuple[str, ...] = ()
    relevance: tuple[str, ...] = ()
    age: float | None = None
    sex: str | None = None
    text: tuple[str, ...] = ()
    updated_since: str | None = None
    sort: Sort | None = None

    @property
    def order(self) -> Sort:
        """The order of the answer: as asked, else by distance where a place is given, else by relevance."""
        return self.sort or ("distance" if self.near else "relevance")


#: Names of the criteria in the order in which they are shown, as typed ("updated-since").
NAMES = tuple(name.replace("_", "-") for name in Criteria.model_fields)


def parse_criteria(words: Mapping[str, Sequence[str]]) -> Criteria:
    """Read criteria from name -> values. Raises QuestionError that names criterion, value and what it takes."""
    criteria = Criteria.model_validate(read_words(words, {name: READERS[name] for name in NAMES}))
    require_place(criteria.near, criteria.within, criteria.sort)
    return criteria.model_copy(update={"status": fold_status(criteria.status)})


def read_words(words: Mapping[str, Sequence[str]], readers: Mapping[str, Callable[[str], object]]) -> dict[str, object]:
    """Read name -> values as typed; a name of REPEATED gives a tuple. Raises QuestionError as `parse_criteria` does."""
    unknown = next((name for name in words if name not in readers), None)
    if unknown is not None:
        raise refuse(
            "A search", clean_value("A criterion", unknown), f"these criteria: {', '.join(readers)}", list(readers)
        )
    found: dict[str, object] = {}
    for name, values in words.items():
        if isinstance(values, str):
            values = [values]
        if len(values) > MAX_VALUES:
            raise QuestionError(
                f"{name} is given {len(values):,} times.", remedy=f"Give it at most {MAX_VALUES} times."
            )
        if not values:
            continue
        read = [readers[name](clean_value(name, value)) for value in values]
        if name in REPEATED:
            found[name.replace("-", "_")] = tuple(dict.fromkeys(cast("list[str]", read)))
        elif len(set(read)) > 1:
            raise QuestionError(f"{name} is given {len(read)} times.", remedy="Give it once.")
        else:
            found[name.replace("-", "_")] = read[0]
    return found


def require_place(near: str | None, within: Distance | None, sort: str | None) -> None:
    """Raises QuestionError where a distance is asked from nowhere."""
    for name, given in (("within", within), ("sort by distance", sort == "distance")):
        if given and near is None:
            raise QuestionError(f"{name} needs a place to start from.", remedy="Add near, such as near 'Boston, MA'.")


def fold_status(status: tuple[str, ...]) -> tuple[str, ...]:
    """ "any" with others is the same as "any" alone."""
    return ("any",) if "any" in status else status


def write_address(criteria: Criteria) -> list[tuple[str, str]]:
    """The criteria as (name, value) pairs for a web address; `parse_criteria` reads the same criteria from them."""
    return write_pairs(criteria, NAMES)


def write_pairs(criteria: BaseModel, names: Sequence[str]) -> list[tuple[str, str]]:
    """The named criteria of any list as such pairs."""
    pairs = []
    for name in names:
        value = getattr(criteria, name.replace("-", "_"))
        if value is None or (name == "status" and value == ("open",)):
            continue
        if name == "country":
            value = tuple(name_country(code) for code in value)
        if name == "age":
            value = f"{value:.10g}"
        pairs += [(name, str(item)) for item in (value if isinstance(value, tuple) else (value,))]
    return pairs


def _read_distance(value: str) -> Distance:
    match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([a-z]*)\.?", value.casefold())
    unit = _UNITS.get(match[2]) if match else None
    if match is None or (match[2] and unit is None):
        raise refuse("within", value, "a distance in miles or kilometers, such as 100mi or 160km")
    if unit is None:
        raise QuestionError(
            f"within {value!r} does not say miles or kilometers.", remedy=f"Write {match[1]}mi or {match[1]}km."
        )
    distance = Distance(amount=float(match[1]), unit=unit)
    if not 0 < distance.km <= MAX_KM:
        raise refuse("within", value, f"a distance above 0 and up to {MAX_KM:,} km")
    return distance


_UNITS: dict[str, Unit] = {
    **dict.fromkeys(("mi", "mile", "miles"), "mi"),
    **dict.fromkeys(("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"), "km"),
}


def _read_country(value: str) -> str:
    country = find_country(value)
    if country is None:
        takes = "a country's name or two-letter code, such as Germany or DE"
        raise refuse("country", value, takes, list_country_names())
    return country.code


def read_name(criterion: str, kind: str) -> Callable[[str], str]:
    """A reader of any name that has a letter or digit."""

    def read(value: str) -> str:
        if not fold_name(value):
            raise refuse(criterion, value, f"the name of a {kind}")
        return value

    return read


def read_choice(criterion: str, choices: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of these values, whatever its case, spaces and hyphens."""
    known = {fold_code(choice): choice for choice in choices}

    def read(value: str) -> str:
        choice = known.get(fold_code(value))
        if choice is None:
            raise refuse(criterion, value, ", ".join(choices), choices)
        return choice

    return read


def _read_phase(value: str) -> str:
    short = re.sub(r"phase|\s|_|-", "", value.casefold())
    short = {"early1": "early 1", "0": "early 1", "notapplicable": "na", "none": "na"}.get(short, short)
    if short not in PHASES:
        raise refuse("phase", value, ", ".join(PHASES))
    return short


def _read_age(value: str) -> float:
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)(?: ?(?:y|years?))?", value.casefold())
    if match is None or float(match[1]) > 130:
        raise refuse("age", value, "an age in years from 0 to 130")
    return float(match[1])


def read_text(value: str) -> str:
    """Words to look for. Raises QuestionError where there are none."""
    if not any(c.isalnum() for c in value):
        raise refuse("text", value, "words to look for")
    return value


def _read_day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else _first_day(value)
    except ValueError:
        raise refuse("updated-since", value, "a date, such as 2026-01-31") from None


def _first_day(value: str) -> str:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", value):
        raise ValueError(value)
    return date.fromisoformat(f"{value}-01-01"[:10]).isoformat()


def _values(column: str) -> tuple[str, ...]:
    return tuple(value.casefold() for value in load_columns()[column].values)


#: Allowed values of the criteria that take a word from a list.
CHOICES: dict[str, tuple[str, ...]] = {
    "site": _values("primary_sites"),
    "status": ("open", "any", *_values("status")),
    "treatment": _values("treatments"),
    "differentiation": _values("differentiation"),
    "relevance": _values("relevance"),
    "sex": ("female", "male"),
    "sort": ("distance", "relevance", "updated", "phase"),
}

#: How the value of each criterion is read.
READERS: dict[str, Callable[[str], object]] = {
    "near": read_name("near", "place"),
    "within": _read_distance,
    "country": _read_country,
    "region": read_name("region", "region"),
    "city": read_name("city", "city"),
    "phase": _read_phase,
    "age": _read_age,
    "text": read_text,
    "updated-since": _read_day,
    **{name: read_choice(name, choices) for name, choices in CHOICES.items()},
}

#: Criteria that take several values ("or").
REPEATED = {
    "country",
    "region",
    "city",
    "site",
    "phase",
    "status",
    "treatment",
    "differentiation",
    "relevance",
    "text",
    "kind",
    "name",
    "audience",
    "language",
    "gene",
    "syndrome",
}
