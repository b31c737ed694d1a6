"""Cheap looks that spare most texts a search: none may miss what the search itself would find."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.classify.design import read_random
from finder.normalize.classify.entry_lines import is_of_one_group
from finder.normalize.classify.passages import Passage
from finder.normalize.classify.proliferation import _INDEX, _INDEX_WORDS, _MITOSES, _MITOSES_WORD, list_indexes
from finder.vocabulary.phrases import fold_text

WORDS = ["Ki-67", "KI 67", "ki67", "MIB-1", "Mitotic rate", "proliferative INDEX", "of", "<", "less than", "20", "%",
         "mitosis", "Mitoses", "\u017f", "\u0131", "\u212a", "i"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_each_share_of_dividing_cells_has_one_of_the_words(text: str) -> None:
    folded = fold_text(text)
    assert all(any(word in found[0].lower() for word in _INDEX_WORDS) for found in _INDEX.finditer(folded))
    assert all(_MITOSES_WORD in found[0].lower() for found in _MITOSES.finditer(folded))


def test_shares_of_dividing_cells_are_read_in_any_letters() -> None:
    for text in ("KI-67 < 20 %", "MIB-1 <20%", "MITOTIC RATE below 20", "Proliferation index < 20", "< 20 MITOSES"):
        assert [index.most for index in list_indexes(Passage("inclusion", text))] == [20.0], text


@pytest.mark.parametrize(("text", "said"), [("RANDOMIZED", True), ("a non-Randomised trial", False), ("at hand", None)])
def test_chance_is_read_in_any_letters(text: str, said: bool | None) -> None:
    assert read_random("", ["A title"], [text])[0] is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no diabetes (cohort A)", True),
        ("fasting In the group 1b", True),
        ("needed FOR ARM B", True),
        ("within cohort A", False),
        ("before group A", False),
        ("in cohort a", False),
        ("no diabetes in the study", False),
    ],
)
def test_groups_are_named_after_a_word_for_a_place(text: str, said: bool) -> None:
    assert is_of_one_group(text) is said
