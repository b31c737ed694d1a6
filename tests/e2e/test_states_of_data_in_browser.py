"""What a person sees as the data change behind the dashboard: starter data, old, new meanwhile, and none at all."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import make_trial, publish_fake
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Dashboard]:
    """A dashboard of a machine on which nothing was ever read."""
    home = tmp_path / "home"
    home.mkdir()
    served = Dashboard(home)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def person(fresh: Dashboard, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(30_000)
    visitor = Visitor(context, fresh.url)
    yield visitor
    context.close()
    assert visitor.strangers() == []


def read_banner(person: Visitor) -> str:
    return person.page.locator(".nf-banner").first.inner_text()


def test_data_comes_grows_old_is_replaced_and_goes(person: Visitor, fresh: Dashboard) -> None:
    page = person.open("/")
    assert "This is starter data" in read_banner(person), "the first look says that it is not of today"
    assert len(person.titles()) == 10

    long_ago = datetime.now(UTC) - timedelta(days=40)
    publish_fake(fresh.settings, published_at=f"{long_ago:%Y-%m-%dT%H:%M:%SZ}")
    page.reload()
    person.settle()
    banner = read_banner(person)
    assert "40 days old" in banner
    assert "starter" not in banner
    assert page.locator(".nf-banner.nf-warn").count() == 1, "old data stands out"

    newcomer = make_trial(10_009_999, title="A brandnew trial", status="RECRUITING", primary_sites=["pancreas"])
    publish_fake(fresh.settings, extra=[newcomer])
    page.get_by_text("More ways to narrow the list").click()
    page.locator(".st-key-ask_text input").fill("brandnew")
    page.keyboard.press("Enter")
    person.wait_for_count("1 trial")
    assert person.titles() == ["A brandnew trial"], "the next choice on an open page reads the new data"
    assert "days old" not in read_banner(person)

    shutil.rmtree(fresh.settings.snapshots)
    page.reload()
    page.get_by_role("heading", level=1, name="There is no data yet").wait_for()
    person.settle()
    assert "net-finder refresh" in page.locator("[data-testid=stMain]").inner_text()
    assert page.get_by_role("link", name="What is a NET?").count() >= 1, "what needs no data stays in reach"
