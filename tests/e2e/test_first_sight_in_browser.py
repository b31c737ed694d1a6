"""What can be read before Streamlit's program is there, or without it; and that the page takes its place unnoticed."""

import re
from collections.abc import Iterator

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE_ID, RICH_ID
from playwright.sync_api import Browser, Page, Route, expect

from dashboard.words import say
from finder.store.gazetteer import open_gazetteer

pytestmark = pytest.mark.browser

FIRST = "#nf-first"
#: The program that draws Streamlit's page.
PROGRAM = re.compile(r"/static/js/index\.[\w-]+\.js$")
#: What of Streamlit's page can be seen.
SHOWN = """() => [...document.querySelectorAll('#root *')]
  .filter(one => getComputedStyle(one).visibility === 'visible').map(one => one.outerHTML)"""


@pytest.fixture(autouse=True)
def places(dashboard: Dashboard) -> None:
    """Without a look-up of places there is no first sight, for it would be made first."""
    open_gazetteer(dashboard.settings).close()


@pytest.fixture(params=[320, 1280])
def without_scripts(dashboard: Dashboard, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_the_list_and_a_trial_can_be_read_and_asked_without_any_script(
    without_scripts: Page, dashboard: Dashboard
) -> None:
    page = without_scripts
    page.goto(f"{dashboard.url}/")
    expect(page.locator("h1")).to_have_text(say("find.title"))
    page.get_by_label(say("filter.near")).fill("Rochester, MN")
    page.get_by_label(say("filter.site")).select_option(label="Pancreas")
    page.get_by_role("button", name=say("plain.search")).click()
    page.wait_for_url("**/?*near=Rochester*site=pancreas*")
    expect(page.locator(".nf-first-state")).to_contain_text("Measured from Rochester, Minnesota")
    page.goto(f"{dashboard.url}/?status=any&site=pancreas&near=Rochester%2C+MN")
    page.locator(".nf-card h3 a").first.click()
    page.wait_for_url("**/trial?nct=NCT*")
    expect(page.get_by_role("heading", name=say("trial.ask"))).to_be_visible()
    page.get_by_role("link", name=say("trial.back")).click()
    page.wait_for_url("**/?*near=Rochester*")
    assert page.locator(".nf-card").count() > 0


def test_a_long_list_is_turned_without_any_script(without_scripts: Page, dashboard: Dashboard) -> None:
    page = without_scripts
    page.goto(f"{dashboard.url}/?status=any&keep={RICH_ID}")
    titles = page.locator(".nf-card h3").all_inner_texts()
    assert page.get_by_role("link", name=say("widget.page_before")).count() == 0
    page.get_by_role("link", name=say("widget.page_after")).click()
    page.wait_for_url(f"**/?status=any&page=2&keep={RICH_ID}")
    assert not set(titles) & set(page.locator(".nf-card h3").all_inner_texts())
    page.get_by_role("link", name=say("widget.page_before")).click()
    page.wait_for_url(f"**/?status=any&page=1&keep={RICH_ID}")
    assert page.locator(".nf-card h3").all_inner_texts() == titles
    page.goto(f"{dashboard.url}/?status=any&page=99")
    assert page.get_by_role("link", name=say("widget.page_before")).count() == 1
    assert page.get_by_role("link", name=say("widget.page_after")).count() == 0


@pytest.mark.parametrize("path", ["/?status=any", f"/trial?nct={HOSTILE_ID}", f"/trial?nct={RICH_ID}&lang=es"])
def test_it_holds_whatever_a_record_says(without_scripts: Page, dashboard: Dashboard, path: str) -> None:
    page = without_scripts
    page.goto(f"{dashboard.url}{path}")
    assert page.locator(f"{FIRST} h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.locator(f"{FIRST} script").count() == 0


@pytest.mark.parametrize("path", ["/?status=any", f"/trial?nct={RICH_ID}"])
def test_it_stays_where_the_program_never_comes(visitor: Visitor, path: str) -> None:
    visitor.page.route(PROGRAM, lambda route: route.abort())
    visitor.page.goto(f"{visitor.url}{path}")
    visitor.page.wait_for_timeout(1000)
    expect(visitor.page.locator(f"{FIRST} h1")).to_be_visible()


def test_the_page_takes_its_place_where_a_person_reads_and_stands(visitor: Visitor) -> None:
    page = visitor.page
    held: list[Route] = []
    page.route(PROGRAM, lambda route: held.append(route))
    page.goto(f"{visitor.url}/?status=any", wait_until="commit")
    link = page.locator(f"{FIRST} .nf-card h3 a").nth(3)
    address = link.get_attribute("href")
    link.scroll_into_view_if_needed()
    link.focus()
    before = link.bounding_box()
    held[0].continue_()
    visitor.settle()
    assert page.locator(FIRST).count() == 0
    same = page.locator(f"[data-testid=stMain] .nf-card h3 a[href='{address}']")
    expect(same).to_be_focused()
    after = same.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 60
    assert page.locator("h1").count() == 1


def test_it_is_not_taken_away_while_somebody_fills_in_its_form(visitor: Visitor) -> None:
    page = visitor.page
    held: list[Route] = []
    page.route(PROGRAM, lambda route: held.append(route))
    page.goto(f"{visitor.url}/?status=any", wait_until="commit")
    near = page.locator(FIRST).get_by_label(say("filter.near"))
    near.fill("Rochester, MN")
    held[0].continue_()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning] .nf-trust").wait_for(state="attached")
    page.wait_for_timeout(500)
    assert page.evaluate(SHOWN) == [], "what is drawn behind the first sight shows through"
    page.unroute(PROGRAM)
    near.press("Enter")
    page.wait_for_url("**/?*near=Rochester*")
    visitor.settle()
    assert "Measured from Rochester, Minnesota" in visitor.count()
