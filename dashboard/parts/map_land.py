"""The land under the marks: a picture of outlines and borders from world_map.json, cut to a frame. Numbers only."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise
from urllib.parse import quote

from dashboard.parts.map_frame import Frame

#: The picture is drawn on a grid this wide; on the screen it is scaled.
_GRID = 1000
#: How far outside the picture a line is followed, and the smallest step that is worth drawing, in steps of the grid.
_MARGIN, _LEAST_STEP = 20, 2
#: A map of about a country has room for the lines between US states; in degrees of latitude.
_STATES_BELOW = 45.0
# style.css cuts the picture out of the color of the text: only how dense it is counts here.
_STYLES = {
    "land": 'fill-opacity=".14" stroke="#000" stroke-opacity=".6" stroke-width=".9"',
    "borders": 'fill="none" stroke="#000" stroke-opacity=".55" stroke-width=".8"',
    "states": 'fill="none" stroke="#000" stroke-opacity=".5" stroke-width=".7" stroke-dasharray="3 2"',
}

_Point = tuple[float, float]


@dataclass(frozen=True)
class _Line:
    """A line of the earth (degrees east, degrees north) and the box around it."""

    points: tuple[_Point, ...]
    west: float
    east: float
    south: float
    north: float


@cache
def _load_lines() -> dict[str, list[_Line]]:
    packed = json.loads((files("dashboard") / "static" / "world_map.json").read_text("utf-8"))
    return {name: [_unpack(line, packed["steps_per_degree"]) for line in packed[name]] for name in _STYLES}


def _unpack(line: list[int], per_degree: int) -> _Line:
    xs = [step / per_degree for step in accumulate(line[0::2])]
    ys = [step / per_degree for step in accumulate(line[1::2])]
    return _Line(tuple(zip(xs, ys, strict=True)), min(xs), max(xs), min(ys), max(ys))


@lru_cache(maxsize=64)
def draw_land(frame: Frame) -> str:
    """The picture as an address that holds it whole, so that nothing is asked from anywhere."""
    layers = []
    for name, style in _STYLES.items():
        if name == "states" and frame.height > _STATES_BELOW:
            continue
        path = "".join(_draw_all(_load_lines()[name], frame, closed=name == "land"))
        layers.append(f'<path d="{path}" {style} stroke-linejoin="round" vector-effect="non-scaling-stroke"/>')
    size = f"0 0 {_GRID} {round(_GRID / frame.ratio)}"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}">{"".join(layers)}</svg>'
    return f"data:image/svg+xml,{quote(svg, safe=' /:=,;')}"


def _draw_all(lines: Iterable[_Line], frame: Frame, *, closed: bool) -> Iterable[str]:
    """Each line as often as the frame, which may run across the antimeridian, meets it."""
    for line in lines:
        for turn in (-360, 0, 360, 720):
            west = frame.west - turn
            meets = line.west < west + frame.width and line.east > west
            if meets and line.south < frame.north and line.north > frame.north - frame.height:
                yield _draw_line(line.points, frame, west, closed=closed)


def _draw_line(points: Iterable[_Point], frame: Frame, west: float, *, closed: bool) -> str:
    """One line as an SVG path. What runs outside the picture on one side of it is cut short; nothing seen changes."""
    across, down, lowest = _GRID / frame.width, _GRID / frame.ratio / frame.height, _GRID / frame.ratio
    drawn: list[tuple[int, int]] = []
    sides: list[int] = []
    for east, north in points:
        x, y = round((east - west) * across), round((frame.north - north) * down)
        if drawn and abs(x - drawn[-1][0]) + abs(y - drawn[-1][1]) < _LEAST_STEP:
            continue
        side = (x < -_MARGIN) | (x > _GRID + _MARGIN) << 1 | (y < -_MARGIN) << 2 | (y > lowest + _MARGIN) << 3
        if len(drawn) > 1 and sides[-2] & sides[-1] & side:
            drawn[-1], sides[-1] = (x, y), side
        else:
            drawn.append((x, y))
            sides.append(side)
    if len(drawn) < 2 + closed:
        return ""
    steps = " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(drawn))
    return f"M{drawn[0][0]} {drawn[0][1]}l{steps}{'z' if closed else ''}"
