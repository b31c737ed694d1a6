"""The trials of one page of results on a map: one mark for the nearest site of each, which leads to the card below."""

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.parts.card import Row, is_true
from dashboard.parts.escape import to_text
from dashboard.parts.map_frame import Degrees
from dashboard.parts.site_map import TRIALS, MapPoint, render_map


def list_trial_points(rows: Iterable[Row], sites: pd.DataFrame) -> list[MapPoint]:
    """One point a trial, in the order of the cards. `sites`: their nearest sites, rows of the table sites."""
    places: dict[str, Row] = {
        to_text(site["site_id"]): {str(name): cell for name, cell in site.items()} for site in sites.to_dict("records")
    }
    return [_point_at(row, places.get(to_text(row.get("nearest_site_id")), {})) for row in rows]


def render_trial_map(rows: Sequence[Row], sites: pd.DataFrame, here: Degrees | None, unit: str) -> str:
    """The map; a sentence where nobody knows where any of the sites is. `unit` is "mi" or "km"."""
    return f'<div class="nf-text">{render_map(list_trial_points(rows, sites), here, unit, TRIALS)}</div>'


def _point_at(row: Row, site: Row) -> MapPoint:
    return MapPoint(
        latitude=site.get("latitude"),
        longitude=site.get("longitude"),
        label=next(filter(None, (to_text(row.get(f"nearest_{part}")) for part in ("city", "region", "country"))), ""),
        note=to_text(row.get("title")) or to_text(row.get("nct_id")),
        open=is_true(row.get("nearest_recruiting")),
        address=f"#nf-{to_text(row.get('nct_id'))}",
    )
