"""Questions to ask: short, plain, with a reason where it is not for every trial, and only conditions that exist."""

import pytest
from vocabulary.test_wording import HARDEST_GRADE, measure_grade, split_sentences

from finder.errors import DeclarationError
from finder.vocabulary.questions import load_questions, parse_questions

QUESTIONS = load_questions().question
SOUND = """
far_km = 100
general_at_least = 1
[[question]]
id = "placebo"
text = "Could I get a placebo?"
why = "The record names a placebo."
when = { has_placebo = ["true"] }
[[question]]
id = "known"
text = "What is known so far?"
"""


def test_every_sentence_reads_at_grade_eight_or_below() -> None:
    sentences = [part for question in QUESTIONS for part in split_sentences(f"{question.text} {question.why}")]
    assert len(sentences) > 60
    assert {text: grade for text in sentences if (grade := measure_grade(text)) > HARDEST_GRADE} == {}


def test_a_question_has_a_dozen_words_at_most_and_american_spelling() -> None:
    assert [question.text for question in QUESTIONS if len(question.text.split()) > 12] == []
    said = " ".join(f"{question.text} {question.why}" for question in QUESTIONS).casefold()
    assert [word for word in ("tumour", "centre", "randomis", "programme", "whilst") if word in said] == []


def test_no_reason_advises_or_promises() -> None:
    said = " ".join(f"{question.text} {question.why}" for question in QUESTIONS).casefold()
    words = ("should", "benefit", "cure", "best", "hope", "survival", "recommend", "promising")
    assert [word for word in words if word in said] == []


def test_each_subject_that_people_ask_about_has_a_question() -> None:
    asked = {name for question in QUESTIONS for name in question.when}
    assert asked >= {
        "stale", "status", "study_type", "randomized", "has_placebo", "masking", "phases", "prior_prrt", "sstr",
        "grades", "stage", "line_of_therapy", "relevance", "treatments", "distance",
    }  # fmt: skip
    assert {question.id for question in QUESTIONS if not question.when} >= {
        "known", "visits", "cost", "travel_paid", "stop",
    }  # fmt: skip


@pytest.mark.parametrize("column", ["prior_prrt", "sstr", "stage", "line_of_therapy"])
def test_silence_of_a_record_leads_to_its_own_question(column: str) -> None:
    open_questions = [question for question in QUESTIONS if question.when.get(column) == ("not_stated",)]
    assert len(open_questions) == 1
    assert "does not say" in open_questions[0].why


def test_a_sound_file_is_read() -> None:
    assert [question.id for question in parse_questions(SOUND).question] == ["placebo", "known"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("far_km = [", "questions.toml"),
        ("", "far_km"),
        (SOUND.replace("far_km = 100", "far_km = 0"), "far_km"),
        (SOUND.replace("has_placebo", "has_placebos"), "has_placebos"),
        (SOUND.replace('["true"]', '["yes"]'), "'yes'"),
        (SOUND.replace('["true"]', "[]"), "when"),
        (SOUND.replace('has_placebo = ["true"]', 'distance = ["near"]'), "'near'"),
        (SOUND.replace('has_placebo = ["true"]', 'title = ["x"]'), "'x'"),
        (SOUND.replace('why = "The record names a placebo."', ""), "placebo needs both"),
        (SOUND.replace("so far?", "so far."), "text"),
        (SOUND.replace("so far?", f"{'so ' * 30}far?"), "text"),
        (SOUND.replace('"known"', '"placebo"'), "twice"),
        (SOUND.replace("when =", "wen ="), "wen"),
        (SOUND.replace("What is known so far?", "Could I get a placebo?"), "twice"),
    ],
)
def test_a_broken_file_is_refused_and_the_place_is_named(text: str, named: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        parse_questions(text)
    assert named in str(failure.value)
    assert failure.value.remedy
