"""Which city a row is in, though cities come under several names, regions and points."""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from haversine import haversine

#: Two names of cities whose points lie this close mean one city ("Milan", "Milano").
SAME_CITY_KM = 1.5
#: Within this distance a strong name is one place although the cities differ (suburbs, districts).
NEAR_KM = 40.0
#: Countries in which towns of one name are many and the region that a source gives can be relied on.
FEDERAL = frozenset({"US", "CA", "AU", "BR", "MX", "IN", "DE"})
NO_POINT = (math.nan, math.nan)
Point = tuple[float, float]


class Place(NamedTuple):
    """Country code, folded city and folded region; empty where not known."""

    country: str
    city: str
    region: str


def locate_places(places: list[Place], points: list[Point]) -> dict[Place, Point]:
    """The middle point of the rows of each place; NaN where none has one."""
    table = pd.DataFrame(points, columns=["latitude", "longitude"])
    table["place"] = pd.Series(places, dtype="object")
    middle = table.groupby("place", sort=False)[["latitude", "longitude"]].median()
    return {place: (row[0], row[1]) for place, row in zip(middle.index, middle.to_numpy(), strict=True)}


def number_cities(located: dict[Place, Point]) -> dict[Place, int]:
    """The same number for places that are one city: one name with near points, or one point under two names.

    A place without a point belongs to the only city of that name in its country, or stands alone; where regions can
    be relied on, another region is another city.
    """
    join = _Joiner(located)
    named: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in sorted(located):
        if place.city:
            named[place[:2]].append(place)
    for several in named.values():
        pointed = [place for place in several if has_point(located[place])]
        for at, place in enumerate(pointed):
            for other in pointed[:at]:
                if is_near(located[place], located[other], NEAR_KM):
                    join.unite(place, other)
        by_region = several[0].country in FEDERAL
        clear = [place for place in several if place in pointed or (by_region and place.region)]
        if len({join.find(place) for place in clear}) == 1:
            for place in several:
                join.unite(place, clear[0])
    grid: dict[tuple[str, int, int], list[Place]] = defaultdict(list)
    for place in sorted(located):
        if place.city and has_point(located[place]):
            lat, lon = (round(degrees * 50) for degrees in located[place])
            for cell in ((place.country, lat + i, lon + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                for other in grid[cell]:
                    if is_near(located[place], located[other], SAME_CITY_KM):
                        join.unite(place, other)
            grid[place.country, lat, lon].append(place)
    order = {root: number for number, root in enumerate(sorted({join.find(place) for place in located}))}
    return {place: order[join.find(place)] for place in located}


class _Joiner:
    """Sets of places that are joined two by two; each is named by its first place."""

    def __init__(self, items: Iterable[Place]) -> None:
        self.parent = {item: item for item in items}

    def find(self, item: Place) -> Place:
        while self.parent[item] != item:
            self.parent[item] = item = self.parent[self.parent[item]]
        return item

    def unite(self, one: Place, other: Place) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self.parent[second] = first


def has_point(point: Point) -> bool:
    """Whether a point is known."""
    return not math.isnan(point[0])


def is_near(one: Point, other: Point, limit: float) -> bool:
    """Whether both points are known and at most `limit` km apart."""
    return has_point(one) and has_point(other) and haversine(one, other) <= limit
