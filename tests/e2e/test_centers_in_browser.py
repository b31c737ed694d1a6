"""Centers and the people who lead trials, in a real browser: from the list to a center, its trials, and back."""

import csv
import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from center_pages import OPEN, publish_world
from e2e.browser import Dashboard, Visitor
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LIST = "/centers?near=Lyon%2C+France&within=300km"
PAGES = (LIST, "/center?id=expert", "/center?id=hostile", "/center?id=none", "/people?near=Lyon%2C+France")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over the fake centers."""
    dashboard = Dashboard(tmp_path_factory.mktemp("centers"))
    publish_world(dashboard.settings)
    dashboard.start()
    yield dashboard
    dashboard.stop()


@pytest.fixture
def person(served: Dashboard, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """One visitor of it, who must never be led to another host."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(accept_downloads=True, **options)
    context.set_default_timeout(30_000)
    visitor = Visitor(context, served.url)
    yield visitor
    context.close()
    assert visitor.hosts() <= {"127.0.0.1"}, "the page asked another host"


@pytest.mark.parametrize("person", [PHONE, {}], indirect=True)
def test_no_page_scrolls_sideways_and_headings_are_in_order(person: Visitor) -> None:
    for path in PAGES:
        page = person.open(path)
        measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
        assert page.eval_on_selector_all("html, [data-testid=stMain]", measure) == [0, 0], path
        levels = page.eval_on_selector_all(
            "[data-testid=stMain] :is(h1,h2,h3,h4)", "all => all.map(e => Number(e.tagName[1]))"
        )
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_the_address_restores_the_question(person: Visitor) -> None:
    page = person.open(f"{LIST}&site=pancreas&kind=net_program&kind=enets_coe&text=fake&sort=name")
    asked, titles, count = page.url, person.titles(), person.count()
    assert titles == ["Fake Center expert", "Fake Center fresh"]
    expect(page.get_by_role("textbox", name="City or US ZIP code")).to_have_value("Lyon, France")
    page.reload()
    person.settle()
    assert (page.url, person.titles(), person.count()) == (asked, titles, count)


def test_a_typed_place_changes_the_address_and_back_goes_back(person: Visitor) -> None:
    page = person.open("/centers")
    before = person.count()
    field = page.get_by_role("textbox", name="City or US ZIP code")
    field.fill("Lyon, France")
    field.press("Enter")
    person.wait_for_count("measured from Lyon")
    assert "near=Lyon%2C+France" in page.url
    page.go_back()
    person.wait_for_count(before.split(".")[0])
    assert "near=" not in page.url


def test_the_keyboard_reaches_filters_and_cards(person: Visitor) -> None:
    page = person.open(LIST)
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(NAME_OF_FOCUS).strip())
        if reached[-1] == "Fake Center expert":
            break
    text = "\n".join(reached)
    for name in ("City or US ZIP code", "How far you can go", "Where the tumor started", "Fake Center expert"):
        assert name in text, (name, reached)
    assert "More ways to narrow the list" in text
    page.keyboard.press("Enter")
    page.wait_for_url("**/center?id=expert**")


def test_from_the_list_to_a_center_to_a_trial_and_all_the_way_back(person: Visitor) -> None:
    page = person.open(LIST)
    titles = person.titles()
    page.get_by_role("link", name="Fake Center expert").click()
    page.wait_for_url("**/center?id=expert&near=**")
    person.settle()
    assert page.locator("a[href='tel:+33555010010']").count() >= 1
    page.get_by_role("link", name="A fake trial that is open").first.click()
    page.wait_for_url(f"**/trial?nct={OPEN}**")
    person.settle()
    page.get_by_role("link", name="Back to the center").click()
    page.wait_for_url("**/center?id=expert**")
    person.settle()
    page.get_by_role("link", name="Back to the list of centers").click()
    page.wait_for_url("**/centers?near=**")
    person.settle()
    assert person.titles() == titles


def test_from_a_trial_to_the_center_of_a_site_and_back(person: Visitor) -> None:
    page = person.open(f"/trial?nct={OPEN}")
    page.get_by_role("link", name="More about this center").first.click()
    page.wait_for_url("**/center?id=**")
    person.settle()
    page.get_by_role("link", name="Back to the trial").click()
    page.wait_for_url(f"**/trial?nct={OPEN}")


def test_from_the_list_of_trials_to_centers_with_the_same_place(person: Visitor) -> None:
    page = person.open("/?near=Lyon%2C+France&site=pancreas&status=any")
    page.get_by_role("link", name="Find a center that knows NETs").click()
    page.wait_for_url("**/centers?near=Lyon%2C+France&site=pancreas")
    person.settle()
    assert person.titles()


@pytest.mark.parametrize(
    ("command", "path"),
    [("centers", LIST), ("investigators", "/people?near=Lyon%2C+France&within=300km")],
)
def test_the_file_is_what_the_command_writes(person: Visitor, served: Dashboard, command: str, path: str) -> None:
    page = person.open(path)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save this list as a file").click()
    saved = download.value.path().read_bytes()
    assert saved == served.run_command(command, "--near", "Lyon, France", "--within", "300km", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(saved.decode("utf-8-sig"))))) > 1


def test_a_file_leaves_the_page_open_and_where_there_is_none_it_is_told_why(person: Visitor, served: Dashboard) -> None:
    page = person.open(LIST)
    before = person.requests.copy()
    with page.expect_download():
        page.get_by_role("link", name="Save this list as a file").click()
    asked = person.requests[len(before) :]
    assert [urlsplit(url).path for url in asked] == ["/files/centers.csv"], "no new page, and no new connection"
    titles, away = person.titles(), served.home / "away"
    served.settings.snapshots.rename(away)
    try:
        page.get_by_role("link", name="Save this list as a file").click()
        expect(page.locator("body")).to_have_text("There is no list of trials on this server yet. "
                                                  "Load it with: net-finder refresh")  # fmt: skip
    finally:
        away.rename(served.settings.snapshots)
    page.go_back()
    person.settle()
    assert person.titles() == titles


@pytest.mark.parametrize("path", ["/centers?text=hostile", "/center?id=hostile", "/people"])
def test_hostile_text_is_inert(person: Visitor, path: str) -> None:
    page = person.open(path)
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("<script>window.hacked=", timeout=30_000)
    assert page.evaluate("window.hacked") is None
    assert main.locator("script, img, iframe, form, .katex").count() == 0
    assert page.locator("a[href^='javascript:'], [onclick], [onerror], [onmouseover]").count() == 0


@pytest.mark.parametrize("person", [PHONE], indirect=True)
def test_links_are_large_enough_to_tap(person: Visitor) -> None:
    for path in (LIST, "/center?id=expert", "/people?near=Lyon%2C+France"):
        page = person.open(path)
        heights = page.eval_on_selector_all(
            ".nf-card a, .nf-center-list a", "all => all.map(e => [e.innerText, e.getBoundingClientRect().height])"
        )
        assert heights, path
        assert [height for height in heights if height[1] < 24] == [], path


# The name of what has the focus; a frame that holds the whole page has none of its own.
NAME_OF_FOCUS = """() => {
  const at = document.activeElement;
  return at.matches('body, main') ? '' : at.getAttribute('aria-label') || at.innerText || '';
}"""


@pytest.mark.parametrize("person", [PHONE, {}], indirect=True)
def test_the_map_opens_at_a_tap_and_a_mark_leads_to_its_card(person: Visitor) -> None:
    page = person.open(LIST)
    figure = page.locator("figure.nf-map")
    expect(figure).to_be_hidden()
    page.locator("summary", has_text="Show these places on a map").click()
    expect(figure).to_be_visible()
    ((left, right, high),) = page.eval_on_selector_all(
        ".nf-map-frame", "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right, b.height])"
    )
    assert left >= 0
    assert right <= page.viewport_size["width"]
    assert high > 120
    page.get_by_role("list", name="Centers on the map").get_by_role("link").first.click()
    page.wait_for_url("**#nf-center-*")
    expect(page.locator(f"#{page.url.split('#')[1]}")).to_be_in_viewport()
    person.settle()
    assert page.locator("[data-testid=stAlert]").count() == 1
