"""The glossary: complete, readable, with sources, and found in a text by whole words in linear work."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vocabulary.test_wording import HARDEST_GRADE, measure_grade, split_sentences

from finder.errors import DeclarationError
from finder.vocabulary.glossary import find_terms, load_glossary, parse_glossary

HOSTS = ("https://www.cancer.gov/", "https://medlineplus.gov/", "https://clinicaltrials.gov/")
TERM = """
[source.a]
name = "A source"
url = "https://example.org/words"
[[term]]
term = "arm"
kind = "trial"
source = "a"
meaning = "A group of people."
"""


def names_in(text: str) -> list[str]:
    return [term.term for term in find_terms(text)]


def test_the_words_that_people_meet_are_there() -> None:
    known = {term.term for term in load_glossary().terms}
    assert len(known) >= 60
    assert known >= {
        "PRRT", "somatostatin analog", "somatostatin receptor", "Ki-67", "grade", "well differentiated",
        "neuroendocrine carcinoma", "carcinoid syndrome", "DOTATATE PET", "pheochromocytoma", "MEN1", "randomized",
        "placebo", "arm", "phase", "masking", "eligibility", "inclusion", "exclusion", "informed consent",
        "principal investigator", "sponsor", "expanded access", "primary completion", "performance status",
        "metastasis", "unresectable", "progression-free survival", "biomarker",
    }  # fmt: skip


def test_every_term_has_one_or_two_sentences_and_a_public_health_source() -> None:
    for term in load_glossary().terms:
        assert 1 <= len(split_sentences(term.meaning)) <= 2, term.term
        assert term.source.url.startswith(HOSTS), term.term


def test_every_sentence_reads_at_grade_eight_or_below() -> None:
    sentences = [(term.term, part) for term in load_glossary().terms for part in split_sentences(term.meaning)]
    hard = {f"{name}: {text}": grade for name, text in sentences if (grade := measure_grade(text)) > HARDEST_GRADE}
    assert hard == {}


def test_every_spelling_of_every_term_finds_it() -> None:
    for term in load_glossary().terms:
        for spelling in (term.term, *term.also):
            assert find_terms(f"A ({spelling}).") == [term], spelling


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Neuroendocrine tumours and METASTASES", ["neuroendocrine tumor", "metastasis"]),
        ("neuro\u00adendocrine Phaeochromocytomas", ["pheochromocytoma"]),
        ("Randomised, double‑blind; biopsies", ["randomized", "masking", "biopsy"]),
        ("NETs at a net price, and a pet", ["neuroendocrine tumor"]),
        ("MEN-1, MEN 2A, but 3 men 1 day", ["MEN1", "MEN2"]),
        ("poorly differentiated neuroendocrine carcinomas", ["neuroendocrine carcinoma"]),
        ("non-small cell lung cancer", ["non-small cell lung cancer"]),
        ("non-functioning tumor", ["nonfunctional tumor"]),
        ("Phase III, then phase 1/2", ["phase"]),
        ("Quality. Of life", []),
        ("armed upgrades harmless phases", ["phase"]),
        ("", []),
    ],
)
def test_whole_words_plurals_and_spellings(text: str, found: list[str]) -> None:
    names = names_in(text)
    assert [name for name in names if name in found] == found
    assert set(names) <= {*found, "poorly differentiated"}


@given(st.text())
def test_any_text_gets_terms_that_are_named_once(text: str) -> None:
    names = names_in(text)
    assert len(names) == len(set(names))


def count_steps(text: str) -> int:
    """Lines of Python run while a text is searched: a measure of work without a clock."""
    steps = 0

    def watch(*_: object) -> object:
        nonlocal steps
        steps += 1
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        find_terms(text)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    "piece",
    [
        "x",
        " ",
        "a-",
        "phase ",
        "multiple endocrine neoplasia type ",
        "gastro-entero-pancreatic ",
        "\u0130\u00ad",
        "(((",
        "NET",
    ],
)
def test_work_grows_with_the_length_alone(piece: str) -> None:
    names_in(piece)
    small, large = (count_steps(piece * times) for times in (200, 2000))
    assert large <= 11 * small


def test_two_megabytes_are_searched() -> None:
    assert names_in("x" * 1_000_000 + " PRRT " + "phase " * 170_000) == ["PRRT", "phase"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("term = [", "glossary.toml"),
        ("", "terms"),
        (TERM.replace('source = "a"', 'source = "b"'), "'b'"),
        (TERM.replace("https", "http"), "url"),
        (TERM.replace("people.", "people"), "meaning"),
        (TERM.replace('kind = "trial"', 'kind = "thing"'), "kind"),
        (TERM.replace('kind = "trial"', 'kin = "trial"'), "kind"),
        (TERM + TERM.split("[[term]]")[1].join(["[[term]]", ""]).replace('"arm"', '"Arms"'), "share the spelling"),
        ("term = 5", "glossary.toml"),
        ("source = 5", "glossary.toml"),
    ],
)
def test_a_broken_file_is_refused_and_the_place_is_named(text: str, named: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        parse_glossary(text)
    assert named in str(failure.value)
    assert failure.value.remedy


def test_a_sound_file_is_read() -> None:
    assert parse_glossary(TERM).terms[0].source.name == "A source"
