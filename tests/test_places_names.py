"""How names of places are folded for comparison."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from finder.places import fold_name


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_a_name_without_accents_folds_like_the_same_name_with_one(text: str) -> None:
    accented = unicodedata.normalize("NFC", f"{text} e\u0301")
    assert fold_name(accented) == fold_name(f"{text} e")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)
