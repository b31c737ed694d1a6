"""Every page and state under axe-core in a real browser: a phone in light, a desktop in dark, and a narrow phone.

All pages are opened once a screen, in one browser over one server, and looked at together. What Streamlit's own shell
brings and we cannot change is listed in axe_allowed.toml; that list may only shrink.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from center_pages import make_world
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE_ID, RICH_ID, SILENT_ID, make_tables
from fake_snapshot import publish_fake
from guide_rows import DISEASES, HOSTILE_DISEASE, HOSTILE_RESOURCE, HOSTILE_TEST, RESOURCES, TESTS
from guide_rows import make_disease, make_outcomes, make_resource, make_test
from playwright.sync_api import Browser, Page

from dashboard.words import say
from finder.outcome import Ending
from finder.store.gazetteer import open_gazetteer

# Every page is opened by the first test that asks, which on a busy machine takes longer than a test may otherwise.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SCREENS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "color_scheme": "light",
        "reduced_motion": "reduce",
    },
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}  # fmt: skip
NARROW = 320
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALLOWED: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("axe_allowed.toml").read_text("utf-8"))
NO_DATA = "no snapshot"


def open_more(page: Page) -> None:
    page.get_by_text(say("filter.more")).click()
    page.get_by_role("combobox", name=say("filter.status")).wait_for()


def open_choices(page: Page) -> None:
    page.get_by_role("combobox", name=say("filter.site")).click()
    page.get_by_role("option").first.wait_for()


def answer_fit(page: Page) -> None:
    page.get_by_role("radiogroup", name=say("fit.prrt")).get_by_text(say("fit.yes"), exact=True).click()


def answer_start(page: Page) -> None:
    field = page.get_by_role("textbox", name=say("start.where_help"))
    field.fill("Rochester, MN")
    field.press("Enter")
    page.get_by_text("We measure from Rochester, Minnesota.").wait_for()


def show_plain_table(page: Page) -> None:
    page.get_by_text(say("staff.plain")).click()
    page.locator(".nf-staff-plain table").wait_for()


#: Name of a page in some state to its address and what is done there first.
STATES: dict[str, tuple[str, Callable[[Page], None] | None]] = {
    "find": ("/", None),
    "find, filters open": ("/?near=Rochester%2C+MN&within=500mi&site=pancreas&status=any", open_more),
    "find, a list of choices open": ("/", open_choices),
    "find, short list": (f"/?status=any&keep={RICH_ID}&keep={SILENT_ID}", None),
    "find, nothing found": ("/?near=Lyon%2C+France&within=10km&site=lung&phase=3&age=3&text=nowhere", None),
    "find, unclear place": ("/?near=Springfield", None),
    "find, unreadable address": ("/?near=Qqqq&phase=99&wrong=1", None),
    "trial, rich": (f"/trial?nct={RICH_ID}&near=Rochester%2C+MN", None),
    "trial, silent": (f"/trial?nct={SILENT_ID}", None),
    "trial, hostile": (f"/trial?nct={HOSTILE_ID}", None),
    "trial, unknown": ("/trial?nct=NCT99999999", None),
    "start": ("/start", None),
    "start, answered": ("/start", answer_start),
    "compare": (f"/compare?nct={RICH_ID}&nct={SILENT_ID}&nct={HOSTILE_ID}&near=Houston%2C+TX", None),
    "compare, nothing": ("/compare", None),
    "print": (f"/print?nct={RICH_ID}&nct={HOSTILE_ID}", None),
    "print, nothing": ("/print?nct=wrong", None),
    "fit": ("/fit", None),
    "fit, answered": ("/fit", answer_fit),
    "centers": ("/centers", None),
    "centers, near": ("/centers?near=Lyon%2C+France&within=300km", None),
    "centers, unclear place": ("/centers?near=Springfield", None),
    "center": ("/center?id=expert", None),
    "center, hostile": ("/center?id=hostile", None),
    "center, unknown": ("/center?id=none", None),
    "people": ("/people?near=Lyon%2C+France", None),
    "facts": ("/facts", None),
    "resources": ("/resources", None),
    "genetic tests": ("/genetic-tests", None),
    "lists": ("/lists", None),
    "lists, places": ("/lists?near=Rochester%2C+MN&rows=site", show_plain_table),
    "glossary": ("/glossary", None),
    "about": ("/about", None),
}

# One run of axe over the whole page. Each node comes with its rule, the selectors of the list that it matches, and
# whether it is inside of what we write ourselves.
RUN_AXE = """async ([tags, allowed]) => {
  const done = await axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], elementRef: true,
  });
  return done.violations.flatMap(rule => rule.nodes.map(node => ({
    rule: rule.id,
    impact: rule.impact,
    is_advice: rule.tags.includes('best-practice'),
    allowed: Object.keys(allowed).filter(
      name => allowed[name].rule === rule.id && node.element && node.element.matches(allowed[name].selector)),
    html: node.html.slice(0, 300),
    target: node.target.join(' '),
    why: node.failureSummary.slice(0, 300),
  })));
}"""
OPEN_ALL = "all => all.forEach(e => { e.open = true })"
HEADINGS = """() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6,[role=heading]')]
  .filter(e => e.checkVisibility())
  .map(e => [Number(e.getAttribute('aria-level') || e.tagName[1]), e.innerText.slice(0, 60)])"""
TOO_WIDE = """() => [...document.querySelectorAll('html, [data-testid=stMain]')]
  .filter(e => e.scrollWidth > e.clientWidth).map(e => `${e.tagName} ${e.scrollWidth}`)"""
MOVING = "() => document.getAnimations().filter(a => a.playState === 'running').map(a => a.effect.target.outerHTML)"
# Presses of Tab are noted as they come; afterwards each is told by its place among what can be reached on the page.
NOTE_FOCUS = """() => {
  window.focused = [];
  document.addEventListener('focusin', event => window.focused.push(event.target));
}"""
READ_FOCUS = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const within = e => main.contains(e) && e !== main;
  const name = e => (e.getAttribute('aria-label') || e.innerText || e.outerHTML).slice(0, 60);
  const isOff = e => e.disabled || e.tabIndex < 0 || (e.type === 'radio' && !e.checked) || !e.checkVisibility();
  const expected = [...main.querySelectorAll('input, textarea, select, button, a[href], summary')].filter(e => !isOff(e));
  const reached = window.focused.filter(within);
  const last = reached.length ? reached[reached.length - 1] : null;
  const passed = expected.filter(e => last && (e === last || e.compareDocumentPosition(last) & 4));
  const back = reached.filter((e, i) => i && !(reached[i - 1].compareDocumentPosition(e) & 4));
  return {
    reached: new Set(reached).size, expected: expected.length,
    missed: passed.filter(e => !reached.includes(e)).map(name), back: back.map(name),
    forced: [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(name),
  };
}"""
PRESSES = 60


@dataclass(frozen=True)
class Seen:
    """One page in one state on one screen. `nodes` are those that axe complains of, `keys` what Tab reached."""

    screen: str
    state: str
    lang: str
    nodes: list[dict[str, Any]]
    headings: list[tuple[int, str]]
    too_wide: list[str]
    too_wide_narrow: list[str]
    moving: list[str]
    keys: dict[str, Any] | None


def publish_everything(dashboard: Dashboard) -> None:
    """One snapshot with all that the pages can show, hostile rows among it."""
    trials, sites = make_tables()
    world = make_world()
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
        sources=make_outcomes(
            **dict.fromkeys(("starter_centers", "resource_list", "link_check", "gtr", "orphadata"), Ending.DATA),
            gard=Ending.UNAVAILABLE,
        ),
    )


def look(visitor: Visitor, screen: str, state: str, path: str, act: Callable[[Page], None] | None) -> Seen:
    """Open one page, bring it into its state, and note all that the tests ask."""
    try:
        page = visitor.open(path)
        if act is not None:
            act(page)
            visitor.settle()
    except Exception as error:
        error.add_note(f"{state}, {screen}")
        raise
    page.eval_on_selector_all("[data-testid=stHtml] details", OPEN_ALL)
    page.evaluate(AXE_SCRIPT)
    nodes = page.evaluate(RUN_AXE, [list(TAGS), ALLOWED])
    common = (page.evaluate("document.documentElement.lang"), nodes, page.evaluate(HEADINGS), page.evaluate(TOO_WIDE))
    if screen == "phone":
        moving = page.evaluate(MOVING)
        size = SCREENS[screen]["viewport"]
        page.set_viewport_size({"width": NARROW, "height": size["height"]})
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
        narrow = page.evaluate(TOO_WIDE)
        page.set_viewport_size(size)
        return Seen(screen, state, *common, narrow, moving, None)
    page.evaluate(NOTE_FOCUS)
    for _ in range(PRESSES if act is None else 0):
        page.keyboard.press("Tab")
    return Seen(screen, state, *common, [], [], page.evaluate(READ_FOCUS) if act is None else None)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[list[Seen]]:
    """Everything, looked at once: one server, one context a screen."""
    dashboard = Dashboard(tmp_path_factory.mktemp("axe"))
    publish_everything(dashboard)
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    hidden = dashboard.home / "hidden"
    found = []
    for screen, options in SCREENS.items():
        context = browser.new_context(**options)
        context.set_default_timeout(30_000)
        visitor = Visitor(context, dashboard.url)
        found += [look(visitor, screen, state, *how) for state, how in STATES.items()]
        dashboard.settings.snapshots.rename(hidden)
        found.append(look(visitor, screen, NO_DATA, "/", None))
        hidden.rename(dashboard.settings.snapshots)
        context.close()
    yield found
    dashboard.stop()
