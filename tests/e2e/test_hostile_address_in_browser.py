"""Addresses that are wrong, old, huge or made to do harm: each page holds, and says what it did not understand."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from center_pages import make_world
from e2e.browser import Dashboard, Visitor
from e2e.fakes import RICH_ID, SILENT_ID, make_tables
from e2e.hostile import ATTACKS, PWNED
from fake_snapshot import publish_fake
from playwright.sync_api import Browser

from dashboard.parts.link_notes import TAKES
from dashboard.words import say
from finder.query.criteria import NAMES
from finder.store.gazetteer import open_gazetteer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

SCREENS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
HOSTILE = (
    f"{ATTACKS['script']}{ATTACKS['image']}{ATTACKS['link']}{ATTACKS['latex']}{ATTACKS['icon']}{ATTACKS['turned']}"
)
HUGE = "X" * 10_000
#: Names that any of the pages reads, and one that none does.
ALL_NAMES = (*NAMES, "page", "nct", "keep", "id", "center", "from", "rows", "col", "kind", "gene", "colour")
#: What a page needs to show anything at all.
NEEDED = {"trial": [("nct", RICH_ID)], "center": [("id", "expert")], "compare": [("nct", RICH_ID), ("nct", SILENT_ID)],
          "print": [("nct", RICH_ID)]}  # fmt: skip
Pairs = list[tuple[str, str]]

_READ = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return {
    ran: window.pwned !== undefined,
    text: main.innerText,
    told: [...main.querySelectorAll('.nf-stale[role=alert], .nf-print-notes')].map(e => e.innerText).join(' '),
    wide: [...document.querySelectorAll('html, [data-testid=stMain]')]
      .filter(e => e.scrollWidth > e.clientWidth).map(e => `${e.tagName} ${e.scrollWidth}`),
    tall: main.scrollHeight,
    elements: [...main.querySelectorAll('iframe, img, script, form, .katex')].map(e => e.outerHTML.slice(0, 80)),
    handlers: [...main.querySelectorAll('*')].flatMap(e => [...e.attributes])
      .filter(a => a.name.startsWith('on') || (a.name === 'href' && /^\\s*javascript:/i.test(a.value)))
      .map(a => a.value),
    marks: (main.innerText.match(/[\\u202a-\\u202e\\u2066\\u2067\\u200e\\u200f]/g) || []).length,
  };
}"""


def make_addresses(page: str) -> dict[str, Pairs]:
    """Bad addresses of one page, by name."""
    needed = NEEDED.get(page, [])
    free = [name for name in ALL_NAMES if name not in dict(needed)]
    return {
        "hostile values": needed + [(name, HOSTILE) for name in free],
        "hostile names": [*needed, (HOSTILE, "x"), ("__proto__", "x"), ("constructor", "x"), ("", "x")],
        "huge": [*needed, ("near", HUGE), ("text", HUGE), ("colour", HUGE), (HUGE, "x")],
        "repeated": needed + [(name, str(number)) for name in free for number in range(30)],
        "old": [*needed, ("organ", "pancreas"), ("q", "dotatate"), ("phase", "Phase 9"), ("status", "recruiting now")],
        "needed part hostile": [(name, HOSTILE) for name, _ in needed] or [("nct", HOSTILE)],
    }


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    dashboard = Dashboard(tmp_path_factory.mktemp("addresses"))
    trials, sites = make_tables()
    world = make_world()
    publish_fake(
        dashboard.settings,
        [*trials, *world["trials"]],
        [*sites, *world["sites"]],
        centers=world["centers"],
        listings=world["listings"],
        investigators=world["investigators"],
        sources=world["sources"],
    )
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    yield dashboard
    dashboard.stop()


Seen = dict[tuple[str, str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def seen(served: Dashboard, browser: Browser) -> Seen:
    """Every page with every bad address: all of them on a phone, that with hostile values on a desk too. The first of
    each page is loaded, the others are followed to."""
    found: Seen = {}
    for screen, size in SCREENS.items():
        context = browser.new_context(viewport=size)
        context.set_default_timeout(30_000)
        visitor = Visitor(context, served.url)
        for page in TAKES:
            for name, pairs in make_addresses(page).items():
                if screen == "desk" and name != "hostile values":
                    continue
                address = f"/{page}?{urlencode(pairs)}"
                opened = visitor.open(address) if name == "hostile values" else visitor.follow(address)
                read = opened.evaluate(_READ)
                strangers, refusals = visitor.strangers(), visitor.refusals()
                found[page, name, screen] = {**read, "strangers": strangers, "refusals": refusals}
                assert visitor.dialogs == [], (page, name)
                visitor.requests.clear()
                visitor.messages.clear()
        context.close()
    return found


@pytest.mark.parametrize("part", ["ran", "elements", "handlers", "marks", "wide", "strangers", "refusals"])
def test_every_page_holds_whatever_its_address_says(seen: Seen, part: str) -> None:
    assert {where: read[part] for where, read in seen.items() if read[part]} == {}


def test_no_page_fails_or_grows_without_end(seen: Seen) -> None:
    trouble = (say("trouble.other"), say("trouble.damaged"), "Traceback")
    assert [where for where, read in seen.items() if any(words in read["text"] for words in trouble)] == []
    assert {where: read["tall"] for where, read in seen.items() if read["tall"] > 40_000} == {}


def test_every_page_says_what_it_did_not_understand(seen: Seen) -> None:
    silent = [where for where, read in seen.items() if where[1] != "needed part hostile" and not read["told"].strip()]
    assert silent == []


def test_what_is_told_is_short_and_shows_the_part_as_text(seen: Seen) -> None:
    for where, read in seen.items():
        assert len(read["told"]) < 3_000, where
        assert HUGE[:200] not in read["told"], where
    for page in TAKES:
        assert PWNED.split(" =")[0] in seen[page, "hostile names", "phone"]["told"], page
        assert "organ" in seen[page, "old", "phone"]["told"], page


@pytest.mark.parametrize("page", sorted(NEEDED))
def test_a_page_without_what_it_needs_says_so_and_offers_a_way_on(seen: Seen, page: str) -> None:
    read = seen[page, "needed part hostile", "phone"]
    title = {"trial": "trial.none", "center": "center.none", "compare": "compare.none", "print": "print.none"}[page]
    assert say(title) in read["text"]


def test_an_old_link_still_leads_to_the_nearest_question(served: Dashboard, visitor: Visitor) -> None:
    visitor.url = served.url
    page = visitor.open("/?organ=pancreas&site=pancreas&phase=9&near=Houston,+TX&page=99&status=any")
    notes = page.locator(".nf-stale[role=alert]").all_inner_texts()
    said = " ".join(notes)
    assert "“organ”" in said
    assert "phase “9”" in said
    assert "page 99" in said
    assert "Houston, Texas" in visitor.count()
    assert page.locator(".nf-card h3").count() > 0
