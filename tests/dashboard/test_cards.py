"""Cards and sections as HTML: true, named, in words, and inert."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from e2e.fakes import HOSTILE, RICH_ID, make_site, make_tables, make_trial
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.parts.card import View, render_card, render_cards
from dashboard.parts.contact import render_whom_to_ask
from dashboard.parts.text import render_text
from dashboard.parts.trial_view import render_dates, render_sites, render_summary, render_who, render_why_here
from finder.schema import load_columns

VIEW = View((("near", "Rochester, MN"), ("site", "pancreas")), "mi", date(2026, 11, 20), near=True)
TAGS = {
    "a", "article", "br", "dd", "details", "div", "dl", "dt", "h3", "li", "mark", "ol", "p", "pre", "span", "strong",
    "summary", "ul",
}  # fmt: skip
NEAREST = {
    "nearest_facility": "Fake Clinic", "nearest_city": "Rochester", "nearest_region": "Minnesota",
    "nearest_country": "United States", "nearest_distance_km": 16.1, "nearest_recruiting": True,
    "nearest_status": "RECRUITING", "sites_total": 3, "sites_recruiting": 2, "countries": ["United States"],
}  # fmt: skip


def read(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def text_of(html: str) -> str:
    return " ".join(read(html).get_text(" ").split())


def render_all(trial: dict[str, Any], sites: list[dict[str, Any]]) -> str:
    """Everything that is ever drawn of a trial."""
    return "".join(
        [
            render_card(trial, VIEW), render_summary(trial), render_who(trial), render_dates(trial, VIEW.today),
            render_why_here(trial), render_sites(sites, trial["nct_id"], "mi"),
            render_whom_to_ask(trial, sites[0] if sites else None, "mi"),
        ]
    )  # fmt: skip


def test_a_card_says_status_phase_nearest_place_update_and_where_to_read_on() -> None:
    trial = make_trial(10_000_005, last_update_posted="2026-11-10", phases=["PHASE2"], **NEAREST)
    text = text_of(render_card(trial, VIEW))
    for part in (
        "Taking people now.", "Phase 2", "how well a treatment works", "Nearest place that takes people", "10 miles",
        "Fake Clinic, Rochester, Minnesota, United States", "2 of 3 take people now", "November 10, 2026",
        "10 days ago", "NCT10000005 on ClinicalTrials.gov",
    ):  # fmt: skip
        assert part in text
    links = [a["href"] for a in read(render_card(trial, VIEW)).find_all("a")]
    assert links[0] == "trial?nct=NCT10000005&near=Rochester%2C+MN&site=pancreas"
    assert links[-1] == "https://clinicaltrials.gov/study/NCT10000005"


def test_a_nearest_place_that_takes_no_one_is_never_called_one_that_does() -> None:
    closed = {**NEAREST, "nearest_recruiting": False, "nearest_status": "COMPLETED"}
    text = text_of(render_card(make_trial(10_000_005, **closed), VIEW))
    assert "Nearest place that takes people" not in text
    assert "This place: Finished." in text


def test_stale_marks_are_words() -> None:
    text = text_of(render_card(make_trial(1, stale=["old_status", "past_completion"]), VIEW))
    assert "May be out of date" in text
    assert "its own end date has passed" in text


@pytest.mark.parametrize(
    ("match", "words"),
    [(["exact", "any"], "Named in"), (["gep"], "gut and pancreas"), (["any"], "no limit")],
)
def test_with_an_organ_asked_the_card_says_how_well_it_fits(match: list[str], words: str) -> None:
    assert words in text_of(render_card(make_trial(1, site_match=match), VIEW))


def test_a_trial_for_several_cancers_says_so() -> None:
    assert "For several cancers" in text_of(render_card(make_trial(1, relevance="net_included"), VIEW))
    assert "For several cancers" not in text_of(render_card(make_trial(1, relevance="net_specific"), VIEW))


def test_missing_values_are_said_not_hidden() -> None:
    bare = {"nct_id": "NCT10000001", "title": None, "status": None}
    text = text_of(render_card(bare, VIEW))
    assert text.count("Not stated") >= 3
    assert "The record lists no place" in text


def test_a_row_without_a_proper_number_is_no_card() -> None:
    assert render_card({"nct_id": "<b>"}, VIEW) == ""


@pytest.mark.parametrize("status", load_columns()["status"].values)
def test_only_statuses_that_take_people_get_the_open_mark(status: str) -> None:
    mark = read(render_card(make_trial(1, status=status), VIEW)).find(class_="nf-status")
    assert mark is not None
    assert ("nf-open" in mark["class"]) is (status in ("RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"))


def test_the_hostile_record_is_inert_in_every_part() -> None:
    trials, sites = make_tables()
    for trial in trials:
        html = render_all(trial, [site for site in sites if site["nct_id"] == trial["nct_id"]])
        assert {tag.name for tag in read(html).find_all(True)} <= TAGS
    hostile = render_all(trials[-3], [make_site(trials[-3]["nct_id"], 1, 0, recruiting=True, facility=HOSTILE)])
    assert text_of(hostile).count(" ".join(HOSTILE.split())) >= 8


_CELLS = st.none() | st.text(max_size=40) | st.floats() | st.booleans() | st.lists(st.text(max_size=20), max_size=3)
_TEXTS = [name for name, column in load_columns().items() if column.type == "text"]
_LISTS = [name for name, column in load_columns().items() if column.type == "list"]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(_TEXTS), st.none() | st.text(max_size=60), max_size=20),
    st.dictionaries(st.sampled_from(_LISTS), st.lists(st.text(max_size=30), max_size=4), max_size=8),
)
def test_whatever_a_record_holds_a_page_can_be_drawn_and_holds_only_our_tags(
    texts: dict[str, str | None], lists: dict[str, list[str]]
) -> None:
    trial = {**texts, **lists, "nct_id": "NCT10000001"}
    soup = read(render_all(trial, [{**trial, "recruiting": True, "distance_km": 3.0}]))
    assert {tag.name for tag in soup.find_all(True)} <= TAGS
    for anchor in soup.find_all("a"):
        assert str(anchor["href"]).startswith(("trial?", "https://clinicaltrials.gov/study/", "tel:", "mailto:"))
        assert set(anchor.attrs) <= {"href", "class", "target", "rel"}


def test_cards_are_one_block_with_one_article_a_trial() -> None:
    soup = read(render_cards([make_trial(1), make_trial(2)], VIEW))
    assert len(soup.find_all("article")) == 2
    for article in soup.find_all("article"):
        heading = soup.find(id=article["aria-labelledby"])
        assert heading is not None
        assert heading.name == "h3"


def test_contacts_go_from_the_site_to_the_trial_to_the_sponsor() -> None:
    site = make_site(RICH_ID, 1, 0, recruiting=True, contact_phone="555-010-0100", contact_name="Fake Nurse")
    trial = make_trial(90_000_003, contact_email="desk@example.org")
    both = text_of(render_whom_to_ask(trial, {**site, "distance_km": 16.1}, "mi"))
    assert "A place that takes people: Fake Clinic Rochester, Rochester, 10 miles" in both
    assert both.index("Fake Clinic Rochester") < both.index("Contact for the whole trial")
    assert "Tell them the number NCT90000003" in both
    nobody = text_of(render_whom_to_ask(make_trial(90_000_003), None, "mi"))
    assert "run by Fake Hospital" in nobody
    assert "lists no one to call" in text_of(render_whom_to_ask(make_trial(90_000_003, sponsor=None), None, "mi"))


def test_sites_beyond_the_first_ones_open_with_a_tap_and_none_is_lost() -> None:
    sites = [make_site(RICH_ID, number, number, recruiting=number < 3) for number in range(40)]
    soup = read(render_sites(sites, RICH_ID, "km"))
    assert len(soup.find_all("li")) == 40
    assert "Show 25 more places" in soup.get_text()


def test_a_match_keeps_the_words_of_the_record_and_names_the_field() -> None:
    trial = make_trial(1, treatments=["other"], primary_sites=["lung"], sstr="required")
    trial["matched"] = [
        "net_specific: NETs (stage 2) of the lung (title)", "sstr required: avid (inclusion)",
        "other: X (intervention)", "both, nec: NEC (title)", "placebo: Placebo (arms and interventions)",
        "of another shape",
        "lung: x (new field)",
    ]  # fmt: skip
    text = text_of(render_why_here(trial))
    for part in (
        "“NETs (stage 2) of the lung” in the title", "Somatostatin receptors: Must be positive “avid”",
        "What is tested: Something else “X” in what is given", "NEC (neuroendocrine carcinoma) “NEC”",
        "Placebo “Placebo”", "of another shape", "Where the tumor started: Lung “x”",
    ):  # fmt: skip
        assert part in text


def test_long_texts_keep_every_word_and_their_lists() -> None:
    soup = read(render_text("Inclusion:\n\n* one <b\n  * deeper\n1. first\n\nThe end"))
    assert [item.get_text() for item in soup.find_all("li")] == ["one <bdeeper", "deeper", "1. first"]
    assert [item.get_text() for item in soup.select("li > ul > li")] == ["deeper"]
    assert [item.get_text() for item in soup.find_all("p")] == ["Inclusion:", "The end"]


@given(st.text(max_size=300))
def test_no_word_of_a_long_text_is_lost(text: str) -> None:
    words = "".join(char for char in text_of(render_text(text)) if char.isalnum())
    assert words == "".join(char for char in text if char.isalnum())
