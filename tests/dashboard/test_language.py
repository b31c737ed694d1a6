"""The language of a visit: as the address says, kept in it, told where unknown; text that is English is marked."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import streamlit as st
from e2e.fakes import RICH_ID, publish_fake
from hypothesis import given
from hypothesis import strategies as strategies_of
from languages.speaking import speaking
from streamlit.testing.v1 import AppTest

import dashboard
import dashboard.language as language
from dashboard.language import keep_language, pick_language
from dashboard.parts.address import name_criterion, read_question
from dashboard.parts.card import render_tested
from dashboard.parts.criteria_list import render_criteria
from dashboard.parts.link_notes import BESIDE
from dashboard.parts.registry_text import mark_quoted, mark_registry, say_with_record
from dashboard.parts.resource_card import render_resource, write_link
from dashboard.parts.source_words import list_warnings, write_title
from dashboard.parts.trial_view import render_summary, render_why_here
from dashboard.words import load_words, say
from finder.guide.resources import load_resource_list
from finder.query.criteria import NAMES
from finder.query.list_criteria import GENETIC_TEST_NAMES, RESOURCE_NAMES
from finder.query.nearby import CENTER_NAMES, INVESTIGATOR_NAMES
from finder.query.resources import say_link
from finder.settings import Settings, load_settings
from finder.sources import load_sources
from finder.store.gazetteer import open_gazetteer
from finder.vocabulary.wording import load_wording

APP = Path(dashboard.__file__).parent / "app.py"
Opening = Callable[..., AppTest]
TEXTS = strategies_of.text(strategies_of.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)


@contextmanager
def visiting(code: str) -> Iterator[None]:
    """A visit in this language that says so in its address."""
    token = language._is_in_address.set(True)
    with speaking(code):
        yield
    language._is_in_address.reset(token)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("language")
    publish_fake(Settings(home=folder))
    open_gazetteer(Settings(home=folder)).close()
    return folder


@pytest.fixture
def open_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opening]:
    monkeypatch.setenv("NET_FINDER_HOME", str(home))
    load_settings.cache_clear()

    def open_it(**address: str | list[str]) -> AppTest:
        harness = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in address.items():
            harness.query_params[name] = value
        return harness.run()

    st.cache_resource.clear()
    yield open_it
    st.cache_resource.clear()


def html_of(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(block.proto.body for block in page.get("html"))


def in_spanish(name: str) -> str:
    with speaking("es"):
        return say(name)


def test_an_address_in_spanish_opens_a_spanish_page_whose_links_stay_spanish(open_page: Opening) -> None:
    page = open_page(lang="es", site="pancreas")
    html = html_of(page)
    assert in_spanish("card.phase") in html
    assert say("card.more") not in html
    own = re.findall(r'href="((?:trial|centers|about|\./)[^"]*)"', html)
    assert len(own) > 10
    assert [address for address in own if "lang=es" not in address] == []


def test_the_link_to_the_other_language_keeps_the_question(open_page: Opening) -> None:
    page = open_page(lang="es", site=["pancreas", "lung"], status="any")
    other = re.search(r'<li lang="en"><a href="([^"]*)" hreflang="en">English</a>', html_of(page))
    assert other is not None
    pairs = parse_qsl(urlsplit(other[1].replace("&amp;", "&")).query)
    assert sorted(pairs) == [("lang", "en"), ("site", "lung"), ("site", "pancreas"), ("status", "any")]


def test_a_choice_keeps_the_language_in_the_address(open_page: Opening) -> None:
    page = open_page(lang="es")
    page.multiselect(key="ask_site").set_value(["lung"]).run()
    assert page.query_params["lang"] in ("es", ["es"])
    assert page.query_params["site"] in ("lung", ["lung"])
    assert in_spanish("card.phase") in html_of(page)


def test_a_language_that_was_chosen_comes_back_where_an_address_lost_it(open_page: Opening) -> None:
    page = open_page(lang="es")
    page.query_params.clear()
    page.run()
    assert page.query_params["lang"] in ("es", ["es"])
    assert in_spanish("card.phase") in html_of(page)


def test_an_english_visit_needs_no_language_in_its_address(open_page: Opening) -> None:
    page = open_page(site="lung")
    page.multiselect(key="ask_site").set_value(["pancreas"]).run()
    assert "lang" not in page.query_params
    html = html_of(page)
    assert "lang=" not in html.replace('?site=pancreas&amp;lang=es"', "").replace('<li lang="es">', "").replace(
        'hreflang="es"', ""
    )
    assert say("card.phase") in html


@pytest.mark.parametrize("asked", ["xx", "EN", "es-MX", '"><script>alert(1)</script>', "e" * 3000])
def test_an_unknown_language_is_told_and_left_out(open_page: Opening, asked: str) -> None:
    page = open_page(lang=asked)
    html = html_of(page)
    assert '<p role="alert">' in html
    assert say("frame.unknown_language", code="xx").split("“")[0] in html
    assert "<script>" not in html
    assert len(max(re.findall(r'<p role="alert">(.*?)</p>', html), key=len)) < 200
    assert "lang" not in page.query_params


def test_who_asked_for_english_stays_with_it(open_page: Opening) -> None:
    page = open_page(lang="en")
    assert page.query_params["lang"] in ("en", ["en"])
    assert 'hreflang="es">Español</a>' in html_of(page)


@pytest.mark.parametrize(
    ("asked", "browser", "spoken"),
    [
        ("", "", "en"), ("es", "", "es"), ("", "es", "es"), ("", "es-MX,es;q=0.9,en;q=0.8", "es"), ("", "es_AR", "es"),
        ("en", "es", "en"), ("xx", "es", "es"), ("", "de,es;q=0.5", "en"), ("", "español", "en"), ("", "*", "en"),
        ("ES", "", "en"), ("", ";;;,,,", "en"),
    ],
)  # fmt: skip
def test_the_address_goes_before_the_browser(asked: str, browser: str, spoken: str) -> None:
    assert pick_language(asked, browser) == spoken


@given(
    strategies_of.lists(strategies_of.tuples(TEXTS, TEXTS), max_size=4), strategies_of.sampled_from(["", "trial", "./"])
)
def test_a_link_keeps_all_it_had_and_names_one_language(pairs: list[tuple[str, str]], path: str) -> None:
    address = f"{path}?{urlencode(pairs)}"
    with visiting("es"):
        kept = keep_language(address)
        assert keep_language(kept) == kept
    read = parse_qsl(urlsplit(kept).query, keep_blank_values=True)
    assert read == [*(pair for pair in pairs if pair[0] != "lang"), ("lang", "es")] or address == "?"
    assert urlsplit(kept).path == urlsplit(address).path


@pytest.mark.parametrize(
    "address", ["https://example.org/?lang=de", "mailto:a@example.org?subject=x", "tel:+15550100", "#part", ""]
)
def test_an_address_of_others_or_within_the_page_stays(address: str) -> None:
    with visiting("es"):
        assert keep_language(address) == address


def test_every_name_of_a_link_has_words_in_every_language() -> None:
    names = {*NAMES, *CENTER_NAMES, *INVESTIGATOR_NAMES, *RESOURCE_NAMES, *GENETIC_TEST_NAMES, "from"}
    assert [name for name in names if f"criterion_name.{name}" not in load_words()] == []
    assert {
        name.removeprefix("criterion_name.") for name in load_words() if name.startswith("criterion_name.")
    } == names
    assert "from" in BESIDE
    with speaking("es"):
        assert name_criterion("site") == "órgano"
        assert "órgano “x”" in read_question({"site": ["x"]}).notes[0]


TRIAL = {
    "nct_id": RICH_ID, "title": "A study", "summary": "First.\n\n- One\n- Two", "interventions": ["Fakeumab"],
    "conditions": ["Carcinoid"], "sponsor": "Fake Hospital", "relevance": "net_specific", "treatments": ["surgery"],
    "matched": ["pancreas: tumors of the pancreas (title)", "net_specific: NET (condition)"],
    "inclusion": "- Age 18 or older", "exclusion": "- Pregnant", "eligibility": "Age 18 or older",
}  # fmt: skip
RENDERED = (render_summary, render_why_here, render_criteria, render_tested)


@pytest.mark.parametrize("render", RENDERED)
def test_text_of_the_registry_is_marked_as_english_on_a_spanish_page_alone(
    render: Callable[[dict[str, object]], str],
) -> None:
    assert "lang=" not in render(TRIAL)
    with speaking("es"):
        spanish = render(TRIAL)
    unmarked = re.sub(r"<(\w+)[^>]* lang=\"en\"[^>]*>.*?</\1>", "", spanish)
    assert 'lang="en"' in spanish
    for words in ("First.", "Fakeumab", "Carcinoid", "tumors of the pancreas", "18 or older", "Pregnant"):
        assert words not in unmarked


def test_an_english_page_is_not_changed_by_any_mark() -> None:
    html = "<p>“Fake” words</p>"
    assert mark_registry(html) == mark_quoted(html) == html
    assert say_with_record("print.words", "words", "a < b") == say("print.words", words="a &lt; b")


@given(TEXTS)
def test_quoted_words_are_escaped_and_stay_whole(words: str) -> None:
    with speaking("es"):
        said = say_with_record("print.words", "words", f"<b>{words}")
    assert "<b>" not in said
    assert said.count("<span") == said.count("</span>") == 1


def test_what_a_link_came_to_is_said_in_the_words_of_the_page() -> None:
    for status in ("moved", "gone", "blocked", "forbidden_to_robots", "unreachable", "not_checked", "odd_status"):
        row = {"link_status": status, "checked_at": "2026-11-20T03:00:00Z", "last_alive": "2026-11-19"}
        said = re.sub(r"\b2026-11-(\d\d)\b", lambda day: f"November {day[1]}, 2026", say_link(row))
        assert write_link(row) == said
    with speaking("es"):
        assert write_link({"link_status": "gone"}) == "El enlace ya no funciona (nunca lo vimos funcionar)."


def test_a_description_of_ours_is_translated_and_one_of_a_register_is_marked() -> None:
    listed = load_resource_list()[0]
    ours = {"resource_id": listed.id, "description": listed.description, "title": "Page", "language": "en, es"}
    other = {"resource_id": "fake-1", "description": "Tells of things.", "title": "Page"}
    with speaking("es"):
        translated = load_resource_list()[0].description
        card = render_resource(ours, tell_unchecked=True)
        assert f"<p>{translated}</p>" in card
        assert "inglés, español" in card
        assert '<span lang="en">Tells of things.</span>' in render_resource(other, tell_unchecked=True)
    assert "English, Spanish" in render_resource(ours, tell_unchecked=True)


def test_a_source_is_told_in_the_language_of_the_page_and_declared_in_english() -> None:
    source = next(source for source in load_sources().values() if source.warning)
    english = list_warnings([source.name])
    with speaking("es"):
        spanish = list_warnings([source.name])
        assert load_sources()[source.name].warning == source.warning
        assert write_title(load_sources()["starter_centers"]) == "Lista de centros"
    assert english == [f"{source.title}: {source.warning}"]
    assert spanish[0] not in english


def test_a_code_that_is_missing_is_not_stated_in_every_language() -> None:
    assert load_wording().label("status", "") == "Not stated"
    with speaking("es"):
        assert load_wording().label("status", "") == "No se indica"


def test_a_spanish_trial_page_says_that_the_record_is_english(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NET_FINDER_HOME", str(home))
    load_settings.cache_clear()
    for code in ("es", "en"):
        harness = AppTest.from_function(run_trial, default_timeout=60)
        harness.query_params["nct"], harness.query_params["lang"] = RICH_ID, code
        html = html_of(harness.run())
        assert (in_spanish("trial.in_english") in html) is ('<h1 class="nf-title" lang="en">' in html) is (code == "es")
        assert say("trial.in_english") not in html


def run_trial() -> None:
    from dashboard.language import choose_language
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.trial import show_trial

    choose_language()
    with tell_trouble():
        show_trial()
