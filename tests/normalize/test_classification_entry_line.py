"""Earlier drug treatment, asked for or barred: each rule, and what only looks like it. All texts are made up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.classification import classify_trial
from finder.normalize.classify.line_rules import STEMS
from finder.vocabulary.concepts import load_subjects
from finder.vocabulary.phrases import fold_text

VALUES = ("required", "excluded", "allowed", "not_stated")


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial({"title": "A study", "conditions": ["Neuroendocrine Tumors"], **fields})


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("inclusion", "Progressed after at least one prior regimen", "required"),
        ("inclusion", "Refractory to standard therapy", "required"),
        ("inclusion", "Progression on everolimus or intolerance of everolimus", "required"),
        ("inclusion", "Must have received at least one line of chemotherapy", "required"),
        ("inclusion", "Has progressed on at least 1 prior line of therapy, but no more than 3", "required"),
        ("inclusion", "Failure of at least one chemotherapy", "required"),
        ("inclusion", ">= 1 prior systemic therapy", "required"),
        ("inclusion", "Recommended second-line chemotherapy", "required"),
        ("inclusion", "Progressive disease after first-line chemotherapy", "required"),
        ("title", "Second-line Treatment with Drug X", "required"),
        ("title", "Drug X in Previously Treated NET", "required"),
        ("title", "Drug X in Refractory NETs", "required"),
        ("title", "Drug X after Failure of an mTOR Inhibitor", "required"),
        ("inclusion", "No prior systemic therapy for this disease", "excluded"),
        ("inclusion", "Treatment-naïve patients", "excluded"),
        ("inclusion", "No history of previous anti-tumor treatment", "excluded"),
        ("exclusion", "Any prior systemic therapy", "excluded"),
        ("exclusion", "Previous systemic anticancer treatment for NET", "excluded"),
        ("title", "Drug X as First-line Treatment", "excluded"),
        ("title", "Drug X in Previously Untreated NET", "excluded"),
        ("inclusion", "Any number of prior therapies, including 0", "allowed"),
        ("inclusion", "No more than 2 prior regimens", "allowed"),
        ("inclusion", "Prior somatostatin analogues are allowed", "allowed"),
        ("inclusion", "Prior or concurrent therapy with somatostatin analogs is permitted", "allowed"),
        ("inclusion", "Prior chemotherapy must be completed 4 weeks before entry", "allowed"),
        ("inclusion", "If previously treated with chemotherapy, at least one line", "allowed"),
        ("inclusion", "Patients who have received chemotherapy must have recovered", "allowed"),
        ("inclusion", "Refractory to standard therapy, or no standard therapy exists", "allowed"),
        ("inclusion", "Failed, or refused, chemotherapy", "allowed"),
        ("inclusion", "Cohort 1: progressed on chemotherapy", "allowed"),
        ("inclusion", "Treatment-naive or progressed on chemotherapy", "allowed"),
        ("inclusion", "Should not have received more than three lines of prior therapies", "allowed"),
        ("inclusion", "Ovarian cancer that progressed on platinum", "allowed"),
        ("exclusion", "Chemotherapy within 4 weeks", "allowed"),
        ("exclusion", "Prior treatment with an mTOR inhibitor", "allowed"),
        ("exclusion", "Prior systemic therapy with a kinase inhibitor", "allowed"),
        ("exclusion", "More than 3 prior systemic regimens", "allowed"),
        ("exclusion", "Prior systemic therapy washout", "allowed"),
        ("exclusion", "Prior systemic therapy except somatostatin analogues", "allowed"),
        ("inclusion", "Prior surgery", "not_stated"),
        ("inclusion", "Radiotherapy of one spot within 4 weeks", "not_stated"),
        ("inclusion", "Scheduled to receive a new start of chemotherapy", "not_stated"),
        ("inclusion", "Candidates for everolimus", "not_stated"),
        ("inclusion", "Progressive disease within 12 months", "not_stated"),
        ("exclusion", "Infection that requires systemic therapy", "not_stated"),
        ("exclusion", "Autoimmune disease that has required systemic treatment in the past 2 years", "not_stated"),
        ("exclusion", "Hypersensitivity to octreotide in the past", "not_stated"),
        (
            "exclusion",
            "Another malignancy treated with chemotherapy within 3 years; in situ cancer is fine",
            "not_stated",
        ),
        ("exclusion", "Previous octreotide scan within 4 weeks", "not_stated"),
        ("exclusion", "An investigational agent within 30 days", "not_stated"),
        ("exclusion", "History of heart failure", "not_stated"),
        ("title", "Refractory Carcinoid Syndrome", "not_stated"),
        ("inclusion", "Treatment-naïve, or at least one prior line of systemic therapy", "allowed"),
        ("inclusion", "Treatment naive patients or patients who respond to octreotide", "allowed"),
        ("inclusion", "Patients with no prior therapy or up to 2 prior therapies", "allowed"),
        ("inclusion", "Either no prior systemic therapy or progression after it", "allowed"),
        ("inclusion", "Systemic treatment-naive (somatostatin analogues permitted)", "allowed"),
        ("inclusion", "First line permitted", "allowed"),
        ("inclusion", "Patients who progressed on octreotide may be included", "allowed"),
        ("inclusion", "Naive to systemic therapy", "excluded"),
        ("inclusion", "Naive from medical antiproliferative therapies", "excluded"),
        ("inclusion", "At least 2 cycles of PRRT", "required"),
        ("inclusion", "Completed four cycles of platinum-etoposide without progression", "required"),
        ("inclusion", "1-3 prior systemic regimens", "required"),
        ("inclusion", "At least 1 but no more than 3 prior lines", "required"),
        ("inclusion", "Prior chemotherapy is required", "required"),
        ("inclusion", "Prior chemotherapy is not required", "allowed"),
        ("exclusion", "Two or more prior systemic regimens", "allowed"),
        ("exclusion", "Anticancer treatment in the previous month", "allowed"),
        ("exclusion", "Patients who did not progress on prior systemic therapy", "allowed"),
        ("exclusion", "Previous anti-tumor treatment for another cancer", "not_stated"),
        ("exclusion", "Prior systemic cancer therapy for a different tumour", "not_stated"),
        ("exclusion", "Prior anti-cancer vaccine", "allowed"),
        ("exclusion", "Prior systemic therapy in Part 1", "allowed"),
        ("title", "First- or Second-line Treatment of NET", "allowed"),
        ("inclusion", "No prior systemic therapy in past 4 wks", "allowed"),
        ("exclusion", "Prior systemic therapy in past 3 mo", "allowed"),
    ],
)
def test_sentence_about_earlier_drugs(field: str, text: str, expected: str) -> None:
    found = classify(**{field: text})
    assert found["line_of_therapy"] == expected
    said = [words for words in found["matched"] if words.startswith("line_of_therapy ")]
    wanted = [] if expected == "not_stated" else [f"line_of_therapy {expected}"]
    assert [words.split(":")[0] for words in said] == wanted
    for words in said:
        quoted, _, where = words.split(": ", 1)[1].rpartition(" (")
        assert quoted in " ".join(text.split())
        assert where == f"{field})"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inclusion": "Must have received chemotherapy", "exclusion": "Chemotherapy within 4 weeks"}, "required"),
        ({"title": "First-line Drug X", "exclusion": "Chemotherapy within 4 weeks"}, "excluded"),
        ({"title": "First-line Drug X", "inclusion": "Must have progressed on chemotherapy"}, "allowed"),
        ({"title": "Second-line Drug X", "exclusion": "Any prior systemic therapy"}, "required"),
        ({"inclusion": "No prior systemic therapy\nPrior octreotide is allowed"}, "allowed"),
        ({"inclusion": "No prior systemic therapy\nPrior adjuvant chemotherapy is allowed"}, "excluded"),
        ({"inclusion": "Progressed on one drug\nAny number of prior therapies, including 0"}, "allowed"),
    ],
)
def test_sentences_together(fields: dict[str, Any], expected: str) -> None:
    assert classify(**fields)["line_of_therapy"] == expected


@pytest.mark.parametrize(
    ("text", "either"),
    [
        ("No standard therapy is available", ["allowed", "not_stated"]),
        ("Not previously treated with everolimus", ["allowed", "not_stated"]),
        ("Symptoms not managed by octreotide", ["allowed", "not_stated"]),
        ("May have received up to two lines of chemotherapy", ["allowed"]),
        ("Patients must have received no more than two regimens", ["allowed"]),
        (
            "Tumor progression during the last 14 months, or symptoms in spite of octreotide",
            ["allowed", "not_stated"],
        ),
        ("Progression on imaging, with octreotide at a stable dose", ["allowed", "not_stated"]),
    ],
)
def test_doubtful_sentence_makes_no_hard_claim(text: str, either: list[str]) -> None:
    assert classify(inclusion=text)["line_of_therapy"] in either


def test_every_word_for_earlier_treatment_has_a_stem() -> None:
    spoken = [c for c in load_subjects()["line_of_therapy"].concept if c.id in ("before", "must_have_had")]
    assert len(spoken) == 2
    for concept in spoken:
        for phrase in concept.words:
            for choice in _spell_out(phrase):
                assert any(stem in choice for stem in STEMS), (concept.id, phrase)


def _spell_out(phrase: str) -> list[str]:
    texts = [""]
    for word in fold_text(phrase).lower().split():
        texts = [f"{text} {choice}".strip() for text in texts for choice in word.split("/")]
    return texts


PIECES = [
    "prior", "chemotherapy", "systemic therapy", "progressed on", "at least one prior", "no", "if", "first-line",
    "allowed", "treatment-naive", "within 4 weeks", "or", "everolimus", ":", "\n", ".", "Cohort 1:", "failed",
    "≥ 1 prior", "refused",
]  # fmt: skip
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), st.none())


@settings(max_examples=150, deadline=None)
@given(title=texts, inclusion=texts, exclusion=texts)
def test_any_text_has_a_value_with_words_of_the_record(**fields: str | None) -> None:
    found = classify(**fields)
    assert found["line_of_therapy"] in VALUES
    start = "line_of_therapy "
    said = [words.split(": ", 1)[1].rpartition(" (") for words in found["matched"] if words.startswith(start)]
    assert bool(said) == (found["line_of_therapy"] != "not_stated")
    for quoted, _, where in said:
        assert quoted in " ".join((fields[where.rstrip(")")] or "").split())


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "prior chemotherapy ",
        "progressed on ",
        "no systemic therapy ",
        "first-line ",
        "at least one prior ",
        "if ",
        "4 weeks ",
    ],
)
def test_hostile_text_has_an_answer(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert classify(title=text, inclusion=text, exclusion=text)["line_of_therapy"] in VALUES
