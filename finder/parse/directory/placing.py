"""City, region and country from the words that follow a name, as the page wrote them."""

import re
from dataclasses import dataclass
from functools import cache

from finder.parse.directory.names import names_institution
from finder.places import find_country_code, fold_name

_CODES = {"uk", "usa", "u s", "u s a", "uae", "us"}
# Where addresses name the state in full; elsewhere "Berlin" or "Wien" is the city before it is the state.
_NAME_STATES = {"US", "CA", "AU", "IN", "BR", "MX", "MY"}
_LONGEST_PLACE = 60
_MOST_WORDS = 5
_REGION_CODE = re.compile(r"[A-Z]{2,3}")
_COMMA = re.compile(r",(?![^()\[\]]{0,200}[)\]])")
_POSTAL = re.compile(
    r"(?:^|\s)(?:(?:[A-Z]{1,2}-)?[0-9]{4,6}(?:-[0-9]{3,4})?(?: [A-Z]{2}(?=\s))?|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}"
    r"|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|[0-9]{3} [0-9]{2})(?=\s|$)"
)
_COUNTED = re.compile(r"\s*[(\[]?[0-9]{1,4}[)\]]?\s*$|\s*:\s*$")


@dataclass(frozen=True)
class Place:
    city: str | None = None
    region: str | None = None
    country: str | None = None


def read_country(text: str) -> str | None:
    """The text where it names a country, as it stands; two letters alone are rather a state ("CA", "IN")."""
    name = _COUNTED.sub("", text).strip()
    if len(name) > _LONGEST_PLACE or (len(name) <= 3 and fold_name(name) not in _CODES):
        return None
    return name if find_country_code(name) else None


@cache
def _list_regions(country: str) -> dict[str, str]:
    import pycountry

    code = find_country_code(country) if country else None
    known = [region for region in pycountry.subdivisions if region.country_code == code]
    return {fold_name(region.name): region.name for region in known if code}


def read_region(text: str, country: str) -> str | None:
    """The text where it names a state or region of `country`, or is a code of two or three capitals."""
    name = _COUNTED.sub("", text).strip()
    if _REGION_CODE.fullmatch(name) and fold_name(name) not in _CODES:
        return name
    return name if len(name) <= _LONGEST_PLACE and fold_name(name) in _list_regions(country) else None


def read_city(text: str) -> str | None:
    """The text without its postal code where it can be a city: short, capital first, no number, no institution."""
    name = _POSTAL.sub(" ", text).strip(" .-")
    wrong = len(name) > _LONGEST_PLACE or len(name.split()) > _MOST_WORDS or re.search(r"[\d@:/!?]", name)
    capital = re.match(r"(?:['’]\w[- ]|[A-Za-z]['’])?\W?(\w)", name)
    if not name or wrong or not capital or capital[1].islower() or _names_more_than_a_city(name):
        return None
    return name


def _names_more_than_a_city(name: str) -> bool:
    return names_institution(name) or bool(
        re.match(r"(?:department|dept|division|unit|ward|suite|floor|room)\b", name, re.I)
    )


def split_commas(text: str) -> list[str]:
    """Parts between commas, but for commas in brackets."""
    return [part.strip() for part in _COMMA.split(text) if part.strip()]


def split_place(text: str, country: str, heading: str = "") -> tuple[str, Place]:
    """A line `Name, City[, Region][, Country]` as its name and place; what cannot be a place stays in the name.

    `country` is that of the whole directory ("" for several), `heading` the country that stands above the line.
    """
    parts = split_commas(text)
    named = None
    if len(parts) > 1 and not read_region(parts[-1], country):
        named = read_country(parts[-1])
    # "Luxembourg", "Singapore": the only word after a name, and the country is known from above, so it is the city.
    known = heading or country
    if named and not (len(parts) == 2 and known and find_country_code(named) == find_country_code(known)):
        parts.pop()
    else:
        named = None
    region = None
    if len(parts) > 1:
        last = _POSTAL.sub(" ", parts[-1]).strip()
        both = re.fullmatch(r"(\D+?)\s+([A-Z]{2,3})", last)
        if _REGION_CODE.fullmatch(last) or _is_state_after_city(parts, last, named or known):
            region = read_region(last, named or known)
        if region:
            parts.pop()
        elif both and read_region(both[2], known) and read_city(both[1]):
            parts[-1], region = both[1], both[2]
    city = read_city(parts[-1]) if len(parts) > 1 else None
    if city:
        parts.pop()
    return ", ".join(parts), Place(city, region, named)


def _is_state_after_city(parts: list[str], last: str, country: str) -> bool:
    names_states = find_country_code(country) in _NAME_STATES if country else False
    return names_states and len(parts) > 2 and bool(read_region(last, country) and read_city(parts[-2]))


def find_place(lines: list[str], country: str) -> Place:
    """City, region and country of an address of several lines, the last ones first; empty where none can be told."""
    found = Place()
    for line in reversed(lines[-12:]):
        text = line.strip(" ,.;")
        if labelled := re.match(r"(?:city|town|location|place|ville|ort|address)\s*:\s*(.+)", text, re.I):
            text = labelled[1]
        if whole := read_country(text):
            found = Place(found.city, found.region, found.country or whole)
        elif has_place_form(text, found.country or country) and not found.city:
            _, place = split_place(f"x, {text}", found.country or country)
            found = Place(place.city, place.region, found.country or place.country)
    return found


def has_place_form(text: str, country: str) -> bool:
    """Whether a line of an address looks like the one with the city: a postal code, or parts of which the last is a
    region or country."""
    parts = split_commas(text)
    if not parts or len(text) > 120 or names_institution(text.split(",")[0]):
        return False
    tail = _POSTAL.sub(" ", parts[-1]).strip()
    return bool(_POSTAL.search(text)) or (len(parts) > 1 and bool(read_country(tail) or read_region(tail, country)))
