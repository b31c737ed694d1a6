"""Every page and state under axe-core in a real browser: a phone in light, a desktop in dark, and a narrow phone.

All of them are seen once, in one browser over one server, and the tests read what was seen. Nothing is let pass: what
Streamlit's own shell brings is mended by dashboard/static/mend_shell.js.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from center_pages import make_world
from e2e.browser import IS_DRAWN, Dashboard, Visitor
from e2e.fakes import HOSTILE_ID, RICH_ID, SILENT_ID, make_tables
from e2e.survey import (
    DESKTOP,
    PHONE,
    SCREENS,
    Act,
    Seen,
    list_motion,
    look,
    look_small,
    prepare_context,
    run_axe,
    walk,
)
from fake_snapshot import publish_fake
from guide_rows import (
    DISEASES,
    HOSTILE_DISEASE,
    HOSTILE_RESOURCE,
    HOSTILE_TEST,
    RESOURCES,
    TESTS,
    make_disease,
    make_outcomes,
    make_resource,
    make_test,
)
from playwright.sync_api import Browser, Page

from dashboard.words import say
from finder.outcome import Ending
from finder.store.gazetteer import open_gazetteer

# The first test waits for all pages, on a busy machine for longer than a test may otherwise take.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def open_more(page: Page) -> None:
    page.locator("summary", has_text=say("filter.more")).click()
    page.get_by_role("combobox", name=say("filter.status")).wait_for()
    page.wait_for_function(IS_DRAWN)


def open_choices(page: Page) -> None:
    box = page.get_by_role("combobox", name=say("filter.site"))
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # the list closes again while the page still scrolls
    box.click()
    page.get_by_role("option").first.wait_for()


def open_help(page: Page) -> None:
    page.get_by_role("button", name=f"Help for {say('filter.near')}").click()
    page.get_by_text(say("filter.near_help")).first.wait_for()


def open_menus(page: Page) -> None:
    """The list of pages, which a phone folds away, else the menu of the shell."""
    folded = page.get_by_role("button", name="Expand sidebar")
    if folded.count():
        folded.click()
        page.locator("[data-testid=stSidebar]").get_by_text(say("app.about")).wait_for()
    else:
        page.get_by_role("button", name="Main menu").click()
        page.get_by_role("menu").first.wait_for()


def wait_for_dialog(page: Page) -> None:
    page.get_by_role("dialog").wait_for()


def answer_fit(page: Page) -> None:
    page.get_by_role("radiogroup", name=say("fit.prrt")).get_by_text(say("fit.yes"), exact=True).click()


def answer_start(page: Page) -> None:
    field = page.get_by_role("textbox", name=say("start.where_help"))
    field.fill("Rochester, MN")
    field.press("Enter")
    page.get_by_text(say("start.where_place", place="Rochester, Minnesota")).wait_for()


def show_plain_table(page: Page) -> None:
    page.get_by_text(say("staff.plain")).click()
    page.locator(".nf-staff-plain table").wait_for()


def open_calendar(page: Page) -> None:
    page.locator("[data-testid=stDateInputField] button").last.click()
    page.get_by_role("grid").first.wait_for()


KEPT = f"keep={RICH_ID}&keep={SILENT_ID}"
#: Name of a page in some state to its address and what is done there first.
STATES: dict[str, tuple[str] | tuple[str, Act]] = {
    "find": ("/",),
    "find, filters open": ("/?near=Rochester%2C+MN&within=500mi&site=pancreas&status=any", open_more),
    "find, choices open": ("/", open_choices),
    "find, help open": ("/", open_help),
    "find, short list": (f"/?status=any&{KEPT}",),
    "find, nothing found": ("/?near=Lyon%2C+France&within=10km&site=lung&phase=3&age=3&text=nowhere",),
    "find, unclear place": ("/?near=Springfield",),
    "find, unreadable address": ("/?near=Qqqq&phase=99&wrong=1",),
    "no such page": ("/nowhere", wait_for_dialog),
    "trial, rich": (f"/trial?nct={RICH_ID}&near=Rochester%2C+MN",),
    "trial, silent": (f"/trial?nct={SILENT_ID}",),
    "trial, hostile": (f"/trial?nct={HOSTILE_ID}",),
    "trial, unknown": ("/trial?nct=NCT99999999",),
    "start": ("/start",),
    "start, answered": ("/start", answer_start),
    "compare": (f"/compare?nct={RICH_ID}&nct={SILENT_ID}&nct={HOSTILE_ID}&near=Houston%2C+TX",),
    "compare, nothing": ("/compare",),
    "print": (f"/print?nct={RICH_ID}&nct={HOSTILE_ID}",),
    "print, nothing": ("/print?nct=wrong",),
    "fit": ("/fit",),
    "fit, answered": ("/fit", answer_fit),
    "centers": ("/centers",),
    "centers, near": ("/centers?near=Lyon%2C+France&within=300km",),
    "centers, unclear place": ("/centers?near=Springfield",),
    "center": ("/center?id=expert",),
    "center, hostile": ("/center?id=hostile",),
    "center, unknown": ("/center?id=none",),
    "people": ("/people?near=Lyon%2C+France",),
    "facts": ("/facts",),
    "resources": ("/resources",),
    "genetic tests": ("/genetic-tests",),
    "lists": ("/lists",),
    "lists, places": ("/lists?near=Rochester%2C+MN&rows=site", show_plain_table),
    "lists, calendar open": ("/lists", open_calendar),
    "glossary": ("/glossary",),
    "about": ("/about",),
    # The last, for the list of pages stays open on the next page of a phone.
    "about, menus open": ("/about", open_menus),
}
#: The same address while there is no snapshot at all.
NO_DATA = "no snapshot"


def publish_everything(dashboard: Dashboard) -> None:
    """One snapshot with all that the pages can show, hostile rows among it."""
    trials, sites = make_tables()
    world, read = make_world(), ("starter_centers", "resource_list", "link_check", "gtr", "orphadata")
    publish_fake(
        dashboard.settings,
        [*trials, *world["trials"]],
        [*sites, *world["sites"]],
        meta={"published_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "data_version": "2026-11-19T09:00:05"},
        centers=world["centers"],
        listings=world["listings"],
        investigators=world["investigators"],
        resources=[*RESOURCES, make_resource(99, **HOSTILE_RESOURCE)],
        genetic_tests=[*TESTS, make_test(99, **HOSTILE_TEST)],
        diseases=[*DISEASES, make_disease(99, **HOSTILE_DISEASE)],
        sources=make_outcomes(**dict.fromkeys(read, Ending.DATA), gard=Ending.UNAVAILABLE),
    )


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[list[Seen]]:
    """All states on both screens."""
    dashboard = Dashboard(tmp_path_factory.mktemp("axe"))
    publish_everything(dashboard)
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    try:
        yield [one for screen in SCREENS for one in see_all(dashboard, browser, screen)]
    finally:
        dashboard.stop()


def see_all(dashboard: Dashboard, browser: Browser, screen: str) -> Iterator[Seen]:
    context = browser.new_context(**SCREENS[screen])
    prepare_context(context)
    visitor = Visitor(context, dashboard.url)
    touched = True
    for state, how in STATES.items():
        # What was opened, typed or pressed on the page before would go along.
        acts = len(how) > 1
        yield look(visitor, screen, state, *how, anew=touched or acts)
        touched = acts
    away = dashboard.home / "away"
    dashboard.settings.snapshots.rename(away)
    yield look(visitor, screen, NO_DATA, "/")
    away.rename(dashboard.settings.snapshots)
    context.close()


@pytest.mark.parametrize("is_advice", [False, True], ids=["WCAG 2.2 AA", "best practice"])
def test_axe_finds_nothing(seen: list[Seen], is_advice: bool) -> None:
    found = {
        (node["rule"], node["html"], node["why"]): one.where
        for one in seen
        for node in one.nodes
        if node["is_advice"] is is_advice and node["rule"] != "reduced-motion"
    }
    assert not found


def test_who_asks_for_less_motion_gets_less(seen: list[Seen]) -> None:
    nodes = [node for one in seen for node in one.nodes if node["rule"] == "reduced-motion"]
    assert not {(node["html"], node["why"]) for node in nodes}


def test_each_page_says_its_language_and_has_one_title_and_its_headings_in_order(seen: list[Seen]) -> None:
    for one in seen:
        levels = [level for level, _ in one.headings]
        assert one.lang == "en", one.where
        assert levels[0] == 1, (one.where, one.headings)
        assert levels.count(1) == 1, (one.where, one.headings)
        assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == [], (one.where, one.headings)


def test_no_page_scrolls_sideways_on_a_phone_a_narrow_one_or_at_200_percent(seen: list[Seen]) -> None:
    assert {one.where: one.too_wide for one in seen if one.too_wide} == {}


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(seen: list[Seen]) -> None:
    walks = {one.where: one.keys for one in seen if one.keys is not None}
    assert len(walks) > 25
    assert [where for where, keys in walks.items() if not keys["reached"]] == []
    for name in ("missed", "backward", "forced"):
        # Streamlit's copy button of a code block shows itself under the pointer; the address can be chosen without it.
        found = {where: [stop for stop in keys[name] if stop != "Copy to clipboard"] for where, keys in walks.items()}
        assert {where: stops for where, stops in found.items() if stops} == {}, name


def test_no_page_asks_another_host_or_does_what_its_policy_forbids(seen: list[Seen]) -> None:
    assert {one.where: one.strangers for one in seen if one.strangers} == {}
    assert {one.where: one.refusals for one in seen if one.refusals} == {}


def test_every_state_was_seen_on_both_screens(seen: list[Seen]) -> None:
    expected = {(state, screen) for state in (*STATES, NO_DATA) for screen in (PHONE, DESKTOP)}
    assert {(one.state, one.screen) for one in seen} == expected
    no_data = [one.headings[0][1] for one in seen if one.state == NO_DATA]
    assert no_data == [say("trouble.no_data")] * 2


def test_axe_sees_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    small = '<button aria-label="Fake" style="width:12px;height:12px;padding:0"></button>'
    page.set_content(
        '<html lang="en"><title>Fake</title><main><h1>Fake</h1><h4>Too deep</h4><img src="data:,">'
        f'<p style="color:#aaa;background:#fff">Pale</p><input>{small}{small}</main><p>Outside</p></html>'
    )
    found = {(node["rule"], node["is_advice"]) for node in run_axe(page)}
    page.close()
    assert {("image-alt", False), ("color-contrast", False), ("label", False), ("target-size", False)} <= found
    assert {("heading-order", True), ("region", True)} <= found


def test_the_other_checks_see_what_is_wrong(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 400})
    prepare_context(context)
    page = context.new_page()
    page.goto("data:text/html,<title>Fake</title>")
    page.set_content(
        "<main data-testid=stMain><input aria-label=first><input aria-label=second tabindex=1><input aria-label=third>"
        "<div style='width:350px;transition:color 1s'>wide</div></main><a href='#'>out</a>"
    )
    page.evaluate("document.querySelector('div').animate([{opacity: 0}, {opacity: 1}], 900)")
    moving = [node["why"].split()[2] for node in list_motion(page)]
    too_wide, keys = look_small(page), walk(page)
    context.close()
    assert moving == ["1000", "900"]
    assert too_wide
    assert (keys["backward"], keys["forced"]) == (["first"], ["second"])
