"""A link to another page of the dashboard is followed without loading all anew, and arrives as a new page would."""

import pytest
from e2e.browser import Visitor
from e2e.fakes import RICH_ID
from playwright.sync_api import Page, expect

from dashboard.words import say

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
#: What the page says of itself where it is still the one that was loaded.
MARK = "() => { window.isTheSame = true; }"


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("() => window.isTheSame === true"))


@pytest.mark.parametrize("visitor", [{}, PHONE], indirect=True, ids=["desk", "phone"])
def test_a_trial_opens_at_its_top_and_back_leads_to_the_same_list(visitor: Visitor) -> None:
    page = visitor.open("/?status=any&near=Rochester%2C+MN")
    page.evaluate(MARK)
    titles = visitor.titles()
    last = page.locator(".nf-card h3 a").last
    last.scroll_into_view_if_needed()
    last.click()
    page.wait_for_url("**/trial?nct=NCT*near=Rochester*")
    expect(page.locator("h1")).to_be_focused()
    visitor.settle()
    assert is_the_same(page), "the page was loaded anew"
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == 0
    page.go_back()
    page.wait_for_url("**/?status=any&near=Rochester*")
    page.locator(".nf-card").first.wait_for()
    visitor.settle()
    assert visitor.titles() == titles
    assert is_the_same(page)


def test_keeping_a_trial_leaves_focus_and_place_where_they_were(visitor: Visitor) -> None:
    page = visitor.open("/?status=any")
    page.evaluate(MARK)
    keep = page.locator(".nf-card a[data-nf-stays]").nth(5)
    name = keep.get_attribute("id")
    keep.scroll_into_view_if_needed()
    top = keep.evaluate("link => link.getBoundingClientRect().top")
    keep.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=say("short.title", n=1)).wait_for()
    visitor.settle()
    kept = page.locator(f"#{name}")
    expect(kept).to_be_focused()
    expect(kept).to_have_text(say("short.kept", nct=str(name).removeprefix("keep-")))
    assert abs(kept.evaluate("link => link.getBoundingClientRect().top") - top) < 3
    assert is_the_same(page)


@pytest.mark.parametrize("key", ["Control", "Shift"])
def test_a_link_opened_elsewhere_is_left_to_the_browser(visitor: Visitor, key: str) -> None:
    page = visitor.open("/")
    address = page.url
    page.locator(".nf-card h3 a").first.click(modifiers=[key])  # type: ignore[list-item]
    page.wait_for_timeout(500)
    assert page.url == address


def test_another_language_is_loaded_whole(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={RICH_ID}")
    page.evaluate(MARK)
    page.locator(".nf-languages a").first.click()
    page.wait_for_function("() => document.documentElement.lang === 'es'")
    visitor.settle()
    assert not is_the_same(page)


def test_without_a_connection_a_link_is_an_ordinary_link(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.evaluate(MARK)
    page.evaluate("() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState = 'PINGING_SERVER'")
    page.locator(".nf-card h3 a").first.click()
    page.wait_for_url("**/trial?nct=NCT*")
    visitor.settle()
    assert not is_the_same(page)
