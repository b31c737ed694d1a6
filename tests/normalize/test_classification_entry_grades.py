"""Grades of the tumor that a record takes: each rule, and what only looks like it. All texts are made up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.classification import classify_trial
from finder.normalize.classify.grade_rules import STEMS
from finder.vocabulary.concepts import load_subjects
from finder.vocabulary.phrases import fold_text

GRADES = {"g1", "g2", "g3", "nec"}


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial({"title": "A study", "conditions": ["Neuroendocrine Tumors"], **fields})


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("inclusion", "Grade 1 or 2 neuroendocrine tumor", ["g1", "g2"]),
        ("inclusion", "NET G1/G2", ["g1", "g2"]),
        ("inclusion", "NET, G1-G3", ["g1", "g2", "g3"]),
        ("inclusion", "Grade I and II by the WHO classification", ["g1", "g2"]),
        ("inclusion", "Tumors of grade 1, 2 and 3 (WHO 2017)", ["g1", "g2", "g3"]),
        ("inclusion", "Grade (G) 1, G2 tumor", ["g1", "g2"]),
        ("inclusion", "Well differentiated tumor (G1, G2, or well-differentiated G3)", ["g1", "g2", "g3"]),
        ("inclusion", "Low or intermediate grade tumor", ["g1", "g2"]),
        ("inclusion", "Low-grade neuroendocrine tumor", ["g1"]),
        ("inclusion", "Well differentiated grade 3 NET", ["g3"]),
        ("title", "Drug X in Grade-2 and Grade-3 NET", ["g2", "g3"]),
        ("inclusion", "Neuroendocrine carcinoma G3", ["nec"]),
        ("inclusion", "Grade 3 neuroendocrine neoplasm (NET and NEC)", ["g3", "nec"]),
        ("inclusion", "Poorly differentiated neuroendocrine carcinoma", ["nec"]),
        ("inclusion", "Large cell or small cell neuroendocrine carcinoma", ["nec"]),
        ("title", "Drug X in High-Grade Neuroendocrine Neoplasms", ["g3", "nec"]),
        ("inclusion", "Neuroendocrine carcinoma of the colon", ["nec"]),
        ("inclusion", "Ki-67 index ≤ 20% of the tumor cells", ["g1", "g2"]),
        ("inclusion", "Ki-67 of 3-20%", ["g2"]),
        ("inclusion", "Ki67 < 3 %", ["g1"]),
        ("inclusion", "Ki-67 index of 20% or less", ["g1", "g2"]),
        ("inclusion", "Well differentiated NET with a Ki-67 of 21-55%", ["g3"]),
        ("inclusion", "Low (G1) or intermediate (G2) grade", ["g1", "g2"]),
        ("inclusion", "Grade I-II", ["g1", "g2"]),
        ("inclusion", "Ki-67 of 21-55%", []),
        ("inclusion", "Ki-67 index > 20%", []),
        ("summary", "The study takes grade 1 or grade 2 neuroendocrine tumors.", ["g1", "g2"]),
        ("inclusion", "Well differentiated neuroendocrine tumor", []),
        ("inclusion", "Well differentiated neuroendocrine carcinoma", []),
        ("inclusion", "Typical or atypical carcinoid", []),
        ("inclusion", "Ki-67 index is known", []),
        ("inclusion", "Side effects recovered to grade 1 or less", []),
        ("inclusion", "Neuropathy of grade 2 or less (CTCAE)", []),
        ("inclusion", "Krenning score of grade 2 or more in the tumor", []),
        ("inclusion", "NYHA grade 2 heart failure", []),
        ("inclusion", "Tumors of the GI tract", []),
        ("inclusion", "Tumors other than grade 3", []),
        ("inclusion", "Grade 3 tumors are not eligible", []),
        ("inclusion", "Low grade lymphoma", []),
        ("inclusion", "A drug that leads to arrest in G1", []),
        ("exclusion", "Grade 3 neuroendocrine tumor", []),
        ("exclusion", "Poorly differentiated neuroendocrine carcinoma", []),
        ("inclusion", "Ki-67 index max 20 %", ["g1", "g2"]),
        (
            "inclusion",
            "Neuroendocrine tumor of the jejunum, the ileum or the right colon, or of an unknown primary, grade 1 to 2",
            ["g1", "g2"],
        ),
        (
            "inclusion",
            "Neuroendocrine tumor; effects of earlier drugs that are back to what they were at the start, or grade 1",
            [],
        ),
        ("inclusion", "Thymic neuroendocrine carcinoma (small cell and large cell)", ["nec"]),
        ("inclusion", "Neuroendocrine carcinoma/tumor", []),
        ("inclusion", "Not G3", []),
    ],
)
def test_sentence_about_grades(field: str, text: str, expected: list[str]) -> None:
    found = classify(**{field: text})
    assert found["grades"] == expected
    said = [m for m in found["matched"] if m.split(":")[0] in expected]
    assert {m.split(":")[0] for m in said} == set(expected)
    for words in said:
        quoted, _, where = words.split(": ", 1)[1].rpartition(" (")
        assert quoted in " ".join(text.split())
        assert where == f"{field})"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "X in NET G1", "inclusion": "Tumor of grade 2"}, ["g1", "g2"]),
        ({"inclusion": "Tumor of grade 1", "summary": "Grade 3 tumors grow fast."}, ["g1"]),
        ({"inclusion": "Tumor of grade 1\nKi-67 ≤ 20%"}, ["g1"]),
        ({"inclusion": "Neuroendocrine carcinoma", "title": "X in well differentiated tumors"}, []),
        ({"inclusion": "Cohort 1: NET G1\nCohort 2: NEC G3"}, ["g1", "nec"]),
    ],
)
def test_sentences_together(fields: dict[str, Any], expected: list[str]) -> None:
    assert classify(**fields)["grades"] == expected


def test_every_word_for_a_grade_has_a_stem() -> None:
    spoken = [
        c
        for c in load_subjects()["grades"].concept
        if c.id not in ("tumor_word", "side_effect", "neoplasm", "net_word")
    ]
    assert len(spoken) == 6
    for concept in spoken:
        for phrase in concept.words:
            assert any(stem in fold_text(phrase).lower() for stem in STEMS), (concept.id, phrase)


PIECES = [
    "grade", "G1", "G3", "1", "or", "-", "NET", "NEC", "Ki-67", "<=", "20 %", "low grade", "well differentiated",
    "CTCAE", "poorly differentiated", "neuroendocrine carcinoma", "not", ":", "\n", ".", "iii", "excluded",
]  # fmt: skip
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), st.none())


@settings(max_examples=150, deadline=None)
@given(title=texts, inclusion=texts, summary=texts)
def test_any_text_has_grades_with_words_of_the_record(**fields: str | None) -> None:
    found = classify(**fields)
    assert set(found["grades"]) <= GRADES
    assert found["grades"] == sorted(set(found["grades"]))
    for grade in found["grades"]:
        said = [m.split(": ", 1)[1].rpartition(" (") for m in found["matched"] if m.startswith(f"{grade}: ")]
        assert said
        told = [" ".join((fields.get(where.rstrip(")")) or "").split()) for _, _, where in said]
        assert any(quoted in text for (quoted, _, _), text in zip(said, told, strict=True)) or grade == "nec"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit", ["G1, ", "grade 1 or ", "Ki-67 ", "Ki-67 index of ", "low grade ", "grade ", "G3 NEC ", "1"]
)
def test_hostile_text_has_an_answer(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert set(classify(title=text, inclusion=text, summary=text)["grades"]) <= GRADES


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("Thyroid cancer (papillary, follicular, poorly differentiated), medullary thyroid cancer", []),
        ("Gastric cancer, poorly differentiated neuroendocrine carcinoma", ["nec"]),
        ("Neuroendocrine carcinoma, poorly differentiated", ["nec"]),
        ("Merkel cell carcinoma, poorly differentiated", ["nec"]),
    ],
)
def test_the_grade_of_another_cancer_is_none_of_ours(inclusion: str, expected: list[str]) -> None:
    found = classify(title="Drug X in Thyroid Cancer or Neuroendocrine Tumors", inclusion=inclusion)
    assert found["grades"] == expected
