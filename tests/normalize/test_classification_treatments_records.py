"""What is tested, in wordings found by labelling records anew. All texts are made up."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def find(**fields: Any) -> list[str]:
    return sorted(classify_trial({"conditions": ["Neuroendocrine Tumors"], **fields})["treatments"])


@pytest.mark.parametrize(
    ("name", "purpose", "expected"),
    [
        ("indium In 111 pentetreotide", "TREATMENT", ["radionuclide"]),
        ("indium In 111 pentetreotide", "DIAGNOSTIC", ["imaging"]),
        ("68Ga-DOTATOC", "DIAGNOSTIC", ["imaging"]),
    ],
)
def test_indium_as_a_treatment(name: str, purpose: str, expected: list[str]) -> None:
    fields = {"study_type": "INTERVENTIONAL", "primary_purpose": purpose, "intervention_types": ["RADIATION"]}
    assert find(title="Trial in NET", interventions=[name], **fields) == expected


@pytest.mark.parametrize(
    ("title", "study_type", "expected"),
    [
        ("Survival After Complete Resection of Neuroendocrine Tumors", "OBSERVATIONAL", ["observational"]),
        ("Stress Hormones During Resection of Neuroendocrine Tumors", "OBSERVATIONAL", ["observational"]),
        ("Resection of Neuroendocrine Tumors of the Appendix", "OBSERVATIONAL", ["observational", "surgery"]),
    ],
)
def test_an_operation_before_is_not_what_a_study_watches(title: str, study_type: str, expected: list[str]) -> None:
    assert find(title=title, study_type=study_type) == expected


def test_glass_beads_with_yttrium_are_given_into_the_liver() -> None:
    assert find(
        title="Intra-arterial Y-90 TheraSpheres for Liver Metastases of NET", interventions=["TheraSphere"]
    ) == ["liver_directed"]
