"""Turns the place a person typed into a point, or says what it could be.

Read are a US ZIP code ("77030"), "lat,lon" ("29.76,-95.36"), and a city with or without region and country ("Boston",
"Boston, MA", "Paris, France", "London, Ontario, Canada", "Köln").

Rule for a name of several cities: one is taken without asking where it has at least ten times the people of the next.
A city that has the name only as an alternate name counts with a tenth of its people. Else the error lists them.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from haversine import haversine

from finder.errors import PlaceError, QuestionError
from finder.places import find_country_code, fold_name, name_country
from finder.query.words import clean_value
from finder.store.gazetteer import City, Gazetteer

_DOMINANCE = 10
_ALTERNATE_SHARE = 0.1
_LISTED = 8

#: Kilometers within which two entries of one name and region are one city (a city and its old town, say).
_SAME_CITY_KM = 25

_ZIP = re.compile(r"([0-9]{5})(?:[- ][0-9]{4})?")
_POINT = re.compile(r"\(?\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?)\s*[,;]\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?)\s*\)?")
_DIGITS_ONLY = re.compile(r"[0-9 -]+")
_HOW = "Write a city with its state or country, a US ZIP code, or latitude,longitude such as 29.76,-95.36."


@dataclass(frozen=True)
class Place:
    """A point on the earth (degrees north, degrees east), and the name to show for it."""

    name: str
    latitude: float
    longitude: float
    country_code: str | None = None
    region: str | None = None


def resolve_place(text: str, gazetteer: Gazetteer) -> Place:
    """The place meant by a text. Raises PlaceError, whose `candidates` each resolve when typed back."""
    try:
        text = clean_value("near", text)
    except QuestionError as error:
        raise PlaceError(error.message, remedy=_HOW) from error
    if point := _POINT.fullmatch(text):
        return _resolve_point(text, float(point[1]), float(point[2]))
    if zip_code := _ZIP.fullmatch(text):
        return _resolve_zip(zip_code[1], gazetteer)
    if _DIGITS_ONLY.fullmatch(text):
        raise PlaceError(f"{text!r} is no place that we know.", remedy=_HOW)
    return _resolve_city(text, gazetteer)


def _resolve_point(text: str, latitude: float, longitude: float) -> Place:
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise PlaceError(
            f"The point {text!r} is not on the earth.",
            remedy="Latitude goes from -90 to 90 and comes first, longitude from -180 to 180.",
        )
    return Place(f"{latitude:g}, {longitude:g}", latitude, longitude)


def _resolve_zip(code: str, gazetteer: Gazetteer) -> Place:
    city = gazetteer.find_zip(code)
    if city is None:
        raise PlaceError(f"The US ZIP code {code} is not known.", remedy=_HOW)
    where = city.region if city.country_code == "US" else name_country(city.country_code)
    return Place(f"{city.name}, {where} {code}", city.latitude, city.longitude, city.country_code, city.region or None)


def _resolve_city(text: str, gazetteer: Gazetteer) -> Place:
    found: list[City] = []
    for name, qualifiers in _readings(text):
        found = _fit(gazetteer.find(name), qualifiers, gazetteer)
        if found:
            break
    if not found:
        raise _unknown(text, gazetteer)
    cities = _rank_cities(found)
    typed_in_full = [city for city in cities if fold_name(name_city(city)) == fold_name(text)]
    if len(typed_in_full) == 1:
        return _as_place(typed_in_full[0])
    if not _dominates(cities):
        raise _ambiguous(text, cities)
    return _as_place(cities[0])


def find_main_city(name_key: str, gazetteer: Gazetteer) -> City | None:
    """The city that a folded name means without asking, by the rule above; None where there is no such city."""
    cities = _rank_cities(gazetteer.find(name_key))
    return cities[0] if cities and _dominates(cities) else None


def _readings(text: str) -> Iterable[tuple[str, list[str]]]:
    """Ways to part a text into the name of a city and what narrows it, the likeliest first."""
    parts = [key for part in text.split(",") if (key := fold_name(part))]
    if not parts:
        return
    yield parts[0], parts[1:]
    words = parts[0].split()
    for size in range(1, min(len(words), 4)):
        yield " ".join(words[:-size]), [" ".join(words[-size:]), *parts[1:]]


def _fit(cities: list[City], qualifiers: list[str], gazetteer: Gazetteer) -> list[City]:
    for qualifier in qualifiers:
        regions, country = set(gazetteer.find_regions(qualifier)), find_country_code(qualifier)
        cities = [c for c in cities if (c.country_code, c.region) in regions or c.country_code == country]
    return cities


def _rank_cities(found: list[City]) -> list[City]:
    """The cities that the name can honestly mean, the likeliest first."""
    cities = _merge_neighbors(sorted(found, key=_weigh, reverse=True))
    owned = {(city.country_code, city.region) for city in cities if city.own_name and city.region}
    return [
        city
        for city in cities
        if city.own_name
        or ((city.country_code, city.region) not in owned and _DOMINANCE * _weigh(city) >= _weigh(cities[0]))
    ]


def _dominates(cities: list[City]) -> bool:
    return len(cities) == 1 or _weigh(cities[0]) >= _DOMINANCE * max(_weigh(cities[1]), 1)


def _weigh(city: City) -> float:
    return city.population * (1 if city.own_name else _ALTERNATE_SHARE)


def _merge_neighbors(cities: list[City]) -> list[City]:
    """The cities without those that are a part or a suburb of a larger one of the same name; the largest first."""
    kept: list[City] = []
    for city in cities:
        here = (city.latitude, city.longitude)
        if not any(
            (other.country_code, other.region) == (city.country_code, city.region)
            and haversine(here, (other.latitude, other.longitude)) < _SAME_CITY_KM
            for other in kept
        ):
            kept.append(city)
    return kept


def name_city(city: City) -> str:
    """The city as one would type it to mean just this one, such as "Springfield, Missouri, US"."""
    country = "US" if city.country_code == "US" else name_country(city.country_code)
    parts = {fold_name(part): part for part in (country, city.region, city.name) if part}
    return ", ".join(reversed(parts.values()))


def _as_place(city: City) -> Place:
    name = name_city(city)
    if city.country_code == "US" and city.region:
        name = f"{city.name}, {city.region}"
    return Place(name, city.latitude, city.longitude, city.country_code, city.region or None)


def _ambiguous(text: str, cities: list[City]) -> PlaceError:
    forms = Counter(name_city(city) for city in cities)
    listed: dict[str, str] = {}
    for city in cities[:_LISTED]:
        form, point = name_city(city), f"{city.latitude:g},{city.longitude:g}"
        listed |= {form: form} if forms[form] == 1 else {point: f"{form} ({point})"}
    more = f" and {len(cities) - _LISTED} more" if len(cities) > _LISTED else ""
    return PlaceError(
        f"Several places are called {text!r}: {'; '.join(listed.values())}{more}.",
        candidates=tuple(listed),
        remedy="Add the state or country, or write latitude,longitude.",
    )


def _unknown(text: str, gazetteer: Gazetteer) -> PlaceError:
    key = fold_name(text)
    for kind, known in (("country", find_country_code(text)), ("region", gazetteer.find_regions(key))):
        if known:
            return PlaceError(
                f"{text!r} is no city.", remedy=f"Name a city there, or use the criterion {kind} for all of it."
            )
    similar = [name_city(city) for city in gazetteer.find_similar(fold_name(text.split(",")[0]))]
    guess = f" Did you mean {' or '.join(similar[:3])}?" if similar else ""
    return PlaceError(f"The place {text!r} is not known.{guess}", candidates=tuple(similar), remedy=_HOW)
