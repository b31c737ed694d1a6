"""Which parts of a declaration are texts: all that texts.toml names is there, and nothing else is ever changed."""

import tomllib
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from languages.speaking import ROOT

from finder.languages.catalog import list_declarations
from finder.languages.texts import list_texts, load_text_places, place_of, replace_texts

FILE = "dashboard/questions.toml"
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.sampled_from(["title", "id"]), inner),
    max_leaves=12,
)
DECLARED = st.dictionaries(NAMES | st.just("title"), VALUES, max_size=4)


@pytest.mark.parametrize("pattern", load_text_places())
def test_every_pattern_of_a_file_and_of_a_place_finds_a_text(pattern: str) -> None:
    files = [file for file in list_declarations(ROOT) if fnmatchcase(file, pattern)]
    assert files
    found = [place for file in files for place, _ in list_texts(tomllib.loads((ROOT / file).read_text("utf-8")), file)]
    missed = [
        place
        for place in load_text_places()[pattern]
        if not any(fnmatchcase(name, place_of(file, place)) for file in files for name in found)
    ]
    assert missed == []


def test_no_file_is_named_by_two_patterns() -> None:
    files = list_declarations(ROOT)
    assert len(files) > 30
    assert [f for f in files if sum(fnmatchcase(f, pattern) for pattern in load_text_places()) != 1] == []


@given(DECLARED)
def test_a_declaration_keeps_its_shape_and_all_that_is_no_text(declared: dict[str, Any]) -> None:
    seen: list[str] = []
    replaced = replace_texts(declared, FILE, lambda place, text: seen.append(place) or f"«{text}»")
    assert shape(replaced) == shape(declared)
    texts, before = leaves(replaced), leaves(declared)
    changed = [(old, new) for old, new in zip(before, texts, strict=True) if old != new]
    assert all(new == f"«{old}»" for old, new in changed)
    assert len(changed) == len(seen)
    assert all(place.startswith("questions.") and place.endswith(".title") for place in seen)


@given(DECLARED)
def test_texts_that_are_replaced_by_themselves_change_nothing(declared: dict[str, Any]) -> None:
    assert replace_texts(declared, FILE, lambda place, text: text) == declared
    assert replace_texts(declared, "no/such.toml", lambda place, text: "changed") == declared


def test_a_number_is_no_text_and_neither_is_nothing() -> None:
    declared = {"a": {"title": "7.1"}, "b": {"title": ""}, "c": {"title": "1 in 4"}}
    assert list(list_texts(declared, FILE)) == [("questions.c.title", "1 in 4")]


def test_a_place_is_named_by_its_row_and_not_by_its_number() -> None:
    rows = [{"term": "PRRT", "meaning": "A."}, {"term": "a.b[*]", "meaning": "B."}]
    places = [place for place, _ in list_texts({"term": rows}, "finder/vocabulary/glossary.toml")]
    assert places == [
        "glossary.term.PRRT.term", "glossary.term.PRRT.meaning", "glossary.term.a-b---.term",
        "glossary.term.a-b---.meaning",
    ]  # fmt: skip
    assert next(list_texts({"term": rows[::-1]}, "finder/vocabulary/glossary.toml"))[0] == places[2]


def shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: shape(below) for key, below in value.items()}
    return [shape(row) for row in value] if isinstance(value, list) else type(value)


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for below in value.values() for leaf in leaves(below)]
    return [leaf for row in value for leaf in leaves(row)] if isinstance(value, list) else [value]
