"""The short list lives in the address alone: whatever stands there, at most ten numbers come of it, and nothing is left
out without a word."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from e2e.fakes import HOSTILE, HOSTILE_ID, RICH_ID, SILENT_ID
from hypothesis import given, settings
from hypothesis import strategies as some
from way_pages import (
    find_keep,
    find_link,
    follow,
    list_trials,
    make_home,
    read_address,
    read_html,
    run_find,
    run_page,
    run_trial,
    use_home,
)

from dashboard.parts.escape import is_nct_id
from dashboard.parts.link_notes import list_link_notes
from dashboard.parts.short_list import MOST_KEPT, read_kept, render_short_list
from dashboard.words import say

NUMBERS = [f"NCT1000000{digit}" for digit in range(1, 10)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("short"))


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_home(home, monkeypatch)
    yield
    st.cache_resource.clear()


@settings(deadline=None)
@given(
    some.lists(some.one_of(some.text(max_size=30), some.sampled_from(NUMBERS), some.just("nct10000001,NCT10000002")))
)
def test_whatever_an_address_keeps_the_list_is_short_and_nothing_is_dropped_unsaid(said: list[str]) -> None:
    kept, notes = read_kept({"keep": said})
    assert len(kept) == len(set(kept)) <= MOST_KEPT
    assert all(map(is_nct_id, kept))
    words = [word for text in said for word in text.replace(",", " ").replace(";", " ").split()]
    assert bool(notes) == any(word.upper() not in kept for word in words)
    assert read_kept({"keep": list(kept)}) == (kept, ())


def test_the_eleventh_is_told() -> None:
    kept, notes = read_kept({"keep": [f"NCT{number:08}" for number in range(1, 13)]})
    assert len(kept) == MOST_KEPT
    assert notes == ("A short list holds 10 trials, so only the first 10 are kept. Take one off to keep another.",)


def test_one_trial_cannot_be_compared_and_of_many_the_first_three_are() -> None:
    assert render_short_list(()) == ""
    assert "compare?" not in render_short_list(NUMBERS[:1])
    html = render_short_list(NUMBERS[:5], [("near", "Houston, TX")])
    assert "Compare the first 3" in html
    assert f"compare?nct={NUMBERS[0]}&amp;nct={NUMBERS[1]}&amp;nct={NUMBERS[2]}&amp;keep={NUMBERS[0]}" in html
    assert html.count(f"nct={NUMBERS[4]}") == 1


@pytest.mark.usefixtures("served")
def test_keep_and_kept_on_the_list_and_the_question_stays() -> None:
    page = run_page(run_find, {"site": ["pancreas"], "near": ["Houston, TX"]})
    first, second = list_trials(page)[:2]
    follow(page, find_keep(page, second))
    follow(page, find_keep(page, first))
    asked = {"near": ["Houston, TX"], "site": ["pancreas"]}
    assert read_address(page) == {**asked, "keep": [second, first]}
    assert f'data-nf-stays href="{find_keep(page, first).replace("&", "&amp;")}">✓ Kept' in read_html(page)
    assert "Your short list (2)" in read_html(page)
    address = parse_qs(urlsplit(find_link(page, "Compare the 2")).query)
    assert address == {**asked, "nct": [second, first], "keep": [second, first]}
    assert parse_qs(urlsplit(find_link(page, "Print with questions")).query) == {**asked, "nct": [second, first]}
    follow(page, find_keep(page, second))
    assert read_address(page) == {**asked, "keep": [first]}
    follow(page, find_keep(page, first))
    assert read_address(page) == asked


@pytest.mark.usefixtures("served")
def test_a_choice_keeps_the_list_although_the_address_lags_behind() -> None:
    page = run_page(run_find)
    first = list_trials(page)[0]
    follow(page, find_keep(page, first))
    page.query_params.clear()
    page.multiselect(key="ask_site").set_value(["lung"]).run()
    assert read_address(page) == {"site": ["lung"], "keep": [first]}


@pytest.mark.usefixtures("served")
def test_keeping_stays_on_the_page_of_results_and_another_question_keeps_the_list() -> None:
    page = run_page(run_find, {"status": ["any"], "page": ["2"]})
    first = list_trials(page)[0]
    follow(page, find_keep(page, first))
    assert read_address(page) == {"status": ["any"], "page": ["2"], "keep": [first]}
    assert list_trials(page)[0] == first
    page.multiselect(key="ask_site").set_value(["lung"]).run()
    assert read_address(page) == {"site": ["lung"], "status": ["any"], "keep": [first]}


@pytest.mark.usefixtures("served")
def test_a_full_list_says_that_it_is_full() -> None:
    page = run_page(run_find, {"status": ["any"]})
    full = list_trials(page)
    assert len(full) == MOST_KEPT
    other = run_page(run_find, {"status": ["any"], "page": ["2"], "keep": full})
    follow(other, find_keep(other, list_trials(other)[0]))
    assert read_address(other)["keep"] == full
    assert "so only the first 10 are kept" in read_html(other)


@pytest.mark.usefixtures("served")
def test_an_address_restores_the_list_and_tells_what_is_not_here() -> None:
    page = run_page(run_find, {"keep": [RICH_ID, "NCT00009999", HOSTILE, SILENT_ID.lower()]})
    assert read_address(page) == {"keep": [RICH_ID, SILENT_ID]}
    html = read_html(page)
    assert "Your link keeps NCT00009999, which we do not have." in html
    assert "is not a trial number" in html
    assert "Your short list (2)" in html


@pytest.mark.usefixtures("served")
def test_the_list_is_there_although_no_trial_fits() -> None:
    page = run_page(run_find, {"keep": [RICH_ID], "text": ["nothinghasthisword"]})
    assert "No trial matches" in page.info[0].value
    assert "Your short list (1)" in read_html(page)


@pytest.mark.usefixtures("served")
def test_a_trial_takes_the_list_along_and_back() -> None:
    page = run_page(run_trial, {"nct": [HOSTILE_ID], "site": ["pancreas"], "keep": [RICH_ID]})
    follow(page, find_keep(page, HOSTILE_ID))
    assert read_address(page)["keep"] == [RICH_ID, HOSTILE_ID]
    back = parse_qs(urlsplit(find_link(page, "← Back to the list")).query)
    assert back == {"site": ["pancreas"], "keep": [RICH_ID, HOSTILE_ID]}
    assert "Your short list (2)" in read_html(page)
    follow(page, find_keep(page, HOSTILE_ID))
    assert read_address(page) == {"nct": [HOSTILE_ID], "site": ["pancreas"], "keep": [RICH_ID]}


@pytest.mark.usefixtures("served")
def test_a_trial_put_on_a_full_list_says_that_ten_are_the_most() -> None:
    page = run_page(run_trial, {"nct": [RICH_ID], "keep": [f"NCT{number:08}" for number in range(1, MOST_KEPT + 1)]})
    follow(page, find_keep(page, RICH_ID))
    assert list_link_notes("trial", read_address(page)) == (say("short.too_many", most=MOST_KEPT),)


@pytest.mark.usefixtures("served")
def test_a_trial_opened_from_another_list_offers_no_short_list() -> None:
    page = run_page(run_trial, {"nct": [RICH_ID], "from": ["people"]})
    assert "data-nf-stays" not in read_html(page)
