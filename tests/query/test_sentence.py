"""The line of a record around a few of its words: the right one, whole words, and never without end."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.query.sentence import find_sentence

TRIAL = {
    "title": "A fake study of fakeotide",
    "official_title": "A longer name: fakeotide for NETs of the lung",
    "conditions": ["Carcinoid Tumor", "Lung NETWORK", "Lung NET"],
    "inclusion": "* At least 18 years old\n* Well differentiated\n  NET, grade 1 or 2\n3. PRRT is allowed",
    "exclusion": "- Prior   PRRT at any\ttime\n- PRRTX in trials",
    "eligibility": "Must be fake.\nMust have had PRRT.",
}
LONG = f"{'before ' * 100}the PRRT words {'after ' * 100}"


@pytest.mark.parametrize(
    ("quote", "field", "sentence"),
    [
        ("fakeotide", "title", "A fake study of fakeotide"),
        ("NETs of the lung", "title", "A longer name: fakeotide for NETs of the lung"),
        ("Lung NET", "condition", "Lung NET"),
        ("PRRT", "exclusion", "Prior PRRT at any time"),
        ("PRRTX", "exclusion", "PRRTX in trials"),
        ("prrt AT any", "exclusion", "Prior PRRT at any time"),
        ("PRRT", "inclusion", "PRRT is allowed"),
        ("Well differentiated NET", "inclusion", "Well differentiated NET, grade 1 or 2"),
        ("Must have", "exclusion", "Must have had PRRT."),
        ("nowhere to be found", "inclusion", "nowhere to be found"),
        ("18 years and older", "ages", "18 years and older"),
        ("words of an arm", "arm", "words of an arm"),
        ("  ", "title", ""),
    ],
)
def test_the_line_that_holds_the_words(quote: str, field: str, sentence: str) -> None:
    assert find_sentence(TRIAL, quote, field) == sentence


def test_a_long_line_is_cut_at_whole_words_and_says_so() -> None:
    told = find_sentence({"inclusion": LONG}, "the PRRT words", "inclusion")
    assert told.startswith("… before")
    assert told.endswith("after …")
    assert "the PRRT words" in told
    assert len(told) <= 310
    assert set(told.split()) == {"…", "before", "the", "PRRT", "words", "after"}


def test_a_text_without_end_is_not_read_without_end() -> None:
    assert len(find_sentence({"inclusion": "PRRT" * 500_000}, "RRT", "inclusion")) < 400
    assert find_sentence({"inclusion": f"{'x ' * 1_000_000}PRRT"}, "PRRT", "inclusion") == "PRRT"


@given(
    st.dictionaries(
        st.sampled_from([*TRIAL, "summary"]), st.none() | st.text() | st.integers() | st.lists(st.none() | st.text())
    ),
    st.text(),
    st.sampled_from(["title", "condition", "inclusion", "exclusion", "summary", "sites", "odd"]),
)
@settings(max_examples=300, deadline=None)
def test_no_record_raises_and_the_answer_is_one_line(trial: dict[str, Any], quote: str, field: str) -> None:
    told = find_sentence(trial, quote, field)
    assert len(told.splitlines()) <= 1
    assert len(told) <= max(310, len(quote) + 10)
    assert bool(told) == bool(quote.split())


@given(st.text(alphabet="ab cd", min_size=700, max_size=900), st.integers(0, 690), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_what_is_shown_is_a_piece_of_the_line_with_the_words_in_it(line: str, start: int, length: int) -> None:
    flat = " ".join(line.split())
    quote = flat[start : start + length].strip()
    if quote:
        told = find_sentence({"inclusion": line}, quote, "inclusion")
        assert " ".join(quote.split()) in told
        assert told.strip("… ") in flat
