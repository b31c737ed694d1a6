from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.coordinates import find_cities, read_points
from finder.schema.raw import Problem


def _find(cities: pd.DataFrame, city: str | None, region: str | None, code: str | None) -> tuple[float, float] | None:
    place = pd.DataFrame({"city": [city], "region": [region], "country_code": [code]}, index=[7], dtype="str")
    found = find_cities(place, cities)[["latitude", "longitude"]]
    assert found.index.tolist() == [7]
    return None if found.isna().any(axis=None) else (float(found.iloc[0, 0]), float(found.iloc[0, 1]))


@pytest.mark.parametrize(
    ("city", "code", "region"),
    [("München", "DE", "Bavaria"), ("Boston", "US", "Massachusetts"), ("Springfield", "US", "Missouri"),
     ("Columbus", "US", None), ("Seoul", "KR", None), ("Atlantis", "GR", None)],
)  # fmt: skip
def test_a_certain_city_tells_its_region(cities: pd.DataFrame, city: str, code: str, region: str | None) -> None:
    found = find_cities(pd.DataFrame({"city": [city], "region": [None], "country_code": [code]}, dtype="str"), cities)
    assert found["region"].dropna().tolist() == ([region] if region else [])


@pytest.mark.parametrize(
    ("city", "region", "code", "latitude"),
    [
        ("Boston", None, "US", 42.36),  # a hundred times the next one
        ("Columbus", None, "US", None),  # only four and a half times the next one
        ("Columbus", "Ohio", "US", 39.96),
        ("COLUMBUS", "georgia", "US", 32.46),
        ("Boston", "Virginia", "US", 38.54),  # the region decides, not the size
        ("Springfield", "Ohio", "US", None),  # the only one known is in another region
        ("Springfield", None, "US", 37.2),
        ("München", "Bayern", "DE", 48.14),  # a region in another spelling decides nothing
        ("Munich", "Hesse", "DE", None),
        ("Frankfurt", None, "DE", 50.1),
        ("Frankfurt", "Brandenburg", "DE", 52.3),
        ("Seoul", "Seoul Capital", "KR", 37.57),
        ("Nowhere", None, "US", None),  # sizes unknown
        ("Boston", None, "FR", None),
        ("Boston", None, None, None),
        (None, "Ohio", "US", None),
        ("...", None, "US", None),
    ],
)
def test_a_city_is_used_only_where_it_is_certain(
    cities: pd.DataFrame, city: str | None, region: str | None, code: str | None, latitude: float | None
) -> None:
    found = _find(cities, city, region, code)
    assert found is None if latitude is None else found is not None and found[0] == latitude


@settings(max_examples=60, deadline=None)
@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_a_point_is_on_the_globe_or_nowhere(latitude: float, longitude: float) -> None:
    sites = pd.DataFrame({"nct_id": ["NCT90000001"], "latitude": [latitude], "longitude": [longitude]}, dtype="object")
    point = read_points(sites, [])
    valid = -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude, longitude) != (0, 0)
    assert point.notna().all(axis=None) == valid
    assert point.isna().all(axis=None) != valid


@pytest.mark.parametrize(
    ("latitude", "longitude", "told"),
    [
        (0, 0, 1),
        (91, 5, 1),
        (5, 181, 1),
        ("x", 5, 1),
        (5, None, 1),
        (True, True, 1),
        (None, None, 0),
        ("48.8", "2.3", 0),
        (0, 5, 0),
        ([1], 5, 1),
        (10**400, 5, 1),
    ],
)
def test_a_point_that_is_none_is_told(latitude: object, longitude: object, told: int) -> None:
    problems: list[Problem] = []
    row: dict[str, Any] = {"nct_id": "NCT90000001", "latitude": latitude, "longitude": longitude}
    read_points(pd.DataFrame([row], dtype="object"), problems)
    assert [p.kind for p in problems] == ["invalid_point"] * told
