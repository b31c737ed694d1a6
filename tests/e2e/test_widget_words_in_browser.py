"""What Streamlit says by itself on Spanish pages, in a real browser: seen side by side with the same page in English,
with its lists, menus, tables and dialogs open, and at last without its server."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.pofile import read_po
from e2e.browser import Dashboard, Visitor
from e2e.spanish import ROOT
from e2e.test_axe import publish_everything
from e2e.widget_walk import MOMENT, WAYS, WIDE, walk
from languages.speaking import speaking
from playwright.sync_api import Browser, BrowserContext, expect

from dashboard.widget_words import WORDS_SCRIPT, list_widget_words
from finder.store.gazetteer import open_gazetteer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

#: What is the same in both languages: a key, letters of a day, and names of the fakes.
_SAME = {"Esc", "mm", "dd", "NET Finder", "Choir of fakes", "Singers", "Houston, TX"}


def make_visitor(browser: Browser, dashboard: Dashboard) -> tuple[BrowserContext, Visitor]:
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(30_000)
    return context, Visitor(context, dashboard.url)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    dashboard = Dashboard(tmp_path_factory.mktemp("widgets"))
    publish_everything(dashboard)
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    yield dashboard
    dashboard.stop()


@pytest.fixture(scope="module")
def said(served: Dashboard, browser: Browser) -> dict[str, dict[str, set[str]]]:
    """By language and page."""
    found = {}
    for code in ("en", "es"):
        context, visitor = make_visitor(browser, served)
        found[code] = walk(visitor, code)
        assert visitor.strangers() == visitor.refusals() == visitor.dialogs == []
        assert any(WORDS_SCRIPT in address for address in visitor.requests) is (code == "es")
        context.close()
    return found


@cache
def list_same() -> set[str]:
    """Our own texts that are the same in both languages."""
    with (ROOT / "finder/languages/es.po").open("rb") as file:
        return {str(message.id) for message in read_po(file, locale="es") if message.id == message.string}


def list_left(english: set[str], spanish: set[str]) -> set[str]:
    """Words that stand on the page in both languages."""
    return {text for text in english & spanish - list_same() - _SAME if re.search(r"[A-Za-z]{2}", text)}


@pytest.mark.parametrize("path", [path for path, _, _ in WAYS])
def test_nothing_that_streamlit_says_is_left_english(said: dict[str, dict[str, set[str]]], path: str) -> None:
    assert list_left(said["en"][path], said["es"][path]) == set()


def test_what_is_looked_at_is_there(said: dict[str, dict[str, set[str]]]) -> None:
    """Whether the test above saw what it is about: words of each kind were there, in English and in Spanish."""
    with speaking("es"):
        words = {**list_widget_words()["words"], **list_widget_words()["choices"]}
    seen = {code: set[str]().union(*said[code].values()) for code in said}
    whole = {english for english in words if "{" not in english}
    met = whole & seen["en"]
    assert len(met) > 60
    assert {words[english] for english in met} <= seen["es"]
    assert not {english for english in met if words[english] != english} & seen["es"]
    assert "Press Enter to apply" in met
    assert "Standard deviation" in met or "Minimum length" in met


def test_a_word_that_is_left_is_found() -> None:
    assert list_left({"Help", "77", "Colon", "mm"}, {"Help", "77", "Colon", "mm"}) == {"Help"}


def test_what_is_ours_or_of_the_registry_stays(served: Dashboard, browser: Browser) -> None:
    context, visitor = make_visitor(browser, served)
    page = visitor.open("/?lang=es")
    made = """
      <p class="made">Search</p><p class="made" lang="en" title="Search">Search</p>
      <p class="made" data-testid="stHtml">Search</p><p class="made" data-testid="stMarkdownContainer">Search</p>
      <p class="made" role="option">Search</p><p class="made" role="option">Select all</p>
      <p class="made">Search of the liver</p><canvas><p class="made">Search</p></canvas>
      <input class="made" value="Search" placeholder="Search">"""
    page.evaluate("made => document.body.insertAdjacentHTML('beforeend', `<div>${made}</div>`)", made)
    expect(page.locator("p.made").first).to_have_text("Buscar")
    read = page.evaluate("[...document.querySelectorAll('.made')].map(e => e.textContent || e.value)")
    kept = ["Buscar", "Search", "Search", "Search", "Search", "Elegir todo", "Search of the liver", "Search", "Search"]
    assert read == kept
    assert page.locator("p.made[lang]").get_attribute("title") == "Search"
    assert page.locator("input.made").get_attribute("placeholder") == "Buscar"
    context.close()


def test_it_says_a_word_once_and_again_where_streamlit_changes_it(served: Dashboard, browser: Browser) -> None:
    context, visitor = make_visitor(browser, served)
    page = visitor.open("/?lang=es&status=any")
    page.evaluate(
        "() => { window.changes = 0; new MutationObserver(all => { window.changes += all.length; })"
        ".observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true}); }"
    )
    page.wait_for_timeout(MOMENT)
    assert page.evaluate("window.changes") < 5
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=made title=Search>Search</p>')")
    made = page.locator("#made")
    expect(made).to_have_attribute("title", "Buscar")
    page.evaluate("made.firstChild.data = 'Page 7'; made.title = 'Remove a, $& and {what}'")
    expect(made).to_have_text("Página 7")
    expect(made).to_have_attribute("title", "Quitar a, $& and {what}")
    page.get_by_role("button", name="Página 2").click()
    visitor.settle()
    expect(page.get_by_role("button", name="Página 2")).to_have_attribute("aria-current", "page")
    assert page.evaluate("window.changes") < 5000
    context.close()


def test_a_browser_of_another_country_keeps_its_own_kind_of_spanish(served: Dashboard, browser: Browser) -> None:
    for locale, expected in (("es-MX", "es-MX"), ("de-DE", "es")):
        context = browser.new_context(locale=locale)
        context.set_default_timeout(30_000)
        page = Visitor(context, served.url).open("/?lang=es")
        assert page.evaluate("navigator.language") == expected
        context.close()


def test_a_lost_server_is_told_in_spanish(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> None:
    dashboard = Dashboard(tmp_path_factory.mktemp("lost"))
    publish_everything(dashboard)
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    context, visitor = make_visitor(browser, dashboard)
    page = visitor.open("/?lang=es")
    dashboard.stop()
    expect(page.get_by_test_id("stConnectionStatus")).to_have_text("Conectando")
    expect(page.get_by_role("dialog")).to_contain_text("No hay conexión")
    expect(page.get_by_role("dialog")).to_contain_text("El servidor no responde.")
    context.close()
