"""What a tumor looks like under the microscope, in the ways in which records say it. All texts are made up."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def judge(**fields: Any) -> str:
    found = classify_trial(
        {"conditions": ["Neuroendocrine Tumors"], "title": "Drug X in neuroendocrine tumors", **fields}
    )
    assert found["relevance"] is not None
    return str(found["differentiation"])


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("NET of WHO grade 1 or 2", "net"),
        ("Moderately to well differentiated NET", "net"),
        ("Differentiated neuroendocrine tumor", "net"),
        ("Grade 3 NET", "net"),
        ("Neuroendocrine tumor, well differentiated G3", "net"),
        ("WDNET", "net"),
        ("Well differentiated neuroendocrine carcinoma (WHO 2000)", "net"),
        ("Poorly differentiated neuroendocrine tumor", "nec"),
        ("G3 neuroendocrine carcinoma", "nec"),
        ("High-grade digestive NEC", "nec"),
        ("PDNEC", "nec"),
        ("High grade NET", "nec"),
        ("NET G1-G3 or NEC", "both"),
        ("Either G1/G2 NET or G3 NEC", "both"),
        ("Digestive NET (G1 to G3), NEC or MiNEN", "both"),
        ("NET G3 and NEC", "both"),
        ("NET of all grades, including poorly differentiated carcinomas", "both"),
        ("Well differentiated NET. Patients with NEC are also eligible.", "both"),
        ("* Cohort A: NET grade 1-2\n* Cohort B: neuroendocrine carcinoma", "both"),
        ("Well differentiated neuroendocrine tumor or carcinoma", "net"),
        ("Neuroendocrine tumor of any grade", "not_stated"),
        ("Neuroendocrine tumor or carcinoma", "not_stated"),
    ],
)
def test_rules_of_entry_tell_the_kind(inclusion: str, expected: str) -> None:
    assert judge(inclusion=inclusion) == expected


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("NET with a proliferation index (Ki-67) of 20% or less", "net"),
        ("NET, Ki67 =< 20 %", "net"),
        ("NET, Ki-67 index between 3% and 20%", "net"),
        ("NET, Ki-67 not exceeding 20%", "net"),
        ("NET, Ki67 of 0-20 %", "net"),
        ("NET, Ki-67 index \u2264 20", "net"),
        ("NET with a mitotic count of less than 20 per 10 fields", "net"),
        ("NET with Ki-67 > 20%", "both"),
        ("NET with Ki-67 20 to 60%", "both"),
        ("NET with Ki-67 below 55%", "not_stated"),
        ("NET, Ki-67 to be known, 3 or more lesions", "not_stated"),
        ("NET, Ki-67 <= 55% and 10 % weight loss", "not_stated"),
    ],
)
def test_dividing_cells_tell_the_grade(inclusion: str, expected: str) -> None:
    assert judge(inclusion=inclusion) == expected


def test_many_dividing_cells_in_a_carcinoma_are_no_other_side() -> None:
    fields = {"title": "Drug X in NEC", "conditions": ["Neuroendocrine Carcinoma"]}
    assert judge(**fields, inclusion="Neuroendocrine carcinoma with Ki-67 > 55%") == "nec"


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        ("Neuroendocrine carcinoma (NEC)", "net"),
        ("G3 neuroendocrine carcinoma", "net"),
        ("G3 tumors", "net"),
        ("Grade 3 NET or poorly differentiated tumors", "net"),
        ("High-grade NET", "net"),
        ("Ki-67 > 20%", "net"),
        ("Ki-67 > 55%", "not_stated"),
        ("Neuroendocrine carcinoma of the lung", "not_stated"),
        ("History of neuroendocrine carcinoma", "not_stated"),
        ("Grade 3 toxicity", "not_stated"),
        ("Well differentiated thyroid cancer", "not_stated"),
    ],
)
def test_what_is_kept_out_tells_the_other_kind(exclusion: str, expected: str) -> None:
    assert judge(exclusion=exclusion) == expected


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("Metastatic disease that is not resectable, well differentiated NET", "net"),
        ("NET without carcinoid syndrome, grade 1 or 2", "net"),
        ("Well differentiated NET, not eligible for liver surgery", "net"),
        ("No history of another cancer, and with well-differentiated NET", "net"),
        ("Well differentiated NET (NEC are excluded)", "net"),
        ("Low to intermediate grade (G1-2) NET, high grade is not allowed", "net"),
        ("Not poorly differentiated neuroendocrine carcinoma", "net"),
        ("NET with exception of poorly differentiated tumors", "net"),
        ("NET, G1 or G2; patients with poorly differentiated tumors will not be included", "net"),
        ("NET other than well differentiated", "nec"),
        ("NET, well differentiated tumors are not eligible for this study", "nec"),
    ],
)
def test_a_cue_turns_around_only_what_it_speaks_of(inclusion: str, expected: str) -> None:
    assert judge(inclusion=inclusion) == expected


@pytest.mark.parametrize(
    "inclusion",
    [
        "NET\n* Toxicity of earlier treatment down to grade 1",
        "NET\n* Performance status of WHO grade 1",
        "NET\n* ASA grade 2",
        "NET with Krenning grade 2 uptake",
        "NET with steatosis grade 1",
        "NET\n* Hypertension below grade 2",
    ],
)
def test_grades_of_other_things_are_none_of_the_tumor(inclusion: str) -> None:
    assert judge(inclusion=inclusion) == "not_stated"


@pytest.mark.parametrize(
    "fields",
    [
        {
            "title": "Drug X in Merkel cell carcinoma",
            "conditions": ["Merkel Cell Carcinoma", "Neuroendocrine Carcinoma"],
        },
        {"title": "Drug X in Merkel cell carcinoma", "summary": "It is a high-grade neuroendocrine carcinoma."},
        {"title": "Drug X in medullary thyroid cancer", "exclusion": "Poorly differentiated carcinoma"},
        {"title": "Drug X in paraganglioma", "exclusion": "Neuroendocrine carcinoma"},
        {"title": "Drug X in medullary thyroid cancer", "inclusion": "Poorly differentiated thyroid cancer or MTC"},
    ],
)
def test_kinds_with_a_name_of_their_own_have_no_side_unless_stated(fields: dict[str, Any]) -> None:
    assert judge(**fields) == "not_stated"


def test_conditions_of_both_kinds_are_both() -> None:
    conditions = ["Lung Carcinoid Tumor", "Large Cell Neuroendocrine Carcinoma of the Lung"]
    assert judge(title="Radiotherapy", conditions=conditions) == "both"


@pytest.mark.parametrize(
    "unit",
    [
        "Ki-67 < ",
        "Ki-67 1",
        "NET or NEC ",
        "NEC (",
        "well differentiated, ",
        "G1 not allowed, ",
        "without NET ",
        "cohort ",
    ],
)
def test_hostile_rules_end_in_a_known_kind(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert judge(inclusion=text, exclusion=text) in {"net", "nec", "both", "not_stated"}
