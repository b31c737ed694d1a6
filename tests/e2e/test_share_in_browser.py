"""To share and to be found: the address copied and the own position used at a tap, and the short list on every page."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from e2e.browser import ROOT, Visitor
from playwright.sync_api import Page, expect

from dashboard.page_source import SCRIPTS
from dashboard.words import say

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HOUSTON = {"latitude": 29.7041, "longitude": -95.4012}
ALLOWS = {**PHONE, "geolocation": HOUSTON, "permissions": ["geolocation", "clipboard-read", "clipboard-write"]}
AT_SEA = {**ALLOWS, "geolocation": {"latitude": 0.0, "longitude": -150.0}}
SLOW = 60_000  # the first visitor waits until all towns of the world are read


def read_query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def press(page: Page, name: str) -> None:
    """A button by keyboard alone."""
    button = page.get_by_role("button", name=say(name))
    button.focus()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")


@pytest.fixture
def visitor(visitor: Visitor) -> Visitor:
    visitor.page.set_default_timeout(SLOW)
    return visitor


@pytest.mark.parametrize("visitor", [ALLOWS], indirect=True)
def test_the_own_position_becomes_a_town_in_the_address_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/?site=pancreas")
    press(page, "deed.position")
    page.wait_for_url("**near=*")
    visitor.settle()
    assert read_query(page) == {"site": ["pancreas"], "near": ["Houston, Texas, US"]}
    assert "Houston, Texas" in visitor.count()
    shown = page.locator("[data-testid=stMain]").inner_html()
    assert [point for point in ("29.70", "95.40") if point in page.url + shown] == []
    told = [url for url in visitor.requests if "here=" in url]
    assert {parse_qs(urlsplit(url).query)["here"][0] for url in told} == {"29.70,-95.40"}, "two decimals are enough"


@pytest.mark.parametrize("visitor", [ALLOWS], indirect=True)
def test_the_guided_start_takes_the_town_and_its_address_stays_bare(visitor: Visitor) -> None:
    page = visitor.open("/start")
    press(page, "deed.position")
    page.get_by_text(say("start.where_place", place="Houston, Texas")).wait_for()
    visitor.settle()
    assert read_query(page) == {}


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_who_refuses_is_told_another_way_and_stays_where_they_are(visitor: Visitor) -> None:
    page = visitor.open("/start")
    page.get_by_role("button", name=say("deed.position")).tap()
    expect(page.get_by_role("status").filter(has_text=say("deed.position_failed"))).to_be_visible()
    assert page.url == f"{visitor.url}/start"


@pytest.mark.parametrize("visitor", [AT_SEA], indirect=True)
def test_where_no_town_is_near_that_is_told(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.get_by_role("button", name=say("deed.position")).tap()
    expect(page.get_by_role("alert").filter(has_text=say("deed.position_unknown"))).to_be_visible()
    visitor.settle()
    assert "here" not in page.url
    assert "near" not in page.url


@pytest.mark.parametrize("visitor", [ALLOWS], indirect=True)
def test_the_address_is_copied_with_its_question_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/?site=pancreas")
    press(page, "deed.copy")
    expect(page.get_by_role("status").filter(has_text=say("deed.copy_done"))).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{visitor.url}/?site=pancreas"


def test_where_a_browser_cannot_copy_another_way_is_told(visitor: Visitor) -> None:
    page = visitor.open("/about")
    # As browsers have it over plain HTTP from another computer.
    page.evaluate("() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); }")
    press(page, "deed.copy")
    expect(page.get_by_role("status").filter(has_text=say("deed.copy_failed"))).to_be_visible()


@pytest.mark.parametrize("script", SCRIPTS)
def test_our_scripts_are_served_as_scripts(visitor: Visitor, script: str) -> None:
    answer = visitor.page.request.get(f"{visitor.url}/{script}")
    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == "text/javascript"
    assert answer.text() == (ROOT / "dashboard/static" / script).read_text("utf-8")


def test_the_short_list_goes_along_from_page_to_page_and_stays_empty_once_emptied(visitor: Visitor) -> None:
    page = visitor.open("/?site=pancreas")
    keep = page.locator(".nf-card a[data-nf-stays]").first
    keep.click()
    page.wait_for_url("**keep=NCT*")
    visitor.settle()
    (kept,) = read_query(page)["keep"]
    top = page.get_by_test_id("stTopNavLinkContainer")
    for name, path in (("centers.nav", "centers"), ("people.nav", "people")):
        top.get_by_role("link", name=say(name), exact=True).click()
        page.wait_for_url(f"**/{path}?*keep={kept}*")
        visitor.settle()
    page.locator(".nf-links").get_by_role("link", name=say("centers.to_trials"), exact=True).click()
    page.wait_for_url(f"{visitor.url}/?*keep={kept}*")
    visitor.settle()
    expect(page.get_by_text(say("short.title", n=1))).to_be_visible()
    page.locator(f"#keep-{kept}").click()
    expect(page.get_by_text(say("short.title", n=1))).to_be_hidden()
    visitor.settle()
    top.get_by_role("link", name=say("centers.nav"), exact=True).click()
    page.wait_for_url("**/centers*")
    visitor.settle()
    assert "keep" not in page.url
