"""Somatostatin receptors, hormone syndromes and inherited syndromes: each rule, and what only looks like it."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial({"title": "A study", "conditions": ["Neuroendocrine Tumors"], **fields})


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("inclusion", "Somatostatin receptor positive disease", "required"),
        ("inclusion", "SSTR2-positive lesions on 68Ga-DOTATATE PET", "required"),
        ("inclusion", "Lesions with uptake above the liver on octreoscan", "required"),
        ("inclusion", "Known or suspected somatostatin receptor positive tumor", "required"),
        ("inclusion", "68Ga-DOTATATE PET/CT done within 3 months", "not_stated"),
        ("inclusion", "DOTATATE PET and a CT with or without contrast", "not_stated"),
        ("inclusion", "Measurable disease seen on CT or DOTATATE PET; negative pregnancy test", "not_stated"),
        ("inclusion", "Presence of measurable disease on DOTATATE PET", "not_stated"),
        ("inclusion", "Neuroendocrine tumor or any other somatostatin receptor positive tumor", "not_stated"),
        ("inclusion", "Tumors with potential for overexpression of SSTR", "not_stated"),
        ("inclusion", "SSTR expression will be measured", "not_stated"),
        ("inclusion", "If the octreotide scan is positive, progression on octreotide", "allowed"),
        ("inclusion", "A negative octreotide scan does not exclude a patient", "allowed"),
        ("inclusion", "Regardless of somatostatin receptor status", "allowed"),
        ("inclusion", "SSTR positive or negative disease", "allowed"),
        ("inclusion", "SSTR-negative disease", "excluded"),
        ("inclusion", "SSTR-negative disease or SSTR-positive disease that grew after PRRT", "allowed"),
        ("inclusion", "Hormone receptor negative breast cancer", "not_stated"),
        ("inclusion", "Cohort 1: SSTR positive tumors\nCohort 2: any tumor", "allowed"),
        ("inclusion", "All cohorts: SSTR positive tumors", "required"),
        ("exclusion", "Somatostatin receptor negative lesions", "required"),
        ("exclusion", "No uptake on 68Ga-DOTATATE PET", "required"),
        ("exclusion", "SSTR-positive disease", "excluded"),
        ("exclusion", "Absence of somatostatin receptor expression", "required"),
        ("exclusion", "SSTR-positive meningioma unless treated", "not_stated"),
        ("title", "Uptake of 68Ga-DOTATATE in neuroendocrine tumors", "not_stated"),
        ("title", "Drug X in SSTR-positive tumors", "required"),
        ("inclusion", "At least one lesion positive on SSTR PET (Krenning score 2 or more)", "required"),
        ("inclusion", "All target lesions must be Krenning 3 or 4 on octreoscan", "required"),
        ("inclusion", "Documented SSTR status (positive or negative)", "allowed"),
        ("exclusion", "Patients not positive on 68Ga-DOTATATE PET", "required"),
        ("exclusion", "Known SSTR positive disease eligible for PRRT", "excluded"),
        ("exclusion", "DOTATATE negative disease", "required"),
        ("exclusion", "Treatment with 68Ga-DOTATATE PET within 4 weeks", "not_stated"),
        ("exclusion", "FDG-positive and SSTR-negative lesions", "required"),
        ("title", "DOTATATE PET in suspected NET", "not_stated"),
        ("title", "PRRT in SSTR2 Positive Tumors", "required"),
        ("inclusion", "SSTR2+ on PET", "required"),
        ("inclusion", "With SSTR + on Ga-68 PET", "required"),
        (
            "inclusion",
            "SSTR PET or scintigraphy made in the six months before, with tumor uptake higher than normal liver",
            "required",
        ),
        (
            "inclusion",
            "SSTR PET or scintigraphy made in the six months before, then a blood sample for gene expression",
            "not_stated",
        ),
        ("inclusion", "Inoperable, positive on In-111 octreotide", "required"),
        ("inclusion", "Tumor tissue for central assessment of SSTR2 expression", "not_stated"),
        ("inclusion", "Analysis of somatostatin receptor expression", "not_stated"),
        ("inclusion", "Patients with pos. or neg. octreotide scintigraphy", "allowed"),
        ("title", "Positive Impact of DOTATATE PET", "not_stated"),
    ],
)
def test_sentence_about_receptors(field: str, text: str, expected: str) -> None:
    found = classify(**{field: text})
    assert found["sstr"] == expected
    said = [words for words in found["matched"] if words.startswith("sstr ")]
    assert [words.split(":")[0] for words in said] == ([] if expected == "not_stated" else [f"sstr {expected}"])
    for words in said:
        quoted, _, where = words.split(": ", 1)[1].rpartition(" (")
        assert quoted in " ".join(text.split())
        assert where == f"{field})"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "X in SSTR-positive tumors", "exclusion": "Somatostatin receptor negative lesions"}, "required"),
        ({"inclusion": "Cohort 1: SSTR positive", "title": "X in SSTR-positive tumors"}, "required"),
        ({"inclusion": "SSTR positive", "arms_text": ["EXPERIMENTAL: SSTR-negative cohort. Drug X"]}, "allowed"),
    ],
)
def test_sentences_together(fields: dict[str, Any], expected: str) -> None:
    assert classify(**fields)["sstr"] == expected


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("function", "WDHA syndrome", ["vipoma"]),
        ("function", "Insulin-secreting tumors", ["insulinoma"]),
        ("function", "Gastrin producing tumor", ["gastrinoma"]),
        ("function", "Symptomatic carcinoid tumors", ["carcinoid_syndrome"]),
        ("function", "Carcinoid tumor", []),
        ("function", "Adequate kidney function", []),
        ("syndromes", "Multiple endocrine neoplasia (MEN) Type I/II", ["men1", "men2"]),
        ("syndromes", "Multiple endocrine neoplasia types 1 or 2", ["men1", "men2"]),
        ("syndromes", "Multiple endocrine neoplasia type 1, grade 2 tumors", ["men1"]),
        ("syndromes", "Women and men 1 year after surgery", []),
    ],
)
def test_syndrome_by_its_words(column: str, text: str, expected: list[str]) -> None:
    assert classify(inclusion=text)[column] == expected


@pytest.mark.parametrize("field", ["inclusion", "exclusion", "title"])
@pytest.mark.parametrize(
    "unit",
    [
        "prior PRRT ",
        "PRRT or ",
        "patients who had PRRT that ",
        "if PRRT:\n",
        "cohort 1: ",
        "(group (group only ",
        "SSTR positive ",
        "no uptake negative SSTR ",
        "within 6 6 6 months at least ",
        "a ",
    ],
)
def test_hostile_text_has_an_answer(field: str, unit: str) -> None:
    found = classify(**{field: unit * (60_000 // len(unit))})
    assert found["sstr"] in ("required", "excluded", "allowed", "not_stated")
    assert found["prior_prrt"] in ("required", "excluded", "allowed", "not_stated")
    assert all(len(words) < 250 for words in found["matched"])


@pytest.mark.parametrize(
    ("field", "text", "either"),
    [
        ("inclusion", "Positive 68Ga-DOTATATE PET/CT or positive FDG PET/CT", ["allowed", "not_stated"]),
        ("inclusion", "Absence of SSTR expression on PET", ["excluded", "not_stated"]),
        ("inclusion", "Tumors without somatostatin receptor expression", ["excluded", "not_stated"]),
        ("inclusion", "No or low uptake on somatostatin receptor imaging", ["excluded", "not_stated"]),
        ("inclusion", "Somatostatin receptor positive or unknown", ["allowed", "not_stated"]),
        ("inclusion", "Patients who are not SSTR positive can be included", ["allowed", "not_stated"]),
        ("inclusion", "SSTR positivity is not required", ["allowed", "not_stated"]),
        (
            "inclusion",
            "SSTR positive patients must have progressed on PRRT; others are eligible",
            ["allowed", "required"],
        ),
        ("title", "Regardless of SSTR expression: X in NET", ["allowed", "not_stated"]),
    ],
)
def test_doubtful_sentence_makes_no_hard_claim(field: str, text: str, either: list[str]) -> None:
    assert classify(**{field: text})["sstr"] in either


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Known diagnosis of neuroendocrine tumor or suspected SSTR positive tumors", "not_stated"),
        ("Other somatostatin-positive tumors for which 111In-pentetreotide has been used", "not_stated"),
        ("Known or suspected somatostatin receptor positive tumor", "required"),
    ],
)
def test_one_of_two_ways_in_asks_for_no_receptors(line: str, expected: str) -> None:
    found = classify(title="Scan of Neuroendocrine Tumors", inclusion=f"Neuroendocrine tumor\n{line}")
    assert found["sstr"] == expected
