"""The page "could it fit?" in Streamlit's own test harness: answers sort the trials, and stay in the widgets."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from e2e.fakes import HOSTILE, HOSTILE_ID, make_trial, publish_fake
from streamlit.testing.v1 import AppTest

from dashboard.views.fit import CARDS
from finder.settings import Settings, load_settings

Opening = Callable[[], AppTest]
ADULTS = make_trial(50_000_001, title="A trial for grown-ups", status="RECRUITING", min_age_years=70.0)


def run_fit_page() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.fit import show_fit

    with tell_trouble():
        show_fit()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = tmp_path / "own"
    publish_fake(Settings(home=own), extra=[ADULTS])
    monkeypatch.setenv("NET_FINDER_HOME", str(own))
    load_settings.cache_clear()
    return own


@pytest.fixture
def open_fit(home: Path) -> Iterator[Opening]:
    def open_it() -> AppTest:
        harness = AppTest.from_function(run_fit_page)
        harness.default_timeout = 30
        return harness.run()

    st.cache_resource.clear()
    yield open_it
    st.cache_resource.clear()


def html_of(page: AppTest) -> str:
    return "\n".join(block.proto.body for block in page.get("html"))


def cards_of(page: AppTest) -> list[str]:
    return re.findall(r'<h3 id="nf-(NCT\d+)">', html_of(page))


def groups_of(page: AppTest) -> dict[str, int]:
    """Heading of each group, with how many trials it has."""
    found = [re.fullmatch(r"(.*) \((\d+)\)", header.value.replace("\\", "")) for header in page.header]
    return {match[1]: int(match[2]) for match in found if match}


def summary_of(page: AppTest) -> str:
    return page.info[0].value.replace("\\", "")


def test_before_any_answer_every_open_trial_is_listed(open_fit: Opening) -> None:
    page = open_fit()
    assert not page.exception
    counts = groups_of(page)
    assert list(counts) == ["Fits what the record states", "Not stated: ask", "The record rules it out"]
    assert counts["Fits what the record states"] == counts["The record rules it out"] == 0
    assert summary_of(page).endswith(f"you see all {counts['Not stated: ask']} open trials.")
    assert len(cards_of(page)) == min(CARDS, counts["Not stated: ask"])


def test_i_do_not_know_is_the_first_answer_and_the_one_that_is_set(open_fit: Opening) -> None:
    page = open_fit()
    asked = [*page.radio, *page.selectbox]
    assert len(asked) + len(page.number_input) == 7
    assert page.number_input[0].value is None
    for widget in asked:
        assert widget.options[0] == "I don’t know"
        assert widget.value == ""


def test_the_page_says_that_it_is_no_advice_and_that_nothing_is_kept(open_fit: Opening) -> None:
    html = html_of(open_fit())
    assert "This is no medical advice; only the study team can say if you can join." in html
    assert "we do not store them, and they are not in its address" in html
    assert "Data from ClinicalTrials.gov" in html


def test_answers_sort_the_trials_and_each_verdict_is_in_words(open_fit: Opening) -> None:
    page = open_fit()
    page.number_input(key="fit_age").set_value(40).run()
    counts = groups_of(page)
    assert counts["The record rules it out"] == 1
    assert counts["Fits what the record states"] > 1
    total = counts["Fits what the record states"]
    assert summary_of(page) == f"{total} trials fit what their records state, 0 leave something open, 1 rules it out."
    html = html_of(page)
    assert "<strong>Age</strong> · The record rules it out.<br>The record takes older people only." in html
    assert "The record says in the age limits: 70 years and older" in html
    page.radio(key="fit_prrt").set_value("yes").run()
    counts = groups_of(page)
    assert counts["Fits what the record states"] == 0
    assert counts["Not stated: ask"] == total
    assert "<summary>What fits: Age</summary>" in html_of(page)


def test_the_words_of_the_record_are_quoted_with_their_place(open_fit: Opening) -> None:
    page = open_fit()
    page.selectbox(key="fit_site").set_value("pancreas").run()
    html = html_of(page)
    assert "(in the title)" in html
    assert "<script" not in html
    assert HOSTILE not in html
    assert HOSTILE_ID in cards_of(page)


def test_a_country_without_an_open_place_says_that_one_may_travel(open_fit: Opening) -> None:
    page = open_fit()
    page.selectbox(key="fit_country").set_value("France").run()
    assert groups_of(page)["The record rules it out"] > 0
    assert any("Some people travel" in text.value for text in page.text)
    assert "No open place in France is listed" in html_of(page)


def test_the_ruled_out_are_closed_until_they_are_wanted(open_fit: Opening) -> None:
    page = open_fit()
    page.number_input(key="fit_age").set_value(40).run()
    (closed,) = page.expander
    assert not closed.proto.expanded
    assert ADULTS["nct_id"] in closed.get("html")[0].proto.body


def test_more_cards_come_with_a_button_and_go_with_the_next_answer(open_fit: Opening) -> None:
    page = open_fit()
    total = groups_of(page)["Not stated: ask"]
    assert total > CARDS
    page.button(key="fit_button_ask").click().run()
    assert len(cards_of(page)) == total
    assert "fit_button_ask" not in [button.key for button in page.button]
    page.radio(key="fit_sstr").set_value("negative").run()
    assert len(cards_of(page)) <= CARDS + groups_of(page)["The record rules it out"]


def test_answers_can_be_cleared(open_fit: Opening) -> None:
    page = open_fit()
    before = groups_of(page)
    page.number_input(key="fit_age").set_value(40)
    page.radio(key="fit_grade").set_value("nec")
    page.selectbox(key="fit_country").set_value("France").run()
    assert groups_of(page) != before
    page.button(key="fit_clear").click().run()
    assert groups_of(page) == before
    assert page.number_input(key="fit_age").value is None


def test_answers_leave_no_trace(open_fit: Opening, home: Path, caplog: pytest.LogCaptureFixture) -> None:
    page = open_fit()
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    page.number_input(key="fit_age").set_value(67)
    page.radio(key="fit_grade").set_value("g3")
    page.radio(key="fit_sex").set_value("female")
    page.selectbox(key="fit_site").set_value("appendix").run()
    assert dict(page.query_params) == {}
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    assert not [record for record in caplog.records if "appendix" in record.getMessage()]
    assert "appendix" not in "".join(re.findall(r'href="([^"]*)"', html_of(page)))


def test_without_a_snapshot_the_page_is_calm(open_fit: Opening, home: Path) -> None:
    shutil.rmtree(home / "snapshots")
    page = open_fit()
    assert not page.exception
    assert page.title[0].value == "There is no data yet"


def test_with_no_trial_at_all_it_says_so(home: Path, monkeypatch: pytest.MonkeyPatch, open_fit: Opening) -> None:
    monkeypatch.setattr("e2e.fakes.make_tables", lambda: ([make_trial(60_000_001, status="COMPLETED")], []))
    publish_fake(Settings(home=home))
    assert summary_of(open_fit()) == "There is no open trial in this list right now."
