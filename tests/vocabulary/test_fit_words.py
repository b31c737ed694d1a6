"""The sentences of the check "could this fit?": plain, complete, and refused where they could not be filled."""

import re
from pathlib import Path

import pytest
from vocabulary.test_wording import HARDEST_GRADE, measure_grade, split_sentences

import finder
from finder.errors import DeclarationError
from finder.places import list_country_names
from finder.query.person import GRADES, QUESTIONS, SITES
from finder.vocabulary.fit import load_fit, parse_fit

FILE = Path(finder.__file__).parent / "vocabulary" / "fit.toml"
RULES = Path(finder.__file__).parent / "query"


def list_sentences() -> dict[str, str]:
    texts = load_fit().model_dump(exclude={"with_article", "names"})
    return {f"{group}.{name}": text for group, told in texts.items() for name, text in told.items()}


def test_every_sentence_reads_at_grade_eight_or_below() -> None:
    parts = [part for text in list_sentences().values() for part in split_sentences(text) if len(part.split()) > 3]
    assert len(parts) > 50
    assert {part: measure_grade(part) for part in parts if measure_grade(part) > HARDEST_GRADE} == {}


def test_every_question_has_a_name_and_says_when_the_record_is_silent() -> None:
    for question in QUESTIONS:
        assert getattr(load_fit().questions, question)
        assert load_fit().sentence(question, "missing").endswith("Ask the team.")


def test_no_sentence_is_idle() -> None:
    code = "".join(file.read_text("utf-8") for file in RULES.glob("fit*.py"))
    said = set(re.findall(r'"(\w+)"', code))
    made_up = re.compile(r"(had|none|positive|negative)_(required|allowed|excluded)")
    cases = {case for question in QUESTIONS for case in getattr(load_fit(), question).model_dump()}
    assert {case for case in cases - said if not made_up.fullmatch(case)} == set()


def test_countries_with_an_article_are_countries() -> None:
    assert set(load_fit().with_article) <= set(list_country_names())
    assert load_fit().name_in_sentence("Netherlands") == "the Netherlands"
    assert load_fit().name_in_sentence("France") == "France"


def test_names_are_of_values_that_there_are() -> None:
    assert set(load_fit().names["grade"]) == set(GRADES)
    assert set(SITES) - set(load_fit().names["site"]) == {"gep", "unknown_primary", "other"}
    for values in load_fit().names.values():
        assert all(len(set(names)) == len(names) for names in values.values())


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[age]", "[age", "fit.toml"),
        ('young = "The record takes older people only."\n', "", "young"),
        ("[sex]\n", '[sex]\nextra = "More words."\n', "extra"),
        ('g1 = ["g1"', 'g1 = ["G1."', "names.grade.g1"),
        ("people of this age", "people of {name}", "name"),
        ("a place in {country} that plans", "a place in {country that plans", "fit.toml"),
    ],
)
def test_a_broken_file_is_refused_and_the_place_is_named(old: str, new: str, named: str) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(DeclarationError) as failure:
        parse_fit(text.replace(old, new))
    assert named in str(failure.value)
    assert failure.value.remedy
