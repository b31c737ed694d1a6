"""Advanced disease, asked for or kept out: each rule, and what only looks like it. All texts are made up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.classification import classify_trial
from finder.normalize.classify.stage_rules import STEMS
from finder.vocabulary.concepts import load_subjects
from finder.vocabulary.phrases import fold_text

VALUES = ("required", "excluded", "allowed", "not_stated")
#: Concepts that a statement can begin with; all others only weaken one.
SPEAKING = ("advanced", "early", "removed", "either", "adjuvant", "spread_at_large")


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial({"title": "A study", "conditions": ["Neuroendocrine Tumors"], **fields})


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("inclusion", "Metastatic or locally advanced, unresectable tumor", "required"),
        ("inclusion", "Stage IV disease", "required"),
        ("inclusion", "Inoperable tumor", "required"),
        ("inclusion", "Disease that is not amenable to surgical resection", "required"),
        ("inclusion", "At least one liver metastasis of 2 cm", "required"),
        ("inclusion", "Biopsy-proven metastatic carcinoid", "required"),
        ("title", "Drug X in Advanced Neuroendocrine Tumors", "required"),
        ("title", "Drug X for Liver Metastases of Neuroendocrine Tumors", "required"),
        ("exclusion", "Resectable tumor", "required"),
        ("exclusion", "Candidates for curative resection", "required"),
        ("summary", "The study is for patients with metastatic neuroendocrine tumors.", "required"),
        ("inclusion", "Localized disease", "excluded"),
        ("inclusion", "Resectable tumor of the pancreas", "excluded"),
        ("inclusion", "Stages I-III", "excluded"),
        ("inclusion", "No distant metastases", "excluded"),
        ("inclusion", "Absence of distant metastatic disease on a scan", "excluded"),
        ("exclusion", "Distant metastases", "excluded"),
        ("exclusion", "Evidence of metastatic disease", "excluded"),
        ("title", "Adjuvant Drug X in Neuroendocrine Tumors", "excluded"),
        ("inclusion", "Localized or metastatic tumor", "allowed"),
        ("inclusion", "Tumors, resectable or not", "allowed"),
        ("inclusion", "Stage II, III, or IV", "allowed"),
        ("inclusion", "Stages I-IV", "allowed"),
        ("inclusion", "With or without liver metastases", "allowed"),
        ("inclusion", "Localized disease, or disease that is metastatic", "allowed"),
        ("inclusion", "Cohort 2: metastatic tumor", "allowed"),
        ("inclusion", "Measurable disease", "not_stated"),
        ("inclusion", "Progressive disease within 12 months", "not_stated"),
        ("inclusion", "AST up to 5 x ULN if liver metastases are present", "not_stated"),
        ("inclusion", "Bilirubin up to 3 x ULN for patients with liver metastases", "not_stated"),
        ("inclusion", "Biopsy of a primary or metastatic lesion", "not_stated"),
        ("inclusion", "Tumor tissue from a metastatic site", "not_stated"),
        ("inclusion", "Metastatic renal cell carcinoma", "not_stated"),
        ("inclusion", "No lymph node metastases", "not_stated"),
        ("inclusion", "Tumors other than metastatic ones", "not_stated"),
        ("inclusion", "Patients of advanced age", "not_stated"),
        ("inclusion", "In case of metastases, a scan of the bones", "not_stated"),
        ("inclusion", "Stage II: general inclusion criteria", "not_stated"),
        ("inclusion", "Prior adjuvant therapy was stopped", "not_stated"),
        ("exclusion", "Brain metastases", "not_stated"),
        ("exclusion", "Central nervous system (CNS) metastases", "not_stated"),
        ("exclusion", "Known metastases to the brain", "not_stated"),
        ("exclusion", "Liver metastases in more than half of the liver", "not_stated"),
        ("exclusion", "Another cancer with metastatic disease", "not_stated"),
        ("exclusion", "Symptomatic metastatic disease", "not_stated"),
        ("exclusion", "Risk of in-operable disease", "not_stated"),
        ("condition", "Neoplasm Metastasis", "not_stated"),
        ("summary", "Metastatic tumors are hard to treat.", "not_stated"),
        ("inclusion", "M1 disease", "required"),
        ("inclusion", "Liver mets on CT", "required"),
        ("inclusion", "Oligometastatic disease", "required"),
        ("inclusion", "Not suitable for radical surgery", "required"),
        ("inclusion", "Curative surgery is not an option", "required"),
        ("inclusion", "Disease that cannot be resected", "required"),
        ("inclusion", "Tumor that cannot be removed completely", "required"),
        ("inclusion", "No signs of metastases on imaging", "excluded"),
        ("inclusion", "Absence of nodal or distant metastases", "excluded"),
        ("inclusion", "Candidates for surgical resection", "excluded"),
        ("inclusion", "Not candidates for surgical resection", "required"),
        ("inclusion", "Underwent curative resection", "excluded"),
        ("inclusion", "R0 resection of the tumor, with or without lymph node metastases", "excluded"),
        ("inclusion", "Presence of lymph node metastases", "not_stated"),
        ("inclusion", "Carcinoid tumor, with or without liver or nodal metastasis", "allowed"),
        ("inclusion", "Patients with metastases may be included", "allowed"),
        ("inclusion", "Metastatic disease is allowed", "allowed"),
        ("inclusion", "Patients with metastatic disease are eligible", "required"),
        ("inclusion", "Recurrent/metastatic cohort: not amenable to curative therapy", "allowed"),
        ("exclusion", "Metastases", "excluded"),
        ("exclusion", "Metastatic tumor to the pancreas", "not_stated"),
        ("exclusion", "Metastatic disease in group B", "allowed"),
        ("exclusion", "Distant metastases are not an exclusion", "not_stated"),
        ("exclusion", "R0 resection within 3 months", "not_stated"),
        ("exclusion", "Planned curative resection", "required"),
        ("exclusion", "Curable by surgery", "required"),
        ("title", "Risk Factors for Metastases After Surgery", "not_stated"),
    ],
)
def test_sentence_about_stage(field: str, text: str, expected: str) -> None:
    fields = {"conditions": ["Neuroendocrine Tumors", text]} if field == "condition" else {field: text}
    found = classify(**fields)
    assert found["stage"] == expected
    said = [words for words in found["matched"] if words.startswith("stage ")]
    assert [words.split(":")[0] for words in said] == ([] if expected == "not_stated" else [f"stage {expected}"])
    for words in said:
        quoted, _, where = words.split(": ", 1)[1].rpartition(" (")
        assert quoted in " ".join(text.split())
        assert where == f"{field})"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "Advanced NET", "inclusion": "Unresectable disease", "exclusion": "Brain metastases"}, "required"),
        ({"title": "Advanced NET", "inclusion": "Localized tumor"}, "allowed"),
        ({"inclusion": "Stage I\nStage IV"}, "allowed"),
        ({"title": "Locally Advanced NET", "exclusion": "Distant metastases"}, "required"),
        ({"inclusion": "Resectable tumor", "exclusion": "Metastatic disease"}, "excluded"),
        ({"title": "Neo-adjuvant PRRT", "inclusion": "Unresectable tumor"}, "required"),
        (
            {"title": "X in NET", "inclusion": "Metastatic tumor", "summary": "For patients with localized NET."},
            "required",
        ),
        ({"inclusion": "NET cohort: metastatic disease\nPPGL cohort: inoperable disease"}, "required"),
        ({"inclusion": "Cohort 1: metastatic disease\nCohort 2: localized disease"}, "allowed"),
        ({"inclusion": "Cohort 1: metastatic disease\nCohort 2: any other tumor"}, "allowed"),
    ],
)
def test_sentences_together(fields: dict[str, Any], expected: str) -> None:
    assert classify(**fields)["stage"] == expected


@pytest.mark.parametrize(
    ("text", "either"),
    [
        ("Metastatic disease, if resected", ["allowed", "required"]),
        ("Patients undergoing surgery", ["excluded", "not_stated"]),
        ("Stage III disease", ["required", "not_stated"]),
        ("Not metastatic", ["excluded", "not_stated"]),
    ],
)
def test_doubtful_sentence_makes_no_wrong_claim(text: str, either: list[str]) -> None:
    assert classify(inclusion=text)["stage"] in either


def test_every_word_for_a_stage_has_a_stem() -> None:
    spoken = [c for c in load_subjects()["stage"].concept if c.id in SPEAKING]
    assert len(spoken) == len(SPEAKING)
    for concept in spoken:
        for phrase in (*concept.words, *concept.examples):
            for choice in _spell_out(phrase):
                assert any(stem in choice for stem in STEMS), (concept.id, phrase)


def _spell_out(phrase: str) -> list[str]:
    texts = [""]
    for word in fold_text(phrase).lower().split():
        texts = [f"{text} {choice}".strip() for text in texts for choice in word.split("/")]
    return texts


PIECES = [
    "metastatic", "locally advanced", "localized", "resectable", "or", "no", "if", "stage IV", "stages I-III",
    "brain", "liver metastases", "ULN", "candidate for curative surgery", "adjuvant", ":", "\n", ".", "Cohort 1:",
    "NET", "(", "I",
]  # fmt: skip
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), st.none())


@settings(max_examples=150, deadline=None)
@given(title=texts, inclusion=texts, exclusion=texts, summary=texts)
def test_any_text_has_a_value_with_words_of_the_record(**fields: str | None) -> None:
    found = classify(**fields)
    assert found["stage"] in VALUES
    said = [words.split(": ", 1)[1].rpartition(" (") for words in found["matched"] if words.startswith("stage ")]
    assert bool(said) == (found["stage"] != "not_stated")
    for quoted, _, where in said:
        assert quoted in " ".join((fields[where.rstrip(")")] or "").split())


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "metastatic ",
        "stage I, ",
        "stage ",
        "no ",
        "localized or ",
        "if metastatic ",
        "brain liver ",
        "\n",
        "not amenable ",
    ],
)
def test_hostile_text_has_an_answer(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert classify(title=text, inclusion=text, exclusion=text, summary=text)["stage"] in VALUES


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("An alternative advanced malignancy", "not_stated"),
        ("Another metastatic cancer in the last five years", "not_stated"),
        ("An advanced malignancy", "required"),
    ],
)
def test_another_advanced_cancer_is_not_the_one_of_the_trial(line: str, expected: str) -> None:
    found = classify(title="Drug X in Neuroendocrine Tumors", inclusion=f"Neuroendocrine tumor\n{line}")
    assert found["stage"] == expected


@pytest.mark.parametrize(
    "line",
    [
        "Local, locally advanced or metastatic disease",
        "Confirmed LCNEC (either limited or extensive disease)",
    ],
)
def test_disease_in_one_place_in_a_list_with_spread_disease_may_come(line: str) -> None:
    assert classify(title="Drug X in Neuroendocrine Tumors", inclusion=line)["stage"] == "allowed"
