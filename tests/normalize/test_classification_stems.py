"""The look for stems in many texts at once against the plain way, text by text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.normalize.classify.stems import Stems

STEMS = ("stage", "age", " mets", "disease-free", "m0")
texts = st.lists(st.one_of(st.text(max_size=12), st.sampled_from([*STEMS, "a", "\u00e9stage", "\n"])), max_size=8)


@given(texts)
def test_each_text_with_a_stem_is_told_once_and_in_order(given_texts: list[str]) -> None:
    having = [place for place, text in enumerate(given_texts) if any(stem in text for stem in STEMS)]
    assert Stems(STEMS).list_places(given_texts) == having
    assert [place for place, text in enumerate(given_texts) if Stems(STEMS).stand_in(text)] == having


@pytest.mark.parametrize("texts", [["sta", "ge"], ["disease", "-free"], ["STAGE"], ["st\u00e4ge"], [""], []])
def test_a_stem_reaches_over_no_border(texts: list[str]) -> None:
    assert Stems(STEMS[:1] + STEMS[3:]).list_places(texts) == []
