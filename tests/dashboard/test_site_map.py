"""The map: every place is inside it and counted once, nothing from outside is live, and it never fails."""

import re
from math import dist, isfinite, nan
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from e2e.fakes import HOSTILE
from haversine import haversine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from dashboard.parts import site_map
from dashboard.parts.map_frame import fit_frame, read_point
from dashboard.parts.map_land import draw_land
from dashboard.parts.map_marks import MARK, box_around, gather_marks, is_free, place_names, step_aside
from dashboard.parts.site_map import CENTERS, SITES, TRIALS, MapPoint, render_map
from dashboard.parts.site_points import list_site_points
from dashboard.words import load_words, say

HOUSTON, BOSTON, LYON, SUVA, APIA = (29.76, -95.36), (42.36, -71.06), (45.75, 4.85), (-18.14, 178.44), (-13.83, -171.76)
degrees = st.floats() | st.none() | st.floats(-90, 90) | st.sampled_from([0.0, 90.0, -90.0, 180.0, -180.0, 999.0])
texts = st.text(max_size=40) | st.sampled_from([HOSTILE, "", "x" * 5000])
map_points = st.builds(
    MapPoint, degrees, degrees | st.floats(-180, 180), texts, texts, st.booleans(), st.none() | texts | st.just("#a-1")
)
units = st.sampled_from(["mi", "km"])
on_earth = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def make_point(spot: tuple[Any, Any], label: str = "Fake Town", **values: Any) -> MapPoint:
    note, opened, address = values.get("note", "Fake Clinic"), values.get("open", True), values.get("address", "#one")
    return MapPoint(spot[0], spot[1], label, note, opened, address)


def read(text: str) -> Any:
    return html.fragment_fromstring(text, create_parent=True)


def read_layer(text: str, name: str = "narrow") -> Any:
    return read(text).find_class(f"nf-map-{name}")[0]


def count_marks(layer: Any) -> list[str]:
    """What stands in each mark: a number, or nothing for one place."""
    return [dot.text or "" for dot in layer.find_class("nf-map-dot")]


def read_spots(layer: Any) -> list[tuple[float, float]]:
    """Shares of width and height in percent, of marks and the cross."""
    styles = [item.get("style") for item in [*layer.iter("li"), *layer.find_class("nf-map-here")]]
    return [tuple(map(float, re.fullmatch(r"left:([\d.]+)%;top:([\d.]+)%", style).groups())) for style in styles]


@given(
    st.lists(map_points, max_size=12), st.none() | st.tuples(st.floats(), st.floats()), st.sampled_from(["mi", "km"])
)
@settings(max_examples=60, deadline=None)
@example([make_point((90, 180)), make_point((-90, -180))], (90, 0), "km")
@example([make_point((0, 0))], (nan, 999), "mi")
def test_any_points_make_a_map_or_a_sentence(points: list[MapPoint], here: Any, unit: str) -> None:
    known = [point for point in points if read_point(point.latitude, point.longitude)]
    text = render_map(points, here, unit)
    if not known:
        assert "<figure" not in text
        assert "no map here" in text
        return
    for name in ("narrow", "wide"):
        layer = read_layer(text, name)
        assert sum(int(number or 1) for number in count_marks(layer)) == len(known)
        assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in read_spots(layer))
    assert not list(read(text).iter("script", "svg", "style", "img", "iframe", "form"))
    assert all(link.get("href").startswith(("#", "./", "?")) for link in read(text).iter("a"))
    assert len(read(text).find_class("nf-map-land")) == 1


@given(st.lists(on_earth, min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
@example([(0, 180), (0, -180)])
@example([(0.0, 10.0), (0.0, 9.999999999999998)])
@example([(0.0, east) for east in range(-180, 180, 5)])
def test_every_point_is_inside_the_frame(points: list[tuple[float, float]]) -> None:
    frame = fit_frame(points)
    assert isfinite(frame.ratio)
    assert 0 < frame.width <= 360
    for point in points:
        x, y = frame.locate(point)
        assert 0 <= x <= 1, frame
        assert 0 <= y <= 1, frame


def test_neighbors_across_the_antimeridian_stay_neighbors() -> None:
    frame = fit_frame([SUVA, APIA])
    assert frame.width < 30
    assert 0 < frame.locate(SUVA)[0] < frame.locate(APIA)[0] < 1


def test_a_map_of_the_world_begins_where_people_expect_it() -> None:
    frame = fit_frame([HOUSTON, LYON, (-33.87, 151.2), (35.68, 139.69)])
    across = [frame.locate(point)[0] for point in (HOUSTON, LYON, (35.68, 139.69))]
    assert frame.width == 360
    assert across == sorted(across)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(None, 1), (nan, 1), (1, float("inf")), (91, 0), (1, 181), (999, 999), ("x", 1), (0, 0), (0.0, -0.0), ("", "")],
)
def test_what_is_no_point_is_told_and_not_drawn(latitude: Any, longitude: Any) -> None:
    assert read_point(latitude, longitude) is None
    text = render_map([make_point((latitude, longitude)), make_point(HOUSTON)], None, "mi")
    assert count_marks(read_layer(text)) == [""]
    assert say("map_sites.missing_one") in text


def test_no_place_and_places_that_nobody_knows_are_two_sentences() -> None:
    assert say("map.none_at_all") in render_map([], HOUSTON, "mi")
    assert say("map.none") in render_map([make_point((None, None))], HOUSTON, "mi")


@pytest.mark.parametrize("group", [SITES, CENTERS, TRIALS])
def test_each_kind_of_place_has_all_the_words_of_a_map_and_no_more(group: str) -> None:
    asked = set(re.findall(r"\{group\}\.(\w+)", Path(site_map.__file__).read_text("utf-8")))
    assert {name.removeprefix(f"{group}.") for name in load_words() if name.startswith(f"{group}.")} == asked
    assert len(asked) > 10


def test_a_map_of_centers_speaks_of_centers() -> None:
    points = [make_point(HOUSTON, "Houston"), make_point(BOSTON, "Boston", open=False), make_point((None, None))]
    text = read(render_map(points, HOUSTON, "mi", CENTERS)).text_content()
    assert "Houston. Fake Clinic. has trials that fit" in text
    assert "One center is not on the map" in text
    assert "site" not in text


def test_one_point_and_the_own_place_beside_it() -> None:
    text = render_map([make_point(HOUSTON, "Houston", open=False)], HOUSTON, "mi")
    layer = read_layer(text)
    assert "nf-map-closed" in text
    assert "nf-map-open" not in text
    assert layer.find_class("nf-map-here")[0].text_content() == "✚Your place"
    mark, own = ((x * 2.84, y * 2.84 / fit_frame([HOUSTON]).ratio) for x, y in read_spots(layer))
    assert MARK / 2 < dist(mark, own) < MARK
    (picture,) = read(text).find_class("nf-map-land")
    assert picture.get("role") == "img"
    assert "Houston. It does not take people now." in picture.get("aria-label")
    assert "list below" in picture.get("aria-label")
    assert picture.get("aria-label").endswith(say("map.here_too"))


def test_a_mark_says_its_number_its_towns_and_leads_to_the_first_open_site() -> None:
    points = [
        make_point(HOUSTON, "Houston", open=False, address="#a"),
        make_point(HOUSTON, "Houston", address="#b"),
        make_point(BOSTON, "Boston", address="#c", open=False),
        make_point(LYON, "Lyon", note="Fake Clinic Lyon", address=None),
    ]
    layer = read_layer(render_map(points, None, "km"))
    assert count_marks(layer) == ["2", "", ""]
    assert [link.get("href") for link in layer.iter("a")] == ["#b", "#c"]
    said = [words.text for words in layer.find_class("nf-map-say")]
    assert said[0] == "2 sites, 1 of them open: Houston (2)"
    assert said[2] == "Lyon. Fake Clinic Lyon. open"
    filled = ["nf-map-open" in dot.get("class") for dot in layer.find_class("nf-map-dot")]
    assert filled == [True, False, True]


def test_hostile_words_and_addresses_stay_words() -> None:
    addresses = [
        "javascript:alert(1)",
        "http://192.0.2.1/",
        "//192.0.2.1",
        "./\\192.0.2.1",
        '#x" onclick="alert(1)',
        "",
    ]
    points = [make_point((10 * n, 20 * n + 1), HOSTILE, note=HOSTILE, address=to) for n, to in enumerate(addresses)]
    shown = read(render_map(points, None, "mi"))
    assert [len(list(shown.iter(tag))) for tag in ("script", "style", "img")] == [0, 0, 0]
    assert {link.get("href") for link in shown.iter("a")} == {'#x" onclick="alert(1)'}
    assert not [name for element in shown.iter() for name in element.attrib if name.startswith("on")]
    values = [
        value for element in shown.find_class("nf-map-frame")[0].iter("div", "span") for value in element.values()
    ]
    assert not [value for value in values if "<" in value or ">" in value]


def test_five_thousand_points_are_few_marks_apart_from_each_other() -> None:
    points = [make_point((n * 0.017 % 100 - 40, n * 7.31 % 360 - 180), f"Fake Town {n}") for n in range(5000)]
    text = render_map(points, HOUSTON, "mi")
    assert len(text) < 600_000
    layer = read_layer(text)
    assert sum(int(number or 1) for number in count_marks(layer)) == 5000
    assert len(count_marks(layer)) < 80


@given(st.lists(st.tuples(st.floats(0, 284), st.floats(0, 150)), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_marks_can_be_tapped_and_words_do_not_collide(spots: list[tuple[float, float]]) -> None:
    marks = gather_marks((spot, number) for number, spot in enumerate(spots))
    assert sorted(number for mark in marks for number in mark.items) == list(range(len(spots)))
    middles = [mark.spot for mark in marks]
    assert all(dist(one, other) >= MARK for n, one in enumerate(middles) for other in middles[:n])
    assert all(list(mark.items) == sorted(mark.items) for mark in marks)
    sides = place_names([(spot, "Fake Town") for spot in middles], (284, 150))
    assert set(sides) <= {"", "right", "left", "below", "above"}
    nearest = min(middles, key=lambda middle: dist(middle, spots[0]))
    own = step_aside(spots[0], marks)
    assert dist(own, nearest) > MARK * 0.7
    assert dist(own, spots[0]) < MARK * 0.8


def test_a_name_gives_way_to_marks_and_to_the_edge() -> None:
    assert place_names([((20, 70), "Houston")], (284, 150)) == ["right"]
    assert place_names([((270, 70), "Houston")], (284, 150)) == ["left"]
    assert place_names([((40, 70), "Houston"), ((70, 70), "")], (284, 150)) == ["below", ""]
    assert place_names([((40, 140), "Houston"), ((70, 140), "")], (284, 150)) == ["above", ""]
    assert place_names([((20, 70), "Houston")], (60, 72)) == [""]
    assert not is_free(box_around((5, 5)), [], (284, 150))


@pytest.mark.parametrize("unit", ["mi", "km"])
@pytest.mark.parametrize("points", [[HOUSTON], [HOUSTON, BOSTON], [SUVA, APIA], [HOUSTON, LYON]])
def test_the_scale_is_as_long_as_it_says(points: list[tuple[float, float]], unit: str) -> None:
    text = render_map([make_point(point) for point in points], None, unit)
    (bar,) = read_layer(text).find_class("nf-map-scale")
    share = float(bar.get("style").removeprefix("width:").removesuffix("%")) / 100
    told = int("".join(filter(str.isdecimal, bar.text_content())))
    frame = fit_frame(points)
    middle = sum(point[0] for point in points) / len(points)
    west, east = (middle, 0.0), (middle, share * frame.width / 50)
    step = haversine(west, east, unit=unit) * 50
    assert step == pytest.approx(told, rel=0.02)


def test_the_land_is_a_picture_of_numbers_that_asks_nothing() -> None:
    address = draw_land(fit_frame([HOUSTON]))
    head, _, body = address.partition(",")
    assert head == "data:image/svg+xml"
    picture = ElementTree.fromstring(unquote(body))
    tags = {element.tag.partition("}")[2] for element in picture.iter()}
    assert tags == {"svg", "path"}
    assert re.fullmatch(r"[-MLlz0-9 ]+", "".join(path.get("d", "") for path in picture.iter() if path.get("d")))
    assert "http" not in unquote(body).replace("http://www.w3.org/2000/svg", "")


def fill_of(frame: Any, point: tuple[float, float]) -> bool:
    """Whether a point is on land in the picture, by counting the outlines west of it."""
    picture = ElementTree.fromstring(unquote(draw_land(frame).partition(",")[2]))
    x, y = frame.locate(point)
    x, y = x * 1000, y * 1000 / frame.ratio + 0.0137
    inside = False
    for ring in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", picture[0].get("d", "")):
        steps = list(map(int, ring[2].split()))
        corners = [(int(ring[0]), int(ring[1]))]
        for east, south in zip(steps[0::2], steps[1::2], strict=True):
            corners.append((corners[-1][0] + east, corners[-1][1] + south))
        for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (ay > y) != (by > y) and x > ax + (y - ay) * (bx - ax) / (by - ay):
                inside = not inside
    return inside


@pytest.mark.parametrize("others", [[], [BOSTON], [LYON], [SUVA, LYON]])
def test_land_is_where_land_is(others: list[tuple[float, float]]) -> None:
    dallas, in_the_gulf = (32.78, -96.8), (27.5, -94.0)
    frame = fit_frame([dallas, in_the_gulf, *others])
    assert fill_of(frame, dallas)
    assert not fill_of(frame, in_the_gulf)


@pytest.mark.parametrize(("east", "is_land"), [(176.0, True), (-175.0, True), (-165.0, False), (-150.0, True)])
def test_land_goes_on_across_the_antimeridian(east: float, is_land: bool) -> None:
    frame = fit_frame([(66.5, 170.0), (66.5, -145.0)])
    assert fill_of(frame, (66.5, east)) is is_land


def test_sites_of_a_trial_lead_to_their_items() -> None:
    rows: list[dict[str, Any]] = [
        {"latitude": 1.0, "longitude": 2.0, "city": "Fake City", "facility": None, "recruiting": True},
        {"latitude": nan, "longitude": None, "city": None, "country": "Fakeland", "facility": "Fake Clinic"},
    ]
    first, second = list_site_points(rows)
    assert (first.label, first.note, first.open, first.address) == (
        "Fake City",
        say("site.unnamed"),
        True,
        "#nf-site-0",
    )
    assert (second.label, second.open, second.address) == ("Fakeland", False, "#nf-site-1")
