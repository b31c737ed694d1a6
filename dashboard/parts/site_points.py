"""The sites of one trial as points of a map; each mark leads to the site's place in the list of the same page."""

from collections.abc import Sequence

from dashboard.parts.card import Row, is_true
from dashboard.parts.escape import to_text
from dashboard.parts.site_map import MapPoint
from dashboard.words import say


def name_site_part(number: int) -> str:
    """The id of a site's item in the list, by its place in the list from 0."""
    return f"nf-site-{number}"


def list_site_points(sites: Sequence[Row]) -> list[MapPoint]:
    """One point a site, in the order of the list."""
    return [
        MapPoint(
            latitude=site.get("latitude"),
            longitude=site.get("longitude"),
            label=to_text(site.get("city")) or to_text(site.get("region")) or to_text(site.get("country")),
            note=to_text(site.get("facility")) or say("site.unnamed"),
            open=is_true(site.get("recruiting")),
            address=f"#{name_site_part(number)}",
        )
        for number, site in enumerate(sites)
    ]
