"""Pages run by Streamlit's own test harness over a real snapshot: questions, trouble, and shared frames."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from e2e.fakes import HOSTILE, HOSTILE_ID, RICH_ID, SILENT_ID, publish_fake
from streamlit.testing.v1 import AppTest

import dashboard
from finder.settings import Settings, load_settings
from finder.store.gazetteer import open_gazetteer
from finder.vocabulary.glossary import load_glossary

APP = Path(dashboard.__file__).parent / "app.py"

Opening = Callable[..., AppTest]


def run_trial_page() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.trial import show_trial

    with tell_trouble():
        show_trial()


def run_about_page() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.about import show_about

    with tell_trouble():
        show_about()


def run_glossary_page() -> None:
    from dashboard.views.glossary import show_glossary

    show_glossary()


@pytest.fixture(scope="module")
def full_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("full")
    publish_fake(Settings(home=home))
    open_gazetteer(Settings(home=home)).close()
    return home


@pytest.fixture
def home(full_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the fake home of this test's own."""
    own = tmp_path / "own"
    shutil.copytree(full_home, own)
    monkeypatch.setenv("NET_FINDER_HOME", str(own))
    load_settings.cache_clear()
    return own


@pytest.fixture
def open_page(home: Path) -> Iterator[Opening]:
    """Opens a page with an address and runs it once."""

    def open_it(page: Path | Callable[[], None] = APP, **address: str | list[str]) -> AppTest:
        harness = AppTest.from_file(str(page)) if isinstance(page, Path) else AppTest.from_function(page)
        harness.default_timeout = 30
        for name, value in address.items():
            harness.query_params[name.replace("_", "-")] = value
        return harness.run()

    st.cache_resource.clear()
    yield open_it
    st.cache_resource.clear()


def html_of(page: AppTest) -> str:
    return "\n".join(block.proto.body for block in page.get("html"))


def asked_by(page: AppTest) -> dict[str, list[str]]:
    """The address of a page, every value as a list."""
    return {name: [value] if isinstance(value, str) else list(value) for name, value in page.query_params.items()}


def titles_of(page: AppTest) -> list[str]:
    return re.findall(r'<h3 id="nf-(NCT\d+)">', html_of(page))


def open_more(page: AppTest) -> AppTest:
    """The same page with all its filters open; what is closed is not drawn."""
    page.session_state["ask_more"] = True
    return page.run()


def assert_calm(page: AppTest) -> None:
    assert not page.exception
    assert "Traceback" not in html_of(page)


def test_the_first_page_shows_trials_that_take_people(open_page: Opening) -> None:
    page = open_page()
    assert_calm(page)
    assert len(titles_of(page)) == 10
    assert page.info[0].value.endswith(r"Trials made for these tumors come first\.")
    assert SILENT_ID not in titles_of(page)


def test_a_choice_changes_list_and_address(open_page: Opening) -> None:
    page = open_page()
    page.multiselect(key="ask_site").set_value(["lung"]).run()
    assert asked_by(page)["site"] == ["lung"]
    page.text_input(key="ask_near").set_value("Boston, MA").run()
    assert asked_by(page)["near"] == ["Boston, MA"]
    assert asked_by(page)["site"] == ["lung"]
    assert "Boston, Massachusetts" in page.info[0].value.replace("\\", "")
    page.selectbox(key="ask_within").set_value("50mi").run()
    page.button_group(key="ask_unit").set_value("km").run()
    assert asked_by(page)["within"] == ["100km"]
    assert_calm(page)


def test_a_click_wins_over_an_address_that_lags_behind(open_page: Opening) -> None:
    page = open_more(open_page())
    page.multiselect(key="ask_site").set_value(["lung"]).run()
    page.query_params.clear()
    page.multiselect(key="ask_treatment").set_value(["imaging"]).run()
    assert asked_by(page)["site"] == ["lung"]
    assert asked_by(page)["treatment"] == ["imaging"]


def test_without_a_click_the_address_wins(open_page: Opening) -> None:
    page = open_page(site="lung")
    page.query_params.clear()
    page.query_params["site"] = "pancreas"
    page.run()
    assert page.multiselect(key="ask_site").value == ["pancreas"]


def test_every_criterion_of_an_address_reaches_the_screen_and_stays(open_page: Opening) -> None:
    asked = {
        "near": "Boston, MA", "within": "100km", "country": ["France", "United States"], "region": "Massachusetts",
        "city": "Boston", "site": "pancreas", "phase": ["1/2", "na"], "status": ["recruiting", "unknown"],
        "treatment": "imaging", "differentiation": "net", "relevance": "net_specific", "age": "61", "sex": "female",
        "text": ["fake", "trial"], "updated_since": "2026-01-01", "sort": "phase",
    }  # fmt: skip
    page = open_page(**asked)
    assert_calm(page)
    expected = {name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in asked.items()}
    assert asked_by(page) == expected
    labels = [button.label.replace("\\", "") for button in page.button]
    assert {"Take away: City Boston", "Take away: Updated since 2026-01-01", "Take away: The words trial"} <= set(
        labels
    )
    assert [widget.key for widget in page.multiselect] == ["ask_site"]
    page = open_more(page)
    assert asked_by(page) == expected
    assert page.multiselect(key="ask_status").value == ["recruiting", "unknown"]
    page.multiselect(key="ask_differentiation").set_value([]).run()
    del expected["differentiation"]
    assert asked_by(page) == expected
    next(button for button in page.button if "City" in button.label).click().run()
    assert "city" not in page.query_params
    assert asked_by(page)["region"] == ["Massachusetts"]


def test_an_unknown_place_still_shows_trials_and_says_why(open_page: Opening) -> None:
    page = open_page(near="Qqqqzzzz <b>", within="10mi")
    assert_calm(page)
    assert "We do not know a place called “Qqqqzzzz &lt;b&gt;”" in html_of(page)
    assert titles_of(page)


@pytest.mark.parametrize("text", [HOSTILE, "x" * 200, "\x00", "'; DROP TABLE trials; --", '"', "%", "*", "🙂"])
def test_hostile_words_in_the_address_do_no_harm(open_page: Opening, text: str) -> None:
    page = open_page(text=text, near=text, country=text)
    assert_calm(page)
    assert "<script" not in html_of(page)


@pytest.mark.parametrize("number", [HOSTILE_ID, RICH_ID, SILENT_ID, SILENT_ID.lower()])
def test_a_trial_page_has_its_sections(open_page: Opening, number: str) -> None:
    page = open_page(run_trial_page, nct=number, near="Rochester, MN")
    assert_calm(page)
    sections = [header.value for header in page.header]
    assert sections[:7] == [
        "What to do next", "The trial in plain words", "The trial in the words of the record", "Who can join",
        "Places", "Dates", "Why it is in this list",
    ]  # fmt: skip
    assert sections[7:] in ([], ["What the words mean"])


def test_a_silent_trial_says_what_was_known_last(open_page: Opening) -> None:
    html = html_of(open_page(run_trial_page, nct=SILENT_ID))
    assert "Last status known: Taking people now." in html
    assert "The registry no longer knows" in html


@pytest.mark.parametrize(
    ("number", "words"),
    [("NCT00009999", "NCT00009999 is not in our list"), ("<b>x</b>", "not a trial number"), ("", "No trial was named")],
)
def test_a_trial_that_is_not_here_gets_a_way_on(open_page: Opening, number: str, words: str) -> None:
    page = open_page(run_trial_page, nct=number)
    assert_calm(page)
    assert words in html_of(page)
    assert "<b>x" not in html_of(page)


def test_the_page_about_the_data_names_sources_dates_limits_and_privacy(open_page: Opening) -> None:
    page = open_page(run_about_page)
    assert_calm(page)
    for words in ("read in full", "27 rows", "U.S. National Library of Medicine", "no account", "no advice to join"):
        assert words in html_of(page)


def test_the_card_comes_before_the_words_of_the_record(open_page: Opening) -> None:
    page = open_page(run_trial_page, nct=RICH_ID)
    html = html_of(page)
    assert html.index("This study tests") < html.index("Who may join (from the record)")
    assert "net_specific" not in html
    assert "What the words mean" in [header.value for header in page.header]
    assert 'href="glossary"' in html


def test_the_page_of_words_has_every_term_with_its_source_and_needs_no_data(open_page: Opening, home: Path) -> None:
    shutil.rmtree(home / "snapshots")
    page = open_page(run_glossary_page)
    assert_calm(page)
    assert [header.value for header in page.header] == ["Tumors", "Treatments", "Tests and scans", "Trials"]
    html = html_of(page)
    assert html.count("<dt>") == html.count('href="https://') == len(load_glossary().terms)


@pytest.mark.parametrize("page", [APP, run_trial_page, run_about_page])
def test_without_a_snapshot_the_page_is_calm_and_says_what_to_do(
    open_page: Opening, home: Path, page: Path | Callable[[], None]
) -> None:
    shutil.rmtree(home / "snapshots")
    shown = open_page(page, nct=RICH_ID)
    assert_calm(shown)
    assert shown.title[0].value == "There is no data yet"
    assert "net-finder refresh" in html_of(shown)


@pytest.mark.parametrize("page", [APP, run_trial_page, run_about_page])
def test_a_damaged_snapshot_is_told_calmly(open_page: Opening, home: Path, page: Path | Callable[[], None]) -> None:
    for file in (home / "snapshots").glob("*.sqlite"):
        body = bytearray(file.read_bytes())
        body[100 : len(body) // 2] = b"\x00" * (len(body) // 2 - 100)
        file.write_bytes(body)
    shown = open_page(page, nct=RICH_ID)
    assert_calm(shown)
    assert shown.title[0].value == "The data cannot be read right now"


def test_a_fault_of_the_program_is_logged_and_told_calmly(
    open_page: Opening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("dashboard.views.about.read_sources", lambda reader: 1 / 0)
    shown = open_page(run_about_page)
    assert_calm(shown)
    assert shown.title[-1].value == "Something went wrong on this computer"
    assert "ZeroDivisionError" in caplog.text


def test_what_all_visitors_share_is_never_changed(open_page: Opening) -> None:
    from dashboard.data import open_reader

    reader = open_reader()
    tables = {name: reader.read_table(name) for name in ("trials", "sites")}
    open_page(near="Boston, MA")
    held = {name: frame.map(repr) for name, frame in vars(reader).items() if isinstance(frame, pd.DataFrame)}
    for address in ({}, {"near": "Boston, MA", "status": "any"}, {"country": "France", "site": "gep"}):
        assert_calm(open_page(**address))
    assert open_reader() is reader
    for name, frame in held.items():
        pd.testing.assert_frame_equal(vars(reader)[name].map(repr), frame)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(reader.read_table(name), table)


def test_the_settings_that_the_pages_rely_on_are_in_force(home: Path) -> None:
    """Hidden options could be renamed by an update of Streamlit; then this test is red."""
    from streamlit import config

    config._main_script_path = str(APP)
    options = config.get_config_options(force_reparse=True)
    assert options["browser.gatherUsageStats"].value is False
    assert options["runner.postScriptGC"].value is False
    assert options["client.showErrorDetails"].value == "none"
    assert options["theme.light.textColor"].value
    assert options["theme.dark.textColor"].value
