"""The list of centers: question and address, what a card tells, what is left out, empty and unreadable told apart."""

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from center_pages import (
    OPEN,
    SCRIPT_LINK,
    asked_by,
    check_inert,
    make_center,
    make_outcomes,
    open_home,
    open_page,
    publish_world,
    read_info,
)
from e2e.fakes import HOSTILE
from guide_pages import list_links, read_html
from streamlit.testing.v1 import AppTest

from finder.outcome import Ending
from finder.query.nearby import CENTER_NAMES
from finder.settings import Settings


def run_centers() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.centers import show_centers

    with tell_trouble():
        show_centers()


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return open_home(tmp_path / "home", tmp_path_factory.getbasetemp(), monkeypatch)


@pytest.fixture
def world(settings: Settings) -> Settings:
    """A home with all fake centers."""
    publish_world(settings)
    return settings


def read_cards(page: AppTest) -> dict[str, str]:
    """The text of each card by the identifier of its center, in display order."""
    cards = re.findall(r"<article.*?</article>", read_html(page), re.DOTALL)
    found = {}
    for card in cards:
        key = re.search(r"center\?id=([^&\"]+)", card)
        assert key
        found[key[1]] = unescape(re.sub(r"<[^>]+>", " ", card))
    return found


@pytest.mark.usefixtures("world")
def test_the_nearest_comes_first_and_the_sentence_says_what_is_shown() -> None:
    page = open_page(run_centers, near="Lyon, France", within="300km")
    said = read_info(page)
    assert said.startswith("7 centers within 300 km of Lyon")
    assert "The nearest comes first." in said
    keys = list(read_cards(page))
    assert keys[-2:] == ["fresh", "general"]
    assert {"lost", "register"} & set(keys) == set()
    texts = [text.value for text in page.text]
    assert "1 more center lists no place that we can measure from, so it is not shown." in texts
    assert [text for text in texts if text.startswith("1 more stands in a general register")]


@pytest.mark.usefixtures("world")
def test_without_a_distance_a_center_without_a_point_stands_at_the_end() -> None:
    page = open_page(run_centers, near="Lyon, France")
    assert list(read_cards(page))[-1] == "lost"
    assert "Distance not known" in read_cards(page)["lost"]
    assert "It stands at the end." in " ".join(text.value for text in page.text)


@pytest.mark.usefixtures("world")
def test_a_card_tells_what_is_known_with_its_year_and_how_we_know() -> None:
    cards = read_cards(open_page(run_centers, near="Lyon, France", within="300km"))
    expert = cards["expert"]
    for words in ("Fake Center expert", "Clinique Factice", "In the same town",
                  "ENETS Center of Excellence, seen in 2013.",
                  "ENETS CoE, seen in 2013", "From a list of about 2013. It may have changed", "PRRT, Surgery",
                  "2 take people here now", "A fake trial that is open", "A fake lung trial", "+33 5 5501 0010",
                  "expert.example.org", "an old list", "checked on November 20, 2026",
                  "ENETS Centers of Excellence (old list)", "lists.example.org"):  # fmt: skip
        assert words in expert, words
    assert "A fake trial that is over" not in expert
    assert "Fake seal, seen in 2026" in cards["fresh"]
    assert "some years ago" not in cards["fresh"]
    assert "a general cancer center: no NET program was seen." in cards["general"]
    assert "known to us only because NET trials run there." in cards["trials"]
    assert "None that we know takes people here now" in cards["partner"]


@pytest.mark.usefixtures("world")
def test_phone_page_and_trials_are_links_and_keep_the_question() -> None:
    links = [unescape(link) for link in list_links(open_page(run_centers, near="Lyon, France", site="pancreas"))]
    assert "tel:+33555010010" in links
    assert "https://www.expert.example.org/net" in links
    assert "center?id=expert&near=Lyon%2C+France&site=pancreas" in links
    assert f"trial?nct={OPEN}&from=centers&near=Lyon%2C+France&site=pancreas" in links
    assert "people?near=Lyon%2C+France&site=pancreas" in links
    assert "./?near=Lyon%2C+France&site=pancreas" in links


@pytest.mark.usefixtures("world")
def test_trials_that_fit_are_counted_and_silence_hides_no_listed_center() -> None:
    cards = read_cards(open_page(run_centers, near="Lyon, France", site="lung"))
    assert "1 that fits your choices" in cards["expert"]
    assert "None that we know fits your choices" in cards["partner"]
    assert "trials" not in cards


@pytest.mark.usefixtures("world")
def test_every_name_of_the_command_stands_in_the_address_and_stays() -> None:
    asked = {
        "near": "Lyon, France", "within": "300km", "country": ["France", "Switzerland"], "region": "Geneva",
        "city": "Lyon", "site": "pancreas", "phase": "2", "status": "recruiting", "treatment": "targeted",
        "differentiation": "net", "relevance": "net_specific", "age": "61", "sex": "female", "text": ["fake", "seal"],
        "sort": "name", "kind": ["enets_coe", "net_program"],
    }  # fmt: skip
    assert set(asked) == set(CENTER_NAMES)
    page = open_page(run_centers, **asked)
    expected = {name: [value] if isinstance(value, str) else value for name, value in asked.items()}
    assert asked_by(page) == expected
    labels = [button.label.replace("\\", "") for button in page.button]
    for label in ("City Lyon", "Phase 2", "Age 61", "Sex female", "The words seal"):
        assert f"Take away: {label}" in labels
    page = check_inert(page.multiselect(key="centers_kind").set_value(["enets_coe"]).run())
    assert asked_by(page) == expected | {"kind": ["enets_coe"]}
    page = next(button for button in page.button if "City" in button.label).click().run()
    assert "city" not in asked_by(page)


@pytest.mark.usefixtures("world")
def test_a_choice_changes_the_list_and_the_address() -> None:
    page = open_page(run_centers)
    page = page.text_input(key="centers_near").set_value("Lyon, France").run()
    page = page.selectbox(key="centers_within").set_value("100km").run()
    page = check_inert(page.button_group(key="centers_unit").set_value("mi").run())
    assert asked_by(page) == {"near": ["Lyon, France"], "within": ["50mi"]}
    assert read_info(page).startswith("5 centers within 50 miles of Lyon")
    page = check_inert(page.text_input(key="centers_near").set_value("").run())
    assert asked_by(page) == {}


@pytest.mark.usefixtures("world")
def test_one_tap_shows_only_those_that_are_listed_for_nets() -> None:
    page = open_page(run_centers, near="Lyon, France")
    page = check_inert(page.button(key="centers_listed").click().run())
    assert set(read_cards(page)) == {"expert", "fresh", "partner", "rays", "lost"}


@pytest.mark.usefixtures("world")
def test_those_of_a_general_register_are_one_tap_away() -> None:
    page = check_inert(open_page(run_centers).button(key="centers_hidden").click().run())
    assert list(read_cards(page)) == ["register"]
    assert "That says nothing about NETs." in read_cards(page)["register"]


@pytest.mark.usefixtures("world")
def test_the_map_is_closed_at_first_and_each_mark_leads_to_a_card_that_says_the_same() -> None:
    page = open_page(run_centers, near="Lyon, France")
    html = read_html(page)
    fold = re.search(r"<details><summary>Show these places on a map</summary>(.*?)</details>", html, re.DOTALL)
    assert fold
    cards = read_cards(page)
    headings = re.findall(r'<h3 id="(nf-center-\d+)"', html)
    assert len(headings) == len(cards)
    marks = re.findall(r'href="#([^"]*)"', fold[1])
    assert marks
    assert set(marks) <= set(headings)
    said = unescape(re.sub(r"<[^>]+>", " ", fold[1]))
    assert "centers, " in said
    assert "Your place" in said
    assert "sites" not in said
    assert "Lyon" in said
    assert "One center is not on the map" in said
    assert html.index("<details><summary>Show these") < html.index('<h3 id="nf-center-0"')


def test_where_no_center_has_a_point_there_is_no_map_to_open(settings: Settings) -> None:
    publish_world(settings, centers=[make_center("lost", latitude=None, longitude=None)])
    page = open_page(run_centers)
    assert list(read_cards(page)) == ["lost"]
    assert "on a map" not in read_html(page)


@pytest.mark.usefixtures("world")
def test_an_empty_list_names_the_choice_that_emptied_it_and_one_tap_relaxes_it() -> None:
    page = open_page(run_centers, near="Paris, France", within="10km", kind="enets_coe")
    assert read_info(page) == "No center fits all of this."
    page = check_inert(page.button(key="centers_without_within").click().run())
    assert asked_by(page) == {"near": ["Paris, France"], "kind": ["enets_coe"]}
    assert list(read_cards(page)) == ["expert"]


@pytest.mark.usefixtures("world")
def test_where_it_takes_two_changes_the_distance_can_go_and_all_can_be_left() -> None:
    page = open_page(run_centers, near="Paris, France", within="10km", text="nowhere at all", kind="enets_coe")
    assert "It takes more than one change" in " ".join(text.value for text in page.text)
    page = check_inert(page.button(key="centers_start_over").click().run())
    assert asked_by(page) == {}
    assert read_cards(page)


def test_none_listed_and_could_not_look_are_told_apart(settings: Settings) -> None:
    publish_world(settings, centers=[], listings=[])
    assert read_info(open_page(run_centers)) == "No center is listed in this data."


def test_a_source_that_failed_is_told_where_no_center_is_known(settings: Settings) -> None:
    failed = make_outcomes(starter_centers=Ending.UNAVAILABLE)
    publish_world(settings, centers=[], listings=[], sources=failed)
    page = open_page(run_centers)
    assert "We could not look for centers" in read_info(page)
    assert "No center" not in read_info(page)
    assert "Could not be read: List of centers." in read_html(page)


def test_a_source_that_failed_is_told_beside_the_centers_that_are_known(settings: Settings) -> None:
    publish_world(settings, sources=make_outcomes(enets=Ending.UNAVAILABLE))
    page = open_page(run_centers)
    assert "some centers may be missing" in read_html(page)
    assert read_cards(page)


@pytest.mark.usefixtures("world")
def test_hostile_text_in_every_column_stays_text_and_a_script_is_no_link() -> None:
    page = open_page(run_centers, text="Hostile")
    card = read_cards(page)["hostile"]
    assert HOSTILE[:40] in card
    assert SCRIPT_LINK in card
    rays = open_page(run_centers, text="rays")
    assert [link for link in list_links(page) + list_links(rays) if "javascript" in link] == []
    assert "Its page" not in read_cards(rays)["rays"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("text", [HOSTILE, "x" * 200, "\x00", "'; DROP TABLE centers; --", "%", "🙂"])
def test_hostile_words_in_the_address_do_no_harm(text: str) -> None:
    open_page(run_centers, text=text, near=text, country=text, kind=text, page=text, id=text)


@pytest.mark.usefixtures("world")
def test_a_wrong_link_says_what_was_left_out() -> None:
    page = open_page(run_centers, kind=["enets_coe", "good"], within="soon", color="red", sort="distance")
    html = read_html(page)
    assert "“good”" in html
    assert "“color”" in html
    assert asked_by(page) == {"kind": ["enets_coe"]}


@pytest.mark.usefixtures("world")
def test_an_unknown_place_is_told_and_centers_are_shown_meanwhile() -> None:
    page = open_page(run_centers, near="Qqqqzzzz", within="10km")
    assert "We do not know a place called “Qqqqzzzz”" in read_html(page)
    assert read_cards(page)
    assert page.text_input(key="centers_near").value == "Qqqqzzzz"


@pytest.mark.usefixtures("world")
def test_an_ambiguous_place_offers_its_candidates() -> None:
    page = open_page(run_centers, near="Springfield")
    page = check_inert(page.button(key="centers_place_0").click().run())
    assert asked_by(page)["near"][0].startswith("Springfield, ")


def test_pages_can_be_turned_and_a_new_choice_goes_back_to_the_first(settings: Settings) -> None:
    publish_world(settings, centers=[make_center(f"c{number:02}") for number in range(23)], listings=[])
    page = open_page(run_centers, page="3")
    assert list(read_cards(page)) == ["c20", "c21", "c22"]
    assert "You see 21 to 23." in read_info(page)
    page = check_inert(page.multiselect(key="centers_kind").set_value(["net_program"]).run())
    assert "page" not in asked_by(page)
    assert next(iter(read_cards(page))) == "c00"


def test_missing_cells_are_left_out_and_never_shown_as_none(settings: Settings) -> None:
    bare = {"center_id": "bare", "name": None, "source": "starter_centers"}
    publish_world(settings, centers=[bare], listings=[])
    card = read_cards(open_page(run_centers))["bare"]
    assert "A center whose name is not given" in card
    for word in ("nan", "None ", "<NA>", "NaT"):
        assert word not in card.replace("None that", "")


@pytest.mark.usefixtures("world")
def test_without_a_snapshot_the_page_is_calm(world: Settings) -> None:
    shutil.rmtree(world.snapshots)
    page = open_page(run_centers)
    assert page.title[0].value == "There is no data yet"
