"""Where a record says a tumor started, in all the ways in which rules of entry say it. All texts are made up."""

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
        ("NEC from the digestive system (stomach, colorectum), urogenital system or unknown primary; lung NEC excluded",
         ["colon", "gep", "other", "rectum", "stomach", "unknown_primary"]),
        ("NET of the small intestine, or from another origin (bronchial, pancreas, unknown)",
         ["lung", "pancreas", "small_intestine", "unknown_primary"]),
        ("Primary tumor in the gastrointestinal tract or thorax (lung, thymus), presumed non-pancreatic origin",
         ["gep", "lung", "thymus"]),
        ("The primary site is esophagus, duodenum, liver, gallbladder or pancreas in this NET",
         ["esophagus", "gallbladder_bile_duct", "liver", "pancreas", "small_intestine"]),
        ("Known neuroendocrine tumor (carcinoid, gastroenteropancreatic, bronchial, pheochromocytoma)",
         ["adrenal_paraganglia", "gep", "lung"]),
        ("Well-differentiated NET, grade 1 or 2 (Ki-67 <= 20%) from a gastrointestinal, pancreatic or unknown primary",
         ["gep", "pancreas", "unknown_primary"]),
        ("NET of jejunum, ileum or right colon", ["colon", "small_intestine"]),
        ("Pancreatic (or duodenal) NET below 2 cm", ["pancreas", "small_intestine"]),
        ("Duodeno-pancreatic NET", ["pancreas", "small_intestine"]),
        ("Adults with carcinoid syndrome due to a NET of the lung", ["lung"]),
    ],
)  # fmt: skip
def test_rules_of_entry_say_where_it_started(inclusion: str, expected: list[str]) -> None:
    assert classify(inclusion=inclusion)["primary_sites"] == expected


@pytest.mark.parametrize(
    "inclusion",
    [
        "Any neuroendocrine tumor; participants with a gastrinoma must take acid blockers",
        "Non-pancreatic neuroendocrine tumor",
        "Neuroendocrine tumor with complete removal by ileocecal resection",
        "Neuroendocrine tumor, any primary, with diarrhea from a VIPoma",
        "Neuroendocrine tumors outside the lung",
    ],
)
def test_organs_that_are_not_where_it_started(inclusion: str) -> None:
    assert classify(inclusion=inclusion)["primary_sites"] == ["any"]


def test_a_tumor_with_a_place_of_its_own_needs_no_limit() -> None:
    found = classify(
        title="Drug X in solid tumors",
        conditions=["Melanoma"],
        inclusion="Melanoma, Merkel cell carcinoma, lung cancer",
    )
    assert (found["relevance"], found["primary_sites"]) == ("net_included", ["skin"])


def test_an_organ_of_another_disease_in_the_same_title_is_no_site() -> None:
    title = "Drug X in rare cancers, including biliary, neuroendocrine and gynecological tumors"
    assert classify(title=title)["primary_sites"] == ["any"]


def test_organs_beside_the_word_primary_in_a_title() -> None:
    title = "Drug X for pancreatic primary or drug Y for gastrointestinal primary in neuroendocrine tumors"
    assert classify(title=title)["primary_sites"][-2:] == ["gep", "pancreas"]


def test_keywords_name_sites_of_a_trial_made_for_these_tumors() -> None:
    found = classify(keywords=["pulmonary carcinoid tumor", "thymic carcinoid tumor"])
    assert {"lung", "thymus"} <= set(found["primary_sites"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Any carcinoid syndrome", "not_stated"),
        ("Known neuroendocrine tumor (carcinoid, pheochromocytoma, medullary thyroid)", "not_stated"),
        ("Neuroendocrine tumor: typical carcinoid or large cell neuroendocrine carcinoma", "both"),
        ("Neuroendocrine tumor of any grade: G1, G2", "net"),
        ("Neuroendocrine tumor with Ki-67 index max 20 %", "net"),
        ("Neuroendocrine carcinoma/tumor of any site", "not_stated"),
        ("Carcinoid tumors", "net"),
    ],
)
def test_kind_of_tumor_cell_in_the_rules(text: str, expected: str) -> None:
    assert classify(inclusion=text)["differentiation"] == expected


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        ("Poorly differentiated carcinoma", "net"),
        ("Insulinoma, in whom fasting is unsafe", "not_stated"),
        ("Small cell carcinoma of the lung", "not_stated"),
    ],
)
def test_what_is_kept_out_tells_the_kind_only_where_it_names_one(exclusion: str, expected: str) -> None:
    assert classify(exclusion=exclusion)["differentiation"] == expected


def test_a_condition_beside_tumors_at_large_is_no_kind() -> None:
    assert classify(conditions=["Neuroendocrine Tumors", "Carcinoid Tumor"])["differentiation"] == "not_stated"
    assert classify(title="Drug X", conditions=["Carcinoid Tumor"])["differentiation"] == "net"


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("This study takes patients with schwannoma and paraganglioma.", True),
        ("The tracer has been used in patients with paraganglioma.", False),
        ("Paraganglioma is rare.", False),
        ("The purpose of this study is to see a paraganglioma better.", True),
        ("The study takes participants with solid tumors (many with grade 2 NENs, NETs or NECs).", True),
        ("The study takes participants with NETs.", False),
    ],
)
def test_a_summary_counts_where_it_speaks_of_the_people(summary: str, shown: bool) -> None:
    found = classify(title="A tracer", conditions=["Schwannoma"], summary=summary)
    assert (found["relevance"] == "net_included") is shown


def test_nets_of_white_blood_cells_stay_out_although_a_tumor_is_excluded() -> None:
    found = classify(
        title="An enzyme against neutrophil extracellular traps (NETs)", conditions=["NETs"],
        exclusion="Lung cancer, bronchial carcinoid",
    )  # fmt: skip
    assert found["relevance"] is None


def test_one_entry_in_a_long_list_of_another_cancer_is_one_of_many() -> None:
    conditions = [f"Stage {n} Prostate Cancer" for n in ("I", "II", "III", "IV")] + [
        "Prostate Adenocarcinoma", "Metastatic Bone Disease", "Castration-Resistant Prostate Carcinoma",
        "Prostate Small Cell Neuroendocrine Carcinoma",
    ]  # fmt: skip
    found = classify(title="Drug X in prostate cancer", conditions=conditions)
    assert found["relevance"] == "net_included"


def test_a_cue_in_brackets_speaks_of_what_is_in_them_alone() -> None:
    inclusion = "Neuroendocrine tumor, primary in the stomach or pancreas (lung excluded by staining)"
    assert classify(inclusion=inclusion)["primary_sites"] == ["pancreas", "stomach"]


def test_the_natural_history_of_a_tumor_is_about_it() -> None:
    title = "Natural history of thymic and bronchial neuroendocrine tumors"
    assert classify(title=title, conditions=["MEN1"])["primary_sites"] == ["lung", "thymus"]
