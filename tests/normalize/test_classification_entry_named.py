"""Hormone syndromes and inherited syndromes among the people a trial takes. All texts are made up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.classification import classify_trial
from finder.schema import load_columns


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial({"title": "A study", "conditions": ["Neuroendocrine Tumors"], **fields})


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("inclusion", "Patients with MEN1", ["men1"]),
        ("inclusion", "Carriers of an SDHB mutation", ["sdhx"]),
        ("inclusion", "Von Hippel-Lindau disease or neurofibromatosis type 1", ["nf1", "vhl"]),
        ("inclusion", "Germline mutation in VHL, RET, SDHB or NF1", ["nf1", "sdhx", "vhl"]),
        ("exclusion", "Another cancer except for MEN1", ["men1"]),
        ("exclusion", "A second tumor, with the exception of MEN2", ["men2"]),
        ("exclusion", "Patients with MEN2 may be eligible", ["men2"]),
        ("exclusion", "People with MEN2 and a pheochromocytoma will also not be excluded", ["men2"]),
        ("exclusion", "MEN1", []),
        ("exclusion", "Patients with MEN1 are not eligible", []),
        ("exclusion", "Patients with MEN1 are ineligible", []),
        ("exclusion", "MEN1. Other patients are eligible", []),
        ("inclusion", "Tumor sequenced for MEN1, DAXX, ATRX, TSC2 and PTEN", []),
        ("inclusion", "Panel: BRCA1, BRCA2, ATM, NF1, SDHA, VHL", []),
        ("inclusion", "Tumors other than those of MEN1", []),
        ("inclusion", "Women and men 1 year after surgery", []),
        ("inclusion", "A family history or proven MEN2", ["men2"]),
        ("inclusion", "SDH gene mutation", ["sdhx"]),
    ],
)
def test_inherited_syndrome(field: str, text: str, expected: list[str]) -> None:
    assert classify(**{field: text})["syndromes"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Functional or non-functional tumor", ["nonfunctional"]),
        ("Functioning and nonfunctioning tumors", ["nonfunctional"]),
        ("Non functioning tumour", ["nonfunctional"]),
        ("Sporadic NF-PNET of 2 cm or less", ["nonfunctional"]),
        ("Functional tumor", []),
        ("Normal kidney function", []),
        ("Carcinoid syndrome", ["carcinoid_syndrome"]),
        ("Without carcinoid syndrome", []),
        ("Ectopic ACTH secretion", ["acth"]),
        ("Somatostatin-producing tumor", ["somatostatinoma"]),
        ("Clinically non functioning pituitary adenoma", []),
    ],
)
def test_hormone_syndrome(text: str, expected: list[str]) -> None:
    assert classify(inclusion=text)["function"] == expected


def test_hormone_syndrome_under_the_exclusions_is_none_of_those_taken() -> None:
    assert classify(exclusion="Insulinoma; patients with gastrinoma are eligible")["function"] == []


def test_subject_heading_names_a_syndrome() -> None:
    assert classify(mesh_terms=["Multiple Endocrine Neoplasia Type 1"])["syndromes"] == ["men1"]


PIECES = [
    "MEN1",
    "MEN2",
    "VHL",
    "except for",
    "are eligible",
    "not",
    "insulinoma",
    "DAXX",
    "ATRX",
    "nonfunctional",
    ".",
    "\n",
]
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), st.none())


@settings(max_examples=120, deadline=None)
@given(title=texts, inclusion=texts, exclusion=texts)
def test_any_text_names_known_values_with_words_of_the_record(**fields: str | None) -> None:
    found = classify(**fields)
    for column in ("function", "syndromes"):
        assert set(found[column]) <= set(load_columns()[column].values)
        for value in found[column]:
            said = [m.split(": ", 1)[1].rpartition(" (") for m in found["matched"] if m.startswith(f"{value}: ")]
            assert said
            for quoted, _, where in said:
                assert quoted in " ".join((fields[where.rstrip(")")] or "").split())


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["MEN1 ", "except for ", "MEN2 are eligible ", "DAXX ", "VHL, "])
def test_hostile_text_has_an_answer(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    found = classify(title=text, inclusion=text, exclusion=text)
    assert set(found["syndromes"]) <= set(load_columns()["syndromes"].values)
