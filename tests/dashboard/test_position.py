"""A point that a browser tells becomes the name of a town, is gone from the address at once, and harms nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from app_pages import open_app
from e2e.fakes import HOSTILE, RICH_ID
from lxml import html
from way_pages import check_calm, make_home, read_address, read_html, use_home

from dashboard.parts.page_deeds import render_copy, render_position
from dashboard.words import say


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("position"))


@pytest.fixture
def _served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_home(home, monkeypatch)
    yield
    st.cache_resource.clear()


def is_told(page_html: str) -> bool:
    """Whether the page says that nobody can tell which town is there."""
    return say("deed.position_unknown") in html.fromstring(f"<div>{page_html}</div>").text_content()


@pytest.mark.usefixtures("_served")
def test_the_town_takes_the_place_of_the_point_and_all_else_stays() -> None:
    page = check_calm(open_app("", {"here": ["29.70,-95.40"], "site": ["pancreas"], "keep": [RICH_ID]}).run())
    assert read_address(page) == {"near": ["Houston, Texas, US"], "site": ["pancreas"], "keep": [RICH_ID]}
    assert page.text_input(key="ask_near").value == "Houston, Texas, US"
    assert "29.7" not in read_html(page)
    assert not is_told(read_html(page))


@pytest.mark.usefixtures("_served")
def test_a_town_that_was_asked_before_gives_way() -> None:
    page = check_calm(open_app("", {"here": ["48.90,2.30"], "near": ["Boston, MA"]}).run())
    assert read_address(page) == {"near": ["Paris, Île-de-France, France"]}


@pytest.mark.usefixtures("_served")
def test_the_guided_start_takes_the_town_as_an_answer_and_keeps_it_out_of_the_address() -> None:
    page = check_calm(open_app("start", {"here": ["52.50,13.40"]}).run())
    assert read_address(page) == {}
    assert page.text_input(key="start_where").value == "Berlin, Germany"
    assert "We measure from Berlin" in " ".join(text.value for text in page.text)


@pytest.mark.usefixtures("_served")
@pytest.mark.parametrize("path", ["", "start", "centers", "about"])
@pytest.mark.parametrize(
    "here",
    [
        "0,0", "0.00,-150.00", "90.01,0", "999,999", "-91,-181", "1,2,3", "29.7 , -95.4", "29.7", ",", "", "nan,nan",
        "inf,0", "1e1,1e1", "٢٩,٩٥", "29.70,-95.40\n", "'; DROP TABLE towns; --", HOSTILE, "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_point_near_a_town_is_told_and_forgotten(here: str, path: str) -> None:
    page = check_calm(open_app(path, {"here": [here]}).run())
    assert read_address(page) == {}
    assert is_told(read_html(page))
    check_calm(page.run())
    assert not is_told(read_html(page))


@pytest.mark.usefixtures("_served")
def test_several_points_are_one_question() -> None:
    page = check_calm(open_app("", {"here": ["29.70,-95.40", "48.90,2.30"]}).run())
    assert read_address(page) == {"near": ["Paris, Île-de-France, France"]}


@pytest.mark.parametrize("rendered", [render_copy(), render_position()])
def test_a_deed_is_a_button_with_words_and_a_place_to_tell_how_it_went(rendered: str) -> None:
    deed = html.fromstring(rendered)
    (button,) = deed.iter("button")
    assert button.get("type") == "button"
    assert button.text
    assert button.get("data-nf-failed")
    assert [place.text for place in deed.iter("p") if place.get("role") == "status"] == [None]
    assert button.getparent() is deed
    assert not [name for name in button.attrib if name.startswith("on")]
