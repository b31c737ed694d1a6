"""One page in one state, as axe-core, a keyboard, a narrow phone and a person who wants no motion meet it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from e2e.browser import Visitor
from playwright.sync_api import BrowserContext, Page, ViewportSize

Node = dict[str, Any]
Act = Callable[[Page], None]

PHONE, DESKTOP = "phone in light", "desktop in dark"
SCREENS: dict[str, dict[str, Any]] = {
    PHONE: {
        "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "color_scheme": "light",
        "reduced_motion": "reduce",
    },
    DESKTOP: {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}  # fmt: skip
#: The narrowest screen that WCAG asks for, and a desk of 1280 by 900 at 200 % zoom, in CSS pixels.
SMALL: tuple[ViewportSize, ...] = ({"width": 320, "height": 844}, {"width": 640, "height": 450})
#: The longest motion that is hardly one, in milliseconds.
BRIEF = 50
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: How often Tab is pressed on a page; the pages of this project have fewer stops before their lists begin.
PRESSES = 120

# What fades in is pale until it is there.
_IS_STILL = """() => document.getAnimations().every(
  a => a.playState !== 'running' || a.effect.getComputedTiming().endTime === Infinity)"""
_OPEN_ALL = "all => all.forEach(e => { e.open = true })"
_HEADINGS = """() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6,[role=heading]')]
  .filter(e => e.checkVisibility() && !e.closest('[role=dialog]'))
  .map(e => [Number(e.getAttribute('aria-level') || e.tagName[1]), e.innerText.slice(0, 60)])"""
_TOO_WIDE = """() => [...document.querySelectorAll('html, [data-testid=stMain]')]
  .filter(e => e.scrollWidth > e.clientWidth).map(e => `${e.tagName} ${e.scrollWidth} > ${e.clientWidth}`)"""

# One run of axe over the whole page.
_RUN_AXE = """async tags => {
  const done = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return done.violations.flatMap(rule => rule.nodes.map(node => ({
    rule: rule.id,
    is_advice: rule.tags.includes('best-practice'),
    html: node.html.slice(0, 300),
    why: node.failureSummary.slice(0, 300),
  })));
}"""

# Motion comes in two ways: by style sheets, which are asked for what they would do, and by scripts, which are noted.
_NOTE_MOTION = """(() => {
  window.scriptedMotion = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    const time = typeof options === 'number' ? options : Number((options || {}).duration) || 0;
    window.scriptedMotion.push([this, time]);
    return animate.call(this, frames, options);
  };
})()"""
_LIST_MOTION = """brief => {
  const most = text => Math.max(...text.split(',').map(part => parseFloat(part) * 1000));
  const styled = [...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after'].map(part => {
    const s = getComputedStyle(e, part || null);
    const moves = s.transitionProperty !== 'none' ? most(s.transitionDuration) : 0;
    return [e, Math.max(moves, s.animationName !== 'none' ? most(s.animationDuration) : 0)];
  }));
  return [...styled, ...window.scriptedMotion].filter(([e, time]) => time > brief).map(([e, time]) => ({
    rule: 'reduced-motion',
    is_advice: true,
    html: e.outerHTML.slice(0, 300),
    why: `moves for ${time} ms although the person asked for less motion`,
  }));
}"""

# Presses of Tab are noted as they come; a walk ends where it leaves the page's own part again. Parts may be drawn anew
# meanwhile, and so are known by their names.
_NOTE_FOCUS = """() => {
  if (!window.focused) document.addEventListener('focusin', event => window.focused.push(event.target));
  window.focused = [];
  // Tab begins where a page that is loaded begins; one that was followed to has its title in focus.
  if (document.activeElement === document.body) return;
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
}"""
_IS_THROUGH = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const within = window.focused.map(e => main.contains(e) && e !== main);
  return within.includes(true) && within.lastIndexOf(true) < within.length - 1;
}"""
_READ_FOCUS = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const isWithin = e => main.contains(e) && e !== main;
  const name = e => (e.getAttribute('aria-label') || e.innerText || e.outerHTML).slice(0, 60);
  const isOff = e => e.disabled || e.tabIndex < 0 || (e.type === 'radio' && !e.checked) || !e.checkVisibility();
  const first = window.focused.findIndex(isWithin);
  const rest = first < 0 ? [] : window.focused.slice(first);
  const end = rest.findIndex(e => !isWithin(e));
  const reached = end < 0 ? rest : rest.slice(0, end);
  const names = reached.map(name), still = reached.filter(e => e.isConnected), last = still[still.length - 1];
  const expected = [...main.querySelectorAll('input, textarea, select, button, a[href], summary')]
    .filter(e => !isOff(e) && (end >= 0 || !last || e === last || e.compareDocumentPosition(last) & 4));
  return {
    reached: names,
    missed: expected.map(name).filter(each => !names.includes(each)),
    backward: still.filter((e, i) => i && !(still[i - 1].compareDocumentPosition(e) & 4)).map(name),
    forced: [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(name),
  };
}"""


@dataclass(frozen=True)
class Seen:
    """What was seen of one state on one screen. `nodes`: each with its rule and its words."""

    screen: str
    state: str
    lang: str
    nodes: list[Node]
    headings: list[tuple[int, str]]
    too_wide: list[str]
    keys: dict[str, list[str]] | None
    #: Addresses of others that it asked for, and what its own policy refused.
    strangers: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"{self.state}, {self.screen}"


def prepare_context(context: BrowserContext) -> None:
    """Lets every page of the context note the motion that its scripts make."""
    context.set_default_timeout(30_000)
    context.add_init_script(_NOTE_MOTION)


def run_axe(page: Page) -> list[Node]:
    """Every node of a page that axe complains of."""
    page.evaluate(AXE_SCRIPT)
    nodes: list[Node] = page.evaluate(_RUN_AXE, list(TAGS))
    return nodes


def list_motion(page: Page) -> list[Node]:
    """What moves for longer than a moment, by a style sheet or by a script; the context must be a prepared one."""
    nodes: list[Node] = page.evaluate(_LIST_MOTION, BRIEF)
    return nodes


def look(visitor: Visitor, screen: str, state: str, path: str, act: Act | None = None, *, anew: bool = True) -> Seen:
    """Open one page, bring it into its state, and note all that the tests ask. It is loaded anew, or followed to from
    the page before, in a third of the time."""
    try:
        page = visitor.open(path) if anew else visitor.follow(path)
        if act is not None:
            act(page)
            visitor.settle()
        page.wait_for_function(_IS_STILL)
        page.eval_on_selector_all("[data-testid=stHtml] details", _OPEN_ALL)
    except Exception as error:
        error.add_note(f"{state}, {screen}")
        raise
    nodes, keys = run_axe(page), None
    lang, headings, too_wide = page.evaluate("document.documentElement.lang"), page.evaluate(_HEADINGS), []
    if screen == PHONE:
        nodes += list_motion(page)
        too_wide = page.evaluate(_TOO_WIDE) + look_small(page)
    elif act is None:
        keys = walk(page)
    return Seen(screen, state, lang, nodes, headings, too_wide, keys, visitor.strangers(), visitor.refusals())


def look_small(page: Page) -> list[str]:
    """What is wider than a small screen or a zoomed one; the page then has its size again."""
    size = page.viewport_size
    assert size is not None
    found: list[str] = []
    for small in SMALL:
        page.set_viewport_size(small)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
        found += page.evaluate(_TOO_WIDE)
    page.set_viewport_size(size)
    return found


def walk(page: Page) -> dict[str, list[str]]:
    """What Tab reached in the main part, what it missed, where it went backward, and what forces its own order."""
    page.evaluate(_NOTE_FOCUS)
    for press in range(1, PRESSES + 1):
        page.keyboard.press("Tab")
        if not press % 10 and page.evaluate(_IS_THROUGH):
            break
    walked: dict[str, list[str]] = page.evaluate(_READ_FOCUS)
    return walked
