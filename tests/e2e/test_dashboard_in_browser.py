"""The dashboard as a person meets it: a real server process, a real Chromium, real clicks."""

import csv
import io
from itertools import pairwise
from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE_ID, RICH_ID, make_trial, publish_fake
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL_PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
DARK: dict[str, Any] = {"color_scheme": "dark"}
FIND = "/?near=Rochester%2C+MN&status=any"
PAGES = (FIND, f"/trial?nct={HOSTILE_ID}", f"/trial?nct={RICH_ID}", "/glossary", "/about")


def choose(visitor: Visitor, label: str, option: str) -> None:
    """Pick one option of a list, with the keyboard as a person would."""
    box = visitor.page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    visitor.page.get_by_role("option", name=option, exact=True).click()
    visitor.page.keyboard.press("Escape")


def type_place(visitor: Visitor, place: str) -> None:
    field = visitor.page.get_by_role("textbox", name="City or US ZIP code")
    field.fill(place)
    field.press("Enter")


def test_a_link_to_one_trial_works_on_a_server_that_nobody_has_visited_yet(
    dashboard: Dashboard, browser: Browser
) -> None:
    fresh = Dashboard(dashboard.home)
    fresh.start()
    context = browser.new_context()
    try:
        page = Visitor(context, fresh.url).open(f"/trial?nct={RICH_ID}")
        expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    finally:
        context.close()
        fresh.stop()


def test_filters_by_place_site_and_phase_and_saves_what_the_command_finds(
    visitor: Visitor, dashboard: Dashboard
) -> None:
    page = visitor.open()
    type_place(visitor, "Rochester, MN")
    visitor.wait_for_count("Measured from Rochester, Minnesota")
    choose(visitor, "Where the tumor started", "Pancreas")
    page.wait_for_url("**site=pancreas**")
    page.get_by_text("More ways to narrow the list", exact=True).click()
    page.get_by_role("button", name="Phase 2", exact=True).click()
    page.wait_for_url("**phase=2**")
    choose(visitor, "How far you can go", "500 miles")
    page.wait_for_url("**within=500mi**")
    visitor.settle()

    with page.expect_download() as download:
        page.get_by_role("link", name="Save this list as a file").click()
    saved = download.value.path().read_bytes()
    question = ("--near", "Rochester, MN", "--within", "500mi", "--site", "pancreas", "--phase", "2")
    assert saved == dashboard.run_command("search", *question, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(saved.decode("utf-8-sig"))))
    shown = [title.replace("\n", " ") for title in visitor.titles()]
    assert len(rows) > 1
    assert [row["title"] for row in rows][: len(shown)] == shown
    assert visitor.count().startswith(f"{len(rows)} trials take people")


def test_an_address_asks_the_same_question_again(visitor: Visitor) -> None:
    page = visitor.open("/?near=Houston%2C+TX&within=300km&site=lung&site=pancreas&status=any&phase=1%2F2&phase=3")
    asked, titles, count = page.url, visitor.titles(), visitor.count()
    assert titles
    expect(page.get_by_role("textbox", name="City or US ZIP code")).to_have_value("Houston, TX")
    page.reload()
    visitor.settle()
    assert (page.url, visitor.titles(), visitor.count()) == (asked, titles, count)


def test_the_whole_list_is_saved_not_only_the_page_on_the_screen(visitor: Visitor, dashboard: Dashboard) -> None:
    page = visitor.open("/?status=any")
    assert len(visitor.titles()) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Save this list as a file").click()
    saved = download.value.path().read_bytes()
    assert saved == dashboard.run_command("search", "--status", "any", "--format", "csv")
    assert saved.count(b"NCT") > 27


def test_pages_of_results_can_be_turned_and_linked(visitor: Visitor) -> None:
    page = visitor.open("/?status=any")
    first = visitor.titles()
    page.get_by_role("button", name="Page 2").click()
    page.wait_for_url("**page=2**")
    visitor.wait_for_count("You see 11 to 20")
    second = visitor.titles()
    assert not set(first) & set(second)
    page.reload()
    visitor.settle()
    assert visitor.titles() == second
    choose(visitor, "Where the tumor started", "Lung")
    page.wait_for_url("**site=lung**")
    visitor.settle()
    assert "page=" not in page.url


def test_back_in_the_browser_goes_back_to_the_question_before(visitor: Visitor) -> None:
    page = visitor.open()
    before = visitor.count()
    choose(visitor, "Where the tumor started", "Lung")
    page.wait_for_url("**site=lung**")
    visitor.settle()
    assert visitor.count() != before
    page.go_back()
    visitor.wait_for_count(before.split(".")[0])
    assert "site=" not in page.url


def test_two_quick_choices_both_count(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_text("More ways to narrow the list", exact=True).click()
    page.get_by_role("button", name="Phase 3", exact=True).wait_for()
    visitor.settle()
    page.get_by_role("button", name="Phase 2", exact=True).click(no_wait_after=True)
    page.get_by_role("button", name="Phase 3", exact=True).click(no_wait_after=True)
    page.wait_for_url("**phase=2&phase=3**")
    expect(page.get_by_role("button", name="Phase 3", exact=True)).to_be_visible()


def test_an_ambiguous_place_offers_its_candidates(visitor: Visitor) -> None:
    page = visitor.open("/?near=Springfield")
    page.get_by_role("button", name="Springfield, Missouri").click()
    visitor.wait_for_count("Measured from Springfield, Missouri")
    assert "near=Springfield%2C+Missouri" in page.url


def test_a_country_where_a_town_was_asked_is_offered_as_a_whole(visitor: Visitor) -> None:
    page = visitor.open("/?near=France")
    page.get_by_role("button", name="All of France").click()
    page.wait_for_url("**country=France**")
    visitor.settle()
    assert "near=" not in page.url
    assert visitor.titles()


def test_a_wrong_link_says_what_was_left_out(visitor: Visitor) -> None:
    page = visitor.open("/?phase=7&site=pancreas&colour=%3Cb%3Ered%3C%2Fb%3E&within=soon")
    told = page.locator("[role=alert].nf-stale").inner_text()
    assert "7" in told
    assert "<b>red</b>" not in page.content()
    assert "colour" in told
    assert "soon" in told
    page.wait_for_url("**/?site=pancreas")
    assert visitor.titles()


def test_an_empty_list_names_the_choice_that_emptied_it(visitor: Visitor) -> None:
    page = visitor.open("/?near=Rochester%2C+MN&within=1mi&country=France&status=any")
    assert "No trial matches" in visitor.count()
    page.get_by_role("button", name="Any country").click()
    page.wait_for_url(lambda url: "within=1mi" in url and "country=" not in url)
    visitor.settle()
    assert visitor.titles()


def test_from_a_card_to_the_trial_and_back_to_the_same_list(visitor: Visitor) -> None:
    page = visitor.open("/?near=Rochester%2C+MN&site=pancreas&phase=3")
    titles = visitor.titles()
    page.get_by_role("link", name="A trial with all that a page can show").click()
    page.wait_for_url(f"**/trial?nct={RICH_ID}**")
    visitor.settle()
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Ki-67 <b2 mitoses")
    text = page.locator("[data-testid=stMain]").inner_text()
    assert "On $500 to $600 drugs" in text
    assert page.locator("a[href='tel:+15550100100;ext=7']").count() >= 1
    assert page.locator(f"a[href^='mailto:nurse@example.org?subject='][href*='{RICH_ID}']").count() >= 1
    assert "In the same town" in text
    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/?near=**")
    expect(page.locator(".nf-card h3")).to_have_text(titles)


@pytest.mark.parametrize("path", ["/?site=pancreas&text=hostile", f"/trial?nct={HOSTILE_ID}"])
def test_a_hostile_record_is_inert(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("<script>window.hacked=1</script>", timeout=30_000)
    expect(main).to_contain_text("[tap](javascript:window.hacked=1)", timeout=30_000)
    assert page.evaluate("window.hacked") is None
    assert main.locator("script, img, iframe, form, .katex").count() == 0
    assert page.locator("a[href^='javascript:'], [onclick], [onerror], [onmouseover]").count() == 0
    assert main.is_visible()


@pytest.mark.parametrize("visitor", [PHONE, SMALL_PHONE], indirect=True)
def test_a_phone_never_scrolls_sideways(visitor: Visitor) -> None:
    for path in PAGES:
        page = visitor.open(path)
        if path.startswith("/?"):
            page.get_by_text("More ways to narrow the list", exact=True).click()
            visitor.settle()
        measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
        assert page.eval_on_selector_all("html, [data-testid=stMain]", measure) == [0, 0], path


@pytest.mark.parametrize("visitor", [{}, DARK], indirect=True)
def test_text_has_contrast_enough_in_light_and_dark(visitor: Visitor) -> None:
    for path in PAGES:
        assert visitor.open(path).evaluate(LEAST_CONTRAST) >= 4.5, path


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_on_a_phone_the_page_about_the_data_is_one_tap_away(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("link", name="More about this data").tap()
    page.get_by_role("heading", name="What it cannot do").wait_for()
    page.get_by_role("heading", name="Your privacy").wait_for()


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_from_the_words_of_a_trial_to_all_words(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={RICH_ID}")
    words = page.locator("dl.nf-terms")
    expect(words).to_be_hidden()
    page.get_by_text("told in a few plain words").tap()
    expect(words).to_be_visible()
    page.get_by_role("link", name="All words we explain").tap()
    page.get_by_role("heading", name="Tests and scans").wait_for()
    assert page.url.endswith("/glossary")


def test_headings_are_in_order_and_cards_are_named(visitor: Visitor) -> None:
    page = visitor.open("/?near=Rochester%2C+MN")
    assert visitor.titles()
    levels = page.eval_on_selector_all(
        "[data-testid=stMain] :is(h1,h2,h3,h4)", "all => all.map(e => Number(e.tagName[1]))"
    )
    assert levels[:3] == [1, 2, 3]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.get_by_role("article").count() == len(visitor.titles())
    assert page.get_by_role("article", name="Hostile trial").count() == 1


def test_links_and_buttons_are_large_enough_to_tap(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={RICH_ID}")
    heights = page.eval_on_selector_all(
        "a.nf-tap, .nf-links a", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 40


def test_every_page_says_where_the_data_is_from_and_that_it_is_no_advice(visitor: Visitor) -> None:
    for path in ("/", f"/trial?nct={RICH_ID}", "/about"):
        banner = visitor.open(path).locator(".nf-banner").inner_text()
        assert "ClinicalTrials.gov" in banner
        assert "not a tip to join" in banner


def test_a_new_snapshot_is_noticed_without_a_restart(visitor: Visitor, dashboard: Dashboard) -> None:
    page = visitor.open("/?text=brandnew")
    assert "No trial matches" in visitor.count()
    newcomer = make_trial(10_009_999, title="A brandnew trial", status="RECRUITING", primary_sites=["pancreas"])
    publish_fake(dashboard.settings, extra=[newcomer])
    page.reload()
    visitor.settle()
    assert visitor.titles() == ["A brandnew trial"]


# The least contrast (WCAG 2.2, 1.4.3) of any text of ours against what is painted behind it. Colors are painted on a
# canvas first, because Chromium writes mixed colors in a form of their own.
LEAST_CONTRAST = """() => {
  const pixel = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paint = (...colors) => {
    pixel.clearRect(0, 0, 1, 1);
    for (const color of colors) { pixel.fillStyle = color; pixel.fillRect(0, 0, 1, 1); }
    return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = c => c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let least = 21;
  for (const element of document.querySelectorAll('[class^="nf-"], [class^="nf-"] *')) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const ground = light(paint('white', ...grounds));
    const ink = light(paint('white', ...grounds, getComputedStyle(element).color));
    least = Math.min(least, (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05));
  }
  return least;
}"""
