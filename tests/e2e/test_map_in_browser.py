"""The map on a trial's page as a person meets it: on a phone and a desk, in light and dark, by thumb and by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE, make_site, make_trial, publish_fake
from e2e.test_dashboard_in_browser import DARK, LEAST_CONTRAST, PHONE, SMALL_PHONE
from finder.settings import Settings
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

DESK: dict[str, Any] = {}
MANY, HIDDEN = "NCT80000001", "NCT80000002"
TRIAL, NEAR = f"/trial?nct={MANY}", f"/trial?nct={MANY}&near=Houston%2C+TX"
LAYER = ".nf-map-layer:visible"


def publish_sites(settings: Settings) -> None:
    """One trial with twenty sites, most in three towns, one hostile and one that nobody can place; one with none placed."""
    trials = [make_trial(80_000_001, status="RECRUITING"), make_trial(80_000_002, status="RECRUITING")]
    sites = [make_site(MANY, number, number % 3, recruiting=number % 3 == 1) for number in range(18)]
    sites.append(make_site(MANY, 18, 1, recruiting=False, latitude=39.74, longitude=-104.98, city=HOSTILE, facility=HOSTILE))
    sites += [make_site(nct, 19, 0, recruiting=True, latitude=None, longitude=None) for nct in (MANY, HIDDEN)]
    publish_fake(settings, extra=trials, extra_sites=sites)
