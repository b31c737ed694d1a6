"""What is tested where little seems left to test: drugs in every arm, code names, follow-up, and what scans go with.

All records are made up.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.normalize.classify.treatments import find_treatments

DRUG = "DRUG"


def treatments(**fields: Any) -> list[str]:
    return sorted(find_treatments({"title": "A study", "study_type": "INTERVENTIONAL", **fields}))


def test_drug_that_the_placebo_group_gets_later_is_tested() -> None:
    arms = ["EXPERIMENTAL: Octreotide. Monthly", "PLACEBO_COMPARATOR: Placebo. Open octreotide at progression"]
    found = treatments(title="Octreotide in Midgut Tumors", interventions=["Octreotide LAR", "Placebo"], arms_text=arms)
    assert found == ["somatostatin_analogue"]


def test_drugs_of_experimental_groups_come_back_before_those_of_control_groups() -> None:
    arms = ["EXPERIMENTAL: A. carboplatin", "ACTIVE_COMPARATOR: B. carboplatin or lanreotide"]
    found = treatments(interventions=["Carboplatin", "Lanreotide"], arms_text=arms)
    assert found == ["chemotherapy"]


def test_standard_drug_does_not_come_back_beside_an_unknown_one() -> None:
    arms = ["EXPERIMENTAL: A. carboplatin and newthing", "ACTIVE_COMPARATOR: B. carboplatin"]
    assert treatments(interventions=["Carboplatin", "Newthing"], arms_text=arms) == ["other"]
    joined = ["Newthing + Carboplatin", "Carboplatin"]
    assert treatments(interventions=joined, arms_text=arms) == ["other"]


def test_groups_of_one_type_are_compared_with_each_other() -> None:
    fields = {"title": "Streptozocin Versus Everolimus", "interventions": ["Streptozocin", "Everolimus"]}
    equal = ["ACTIVE_COMPARATOR: A. streptozocin", "ACTIVE_COMPARATOR: B. everolimus"]
    assert treatments(**fields, arms_text=equal) == ["chemotherapy", "targeted"]
    tested = ["EXPERIMENTAL: A. streptozocin", "ACTIVE_COMPARATOR: B. everolimus"]
    assert treatments(**fields, arms_text=tested) == ["chemotherapy"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Octreotide Plus Interferon Versus Octreotide Plus Bevacizumab", ["immunotherapy", "targeted"]),
        ("Bevacizumab or Interferon Added to Octreotide", ["immunotherapy", "targeted"]),
        ("Octreotide Plus Bevacizumab Versus Octreotide", ["targeted"]),
        ("Octreotide Versus Octreotide Plus Bevacizumab", ["targeted"]),
    ],
)
def test_only_what_differs_between_groups_is_tested(title: str, expected: list[str]) -> None:
    drugs = ["Bevacizumab", "Interferon alfa", "Octreotide"]
    drugs = [drug for drug in drugs if drug.split()[0] in title]
    arms = ["EXPERIMENTAL: A. octreotide and bevacizumab", "ACTIVE_COMPARATOR: B. octreotide and interferon"]
    assert treatments(title=title, interventions=drugs, arms_text=arms[: len(drugs) - 1]) == expected


def test_control_arm_of_an_added_drug_is_tested_too() -> None:
    found = treatments(
        title="Octreotide Plus Interferon Versus Octreotide Plus Bevacizumab",
        interventions=["Bevacizumab", "Interferon", "Octreotide"],
        arms_text=["EXPERIMENTAL: A. octreotide, bevacizumab", "ACTIVE_COMPARATOR: B. octreotide, interferon"],
    )
    assert found == ["immunotherapy", "targeted"]


def test_other_drug_of_the_same_kind_is_not_shared() -> None:
    title = "Newdrugmab Deruxtecan Plus Nivolumab or Ipilimumab Versus Carboplatin Plus Ipilimumab"
    drugs = ["Trastuzumab deruxtecan", "Nivolumab", "Ipilimumab", "Carboplatin"]
    arms = ["EXPERIMENTAL: A. trastuzumab, nivolumab", "ACTIVE_COMPARATOR: B. carboplatin, ipilimumab"]
    assert treatments(title=title, interventions=drugs, arms_text=arms) == ["immunotherapy", "targeted"]


def test_known_drug_that_an_unknown_one_is_measured_against_is_not_tested() -> None:
    title = "Newherb Granule Versus Oxaliplatin in Gastric Cancer"
    assert treatments(title=title, interventions=["Newherb granule", "Oxaliplatin"]) == ["other"]


def test_copy_of_a_drug_is_of_its_kind() -> None:
    title = "Safety of XYZ17 Versus Keytruda"
    assert treatments(title=title, interventions=["XYZ17", "Keytruda"]) == ["immunotherapy"]


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("XY-1234 is an oral AKT inhibitor.", ["targeted"]),
        ("XY-1234 is a small molecule that stops growth.", ["targeted"]),
        ("XY-1234 may stop growth by blocking some of the enzymes needed for cell growth.", ["targeted"]),
        ("XY-1234 is a dual ABC1/ABC2 inhibitor.", ["targeted"]),
        ("XY-1234 is a bispecific DLL3/CD3 antibody.", ["immunotherapy"]),
        ("XY-1234 is a proton pump inhibitor.", ["other"]),
        ("XY-1234 is new.", ["other"]),
    ],
)
def test_class_of_a_code_name_stands_in_the_summary(summary: str, expected: list[str]) -> None:
    fields = {"interventions": ["XY-1234"], "intervention_types": [DRUG], "summary": summary}
    assert treatments(title="XY-1234 in Solid Tumors", **fields) == expected


def test_inhibitor_against_another_illness_is_no_targeted_drug() -> None:
    fields = {"interventions": ["XY-1234"], "summary": "XY-1234 is a dual ABC1/ABC2 inhibitor."}
    assert treatments(title="XY-1234 in Asthma", **fields) == ["other"]


def test_codes_of_one_maker_are_read_one_by_one() -> None:
    assert treatments(interventions=["IMC-A12"]) == ["targeted"]
    assert treatments(interventions=["IMCgp100"]) == ["immunotherapy"]
    assert treatments(interventions=["IMC-F106C"]) == ["immunotherapy"]


def test_surgery_that_only_some_get_is_asked_about() -> None:
    title = "Sunitinib in Patients With Pancreatic Tumors With or Without Cytoreductive Surgery"
    assert treatments(title=title, interventions=["Sunitinib"]) == ["surgery", "targeted"]


def test_analogue_that_only_some_get_is_asked_about() -> None:
    fields = {"interventions": ["Everolimus", "Lanreotide"], "summary": "A randomized trial."}
    found = treatments(title="Everolimus With or Without Lanreotide", **fields)
    assert found == ["somatostatin_analogue", "targeted"]


def test_radiation_with_drugs_that_make_it_stronger_is_tested() -> None:
    found = treatments(
        title="Radiotherapy With or Without Chemotherapy",
        official_title="A Study of Chemo-Radiotherapy",
        interventions=["Radiotherapy", "Carboplatin"],
        intervention_types=["RADIATION", DRUG],
    )
    assert found == ["chemotherapy", "external_radiation"]


def test_what_the_only_group_gets_together_is_tested_together() -> None:
    fields = {
        "title": "Lanreotide in Patients Who Are Undergoing Radioembolization",
        "interventions": ["Lanreotide", "Y-90 microspheres"],
    }
    arms = ["EXPERIMENTAL: Lanreotide/Y-90 microspheres. Both"]
    assert treatments(**fields, arms_text=arms) == ["liver_directed", "somatostatin_analogue"]
    assert treatments(**fields) == ["somatostatin_analogue"]


def test_operation_on_a_heart_valve_is_surgery() -> None:
    title = "Tricuspid Valve Implantation for Carcinoid Heart Disease"
    found = treatments(title=title, interventions=["Newvalve system"], intervention_types=["DEVICE"])
    assert found == ["surgery"]


def test_treatment_beside_a_test_that_is_watched_is_given_anyway() -> None:
    found = treatments(
        study_type="OBSERVATIONAL",
        title="Circulating Tumor DNA in Neuroendocrine Tumors",
        interventions=["Sorafenib", "Surgery", "Lanreotide"],
    )
    assert found == ["imaging", "observational"]


def test_drug_in_the_title_of_a_registry_counts() -> None:
    found = treatments(study_type="OBSERVATIONAL", title="Lutathera Registry", interventions=["Lutathera"])
    assert found == ["observational", "radionuclide"]


def test_help_that_is_watched_counts() -> None:
    title = "Symptom Control With Lanreotide"
    found = treatments(study_type="OBSERVATIONAL", title=title, interventions=["Lanreotide"])
    assert found == ["observational", "somatostatin_analogue", "supportive"]


def test_follow_up_of_people_treated_before_is_observation() -> None:
    title = "Long-term Safety Surveillance Study in Participants Treated With 177Lu-Newligand"
    assert "observational" in treatments(title=title, interventions=["Data collection"])


def test_isotope_in_a_diagnostic_scan_is_no_treatment() -> None:
    fields = {"title": "68Ga-DOTANOC PET and 131I-MIBG Scintigraphy", "primary_purpose": "DIAGNOSTIC"}
    names = ["68Ga-DOTANOC PET", "131I-MIBG scintigraphy"]
    assert treatments(**fields, interventions=names) == ["imaging"]


def test_first_in_human_does_not_end_what_a_title_tests() -> None:
    title = "First-in-Human Study of ABC123, an Anti-PD-1 Antibody, in Solid Tumors"
    assert treatments(title=title, interventions=["ABC123"]) == ["immunotherapy"]


@given(
    st.lists(st.sampled_from(["Octreotide", "Newthing + Octreotide", "Placebo", "", "+", "Surgery"]), max_size=5),
    st.lists(st.sampled_from(["EXPERIMENTAL: ", "ACTIVE_COMPARATOR: Octreotide", "x", ":"]) | st.text(), max_size=4),
    st.text() | st.sampled_from(["Octreotide versus Octreotide plus", "added to", "with or without"]),
)
def test_any_record_has_an_answer(names: list[str], arms: list[str], title: str) -> None:
    assert treatments(title=title, interventions=names, arms_text=arms, conditions=[None, 3])
