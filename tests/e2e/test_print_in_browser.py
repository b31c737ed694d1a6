"""Trials on paper, by a real Chromium: one page each on A4 and Letter, questions and no navigation, nothing cut."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE_ID, RICH_ID, SILENT_ID, make_site, make_tables, make_trial
from e2e.test_dashboard_in_browser import DARK, LEAST_CONTRAST, PHONE, SMALL_PHONE
from fake_snapshot import publish_fake
from playwright.sync_api import expect
from pypdf import PageObject, PdfReader

from dashboard.words import say
from finder.store.gazetteer import open_gazetteer
from finder.vocabulary.questions import load_questions

pytestmark = pytest.mark.browser

HUGE_ID, WIDE_ID = "NCT90000004", "NCT90000005"
THREE = (RICH_ID, HOSTILE_ID, SILENT_ID)
EVERY = (*THREE, HUGE_ID, WIDE_ID)
PAPERS = ("A4", "Letter")
#: The smallest type of the pages, in points.
LEAST_TYPE = 11
ASKED = {question.id: question.text for question in load_questions().question}
SHEET = ".nf-print-page"


def make_huge(number: int, word: str) -> dict[str, Any]:
    """A trial with the longest of everything; what it says is spelled in `word`."""
    text = word * 3000
    return make_trial(
        number,
        title=text,
        status="RECRUITING",
        stale=["old_status", "unknown_status", "past_completion"],
        status_verified="2020-02",
        phases=["PHASE2", "PHASE3"],
        interventions=[text] * 30,
        treatments=["radionuclide", "somatostatin_analogue", "liver_directed", "supportive"],
        primary_sites=["gep", "adrenal_paraganglia", "unknown_primary", "lung"],
        differentiation="both",
        grades=["g1", "g2", "g3", "nec"],
        line_of_therapy="required",
        stage="required",
        sstr="required",
        prior_prrt="required",
        randomized=True,
        has_placebo=True,
        masking="DOUBLE",
        relevance="net_included",
        matched=[f"{name}: {text} (inclusion)" for name in ("prior_prrt required", "sstr required", "placebo", "g1")],
        **dict.fromkeys(("sponsor", "contact_name", "contact_phone"), text),
        contact_email="x" * 70 + "@x.y.z",
    )


def make_huge_site(nct_id: str, word: str) -> dict[str, Any]:
    text = word * 100
    columns = ("facility", "city", "region", "country", "contact_name", "contact_phone")
    email = {"contact_email": "x" * 70 + "@x.y.z"}
    return make_site(nct_id, 1, 0, recruiting=True, **dict.fromkeys(columns, text), **email)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One of its own, with trials that have the longest of everything."""
    served = Dashboard(tmp_path_factory.mktemp("print"))
    trials, sites = make_tables()
    for number, word in ((90_000_004, "word "), (90_000_005, "WIDE字 ")):
        trials.append(make_huge(number, word))
        sites.append(make_huge_site(f"NCT{number}", word))
    publish_fake(served.settings, trials, sites, meta={"published_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"})
    open_gazetteer(served.settings).close()
    served.start()
    yield served
    served.stop()


def open_sheets(visitor: Visitor, *ids: str, more: str = "&near=Houston%2C+TX") -> Any:
    page = visitor.open(f"/print?{'&'.join(f'nct={each}' for each in ids)}{more}")
    page.locator(f"#nf-print-{ids[-1]}").wait_for()
    visitor.settle()
    return page


def print_pages(page: Any, paper: str) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(page.pdf(format=paper))).pages)


def read_text(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("visitor", [{}, DARK, PHONE], indirect=True)
def test_three_trials_are_three_pages(visitor: Visitor, paper: str) -> None:
    pages = print_pages(open_sheets(visitor, *THREE), paper)
    assert len(pages) == 3
    for text, nct_id in zip(map(read_text, pages), THREE, strict=True):
        assert [each for each in THREE if each in text] == [nct_id]
        assert say("print.questions") in text
        assert say("print.own") in text
        assert text.endswith("before you act.")


@pytest.mark.parametrize("paper", PAPERS)
def test_one_trial_is_one_page_whatever_its_length(visitor: Visitor, paper: str) -> None:
    for nct_id in EVERY:
        pages = print_pages(open_sheets(visitor, nct_id), paper)
        assert len(pages) == 1, nct_id
        text = read_text(pages[0])
        assert text.endswith("before you act."), nct_id
        least = 2 if nct_id in (HUGE_ID, WIDE_ID) else 6
        assert sum(question in text for question in ASKED.values()) >= least, nct_id


@pytest.mark.parametrize("paper", PAPERS)
def test_a_usual_trial_keeps_its_fitted_and_the_general_questions(visitor: Visitor, paper: str) -> None:
    text = read_text(print_pages(open_sheets(visitor, RICH_ID), paper)[0])
    for id in ("receptors_required", "placebo", "random", "far", "known", "visits", "cost"):
        assert ASKED[id] in text, id
    assert "“DOTATATE avid”" in text
    assert "Fake Nurse, +1 555 010 0100 ext. 7, nurse@example.org" in text


def test_nothing_of_the_screen_is_on_paper(visitor: Visitor) -> None:
    page = open_sheets(visitor, *THREE)
    expect(page.get_by_text(say("print.how"))).to_be_visible()
    text = " ".join(read_text(each) for each in print_pages(page, "A4"))
    names = ("app.find", "centers.nav", "fit.nav", "people.nav", "app.glossary", "app.about", "print.how", "trial.back")
    assert [name for name in names if say(name) in text] == []
    assert [name for name in ("print.title", "print.paper", "banner.more") if say(name) in text] == []


@pytest.mark.parametrize("visitor", [{}, DARK], indirect=True)
def test_type_is_large_and_paper_is_white(visitor: Visitor) -> None:
    page = open_sheets(visitor, *EVERY)
    sizes: set[float] = set()

    def note_size(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.add(round(abs(size * tm[3] * cm[3]), 1))

    for each in print_pages(page, "Letter"):
        each.extract_text(visitor_text=note_size)
    assert min(sizes) >= LEAST_TYPE
    page.emulate_media(media="print", color_scheme=None)
    parts = f"{SHEET}, {SHEET} *"
    colors = "all => [...new Set(all.map(e => getComputedStyle(e).color + getComputedStyle(e).backgroundColor))]"
    assert page.eval_on_selector_all(parts, colors) == ["rgb(0, 0, 0)rgb(255, 255, 255)"]
    ground = "all => [...new Set(all.map(e => getComputedStyle(e).backgroundColor))]"
    assert page.eval_on_selector_all("body, [data-testid=stApp], [data-testid=stMain]", ground) == [
        "rgb(255, 255, 255)"
    ]


@pytest.mark.parametrize("visitor", [{"viewport": {"width": 695, "height": 900}}], indirect=True)
def test_no_line_is_cut_in_half(visitor: Visitor) -> None:
    """A question stands in its list as a whole or not at all, and nothing else leaves its sheet. A4 is this wide."""
    page = open_sheets(visitor, *EVERY)
    page.emulate_media(media="print")
    measure = """all => all.map(sheet => {
      const box = sheet.getBoundingClientRect(), list = sheet.querySelector('ol').getBoundingClientRect();
      const inside = (e, of) => { const b = e.getBoundingClientRect();
        return b.top >= of.top - 1 && b.bottom <= of.bottom + 1 && b.left >= of.left - 1 && b.right <= of.right + 1; };
      const asked = [...sheet.querySelectorAll('li')];
      const halves = asked.filter(e => !inside(e, list) && e.getBoundingClientRect().left < list.right - 1);
      const outside = [...sheet.querySelectorAll('h2, h3, p, dl, dt, dd, ol')].filter(e => !inside(e, box));
      return [asked.filter(e => inside(e, list)).length >= 2, halves.length, outside.length];
    })"""
    assert page.eval_on_selector_all(SHEET, measure) == [[True, 0, 0]] * len(EVERY)


def test_there_is_room_to_write_under_each_question(visitor: Visitor) -> None:
    page = open_sheets(visitor, *EVERY)
    page.emulate_media(media="print")
    room = "all => Math.min(...all.map(e => parseFloat(getComputedStyle(e).paddingBottom))) * 25.4 / 96"
    assert page.eval_on_selector_all(f"{SHEET} li, {SHEET} .nf-print-own", room) >= 6


def test_hostile_text_does_no_harm(visitor: Visitor) -> None:
    page = open_sheets(visitor, HOSTILE_ID)
    pages = print_pages(page, "A4")
    assert page.evaluate("window.hacked") is None
    assert page.locator(f"{SHEET} :is(img, script, style, a, iframe)").count() == 0
    assert "<script>window.hacked=1</script>" in read_text(pages[0])
    assert "/Annots" not in pages[0]


@pytest.mark.parametrize("visitor", [{}, PHONE, SMALL_PHONE], indirect=True)
def test_the_screen_does_not_scroll_sideways_and_has_one_title(visitor: Visitor) -> None:
    page = open_sheets(visitor, *EVERY)
    measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
    assert page.eval_on_selector_all("html, [data-testid=stMain]", measure) == [0, 0]
    assert page.locator("h1").count() == 1
    assert page.locator(f"{SHEET} h2").count() == len(EVERY)


@pytest.mark.parametrize("visitor", [{}, DARK], indirect=True)
def test_the_screen_has_contrast_enough_in_light_and_dark(visitor: Visitor) -> None:
    assert open_sheets(visitor, *EVERY).evaluate(LEAST_CONTRAST) >= 4.5


def test_the_page_of_a_trial_leads_to_its_print_and_back(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={RICH_ID}&near=29.76%2C-95.36")
    page.get_by_role("link", name=say("print.link")).click()
    page.wait_for_url(f"**/print?nct={RICH_ID}&near=**")
    page.locator(SHEET).wait_for()
    page.get_by_role("link", name=say("print.back")).click()
    expect(page.get_by_role("heading", name=say("trial.ask"))).to_be_visible()


def test_other_pages_are_printed_as_before(visitor: Visitor) -> None:
    page = visitor.open(f"/trial?nct={RICH_ID}")
    page.get_by_role("heading", name=say("trial.ask")).wait_for()
    visitor.settle()
    text = " ".join(read_text(each) for each in print_pages(page, "A4"))
    assert say("trial.ask") in text
    assert say("app.glossary") not in text.split(say("trial.ask"))[0]
