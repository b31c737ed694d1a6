"""The map of a list of trials: one mark for the nearest site of each, also where that is not known or hostile."""

import pandas as pd
from e2e.fakes import HOSTILE
from lxml import html

from dashboard.parts.trial_points import list_trial_points, render_trial_map
from dashboard.words import say

HOUSTON = (29.76, -95.36)


def test_a_map_of_trials_has_one_mark_a_trial_where_its_nearest_site_is_known() -> None:
    sites = pd.DataFrame({"site_id": ["A", "B"], "latitude": [HOUSTON[0], pd.NA], "longitude": [HOUSTON[1], pd.NA]})
    rows = [
        {
            "nct_id": "NCT1",
            "title": HOSTILE,
            "nearest_site_id": "A",
            "nearest_city": "Houston",
            "nearest_recruiting": True,
        },
        {
            "nct_id": "NCT2",
            "title": "Two",
            "nearest_site_id": "B",
            "nearest_country": "France",
            "nearest_recruiting": pd.NA,
        },
        {"nct_id": "NCT3", "title": pd.NA, "nearest_site_id": "gone"},
        {"nct_id": "NCT4", "title": pd.NA, "nearest_site_id": pd.NA},
    ]
    points = list_trial_points(rows, sites)
    assert [point.label for point in points] == ["Houston", "France", "", ""]
    assert [point.address for point in points] == [f"#nf-NCT{n}" for n in range(1, 5)]
    assert [point.open for point in points] == [True, False, False, False]
    text = render_trial_map(rows, sites, HOUSTON, "mi")
    assert "3 trials are not on the map" in text
    drawn = html.fragment_fromstring(text)
    assert {mark.get("href") for mark in drawn.find_class("nf-map-mark")} == {"#nf-NCT1"}
    assert not drawn.xpath("//script | //img | //iframe")
    assert say("map.none") in render_trial_map(rows[1:], sites, None, "km")
