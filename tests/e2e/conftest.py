"""Fixtures of the browser tests: one dashboard and one Chromium a run, one visitor a test."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor, find_chromium
from e2e.fakes import publish_fake
from playwright.sync_api import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the tests are skipped by name. Where nothing may be missing (CI=true) they run, and fail."""
    if find_chromium() is None and os.environ.get("CI", "").lower() != "true":
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="Chromium is absent; on Debian: apt-get install chromium"))


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    served = Dashboard(tmp_path_factory.mktemp("home"))
    publish_fake(served.settings)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def visitor(dashboard: Dashboard, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(accept_downloads=True, **options)
    context.set_default_timeout(20_000)
    person = Visitor(context, dashboard.url)
    yield person
    context.close()
    assert person.strangers() == [], "the page asked another host"
    assert person.refusals() == [], "the page did what its own policy forbids"
    assert person.dialogs == []
