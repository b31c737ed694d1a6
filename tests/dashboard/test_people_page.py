"""Who leads trials: one entry a person, as the registry has it, with no word of praise and nobody hidden unsaid."""

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from center_pages import (
    HOSTILE_NAME,
    OPEN,
    asked_by,
    check_inert,
    make_outcomes,
    open_home,
    open_page,
    publish_world,
    read_info,
)
from e2e.fakes import HOSTILE
from guide_pages import list_links, read_html
from streamlit.testing.v1 import AppTest

from dashboard.words import load_words
from finder.outcome import Ending
from finder.query.investigators import ORIGIN
from finder.query.nearby import INVESTIGATOR_NAMES
from finder.settings import Settings


def run_people() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.people import show_people

    with tell_trouble():
        show_people()


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return open_home(tmp_path / "home", tmp_path_factory.getbasetemp(), monkeypatch)


@pytest.fixture
def world(settings: Settings) -> Settings:
    """A home with all fake people."""
    publish_world(settings)
    return settings


def read_entries(page: AppTest) -> list[str]:
    """The text of each entry in display order."""
    entries = re.findall(r"<article.*?</article>", read_html(page), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", entry)).split()) for entry in entries]


@pytest.mark.usefixtures("world")
def test_the_origin_of_the_names_stands_on_top() -> None:
    html = read_html(open_page(run_people))
    assert ORIGIN in html
    assert html.index(ORIGIN) < html.index("Data from ClinicalTrials.gov")


@pytest.mark.usefixtures("world")
def test_one_entry_a_person_with_role_center_place_and_trials() -> None:
    page = open_page(run_people, near="Lyon, France", within="100km")
    assert read_info(page).startswith("2 people within 100 km of Lyon")
    ann = next(entry for entry in read_entries(page) if entry.startswith("Ann Fake"))
    for words in ("Principal investigator: leads the study", "Study chair", "Fake Center expert",
                  "In the same town · Lyon", "A fake trial that is open", "A fake lung trial"):  # fmt: skip
        assert words in ann, words
    links = [unescape(link) for link in list_links(page)]
    assert "center?id=expert&from=people&near=Lyon%2C+France&within=100km" in links
    assert f"trial?nct={OPEN}&from=people&near=Lyon%2C+France&within=100km" in links
    assert [text.value for text in page.text if "the registry tells no place" in text.value]


@pytest.mark.usefixtures("world")
def test_someone_without_a_place_or_role_says_so_and_stands_at_the_end() -> None:
    page = open_page(run_people, near="Lyon, France")
    entries = read_entries(page)
    assert "The registry tells no place" in entries[-1]
    assert "The record does not say which role" in next(entry for entry in entries if entry.startswith("Di"))
    assert [entry for entry in entries if "Bob Fake" in entry and "Fake Pharma" in entry]


@pytest.mark.usefixtures("world")
def test_every_name_of_the_command_stands_in_the_address_and_stays() -> None:
    asked = {
        "near": "Lyon, France", "within": "300km", "country": "France", "region": "Auvergne-Rhône-Alpes",
        "city": "Lyon", "site": "pancreas", "phase": "2", "status": "recruiting", "treatment": "targeted",
        "differentiation": "net", "relevance": "net_specific", "age": "61", "sex": "female", "text": "fake",
        "sort": "name", "name": ["ann", "bob"], "updated_since": "2026-01-01",
    }  # fmt: skip
    expected = {name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in asked.items()}
    assert set(expected) == set(INVESTIGATOR_NAMES)
    page = open_page(run_people, **asked)
    assert asked_by(page) == expected
    page = check_inert(page.multiselect(key="people_treatment").set_value([]).run())
    del expected["treatment"]
    assert asked_by(page) == expected


@pytest.mark.usefixtures("world")
def test_an_empty_list_names_the_choice_that_emptied_it_and_one_tap_relaxes_it() -> None:
    page = open_page(run_people, near="Paris, France", within="10km", site="lung")
    assert read_info(page) == "No one fits all of this."
    offers = [button for button in page.button if (button.key or "").startswith("people_without_")]
    assert [button.key for button in offers] == ["people_without_within"]
    page = check_inert(page.button(key="people_without_within").click().run())
    assert asked_by(page) == {"near": ["Paris, France"], "site": ["lung"]}
    count = len(read_entries(page))
    assert offers[0].label.replace("\\", "") == f"Go any distance ({count} {'person' if count == 1 else 'people'})"


@pytest.mark.usefixtures("world")
def test_where_it_takes_two_changes_the_distance_can_go_and_all_can_be_left() -> None:
    page = open_page(run_people, near="Paris, France", within="10km", name="nobody of this name")
    assert "It takes more than one change" in " ".join(text.value for text in page.text)
    page = check_inert(page.button(key="people_wider").click().run())
    assert asked_by(page) == {"near": ["Paris, France"], "name": ["nobody of this name"]}
    page = check_inert(page.button(key="people_start_over").click().run())
    assert read_entries(page)


def test_no_one_named_and_could_not_look_are_told_apart(settings: Settings) -> None:
    publish_world(settings, investigators=[])
    assert read_info(open_page(run_people)) == "No one is named in this data."


def test_a_registry_that_failed_is_told(settings: Settings) -> None:
    failed = make_outcomes(clinicaltrials_gov=Ending.UNAVAILABLE)
    publish_world(settings, investigators=[], sources=failed)
    page = open_page(run_people)
    assert "We could not look for people" in read_info(page)


@pytest.mark.usefixtures("world")
def test_hostile_names_stay_text() -> None:
    entries = read_entries(open_page(run_people, name="fake"))
    assert [entry for entry in entries if HOSTILE_NAME[:12] in entry]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("text", [HOSTILE, "x" * 200, "\x00", "'; DROP TABLE investigators; --", "%", "🙂"])
def test_hostile_words_in_the_address_do_no_harm(text: str) -> None:
    open_page(run_people, name=text, near=text, country=text, page=text, text=text)


def test_nothing_praises_a_person() -> None:
    said = " ".join(text for name, text in load_words().items() if name.startswith(("people", "role"))).casefold()
    assert [
        word for word in ("best", "top", "leading", "expert", "famous", "renowned", "recommend") if word in said
    ] == []


@pytest.mark.usefixtures("world")
def test_an_unknown_place_is_told_and_people_are_shown_meanwhile() -> None:
    page = open_page(run_people, near="Qqqqzzzz", within="10km")
    assert "We do not know a place called “Qqqqzzzz”" in read_html(page)
    assert read_entries(page)


def test_without_a_snapshot_the_page_is_calm(world: Settings) -> None:
    shutil.rmtree(world.snapshots)
    assert open_page(run_people).title[0].value == "There is no data yet"
