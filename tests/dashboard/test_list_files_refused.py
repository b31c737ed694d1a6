"""Where there is no file, a sentence says why in the language of the person, and nothing looks like a file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import streamlit as st
from center_pages import make_outcomes, publish_world
from e2e.browser import Dashboard
from guide_pages import use_home
from served_files import Answer, ask, send, serve_lists

from dashboard.headers import list_headers
from dashboard.list_files import FILES
from dashboard.page_source import read_source
from dashboard.words import say
from finder.languages import ENGLISH, speak
from finder.outcome import Ending
from finder.settings import Settings, load_settings


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    yield from serve_lists(tmp_path_factory.mktemp("files"))


def check_refusal(answer: Answer) -> None:
    """A sentence and no file, with the headers of every answer."""
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-disposition" not in answer.headers
    assert "Traceback" not in answer.text
    for name, value in list_headers(read_source()).items():
        assert answer.headers[name.lower()] == value


@contextmanager
def put_aside(settings: Settings) -> Iterator[None]:
    """The lists of a server, away for a moment."""
    away = settings.home / "away"
    settings.snapshots.rename(away)
    try:
        yield
    finally:
        shutil.rmtree(settings.snapshots, ignore_errors=True)
        away.rename(settings.snapshots)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("trials.csv?colour=red&site=lung", "colour=red"),
        ("trials.csv?phase=2&phase=9", "phase=2, 9"),
        ("trials.csv?within=50mi", "within=50mi"),
        ("trials.csv?within=50mi&near=Boston,+MA&sort=size", "sort=size"),
        ("trials.csv?nct=NCT90000001", "nct=NCT90000001"),
        ("trials.csv?since=7", "since=7"),
        ("trials.csv?text=%3Cscript%3Ealert(1)%3C/script%3E&x=%3Cimg%3E", "x=<img>"),
        (f"trials.csv?{'&'.join(['site=lung'] * 41)}", "site=lung, lung, lung, lung, lung, lung,…"),
        (f"trials.csv?{quote('ä' * 500)}=1", f"{'ä' * 40}…"),
        ("news.csv?since=8", "since=8"),
        ("news.csv?since=", "since="),
        ("news.csv?since=7&since=30", "since=7, 30"),
        ("news.csv?sort=phase", "sort=phase"),
        ("centers.csv?kind=palace", "kind=palace"),
        ("people.csv?name=a&kind=expert", "kind=expert"),
        ("people.csv?id=x", "id=x"),
        ("staff-trials.csv?rows=person", "rows=person"),
        ("staff-trials.csv?rows=trial&rows=site", "rows=trial, site"),
        ("staff-trials.xlsx?col=nct_id&col=facility", "col=nct_id, facility"),
        ("staff-trials.xlsx?age=1&age=2", "age=1, 2"),
    ],
)
def test_a_part_that_cannot_be_read_is_named_and_there_is_no_file(served: Dashboard, path: str, part: str) -> None:
    answer = ask(served, path)
    assert (answer.status, answer.text) == (400, say("files.unread", part=part))
    check_refusal(answer)


@pytest.mark.parametrize("name", FILES)
def test_an_unknown_place_is_told(served: Dashboard, name: str) -> None:
    answer = ask(served, f"{name}?near=Qqqqzzzz")
    assert (answer.status, answer.text) == (400, say("place.unknown", place="Qqqqzzzz"))
    check_refusal(answer)


def test_places_to_choose_from_are_told(served: Dashboard) -> None:
    answer = ask(served, "trials.csv?near=Springfield")
    assert answer.status == 400
    assert answer.text.startswith(say("place.several", place="Springfield"))
    assert "Springfield, Illinois" in answer.text
    assert ask(served, "trials.csv?near=Texas").text == say("place.area", place="Texas")


@pytest.mark.parametrize(
    "name",
    ["", "none.csv", "trials.CSV", "trials", "trials.csv/", "a/trials.csv", "trials.xlsx", "<b>", "x" * 5000],
)
def test_any_other_file_is_not_there_in_plain_words(served: Dashboard, name: str) -> None:
    answer = ask(served, name)
    assert (answer.status, answer.text) == (404, say("files.unknown"))
    check_refusal(answer)


@pytest.mark.parametrize("name", ["../routes.py", "%2e%2e%2fplaces.sqlite", "trials.csv%00", "//host/trials.csv"])
def test_a_name_that_leads_elsewhere_gives_nothing(served: Dashboard, name: str) -> None:
    answer = ask(served, name)
    assert answer.status in (400, 404)
    assert "content-disposition" not in answer.headers
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("pairs", [5_000, 1])
def test_a_huge_question_is_answered_soon(served: Dashboard, pairs: int) -> None:
    for query in ("&".join(f"p{number}=1" for number in range(pairs)), "&".join(["site=lung"] * pairs)):
        began = datetime.now(UTC)
        answer = ask(served, f"trials.csv?{query}")
        assert answer.status in (200, 400)
        assert datetime.now(UTC) - began < timedelta(seconds=10)


def test_what_is_wrong_is_told_in_the_language_of_the_address_else_of_the_browser(served: Dashboard) -> None:
    english = say("files.unread", part="x=1")
    speak("es")
    try:
        spanish = say("files.unread", part="x=1")
    finally:
        speak(ENGLISH)
    assert spanish != english
    assert ask(served, "trials.csv?x=1&lang=es").text == spanish
    answer = ask(served, "trials.csv?x=1", **{"Accept-Language": "es-MX,es;q=0.9"})
    assert (answer.text, answer.headers["content-language"]) == (spanish, "es")
    assert ask(served, "trials.csv?x=1&lang=en", **{"Accept-Language": "es"}).text == english
    assert ask(served, "trials.csv?lang=es").body == ask(served, "trials.csv").body, "rows have no language"


@pytest.mark.parametrize("name", FILES)
def test_without_a_list_or_with_a_damaged_one_there_is_no_file(served: Dashboard, name: str) -> None:
    good = next(served.settings.snapshots.glob("*.sqlite")).read_bytes()
    with put_aside(served.settings):
        missing = ask(served, name)
        served.settings.snapshots.mkdir()
        damaged = []
        for number, content in enumerate((b"damaged", good[: len(good) // 2])):
            copy = served.settings.snapshots / f"finder-2099010{1 + number}T000000Z-{list(FILES).index(name):08}.sqlite"
            copy.write_bytes(content)
            (served.settings.snapshots / "current").write_text(copy.name)
            damaged.append(ask(served, name))
    assert (missing.status, missing.text) == (503, say("ready.no_data"))
    for answer in damaged:
        assert (answer.status, answer.text) == (503, say("ready.damaged"))
    for answer in (missing, *damaged):
        check_refusal(answer)
    assert ask(served, name).status == 200


def test_what_nobody_knows_is_no_empty_file(served: Dashboard) -> None:
    with put_aside(served.settings):
        publish_world(served.settings, centers=[], investigators=[], sources=make_outcomes(
            clinicaltrials_gov=Ending.UNAVAILABLE, starter_centers=Ending.UNAVAILABLE))  # fmt: skip
        answers = {name: ask(served, f"{name}.csv") for name in ("news", "centers", "people")}
    assert answers["news"].text == say("news.unknown")
    for name in ("centers", "people"):
        assert answers[name].text == say("cover.could_not_look", many=say(f"{name}.many"))
    for answer in answers.values():
        assert answer.status == 503
        check_refusal(answer)


def test_a_store_that_does_not_answer_is_told_without_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg", reason="the servers extra is not installed")
    # Nobody listens on the port of the old service `discard`.
    monkeypatch.setenv("NET_FINDER_STORE", "postgresql://somebody:hunter22@127.0.0.1:9/lists")
    use_home(tmp_path, monkeypatch)
    try:
        answer = send("trials.csv?site=lung")
    finally:
        load_settings.cache_clear()
        st.cache_resource.clear()
    assert (answer.status_code, answer.body.decode()) == (503, say("ready.away"))


def test_a_list_too_long_for_excel_says_so(served: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(served.home, monkeypatch)
    monkeypatch.setattr("finder.export.excel.MOST_ROWS", 5)
    answer = send("staff-trials.xlsx?status=any")
    assert (answer.status_code, answer.body.decode()) == (400, say("files.too_long"))
    assert send("staff-trials.csv?status=any").status_code == 200


def test_a_fault_of_the_program_is_logged_and_calm(
    served: Dashboard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    use_home(served.home, monkeypatch)
    monkeypatch.setattr("dashboard.list_files.write_csv", None)
    answer = send("trials.csv")
    assert (answer.status_code, answer.body.decode()) == (500, say("trouble.other_what"))
    assert "a file failed" in caplog.text
