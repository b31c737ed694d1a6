"""What to do on a page so that Streamlit shows its lists, menus, tables and dialogs, and what it says meanwhile."""

import re
from collections.abc import Callable

from e2e.browser import Visitor
from playwright.sync_api import Page, ViewportSize

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
#: Texts and names for screen readers that nobody of us wrote: without our sentences, the registry's, and what is drawn.
_READ = r"""() => {
  const ours = `[lang=en]:not(html), [data-testid=stHtml], [data-testid=stText], [data-testid=stHeading], canvas, pre,
    script, style, noscript, [data-testid=stIconMaterial], [data-testid=stDataFrameStatisticsChart] *`;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(ours)) continue;
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    else
      for (const { name, value } of element.attributes)
        if (/^(aria-(label|valuetext|\w*description)|title|placeholder|alt)$/.test(name)) found.push(value);
  }
  return found.map(text => text.trim());
}"""
#: How long a hint or a menu takes to come.
MOMENT = 700

Act = Callable[[Visitor, Page], None]


def open_all(visitor: Visitor, page: Page) -> None:
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.click()
        visitor.settle()


def bring_near(page: Page, selector: str) -> None:
    """A list closes where the page scrolls."""
    page.locator(selector).first.evaluate("e => e.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(MOMENT)


def look_for_nothing(visitor: Visitor, page: Page) -> None:
    bring_near(page, "[data-testid=stMultiSelect] input")
    page.locator("[data-testid=stMultiSelect] input").first.press_sequentially("qqq")
    page.get_by_role("listbox").wait_for()


def look_for_some(visitor: Visitor, page: Page) -> None:
    page.locator("[data-testid=stMultiSelect] input").first.fill("o")
    page.get_by_role("option").nth(2).wait_for()


def choose_some(visitor: Visitor, page: Page) -> None:
    page.get_by_role("option").nth(1).click()
    page.keyboard.press("Escape")
    visitor.settle()


def ask_too_much(visitor: Visitor, page: Page) -> None:
    field = page.locator("[data-testid=stNumberInput] input").first
    field.fill("999")
    field.press("Enter")
    page.locator("[data-testid=stNumberInput] [data-testid=stTooltipErrorHoverTarget]").hover()
    page.get_by_test_id("stTooltipErrorContent").wait_for()


def type_words(visitor: Visitor, page: Page) -> None:
    page.locator("[data-testid=stTextInput] input").first.press_sequentially("Ho")


def open_menu(visitor: Visitor, page: Page) -> None:
    page.get_by_test_id("stMainMenuButton").click()
    page.get_by_test_id("stMainMenuPopover").wait_for()


def ask_for_film(visitor: Visitor, page: Page) -> None:
    page.get_by_test_id("stMainMenuItem-recordScreencast").click()
    wait_for_dialog(visitor, page)


def wait_for_dialog(visitor: Visitor, page: Page) -> None:
    page.get_by_role("dialog").first.wait_for()


def close_dialog(visitor: Visitor, page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("dialog").first.wait_for(state="detached")


def open_calendar(visitor: Visitor, page: Page) -> None:
    bring_near(page, "[data-testid=stDateInputField]")
    page.get_by_test_id("stDateInputCalendarButton").click()
    page.get_by_role("grid").first.wait_for()


def pick_day(visitor: Visitor, page: Page) -> None:
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("updated-since="))
    visitor.settle()


def open_tool(number: int) -> Act:
    def act(visitor: Visitor, page: Page) -> None:
        bring_near(page, "[data-testid=stDataFrame]")
        page.get_by_test_id("stDataFrame").hover(position={"x": 100, "y": 90})
        tool = page.get_by_test_id("stElementToolbarButton").locator("button").nth(number)
        tool.hover()
        page.get_by_test_id("stTooltipContent").first.wait_for()
        tool.click()
        page.wait_for_timeout(MOMENT)

    return act


def search_table(visitor: Visitor, page: Page) -> None:
    open_tool(1)(visitor, page)
    page.keyboard.type("trial")
    page.get_by_test_id("search-result-area").wait_for()
    page.wait_for_timeout(MOMENT)


def open_column(visitor: Visitor, page: Page) -> None:
    page.keyboard.press("Escape")
    bring_near(page, "[data-testid=stDataFrame]")
    menu, box = page.get_by_test_id("stDataFrameColumnMenu"), page.locator("[data-testid=stDataFrame] canvas").first
    across = box.bounding_box()
    assert across is not None
    # The sign for the menu is drawn at the end of a head that the mouse is over.
    for x in range(400, 700, 8):
        page.mouse.move(across["x"] + x, across["y"] + 17)
        page.wait_for_timeout(60)
        page.mouse.click(across["x"] + x, across["y"] + 17)
        page.wait_for_timeout(60)
        if menu.count():
            break
    for entry in menu.locator("[aria-haspopup]").all():
        entry.hover()
        page.wait_for_timeout(MOMENT)


def leave(visitor: Visitor, page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


#: Each page, how wide it is, and what is done there one after the other.
WAYS: list[tuple[str, ViewportSize, tuple[Act, ...]]] = [
    (
        "/?status=any",
        WIDE,
        (open_all, look_for_nothing, look_for_some, choose_some, ask_too_much, type_words, leave, open_menu,
         ask_for_film, close_dialog),
    ),
    ("/lists?near=Houston%2C+TX&status=any", WIDE, (open_all, open_tool(0), leave, search_table, leave, open_column)),
    ("/lists?status=any", WIDE, (open_calendar, pick_day)),
    ("/fit", WIDE, (open_all,)),
    ("/nowhere", WIDE, (wait_for_dialog,)),
    ("/", NARROW, (lambda visitor, page: page.get_by_test_id("stExpandSidebarButton").click(),)),
]  # fmt: skip


def write_path(path: str, code: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={code}"


def walk(visitor: Visitor, code: str) -> dict[str, set[str]]:
    """What Streamlit said on each page, before and after each of what is done there."""
    found: dict[str, set[str]] = {}
    for path, size, acts in WAYS:
        visitor.page.set_viewport_size(size)
        page = visitor.open(write_path(path, code))
        said = found[path] = set(page.evaluate(_READ))
        for act in acts:
            act(visitor, page)
            page.wait_for_timeout(100)
            said |= set(page.evaluate(_READ))
    return found
