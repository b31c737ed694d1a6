"""The centers of one page of results on a map that is closed at first; each mark leads to the card below."""

from collections.abc import Sequence

from dashboard.parts.card import Row
from dashboard.parts.center_card import name_center, name_center_part
from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.map_frame import Degrees, read_point
from dashboard.parts.site_map import CENTERS, MapPoint, render_map
from dashboard.words import say


def list_center_points(rows: Sequence[Row]) -> list[MapPoint]:
    """One point a center, in the order of the cards; one with trials that fit is open."""
    return [
        MapPoint(
            latitude=row.get("latitude"),
            longitude=row.get("longitude"),
            label=to_text(row.get("city")) or to_text(row.get("region")) or to_text(row.get("country")),
            note=name_center(row),
            open=int(row.get("fitting_trials") or 0) > 0,
            address=f"#{name_center_part(number)}",
        )
        for number, row in enumerate(rows)
    ]


def render_center_map(rows: Sequence[Row], here: Degrees | None, unit: str) -> str:
    """The map, opened with a tap; "" where nobody knows where any of the centers is. `unit` is "mi" or "km"."""
    points = list_center_points(rows)
    if not any(read_point(point.latitude, point.longitude) for point in points):
        return ""
    drawn = render_map(points, here, unit, CENTERS)
    return f'<div class="nf-text"><details><summary>{escape_html(say("map.fold"))}</summary>{drawn}</details></div>'
