"""Trials side by side: a real table, what differs in words, silence never taken for an answer, and every wrong address
told."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from bs4 import BeautifulSoup, Tag
from e2e.fakes import HOSTILE, HOSTILE_ID, RICH_ID, SILENT_ID, make_site, make_trial
from streamlit.testing.v1 import AppTest
from way_pages import find_link, make_home, read_html, run_compare, run_page, use_home

from dashboard.parts.compare_table import Column, is_told_once, list_topics, render_differences, render_table

PLAIN = "NCT10000001"
NEXT = "NCT10000005"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("compare"))


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_home(home, monkeypatch)
    yield
    st.cache_resource.clear()


def open_compare(*numbers: str, **more: list[str]) -> AppTest:
    return run_page(run_compare, {"nct": list(numbers), **more})


def read_table(page: AppTest) -> Tag:
    table = BeautifulSoup(read_html(page), "html.parser").find("table")
    assert isinstance(table, Tag)
    return table


def make_column(number: int = 1, sites: list[dict[str, Any]] | None = None, **cells: Any) -> Column:
    trial = make_trial(number, **cells)
    return Column(trial, sites or [], f"trial?nct={trial['nct_id']}", "compare?")


def mark_of(topic: str, *columns: Column) -> str:
    return {each.name: each.mark for each in list_topics(columns, "mi", date(2026, 11, 21))}[topic]


def told(topic: str, column: Column) -> str:
    cells = {each.name: each.cells[0].html for each in list_topics([column], "mi", date(2026, 11, 21))}
    return BeautifulSoup(cells[topic], "html.parser").get_text(" ", strip=True)


@pytest.mark.usefixtures("served")
def test_two_trials_stand_in_a_real_table() -> None:
    page = open_compare(RICH_ID, PLAIN, near=["Rochester, MN"])
    table = read_table(page)
    assert table.caption is not None
    assert table.caption.get_text() == "2 trials side by side"
    assert [head.get("scope") for head in table.select("thead th")] == ["col"] * 3
    names = [head.get_text(" ") for head in table.select("tbody th")]
    assert all(head["scope"] == "row" for head in table.select("tbody th"))
    for name in ("Status", "What is tested", "Phase", "Groups by chance", "Placebo", "Age", "Somatostatin receptors"):
        assert any(text.startswith(name) for text in names), name
    for name in ("Nearest open place", "Whom to call", "Last update"):
        assert name in names
    assert {len(row.find_all("td")) for row in table.select("tbody tr")} == {2}
    frame = table.parent
    assert frame is not None
    assert (frame["role"], frame["tabindex"], frame["aria-label"]) == ("region", "0", "2 trials side by side")
    assert "tel:+15550100100;ext=7" in str(table)


@pytest.mark.usefixtures("served")
def test_trials_lead_to_their_pages_to_paper_and_back_with_the_question() -> None:
    page = open_compare(RICH_ID, PLAIN, near=["Rochester, MN"], keep=[RICH_ID, PLAIN, NEXT])
    back = parse_qs(urlsplit(find_link(page, "← Back to the list")).query)
    assert back == {"near": ["Rochester, MN"], "keep": [RICH_ID, PLAIN, NEXT]}
    trial = parse_qs(urlsplit(find_link(page, "A trial with all that a page can show")).query)
    assert trial == {**back, "nct": [RICH_ID]}
    paper = parse_qs(urlsplit(find_link(page, "Print these with questions")).query)
    assert paper == {"nct": [RICH_ID, PLAIN], "near": ["Rochester, MN"]}
    away = parse_qs(urlsplit(find_link(page, "Take trial A off")).query)
    assert away == {"nct": [PLAIN], "keep": [PLAIN, NEXT], "near": ["Rochester, MN"]}
    swap = parse_qs(urlsplit(find_link(page, "Show it in place of trial C")).query)
    assert swap["nct"] == [RICH_ID, PLAIN, NEXT]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("numbers", "title", "words"),
    [
        ([], "No trials to compare", "choose “Keep”"),
        ([RICH_ID], "Only one trial to show", "keep one more"),
        ([RICH_ID, RICH_ID], "Only one trial to show", "more than once"),
        ([RICH_ID, "NCT00009999"], "Only one trial to show", "We do not have NCT00009999"),
        (["", "soon"], "No trials to compare", "“soon” is not a trial number"),
        ([HOSTILE, "\x00", "x" * 5000], "No trials to compare", "not a trial number"),
        ([RICH_ID, PLAIN, NEXT, SILENT_ID], "Trials side by side", "Here are the first 3"),
        ([RICH_ID.lower(), f" {PLAIN} "], "Trials side by side", "side by side"),
    ],
)
def test_wrong_addresses_are_told(numbers: list[str], title: str, words: str) -> None:
    page = open_compare(*numbers)
    assert page.title[0].value == title
    assert words in read_html(page)
    if title == "Trials side by side":
        assert len(read_table(page).select("tbody tr")[0].find_all("td")) <= 3


@pytest.mark.usefixtures("served")
def test_a_wrong_question_or_place_beside_the_trials_does_no_harm() -> None:
    page = open_compare(RICH_ID, PLAIN, near=["Qqqqzzzz <b>"], colour=["red"], keep=["soon"])
    html = read_html(page)
    assert "“colour”" in html
    assert "“soon”, which is not a trial number" in html
    assert "Nearest open place" not in read_table(page).get_text()


@pytest.mark.usefixtures("served")
def test_hostile_text_is_inert() -> None:
    page = open_compare(HOSTILE_ID, RICH_ID)
    assert "&lt;script&gt;" in read_html(page)
    assert "javascript:" not in " ".join(link["href"] for link in read_table(page).select("a[href]"))


@pytest.mark.parametrize(
    ("topic", "one", "other", "mark"),
    [
        ("Status", {"status": "RECRUITING"}, {"status": "RECRUITING"}, "same"),
        ("Status", {"status": "RECRUITING"}, {"status": "COMPLETED"}, "other"),
        ("Groups by chance", {"randomized": True}, {"randomized": False}, "other"),
        ("Groups by chance", {"randomized": False}, {}, "unsaid"),
        ("Groups by chance", {}, {}, "silent"),
        ("Placebo", {"has_placebo": False}, {"has_placebo": False}, "same"),
        ("Phase", {"phases": ["PHASE1", "PHASE2"]}, {"phases": ["PHASE2", "PHASE1"]}, "same"),
        ("Phase", {"phases": []}, {"phases": ["PHASE2"]}, "unsaid"),
        ("Age", {"min_age_years": 18.0}, {"min_age_years": None}, "unsaid"),
        ("Somatostatin receptors", {"sstr": "required"}, {"sstr": "excluded"}, "other"),
        ("Somatostatin receptors", {"sstr": "required"}, {"sstr": "not_stated"}, "unsaid"),
        ("Where the tumor started", {"primary_sites": ["lung"]}, {"primary_sites": ["lung", "gep"]}, "other"),
        ("What is tested", {"interventions": ["X"]}, {"interventions": ["x"]}, "same"),
    ],
)
def test_silence_is_neither_the_same_nor_another(topic: str, one: Any, other: Any, mark: str) -> None:
    fixed = {"treatments": ["targeted"]}
    assert mark_of(topic, make_column(1, **{**fixed, **one}), make_column(2, **{**fixed, **other})) == mark


def test_yes_no_and_nothing_said_are_three_answers() -> None:
    assert told("Placebo", make_column(has_placebo=True)) == "Yes. Some people may get one."
    assert told("Placebo", make_column(has_placebo=False)) == "The record names none."
    assert told("Placebo", make_column()) == "Not stated"
    assert told("Groups by chance", make_column(randomized=True)).startswith("Yes.")


def test_the_nearest_open_place_is_told_and_a_closed_one_is_not() -> None:
    near = make_site("NCT00000001", 0, 1, recruiting=True, distance_km=16.1)
    far = make_site("NCT00000001", 1, 2, recruiting=False, distance_km=1.0)
    text = told("Nearest open place", make_column(1, [near, far]))
    assert text.startswith("10 miles Fake Clinic Houston, Houston")
    assert "Boston" not in text
    assert told("Nearest open place", make_column(1, [far])) == "No place in this data takes people now."
    assert told("Places", make_column(1, [])) == "The record lists no place."


def test_nobody_to_call_leads_to_who_runs_it() -> None:
    assert told("Whom to call", make_column()) == "The data lists no one. The trial is run by Fake Hospital."
    assert "Fake Desk" in told("Whom to call", make_column(contact_name="Fake Desk", contact_phone="555-010-0111"))


def test_what_no_record_speaks_of_is_said_once_and_takes_no_row() -> None:
    columns = [make_column(1, randomized=True), make_column(2, randomized=False)]
    topics = list_topics(columns, "mi", date(2026, 11, 21))
    words = BeautifulSoup(render_differences(topics), "html.parser").get_text("|")
    assert "They differ in:" in words
    silent = next(line for line in words.split("|") if line.startswith("Not stated:"))
    assert "PRRT before" in silent
    table = render_table(columns, topics)
    assert "PRRT before" not in table
    assert "They differ" in table


def test_one_cell_stands_for_all_only_where_nothing_sets_the_trials_apart() -> None:
    def read(**cells: Any) -> dict[str, bool]:
        columns = [make_column(1), make_column(2, **cells)]
        return {each.name: is_told_once(each) for each in list_topics(columns, "mi", date(2026, 11, 21))}

    status = {"status": make_trial(1)["status"]}
    assert read(**status)["Status"]
    assert not read(**status, stale=["old_status"])["Status"]
    assert not read(status="WITHDRAWN")["Status"]
    assert not read()["PRRT before"]
