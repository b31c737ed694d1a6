"""Streamlit's own words: each is still one that it says, and a page in another language brings what to say instead."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from languages.speaking import speaking
from streamlit.file_util import get_static_dir

import dashboard.widget_words as widget_words
from dashboard.page_source import write_source
from dashboard.widget_words import WORDS_SCRIPT, list_widget_words, read_english, write_widget_words
from dashboard.words import load_words

#: What Streamlit puts together while it runs, by the parts that it has.
PUT_TOGETHER = {
    "apply": ("Press Enter to ", "apply"),
    "told_one": (" option", " available."),
    "told_some": (" options", " available."),
    "wrong": ("**Error**:",),
    "wrong_between": ("Number is outside the allowed range. Please enter a value between ${",),
    "wrong_between_told": ("`Error: ${", "Number is outside the allowed range. Please enter a value between ${"),
    "wrong_day": ("`**Error**: Date set outside allowed range. Please select a date between ${",),
    "wrong_day_told": (
        "`**Error**: Date set outside allowed range. Please select a date between ${",
        ".replaceAll(`**`",
    ),
    "day_choose_month": ('"aria-label":`Choose date`',),
    "day_year": ("year:`year`",),
    "day_month": ("month:`month`",),
    "day_day": ("day:`day`",),
    "day_number": (" – ",),
    "facts_often": ("`Top values frequency chart`",),
    "no_page_more": ("The page that you have requested does not seem to exist", ". Running the app's main page."),
    "film_press": ("Press `",),
    "film_stop_by": ("` any time to stop recording.",),
    "day_selected": ("Selected Date: ",),
    "table_found_one": (" result",),
    "table_found": (" result",),
    "table_found_this_one": (" of ", " result"),
    "table_found_this": (" of ", " result"),
    "table_found_many": ("over 1000",),
    "table_found_this_of_many": ("over 1000", " of "),
}
#: Words that the browser gives to Streamlit, for it has them in every language.
OF_THE_BROWSER = tuple(f"month_{number}" for number in range(1, 13))
_BLANK = re.compile(r"\{\w+\}")


class _Reader(HTMLParser):
    """The scripts of a page in their order: type, address and text."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.scripts.append((dict(attrs).get("type") or "", dict(attrs).get("src") or "", ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] = (*self.scripts[-1][:2], data.strip())


def read_scripts(page: str) -> list[tuple[str, str, str]]:
    reader = _Reader()
    reader.feed(page)
    return reader.scripts


@cache
def read_built() -> str:
    """All that Streamlit's pages are built of."""
    built = sorted((Path(get_static_dir()) / "static" / "js").glob("*.js"))
    return "\n".join(file.read_text("utf-8") for file in built)


def is_built_in(name: str, english: str, built: str) -> bool:
    """Whether Streamlit still has these words: one with blanks as such a text too."""
    if name in PUT_TOGETHER:
        return all(part in built for part in PUT_TOGETHER[name])
    if not _BLANK.search(english):
        return any(f"{quote}{english}{quote}" in built for quote in "`\"'")
    return re.search(r"\$\{[^{}]*\}".join(map(re.escape, _BLANK.split(english))), built) is not None


@pytest.mark.parametrize("name", sorted(set(read_english()) - set(OF_THE_BROWSER)))
def test_streamlit_still_says_it(name: str) -> None:
    assert is_built_in(name, read_english()[name], read_built()), "look what it says now, and in which places"


def test_words_that_changed_are_found() -> None:
    assert not is_built_in("clear_all", "Clear everything", read_built())
    assert not is_built_in("page_number", "Leaf {n}", read_built())


def test_what_is_put_together_is_among_the_words() -> None:
    assert {*PUT_TOGETHER, *OF_THE_BROWSER} <= set(read_english())


def test_every_word_has_its_place() -> None:
    said = list_widget_words()
    assert said["choices"]["Select all"] == "Select all"
    assert said["months"]["May"] == "May"
    assert said["words"]["Main menu"] == "Main menu"
    assert {english for words in said.values() for english in words} == set(read_english().values())


def test_what_is_said_in_spanish_is_not_taken_for_english_again() -> None:
    with speaking("es"):
        said = list_widget_words()
    words = {**said["words"], **said["choices"]}
    for spanish in [*words.values(), *said["months"].values()]:
        filled = _BLANK.sub("7", spanish)
        for english, other in words.items():
            pattern = re.escape(_BLANK.sub("\0", english)).replace("\0", ".+")
            assert not re.fullmatch(pattern, filled) or other == spanish, (spanish, english)


def test_each_word_that_stands_twice_is_said_in_one_way() -> None:
    with speaking("es"):
        said: dict[str, set[str]] = {}
        for name, english in read_english().items():
            said.setdefault(english, set()).add(load_words()[f"widget.{name}"])
    assert {english: ways for english, ways in said.items() if len(ways) > 1} == {}


def test_a_spanish_page_brings_its_words_before_streamlit_begins() -> None:
    scripts = read_scripts(write_source("es"))
    words = next(i for i, (kind, _, _) in enumerate(scripts) if kind == "application/json")
    ours = scripts.index(("module", WORDS_SCRIPT, ""))
    streamlit = next(i for i, (_, address, _) in enumerate(scripts) if "static/js/index" in address)
    assert words < ours < streamlit
    with speaking("es"):
        assert json.loads(scripts[words][2]) == list_widget_words()


def test_an_english_page_brings_none() -> None:
    assert WORDS_SCRIPT not in write_source("en")
    assert "application/json" not in write_source("en")


def test_a_spanish_page_has_no_more_that_runs_of_itself() -> None:
    """The policy of the page knows the scripts of Streamlit's page alone; words that are data are none."""
    run = {
        code: [text for kind, address, text in read_scripts(write_source(code)) if not address and "json" not in kind]
        for code in ("en", "es")
    }
    assert run["es"] == run["en"]


def test_words_cannot_leave_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "</script><img src=x onerror=alert(1)><!--"
    monkeypatch.setattr(widget_words, "load_words", lambda: {f"widget.{name}": hostile for name in read_english()})
    written = write_widget_words()
    assert written.count("<") == 4
    assert hostile in json.loads(read_scripts(written)[0][2])["words"].values()
