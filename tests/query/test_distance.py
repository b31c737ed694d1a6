"""Distances are those of a sphere, and a box never loses a point of its circle."""

import math

import pandas as pd
import pytest
from haversine import inverse_haversine
from hypothesis import example, given
from hypothesis import strategies as st

from finder.query.distance import EARTH_KM, draw_boxes, measure_distances
from finder.query.places import Place

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


def measure(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(measure_distances(Place("here", *one), pd.DataFrame([other], columns=["latitude", "longitude"]))[0])


def test_a_known_distance() -> None:
    # New York to London, about 5,570 km.
    assert measure((40.7128, -74.0060), (51.5074, -0.1278)) == pytest.approx(5570, rel=0.001)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_symmetric_and_fits_the_earth(a: float, b: float, c: float, d: float) -> None:
    there, back = measure((a, b), (c, d)), measure((c, d), (a, b))
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= math.pi * EARTH_KM + 1e-6
    assert measure((a, b), (a, b)) == pytest.approx(0, abs=1e-6)


@given(latitudes, longitudes, st.floats(0.1, 20_000), st.floats(0, 2 * math.pi), st.floats(0, 1))
@example(0, 179.9, 100, math.pi / 2, 1)
@example(0, -179.9, 100, 3 * math.pi / 2, 1)
@example(89.9, 0, 50, 0, 1)
@example(-89.9, 10, 50, math.pi, 1)
@example(60, 10, 4000, math.pi / 3, 1)
@example(45, 0, 10_007, math.pi / 2, 1)
def test_a_box_holds_its_circle(latitude: float, longitude: float, km: float, way: float, share: float) -> None:
    point = inverse_haversine((latitude, longitude), km * share, way, normalize_output=True)
    distance = measure((latitude, longitude), point)
    if distance > km:
        return
    boxes = draw_boxes(latitude, longitude, km)
    assert any(b.south <= point[0] <= b.north and b.west <= point[1] <= b.east for b in boxes)
    assert all(-90 <= b.south <= b.north <= 90 and -180 <= b.west <= b.east <= 180 for b in boxes)


def test_boxes_are_no_larger_than_needed() -> None:
    [box] = draw_boxes(29.76, -95.36, 100)
    assert box.north - box.south == pytest.approx(1.8, abs=0.01)
    assert box.east - box.west == pytest.approx(2.07, abs=0.01)
    assert len(draw_boxes(0, 179.9, 100)) == 2
    assert draw_boxes(89.9, 0, 100)[0].east == 180


def test_a_row_without_a_point_has_no_distance() -> None:
    points = pd.DataFrame(
        {"latitude": [None, 1.0, 2.0], "longitude": [3.0, None, 4.0]}, index=[7, 8, 9], dtype="float64"
    )
    measured = measure_distances(Place("here", 2, 4), points)
    assert measured.isna().tolist() == [True, True, False]
    assert measured[9] == 0
    assert measure_distances(Place("here", 2, 4), points.iloc[:0]).empty
