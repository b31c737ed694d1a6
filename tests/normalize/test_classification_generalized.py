"""Wordings that many records share, each behind one general rule. All texts are made up."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial(
        {"title": "Drug X in Neuroendocrine Tumors", "conditions": ["Neuroendocrine Tumors"], **fields}
    )


@pytest.mark.parametrize(
    ("inclusion", "exclusion", "expected"),
    [
        ("No poorly differentiated or small cell histology", "", "net"),
        ("Low-grade tumor; no high-grade or anaplastic", "", "net"),
        ("No more than two lines of treatment; well differentiated NET", "", "net"),
        ("Tumour grading 1 or 2 according to ENETS", "", "net"),
        ("Tumor grade: 1, 2, or 3", "", "net"),
        ("Histological proof of a differentiated NET", "", "net"),
        ("Pathology: well-diff. NET", "", "net"),
        ("Low- to intermediate-grade", "", "net"),
        ("All grades including NEC", "", "both"),
        ("Patients with NET. For patients with NEC, platinum must have been given", "", "both"),
        ("NET grade 1 to 3 incl. NEC", "", "both"),
        ("Cohort 1: NET G3, Cohort 2: NEC", "", "both"),
        ("Metastatic NET", "MiNEN", "not_stated"),
        ("Metastatic NET", "High-grade tumors", "net"),
        ("Metastatic NET", "Tumors with high grade (G3) histology", "net"),
        ("Metastatic NET", "Anaplastic (small cell) tumors", "net"),
        ("Metastatic NET, excluding small cell carcinoma", "", "not_stated"),
        ("Metastatic NET, excluding small cell and large cell carcinoma", "", "net"),
        ("Metastatic NET", "Small cell carcinoma\nLarge cell neuroendocrine carcinoma", "net"),
        ("NET. WHO performance status grade 1-2", "", "not_stated"),
        ("Benign or low-grade malignant tumor of the pancreas", "", "not_stated"),
    ],
)
def test_kind_of_tumors_at_large(inclusion: str, exclusion: str, expected: str) -> None:
    assert classify(inclusion=inclusion, exclusion=exclusion)["differentiation"] == expected


@pytest.mark.parametrize(
    ("title", "condition", "fields", "expected"),
    [
        ("Drug X in NEC", "Neuroendocrine Carcinoma", {"exclusion": "MiNEN with less than 30% NEC component"}, "nec"),
        ("Drug X in NEC", "Neuroendocrine Carcinoma", {"exclusion": "Small cell histology"}, "nec"),
        ("Drug X in NEC", "Neuroendocrine Carcinoma", {"exclusion": "Poorly differentiated tumors"}, "net"),
        ("Registry of Neuroendocrine Carcinoma and Carcinoid", "Carcinoid of Ovary", {}, "both"),
        ("Study in Grade 3 Digestive Neuroendocrine Tumors", "NEN", {}, "net"),
        ("High-grade Neuroendocrine Neoplasms", "NEN", {}, "both"),
        ("High-grade Neuroendocrine Neoplasms", "NEN", {"inclusion": "Poorly differentiated NEC"}, "nec"),
        (
            "PET in GEP-NET", "GEP-NET",
            {"summary": "NETs range from well differentiated to poorly differentiated tumors."}, "not_stated",
        ),
        (
            "PET in GEP-NET", "GEP-NET",
            {"summary": "Patients with well or poorly differentiated GEP-NEN will have a scan."}, "both",
        ),
    ],
)  # fmt: skip
def test_kind_by_title_and_what_is_kept_out(title: str, condition: str, fields: dict[str, str], expected: str) -> None:
    assert classify(title=title, conditions=[condition], **fields)["differentiation"] == expected


@pytest.mark.parametrize(
    ("title", "conditions", "fields", "expected"),
    [
        (
            "Drug X in NEC", ["Neuroendocrine Carcinoma"],
            {"inclusion": "Unknown primary, or a known primary site that cannot be cured (e.g. GI tract, bladder)"},
            {"unknown_primary", "gep", "other"},
        ),
        (
            "Lanreotide in Carcinoid Syndrome", ["Carcinoid Syndrome"],
            {"inclusion": "Functional gastro-entero-pancreatic NET"}, {"gep"},
        ),
        (
            "Rare Tumors", ["Neuroendocrine Carcinoma", "Rare Tumors"],
            {"inclusion": "Cohort D: paraganglioma"}, {"adrenal_paraganglia", "any"},
        ),
        (
            "Drug X in NEN", ["Neuroendocrine Neoplasms"],
            {"inclusion": "1) lung carcinoid 2) pancreatic NET G3 3) extrapulmonary NEC"}, {"lung", "pancreas", "any"},
        ),
        (
            "Drug X in NETs", ["Neuroendocrine Tumors", "Islet Cell Tumor"],
            {"inclusion": "Low grade NET (carcinoid or islet cell)"}, {"pancreas", "any"},
        ),
        ("Colorectal NEC", ["Colorectal NEC"], {}, {"colon", "rectum"}),
        ("Vaccine", ["Thyroid Carcinoma, Medullary"], {}, {"thyroid"}),
        (
            "Drug X in NEC", ["Neuroendocrine Carcinoma"], {"inclusion": "NEC of any origin apart from lung"}, {"any"},
        ),
        (
            "Liver Metastases", ["Liver Metastases", "Neuroendocrine Tumors", "Colorectal Cancer"],
            {"inclusion": "metastases of colorectal, breast or neuroendocrine origin"}, {"any"},
        ),
        (
            "Cells in Cancers", ["Neuroendocrine Tumors", "Gastric Cancer"],
            {"inclusion": "NET of midgut or hindgut, or gastric or pancreatic adenocarcinoma"},
            {"small_intestine", "colon", "rectum"},
        ),
        (
            "Chemotherapy in GEP Neuroendocrine Carcinoma", ["GEP-NEC"],
            {"summary": "Patients with NEC of the digestive system, including stomach and colon, take part"},
            {"gep", "stomach", "colon"},
        ),
    ],
)  # fmt: skip
def test_sites(title: str, conditions: list[str], fields: dict[str, str], expected: set[str]) -> None:
    assert set(classify(title=title, conditions=conditions, **fields)["primary_sites"]) == expected


def test_shared_trial_takes_an_abbreviation_for_the_tumor_with_a_site_beside_it() -> None:
    conditions = ["Sarcoma", "Breast Cancer", "Glioma", "Lymphoma", "Neuroendocrine Neoplasm"]
    found = classify(title="PET in Cancers", conditions=conditions, inclusion="GEP-NEN grade 1 to 3 incl. NEC")
    assert (found["primary_sites"], found["differentiation"]) == (["gep"], "both")


def test_no_before_a_tumor_keeps_it_out() -> None:
    assert classify(title="Vaccine", conditions=["Lynch Syndrome"], inclusion="No carcinoid")["relevance"] is None


def test_code_name_is_of_the_kind_that_the_title_gives_it() -> None:
    found = classify(
        title="RET Inhibitor vs Vandetanib in Medullary Thyroid Cancer",
        conditions=["Medullary Thyroid Cancer"],
        interventions=["BLX-9", "Vandetanib"],
        intervention_types=["DRUG", "DRUG"],
        arms_text=["EXPERIMENTAL: BLX-9. ", "ACTIVE_COMPARATOR: Vandetanib. "],
    )
    assert found["treatments"] == ["targeted"]


@pytest.mark.parametrize(
    "unit",
    ["no small cell or ", "(e.g. A ", "for patients with NEC ", "carcinoid or islet cell ", "NET of gastric, ",
     "grade: 1 ", "Cohort 1: NEC, "],
)  # fmt: skip
def test_long_repeats_have_an_answer(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    assert classify(inclusion=text, summary=text, exclusion=text)["differentiation"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inclusion": "Metastatic NET\nUnknown primary site"}, {"unknown_primary"}),
        ({"inclusion": "Metastatic NET\nUnknown primary site is allowed"}, {"unknown_primary", "any"}),
        (
            {"description": "Spread is common in NET. The study allows lung and ileal NET that have spread."},
            {"lung", "small_intestine"},
        ),
        ({"description": "Most NETs start in the lung. Some small intestinal NETs stay silent for years."}, {"any"}),
        ({"title": "Drug X in Gastroentro-pancreatic (GEP) Neuroendocrine Tumors"}, {"gep"}),
        ({"inclusion": "Cohort B: metastatic kidney cancer, neuroendocrine carcinoma, melanoma"}, {"any"}),
        ({"inclusion": "Kidney cancer, neuroendocrine"}, {"kidney"}),
        ({"title": "Drug X in NET of Non-pancreatic Origin"}, {"any"}),
        ({"inclusion": "- No bronchial NETs or other NETs above the diaphragm (e.g., laryngeal NETs)"}, {"any"}),
        ({"inclusion": "- No bronchial NETs but thymic NETs may join"}, {"thymus"}),
    ],
)
def test_where_a_tumor_at_large_started(fields: dict[str, str], expected: set[str]) -> None:
    assert set(classify(**fields)["primary_sites"]) == expected


@pytest.mark.parametrize(
    ("conditions", "inclusion", "expected"),
    [
        (["Carcinoid Tumor", "Islet Cell Carcinoma"], "", "net"),
        (["Carcinoid Tumor", "Merkel Cell Carcinoma", "Pheochromocytoma"], "", "not_stated"),
        (["Carcinoid Tumor", "Pheochromocytoma"], "Kidney cancer or neuroendocrine carcinoma", "not_stated"),
        (["Carcinoid Tumor", "Pheochromocytoma"], "Well differentiated neuroendocrine tumors", "net"),
    ],
)
def test_a_carcinoid_does_not_speak_for_tumors_of_another_kind(
    conditions: list[str], inclusion: str, expected: str
) -> None:
    found = classify(title="Drug X in Solid Tumors", conditions=conditions, inclusion=inclusion)
    assert found["differentiation"] == expected


@pytest.mark.parametrize(
    ("title", "conditions", "expected"),
    [
        # Kinds of one organ are diseases of their own; "differentiated" is no wider name of "poorly differentiated".
        (
            "Drug X in Thyroid Cancer",
            ["Differentiated", "Poorly Differentiated", "Anaplastic", "Medullary"],
            "net_included",
        ),
        ("Drug X in Thyroid Cancer", ["Differentiated", "Anaplastic", "Medullary"], "net_specific"),
    ],
)
def test_kinds_of_one_organ_are_counted_apart(title: str, conditions: list[str], expected: str) -> None:
    found = classify(title=title, conditions=[f"Metastatic {kind} Thyroid Cancer" for kind in conditions])
    assert found["relevance"] == expected


def test_an_organ_and_a_cancer_of_it_by_the_same_word_are_one_disease() -> None:
    conditions = ["Paraganglioma", "Gastrointestinal Stromal Tumors", "Carcinoma, Renal Cell", "Renal Neoplasms"]
    assert classify(title="Drug X in Rare Diseases", conditions=conditions)["relevance"] == "net_specific"


_SKIN = ["Apocrine Carcinoma", "Mycosis Fungoides", "Sezary Syndrome", "Basal Cell Carcinoma", "Merkel Cell Carcinoma"]


@pytest.mark.parametrize(
    ("title", "conditions", "expected"),
    [
        ("Drug X in Lymphomas, Squamous Cell Carcinoma and Merkel Cell Carcinoma", _SKIN, "net_included"),
        ("Drug X in Merkel Cell Carcinoma", _SKIN, "net_specific"),
        ("PET in Solid Tumors", ["Neuroendocrine Tumors", "Carcinoid Tumors", "Neuroblastoma"], "net_specific"),
        ("PET in Solid Tumors", ["Neuroblastoma", "Ependymoma", "Neuroendocrine Tumors"], "net_included"),
        ("PET in Solid Tumors", ["Solid Tumors", "Neuroendocrine Tumors"], "net_included"),
    ],
)
def test_a_title_and_a_list_say_together_how_many_diseases(title: str, conditions: list[str], expected: str) -> None:
    assert classify(title=title, conditions=conditions)["relevance"] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"summary": "Drug X helps in well differentiated tumors, and perhaps in poorly differentiated NEC."}, "nec"),
        ({"summary": "Patients have neuroendocrine tumors or neuroendocrine carcinoma."}, "both"),
    ],
)
def test_what_a_summary_tells_of_other_tumors_is_no_second_kind(fields: dict[str, str], expected: str) -> None:
    found = classify(title="Drug X in Metastatic NEC", conditions=["Neuroendocrine Carcinoma"], **fields)
    assert found["differentiation"] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inclusion": "Neuroendocrine tumors including bronchial carcinoids"}, "not_stated"),
        ({"inclusion": "Bronchial carcinoids"}, "net"),
        (
            {
                "title": "Drug X in Undifferentiated (Anaplastic) and Medullary Thyroid Carcinoma",
                "conditions": ["Thyroid Cancer"],
            },
            "not_stated",
        ),
    ],
)
def test_an_example_or_another_cancer_tells_no_kind(fields: dict[str, Any], expected: str) -> None:
    assert classify(**fields)["differentiation"] == expected


def test_a_misspelled_name_is_known() -> None:
    found = classify(title="Drug X in Anaplastic, Differentiated or Medullar Thyroid Cancer", conditions=["Cancer"])
    assert (found["relevance"], found["primary_sites"]) == ("net_specific", ["thyroid"])


def test_a_transplant_only_goes_along_with_the_drugs_before_it() -> None:
    names = ["doxorubicin", "autologous stem cell transplantation"]
    assert classify(interventions=names, study_type="INTERVENTIONAL")["treatments"] == ["chemotherapy"]


def test_an_index_that_is_kept_out_decides() -> None:
    found = classify(inclusion="NET with a Ki67 of at least 20 %", exclusion="NET with Ki67 more than 20 %")
    assert found["differentiation"] == "net"


def test_a_drug_that_is_tried_alone_is_under_test() -> None:
    found = classify(
        title="Pasireotide Alone or in Combination With Everolimus in Neuroendocrine Tumors",
        study_type="INTERVENTIONAL",
        interventions=["pasireotide alone or in combination with everolimus"],
    )
    assert set(found["treatments"]) == {"somatostatin_analogue", "targeted"}


@pytest.mark.parametrize("drug", ["Cisplatinum", "cis-platinum", "Carboplatinum", "Oxaliplatinum"])
def test_older_names_of_platinum_drugs_are_known(drug: str) -> None:
    assert "chemotherapy" in classify(title=f"{drug} in Neuroendocrine Tumors")["treatments"]
