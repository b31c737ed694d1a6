"""A point becomes the name of a town, and the name leads back to that town; what is no point has none."""

import pytest
from haversine import haversine
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.query.nearest_town import AROUND_KM, NEAR_KM, find_town
from finder.query.places import resolve_place
from finder.store.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("point", "name"),
    [
        ((29.70, -95.40), "Houston, Texas, US"),
        ((40.70, -74.00), "New York City, New York, US"),
        ((52.50, 13.40), "Berlin, Germany"),
        ((48.90, 2.30), "Paris, Île-de-France, France"),
        ((19.40, -99.10), "Mexico City, Mexico"),
        ((64.10, -21.90), "Reykjavík, Iceland"),
    ],
)
def test_the_large_town_around_a_point_is_named(point: tuple[float, float], name: str, gazetteer: Gazetteer) -> None:
    town = find_town(*point, gazetteer)
    assert town is not None
    assert town.name == name


def test_out_in_the_country_the_nearest_town_is_named(gazetteer: Gazetteer) -> None:
    point = (-16.5, 179.9)  # beside the date line
    town = find_town(*point, gazetteer)
    assert town is not None
    assert town.country_code == "FJ"
    assert AROUND_KM < haversine(point, (town.latitude, town.longitude)) <= NEAR_KM


@pytest.mark.parametrize(
    "point", [(0.0, 0.0), (89.9, 0.0), (90.5, 0.0), (0.0, 181.0), (float("nan"), 0.0), (0.0, float("inf"))]
)
def test_at_sea_and_off_the_earth_no_town_is_guessed(point: tuple[float, float], gazetteer: Gazetteer) -> None:
    assert find_town(*point, gazetteer) is None


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
@settings(max_examples=60, deadline=None)
def test_the_name_leads_back_to_a_town_that_is_near(latitude: float, longitude: float, gazetteer: Gazetteer) -> None:
    town = find_town(latitude, longitude, gazetteer)
    if town is not None:
        again = resolve_place(town.name, gazetteer)
        assert (again.latitude, again.longitude) == (town.latitude, town.longitude)
        assert haversine((latitude, longitude), (again.latitude, again.longitude)) <= NEAR_KM
