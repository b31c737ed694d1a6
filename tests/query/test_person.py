"""Answers as typed: read like the criteria of a search, and "unknown" is always one of them."""

import pytest

from finder.errors import QuestionError
from finder.query.person import QUESTIONS, Person, parse_person


def test_answers_are_read_as_a_search_reads_them() -> None:
    words = {
        "age": "61 years", "sex": "Female", "site": "Small intestine", "grade": "G2", "prrt": "Yes",
        "sstr": "POSITIVE", "country": "the Netherlands",
    }  # fmt: skip
    expected = Person(
        age=61, sex="female", site="small_intestine", grade="g2", prrt=True, sstr="positive", country="NL"
    )
    assert parse_person(words) == expected
    assert expected.answered == QUESTIONS


def test_no_is_an_answer() -> None:
    assert parse_person({"prrt": "no"}) == Person(prrt=False)
    assert Person(prrt=False, age=0).answered == ("age", "prrt")


@pytest.mark.parametrize("question", QUESTIONS)
def test_unknown_is_an_answer_to_every_question(question: str) -> None:
    assert parse_person({question: "Unknown"}) == Person() == parse_person({})


@pytest.mark.parametrize(
    ("question", "word", "named"),
    [
        ("age", "old", "130"),
        ("sex", "any", "female, male"),
        ("site", "knee", "pancreas"),
        ("site", "any", "pancreas"),
        ("grade", "4", "g1, g2, g3, nec"),
        ("prrt", "perhaps", "yes, no, unknown"),
        ("sstr", "pos", "positive"),
        ("country", "Atlantis", "country"),
        ("grade", "", "value"),
        ("prrt", "x" * 5000, "characters"),
        ("colour", "red", "colour"),
    ],
)
def test_a_wrong_answer_is_refused_by_name(question: str, word: str, named: str) -> None:
    with pytest.raises(QuestionError) as refused:
        parse_person({question: word})
    said = f"{refused.value} {refused.value.remedy}"
    assert question in said
    assert named in said
