"""Passages that are read together give what each gives alone."""

import gc
import re
import weakref
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.classify.passages import READ_SUBJECTS, Passage, read_record, split_sentences
from finder.vocabulary.phrases import fold_text

PIECES = [
    "neuroendocrine", "tumor", "Carcinoma,", "carcinoid", "NET", "pancreatic", "liver metastases", "other than",
    "grade", "1", "prior", "PRRT", "history of", "MEN1", ";", ".", ",", "\n", "* ", " * ", "(", "-", "\u2011",
    "\u0301", "\u00e9", "\u2265", "e\u0301", "\u0338", "G1", "; T", ". A",
]  # fmt: skip
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
records = st.fixed_dictionaries(
    {name: st.lists(texts, max_size=3) for name in ("conditions", "keywords", "arms_text")}
    | dict.fromkeys(("title", "acronym", "summary", "description", "inclusion", "exclusion"), texts)
)


def list_hits(passage: Passage) -> list[Any]:
    return sorted((hit.start, hit.end, hit.concept.subject, hit.concept.id, hit.kind) for hit in passage.hits)


@settings(max_examples=150, deadline=None)
@given(records)
def test_passages_of_a_record_read_like_each_alone(row: dict[str, Any]) -> None:
    record = read_record(row)
    for passage in record.passages:
        alone = Passage(passage.field, passage.text)
        assert passage.folded == fold_text(passage.text)
        assert passage == alone
        for subject in READ_SUBJECTS:
            assert passage.find(subject) == alone.find(subject)
        assert list_hits(passage) == list_hits(alone)


@settings(max_examples=80, deadline=None)
@given(records)
def test_passages_with_a_hit_are_those_that_find_one(row: dict[str, Any]) -> None:
    record = read_record(row)
    for subject in READ_SUBJECTS:
        assert list(record.having(subject)) == [p for p in record.passages if p.find(subject)]
        assert list(record.find(subject)) == [(p, hit) for p in record.passages for hit in p.find(subject)]
    assert list(record.having("scope", "exclusion", "title")) == [
        p for p in record.of("title", "exclusion") if p.find("scope")
    ]


def test_a_phrase_never_reaches_into_the_next_passage() -> None:
    record = read_record({"conditions": ["Carotid body", "Tumor"], "title": "Carcinoma", "exclusion": "Small\nbowel"})
    assert not [hit for subject in ("scope", "tumor_sites") for hit in record.find(subject)]


def test_a_record_that_is_read_leaves_nothing_to_the_garbage_collector() -> None:
    record = read_record({"title": "Insulinoma", "inclusion": "NET of the liver"})
    left = [weakref.ref(passage) for passage in record.of("title", "inclusion") if passage.find("scope")]
    gc.disable()
    try:
        del record
        assert [passage() for passage in left] == [None, None]
    finally:
        gc.enable()


def test_a_field_that_nobody_asks_for_is_not_read() -> None:
    record = read_record({"title": "Insulinoma", "description": "x"})
    asked: list[str] = []
    watched = {name: lambda name=name, read=read: asked.append(name) or read() for name, read in record.texts.items()}
    record = type(record)(watched, (), {})
    assert [passage.field for passage in record.having("scope", "title")] == ["title"]
    assert "description" not in asked
    assert "exclusion" not in asked


def test_records_that_name_no_tumor_are_not_cut_into_sentences() -> None:
    row = {
        "title": "Asthma",
        "summary": "Whether it is necessary.",
        "inclusion": "Asthma\nsmall cell",
        "exclusion": "x",
    }
    asked = list_fields_cut(row)
    assert not asked & {"summary", "inclusion", "exclusion"}
    assert "exclusion" in list_fields_cut({**row, "exclusion": "no carcinoid"})


def list_fields_cut(row: dict[str, Any]) -> set[str]:
    """The fields that are read where somebody asks for tumors in all of them."""
    record = read_record(row)
    asked: set[str] = set()
    watched = {name: lambda name=name, read=read: asked.add(name) or read() for name, read in record.texts.items()}
    watched_record = type(record)(watched, (), {}, record.uncut)
    list(watched_record.having("scope", "title", "summary", "inclusion", "exclusion"))
    return asked


@pytest.mark.parametrize("field", ["summary", "inclusion", "exclusion"])
@pytest.mark.parametrize(
    "before", ["", "x" * 2000, "x " * 1200, "\u2265 1.\n\u0301\n* ", "ABC;\n", "\u03b2-", "\u00e9 ("]
)
def test_tumors_are_found_wherever_a_text_is_cut(field: str, before: str) -> None:
    record = read_record({"title": "Asthma", field: f"{before}carcinoid tumors, other than those"})
    assert [passage.field for passage in record.having("scope")] == [field]


SENTENCE_END = re.compile(r"\n+|(?:(?<=[a-z)\]0-9])|(?<=[A-Z]{2}))[.;]\s+(?=[A-Z(\[*\d-])|;\s+|\s[*•]\s+")


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="aA1.;)(*•- \n\t\u00a0", max_size=30))
def test_sentences_end_where_the_short_rule_says(text: str) -> None:
    assert split_sentences(text) == [piece.strip() for piece in SENTENCE_END.split(text) if piece.strip()]


@pytest.mark.parametrize("text", ["", " ", "\n", "x" * 5000, "a b " * 2000])
def test_long_texts_are_cut_and_nothing_is_lost(text: str) -> None:
    pieces = split_sentences(text)
    assert all(len(piece) <= 2001 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
