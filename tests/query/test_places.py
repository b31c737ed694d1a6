"""What a person types for a place leads to the right point, or to a list of what it could be; never to a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import PlaceError
from finder.query.places import find_main_city, resolve_place
from finder.store.gazetteer import Gazetteer

HOUSTON = (29.76, -95.36)


@pytest.mark.parametrize(
    ("text", "name", "point"),
    [
        ("Houston", "Houston, Texas", HOUSTON),
        ("  houston ,  tx ", "Houston, Texas", HOUSTON),
        ("HOUSTON TX", "Houston, Texas", HOUSTON),
        ("Houston, Texas, USA", "Houston, Texas", HOUSTON),
        ("Boston", "Boston, Massachusetts", (42.36, -71.06)),
        ("Boston, MA", "Boston, Massachusetts", (42.36, -71.06)),
        ("Springfield, Illinois", "Springfield, Illinois", (39.80, -89.64)),
        ("Paris", "Paris, Île-de-France, France", (48.85, 2.35)),
        ("Paris, France", "Paris, Île-de-France, France", (48.85, 2.35)),
        ("Paris, TX", "Paris, Texas", (33.66, -95.56)),
        ("London, Ontario, Canada", "London, Ontario, Canada", (42.98, -81.23)),
        ("London", "London, England, United Kingdom", (51.51, -0.13)),
        ("Köln", "Köln, North Rhine-Westphalia, Germany", (50.93, 6.95)),
        ("Cologne", "Köln, North Rhine-Westphalia, Germany", (50.93, 6.95)),
        ("Wien", "Vienna, Austria", (48.21, 16.37)),
        ("Toronto, CA", "Toronto, Ontario, Canada", (43.71, -79.40)),
        ("St. Louis", "St. Louis, Missouri", (38.63, -90.20)),
        ("Saint Louis, MO", "St. Louis, Missouri", (38.63, -90.20)),
        ("New York", "New York City, New York", (40.71, -74.01)),
        ("NYC", "New York City, New York", (40.71, -74.01)),
        ("Washington, DC", "Washington, District of Columbia", (38.90, -77.04)),
        ("77030", "Houston, Texas 77030", (29.70, -95.40)),
        ("77030-1234", "Houston, Texas 77030", (29.70, -95.40)),
        ("00901", "San Juan, Puerto Rico 00901", (18.47, -66.10)),
        ("29.76,-95.36", "29.76, -95.36", HOUSTON),
        ("(29.76 ; -95.36)", "29.76, -95.36", HOUSTON),
        ("-90,180", "-90, 180", (-90, 180)),
        ("Zürich", "Zürich, Switzerland", (47.37, 8.55)),
    ],
)
def test_places_as_people_type_them(gazetteer: Gazetteer, text: str, name: str, point: tuple[float, float]) -> None:
    place = resolve_place(text, gazetteer)
    assert place.name == name
    assert (place.latitude, place.longitude) == pytest.approx(point, abs=0.02)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Springfield", "Springfield, Missouri, US"),
        ("Portland", "Portland, Oregon, US"),
        ("Rochester", "Rochester, New York, US"),
        ("Birmingham", "Birmingham, England, United Kingdom"),
        ("Victoria, Philippines", None),
    ],
)
def test_an_ambiguous_name_lists_candidates_that_resolve(gazetteer: Gazetteer, text: str, first: str | None) -> None:
    with pytest.raises(PlaceError) as caught:
        resolve_place(text, gazetteer)
    candidates = caught.value.candidates
    assert len(candidates) >= 2
    assert first in (None, candidates[0])
    points = {(place.latitude, place.longitude) for form in candidates if (place := resolve_place(form, gazetteer))}
    assert len(points) == len(candidates)
    assert all(form in caught.value.message for form in candidates)
    assert caught.value.remedy


def test_all_candidates_of_common_names_resolve_when_typed_back(gazetteer: Gazetteer) -> None:
    names = "Cambridge Columbus Geneva Cleveland York Newcastle Florence Richmond Franklin Salem Clinton Heidelberg"
    for name in names.split():
        with pytest.raises(PlaceError) as caught:
            resolve_place(name, gazetteer)
        for form in caught.value.candidates:
            assert resolve_place(form, gazetteer)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no value"),
        ("   ", "no value"),
        ("\0\0", "no value"),
        ("x" * 5_000, "5,000 characters"),
        ("Sprngfeld Hights", "not known"),
        ("Housten, TX", "Did you mean Houston, Texas, US"),
        ("Houston, Bavaria", "not known"),
        ("00000", "ZIP code 00000"),
        ("1234567", "no place"),
        ("91,0", "not on the earth"),
        ("0,181", "not on the earth"),
        ("999,999", "not on the earth"),
        ("Germany", "no city"),
        ("Texas", "no city"),
        ("7７030", "not known"),
        ("'; DROP TABLE cities;--", "not known"),
        (",,,", "not known"),
        ("nan,inf", "not known"),
        ("\ud800", "no value"),
    ],
)
def test_what_is_no_place_is_told(gazetteer: Gazetteer, text: str, says: str) -> None:
    with pytest.raises(PlaceError) as caught:
        resolve_place(text, gazetteer)
    assert says in str(caught.value)
    assert caught.value.remedy


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_a_place_or_a_place_error(gazetteer: Gazetteer, text: str) -> None:
    try:
        place = resolve_place(text, gazetteer)
    except PlaceError as error:
        told = error
    else:
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
        return
    assert told.message.endswith((".", "?"))
    assert "\n" not in str(told)


@settings(max_examples=100, deadline=None)
@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_any_point_on_earth_is_read_back(gazetteer: Gazetteer, latitude: float, longitude: float) -> None:
    place = resolve_place(f"{latitude:.6f},{longitude:.6f}", gazetteer)
    assert (place.latitude, place.longitude) == pytest.approx((latitude, longitude), abs=1e-6)


def test_a_name_means_a_city_only_where_it_is_much_larger(gazetteer: Gazetteer) -> None:
    munich = find_main_city("muenchen", gazetteer)
    assert munich is not None
    assert munich.name == "Munich"
    assert find_main_city("springfield", gazetteer) is None
    assert find_main_city("no such place", gazetteer) is None
