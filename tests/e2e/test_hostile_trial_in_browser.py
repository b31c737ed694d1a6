"""Studies that lie in every text, read by a whole refresh and opened page by page: all of it is shown as text.

Nothing of it runs, loads, moves what stands beside it, or makes a page wider than the screen.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.hostile import ATTACKS, ENDLESS, EVERYWHERE, LISTS, make_hostile_studies
from playwright.sync_api import Browser
from registry import make_study, serve_registry

from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import open_current

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

#: Fewer plain studies beside them would not be published.
PLAIN = 110
ALL_THREE = f"nct={EVERYWHERE}&nct={ENDLESS}&nct={LISTS}"
#: Page to its address, and to what it must show of the hostile studies.
PAGES = {
    "find": ("/?near=Houston,+TX&status=any", "briefTitle"),
    "trial, all attacks": (f"/trial?nct={EVERYWHERE}&near=Houston,+TX", "eligibilityCriteria"),
    "trial, endless words": (f"/trial?nct={ENDLESS}", "eligibilityCriteria"),
    "trial, lies in lists": (f"/trial?nct={LISTS}", "briefTitle"),
    "compare": (f"/compare?{ALL_THREE}", "briefTitle"),
    "print": (f"/print?{ALL_THREE}", "briefTitle"),
    "centers": ("/centers", "facility"),
    "people": ("/people", "briefTitle"),
    "fit": ("/fit", "briefTitle"),
    "lists": ("/lists?status=any", ""),
    "lists, places": ("/lists?status=any&rows=site&near=Houston,+TX", ""),
    "start": ("/start", ""),
    "about": ("/about", ""),
}
SCREENS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
#: A page of one record stays this short, in pixels, however much the record holds: no one scrolls past more.
TALLEST = 60_000
#: What comes out of an attack that is shown whole: what nobody sees is gone, and nothing else.
SHOWN = {
    "script": ATTACKS["script"],
    "image": ATTACKS["image"],
    "frame": ATTACKS["frame"],
    "style": ATTACKS["style"],
    "form": ATTACKS["form"],
    "link": ATTACKS["link"],
    "remote": ATTACKS["remote"],
    "latex": ATTACKS["latex"],
    "icon": ATTACKS["icon"],
    "attribute": ATTACKS["attribute"],
    "template": ATTACKS["template"],
    "turned": "turned isolated mark",
    "hidden": "zerowidthjoinedbom",
}

_READ = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const ours = '.nf-text, .nf-card, .nf-print-page, .nf-compare, .nf-cards';
  return {
    ran: window.pwned !== undefined,
    text: main.innerText,
    wide: [...document.querySelectorAll('html, [data-testid=stMain]')]
      .filter(e => e.scrollWidth > e.clientWidth).map(e => `${e.tagName} ${e.scrollWidth}`),
    tall: main.scrollHeight,
    drawn: [...document.querySelectorAll('.katex')].length,
    icons: [...main.querySelectorAll('[data-testid=stIconMaterial], [data-testid=stMarkdownColoredText]')]
      .filter(e => e.closest(ours)).length,
    elements: [...main.querySelectorAll('iframe, img, form, script, object, embed, base, meta, input[name=password]')]
      .map(e => e.outerHTML.slice(0, 80)),
    handlers: [...main.querySelectorAll('*')].flatMap(e => [...e.attributes])
      .filter(a => a.name.startsWith('on') || /javascript:/i.test(a.name === 'href' ? a.value : '')).map(a => a.name),
    marks: (main.innerText.match(/[\\u202a-\\u202e\\u2066\\u2067\\u200e\\u200f\\u200b\\u2060\\ufeff]/g) || []).length,
    isolates: [...main.innerText].reduce((n, c) => n + (c === '\\u2068') - (c === '\\u2069'), 0),
  };
}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over one refresh from a registry that holds the hostile studies."""
    dashboard = Dashboard(tmp_path_factory.mktemp("hostile"))
    studies = [*make_hostile_studies(), *[make_study(number) for number in range(1, PLAIN)]]
    with serve_registry(studies) as registry:
        settings = Settings(home=dashboard.home, ctgov_url=registry.url, min_interval=0, sources="clinicaltrials_gov")
        open_gazetteer(settings).close()
        refresh(settings, full=True)
    dashboard.start()
    yield dashboard
    dashboard.stop()


@pytest.fixture(scope="module")
def pages(hostile: Dashboard, browser: Browser) -> dict[tuple[str, str], dict[str, Any]]:
    """What was read of each page on each screen; the pages of all centers are among them."""
    centers = open_current(hostile.settings).read_table("centers")["center_id"].tolist()
    assert len(centers) == 3
    opened = {**PAGES, **{f"center {n}": (f"/center?id={quote(one)}", "facility") for n, one in enumerate(centers)}}
    seen = {}
    for screen, size in SCREENS.items():
        context = browser.new_context(viewport=size)
        context.set_default_timeout(30_000)
        visitor = Visitor(context, hostile.url)
        for name, (path, shown) in opened.items():
            page = visitor.open(path)
            if shown:
                page.get_by_text(re.compile(rf"at-[\w-]*{shown}")).first.wait_for(state="attached")
                visitor.settle()
            read = page.evaluate(_READ)
            seen[name, screen] = {**read, "strangers": visitor.strangers(), "refusals": visitor.refusals()}
            assert visitor.dialogs == [], name
            visitor.requests.clear()
            visitor.messages.clear()
        context.close()
    return seen


Pages = dict[tuple[str, str], dict[str, Any]]


def list_wrong(pages: Pages, part: str) -> dict[tuple[str, str], Any]:
    """Pages where a part that should be empty holds something."""
    return {where: read[part] for where, read in pages.items() if read[part]}


@pytest.mark.parametrize("part", ["ran", "elements", "handlers", "strangers", "refusals"])
def test_nothing_runs_loads_or_asks_for_anything(pages: Pages, part: str) -> None:
    assert list_wrong(pages, part) == {}


@pytest.mark.parametrize("part", ["drawn", "icons"])
def test_nothing_is_drawn_as_a_formula_an_icon_or_in_color(pages: Pages, part: str) -> None:
    assert list_wrong(pages, part) == {}


@pytest.mark.parametrize("part", ["marks", "isolates"])
def test_no_mark_turns_the_text_beside_it(pages: Pages, part: str) -> None:
    assert list_wrong(pages, part) == {}


def test_no_page_is_wider_than_its_screen_nor_endless(pages: Pages) -> None:
    assert list_wrong(pages, "wide") == {}
    assert {where: read["tall"] for where, read in pages.items() if read["tall"] > TALLEST} == {}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("attack", SHOWN)
def test_each_attack_is_shown_as_the_text_it_is(pages: Pages, attack: str, screen: str) -> None:
    for name in ("trial, all attacks", "compare", "find"):
        said = " ".join(pages[name, screen]["text"].split())
        assert " ".join(SHOWN[attack].split()) in said, name


def test_every_field_that_a_page_shows_was_hostile(pages: Pages) -> None:
    shown = set(re.findall(r"at-([A-Za-z]+)Module", pages["trial, all attacks", "desk"]["text"]))
    assert {
        "identification",
        "description",
        "conditions",
        "armsInterventions",
        "eligibility",
        "sponsorCollaborators",
    } <= shown
    assert "contactsLocations" in shown


def test_other_trials_stay_in_reach(pages: Pages) -> None:
    for screen in SCREENS:
        said = pages["find", screen]["text"]
        assert len(re.findall(r"NCT0000\d{4}", said)) >= 5


def test_the_look_sees_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 400})
    page.set_content(
        "<main data-testid=stMain><div class=nf-text style='width:900px'><span class=katex>x</span>"
        "<span data-testid=stIconMaterial>home</span><iframe></iframe><b onclick='1'>x</b>"
        "<a href=' JavaScript:1'>x</a>\u202ex\u200b\u2068y</div></main><script>window.pwned = 1</script>"
    )
    read = page.evaluate(_READ)
    page.close()
    assert read["ran"]
    assert read["wide"]
    assert (read["drawn"], read["icons"], read["marks"], read["isolates"]) == (1, 1, 2, 1)
    assert (len(read["elements"]), read["handlers"]) == (1, ["onclick", "href"])
