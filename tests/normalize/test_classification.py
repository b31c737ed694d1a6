"""Relevance and the shape of the answer, on small made-up records."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from finder.normalize.classification import INPUT_COLUMNS, OUTPUT_COLUMNS, classify_trial, classify_trials
from finder.vocabulary.wording import load_wording


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial({"title": "A study", **fields})


@pytest.mark.parametrize(
    "conditions",
    [
        ["Neuroendocrine Tumours"],
        ["Carcinoma, Neuroendocrine"],
        ["neuro\u2011endocrine neoplasms"],
        ["Gastro\u2010Entero\u2010Pancreatic Neuroendocrine Tumor"],
        ["Phaeochromocytoma"],
        ["Paragangliomas", "Hypertension"],
        ["Medullary Thyroid Cancer (MTC)"],
        ["Carcinoma, Merkel Cell"],
        ["Malignant Carcinoid Syndrome"],
        ["Zollinger-Ellison Syndrome"],
        ["Stage IV Merkel Cell Carcinoma AJCC v8", "Stage III Merkel Cell Carcinoma AJCC v8"],
        ["Neuroendocrine Tumors", "Gastrointestinal Stromal Tumors", "Autoimmune Pancreatitis"],
    ],
)
def test_tumor_that_is_one_of_few_diseases_is_specific(conditions: list[str]) -> None:
    found = classify(conditions=conditions)
    assert found["relevance"] == "net_specific"
    assert found["left_out"] is None


@pytest.mark.parametrize(
    "title",
    ["Lanreotide in GEP-NETs (neuroendocrine tumours)", "A trial in pNET, a pancreatic neuroendocrine tumor"],
)
def test_tumor_in_the_title_is_specific(title: str) -> None:
    assert classify(title=title)["relevance"] == "net_specific"


MANY = ["Breast Cancer", "Colon Cancer", "Ovarian Cancer", "Melanoma"]


@pytest.mark.parametrize(
    "fields",
    [
        {"conditions": [*MANY, "Neuroendocrine Tumors"]},
        {"conditions": MANY, "keywords": ["Merkel Cell Carcinoma"]},
        {"conditions": MANY, "arms_text": ["EXPERIMENTAL: Cohort 5, carcinoid. Drug X"]},
        {
            "conditions": ["Solid Tumor"],
            "inclusion": "* One of:\n* melanoma\n* well differentiated neuroendocrine tumor",
        },
        {"conditions": ["Solid Tumor"], "eligibility": "People with breast, lung or neuroendocrine carcinoma"},
        {"title": "Drug X in advanced solid tumors and medullary thyroid cancer", "conditions": ["Solid Tumor"]},
    ],
)
def test_basket_that_names_a_tumor_it_enrolls_is_included(fields: dict[str, Any]) -> None:
    assert classify(**fields)["relevance"] == "net_included"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"conditions": ["Asthma"]}, "not_net"),
        ({}, "not_net"),
        ({"conditions": ["Advanced Solid Tumors"]}, "solid_tumor"),
        ({"conditions": ["Uveal Melanoma"], "mesh_terms": ["Melanoma"]}, "melanoma"),
        ({"conditions": ["Melanoma"], "mesh_terms": ["Neuroendocrine Tumors"]}, "melanoma"),
        ({"conditions": ["Sepsis"], "keywords": ["Neutrophil Extracellular Traps", "NETs"]}, "false_friend"),
        ({"title": "NETs in lupus: neutrophil extracellular traps"}, "false_friend"),
        ({"conditions": ["Primitive Neuroectodermal Tumor", "PNET"]}, "false_friend"),
        ({"conditions": ["Prostate Adenocarcinoma Without Neuroendocrine Differentiation"]}, "false_friend"),
        ({"title": "Bed nets treated with insecticide"}, "false_friend"),
        ({"conditions": ["Pituitary Adenoma"]}, "pituitary"),
        ({"conditions": ["Pituitary Neuroendocrine Tumor"]}, "pituitary"),
        ({"conditions": ["Neuroblastoma"]}, "neuroblastoma"),
        ({"conditions": ["Extensive Stage Small Cell Lung Cancer"]}, "small_cell_lung"),
        ({"conditions": ["Diabetes"], "exclusion": "History of medullary thyroid carcinoma"}, "exclusion_only"),
        ({"conditions": ["Breast Cancer"], "inclusion": "No history of carcinoid"}, "exclusion_only"),
        (
            {"conditions": ["Lung Cancer"], "inclusion": "Any histology other than neuroendocrine carcinoma"},
            "exclusion_only",
        ),
        ({"conditions": ["Lung Cancer"], "inclusion": "Carcinoid tumors are not eligible"}, "exclusion_only"),
        (
            {"conditions": ["Lung Cancer"], "inclusion": "NSCLC, excluding large-cell neuroendocrine carcinoma"},
            "exclusion_only",
        ),
        ({"conditions": ["Necrotizing Enterocolitis", "NEC"]}, "not_net"),
        ({"conditions": ["Islet Cell Transplantation"]}, "not_net"),
        ({"conditions": ["Asthma"], "summary": "Unlike neuroendocrine tumors, asthma is common."}, "not_net"),
    ],
)
def test_trial_without_such_a_tumor_is_left_out_with_a_reason(fields: dict[str, Any], reason: str) -> None:
    found = classify(**fields)
    assert found["relevance"] is None
    assert found["left_out"] == reason
    assert found["primary_sites"] == []


def test_mesh_heading_counts_where_nothing_speaks_against_it() -> None:
    found = classify(conditions=["NET"], mesh_terms=["Neuroendocrine Tumors"])
    assert found["relevance"] == "net_specific"


def test_not_limited_to_is_no_exclusion() -> None:
    found = classify(
        conditions=["Solid Tumor"],
        inclusion="Tumors including but not limited to sarcoma and carcinoid",
    )
    assert found["relevance"] == "net_included"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Well-differentiated neuroendocrine tumors, G1 or G2", "net"),
        ("Carcinoid tumors", "net"),
        ("Low or intermediate grade neuroendocrine carcinoma", "net"),
        ("Poorly differentiated neuroendocrine carcinoma", "nec"),
        ("Neuroendocrine carcinoma", "nec"),
        ("Large-cell neuroendocrine carcinoma", "nec"),
        ("Well-differentiated or poorly differentiated neuroendocrine neoplasms", "both"),
        ("Neuroendocrine tumors", "not_stated"),
        ("Merkel cell carcinoma, a neuroendocrine carcinoma of the skin", "not_stated"),
        ("Pheochromocytoma", "not_stated"),
    ],
)
def test_differentiation(text: str, expected: str) -> None:
    assert classify(title=text)["differentiation"] == expected


def test_grade_of_a_side_effect_is_no_grade_of_the_tumor() -> None:
    found = classify(
        conditions=["Neuroendocrine Tumors"], inclusion="Neuroendocrine tumor\n* Toxicity recovered to Grade 1 or less"
    )
    assert found["differentiation"] == "not_stated"


def test_excluded_grade_does_not_count() -> None:
    found = classify(
        title="Neuroendocrine tumors",
        inclusion="Well differentiated neuroendocrine tumor. Poorly differentiated carcinoid is not eligible",
        exclusion="High-grade neuroendocrine carcinoma",
    )
    assert found["differentiation"] == "net"


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("* Neuroendocrine tumor with Ki67 < or = 10%", "net"),
        ("* Neuroendocrine tumor, Ki-67 index \u2264 20 %", "net"),
        ("* Neuroendocrine tumor, Ki-67 index \u2264 30 %", "not_stated"),
        ("* Neuroendocrine tumor, Ki-67 index > 10 %", "not_stated"),
        ("* Grade 3 neuroendocrine neoplasm", "both"),
        ("* Neuroendocrine carcinomas (NEC) G3", "nec"),
        ("* Atypical carcinoid, neuroendocrine carcinoma and other neuroendocrine tumors", "both"),
        ("* Well-differentiated, confirmed neuroendocrine carcinoma, including carcinoid", "net"),
        ("* Tumor with receptors such as neuroendocrine tumor (carcinoid, others)", "not_stated"),
        ("* Well-differentiated tumors\n* High grade neuroendocrine carcinoma only if well differentiated", "net"),
        ("* Neuroendocrine tumors\n* Poorly differentiated neuroendocrine carcinomas are not eligible", "net"),
    ],
)
def test_differentiation_in_rules_of_entry(inclusion: str, expected: str) -> None:
    assert classify(title="Neuroendocrine tumors", inclusion=inclusion)["differentiation"] == expected


def test_carcinoma_in_the_headings_gives_way_to_tumors_in_the_rules() -> None:
    fields = {"title": "A scan in neuroendocrine cancer", "conditions": ["Neuroendocrine Carcinoma"]}
    assert classify(**fields)["differentiation"] == "nec"
    assert classify(**fields, inclusion="* Known neuroendocrine tumor")["differentiation"] == "not_stated"


def test_condition_that_stands_for_every_cancer_makes_a_tumor_one_of_many() -> None:
    conditions = ["Neuroendocrine Tumors", "Gastrointestinal Cancers"]
    assert classify(title="Needs", conditions=conditions)["relevance"] == "net_specific"
    assert classify(title="Needs", conditions=["Cancer Survivors", *conditions])["relevance"] == "net_included"


def test_function_and_syndromes() -> None:
    found = classify(
        title="Neuroendocrine tumors with carcinoid syndrome",
        conditions=["Insulinoma", "Multiple Endocrine Neoplasia Type 1", "Von Hippel-Lindau Disease"],
        inclusion="Non-functioning tumors\nSDHB mutation",
        exclusion="Gastrinoma. NF1",
    )
    assert found["function"] == ["carcinoid_syndrome", "insulinoma", "nonfunctional"]
    assert found["syndromes"] == ["men1", "sdhx", "vhl"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inclusion": "Somatostatin receptor positive disease on 68Ga-DOTATATE PET"}, "required"),
        ({"title": "PRRT in SSTR-positive neuroendocrine tumors"}, "required"),
        ({"inclusion": "Any tumor regardless of somatostatin receptor status"}, "allowed"),
        ({"inclusion": "Somatostatin receptor negative tumors"}, "excluded"),
        ({"exclusion": "SSTR-negative lesions"}, "required"),
        ({"inclusion": "DOTATATE PET within 3 months"}, "not_stated"),
        ({}, "not_stated"),
    ],
)
def test_receptors(fields: dict[str, Any], expected: str) -> None:
    assert classify(conditions=["Neuroendocrine Tumors"], **fields)["sstr"] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"exclusion": "Prior PRRT"}, "excluded"),
        ({"exclusion": "Peptide receptor radionuclide therapy at any time prior to randomization"}, "excluded"),
        ({"exclusion": "PRRT within 6 months"}, "allowed"),
        ({"inclusion": "Prior PRRT is permitted"}, "allowed"),
        ({"inclusion": "No prior PRRT"}, "excluded"),
        ({"inclusion": "PRRT-naive: must not have received prior PRRT"}, "excluded"),
        ({"inclusion": "Must have progressed on prior PRRT"}, "required"),
        ({"inclusion": "Progression after chemotherapy, everolimus or PRRT"}, "allowed"),
        ({"exclusion": "Pregnancy during administration of 177Lu-DOTATATE"}, "not_stated"),
        ({"inclusion": "Scan before the first dose of 177Lu-DOTATATE"}, "not_stated"),
        ({}, "not_stated"),
    ],
)
def test_earlier_prrt(fields: dict[str, Any], expected: str) -> None:
    assert classify(conditions=["Neuroendocrine Tumors"], **fields)["prior_prrt"] == expected


@pytest.mark.parametrize(
    ("fields", "placebo", "chance"),
    [
        ({"arms_text": ["PLACEBO_COMPARATOR: Placebo."], "allocation": "RANDOMIZED"}, True, True),
        ({"arms_text": ["EXPERIMENTAL: Drug."], "allocation": "NA"}, False, False),
        ({"interventions": ["Sham surgery"], "title": "A non-randomised study"}, True, False),
        ({"interventions": ["Drug"], "title": "A randomised study"}, False, True),
        ({}, None, None),
    ],
)
def test_design(fields: dict[str, Any], placebo: bool | None, chance: bool | None) -> None:
    found = classify(conditions=["Neuroendocrine Tumors"], **fields)
    assert (found["has_placebo"], found["randomized"]) == (placebo, chance)


def test_matched_quotes_the_record() -> None:
    found = classify(title="Merkel cell carcinoma: pembrolizumab", interventions=["Pembrolizumab"])
    assert "net_specific: Merkel cell (title)" in found["matched"]
    assert "skin: Merkel cell (title)" in found["matched"]
    assert "immunotherapy: Pembrolizumab (intervention)" in found["matched"]


def test_frame_keeps_index_and_types() -> None:
    frame = pd.DataFrame(
        {"title": ["Carcinoid", "Asthma"], "conditions": [["Carcinoid"], ["Asthma"]]}, index=["NCT2", "NCT1"]
    )
    found = classify_trials(frame)
    assert list(found.index) == ["NCT2", "NCT1"]
    assert list(found.columns) == list(OUTPUT_COLUMNS)
    assert found.loc["NCT2", "relevance"] == "net_specific"
    assert pd.isna(found.loc["NCT1", "relevance"])
    assert pd.isna(found.loc["NCT2", "left_out"])
    assert str(found["has_placebo"].dtype) == "boolean"


@pytest.mark.parametrize("columns", [[], ["title"], list(INPUT_COLUMNS)])
def test_empty_frame(columns: list[str]) -> None:
    found = classify_trials(pd.DataFrame(columns=columns))
    assert found.empty
    assert list(found.columns) == list(OUTPUT_COLUMNS)


def test_hand_labels_use_the_values_of_the_classification() -> None:
    benchmark = pytest.importorskip("benchmarks.classification")
    labels = json.loads((Path(benchmark.__file__).parent / "labels" / "facets.json").read_text("utf-8"))
    wording = load_wording()
    assert len(labels) >= 45
    for nct_id, label in labels.items():
        assert nct_id.startswith("NCT")
        assert label["relevance"] in wording.relevance
        assert {*label["sites"], *label.get("sites_disputed", [])} <= set(wording.primary_sites)
        assert {*label["treatments"], *label.get("treatments_disputed", [])} <= set(wording.treatments)
        looks = {label.get("differentiation", "not_stated"), *label.get("differentiation_disputed", [])}
        assert looks <= set(wording.differentiation)
