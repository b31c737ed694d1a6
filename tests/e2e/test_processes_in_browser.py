"""A real browser at a dashboard of two processes: the page outlives the one that holds it."""

import os
import signal
from collections.abc import Iterator

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import publish_fake
from playwright.sync_api import Browser
from serving_processes import count_pages, list_processes, takes_visitors, wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    dashboard = Dashboard(tmp_path_factory.mktemp("processes"))
    dashboard.env["NET_FINDER_PROCESSES"] = "2"
    publish_fake(dashboard.settings)
    dashboard.start()
    wait_until(lambda: len(list_ready(dashboard)) == 2)
    yield dashboard
    dashboard.stop()


def list_ready(dashboard: Dashboard) -> list[int]:
    return [one for one in list_processes(dashboard.process.pid) if takes_visitors(one, dashboard.port)]


def list_holders(dashboard: Dashboard) -> list[int]:
    """Processes with a connection to somebody: of the page alone, once those for its files have been closed."""
    return [one for one in list_ready(dashboard) if count_pages(one, dashboard.port)]


def choose(person: Visitor, organ: str) -> None:
    box = person.page.get_by_role("combobox", name="Where the tumor started")
    box.click()
    box.fill(organ)
    person.page.get_by_role("option", name=organ, exact=True).click()
    person.page.keyboard.press("Escape")
    person.page.wait_for_url(f"**site={organ.lower()}**")
    person.settle()


def test_a_page_is_whole_again_when_the_process_that_holds_it_is_killed(served: Dashboard, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    person = Visitor(context, served.url)
    page = person.open()
    page.evaluate("window.asked = 0; addEventListener('popstate', () => { window.asked += 1; })")
    choose(person, "Pancreas")
    before, counted = person.titles(), person.count()
    for times in (1, 2):
        wait_until(lambda: len(list_ready(served)) == 2 and len(list_holders(served)) == 1)
        (holder,) = list_holders(served)
        os.kill(holder, signal.SIGKILL)
        page.wait_for_function("times => window.asked === times", arg=times)
        person.settle()
        assert (person.titles(), person.count()) == (before, counted)
        assert holder not in list_holders(served)
    choose(person, "Lung")
    assert "site=pancreas" in page.url
    assert person.titles() != before
    context.close()
    assert person.strangers() == []
    assert person.refusals() == []
