"""The part of the world that a map shows: fitted to its points, so that all are inside with room for their marks.

The projection is plain: equal steps for degrees, longitude narrowed as it is in the middle of the map.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, isfinite, radians

from haversine import haversine

Degrees = tuple[float, float]

KM_PER_DEGREE: float = haversine((0.0, 0.0), (1.0, 0.0))

#: Room around the points, as shares of their span; a mark at the edge needs it. The height is the smaller side.
_ROOM_WIDE, _ROOM_HIGH = 1.2, 1.3
#: Degrees of latitude that a map shows at least: one town alone is seen with the land around it.
_LEAST_HEIGHT = 6.0
_LEAST_RATIO, _MOST_RATIO = 1.4, 2.0
_STEEPEST = 65.0
#: Where a map of the world is narrowed: most hospitals are near this latitude.
_WORLD_LATITUDE, _WORLD_SPAN = 40.0, 180.0
#: Where a map of the world begins: in the sea between Asia and America, as people know it.
_WORLD_WEST = -170.0
#: Beyond these latitudes is hardly land with a hospital; a map goes there only for a point.
_SOUTHMOST, _NORTHMOST = -60.0, 84.0


@dataclass(frozen=True)
class Frame:
    """A part of the world: its corner, its size in degrees, and how much a degree of longitude is narrowed."""

    west: float
    north: float
    width: float
    height: float
    narrowing: float

    @property
    def ratio(self) -> float:
        """Width by height as drawn."""
        return self.width * self.narrowing / self.height

    @property
    def width_km(self) -> float:
        """Kilometers from left to right through the middle."""
        return self.width * self.narrowing * KM_PER_DEGREE

    def locate(self, point: Degrees) -> tuple[float, float]:
        """Where a point (north, east) of this frame is drawn: shares of the width and height from the top left."""
        return (point[1] - self.west) % 360 / self.width, (self.north - point[0]) / self.height


def read_point(latitude: object, longitude: object) -> Degrees | None:
    """A point on the earth, or None for what is none. The point 0, 0 stands for "not known" in many records."""
    try:
        north, east = float(str(latitude)), float(str(longitude))
    except ValueError:
        return None
    if not (isfinite(north) and isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        return None
    return (north, east) if north or east else None


def fit_frame(points: Sequence[Degrees]) -> Frame:
    """The smallest pleasant frame with all points; it may run across the antimeridian. Raises ValueError for none."""
    south, north = min(point[0] for point in points), max(point[0] for point in points)
    west, span = _find_narrowest([point[1] for point in points])
    if span > _WORLD_SPAN:
        west, span = _WORLD_WEST, 360.0
    middle = _WORLD_LATITUDE if span > _WORLD_SPAN else min(abs(south + north) / 2, _STEEPEST)
    narrowing = cos(radians(middle))
    height = max((north - south) * _ROOM_HIGH, _LEAST_HEIGHT, span * narrowing * _ROOM_WIDE / _MOST_RATIO)
    width = min(max(span * _ROOM_WIDE, height * _LEAST_RATIO / narrowing), 360.0)
    top = (south + north + height) / 2
    edge = height * (1 - 1 / _ROOM_HIGH) / 2
    if top > _NORTHMOST:
        top = max(_NORTHMOST, north + edge)
    elif top - height < _SOUTHMOST:
        top = min(_SOUTHMOST, south - edge) + height
    return Frame(west + (span - width) / 2, top, width, height, narrowing)


def _find_narrowest(longitudes: Sequence[float]) -> tuple[float, float]:
    """West end and width in degrees of the narrowest strip with all longitudes: all but the widest gap."""
    around = sorted({longitude % 360 for longitude in longitudes})
    gaps = [(after - before, after) for before, after in pairwise(around)]
    gap, west = max([*gaps, (around[0] + 360 - around[-1], around[0])])
    return west, 360 - gap
