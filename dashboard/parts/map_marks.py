"""Which marks a map gets: points too near to be told apart by a thumb share one, and names go where there is room.

Sizes are pixels of the narrowest phone; on a wider screen the marks stand farther apart and nothing can collide.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

Item = TypeVar("Item")
Spot = tuple[float, float]
_Box = tuple[float, float, float, float]

#: The map's width on a phone of 320 px, and the width of a mark.
NARROWEST, MARK = 284.0, 28.0
_LETTER, _LINE = 7.2, 18.0
_MOST_NAMES = 14


@dataclass(frozen=True)
class Mark(Generic[Item]):
    """One mark: where it stands (shares of width and height), and what it stands for."""

    spot: Spot
    items: tuple[Item, ...]


def gather_marks(placed: Iterable[tuple[Spot, Item]], ratio: float) -> list[Mark[Item]]:
    """Marks at least their own width apart, those of most items first. The order of items is kept."""
    high = NARROWEST / ratio
    cells: dict[tuple[int, int], list[tuple[int, Spot, Item]]] = {}
    for order, (spot, item) in enumerate(placed):
        cell = int(spot[0] * NARROWEST // MARK), int(spot[1] * high // MARK)
        cells.setdefault(cell, []).append((order, spot, item))
    groups = list(cells.values())
    while near := _find_near(groups, high):
        one, other = near
        groups[one] = sorted(groups[one] + groups[other], key=lambda entry: entry[0])
        del groups[other]
    groups.sort(key=lambda group: (-len(group), group[0][0]))
    return [Mark(_find_middle(group), tuple(item for _, _, item in group)) for group in groups]


def _find_near(groups: Sequence[list[tuple[int, Spot, Item]]], high: float) -> tuple[int, int] | None:
    """The two groups whose marks would overlap most; None where none do."""
    middles = [_find_middle(group) for group in groups]
    worst, found = MARK**2, None
    for one, other in combinations(range(len(middles)), 2):
        across = (middles[one][0] - middles[other][0]) * NARROWEST
        down = (middles[one][1] - middles[other][1]) * high
        if across**2 + down**2 < worst:
            worst, found = across**2 + down**2, (one, other)
    return found


def _find_middle(group: Sequence[tuple[int, Spot, Item]]) -> Spot:
    """The mean, which is never outside its points, also where rounding would have it there."""
    xs, ys = [spot[0] for _, spot, _ in group], [spot[1] for _, spot, _ in group]
    return min(max(sum(xs) / len(xs), min(xs)), max(xs)), min(max(sum(ys) / len(ys), min(ys)), max(ys))


def place_names(named: Sequence[tuple[Spot, str]], ratio: float) -> list[str]:
    """For each name the side of its mark where it is written: right, left, below, above; empty where is no room."""
    high = NARROWEST / ratio
    taken: list[_Box] = [_box_of_mark(spot, high) for spot, _ in named]
    counted = Counter[str]()
    sides = []
    for spot, name in named:
        x, y, wide = spot[0] * NARROWEST, spot[1] * high, len(name) * _LETTER + 4
        reach = MARK / 2
        boxes = {
            "right": (x + reach, y - _LINE / 2, x + reach + wide, y + _LINE / 2),
            "left": (x - reach - wide, y - _LINE / 2, x - reach, y + _LINE / 2),
            "below": (x - wide / 2, y + reach, x + wide / 2, y + reach + _LINE),
            "above": (x - wide / 2, y - reach - _LINE, x + wide / 2, y - reach),
        }
        side = "" if not name or counted.total() >= _MOST_NAMES else _choose_side(boxes, taken, high)
        if side:
            taken.append(boxes[side])
            counted[side] += 1
        sides.append(side)
    return sides


def _choose_side(boxes: dict[str, _Box], taken: Sequence[_Box], high: float) -> str:
    for side, box in boxes.items():
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= NARROWEST and box[3] <= high
        if inside and not any(_overlap(box, other) for other in taken):
            return side
    return ""


def _box_of_mark(spot: Spot, high: float) -> _Box:
    x, y, reach = spot[0] * NARROWEST, spot[1] * high, MARK / 2
    return x - reach + 1, y - reach + 1, x + reach - 1, y + reach - 1


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
