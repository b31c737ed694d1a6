"""Which names mean the same institution, so that it becomes one center. Better two rows than a wrong one."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

import pandas as pd

from finder.normalize.institution_groups import Node, number_groups
from finder.normalize.institution_match import THRESHOLD, is_network
from finder.normalize.institution_names import (
    Institution,
    Setting,
    fold_institution,
    share_reader,
)
from finder.normalize.institution_places import NO_POINT, Place, Point, locate_places, number_cities
from finder.places import fold_name, name_country
from finder.vocabulary.institutions import load_institution_words

__all__ = ["Institution", "choose_name", "fold_institution", "group_institutions"]

_LONGEST_SHOWN = 300
_COLUMNS = ("name", "city", "region", "country_code")


def group_institutions(frame: pd.DataFrame, *, threshold: float = THRESHOLD) -> "pd.Series[Any]":
    """A number for each row; rows with one number are one institution. <NA> where there is no usable name.

    `frame` has name, city, region, country_code, latitude, longitude (degrees, of the city or better); any value may
    be missing. The index must be unique. The answer (Int64) does not depend on the order of the rows. Every two
    names of a group pass the same test, so unlike names are never chained together. Raises nothing for odd text.
    """
    texts = {name: [_read_text(cell) for cell in frame[name]] for name in _COLUMNS}
    rows = list(zip(*texts.values(), strict=True))
    points = _read_points(frame)
    folded = {text: fold_name(text) for text in {*texts["city"], *texts["region"]}}
    places = [Place(row[3].upper(), folded[row[1]], folded[row[2]]) for row in rows]
    located = locate_places(places, points)
    blocks = number_cities(located)
    nodes = _settle_unplaced(_read_names(rows, places, blocks), places, located)
    cities: dict[int, list[Place]] = defaultdict(list)
    for place, block in blocks.items():
        cities[block].append(place)
    middles = {block: _find_middle([located[place] for place in several]) for block, several in cities.items()}
    named: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place, block in blocks.items():
        named[place[:2]].add(block)
    nowhere = {block for block, several in cities.items() if not _is_placed(several, named, located)}
    numbers = number_groups(set(filter(None, nodes)), middles, nowhere, threshold)
    found = [numbers.get(node) if node else None for node in nodes]
    return pd.Series(pd.array([pd.NA if n is None else n for n in found], dtype="Int64"), index=frame.index)


def choose_name(names_with_counts: Mapping[str, int] | Iterable[tuple[str, int]]) -> str:
    """The most telling of a group's names: written in full, without a department or a sponsor's number, not in
    capitals, and among these the most used. Raises ValueError without a name."""
    pairs = names_with_counts.items() if isinstance(names_with_counts, Mapping) else names_with_counts
    counts: Counter[str] = Counter()
    for name, count in pairs:
        line = " ".join(name.split())[:_LONGEST_SHOWN]
        counts[load_institution_words().noise.sub(" ", line).strip(" ,;/-") or line] += count
    if not counts:
        raise ValueError("no name to choose from")
    if len(counts) == 1:
        return next(iter(counts))
    looks = {name: _rate_look(name) for name in counts}
    top = max(looks.values())
    best = [name for name, look in looks.items() if look == top]
    # Reading a name takes longest, and mostly one is left by now.
    return (
        best[0] if len(best) == 1 else max(best, key=lambda name: (*_rate_words(name), counts[name], len(name), name))
    )


def _rate_look(name: str) -> tuple[bool, bool]:
    words = name.split()
    return name not in (name.upper(), name.lower()), len(words) > 1 and len(name) <= 80


def _rate_words(name: str) -> tuple[bool, bool]:
    folded = fold_institution(name)
    plain = not any(mark in name for mark in "();/|_") and not name.endswith((",", "."))
    return bool(folded.kinds) or folded.known, plain


def _read_text(cell: object) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _read_points(frame: pd.DataFrame) -> list[tuple[float, float]]:
    columns = [pd.to_numeric(frame[name], errors="coerce") for name in ("latitude", "longitude")]
    pairs = zip(*(column.astype("Float64").to_numpy("float64", na_value=math.nan) for column in columns), strict=True)
    return [
        (float(lat), float(lon)) if abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon) else NO_POINT
        for lat, lon in pairs
    ]


def _read_names(rows: list[tuple[str, ...]], places: list[Place], blocks: dict[Place, int]) -> list[Node | None]:
    cities: dict[int, set[str]] = defaultdict(set)
    for row, place in zip(rows, places, strict=True):
        if row[1]:
            cities[blocks[place]].add(row[1])
    said = {block: tuple(sorted(several)) for block, several in cities.items()}
    read = share_reader().read
    settings: dict[Place, Setting] = {}
    found: list[Node | None] = []
    for row, place in zip(rows, places, strict=True):
        block = blocks[place]
        if place not in settings:
            wider = (place.region, name_country(place.country)) if place.country else (place.region,)
            settings[place] = Setting(place.country, said.get(block, ()), wider)
        folded = read(row[0], settings[place])
        found.append(Node(folded, block) if folded.text else None)
    return found


def _is_placed(city: list[Place], named: dict[tuple[str, str], set[int]], located: dict[Place, Point]) -> bool:
    """Whether it is known which city this is: it has a name, and a region or point unless its name is the only one."""
    if any(place.region or not math.isnan(located[place][0]) for place in city):
        return bool(city[0].city)
    return bool(city[0].city) and len(named[city[0][:2]]) == 1


def _settle_unplaced(nodes: list[Node | None], places: list[Place], located: dict[Place, Point]) -> list[Node | None]:
    """Names whose city may be one of several, put where the very same name stands in just one of these cities."""
    homes: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for node, place in zip(nodes, places, strict=True):
        if node and (place.region or not math.isnan(located[place][0])):
            homes[place.country, place.city, _name_very(node)].add(node.block)
    settled = list(nodes)
    for at, (node, place) in enumerate(zip(nodes, places, strict=True)):
        if not node or not place.city or place.region or not math.isnan(located[place][0]):
            continue
        folded = node.folded
        home = homes.get((place.country, place.city, _name_very(node)), set())
        if len(home) == 1 and (folded.known or folded.of_city or folded.own) and not is_network(folded):
            settled[at] = Node(folded, *home)
    return settled


def _name_very(node: Node) -> str:
    folded = node.folded
    return " ".join((*folded.own, *sorted(folded.dividers))) if folded.known else folded.text


def _find_middle(points: list[Point]) -> Point:
    known = [point for point in points if not math.isnan(point[0])]
    return (median(p[0] for p in known), median(p[1] for p in known)) if known else NO_POINT
