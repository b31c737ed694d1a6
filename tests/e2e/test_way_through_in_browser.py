"""The way through in a real browser: from five questions to two kept trials side by side, by keyboard alone."""

from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from e2e.browser import Visitor
from e2e.fakes import HOSTILE_ID, RICH_ID, SILENT_ID
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
#: What a screen reader would call the focused element, as far as a test can tell.
FOCUSED = """e => !e.matches('a, button, input, summary, [role=region]') ? '' :
  e.getAttribute('aria-label') || e.innerText || (e.labels && e.labels[0] && e.labels[0].innerText) || ''"""
LONG_WALK = 120


def read_query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the element with these words has the focus, and see that nothing covers it."""
    reached = []
    for _ in range(LONG_WALK):
        page.keyboard.press("Tab")
        reached.append(str(page.evaluate(f"({FOCUSED})(document.activeElement)")).strip())
        if words in reached[-1]:
            return
    raise AssertionError((words, reached))


def is_in_sight(page: Page) -> bool:
    """Whether the middle of the focused element is on the screen with nothing over it."""
    return bool(
        page.evaluate(
            """() => {
              const e = document.activeElement, box = e.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return e === top || e.contains(top) || (top !== null && top.contains(e));
            }"""
        )
    )


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_from_the_start_to_two_trials_side_by_side_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open("/start")
    tab_to(page, "A city, a US ZIP code or a country")
    page.keyboard.type("Rochester, MN")
    page.keyboard.press("Enter")
    # The list of towns may have to be made first.
    page.get_by_text("We measure from Rochester, Minnesota.").wait_for(timeout=90_000)
    visitor.settle()
    before = visitor.count()
    for question in ("How far can you go", "Grade or kind of cell"):
        expect(page.get_by_role("radiogroup", name=question)).to_be_visible()
    tab_to(page, "I don’t know")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Up to 500 miles")).to_be_checked()
    page.locator("[data-testid=stAlert]").filter(has_not_text=before).wait_for()
    visitor.settle()
    assert "?" not in page.url, "an answer stands in the address of the start"
    number = visitor.count().split()[0]

    tab_to(page, "Show me the trials")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?near=Rochester%2C+MN&within=500mi")
    visitor.wait_for_count(f"{number} trials take people now or soon within 500 miles of Rochester, Minnesota")

    for count in (1, 2):
        tab_to(page, "Keep NCT")
        assert is_in_sight(page)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=f"Your short list ({count})").wait_for()
        visitor.settle()
    kept = read_query(page)["keep"]
    assert len(kept) == 2

    tab_to(page, "Compare the 2")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Trials side by side").wait_for()
    visitor.settle()
    asked = {"nct": kept, "keep": kept, "near": ["Rochester, MN"], "within": ["500mi"]}
    assert read_query(page) == asked
    table = page.get_by_role("table", name="2 trials side by side")
    assert table.get_by_role("columnheader").count() == 3
    assert table.get_by_role("rowheader").count() >= 8
    tab_to(page, "2 trials side by side")
    tab_to(page, "Back to the list")


def test_the_address_restores_everything(visitor: Visitor) -> None:
    page = visitor.open(f"/?near=Rochester%2C+MN&status=any&page=2&keep={RICH_ID}&keep={SILENT_ID}")
    address, titles, count = page.url, visitor.titles(), visitor.count()
    page.get_by_role("heading", name="Your short list (2)").wait_for()
    page.reload()
    visitor.settle()
    page.get_by_role("heading", name="Your short list (2)").wait_for()
    assert (page.url, visitor.titles(), visitor.count()) == (address, titles, count)
    page.get_by_role("link", name="Compare the 2").click()
    page.get_by_role("heading", name="Trials side by side").wait_for()
    visitor.settle()
    table = page.locator("table").inner_text()
    page.reload()
    visitor.settle()
    assert page.locator("table").inner_text() == table
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_role("heading", name="Your short list (2)").wait_for()
    assert read_query(page) == {"near": ["Rochester, MN"], "status": ["any"], "keep": [RICH_ID, SILENT_ID]}


#: Taps faster than any page can be drawn anew: each link still knows nothing of the tap before.
TAP_AT_ONCE = "(links, places) => places.forEach(place => links[place].click())"


def test_taps_faster_than_the_page_all_count(visitor: Visitor) -> None:
    page = visitor.open("/")
    links = page.locator(".nf-card a[data-nf-stays]")
    links.nth(4).wait_for()
    links.evaluate_all(TAP_AT_ONCE, [0, 1, 1, 2])
    page.get_by_role("heading", name="Your short list (3)").wait_for()
    visitor.settle()
    assert len(read_query(page)["keep"]) == 3
    links.evaluate_all(TAP_AT_ONCE, [0, 2])
    page.get_by_role("heading", name="Your short list (1)").wait_for()
    visitor.settle()
    assert len(read_query(page)["keep"]) == 1
    links.evaluate_all(TAP_AT_ONCE, [1])
    expect(page.get_by_role("heading", name="Your short list")).to_have_count(0)


def test_a_trial_takes_the_short_list_along_and_back(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={RICH_ID}&site=pancreas")
    page.get_by_role("link", name=f"Keep {RICH_ID}").click()
    page.wait_for_url(f"**keep={RICH_ID}**")
    visitor.settle()
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_role("heading", name="Your short list (1)").wait_for()
    assert read_query(page) == {"site": ["pancreas"], "keep": [RICH_ID]}


def test_browser_back_takes_the_last_kept_trial_off(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.locator(".nf-card a[data-nf-stays]").first.click()
    page.get_by_role("heading", name="Your short list (1)").wait_for()
    visitor.settle()
    page.go_back()
    expect(page.get_by_role("heading", name="Your short list (1)")).to_have_count(0)
    visitor.settle()
    assert "keep" not in read_query(page)


@pytest.mark.parametrize("visitor", [PHONE, {}], indirect=True)
def test_no_page_scrolls_sideways_and_headings_are_in_order(visitor: Visitor) -> None:
    kept = f"keep={RICH_ID}&keep={HOSTILE_ID}&keep={SILENT_ID}"
    named = kept.replace("keep", "nct")
    for path in ("/start", f"/?{kept}", f"/compare?{named}", f"/compare?nct={RICH_ID}&nct={HOSTILE_ID}", "/compare"):
        page = visitor.open(path)
        measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
        assert page.eval_on_selector_all("html, [data-testid=stMain], .nf-compare-frame", measure)[:2] == [0, 0], path
        levels = page.eval_on_selector_all(
            "[data-testid=stMain] :is(h1,h2,h3,h4)", "all => all.map(e => Number(e.tagName[1]))"
        )
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_everything_is_large_enough_to_tap(visitor: Visitor) -> None:
    for path in ("/start", f"/?keep={RICH_ID}", f"/compare?nct={RICH_ID}&nct={SILENT_ID}&keep={HOSTILE_ID}"):
        page = visitor.open(path)
        heights = page.eval_on_selector_all(
            ":is(.nf-links a, .nf-compare a, .nf-compare-others a, .stButton button, [role=radiogroup] label)",
            "all => all.map(e => [e.innerText, e.getBoundingClientRect().height])",
        )
        assert heights, path
        assert [height for height in heights if height[1] < 24] == [], path


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/compare", "No trials to compare"),
        ("/compare?nct=soon", "is not a trial number"),
        (f"/compare?nct={RICH_ID}&nct=NCT00009999", "We do not have NCT00009999"),
        ("/?keep=soon&keep=NCT00009999", "which we do not have"),
        ("/start?near=Houston&colour=red", "1 of 5: Where do you live?"),
    ],
)
def test_wrong_addresses_are_told(visitor: Visitor, path: str, words: str) -> None:
    page = visitor.open(path)
    expect(page.get_by_text(words).first).to_be_visible()


def test_hostile_text_is_inert_side_by_side(visitor: Visitor) -> None:
    page = visitor.open(f"/compare?nct={HOSTILE_ID}&nct={RICH_ID}")
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("<script>window.hacked=", timeout=30_000)
    assert page.evaluate("window.hacked") is None
    assert main.locator("script, img, iframe, form, .katex").count() == 0
    assert page.locator("a[href^='javascript:'], [onclick], [onerror], [onmouseover]").count() == 0
