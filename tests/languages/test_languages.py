"""Speaking a language: found by its file, English where it says nothing, and a broken file is told."""

import threading
from pathlib import Path

import pytest
from languages.speaking import languages_in, speaking

from dashboard.words import load_words, say
from finder.errors import DeclarationError
from finder.languages import list_languages, speak, spoken, translate, translate_text
from finder.places import find_country_code, say_country

FILE = "dashboard/words.toml"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
DECLARED = {"a": {"one": "One thing", "two": "Two things", "three": "Three things"}}


def write_entry(name: str, english: str, other: str, mark: str = "") -> str:
    return f'{mark}msgctxt "words.a.{name}"\nmsgid "{english}"\nmsgstr "{other}"\n\n'


def test_a_new_language_is_there_when_its_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "de.po").write_text(HEAD + write_entry("one", "One thing", "Eine Sache"), "utf-8")
    (tmp_path / "notes.txt").write_text("no language")
    with languages_in(tmp_path, monkeypatch):
        assert list_languages() == {"en": "English", "de": "Deutsch"}
        speak("de")
        assert translate(DECLARED, FILE) == {"a": {**DECLARED["a"], "one": "Eine Sache"}}
    assert "de" not in list_languages()


def test_what_is_missing_empty_fuzzy_or_of_another_text_stays_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        write_entry("one", "One thing", ""),
        write_entry("two", "Two things", "Zwei Sachen", mark="#, fuzzy\n"),
        write_entry("three", "Three old things", "Drei alte Sachen"),
    ]
    (tmp_path / "de.po").write_text(HEAD + "".join(entries), "utf-8")
    with languages_in(tmp_path, monkeypatch):
        speak("de")
        assert translate(DECLARED, FILE) == DECLARED
        assert translate_text(FILE, "a.two", "Two things") == "Two things"


@pytest.mark.parametrize("broken", [b"\xff\xfe no text", b"no entry at all"])
def test_a_broken_file_is_told_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bytes) -> None:
    (tmp_path / "de.po").write_bytes(broken)
    with languages_in(tmp_path, monkeypatch):
        speak("de")
        with pytest.raises(DeclarationError, match=r"finder/languages/de\.po") as told:
            translate(DECLARED, FILE)
        assert told.value.remedy


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="'xx' is none of en, es"):
        speak("xx")
    assert spoken() == "en"


def test_a_language_is_spoken_in_its_own_thread_alone() -> None:
    heard = []
    with speaking("es"):
        thread = threading.Thread(target=lambda: heard.append((spoken(), say("filter.site"))))
        thread.start()
        thread.join()
        assert spoken() == "es"
        own = say("filter.site")
    assert heard == [("en", say("filter.site"))]
    assert own != say("filter.site")


def test_both_languages_stay_loaded_side_by_side() -> None:
    english = load_words()
    with speaking("es"):
        spanish = load_words()
        assert load_words() is spanish
    assert load_words() is english
    assert set(english) == set(spanish)


def test_countries_are_said_and_understood_in_spanish() -> None:
    with speaking("es"):
        assert [say_country(name) for name in ("Germany", "US", "Nowhere")] == ["Alemania", "Estados Unidos", "Nowhere"]
    assert say_country("DE") == "Germany"
    assert find_country_code("Alemania") == find_country_code("Germany") == "DE"
