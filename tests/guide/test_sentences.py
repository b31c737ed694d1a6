"""Every sentence of the guide: readable, American, about no single person, silent on how long people live."""

import re

import pytest
from guide.sentences import WRITTEN, grade_sentence, list_all_texts, list_sentences
from vocabulary.test_wording import HARDEST_GRADE

from finder.guide.facts import load_facts
from finder.vocabulary.glossary import SPELLINGS

PHONE = re.compile(r"\+\d[\d ().-]{6,}\d|\d{2,5}\)?(?:[ .-]\d{2,6}){2,}")
EMAIL = re.compile(r"\S@\S")
PERSON = re.compile(r"\b(?:Dr|Prof|Professor|MD|PhD|Mr|Mrs|Ms)\b|\bet al\b")
#: Two words with a capital side by side are a name, and these are names of places, groups, journals and things.
NO_PERSONS = {
    "New South", "South Wales", "New Zealand", "South Africa", "Los Angeles", "Current Oncology", "Oncology Reports",
    "United States", "NET Patient", "Patient Foundation", "Unicorn Foundation", "North America", "Medical News",
}  # fmt: skip


def find_surviving_shares(text: str) -> bool:
    """A share beside the word for living on, in one text."""
    return (
        "surviv" in text.casefold()
        and re.search(r"%|percent|per cent|\d+ (?:out )?(?:of|in) (?:10|100)\b", text) is not None
    )


def test_every_sentence_reads_at_grade_eight_or_below() -> None:
    sentences = list_sentences()
    assert len(sentences) > 300
    names = load_facts().names
    grades = {f"{place}: {text}": grade_sentence(text, names) for place, text in sentences}
    assert {text: grade for text, grade in grades.items() if grade > HARDEST_GRADE} == {}


def test_only_names_that_some_sentence_needs_are_counted_as_short() -> None:
    sentences = [text for _, text in list_sentences()]
    for name in load_facts().names:
        others = tuple(other for other in load_facts().names if other != name)
        assert any(grade_sentence(text, others) > HARDEST_GRADE for text in sentences), name


def test_sentences_are_spelled_as_americans_do() -> None:
    british = [old for old, _ in SPELLINGS] + ["centre", "colour", "behaviour", "diarrhoea", "programme"]
    found = [(place, text) for place, text in list_sentences() if any(word in text.casefold() for word in british)]
    assert found == []


def test_no_text_names_a_person_or_how_to_reach_one() -> None:
    for place, key, text in list_all_texts():
        assert not EMAIL.search(text), place
        if key not in {"url", "pmid"}:
            assert not PERSON.search(text), (place, text)
            assert not PHONE.search(text), (place, text)
        if key in WRITTEN:
            inside = re.sub(r"(?:^|(?<=[.?:] ))\w+", "", text)
            pairs = set(re.findall(r"\b[A-Z][A-Za-z]+ [A-Z][a-z]+\b", inside))
            assert pairs <= NO_PERSONS, (place, pairs)


def test_no_text_tells_what_share_of_people_lives_on() -> None:
    assert [place for place, _, text in list_all_texts() if find_surviving_shares(text)] == []


@pytest.mark.parametrize("text", ["Call +44 20 7946 0000", "(212) 555 0100", "212-555-0100", "a@example.org"])
def test_a_way_to_reach_a_person_would_be_found(text: str) -> None:
    assert PHONE.search(text) or EMAIL.search(text)


@pytest.mark.parametrize("text", ["Survival is 80%.", "90 of 100 people survive.", "70 percent survived 5 years"])
def test_such_a_share_would_be_found(text: str) -> None:
    assert find_surviving_shares(text)


def test_no_sentence_names_a_sum_of_money_or_a_share_of_functional_tumors() -> None:
    for place, text in list_sentences():
        assert not re.search(r"[$€£]|\bmillion\b", text), place
        assert not ("functional" in text and re.search(r"%|\d+ of (?:10|100)\b", text)), place
