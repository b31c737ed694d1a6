import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.vocabulary.phrases import _fold_char, compile_phrase, compose_text, expand_inverted, fold_text


def reads(phrase: str, text: str) -> bool:
    folded = fold_text(text)
    forms = [compile_phrase(form) for form in expand_inverted(phrase)]
    starts = [m.start() for m in re.finditer(r"[^\W_]+", folded)]
    return any(f.pattern.match(folded, s) for f in forms for s in starts)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("neuro-endocrine tumor", "Neuroendocrine Tumours"),
        ("neuro-endocrine tumor", "neuro endocrine tumor"),
        ("neuro-endocrine tumor", "neuro\u2011endocrine tumor"),
        ("neuro-endocrine tumor", "NEURO\u2013ENDOCRINE\u00a0TUMORS"),
        ("neuro-endocrine carcinoma", "Carcinoma, Neuroendocrine"),
        ("merkel cell carcinoma", "Carcinoma, Merkel Cell"),
        ("neuro-endocrine ... tumor", "neuroendocrine (NE) tumors"),
        ("pheochromocytoma", "Phaeochromocytomata"),
        ("esophageal", "oesophageal"),
        ("esophageal", "o\u0308esophageal oesophageal"),
        ("cecum", "caecum"),
        ("metastasis", "metastases"),
        ("biopsy", "biopsies"),
        ("gastro-entero-pancreatic", "gastroenteropancreatic"),
        ("GEP-NET", "GEP\u2010NETs"),
        ("small/large cell", "large cell"),
        ("177-lu*", "177Lu-DOTATATE"),
        ("insulinoma", "Insuli\u0301noma"),
        ("cushing's disease", "Cushing\u2019s disease"),
    ],
)
def test_phrase_reads_every_spelling(phrase: str, text: str) -> None:
    assert reads(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("NET", "net benefit"),
        ("NET", "NETWORK"),
        ("colon", "colony"),
        ("rectal", "correctal"),
        ("lung", "lunge"),
        ("merkel cell carcinoma", "carcinoma of Merkel cell"),
        ("neuro-endocrine ... tumor", "neuroendocrine. Another tumor"),
        ("neuro-endocrine ... tumor", "neuroendocrine one two three four five tumor"),
        ("MEN1", "men1"),
    ],
)
def test_phrase_reads_no_more_than_it_says(phrase: str, text: str) -> None:
    assert not reads(phrase, text)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "...",
        "tumor ...",
        "a tumor",
        "*",
        "*ab",
        "*ab cd",
        "a/b tumor",
        "-",
        "CAR/*",
        "(cell) tumor",
        "\u03b2-cell tumor",
        "cell/+plus tumor",
    ],
)
def test_phrase_that_could_match_anything_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"must|begins"):
        compile_phrase(phrase)


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold_text(text)) == len(compose_text(text))


@given(st.one_of(st.text(), st.text(alphabet="a\u2264\u2265\u00d7 \u00e9`\t")))
def test_folding_folds_each_character(text: str) -> None:
    assert fold_text(text) == "".join(char if char == "\n" else _fold_char(char) for char in compose_text(text))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["neuroendocrine ", "neuro-", "neuroendocrine (", "tumor, ", "-", " ", "a-b "])
def test_no_text_makes_a_phrase_slow(unit: str) -> None:
    text = fold_text(unit * 4000)
    phrase = compile_phrase("neuro-endocrine ... tumor")
    matches = [phrase.pattern.match(text, start) for start in range(0, len(text), 7)]
    assert all(m is None or m.end() - m.start() < 300 for m in matches)
