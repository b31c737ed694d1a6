"""The dashboard in Spanish in a real browser: nothing of ours is left English, nothing gets lost on the way, and what
serves people who cannot see or use a mouse serves them in Spanish too."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import RICH_ID
from e2e.spanish import Text, in_spanish, list_english, list_english_words, read_texts
from e2e.survey import DESKTOP, PHONE, SCREENS, Seen, look, prepare_context
from e2e.test_axe import STATES, publish_everything
from languages.speaking import speaking
from playwright.sync_api import Browser, Page, expect

from dashboard.words import say
from finder.store.gazetteer import open_gazetteer

# The first test waits for all pages, on a busy machine for longer than a test may otherwise take.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

#: Every address of the survey, and pages that it does not open.
PATHS = sorted({*(how[0] for how in STATES.values()), "/news", "/fit?wrong=1"})
#: Those that axe sees in Spanish, on both screens.
LOOKED_AT = ("/?near=Rochester%2C+MN&within=500mi&site=pancreas", f"/trial?nct={RICH_ID}", "/centers", "/about")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    dashboard = Dashboard(tmp_path_factory.mktemp("spanish"))
    publish_everything(dashboard)
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    yield dashboard
    dashboard.stop()


def say_spanish(name: str, **values: object) -> str:
    with speaking("es"):
        return say(name, **values)


@pytest.fixture(scope="module")
def texts(served: Dashboard, browser: Browser) -> dict[str, list[Text]]:
    """What stands on each page in Spanish, with its more rarely seen parts opened."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    visitor = Visitor(context, served.url)
    found: dict[str, list[Text]] = {}
    for path in PATHS:
        is_loaded = urlsplit(path).path in {urlsplit(other).path for other in found}
        page = visitor.follow(in_spanish(path)) if is_loaded else visitor.open(in_spanish(path))
        assert page.evaluate("document.documentElement.lang") == "es", path
        dialog = page.get_by_role("dialog").count()
        for summary in [] if dialog else page.locator("[data-testid=stExpander] summary").all():
            summary.click()
            visitor.settle()
        found[path] = read_texts(page)
    context.close()
    return found


def test_no_text_of_ours_is_left_english(texts: dict[str, list[Text]]) -> None:
    assert len(texts) > 25
    assert {path: found for path, seen in texts.items() if (found := list_english(seen))} == {}


def test_no_english_sentence_passes_for_spanish(texts: dict[str, list[Text]]) -> None:
    assert {path: found for path, seen in texts.items() if (found := list_english_words(seen))} == {}


def test_text_of_the_registry_is_there_and_says_that_it_is_english(texts: dict[str, list[Text]]) -> None:
    trial = texts[f"/trial?nct={RICH_ID}&near=Rochester%2C+MN"]
    assert Text("A trial with all that a page can show", "en") in trial
    assert {text.lang for text in trial} == {"en", "es"}


def test_english_is_found_where_it_is_left() -> None:
    """Whether the two tests above can fail."""
    left = [Text(say("find.lead"), "es"), Text(say("card.phase"), "es"), Text(say("find.lead"), "en")]
    assert list_english(left) == {say("find.lead"), say("card.phase")}
    assert list_english([Text(say_spanish("find.lead"), "es"), Text("NET Finder", "es")]) == set()
    assert list_english_words([Text("the rest of it", "es"), Text("el resto", "es")]) == {"the rest of it"}


def read_query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def open_pages(page: Page) -> None:
    """The list of pages, which a phone folds away."""
    folded = page.get_by_role("button", name=say_spanish("widget.frame_open_pages"))
    if folded.count():
        folded.click()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_visit_stays_spanish_from_the_question_to_the_trial_and_back(
    served: Dashboard, browser: Browser, width: int
) -> None:
    options: dict[str, Any] = {"viewport": {"width": width, "height": 844}}
    context = browser.new_context(**options)
    context.set_default_timeout(60_000)
    visitor = Visitor(context, served.url)
    page = visitor.open("/?lang=es")
    expect(page.get_by_role("heading", level=1)).to_have_text(say_spanish("find.title"))
    near = page.get_by_role("textbox", name=say_spanish("filter.near"))
    near.fill("Rochester, MN")
    near.press("Enter")
    page.wait_for_url(re.compile("near=Rochester"))
    visitor.settle()
    site = page.get_by_role("combobox", name=say_spanish("filter.site"))
    site.evaluate("e => e.scrollIntoView({block: 'center'})")  # its list closes where the page scrolls
    visitor.settle()
    site.click()
    page.get_by_role("option", name="Páncreas", exact=True).click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("site=pancreas"))
    visitor.settle()
    assert read_query(page) == {"lang": ["es"], "near": ["Rochester, MN"], "site": ["pancreas"]}

    page.locator(".nf-card h3 a").first.click()
    page.wait_for_url(re.compile("/trial"))
    visitor.settle()
    assert read_query(page)["lang"] == ["es"]
    expect(page.get_by_text(say_spanish("trial.in_english"))).to_be_visible()
    assert page.locator("h1").get_attribute("lang") == "en"
    page.get_by_role("link", name=say_spanish("trial.back")).click()
    page.wait_for_url(re.compile(r"/\?"))
    visitor.settle()
    assert read_query(page) == {"lang": ["es"], "near": ["Rochester, MN"], "site": ["pancreas"]}

    english = page.get_by_role("link", name="English")
    box = english.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    english.click()
    page.wait_for_url(re.compile("lang=en"))
    visitor.settle()
    assert read_query(page) == {"lang": ["en"], "near": ["Rochester, MN"], "site": ["pancreas"]}
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.get_by_role("heading", level=1)).to_have_text(say("find.title"))
    page.get_by_role("link", name="Español").click()
    page.wait_for_url(re.compile("lang=es"))
    visitor.settle()
    assert page.evaluate("document.documentElement.lang") == "es"

    open_pages(page)
    page.get_by_role("link", name=say_spanish("centers.nav"), exact=True).first.click()
    page.wait_for_url(re.compile("/centers"))
    visitor.settle()
    page.wait_for_url(re.compile("lang=es"))
    expect(page.get_by_role("heading", level=1)).to_have_text(say_spanish("centers.title"))
    assert visitor.strangers() == []
    context.close()


def test_a_browser_that_wants_spanish_gets_it_and_the_address_says_so(served: Dashboard, browser: Browser) -> None:
    context = browser.new_context(locale="es-MX")
    context.set_default_timeout(60_000)
    visitor = Visitor(context, served.url)
    page = visitor.open("/")
    assert page.evaluate("document.documentElement.lang") == "es"
    page.wait_for_url(re.compile(r"\?lang=es"))
    expect(page.get_by_role("heading", level=1)).to_have_text(say_spanish("find.title"))
    context.close()


def test_what_no_link_should_ask_is_told_at_the_top(served: Dashboard, browser: Browser) -> None:
    context = browser.new_context()
    context.set_default_timeout(60_000)
    visitor = Visitor(context, served.url)
    page = visitor.open("/?lang=xx%22%3E%3Cimg+src=x+onerror=alert(1)%3E&site=lung")
    expect(page.get_by_role("alert").filter(has_text="xx")).to_be_visible()
    assert visitor.dialogs == []
    assert read_query(page) == {"site": ["lung"]}
    context.close()


@pytest.fixture(scope="module")
def seen(served: Dashboard, browser: Browser) -> list[Seen]:
    """The pages that people use most, in Spanish, as axe and a keyboard meet them."""
    found = []
    for screen in (PHONE, DESKTOP):
        context = browser.new_context(**SCREENS[screen])
        prepare_context(context)
        visitor = Visitor(context, served.url)
        found += [look(visitor, screen, path, in_spanish(path)) for path in LOOKED_AT]
        context.close()
    return found


def test_axe_finds_nothing_on_spanish_pages(seen: list[Seen]) -> None:
    found = {(node["rule"], node["html"], node["why"]): one.where for one in seen for node in one.nodes}
    assert found == {}
    assert {one.lang for one in seen} == {"es"}


def test_longer_words_do_not_make_a_page_scroll_sideways(seen: list[Seen]) -> None:
    assert {one.where: one.too_wide for one in seen if one.too_wide} == {}
