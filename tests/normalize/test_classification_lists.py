"""Lists, examples and unknown starts: where rules of entry say more, or less, than one organ. All texts are made up."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial(
        {"conditions": ["Neuroendocrine Tumors"], "title": "Drug X in neuroendocrine tumors", **fields}
    )


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("NETs with origins including, but not limited to, the lung, thymus, the GI tract (stomach, liver, colon) and "
         "unknown origin", ["colon", "gep", "liver", "lung", "stomach", "thymus", "unknown_primary"]),
        ("NET G1/G2 of pulmonary or gastroenteropancreatic origin", ["gep", "lung"]),
        ("NET\n* Cohort 1: cancers that originated from stomach, small intestine, bladder or bile ducts",
         ["gallbladder_bile_duct", "other", "small_intestine", "stomach"]),
        ("NET in a known primary site that cannot be removed (e.g. rectum, bladder, cervix, ovary)",
         ["any", "other", "ovary", "rectum"]),
        ("Neuroendocrine carcinoma of the gastrointestinal tract, hepatobiliary system or pancreas",
         ["gallbladder_bile_duct", "gep", "pancreas"]),
        ("Duodenal or pancreatic gastrinoma", ["pancreas", "small_intestine"]),
        ("Adults at the time of NET diagnosis\nDiagnosis of GEP-NET or lung NET", ["gep", "lung"]),
    ],
)  # fmt: skip
def test_lists_of_organs(inclusion: str, expected: list[str]) -> None:
    assert classify(inclusion=inclusion)["primary_sites"] == expected


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("Neuroendocrine tumors, including pheochromocytoma", ["adrenal_paraganglia", "any"]),
        ("Neuroendocrine tumor (carcinoid, gastroenteropancreatic tumors, etc)", ["any", "gep"]),
        ("NET, including typical and atypical lung carcinoids", ["any", "lung"]),
        ("Gastrointestinal NETs, including those of the stomach", ["gep", "stomach"]),
        ("NET grade 1 (typical carcinoid if originating in lung)", ["any"]),
        ("Pancreatic NET, lung NET and other NETs", ["any", "lung", "pancreas"]),
    ],
)
def test_examples_set_no_limit(inclusion: str, expected: list[str]) -> None:
    assert classify(inclusion=inclusion)["primary_sites"] == expected


@pytest.mark.parametrize(
    "inclusion",
    [
        "NET; primary tumor or metastases in the lung can be biopsied",
        "NET with metastases to lung, pancreas, ovary or adrenal gland",
        "NET. CT of the lung, stomach, pancreas and kidney at the start",
        "NET. No cancer of the breast, bladder, lung or colon",
    ],
)
def test_lists_of_other_things_are_no_sites(inclusion: str) -> None:
    assert classify(inclusion=inclusion)["primary_sites"] == ["any"]


@pytest.mark.parametrize(
    ("inclusion", "taken"),
    [
        ("Neuroendocrine carcinoma of any extrapulmonary site or unknown primary", True),
        ("Carcinoma of unknown primary is allowed if a lung primary is ruled out\nNET", True),
        ("NET\nTumors of unknown primary are not eligible", False),
        ("NET, metastases of unknown number", False),
    ],
)
def test_an_unknown_start(inclusion: str, taken: bool) -> None:
    assert ("unknown_primary" in classify(inclusion=inclusion)["primary_sites"]) is taken


def test_a_title_that_names_organs_says_more_than_a_list_in_a_rule() -> None:
    inclusion = "GEP-NET with a primary in stomach, appendix, colon or rectum\nFunctional tumors of the thymus"
    open_to_all = classify(inclusion="NET\n" + inclusion)["primary_sites"]
    assert "thymus" in open_to_all
    assert "thymus" not in classify(title="GEP-NETs", conditions=["GEP-NET"], inclusion=inclusion)["primary_sites"]


def test_organs_where_a_paraganglioma_grows_are_no_site_of_their_own() -> None:
    found = classify(
        title="Drug X in paraganglioma", conditions=["Paraganglioma"],
        inclusion="Paraganglioma (bladder, mediastinum, kidney, skull base); also metastases of unknown primary",
    )  # fmt: skip
    assert "unknown_primary" not in found["primary_sites"]
    assert "kidney" not in found["primary_sites"]


def test_pulmonary_and_extrapulmonary_tumors_are_all_tumors() -> None:
    summary = "Patients with pulmonary and extra-pulmonary neuroendocrine carcinomas are studied."
    conditions = ["Neuroendocrine Carcinoma", "Large Cell Neuroendocrine Carcinoma, Lung"]
    assert classify(conditions=conditions, summary=summary)["primary_sites"] == ["any", "lung"]


def test_a_trial_of_unknown_primaries_takes_our_tumors_from_there_alone() -> None:
    found = classify(
        title="Origin of cancers of unknown primary", conditions=["Cancer of Unknown Primary Site"],
        inclusion="Unknown primary (adenocarcinoma, neuroendocrine carcinoma, sarcoma)",
    )  # fmt: skip
    assert (found["relevance"], found["primary_sites"]) == ("net_included", ["unknown_primary"])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inclusion": "Metastatic NET or NEC"}, "both"),
        ({"inclusion": "Neuroendocrine neoplasm, grade 1-3, including NEC"}, "both"),
        ({"inclusion": "Neuroendocrine neoplasm (G1, G2, G3 and NEC)"}, "both"),
        ({"inclusion": "Well, moderately or poorly differentiated neuroendocrine tumor"}, "both"),
        ({"inclusion": "Low, intermediate or high grade neuroendocrine tumor"}, "both"),
        ({"inclusion": "Well differentiated, high grade neuroendocrine tumor"}, "net"),
        ({"summary": "People with neuroendocrine tumors (NET) and neuroendocrine carcinomas (NEC) are asked."}, "both"),
        ({"summary": "People with neuroendocrine tumors are asked."}, "not_stated"),
    ],
)
def test_tumors_and_carcinomas_side_by_side(fields: dict[str, str], expected: str) -> None:
    assert classify(**fields)["differentiation"] == expected


def test_a_carcinoma_among_the_conditions_of_a_trial_of_many_cancers_is_a_group_of_its_own() -> None:
    many = ["Sarcoma", "Melanoma", "Bladder Cancer", "Neuroendocrine Carcinoma", "Pancreatic Neuroendocrine Tumor"]
    fields = {"title": "Drug X in rare tumors", "conditions": many, "inclusion": "Neuroendocrine tumors, grade 1 or 2"}
    assert classify(**fields)["differentiation"] == "both"
    assert classify(**{**fields, "conditions": [c for c in many if "Carcinoma" not in c]})["differentiation"] == "net"


def test_an_abbreviation_with_its_organ_needs_no_other_word() -> None:
    found = classify(title="Drug X in lung NETs", conditions=["Lung NET"])
    assert (found["relevance"], found["primary_sites"]) == ("net_specific", ["lung"])
