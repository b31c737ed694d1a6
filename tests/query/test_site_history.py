"""Since when a site takes people: told where our own lists show it, and left out where they do not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake

from finder.normalize.changes import find_changes
from finder.query.site_history import SiteHistory, find_site_histories, say_site_place
from finder.schema import shape_frame
from finder.settings import Settings
from finder.store.reader import open_file

SINCE = "2026-10-01T06:00:00Z"
PLACE = "Fake Hospital 1, Houston, Texas, United States"
LYON = {"city": "Lyon", "region": None, "country": "France", "country_code": "FR"}
ASK = Callable[..., dict[str, SiteHistory]]


def tell(night: str, kind: str, place: str | None = PLACE, trial: int = 1) -> dict[str, Any]:
    before, after = (place, None) if kind == "site_closed" else (None, place)
    return {"at": f"{night}T06:00:00Z", "nct_id": f"NCT{trial:08d}", "kind": kind, "before": before, "after": after}


@pytest.fixture
def ask(tmp_path: Path) -> ASK:
    def find(*changes: dict[str, Any], sites: list[dict[str, Any]] | None = None, meta: Any = None) -> Any:
        reader = open_file(
            publish_fake(
                Settings(home=tmp_path),
                [fake_trial(1), fake_trial(2)],
                [fake_site(1, 1)] if sites is None else sites,
                changes=list(changes),
                meta={"sites_since": SINCE} if meta is None else meta,
            )
        )
        return find_site_histories(reader, "NCT00000001")

    return find


def test_the_night_it_was_first_seen_open(ask: ASK) -> None:
    found = ask(tell("2026-11-02", "site_opened"), tell("2026-11-03", "site_opened", trial=2))
    assert found == {"site-0001": SiteHistory("2026-11-02", "2026-10-01")}


def test_the_last_opening_counts_where_it_closed_between(ask: ASK) -> None:
    nights = [("2026-10-05", "site_opened"), ("2026-10-20", "site_closed"), ("2026-11-10", "site_opened")]
    assert ask(*(tell(*night) for night in nights))["site-0001"].opened == "2026-11-10"


def test_open_from_the_first_look_on_is_open_at_least_since_then(ask: ASK) -> None:
    assert ask() == {"site-0001": SiteHistory(None, "2026-10-01")}


def test_of_a_new_trial_nothing_is_known_before_it_came(ask: ASK) -> None:
    changes = [tell("2026-10-02", "site_opened"), tell("2026-11-01", "new", "Fake trial 1")]
    assert ask(*changes) == {"site-0001": SiteHistory(None, "2026-11-01")}


@pytest.mark.parametrize(
    ("changes", "sites"),
    [
        ([], [fake_site(1, 1, recruiting=False)]),
        ([tell("2026-11-02", "site_opened")], [fake_site(1, 1), fake_site(2, 1, facility="Fake Hospital 1")]),
        ([tell("2026-11-02", "site_opened", "Old name, Houston, Texas, United States")], [fake_site(1, 1)]),
        (
            [tell("2026-11-02", "site_opened"), tell("2026-11-02", "site_closed", "Old name, Houston, United States")],
            [fake_site(1, 1)],
        ),
    ],
    ids=["closed", "two alike", "opened under another name", "renamed"],
)
def test_what_is_not_certain_is_left_out(ask: ASK, changes: Any, sites: Any) -> None:
    assert ask(*changes, sites=sites) == {}


def test_another_site_of_the_city_does_not_make_it_uncertain(ask: ASK) -> None:
    other = "Fake Hospital 2, Houston, Texas, United States"
    found = ask(tell("2026-11-02", "site_opened", other), sites=[fake_site(1, 1), fake_site(2, 1)])
    assert found == {
        "site-0001": SiteHistory(None, "2026-10-01"),
        "site-0002": SiteHistory("2026-11-02", "2026-10-01"),
    }


def test_before_the_second_refresh_nothing_is_known(ask: ASK) -> None:
    assert ask(tell("2026-11-02", "site_opened"), meta={"changes_since": SINCE}) == {}


def test_a_place_is_worded_as_the_changes_word_it() -> None:
    """Else an opening would never be found again."""
    sites = [fake_site(1, 1), fake_site(2, 1, facility=None, **LYON), fake_site(3, 1, facility="Ä" * 400)]
    trials = shape_frame(pd.DataFrame([fake_trial(1)]), "trials")
    after = shape_frame(pd.DataFrame(sites), "sites")
    found = find_changes(
        {"trials": trials, "sites": after.head(0)}, {"trials": trials, "sites": after}, "2026-11-02T06:00:00Z"
    )
    assert sorted(found["after"]) == sorted(say_site_place(site) for site in sites)
