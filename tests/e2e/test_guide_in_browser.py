"""What is a NET?, help and genetic tests with a real browser: phone and desktop, keyboard, headings, dead links."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.test_dashboard_in_browser import DARK, LEAST_CONTRAST, PHONE, SMALL_PHONE
from guide_rows import publish_guide
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = ("/facts", "/resources", "/genetic-tests", "/about")
LISTS = (("/resources", ("Country", "What you need")), ("/genetic-tests", ("Gene", "Country")))
OPEN_ALL = "all => all.forEach(e => { e.open = true })"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One of its own, with the rows of the guide, hostile ones too."""
    served = Dashboard(tmp_path_factory.mktemp("guide"))
    publish_guide(served.settings)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def empty_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One that has no data yet."""
    served = Dashboard(tmp_path_factory.mktemp("empty"))
    served.start()
    yield served
    served.stop()


def open_whole(visitor: Visitor, path: str) -> Any:
    """The page with its last words drawn and everything that opens with a tap open."""
    page = visitor.open(path)
    last = {"/facts": "#nf-fact-sources", "/about": "text=What is tested"}.get(path, ".nf-res-card")
    page.locator(last).first.wait_for(state="attached")
    visitor.settle()
    page.eval_on_selector_all("[data-testid=stHtml] details", OPEN_ALL)
    return page


@pytest.mark.parametrize("visitor", [{}, PHONE, SMALL_PHONE], indirect=True)
def test_no_page_scrolls_sideways(visitor: Visitor) -> None:
    for path in PAGES:
        page = open_whole(visitor, path)
        measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
        assert page.eval_on_selector_all("html, [data-testid=stMain]", measure) == [0, 0], path
        wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1).map(e => e.outerHTML)"
        blocks = page.eval_on_selector_all(".nf-text, .nf-text table, .nf-text li, .nf-text td, .nf-text th", wide)
        assert blocks == [], path


def test_each_page_has_one_title_and_its_headings_in_order(visitor: Visitor) -> None:
    for path in PAGES:
        page = open_whole(visitor, path)
        levels = page.eval_on_selector_all(
            "[data-testid=stMain] :is(h1,h2,h3,h4,h5,h6)", "all => all.map(e => Number(e.tagName[1]))"
        )
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == [], path


@pytest.mark.parametrize("visitor", [{}, DARK], indirect=True)
def test_text_has_contrast_enough_in_light_and_dark(visitor: Visitor) -> None:
    for path in PAGES:
        assert open_whole(visitor, path).evaluate(LEAST_CONTRAST) >= 4.5, path


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_links_and_things_to_tap_are_large_enough(visitor: Visitor) -> None:
    measure = "all => all.map(e => [e.getBoundingClientRect().height, e.innerText]).filter(([h]) => h && h < 24)"
    for path in PAGES[:3]:
        page = open_whole(visitor, path)
        assert page.eval_on_selector_all(".nf-text a, .nf-text summary", measure) == [], path


@pytest.mark.parametrize("visitor", [{}, PHONE], indirect=True)
def test_the_contents_lead_to_their_section(visitor: Visitor) -> None:
    page = open_whole(visitor, "/facts")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Treatments").click()
    expect(page.locator("#nf-fact-treatments")).to_be_in_viewport()
    assert page.locator("#nf-fact-treatments").bounding_box()["y"] > 40  # type: ignore[index]
    page.get_by_role("link", name="Medical News Today, undated").first.click()
    expect(page.locator("#nf-fact-sources-S0")).to_be_in_viewport()
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("visitor", [{}, PHONE], indirect=True)
def test_the_table_of_syndromes_stays_a_table_for_a_screen_reader(visitor: Visitor) -> None:
    page = open_whole(visitor, "/facts")
    table = page.get_by_role("table", name="Which source names which cause")
    row = table.get_by_role("row", name="TSC (tuberous sclerosis)")
    assert row.get_by_role("cell", name="not named").count() == 3
    assert table.get_by_role("columnheader").count() == 6
    expect(row.get_by_role("rowheader")).to_be_visible()


@pytest.mark.parametrize("visitor", [{}, PHONE], indirect=True)
def test_the_keyboard_reaches_every_filter(visitor: Visitor) -> None:
    for path, labels in LISTS:
        page = visitor.open(path)
        page.locator(".nf-res-card").first.wait_for()
        page.locator("[data-testid=stMain] h1").click()
        reached = set()
        for _ in range(45):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.getAttribute('aria-label') || ''"))
        assert [label for label in labels if not any(label in name for name in reached)] == [], path


def test_a_choice_narrows_the_list_and_a_link_brings_it_back(visitor: Visitor) -> None:
    page = visitor.open("/resources")
    visitor.wait_for_count("13 pages and groups")
    box = page.get_by_role("combobox", name="Country")
    box.fill("France")
    page.get_by_role("option", name="France", exact=True).click()
    visitor.wait_for_count("2 pages and groups")
    assert page.url.endswith("?country=France")
    page.reload()
    visitor.wait_for_count("2 pages and groups")


def test_a_dead_link_is_no_link_and_nothing_hostile_lives(visitor: Visitor) -> None:
    page = open_whole(visitor, "/resources")
    card = page.locator(".nf-res-card", has_text="Fake group that is gone")
    assert "Dead link (checked November 20, 2026, last seen alive October 2, 2026)." in card.inner_text()
    assert card.get_by_role("link").count() == 0
    moved = page.get_by_role("link", name="Fake group that moved")
    assert moved.get_attribute("href") == "https://new.example.org/here"
    assert moved.get_attribute("target") == "_blank"
    assert "noopener" in str(moved.get_attribute("rel"))
    for path in PAGES:
        assert open_whole(visitor, path).evaluate("window.hacked") is None, path
        assert page.locator("a[href^='javascript' i], [data-testid=stHtml] :is(script, iframe, img)").count() == 0


def test_without_data_the_facts_and_genes_are_there(visitor: Visitor, empty_dashboard: Dashboard) -> None:
    visitor.url = empty_dashboard.url
    page = visitor.open("/facts")
    page.get_by_role("heading", name="Questions to ask your team").wait_for()
    page = visitor.open("/genetic-tests")
    page.get_by_role("heading", name="Who offers tests").wait_for()
    page.get_by_role("link", name="Open the register: Genetic Testing Registry").wait_for()
