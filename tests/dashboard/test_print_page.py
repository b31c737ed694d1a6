"""The page that is printed: one sheet a trial, whom to call, fitted questions, and every odd address told in words."""

import re
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from e2e.fakes import HOSTILE, HOSTILE_ID, RICH_ID, SILENT_ID, make_site, make_trial, publish_fake
from guide_pages import list_links, read_html, run_page, use_home
from streamlit.testing.v1 import AppTest

from dashboard.parts.print_view import Sheet, ask_about, print_address, render_sheet
from dashboard.views.print_out import MOST_TRIALS
from dashboard.words import say
from finder.query.places import Place
from finder.store.gazetteer import open_gazetteer

TODAY = date(2026, 11, 21)
HOUSTON = Place("Houston, Texas", 29.76, -95.36, "US", "Texas")
PLAIN = [f"NCT{number:08}" for number in range(10_000_001, 10_000_013)]


def run_print() -> None:
    from dashboard.views.print_out import show_print

    show_print()


def run_trial() -> None:
    from dashboard.views.trial import show_trial

    show_trial()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = use_home(tmp_path / "home", monkeypatch)
    publish_fake(settings)
    return settings.home


def list_sheets(page: AppTest) -> list[str]:
    return re.findall(r'<article class="nf-print-page".*?</article>', read_html(page), re.DOTALL)


def render(trial: dict[str, Any], sites: list[dict[str, Any]], place: Place | None = None, **more: Any) -> str:
    return unescape(render_sheet(Sheet(trial, sites, place, "mi", TODAY, **more)))


def site_of(trial: dict[str, Any], *, recruiting: bool = True, **values: Any) -> dict[str, Any]:
    return make_site(str(trial["nct_id"]), 1, 0, recruiting=recruiting, **{"distance_km": None, **values})


def read_fact(html: str, name: str) -> str:
    found = re.search(rf"<dt>{re.escape(name)}</dt><dd>(.*?)</dd>", html, re.DOTALL)
    assert found, name
    return found[1]


@pytest.mark.usefixtures("home")
def test_each_trial_has_one_sheet_in_the_order_of_the_address() -> None:
    page = run_page(run_print, nct=[RICH_ID, SILENT_ID, PLAIN[0]])
    sheets = list_sheets(page)
    assert [re.search(r"NCT\d{8}", sheet)[0] for sheet in sheets] == [RICH_ID, SILENT_ID, PLAIN[0]]  # type: ignore[index]
    for sheet, number in zip(sheets, (RICH_ID, SILENT_ID, PLAIN[0]), strict=True):
        assert f"https://clinicaltrials.gov/study/{number}" in sheet
        assert "<a " not in sheet
        assert escape(say("print.own")) in sheet
        assert "does not endorse" in sheet
        assert "November 20, 2026" in sheet
        assert 5 <= sheet.count("<li>") <= 10


@pytest.mark.usefixtures("home")
def test_the_page_says_how_to_print_and_leads_back() -> None:
    one = run_page(run_print, nct=RICH_ID, near="29.76,-95.36")
    assert [title.value for title in one.title] == [say("print.title")]
    assert escape(say("print.how")) in read_html(one)
    assert f"trial?nct={RICH_ID}&amp;near=29.76%2C-95.36" in list_links(one)
    two = run_page(run_print, nct=[RICH_ID, SILENT_ID])
    assert f"./?keep={RICH_ID}&amp;keep={SILENT_ID}" in list_links(two)
    assert f"trial?nct={RICH_ID}" not in list_links(two)
    kept = run_page(run_print, nct=RICH_ID, keep=[SILENT_ID, "x"])
    assert f"trial?nct={RICH_ID}&amp;keep={SILENT_ID}" in list_links(kept)


@pytest.mark.usefixtures("home")
def test_what_an_address_gets_wrong_is_told_in_words() -> None:
    page = run_page(run_print, nct=[RICH_ID, RICH_ID.lower(), "NCT99999999", "<b>x</b>", f"{SILENT_ID},{PLAIN[0]}"])
    html = unescape(read_html(page))
    assert len(list_sheets(page)) == 3
    assert say("print.repeated", nct=RICH_ID) in html
    assert say("print.unknown", nct="NCT99999999") in html
    assert say("print.bad_number", said="<b>x</b>") in html


@pytest.mark.usefixtures("home")
def test_more_than_ten_trials_are_cut_and_told() -> None:
    page = run_page(run_print, nct=PLAIN)
    assert len(list_sheets(page)) == MOST_TRIALS
    assert say("print.too_many", n=12, most=10) in unescape(read_html(page))
    assert "Here are the first" not in read_html(run_page(run_print, nct=PLAIN[:10]))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("nct", [[], [""], ["NCT99999999"], ["x" * 5000]])
def test_without_a_trial_the_page_says_where_to_find_one(nct: list[str]) -> None:
    page = run_page(run_print, nct=nct)
    assert [title.value for title in page.title] == [say("print.none")]
    assert list_sheets(page) == []
    assert say("print.link") in unescape(read_html(page))
    assert len(read_html(page)) < 5000


@pytest.mark.usefixtures("home")
def test_a_place_gives_distances_and_questions_of_travel() -> None:
    sheet = unescape(list_sheets(run_page(run_print, nct=RICH_ID, near="29.76,-95.36"))[0])
    assert "998 miles from" in sheet
    assert "what can be done near home" in sheet
    without = unescape(list_sheets(run_page(run_print, nct=RICH_ID))[0])
    assert "miles" not in without
    assert say("print.open_many", n=3) in without


def test_a_place_that_cannot_be_told_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gazetteer(use_home(home, monkeypatch)).close()
    page = run_page(run_print, nct=RICH_ID, near="Nowhereville Qqq")
    assert say("print.place_unknown", place="Nowhereville Qqq") in unescape(read_html(page))
    assert len(list_sheets(page)) == 1


@pytest.mark.usefixtures("home")
def test_the_page_of_a_trial_leads_here_with_its_question() -> None:
    page = run_page(run_trial, nct=PLAIN[0], near="29.76,-95.36")
    assert f"print?nct={PLAIN[0]}&amp;near=29.76%2C-95.36" in list_links(page)
    assert say("print.link") in read_html(page)


@pytest.mark.usefixtures("home")
def test_hostile_text_stays_text() -> None:
    sheet = list_sheets(run_page(run_print, nct=HOSTILE_ID))[0]
    assert escape(HOSTILE)[:40] in sheet
    assert set(re.findall(r"<(\w+)", sheet)) <= {
        "article", "h2", "h3", "p", "strong", "dl", "div", "dt", "dd", "br", "ol", "li", "span",
    }  # fmt: skip


def test_whom_to_call_is_the_site_then_the_trial_then_the_sponsor() -> None:
    trial = make_trial(1, contact_name="Fake Desk", contact_phone="555-010-0111")
    site = site_of(trial, contact_name="Fake Nurse", contact_email="nurse@example.org")
    silent = site_of(trial)
    central = "For the whole trial: Fake Desk, 555-010-0111"
    assert read_fact(render(trial, [silent, site]), "Whom to call") == (
        f"Fake Clinic Rochester, Rochester: Fake Nurse, nurse@example.org<br>{central}"
    )
    closed = {**site, "recruiting": False}
    assert read_fact(render(trial, [closed]), "Whom to call") == central
    assert "run by Fake Hospital" in read_fact(render(make_trial(1), [silent]), "Whom to call")
    assert read_fact(render(make_trial(1, sponsor=None), []), "Whom to call") == say("print.call_nobody")


def test_half_a_telephone_number_is_never_printed() -> None:
    trial = make_trial(1, contact_phone="5" * 81, contact_email="ok@example.org")
    assert read_fact(render(trial, []), "Whom to call") == (
        f"For the whole trial: {say('print.too_long')}, ok@example.org"
    )


def test_open_places_no_open_place_and_no_place_are_told_apart() -> None:
    trial = make_trial(1)
    assert read_fact(render(trial, []), "Open places") == say("print.no_places")
    assert read_fact(render(trial, [site_of(trial, recruiting=False)]), "Open places") == say("print.open_none")
    many = [site_of(trial), site_of(trial, country="France")]
    assert read_fact(render(trial, many), "Open places") == "2 places take people now. United States, France"
    near = [site_of(trial, distance_km=160.9), site_of(trial)]
    assert read_fact(render(trial, near, HOUSTON), "Nearest open place") == (
        "Fake Clinic Rochester, Rochester, Minnesota, United States<br>"
        "100 miles from Houston, Texas in a straight line. 2 places take people now."
    )
    assert "from" not in read_fact(render(trial, [site_of(trial)], HOUSTON), "An open place")


@pytest.mark.parametrize(
    ("values", "place", "expected"),
    [
        ({"distance_km": 5.0}, HOUSTON, set()),
        ({"distance_km": 500.0}, HOUSTON, {"far"}),
        ({"distance_km": 8000.0, "country_code": "FR"}, HOUSTON, {"far", "abroad"}),
        ({"distance_km": 8000.0, "country_code": None}, HOUSTON, {"far"}),
        ({"distance_km": 8000.0, "country_code": "FR"}, None, set()),
        ({"distance_km": 8000.0, "recruiting": False}, HOUSTON, set()),
    ],
)
def test_questions_of_travel_are_of_the_nearest_open_place(
    values: dict[str, Any], place: Place | None, expected: set[str]
) -> None:
    trial = make_trial(1)
    questions = ask_about(Sheet(trial, [{**site_of(trial), **values}], place, "mi", TODAY))
    assert {question.id for question in questions} & {"far", "abroad"} == expected


def test_what_is_stated_and_what_is_not_never_overlap() -> None:
    html = render(make_trial(1, prior_prrt="excluded", grades=["g1", "g2"], stage=None), [])
    who, unsaid = read_fact(html, "Who may join"), read_fact(html, "Not stated")
    assert "PRRT before: Must not have had PRRT." in who
    assert "Grade of the tumor: Grade 1, Grade 2." in who
    assert unsaid == "Spread of the tumor, drugs for the tumor before, somatostatin receptors"


def test_status_dates_staleness_and_old_data_are_told() -> None:
    html = render(make_trial(1, stale=["old_status"], last_update_posted="2025-01-02", status_verified="2024-12"), [])
    assert "Last update: January 2, 2025 (22 months ago). Last confirmed: December 2024." in html
    assert '<p class="nf-print-stale">May be out of date.' in html
    assert say("print.updated_missing") in render(make_trial(1, last_update_posted=None), [])
    assert say("print.old") in render(make_trial(1), [], is_old=True)
    assert say("print.old") not in render(make_trial(1), [])


def test_long_texts_and_lists_are_bounded_and_the_rest_is_counted() -> None:
    long = "word " * 5000
    trial = make_trial(
        1,
        title=long,
        interventions=[long] * 40,
        treatments=["surgery", "imaging", "chemotherapy", "targeted"],
        primary_sites=["pancreas", "lung", "liver", "skin", "colon", "ovary"],
        sponsor=long,
        contact_name=long,
        contact_phone="x" * 5000,
        matched=[f"pancreas: {long} (title)"],
    )
    sites = [site_of(trial, facility=long, city=long, contact_email="x" * 5000, country=f"Land {n}") for n in range(50)]
    html = render(trial, sites)
    assert len(html) < 7000
    assert "(and 2 more)" in html
    assert "Pancreas, Lung, Liver and 3 more" in html
    assert "Land 0, Land 1, Land 2, Land 3 and 46 more" in html


def test_a_word_without_end_is_cut_too() -> None:
    assert "W" * 299 + "…" in render(make_trial(1, title="W" * 5000), [])


def test_a_row_that_is_no_trial_is_refused() -> None:
    with pytest.raises(ValueError, match="NCT"):
        render(make_trial(1, nct_id="<script>"), [])


def test_the_address_holds_the_trials_and_the_question() -> None:
    assert print_address(["NCT00000001", "NCT00000002"], [("near", "Köln")]) == (
        "print?nct=NCT00000001&nct=NCT00000002&near=K%C3%B6ln"
    )
