"""The first sight of a page, in whatever is asked of it and whatever is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from e2e.fakes import RICH_ID, publish_fake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from starlette.datastructures import QueryParams
from way_pages import use_home

from dashboard import first_sight
from dashboard.first_sight import render_first_sight
from dashboard.page_source import read_source
from dashboard.words import say
from finder.query.criteria import NAMES
from finder.settings import Settings
from finder.store.gazetteer import open_gazetteer


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings(home=tmp_path_factory.mktemp("first_sight"))
    publish_fake(settings)
    open_gazetteer(settings).close()
    return settings.home


@pytest.fixture
def home(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    use_home(published, monkeypatch)
    yield published
    st.cache_resource.clear()


def test_the_page_that_is_sent_has_the_place_for_it() -> None:
    assert read_source().count('<div id="root">') == 1


@pytest.mark.usefixtures("home")
def test_the_list_says_what_is_shown_and_shows_it() -> None:
    told = render_first_sight("", QueryParams("status=any&near=Rochester, MN&page=2"), "en")
    assert "Measured from Rochester, Minnesota" in told
    assert told.count("<article") > 0
    assert told.count("<h1") == 1
    assert told != render_first_sight("", QueryParams("status=any&near=Rochester, MN"), "en")


@pytest.mark.usefixtures("home")
def test_what_was_not_understood_is_told_and_the_short_list_goes_along() -> None:
    told = render_first_sight("", QueryParams(f"site=nowhere&near=Nowhereville&keep={RICH_ID}&lang=en"), "en")
    assert say("place.unknown", place="Nowhereville") in told
    assert "nowhere" in told
    assert f'name="keep" value="{RICH_ID}"' in told
    assert 'name="lang" value="en"' in told


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("page", "query"),
    [("about", ""), ("nowhere", ""), ("", "here=48.1,11.6"), ("trial", "nct=here=1"), ("trial", "nct=NCT99999999")],
)
def test_a_page_without_one_and_a_position_have_none(page: str, query: str) -> None:
    assert render_first_sight(page, QueryParams(query), "en") == ""


def test_without_data_the_page_itself_tells(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(tmp_path, monkeypatch)
    assert render_first_sight("", QueryParams(""), "en") == ""
    use_home(home, monkeypatch)
    assert render_first_sight("", QueryParams(""), "en") != ""


@pytest.mark.usefixtures("home")
def test_a_fault_of_ours_costs_nobody_the_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(first_sight, "render_cards", lambda *_: 1 / 0)
    assert render_first_sight("", QueryParams("status=any"), "en") == ""
    assert "the first sight of a page failed" in caplog.text


texts = some.text(max_size=30) | some.sampled_from(["<script>", "5mi", RICH_ID])
names = some.sampled_from([*NAMES, "page", "keep", "nct", "lang", "from", "center", "odd"])


@pytest.mark.usefixtures("home")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    page=some.sampled_from(["", "trial"]),
    pairs=some.lists(
        some.tuples(names, some.text(max_size=30) | some.sampled_from(["<script>", "5mi", RICH_ID])), max_size=6
    ),
)
def test_no_address_breaks_it_or_gets_out_of_its_place(page: str, pairs: list[tuple[str, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_sight, "_log", None)  # a fault would be raised here
        told = render_first_sight(page, QueryParams(pairs), "en")
    assert "<script" not in told
    assert told == "" or told.startswith('<div id="nf-first">')
