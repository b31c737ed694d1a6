"""What a screen reader goes by, as Orca was heard to: the name of each page, where reading goes on when the page takes
the place of its first sight, and that nothing runs together or takes the focus away."""

import re
from collections.abc import Iterator

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import RICH_ID, SILENT_ID
from e2e.test_axe import open_calendar, open_choices
from playwright.sync_api import Route, expect

from dashboard.parts.page_title import name_page, write_page_title
from dashboard.words import say
from finder.store.gazetteer import open_gazetteer

pytestmark = pytest.mark.browser

FIRST = "#nf-first"
MAIN = "[data-testid=stMain]"
#: The program that draws Streamlit's page.
PROGRAM = re.compile(r"/static/js/index\.[\w-]+\.js$")


@pytest.fixture(autouse=True)
def places(dashboard: Dashboard) -> None:
    """Without a look-up of places there is no first sight, for it would be made first."""
    open_gazetteer(dashboard.settings).close()


@pytest.fixture
def late(visitor: Visitor) -> Iterator[list[Route]]:
    """The program of the page, held back so that its first sight stays."""
    held: list[Route] = []
    visitor.page.route(PROGRAM, lambda route: held.append(route))
    yield held
    visitor.page.unroute_all(behavior="ignoreErrors")


def test_each_page_has_a_name_of_its_own(visitor: Visitor) -> None:
    page = visitor.open("/")
    expect(page).to_have_title(write_page_title(name_page("")))
    title = visitor.titles()[0]
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url("**/trial?*")
    expect(page).to_have_title(write_page_title(title))
    page.get_by_role("link", name=name_page("centers")).first.click()
    expect(page).to_have_title(write_page_title(name_page("centers")))
    # On a busy machine Streamlit sets the address up to half a second after the title.
    page.wait_for_url("**/centers")
    page.go_back()
    expect(page).to_have_title(write_page_title(title))


@pytest.mark.parametrize("path", ["/?status=any", f"/trial?nct={RICH_ID}", "/centers"])
def test_reading_goes_on_at_the_title_when_the_page_takes_its_place(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    expect(page.locator(f"{MAIN} h1")).to_be_focused()
    assert page.locator(f"{MAIN}[tabindex]").count() == 0
    page.keyboard.press("Shift+Tab")
    assert page.locator(f"{MAIN} a:focus").count() == 1


def test_reading_goes_on_at_the_heading_that_was_read(visitor: Visitor, late: list[Route]) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/?status=any", wait_until="commit")
    heading = page.locator(f"{FIRST} .nf-card h3").nth(2)
    name = heading.inner_text()
    heading.evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 1)")
    late[0].continue_()
    visitor.settle()
    expect(page.locator(f"{MAIN} h3:focus")).to_have_text(name)


def test_who_has_begun_by_then_keeps_the_focus(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/?status=any")
    page.wait_for_selector(FIRST, state="detached")
    page.keyboard.press("Tab")
    page.wait_for_timeout(1000)
    assert page.evaluate("document.activeElement.dataset.testid") == "stSkipToContent"


@pytest.mark.parametrize("path", ["/?status=any", "/centers"])
def test_no_count_is_told_into_the_first_words_and_each_later_one_is(visitor: Visitor, path: str) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}{path}", wait_until="commit")
    told = page.locator(f"{MAIN} [data-testid=stAlert]").locator("xpath=descendant-or-self::*[@role]").first
    expect(told).to_have_attribute("aria-live", "off")
    expect(told).not_to_have_attribute("aria-live", "off", timeout=5000)
    # Heard with Orca only so: Chromium goes on taking the sentence within for silent until it changes itself.
    assert told.locator("p").first.get_attribute("lang") == "en"


@pytest.mark.parametrize("site", ["lung", "pancreas&site=lung"])
def test_no_field_of_the_first_sight_holds_a_choice(visitor: Visitor, late: list[Route], site: str) -> None:
    """Orca took a field that came with a choice for one made just now, went there, and was lost with it."""
    page = visitor.page
    page.goto(f"{visitor.url}/?near=Rochester%2C+MN&site={site}&keep={RICH_ID}", wait_until="commit")
    form = page.locator(f"{FIRST} form")
    expect(form).to_contain_text("Lung")
    assert form.locator("select").count() == 0
    form.get_by_role("link", name=say("filter.site_hint")).click()
    page.wait_for_url(f"**/?near=Rochester%2C+MN&keep={RICH_ID}", wait_until="commit")
    page.wait_for_selector(f"{FIRST} form")
    assert page.locator(f"{FIRST} form select").count() == 1


def test_a_typed_place_takes_nothing_away(visitor: Visitor) -> None:
    page = visitor.open("/start")
    page.get_by_label(say("start.where_help")).fill("Rochester, MN")
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name=say("deed.position"))
    expect(button).to_be_focused()
    page.get_by_text("Rochester, Minnesota").first.wait_for()
    visitor.settle()
    expect(button).to_be_focused()


def test_the_first_of_the_organs_is_an_organ(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.locator(".st-key-ask_site input").click()
    options = page.get_by_role("option").all_inner_texts()
    assert options[0] == "Pancreas"


def test_a_trial_says_by_itself_that_it_is_kept(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={RICH_ID}&site=pancreas")
    link = page.get_by_role("link", name=say("short.keep", nct=RICH_ID))
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/trial?nct={RICH_ID}&site=pancreas&keep={RICH_ID}")
    kept = page.get_by_role("link", name=say("short.kept", nct=RICH_ID))
    expect(kept).to_be_focused()
    page.get_by_role("heading", name="Your short list (1)").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=say("short.keep", nct=RICH_ID))).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "/?status=any&near=Rochester%2C+MN",
        f"/trial?nct={RICH_ID}",
        f"/compare?nct={RICH_ID}&nct={SILENT_ID}",
        "/facts",
        "/genetic-tests",
    ],
)
def test_what_stands_on_a_line_of_its_own_is_a_block_of_its_own(visitor: Visitor, path: str) -> None:
    """A line that is one by its style alone is heard as one word with the line before it."""
    page = visitor.open(path)
    runs_on = page.locator("main, [data-testid=stMain]").evaluate_all(
        """places => places.flatMap(place => [...place.querySelectorAll('span, strong, em')])
        .filter(one => getComputedStyle(one).display === 'block' && one.previousSibling && one.textContent.trim())
        .filter(one => one.closest('[data-testid=stHtml]') && !one.closest('.nf-map')).map(one => one.outerHTML)"""
    )
    assert runs_on == []


def test_the_buttons_of_a_list_of_choices_say_of_what(visitor: Visitor) -> None:
    page = visitor.open("/?site=lung")
    field = page.locator(".st-key-ask_site")
    name = say("filter.site")
    expect(field.get_by_role("button", name=f"Open {name}", exact=True)).to_be_visible()
    expect(field.get_by_role("button", name=f"Clear all {name}", exact=True)).to_be_visible()


def test_a_help_text_is_heard_when_it_comes(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.get_by_role("button", name=f"Help for {say('filter.near')}").click()
    text = page.get_by_role("tooltip").filter(has_text=say("filter.near_help"))
    expect(text).to_be_visible()
    assert text.evaluate("text => text.closest('[aria-live]').getAttribute('aria-live')") == "polite"


def test_a_calendar_is_not_read_out_as_it_opens(visitor: Visitor) -> None:
    page = visitor.open("/lists")
    open_calendar(page)
    calendar = page.get_by_test_id("stDateInputCalendar")
    assert calendar.evaluate("calendar => calendar.closest('[aria-live]').getAttribute('aria-live')") == "off"


def test_an_open_list_of_choices_leaves_the_count_where_it_is(visitor: Visitor) -> None:
    """Else the old count comes back with the page when the list closes, and is told as if it were new."""
    page = visitor.open("/")
    open_choices(page)
    expect(page.get_by_role("status").first).to_be_visible()


@pytest.mark.parametrize("is_tapped", [False, True])
def test_a_place_that_is_picked_leads_back_to_its_question(visitor: Visitor, is_tapped: bool) -> None:
    page = visitor.open("/start")
    field = page.get_by_label(say("start.where_help"))
    field.fill("Springfield")
    field.press("Enter")
    button = page.get_by_role("button", name="Springfield, Illinois")
    if is_tapped:
        button.click()
    else:
        button.press("Enter")
    expect(field).to_have_value(re.compile("Springfield, Illinois"))
    expect(page.get_by_role("heading", name=say("start.where")) if is_tapped else field).to_be_focused()


@pytest.mark.parametrize(
    ("path", "field", "words"),
    [
        ("/fit", "fit.age", ("Increment", "Decrement")),
        ("/fit", "fit.country", ("Open",)),
        ("/start", "start.site", ("Open",)),
    ],
)
def test_the_buttons_of_a_field_say_of_what(visitor: Visitor, path: str, field: str, words: tuple[str, ...]) -> None:
    main = visitor.open(path).locator(MAIN)
    for word in words:
        name = re.compile(f"^{word} .*{re.escape(say(field).strip('?'))}")
        expect(main.get_by_role("button", name=name)).to_be_visible()
        expect(main.get_by_role("button", name=word, exact=True)).to_have_count(0)
