"""What only goes with the tested treatment: the other arm, usual care, earlier steps, and tests that every trial does.

All records are made up.
"""

from typing import Any

import pytest

from finder.normalize.classify.treatments import find_treatments


def treatments(**fields: Any) -> list[str]:
    return sorted(find_treatments({"title": "A study", "study_type": "INTERVENTIONAL", **fields}))


@pytest.mark.parametrize(
    ("title", "drugs", "expected"),
    [
        ("Temozolomide With or Without Olaparib", ["Temozolomide", "Olaparib"], ["targeted"]),
        ("Temozolomide +/- Olaparib", ["Temozolomide", "Olaparib"], ["targeted"]),
        ("Nivolumab With or Without Cisplatin", ["Nivolumab", "Cisplatin"], ["chemotherapy", "immunotherapy"]),
        ("Nivolumab With or Without SBRT", ["Nivolumab", "SBRT"], ["external_radiation", "immunotherapy"]),
    ],
)
def test_with_or_without_asks_for_what_is_added_to_usual_care(
    title: str, drugs: list[str], expected: list[str]
) -> None:
    assert treatments(title=title, interventions=drugs) == expected


def test_drug_on_both_sides_of_versus_is_not_tested() -> None:
    title = "Hepatic Perfusion Combined With Nivolumab Compared to Nivolumab Alone"
    assert treatments(title=title, interventions=["Hepatic perfusion", "Nivolumab"]) == ["liver_directed"]
    title = "Nivolumab Plus Ipilimumab Versus Ipilimumab"
    assert treatments(title=title, interventions=["Nivolumab", "Ipilimumab"]) == ["immunotherapy"]


def test_drug_after_compared_with_is_not_tested() -> None:
    drugs = ["177Lu-DOTATATE", "Everolimus"]
    assert treatments(title="PRRT Compared With Everolimus", interventions=drugs) == ["radionuclide"]
    assert treatments(title="Comparing PRRT and Everolimus", interventions=drugs) == ["radionuclide", "targeted"]


def test_drugs_alone_and_combined_are_each_tested() -> None:
    drugs = ["Pasireotide", "Everolimus", "Pasireotide and Everolimus"]
    title = "Pasireotide or Everolimus Alone or in Combination"
    assert treatments(title=title, interventions=drugs) == ["somatostatin_analogue", "targeted"]


def test_drug_that_only_prepares_is_not_tested() -> None:
    drugs = ["Newdrugleucel", "Obinutuzumab"]
    title = "Newdrugleucel With Obinutuzumab Pre-Treatment"
    assert treatments(title=title, interventions=drugs) == ["immunotherapy"]
    assert treatments(title="Newdrugleucel With Obinutuzumab", interventions=drugs) == ["immunotherapy", "targeted"]


def test_drug_that_people_take_anyway_is_not_tested() -> None:
    drugs = ["Patient outreach", "Vandetanib"]
    assert treatments(title="Calls to People During Vandetanib Treatment", interventions=drugs) == ["supportive"]
    drugs = ["Lanreotide", "TACE"]
    title = "Lanreotide in Patients Undergoing Embolization"
    assert treatments(title=title, interventions=drugs) == ["somatostatin_analogue"]


def test_drug_that_people_receive_is_tested_where_nothing_else_is() -> None:
    title = "Side Effects in Patients Receiving Newdrugtinib"
    assert treatments(title=title, interventions=["Newdrugtinib"]) == ["targeted"]


def test_operation_before_or_after_a_drug_is_not_tested() -> None:
    both = ["Selpercatinib", "Thyroidectomy"]
    assert treatments(title="Selpercatinib Before Thyroidectomy", interventions=both) == ["targeted"]
    assert treatments(title="Selpercatinib and Thyroidectomy", interventions=both) == ["surgery", "targeted"]
    radiated = ["Avelumab", "Radiation Therapy"]
    assert treatments(title="Adjuvant Avelumab", interventions=radiated) == ["immunotherapy"]


def test_placebo_shows_that_an_analogue_goes_to_all() -> None:
    drugs = ["Octreotide", "Everolimus", "Placebo"]
    assert treatments(title="Everolimus and Octreotide in NET", interventions=drugs) == ["targeted"]


def test_control_of_the_arms_is_not_read_from_the_title() -> None:
    found = treatments(
        title="A Study Comparing ABC123 and Chemotherapy",
        interventions=["ABC123", "Cisplatin"],
        arms_text=["EXPERIMENTAL: A. ABC123 tablets", "ACTIVE_COMPARATOR: B. Cisplatin"],
        intervention_text="ABC123 is a kinase inhibitor",
    )
    assert found == ["targeted"]


def test_title_adds_what_the_interventions_leave_out() -> None:
    found = treatments(title="Newdrugtinib in Combination With Gemcitabine in NEC", interventions=["Newdrugtinib"])
    assert found == ["chemotherapy", "targeted"]
    found = treatments(title="Newdrugtinib in People Resistant to Gemcitabine", interventions=["Newdrugtinib"])
    assert found == ["targeted"]
    found = treatments(title="Newdrugtinib Before Gemcitabine", interventions=["Newdrugtinib"])
    assert found == ["targeted"]


def test_scan_that_the_title_asks_about_is_tested_beside_the_drug() -> None:
    drug = ["177Lu-octreotate"]
    assert treatments(title="177Lu-octreotate and Its Prediction by PET", interventions=drug) == [
        "imaging",
        "radionuclide",
    ]
    scans = ["Sorafenib", "Everolimus"]
    assert treatments(title="Circulating Tumor Cells in NET", interventions=scans) == ["imaging"]


def test_scan_that_only_selects_or_guides_is_not_tested() -> None:
    both = ["177Lu-DOTATATE", "FDG PET"]
    found = treatments(title="PRRT in FDG-PET Positive NET", interventions=both, primary_purpose="TREATMENT")
    assert found == ["radionuclide"]
    beam = ["Stereotactic Body Radiation Therapy", "Positron Emission Tomography"]
    assert treatments(title="PET-Guided Stereotactic Radiotherapy", interventions=beam) == ["external_radiation"]


def test_tests_beside_the_outcome_of_a_treatment_are_not_tested() -> None:
    watched = {"study_type": "OBSERVATIONAL", "interventions": ["neck ultrasound"]}
    assert treatments(title="Outcome of RAI131 Therapy in People", **watched) == ["observational", "radionuclide"]
    assert treatments(title="Necks of People", **watched) == ["imaging", "observational"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"interventions": ["Data collection"]}, ["observational"]),
        ({"interventions": ["Survey Administration", "Biospecimen Collection"]}, ["observational"]),
        ({"interventions": ["Questionnaire Administration", "Cisplatin"]}, ["chemotherapy"]),
        ({"title": "A Registry of Genes", "interventions": ["Sunitinib"]}, ["targeted"]),
        ({"title": "Patient Preference", "interventions": ["Sunitinib"]}, ["targeted"]),
        (
            {"study_type": None, "title": "Patient Preference", "interventions": ["Yoga"]},
            ["observational", "supportive"],
        ),
    ],
)
def test_observation_gives_way_where_something_is_done(fields: dict[str, Any], expected: list[str]) -> None:
    assert treatments(**fields) == expected


def test_record_says_of_itself_that_people_are_only_watched() -> None:
    drug = {"study_type": None, "interventions": ["Sunitinib"]}
    own = "This study is a multi-center, prospective, non-interventional (NI) study."
    assert treatments(**drug, summary=own) == ["observational", "targeted"]
    assert treatments(**drug, summary="People get care. Earlier retrospective work showed an effect.") == ["targeted"]
    assert treatments(interventions=["Sunitinib"], summary=own) == ["targeted"]


def test_aim_of_the_study_speaks_where_nothing_else_does() -> None:
    assert treatments(interventions=["ABC"], primary_purpose="DIAGNOSTIC") == ["imaging"]
    assert treatments(interventions=["ABC"], primary_purpose="SUPPORTIVE_CARE") == ["supportive"]
    assert treatments(interventions=["ABC"], primary_purpose="TREATMENT") == ["other"]


def test_words_behind_other_are_those_of_the_unknown_drug() -> None:
    row = {
        "title": "ABC123 Versus Chemotherapy",
        "interventions": ["Cisplatin", "ABC123"],
        "arms_text": ["EXPERIMENTAL: A. ABC123 tablets", "ACTIVE_COMPARATOR: B. Cisplatin"],
        "study_type": "INTERVENTIONAL",
    }
    assert find_treatments(row) == {"other": ("ABC123", "intervention")}


def test_unknown_drug_against_a_choice_of_known_ones() -> None:
    title = "Newdruglimab or Investigator's Choice of Dacarbazine or Carboplatin"
    drugs = ["Newdruglimab", "Dacarbazine", "Carboplatin"]
    assert treatments(title=title, interventions=drugs) == ["immunotherapy"]


def test_chemotherapy_that_came_earlier_is_not_tested() -> None:
    both = ["Newdruglimab", "Capecitabine"]
    assert treatments(title="Newdruglimab Following Chemotherapy", interventions=both) == ["immunotherapy"]
    assert treatments(title="Newdruglimab and Chemotherapy", interventions=both) == ["chemotherapy", "immunotherapy"]


def test_preparation_named_as_such_is_not_tested_beside_cells() -> None:
    drugs = ["Autologous T cell product", "Lymphodepleting chemotherapy"]
    assert treatments(interventions=drugs) == ["immunotherapy"]


def test_watched_people_who_get_something_anyway() -> None:
    watched: dict[str, Any] = {"study_type": "OBSERVATIONAL", "interventions": []}
    assert treatments(title="ctDNA in People Undergoing Hepatectomy", **watched) == ["imaging", "observational"]
    assert treatments(title="Sleep of People Receiving Lutathera", **watched) == ["observational", "radionuclide"]
