"""Which marks a map gets: points too near to be told apart by a thumb share one, and words go where there is room.

Sizes are CSS pixels on a screen of a given size; on a wider one the marks stand farther apart and nothing collides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import dist
from typing import Generic, TypeVar

Item = TypeVar("Item")
Spot = tuple[float, float]
Box = tuple[float, float, float, float]

#: Width of a mark, and height of a line of words and mean width of a letter beside it.
MARK, LINE, LETTER = 28.0, 18.0, 6.7
_MOST_NAMES = 16


@dataclass(frozen=True)
class Mark(Generic[Item]):
    """One mark: where it stands, in pixels from the top left, and what it stands for."""

    spot: Spot
    items: tuple[Item, ...]


def gather_marks(placed: Iterable[tuple[Spot, Item]]) -> list[Mark[Item]]:
    """Marks at least their own width apart, those of most items first. Items of a mark keep their order.

    Points are counted on a grid of half a mark; then each cell, the fullest first, joins the nearest mark that it
    would touch, or becomes one.
    """
    cells: dict[tuple[int, int], list[tuple[int, Spot, Item]]] = {}
    for order, (spot, item) in enumerate(placed):
        cell = int(spot[0] * 2 // MARK), int(spot[1] * 2 // MARK)
        cells.setdefault(cell, []).append((order, spot, item))
    groups: list[tuple[Spot, list[tuple[int, Spot, Item]]]] = []
    squares: dict[tuple[int, int], list[tuple[Spot, list[tuple[int, Spot, Item]]]]] = {}
    for cell_points in sorted(cells.values(), key=lambda points: (-len(points), points[0][0])):
        middle = _find_middle([spot for _, spot, _ in cell_points])
        square = int(middle[0] // MARK), int(middle[1] // MARK)
        around = [(square[0] + across, square[1] + down) for across in (-1, 0, 1) for down in (-1, 0, 1)]
        neighbors = [group for corner in around for group in squares.get(corner, [])]
        nearest = min(neighbors, key=lambda group: dist(group[0], middle), default=None)
        if nearest is not None and dist(nearest[0], middle) < MARK:
            nearest[1].extend(cell_points)
        else:
            groups.append((middle, cell_points))
            squares.setdefault(square, []).append(groups[-1])
    for _, points in groups:
        points.sort(key=lambda entry: entry[0])
    groups.sort(key=lambda group: (-len(group[1]), group[1][0][0]))
    return [Mark(spot, tuple(item for _, _, item in points)) for spot, points in groups]


def _find_middle(spots: Sequence[Spot]) -> Spot:
    """The mean, which is never outside its points, also where rounding would have it there."""
    xs, ys = [spot[0] for spot in spots], [spot[1] for spot in spots]
    return min(max(sum(xs) / len(xs), min(xs)), max(xs)), min(max(sum(ys) / len(ys), min(ys)), max(ys))


def step_aside(spot: Spot, marks: Sequence[Mark[Item]]) -> Spot:
    """Where the cross of a person's place is drawn: at the rim of a mark that it would hide, on its own side of it."""
    nearest = min(marks, key=lambda mark: dist(mark.spot, spot), default=None)
    reach = MARK * 0.75
    if nearest is None or (far := dist(nearest.spot, spot)) >= reach:
        return spot
    if far < 1:
        return nearest.spot[0], nearest.spot[1] - reach if nearest.spot[1] > reach else nearest.spot[1] + reach
    x, y = nearest.spot
    return x + (spot[0] - x) * reach / far, y + (spot[1] - y) * reach / far


def place_names(named: Sequence[tuple[Spot, str]], size: Spot, taken: Sequence[Box] = ()) -> list[str]:
    """For each name the side of its mark where it is written: right, left, below, above; empty where is no room."""
    full = [*taken, *(box_around(spot) for spot, _ in named)]
    sides: list[str] = []
    for (x, y), name in named:
        wide, reach = len(name) * LETTER + 6, MARK / 2
        boxes = {
            "right": (x + reach, y - LINE / 2, x + reach + wide, y + LINE / 2),
            "left": (x - reach - wide, y - LINE / 2, x - reach, y + LINE / 2),
            "below": (x - wide / 2, y + reach, x + wide / 2, y + reach + LINE),
            "above": (x - wide / 2, y - reach - LINE, x + wide / 2, y - reach),
        }
        hopeless = not name or sum(map(bool, sides)) >= _MOST_NAMES
        free = [side for side, box in boxes.items() if not hopeless and is_free(box, full, size)]
        full += [boxes[side] for side in free[:1]]
        sides.append(free[0] if free else "")
    return sides


def box_around(spot: Spot) -> Box:
    """The room of a mark; a hair less, so that words may touch it."""
    reach = MARK / 2 - 1
    return spot[0] - reach, spot[1] - reach, spot[0] + reach, spot[1] + reach


def is_free(box: Box, full: Iterable[Box], size: Spot) -> bool:
    """Whether a box is inside the map and overlaps none of the others."""
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in full
    )
