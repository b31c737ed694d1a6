"""A map of places that asks no map service: a picture of the land, and over it one link a mark.

Streamlit strips SVG from HTML. So the land is a picture that the page holds whole, and the marks are HTML: they can
be tapped, read aloud and enlarged, and take the colors of the page. The places stand in a list below the map; a map
is never the only way to a fact.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from dashboard.parts.escape import escape_html, link, to_text
from dashboard.parts.facts import KM_PER_MILE
from dashboard.parts.map_frame import Degrees, Frame, fit_frame, read_point
from dashboard.parts.map_land import draw_land
from dashboard.parts.map_marks import (
    LETTER,
    LINE,
    Box,
    Spot,
    box_around,
    gather_marks,
    is_free,
    place_names,
    step_aside,
)
from dashboard.words import say

#: Longest text of one place, most towns told of one mark and of the whole map, and longest name beside a mark.
_LONGEST, _TOWNS_OF_MARK, _TOWNS_OF_MAP, _NAME = 120, 5, 6, 24
#: A mark of more towns than these is not named after one of them.
_TOWNS_OF_NAME = 3
#: The marks are laid out twice, for a phone and for a wide screen; style.css shows one of them. Widths in pixels.
_LAYERS = {"narrow": 284.0, "wide": 600.0}
#: The scale bar takes at most this share of the width.
_SCALE_SHARE = 0.3
#: Groups of words: for the sites of a trial, for centers, and for the nearest site of each of several trials.
SITES, CENTERS, TRIALS = "map_sites", "map_centers", "map_trials"


@dataclass(frozen=True)
class MapPoint:
    """One place. `label` is its town, also drawn on the map; `note` what stands there; `open` whether it has what is
    asked for; `address` where its mark leads: a part of this page ("#…") or another page of ours ("./…"). Coordinates
    may be missing or nonsense."""

    latitude: float | None
    longitude: float | None
    label: str
    note: str
    open: bool
    address: str | None = None


def render_map(points: Sequence[MapPoint], here: Degrees | None, unit: str, group: str = SITES) -> str:
    """The map of all places that have a point, and of the person's own; `unit` is "mi" or "km". Where no place has a
    point: a sentence that says so. `group` names the words for these places."""
    known = [(found, point) for point in points if (found := read_point(point.latitude, point.longitude))]
    if not known:
        return f'<p class="nf-map-none">{escape_html(say("map.none" if points else "map.none_at_all"))}</p>'
    own = read_point(*here) if here else None
    frame = fit_frame([found for found, _ in known] + ([own] if own else []))
    layers = "".join(
        f'<div class="nf-map-layer nf-map-{name}">{_render_layer(known, own, frame, width, unit, group)}</div>'
        for name, width in _LAYERS.items()
    )
    shown = [point for _, point in known]
    land = (
        f'<div class="nf-map-land" role="img" aria-label="{_write_attribute(_describe(shown, own, group))}" '
        f"style=\"--nf-map-land:url('{draw_land(frame)}')\"></div>"
    )
    return (
        f'<figure class="nf-map" aria-label="{escape_html(say("map.name"))}">'
        f'<div class="nf-map-frame" style="aspect-ratio:{frame.ratio:.3f}">{land}{layers}</div>'
        f"<figcaption>{_render_legend(shown, len(points) - len(known), group)}</figcaption></figure>"
    )


def _describe(points: Sequence[MapPoint], own: Degrees | None, group: str) -> str:
    """What the map shows, for people who do not see it."""
    towns = _write_towns(points, _TOWNS_OF_MAP)
    if len(points) == 1:
        state = say(f"{group}.one_open" if points[0].open else f"{group}.one_closed")
        text = say(f"{group}.picture_one", towns=towns, open=state)
    else:
        text = say(f"{group}.picture", n=len(points), towns=towns, open=sum(point.open for point in points))
    return f"{text} {say('map.here_too')}" if own else text


def _render_layer(
    known: Iterable[tuple[Degrees, MapPoint]], own: Degrees | None, frame: Frame, width: float, unit: str, group: str
) -> str:
    """The scale, the cross of the person's own place, and the marks, laid out for a map of this width in pixels."""
    size = width, width / frame.ratio
    marks = gather_marks((_place(found, frame, size), point) for found, point in known)
    cross = [(step_aside(_place(own, frame, size), marks), say("map.here"))] if own else []
    named = [(mark.spot, _shorten(_name_mark(mark.items), _NAME)) for mark in marks]
    scale, scale_box = _render_scale(frame, unit, [box_around(spot) for spot, _ in [*cross, *named]], size)
    sides = place_names([*cross, *named], size, [scale_box])
    drawn = [_render_here(spot, side, size) for (spot, _), side in zip(cross, sides, strict=False)]
    items = [
        f'<li style="{_write_spot(mark.spot, size)}">{_render_mark(mark.items, name, side, group)}</li>'
        for mark, (_, name), side in zip(marks, named, sides[len(cross) :], strict=True)
    ]
    label = escape_html(say(f"{group}.marks"))
    return f'{scale}{"".join(drawn)}<ul class="nf-map-marks" aria-label="{label}">{"".join(items)}</ul>'


def _place(point: Degrees, frame: Frame, size: Spot) -> Spot:
    across, down = frame.locate(point)
    return across * size[0], down * size[1]


def _render_here(spot: Spot, side: str, size: Spot) -> str:
    """The person's own place: a cross, and words, which stay also where there is little room for them."""
    name = f'<span class="nf-map-name nf-map-{side or "right"}">{escape_html(say("map.here"))}</span>'
    plus = '<span aria-hidden="true">✚</span>'
    return f'<div class="nf-map-here" style="{_write_spot(spot, size)}">{plus}{name}</div>'


def _render_mark(points: Sequence[MapPoint], name: str, side: str, group: str) -> str:
    """One mark: filled where a place is open, with the number of places where they are several."""
    several = len(points) > 1
    words = _tell_mark(points, group)
    state = "nf-map-open" if any(point.open for point in points) else "nf-map-closed"
    shown = f'<span class="nf-map-name nf-map-{side}">{escape_html(name)}</span>' if side else ""
    number = str(len(points)) if several else ""
    inner = (
        f'<span class="nf-map-dot {state}" title="{_write_attribute(words)}" aria-hidden="true">{number}</span>'
        f'<span class="nf-map-say">{escape_html(words)}</span><span aria-hidden="true">{shown}</span>'
    )
    target = next((point.address for point in points if point.open and _is_ours(point.address)), None) or next(
        (point.address for point in points if _is_ours(point.address)), None
    )
    return link(target, inner, css="nf-map-mark") if target else f'<span class="nf-map-mark">{inner}</span>'


def _tell_mark(points: Sequence[MapPoint], group: str) -> str:
    """All that a mark says, in words."""
    if len(points) > 1:
        opened = sum(point.open for point in points)
        return say(f"{group}.mark_many", n=len(points), open=opened, towns=_write_towns(points, _TOWNS_OF_MARK))
    point = points[0]
    state = say(f"{group}.mark_open" if point.open else f"{group}.mark_closed")
    return ". ".join(filter(None, (_name_town(point), _shorten(point.note, _LONGEST), state)))


def _is_ours(address: str | None) -> bool:
    """Only to this page and to other pages of this program; everything else is not made a link."""
    return bool(address) and (address or "").startswith(("#", "./", "?")) and "\\" not in (address or "")


def _name_town(point: MapPoint) -> str:
    return _shorten(point.label, _LONGEST) or say("map.unnamed")


def _name_mark(points: Sequence[MapPoint]) -> str:
    """The name beside a mark: its most frequent town and the number of others; empty for none and for many."""
    towns = Counter(town for point in points if (town := _shorten(point.label, _NAME)))
    if not towns or len(towns) > _TOWNS_OF_NAME:
        return ""
    first = towns.most_common(1)[0][0]
    return say("map.town_more", town=first, n=len(towns) - 1) if len(towns) > 1 else first


def _write_towns(points: Iterable[MapPoint], most: int) -> str:
    """The towns with most sites, by name and number."""
    towns = Counter(_name_town(point) for point in points)
    told = [say("map.town_count", town=town, n=n) if n > 1 else town for town, n in towns.most_common(most)]
    rest = len(towns) - len(told)
    return ", ".join(told) + (f" {say('map.towns_rest', n=rest)}" if rest else "")


def _shorten(text: str, longest: int) -> str:
    """One line of text, no longer than that."""
    line = " ".join(to_text(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _write_attribute(text: str) -> str:
    """Text for an attribute: Streamlit's cleaner of HTML drops an attribute whole if a tag seems to end in it."""
    return escape_html(text.translate({ord("<"): "‹", ord(">"): "›"}))


def _write_spot(spot: Spot, size: Spot) -> str:
    return f"left:{spot[0] / size[0]:.2%};top:{spot[1] / size[1]:.2%}"


def _render_scale(frame: Frame, unit: str, full: Sequence[Box], size: Spot) -> tuple[str, Box]:
    """A bar of a round length, true in the middle of the map, in a corner without marks; and the room it takes."""
    per_unit = KM_PER_MILE if unit == "mi" else 1.0
    most = frame.width_km * _SCALE_SHARE / per_unit
    ten = 10 ** floor(log10(most))
    length = max(step * ten for step in (1, 2, 5) if step * ten <= most)
    share = length * per_unit / frame.width_km
    label = say("map.scale_mi" if unit == "mi" else "map.scale_km", n=f"{length:,}")
    wide, high = max(share * size[0], len(label) * LETTER) + 2 * LINE, 2 * LINE
    left, right, top, bottom = (0.0, wide), (size[0] - wide, size[0]), (0.0, high), (size[1] - high, size[1])
    corners = {
        f"{down} nf-map-{across}": (x[0], y[0], x[1], y[1])
        for down, y in (("bottom", bottom), ("top", top))
        for across, x in (("west", left), ("east", right))
    }
    corner = next((name for name, box in corners.items() if is_free(box, full, size)), "bottom nf-map-west")
    bar = f'<div class="nf-map-scale nf-map-{corner}" style="width:{share:.2%}"><span>{escape_html(label)}</span></div>'
    return bar, corners[corner]


def _render_legend(points: Sequence[MapPoint], missing: int, group: str) -> str:
    """What the marks mean, what is not on the map, and whose the outlines are."""
    states = {point.open for point in points}
    keys = [("open", say(f"{group}.legend_open"))] if True in states else []
    keys += [("closed", say(f"{group}.legend_closed"))] if False in states else []
    dots = "".join(
        f'<span class="nf-map-key"><span class="nf-map-dot nf-map-{state}" aria-hidden="true"></span>'
        f"{escape_html(words)}</span>"
        for state, words in keys
    )
    lines = [say(f"{group}.legend_number")] if len(points) > 1 else []
    lines += [say("map.legend_tap")] if any(_is_ours(point.address) for point in points) else []
    lines.append(say("map.legend_town"))
    lost = say(f"{group}.missing_one") if missing == 1 else say(f"{group}.missing", n=missing)
    return (
        f"<p>{dots}</p>"
        + (f"<p><strong>{escape_html(lost)}</strong></p>" if missing else "")
        + f'<p class="nf-note">{escape_html(" ".join(lines))}</p>'
        + f'<p class="nf-note nf-map-credit">{escape_html(say("map.credit"))}</p>'
    )
