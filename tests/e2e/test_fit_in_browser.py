"""Could it fit? With a real browser: answers by mouse and keyboard, on a small phone, and no trace in the address."""

from collections.abc import Iterator
from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import make_trial, publish_fake
from e2e.test_dashboard_in_browser import DARK, LEAST_CONTRAST, PHONE, SMALL_PHONE
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

QUOTE = "Earlier PRRT, at any time, is not allowed"
RULED = make_trial(
    70_000_001,
    title="A trial that takes no one after PRRT",
    status="RECRUITING",
    exclusion=f"* Being fake\n* {QUOTE}",
    prior_prrt="excluded",
    matched=["prior_prrt excluded: Earlier PRRT (exclusion)"],
)
LATER = make_trial(70_000_002, title="A trial for older people", status="RECRUITING", min_age_years=65.0)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One of its own, because the trials are counted."""
    served = Dashboard(tmp_path_factory.mktemp("fit"))
    publish_fake(served.settings, extra=[RULED, LATER])
    served.start()
    yield served
    served.stop()


def answer(visitor: Visitor, question: str, option: str) -> None:
    """Tap one of the answers that are all in sight."""
    visitor.page.get_by_role("radiogroup", name=question).get_by_text(option, exact=True).click()
    visitor.settle()


def type_age(visitor: Visitor, age: str) -> None:
    field = visitor.page.get_by_role("spinbutton", name="Age in years")
    field.fill(age)
    field.press("Enter")
    visitor.settle()


def test_answers_sort_the_trials_and_stay_out_of_the_address(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.get_by_role("link", name="Answer a few questions").click()
    page.wait_for_url("**/fit")
    visitor.settle()
    assert "you see all" in visitor.count()
    type_age(visitor, "40")
    visitor.wait_for_count("1 rules it out")
    answer(visitor, "Have you had PRRT?", "Yes")
    visitor.wait_for_count("2 rule it out")
    assert page.url == f"{visitor.url}/fit"
    card = page.get_by_role("article", name=RULED["title"])
    expect(card).to_be_hidden()
    page.get_by_text("Show the trials that are ruled out").click()
    expect(card).to_be_visible()
    assert "PRRT before · The record rules it out." in card.inner_text()
    assert f"“{QUOTE}” (in who may not join)" in card.inner_text()
    card.get_by_text("What fits: Age").click()
    expect(card.get_by_text("The record takes people of this age.")).to_be_visible()
    assert page.get_by_role("heading", level=2).count() == 3
    with page.context.expect_page() as opened:
        card.get_by_role("link", name=RULED["title"]).click()
    opened.value.wait_for_url(f"**/trial?nct={RULED['nct_id']}")
    expect(page.get_by_role("spinbutton", name="Age in years")).to_have_value("40")
    assert not [url for url in visitor.requests if "40" in url.partition("?")[2] or "prrt" in url.casefold()]
    page.reload()
    visitor.settle()
    assert "you see all" in visitor.count()


def test_every_question_can_be_answered_with_the_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/fit")
    page.get_by_role("spinbutton", name="Age in years").focus()
    page.keyboard.type("40")
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => {
              const at = document.activeElement;
              const group = at.closest('[role=radiogroup]');
              return (group || at).getAttribute('aria-label') || at.innerText || '';
            }"""
        )
        reached.add(name)
        if "PRRT" in name:
            page.keyboard.press("ArrowRight")
            visitor.settle()
        if name == "Clear my answers":
            break
    for words in ("Sex", "start?", "grade", "PRRT", "receptors", "country", "Clear my answers"):
        assert [name for name in reached if words in name], words
    visitor.wait_for_count("2 rule it out")


@pytest.mark.parametrize("visitor", [PHONE, SMALL_PHONE], indirect=True)
def test_a_phone_never_scrolls_sideways_and_answers_are_large_enough_to_tap(visitor: Visitor) -> None:
    page = visitor.open("/fit")
    type_age(visitor, "40")
    answer(visitor, "Have you had PRRT?", "Yes")
    page.get_by_text("Show the trials that are ruled out").click()
    measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
    assert page.eval_on_selector_all("html, [data-testid=stMain]", measure) == [0, 0]
    heights = page.eval_on_selector_all(
        "[role=radiogroup] label, .nf-more summary", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(height for height in heights if height) >= 40


@pytest.mark.parametrize("visitor", [{}, DARK], indirect=True)
def test_text_has_contrast_enough_in_light_and_dark(visitor: Visitor) -> None:
    visitor.open("/fit")
    type_age(visitor, "40")
    contrast: Any = visitor.page.evaluate(LEAST_CONTRAST)
    assert contrast >= 4.5
