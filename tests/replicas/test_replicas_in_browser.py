"""A real browser behind the proxy: its page outlives its dashboard, and its files come from the right one."""

from collections.abc import Iterator

import pytest
from e2e.browser import Dashboard, Visitor
from playwright.sync_api import Browser, Page
from replicas.running import Site, restart, stop

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ADDRESS = "/?site=pancreas"

#: Notes each time that a run is over which the page itself asked for, as it does once it is connected again.
WATCH = """() => {
  window.runs = 0;
  let isAsked = false;
  addEventListener('popstate', () => { isAsked = true; });
  const app = document.querySelector('[data-testid=stApp]');
  new MutationObserver(() => { window.runs += isAsked && app.dataset.testScriptState === 'notRunning'; })
    .observe(app, {attributeFilter: ['data-test-script-state']});
}"""
IS_MADE_AGAIN = """() => window.runs > 0
  && document.querySelector('[data-testid=stApp][data-test-connection-state=CONNECTED]')"""


@pytest.fixture
def person(site: Site, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(accept_downloads=True, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    person = Visitor(context, site.url)
    yield person
    context.close()
    assert person.strangers() == []
    assert person.refusals() == []


def find_home(person: Visitor, site: Site) -> Dashboard:
    """The dashboard that the cookie of this browser leads to."""
    (cookie,) = [one for one in person.page.context.cookies() if one["name"] == "net_finder_replica"]
    assert cookie["expires"] == -1, "it ends with the browser"
    return site.dashboards[int(cookie["value"]) - 1]


def save_list(page: Page) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name="Save this list as a file").click()
    return download.value.path().read_bytes()


def choose_lung_too(person: Visitor) -> None:
    box = person.page.get_by_role("combobox", name="Where the tumor started")
    box.click()
    box.fill("Lung")
    person.page.get_by_role("option", name="Lung", exact=True).click()
    person.page.keyboard.press("Escape")
    person.page.wait_for_url("**site=lung**")
    person.settle()


def test_an_open_page_outlives_its_dashboard(site: Site, person: Visitor) -> None:
    page = person.open(ADDRESS)
    before, counted, home = person.titles(), person.count(), find_home(person, site)
    page.evaluate(WATCH)
    stop(home)
    try:
        page.wait_for_function(IS_MADE_AGAIN)
        person.settle()
        assert (person.titles(), person.count()) == (before, counted)
        choose_lung_too(person)
        assert find_home(person, site) is not home
        assert "site=pancreas" in page.url
        after = person.titles()
        assert after != before
    finally:
        home.start()
    page.reload()
    person.settle()
    assert person.titles() == after


def test_a_list_is_saved_from_whichever_dashboard_holds_the_page(site: Site, person: Visitor) -> None:
    page = person.open(ADDRESS)
    saved = save_list(page)
    assert saved == site.dashboards[0].run_command("search", "--site", "pancreas", "--format", "csv")
    home = find_home(person, site)
    page.evaluate(WATCH)
    restart(home)
    page.wait_for_function(IS_MADE_AGAIN)
    person.settle()
    assert save_list(page) == saved
