"""What is tested, and what only goes with it."""

from typing import Any

import pytest

from finder.normalize.classify.treatments import find_treatments


def treatments(**fields: Any) -> list[str]:
    return sorted(find_treatments({"title": "A study", "study_type": "INTERVENTIONAL", **fields}))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("177Lu-DOTATATE", "radionuclide"),
        ("Lutetium[177Lu] Oxodotreotide Injection", "radionuclide"),
        ("[225Ac]Ac-DOTATATE", "radionuclide"),
        ("212Pb-DOTAMTATE", "radionuclide"),
        ("Iobenguane I 131", "radionuclide"),
        ("68Ga-DOTATATE PET/CT", "imaging"),
        ("68Ga\u2010DOTATOC", "imaging"),
        ("64Cu-DOTATATE", "imaging"),
        ("[18F]AlF-NOTA-octreotide", "imaging"),
        ("123I-MIBG", "imaging"),
        ("Lanreotide Autogel", "somatostatin_analogue"),
        ("Everolimus", "targeted"),
        ("Newdrugtinib", "targeted"),
        ("Trastuzumab deruxtecan", "targeted"),
        ("Newdrugparib", "targeted"),
        ("Pembrolizumab", "immunotherapy"),
        ("Newdrugleucel", "immunotherapy"),
        ("Newdrugrelimab", "immunotherapy"),
        ("CAPTEM", "chemotherapy"),
        ("Cisplatin", "chemotherapy"),
        ("TACE", "liver_directed"),
        ("90Y resin microspheres", "liver_directed"),
        ("SIR-Spheres", "liver_directed"),
        ("Hepatectomy", "surgery"),
        ("Stereotactic body radiation therapy", "external_radiation"),
        ("Telotristat ethyl", "supportive"),
        ("Yoga", "supportive"),
        ("Tamoxifen", "other"),
        ("XYZ-123", "other"),
    ],
)
def test_one_intervention(name: str, expected: str) -> None:
    assert treatments(interventions=[name]) == [expected]


def test_ligand_alone_is_read_with_its_title_or_purpose() -> None:
    assert treatments(interventions=["DOTATATE"], title="PRRT with 177Lu") == ["radionuclide"]
    assert treatments(interventions=["DOTATATE"], title="PET with DOTATATE") == ["imaging"]
    assert treatments(interventions=["MIBG"], primary_purpose="DIAGNOSTIC") == ["imaging"]


def test_scan_beside_a_treatment_is_not_tested() -> None:
    found = treatments(interventions=["177Lu-DOTATATE", "68Ga-DOTATATE PET/CT", "Computed Tomography"])
    assert found == ["radionuclide"]


def test_scan_of_a_diagnostic_trial_is_tested() -> None:
    assert treatments(interventions=["68Ga-DOTATATE", "Computed Tomography"]) == ["imaging"]


def test_laboratory_work_is_not_tested() -> None:
    found = treatments(
        interventions=["Sunitinib", "Laboratory Biomarker Analysis", "Quality-of-Life Assessment", "Placebo"]
    )
    assert found == ["targeted"]


def test_octreotide_in_both_arms_is_background() -> None:
    found = treatments(
        title="Everolimus plus octreotide versus placebo plus octreotide",
        interventions=["Everolimus", "Octreotide LAR", "Placebo"],
        arms_text=["EXPERIMENTAL: A. Everolimus and octreotide", "PLACEBO_COMPARATOR: B. Placebo and octreotide"],
    )
    assert found == ["targeted"]


def test_octreotide_as_the_control_is_not_tested() -> None:
    found = treatments(
        title="177Lu-DOTATATE compared with octreotide",
        interventions=["177Lu-DOTATATE", "Octreotide LAR"],
        arms_text=["EXPERIMENTAL: PRRT. 177Lu-DOTATATE", "ACTIVE_COMPARATOR: Control. Octreotide LAR"],
    )
    assert found == ["radionuclide"]


def test_two_analogues_compared_are_tested() -> None:
    found = treatments(title="Octreotide versus lanreotide", interventions=["Octreotide LAR", "Lanreotide"])
    assert found == ["somatostatin_analogue"]


def test_combination_of_one_arm_counts_both() -> None:
    found = treatments(title="Lanreotide with temozolomide", interventions=["Lanreotide", "Temozolomide"])
    assert found == ["chemotherapy", "somatostatin_analogue"]


def test_standard_drug_that_both_groups_get_is_background() -> None:
    assert treatments(interventions=["FOLFIRI-bevacizumab", "FOLFIRI"], title="A study") == ["targeted"]


def test_conditioning_before_cells_is_no_chemotherapy() -> None:
    assert treatments(interventions=["Cyclophosphamide", "CAR-T cells"]) == ["immunotherapy"]
    assert treatments(interventions=["Cyclophosphamide"]) == ["chemotherapy"]


def test_drugs_of_the_title_come_first() -> None:
    found = treatments(
        title="177Lu-edotreotide versus best standard of care",
        interventions=["177Lu-Edotreotide", "Everolimus", "CAPTEM", "Amino-Acid Solution"],
    )
    assert found == ["radionuclide"]


def test_code_name_is_read_from_its_description() -> None:
    found = treatments(interventions=["ABC-1"], intervention_text="ABC-1 is an antibody drug conjugate (ADC)")
    assert found == ["targeted"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"study_type": "OBSERVATIONAL"}, ["observational"]),
        ({"study_type": None}, ["observational"]),
        ({"study_type": "OBSERVATIONAL", "interventions": ["Lutathera"]}, ["observational", "radionuclide"]),
        (
            {"study_type": None, "title": "A registry of people", "interventions": ["Resection"]},
            ["observational", "surgery"],
        ),
        ({"interventions": ["Talks"], "intervention_types": ["BEHAVIORAL"]}, ["supportive"]),
        ({"interventions": ["Beam"], "intervention_types": ["RADIATION"]}, ["external_radiation"]),
        ({"interventions": ["Kit"], "intervention_types": ["DIAGNOSTIC_TEST"]}, ["imaging"]),
    ],
)
def test_design_of_the_study(fields: dict[str, Any], expected: list[str]) -> None:
    assert treatments(**fields) == expected


def test_drug_taken_before_is_not_tested() -> None:
    found = treatments(title="Belzutifan after failure of sunitinib and chemotherapy", interventions=["Belzutifan"])
    assert found == ["targeted"]


def test_drug_after_versus_is_not_tested() -> None:
    drugs = ["177Lu-DOTATATE", "Sunitinib"]
    assert treatments(title="PRRT versus sunitinib", interventions=drugs) == ["radionuclide"]
    assert treatments(title="PRRT and sunitinib", interventions=drugs) == ["radionuclide", "targeted"]


def test_mtor_inhibitor_that_protects_a_transplant_is_not_tested() -> None:
    drugs = ["Nivolumab", "Sirolimus"]
    graft = "Nivolumab and Sirolimus for Kidney Transplant Recipients With Skin Cancer"
    assert treatments(title=graft, interventions=drugs) == ["immunotherapy"]
    assert treatments(title="Nivolumab and Sirolimus in Cancer", interventions=drugs) == ["immunotherapy", "targeted"]


@pytest.mark.parametrize(
    "summary",
    [
        "Lutathera is given into an artery of the liver.",
        "An intra\u2010arterial injection is compared with an intravenous one.",
        "It is given as hepatic arterial infusion.",
    ],
)
def test_drug_given_into_the_liver_artery_is_liver_directed(summary: str) -> None:
    assert treatments(interventions=["177Lu-DOTATATE"], summary=summary) == ["liver_directed", "radionuclide"]


def test_class_of_a_code_name_is_told_elsewhere() -> None:
    assert treatments(interventions=["XYZ-123"], keywords=["Oncolytic"]) == ["immunotherapy"]
    assert treatments(interventions=["XYZ-123"], keywords=["telehealth"]) == ["other"]
    both = ["XYZ123", "Pembrolizumab"]
    adc = "XYZ123 is an antibody-drug conjugate."
    assert treatments(interventions=both, summary=adc) == ["immunotherapy", "targeted"]
    assert treatments(interventions=both, summary="Chemotherapy was given before.") == ["immunotherapy"]
    assert treatments(interventions=both, keywords=["PD-1 antibody", "Chemotherapy"]) == ["immunotherapy"]


def test_scans_alone_stay_what_is_tested_beside_a_treatment_in_the_title() -> None:
    assert "imaging" in treatments(title="Optimising radionuclide therapy", interventions=["SPECT/CT imaging"])
