"""Wordings of records in which one of these tumors is one of several diseases, found by labelling records anew.

All texts are made up.
"""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial(fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inclusion": "Cancer of the liver from a primary such as lung, upper GI, neuroendocrine, melanoma"}, True),
        ({"inclusion": "Solid tumors (breast, neuroendocrine)"}, True),
        ({"conditions": ["Cancer", "Neuroendocrine", "Ovarian Cancer"]}, True),
        ({"inclusion": "Prostate cancer with small cell, neuroendocrine, or sarcomatoid features"}, False),
        ({"inclusion": "Prostate cancer, neuroendocrine differentiation allowed"}, False),
        ({"conditions": ["Stress"], "keywords": ["neuroendocrine"]}, False),
        ({"conditions": ["Stress, Neuroendocrine"]}, False),
        ({"inclusion": "Intact neuroendocrine response"}, False),
    ],
)
def test_the_bare_word_counts_only_as_an_entry_of_a_list(fields: dict[str, Any], expected: bool) -> None:
    found = classify(title="Drug X in Advanced Disease", **fields)
    assert (found["relevance"] in ("net_specific", "net_included")) is expected


def test_organs_beside_the_bare_word_are_those_of_other_cancers() -> None:
    found = classify(
        title="Microspheres for Liver Tumors",
        conditions=["Liver Neoplasms"],
        inclusion="Cancer of the liver from a primary such as but not limited to lung, colon, neuroendocrine, melanoma",
    )
    assert found["primary_sites"] == ["any"]


@pytest.mark.parametrize(
    "words",
    [
        "low grade endocrine tumors",
        "well-differentiated endocrine carcinoma",
        "small cell cancers outside of the lungs",
    ],
)
def test_older_and_plainer_names_are_known(words: str) -> None:
    assert classify(title=f"Drug X in {words}")["relevance"] == "net_specific"


@pytest.mark.parametrize(
    ("inclusion", "taken"),
    [
        (
            "Skin cancers that are not considered treatable by surgery, including basal cell and Merkel cell carcinoma",
            True,
        ),
        ("Histology that is not Merkel cell carcinoma", False),
        ("Tumors that are not carcinoid or small cell", False),
    ],
)
def test_a_verb_keeps_out_what_stands_next_to_it(inclusion: str, taken: bool) -> None:
    found = classify(title="Drug X in Skin Cancer", conditions=["Skin Cancer"], inclusion=inclusion)
    assert (found["relevance"] in ("net_specific", "net_included")) is taken


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {
                "title": "Drug X in Neuroendocrine Tumors and Adrenocortical Carcinoma",
                "official_title": "Drug X in Patients With Advanced Solid Tumors",
                "conditions": ["Neuroendocrine Tumors", "Adrenocortical Carcinoma"],
            },
            "net_specific",
        ),
        (
            {
                "title": "Drug X in Neuroendocrine Tumors and Other Solid Tumors",
                "conditions": ["Neuroendocrine Tumors", "Solid Tumors"],
            },
            "net_included",
        ),
        (
            {
                "title": "Drug X",
                "conditions": ["Solid Organ Malignancies", "Adenoid Cystic Carcinoma", "Neuroendocrine Tumors"],
            },
            "net_included",
        ),
        (
            {
                "title": "Bacteria in Pancreatic Lesions",
                "conditions": [
                    "Pancreatic Carcinoma", "Pancreatic Neuroendocrine Tumor", "Autoimmune Pancreatitis", "Microflora",
                ],
            },
            "net_specific",
        ),
    ],
)  # fmt: skip
def test_each_title_is_weighed_by_itself_and_only_diseases_are_counted(fields: dict[str, Any], expected: str) -> None:
    assert classify(**fields)["relevance"] == expected


@pytest.mark.parametrize(
    ("conditions", "inclusion", "expected"),
    [
        (["Metastatic Thyroid Cancer"], "Papillary, medullary thyroid cancer or anaplastic cancer", "net_specific"),
        (["Thyroid Cancer", "Melanoma"], "Medullary thyroid cancer", "net_included"),
        (["Squamous Cell Carcinoma", "Basal Cell Carcinoma"], "Merkel cell carcinoma", "net_included"),
        (["Lung Cancer"], "Neuroendocrine carcinoma of the lung", "net_included"),
        ([], "Medullary thyroid cancer", "net_included"),
        (["Pancreatic Neoplasms"], "Pancreatic neuroendocrine tumor or ductal carcinoma", "net_specific"),
        (["Pancreatic Cancer"], "Adenocarcinoma or neuroendocrine tumor", "net_included"),
        (["Pancreatic Neoplasms", "Lung Neoplasms"], "Adenocarcinoma or neuroendocrine tumor", "net_included"),
        (["Liver Neoplasms"], "Metastases of colorectal cancer or neuroendocrine tumors", "net_included"),
        (
            [f"Stage IV{step} {kind} Thyroid Cancer" for step in "ABC" for kind in ("Papillary", "Follicular")]
            + ["Recurrent Thyroid Cancer", "Thyroid Gland Medullary Carcinoma"],
            "Thyroid cancer",
            "net_specific",
        ),
        (
            [
                "Metastatic Paraganglioma",
                "Parathyroid Carcinoma",
                "Pituitary Carcinoma",
                "Somatostatin Receptor Positive",
            ],
            "Measurable disease",
            "net_specific",
        ),
    ],
)
def test_one_kind_of_the_only_cancer_of_a_trial_is_one_of_its_diseases(
    conditions: list[str], inclusion: str, expected: str
) -> None:
    found = classify(title="Drug X in Advanced Disease", conditions=conditions, inclusion=inclusion)
    assert found["relevance"] == expected


def test_a_grade_of_another_kind_of_thyroid_cancer_is_none_of_ours() -> None:
    rule = "Thyroid cancer (papillary, follicular, poorly differentiated), medullary thyroid cancer"
    found = classify(title="Drug X", conditions=["Thyroid Cancer"], inclusion=rule)
    assert found["differentiation"] == "not_stated"
    found = classify(
        title="Drug X", conditions=["Skin Cancer"], inclusion="Poorly differentiated Merkel cell carcinoma"
    )
    assert found["differentiation"] == "nec"


def test_an_organ_of_a_carcinoma_before_and_is_not_ours() -> None:
    title = "Radiation in Carcinoma of the Anal Canal and Gastrointestinal Neuroendocrine Tumors"
    assert classify(title=title)["primary_sites"] == ["gep"]
    title = "Radiation in Neuroendocrine Carcinoma of the Lung and Gastrointestinal Neuroendocrine Tumors"
    assert set(classify(title=title)["primary_sites"]) == {"gep", "lung"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Drug X in Small Cell Lung Cancer and Large Cell Neuroendocrine Carcinoma", ["lung"]),
        ("Drug X in Small Cell Lung Cancer and Neuroendocrine Tumors", ["any"]),
        ("Drug X in Small Cell Lung Cancers and Small Cell Cancers Outside of the Lungs", ["any"]),
    ],
)
def test_large_cell_beside_small_cell_lung_cancer_is_of_the_lung(title: str, expected: list[str]) -> None:
    assert classify(title=title, conditions=["Small Cell Lung Cancer"])["primary_sites"] == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Drug X in Small Cell, Large Cell, and Neuroendocrine Tumors of the Cervix", "nec"),
        ("Drug X in Thyroid Cancer, Small Cell Lung Cancer and Neuroendocrine Neoplasms", "not_stated"),
    ],
)
def test_small_cell_in_a_list_of_cancers(title: str, expected: str) -> None:
    assert classify(title=title)["differentiation"] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"title": "68Ga-DOTATATE PET/MRI in Neuroendocrine Tumors", "interventions": ["68Ga-DOTATATE PET/MRI"]},
            ["imaging"],
        ),
        (
            {"title": "Registry of 68Ga-DOTATATE PET in Neuroendocrine Tumors", "interventions": ["68Ga-DOTATATE PET"]},
            ["imaging", "observational"],
        ),
        ({"title": "MRI of Neuroendocrine Tumors", "interventions": ["MRI"]}, ["imaging", "observational"]),
    ],
)
def test_a_tracer_is_tried_in_a_study_that_is_called_observational(fields: dict[str, Any], expected: list[str]) -> None:
    assert sorted(classify(study_type="OBSERVATIONAL", **fields)["treatments"]) == expected


@pytest.mark.parametrize(
    ("drug", "summary", "expected"),
    [
        ("EPO906 epothilone B", "", "chemotherapy"),
        ("Patupilone", "", "chemotherapy"),
        ("AK999", "AK999 is a humanized monoclonal antibody that binds to PD-1.", "immunotherapy"),
    ],
)
def test_drugs_told_by_their_class(drug: str, summary: str, expected: str) -> None:
    fields = {
        "title": f"{drug} in Neuroendocrine Tumors",
        "study_type": "INTERVENTIONAL",
        "interventions": [drug],
        "summary": summary,
    }
    assert classify(**fields)["treatments"] == [expected]


OUT_LINE = (
    "High grade or poorly differentiated (i.e., large cell variant), Merkel cell, medullary thyroid cancer, "
    "and adrenal tumors (including paragangliomas) are excluded from this study."
)


def test_a_list_that_ends_with_excluded_is_kept_out_as_a_whole() -> None:
    found = classify(
        title="Drug X in Neuroendocrine Tumors", inclusion=f"Well differentiated neuroendocrine tumors. {OUT_LINE}"
    )
    assert (found["primary_sites"], found["differentiation"]) == (["any"], "net")


@pytest.mark.parametrize(
    ("line", "sites"),
    [
        ("Patients with NET of the lung are eligible, and pregnant women are excluded", ["lung"]),
        ("Pheochromocytoma, Merkel cell carcinoma, and medullary thyroid cancer are included", ["adrenal_paraganglia"]),
    ],
)
def test_a_list_that_goes_on_otherwise_is_not(line: str, sites: list[str]) -> None:
    found = classify(title="Drug X in Neuroendocrine Tumors", inclusion=line)
    assert set(sites) <= set(found["primary_sites"])


def test_any_place_will_do_where_the_rules_say_so() -> None:
    found = classify(
        title="Registry of Neuroendocrine Tumors",
        summary="Patients with gastroenteropancreatic neuroendocrine tumors are watched.",
        inclusion="Neuroendocrine tumor irrespective of primary tumor location",
    )
    assert "any" in found["primary_sites"]


def test_a_keyword_adds_no_place_to_a_title_that_names_one() -> None:
    fields = {"title": "Drug X in Pancreatic Neuroendocrine Tumors", "keywords": ["Atypical Carcinoid"]}
    assert classify(**fields)["primary_sites"] == ["pancreas"]
    assert "lung" in classify(**{**fields, "title": "Drug X in Neuroendocrine Tumors"})["primary_sites"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Prostate Small Cell Carcinoma", True),
        ("Small-Cell Carcinoma of the Cervix", True),
        ("Small Cell Bladder Cancer", True),
        ("Ovarian Small Cell Carcinoma, Hypercalcemic Type", False),
        ("Small Cell Lung Cancer", False),
        ("Prostate Cancer", False),
    ],
)
def test_small_cell_carcinoma_of_other_organs(words: str, expected: bool) -> None:
    others = ["Melanoma", "Kidney Cancer", "Gastric Cancer", "Breast Cancer", "Sarcoma"]
    found = classify(title="Drug X in Rare Cancers", conditions=[*others, words])
    assert (found["relevance"] == "net_included") is expected


def test_whom_a_dose_expansion_takes() -> None:
    part = "Part 2 (dose expansion) studies the drug in small cell lung cancer, sarcoma and neuroendocrine tumors."
    assert classify(title="Drug X in Malignancies", summary=part)["relevance"] == "net_included"
    part = "Drug X worked in mice with neuroendocrine tumors."
    assert classify(title="Drug X in Malignancies", summary=part)["relevance"] not in ("net_specific", "net_included")


def test_neuroendocrine_and_other_tumors_of_a_title() -> None:
    found = classify(
        title="PRRT in Children With Neuroendocrine and Other Somatostatin Receptor Positive Tumors",
        conditions=["Neuroendocrine Tumors", "Meningioma", "Neuroblastoma", "Medulloblastoma"],
    )
    assert found["relevance"] == "net_specific"
