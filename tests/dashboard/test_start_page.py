"""The guided start: every answer reaches the address of the next page, "I don't know" leaves nothing out, and nothing
is in the page's own address."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from way_pages import check_calm, find_link, make_home, read_html, run_find, run_page, run_start, use_home

from dashboard.views.start import CELLS
from finder.query.criteria import parse_criteria
from finder.query.person import GRADES


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("start"))


@pytest.fixture
def page(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    use_home(home, monkeypatch)
    yield run_page(run_start)
    st.cache_resource.clear()


def asked_by(page: AppTest, label: str = "Show me the trials") -> dict[str, list[str]]:
    return parse_qs(urlsplit(find_link(page, label)).query)


def type_place(page: AppTest, place: str) -> AppTest:
    return check_calm(page.text_input(key="start_where").set_value(place).run())


def test_to_know_nothing_leads_to_every_open_trial(page: AppTest) -> None:
    assert find_link(page, "Show me the trials") == "./"
    shown = run_page(run_find)
    number = shown.info[0].value.split()[0]
    assert f"all {number} open trials" in page.info[0].value
    assert int(number) > 10


def test_every_question_has_i_dont_know_as_its_first_answer(page: AppTest) -> None:
    for radio in page.radio:
        assert (radio.options[0], radio.value) == ("I don’t know", "")
    for box in page.selectbox:
        assert box.options[0].startswith("I don’t know")
        assert box.value == ""
    assert (page.text_input[0].placeholder, page.text_input[0].value) == ("I don’t know", "")
    heads = [head for head in read_html(page).split("<h2")[1:] if " of 5: " in head]
    assert len(heads) == 5


def test_every_answer_stands_in_the_address_of_the_next_page_and_not_in_this_one(page: AppTest) -> None:
    type_place(page, "Houston, TX")
    page.radio(key="start_far").set_value("2").run()
    page.selectbox(key="start_site").set_value("pancreas").run()
    page.radio(key="start_grade").set_value("g2").run()
    check_calm(page.selectbox(key="start_treatment").set_value("imaging").run())
    asked = asked_by(page)
    assert asked == {
        "near": ["Houston, TX"],
        "within": ["100mi"],
        "site": ["pancreas"],
        "treatment": ["imaging"],
        "differentiation": ["net"],
    }
    assert parse_criteria(asked)
    assert dict(page.query_params) == {}
    shared = {name: values for name, values in asked.items() if name != "differentiation"}
    assert asked_by(page, "Show me centers that know NETs") == shared


def test_the_number_told_is_the_number_on_the_next_page(page: AppTest) -> None:
    type_place(page, "Houston, TX")
    page.selectbox(key="start_site").set_value("pancreas").run()
    number = page.info[0].value.split()[0]
    shown = run_page(run_find, asked_by(page))
    assert shown.info[0].value.startswith(f"{number} trials take people")


def test_a_distance_without_a_town_is_told_and_left_out(page: AppTest) -> None:
    check_calm(page.radio(key="start_far").set_value("1").run())
    assert find_link(page, "Show me the trials") == "./"
    assert any("we need a town" in text.value for text in page.text)


def test_kilometers_where_people_count_in_them_and_the_step_stays(page: AppTest) -> None:
    type_place(page, "Houston, TX")
    page.radio(key="start_far").set_value("2").run()
    type_place(page, "Lyon, France")
    assert page.radio(key="start_far").value == "2"
    assert "Up to 150 km" in page.radio(key="start_far").options
    assert asked_by(page) == {"near": ["Lyon, France"], "within": ["150km"]}


@pytest.mark.parametrize(
    ("typed", "asked"), [("France", {"country": ["France"]}), ("usa", {"country": ["United States"]})]
)
def test_a_country_is_taken_as_a_whole(page: AppTest, typed: str, asked: dict[str, list[str]]) -> None:
    type_place(page, typed)
    assert asked_by(page) == asked
    assert any("We look in all of" in text.value for text in page.text)


def test_a_name_of_several_places_is_asked_back(page: AppTest) -> None:
    type_place(page, "Springfield")
    assert "not sure which place" in read_html(page)
    assert find_link(page, "Show me the trials") == "./"
    page.button(key="start_place_0").click().run()
    assert asked_by(check_calm(page))["near"][0].startswith("Springfield, ")
    assert page.text_input(key="start_where").value.startswith("Springfield, ")


def test_a_name_of_a_country_and_a_state_is_asked_back_and_stays_picked(page: AppTest) -> None:
    type_place(page, "Georgia")
    labels = [button.label.replace("\\", "") for button in page.button]
    state = labels.index("All of Georgia, United States")
    page.button[state].click().run()
    page.selectbox(key="start_site").set_value("lung").run()
    assert asked_by(check_calm(page)) == {"country": ["United States"], "region": ["Georgia"], "site": ["lung"]}


@pytest.mark.parametrize("typed", ["Qqqqzzzz <b>", "\x00", "🙂", "<script>alert(1)</script>", "x" * 200, "%%%", "?"])
def test_an_unknown_place_is_told_and_does_no_harm(page: AppTest, typed: str) -> None:
    type_place(page, typed)
    assert find_link(page, "Show me the trials") == "./"
    assert "We do not know a place" in read_html(page) or not typed.strip("\x00 ")


def test_a_center_wanted_comes_first(page: AppTest) -> None:
    page.radio(key="start_what").set_value("centers").run()
    html = read_html(page)
    assert html.index("Show me centers that know NETs") < html.index("Show me the trials")
    assert 'class=nf-start-go href="centers"' in html


def test_what_the_list_cannot_use_is_said(page: AppTest) -> None:
    page.radio(key="start_receptors").set_value("yes").run()
    assert find_link(page, "Show me the trials") == "./"
    assert any("cannot sort by receptors" in text.value for text in page.text)


def test_every_grade_means_a_kind_of_cell() -> None:
    assert set(CELLS) == {*GRADES, "net"}


def test_clear_takes_every_answer_away(page: AppTest) -> None:
    type_place(page, "Houston, TX")
    for key, value in (("far", "2"), ("grade", "nec"), ("receptors", "no"), ("what", "trials")):
        page.radio(key=f"start_{key}").set_value(value).run()
    check_calm(page.button(key="start_clear").click().run())
    assert find_link(page, "Show me the trials") == "./"
    assert {radio.value for radio in page.radio} == {""}
    assert page.text_input(key="start_where").value == ""
