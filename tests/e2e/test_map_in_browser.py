"""The map on a trial's page as a person meets it: phone and desk, light and dark, by thumb and by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE, make_site, make_trial
from e2e.test_dashboard_in_browser import DARK, LEAST_CONTRAST, PHONE, SMALL_PHONE, choose
from fake_snapshot import publish_fake
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

DESK: dict[str, Any] = {}
MANY, HIDDEN = "NCT80000001", "NCT80000002"
TRIAL, NEAR = f"/trial?nct={MANY}", f"/trial?nct={MANY}&near=Houston%2C+TX"
LAYER = ".nf-map-layer:visible"
BOXES = "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"


def make_sites() -> list[dict[str, Any]]:
    """Of the first trial: 24 sites in three towns, of which Houston takes people, one site with hostile words in
    a fourth town, and one that nobody can place. Of the second: one that nobody can place."""
    sites = [make_site(MANY, number, number % 3, recruiting=number % 3 == 1) for number in range(24)]
    hostile = {"city": HOSTILE, "facility": HOSTILE, "latitude": 39.74, "longitude": -104.98}
    sites.append(make_site(MANY, 24, 1, recruiting=False, **hostile))
    return sites + [make_site(n, 25, 0, recruiting=True, latitude=None, longitude=None) for n in (MANY, HIDDEN)]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One of its own, with trials made for the map."""
    served = Dashboard(tmp_path_factory.mktemp("map"))
    trials = [make_trial(number, status="RECRUITING") for number in (80_000_001, 80_000_002)]
    publish_fake(served.settings, trials, make_sites())
    served.start()
    yield served
    served.stop()


def open_map(visitor: Visitor, path: str = TRIAL) -> Page:
    visitor.page.set_default_timeout(90_000)  # the first visitor waits until all towns of the world are read
    page = visitor.open(path)
    page.locator("figure.nf-map").scroll_into_view_if_needed()
    return page


@pytest.mark.parametrize("visitor", [SMALL_PHONE, PHONE, DESK], indirect=True)
def test_the_map_is_seen_whole_and_its_marks_can_be_tapped(visitor: Visitor) -> None:
    page = open_map(visitor, NEAR)
    assert page.locator(LAYER).count() == 1
    assert page.eval_on_selector_all(
        "html, [data-testid=stMain]", "all => all.map(e => e.scrollWidth - e.clientWidth)"
    ) == [0, 0]
    ((left, top, right, bottom),) = page.eval_on_selector_all(".nf-map-frame", BOXES)
    assert left >= 0
    assert right <= page.viewport_size["width"]
    assert bottom - top > 120
    marks = page.locator(f"{LAYER} a.nf-map-mark").evaluate_all(BOXES)
    assert len(marks) == 4
    assert all(x2 - x1 >= 24 and y2 - y1 >= 24 for x1, y1, x2, y2 in marks)
    words = page.locator(f"{LAYER} :is(.nf-map-name, .nf-map-scale span)").evaluate_all(BOXES)
    inside = [x1 >= left and y1 >= top and x2 <= right and y2 <= bottom for x1, y1, x2, y2 in [*marks, *words]]
    assert all(inside)
    boxes = [*marks, *words]
    clashes = [
        (one, other)
        for n, one in enumerate(boxes)
        for other in boxes[:n]
        if one[0] + 1 < other[2] and other[0] + 1 < one[2] and one[1] + 1 < other[3] and other[1] + 1 < one[3]
    ]
    assert clashes == []


def test_the_land_is_painted(visitor: Visitor) -> None:
    """The part of the map that holds no mark shows more than one color; taken away, the land leaves only one."""
    page = open_map(visitor)
    page.add_style_tag(content=".nf-map-layer { display: none !important }")
    land = page.locator(".nf-map-land")
    with_land = land.screenshot()
    page.add_style_tag(content=".nf-map-land { --nf-map-land: none !important; background: none !important }")
    assert len(with_land) > 4 * len(land.screenshot())


def test_it_says_in_words_what_it_shows(visitor: Visitor) -> None:
    page = open_map(visitor, NEAR)
    picture = page.get_by_role("img", name="Map with 25 sites")
    name = picture.get_attribute("aria-label")
    assert name.startswith("Map with 25 sites: Houston (8), ")
    assert "8 of the sites say they take people now. The same places are in the list below." in name
    assert name.endswith("Your place is on the map too.")
    marks = page.get_by_role("list", name="Sites on the map").get_by_role("link")
    assert marks.count() == 4
    expect(page.get_by_role("link", name="8 sites, 8 of them open: Houston (8)")).to_be_visible()
    expect(page.get_by_role("link", name="8 sites, 0 of them open: Boston (8)")).to_be_visible()
    figure = page.locator("figure.nf-map")
    for words in ("One site is not on the map", "Natural Earth", "Your place", "miles"):
        expect(figure.locator(f"text={words} >> visible=true").first).to_be_visible()


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_a_tap_on_a_mark_leads_to_the_site_also_where_the_list_is_folded(visitor: Visitor) -> None:
    page = open_map(visitor)
    page.get_by_role("link", name="8 sites, 8 of them open: Houston (8)").tap()
    expect(page.locator("#nf-site-0")).to_be_in_viewport()
    expect(page.locator("#nf-site-0")).to_contain_text("Fake Clinic Houston")
    page.locator("figure.nf-map").scroll_into_view_if_needed()
    rest = page.locator("#nf-site-18")
    expect(rest).to_be_hidden()
    page.get_by_role("link", name="Rochester (8)").tap()
    expect(rest).to_be_in_viewport()
    assert page.url.startswith(f"{visitor.url}{TRIAL}#nf-site-18")


def test_a_mark_is_reached_with_the_keyboard(visitor: Visitor) -> None:
    page = open_map(visitor)
    page.locator(f"{LAYER} a.nf-map-mark").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#nf-site-*")


def test_every_mark_leads_to_an_item_that_is_there(visitor: Visitor) -> None:
    page = open_map(visitor)
    dead = "all => all.map(e => e.getAttribute('href')).filter(h => !document.getElementById(h.slice(1)))"
    assert page.eval_on_selector_all("a.nf-map-mark", dead) == []


@pytest.mark.parametrize("visitor", [DESK, DARK], indirect=True)
def test_words_and_numbers_have_contrast_in_light_and_dark(visitor: Visitor) -> None:
    assert open_map(visitor, NEAR).evaluate(LEAST_CONTRAST) >= 4.5


def test_open_and_closed_differ_without_their_color(visitor: Visitor) -> None:
    page = open_map(visitor)
    ground = "all => all.map(e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).borderTopColor])"
    opened = page.locator(f"{LAYER} .nf-map-open").evaluate_all(ground)
    closed = page.locator(f"{LAYER} .nf-map-closed").evaluate_all(ground)
    assert len(opened) == 1
    assert len(closed) == 3
    assert all(fill == rim for fill, rim in opened)
    assert all(fill != rim for fill, rim in closed)


def test_hostile_words_stay_words_and_nothing_is_asked_from_outside(visitor: Visitor) -> None:
    page = open_map(visitor, NEAR)
    page.locator(f"{LAYER} a.nf-map-mark").last.hover()
    assert page.evaluate("window.hacked") is None
    assert page.locator("[data-testid=stMain]").locator("script, img, iframe, svg.hacked").count() == 0
    assert visitor.hosts() == {"127.0.0.1"}


def test_without_a_point_there_is_a_sentence(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={HIDDEN}")
    expect(page.get_by_text("we do not know where these places are")).to_be_visible()
    assert page.locator("figure.nf-map").count() == 0


@pytest.mark.parametrize("visitor", [SMALL_PHONE, DESK], indirect=True)
def test_the_list_has_a_map_of_the_nearest_sites_for_who_asks_for_it(visitor: Visitor) -> None:
    visitor.page.set_default_timeout(90_000)
    page = visitor.open("/?near=Houston%2C+TX")
    assert page.locator("figure.nf-map").count() == 0, "what nobody opened is not drawn"
    page.get_by_text("Show these places on a map").click()
    figure = page.locator("figure.nf-map")
    expect(figure.get_by_text("One trial is not on the map")).to_be_visible()
    visitor.settle()
    assert page.eval_on_selector_all(
        "html, [data-testid=stMain]", "all => all.map(e => e.scrollWidth - e.clientWidth)"
    ) == [0, 0]
    picture = page.get_by_role(
        "img", name="Map with the nearest site of one trial: Houston. It says it takes people now."
    )
    expect(picture).to_be_visible()
    page.locator(f"{LAYER} a.nf-map-mark").click()
    expect(page.locator(f"#nf-{MANY}")).to_be_in_viewport()
    choose(visitor, "How far you can go", "500 miles")
    page.wait_for_url("**within=500mi**")
    visitor.settle()
    expect(figure).to_be_visible()


def test_without_a_place_the_list_has_no_map(visitor: Visitor) -> None:
    page = visitor.open("/")
    expect(page.get_by_role("article")).to_have_count(2)
    assert page.get_by_text("Show these places on a map").count() == 0
