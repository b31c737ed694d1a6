"""The rules of entry as a person meets them on a phone: nested, sorted by topic, and whole with one tap."""

from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import make_trial, publish_fake
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL_PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
NESTED = "\n".join(f"{' ' * 3 * depth}{depth}. Prior therapy {'x' * 90} of step {depth}:" for depth in range(1, 9))
INCLUSION = f"1. Aged 18 or more\n2. Good liver function:\n   * AST in range\n   * no fever\n{NESTED}"
EXCLUSION = "\n".join(f"* Previous treatment {number}" for number in range(40))
RULES = make_trial(
    10_008_888,
    status="RECRUITING",
    inclusion=INCLUSION,
    exclusion=EXCLUSION,
    eligibility=f"Inclusion Criteria:\n\n{INCLUSION}\n\nExclusion Criteria:\n\n{EXCLUSION}",
)


@pytest.fixture
def rules(visitor: Visitor, dashboard: Dashboard) -> Visitor:
    """The page of one trial with long rules."""
    publish_fake(dashboard.settings, extra=[RULES])
    visitor.open(f"/trial?nct={RULES['nct_id']}")
    return visitor


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_what_is_nested_stands_further_in(rules: Visitor) -> None:
    outer = rules.page.locator("ol.nf-numbers > li", has_text="Good liver function").last
    inner = outer.locator("li", has_text="AST in range")
    outer_box, inner_box = outer.bounding_box(), inner.bounding_box()
    assert outer_box is not None
    assert inner_box is not None
    assert inner_box["x"] > outer_box["x"] + 10
    assert inner.locator(".nf-tag").inner_text() == "Lab limit"


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_the_own_text_opens_with_one_tap(rules: Visitor) -> None:
    own = rules.page.locator("details.nf-own pre")
    expect(own).to_be_hidden()
    rules.page.get_by_text("The registry’s own text").tap()
    expect(own).to_be_visible()
    assert own.text_content() == RULES["eligibility"]


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_a_long_topic_opens_with_one_tap_that_is_large_enough(rules: Visitor) -> None:
    topic = rules.page.locator(".nf-glance details", has_text="Earlier treatment")
    expect(topic.get_by_text("Previous treatment 39")).to_be_hidden()
    topic.locator("summary").tap()
    expect(topic.get_by_text("Previous treatment 39")).to_be_visible()
    expect(topic.get_by_text("Keeps you out")).to_be_visible()
    heights = rules.page.eval_on_selector_all(
        ".nf-glance summary, .nf-own summary", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 40


@pytest.mark.parametrize("visitor", [SMALL_PHONE], indirect=True)
def test_long_rules_never_scroll_sideways(rules: Visitor) -> None:
    rules.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
    assert rules.page.eval_on_selector_all("html, [data-testid=stMain], .nf-own pre", measure) == [0, 0, 0]
    narrow = rules.page.eval_on_selector_all(".nf-text li", "all => Math.min(...all.map(e => e.clientWidth))")
    assert narrow >= 100
