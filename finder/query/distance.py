"""Distances along the ground (great circles, haversine formula), and boxes of latitude and longitude round a circle."""

from math import asin, cos, degrees, radians, sin

import pandas as pd
from haversine import Unit, haversine_vector

from finder.query.places import Place
from finder.store.question import Box

#: Mean radius of the earth in kilometers, IUGG; haversine counts with the same one.
EARTH_KM = 6371.0088

# A box may be a little too large, never too small.
_MARGIN = 1e-6


def draw_boxes(latitude: float, longitude: float, km: float) -> tuple[Box, ...]:
    """Boxes that together hold all points within `km` of a point: one, or two where they cross the date line."""
    angle = km / EARTH_KM
    reach = degrees(angle) + _MARGIN
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    if latitude + reach >= 90 or latitude - reach <= -90:
        return (Box(south, north, -180.0, 180.0),)
    # The meridians touch the circle nearer to the pole than its center, so cos(latitude) alone would be too small.
    width = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude))))) + _MARGIN
    west, east = longitude - width, longitude + width
    if west < -180:
        return Box(south, north, -180.0, east), Box(south, north, west + 360, 180.0)
    if east > 180:
        return Box(south, north, west, 180.0), Box(south, north, -180.0, east - 360)
    return (Box(south, north, west, east),)


def measure_distances(place: Place, points: pd.DataFrame) -> pd.Series:
    """Kilometers from the place to each row with `latitude` and `longitude`; NaN where the row has no point."""
    distances = pd.Series(float("nan"), index=points.index, dtype="float64")
    known = points["latitude"].notna() & points["longitude"].notna()
    if known.any():
        there = points.loc[known, ["latitude", "longitude"]].to_numpy(dtype="float64")
        here = [(place.latitude, place.longitude)]
        distances[known] = haversine_vector(here, there, Unit.KILOMETERS, comb=True)[:, 0]
    return distances
