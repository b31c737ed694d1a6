"""Where the tumor started, and where it only spread."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def sites(**fields: Any) -> list[str]:
    found = classify_trial({"conditions": ["Neuroendocrine Tumors"], **fields})["primary_sites"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Pancreatic Neuroendocrine Tumours", ["pancreas"]),
        ("Neuroendocrine tumors of the pancreas", ["pancreas"]),
        ("Neuroendocrine pancreatic tumor", ["pancreas"]),
        ("A study of pNETs", ["pancreas"]),
        ("Midgut carcinoids", ["small_intestine"]),
        ("Small-bowel neuroendocrine tumors", ["small_intestine"]),
        ("GEP‑NETs", ["gep"]),
        ("Gastro-entero-pancreatic neuroendocrine tumours", ["gep"]),
        ("Gastroenteropancreatic (GEP) neuroendocrine tumors", ["gep"]),
        ("Digestive endocrine tumors", ["gep"]),
        ("Gastrointestinal or pancreatic neuroendocrine tumors", ["gep", "pancreas"]),
        ("Neuroendocrine carcinoma of the gastrointestinal tract or pancreas", ["gep", "pancreas"]),
        ("Neuroendocrine tumors of the lung or thymus", ["lung", "thymus"]),
        ("Thoracic neuroendocrine tumors", ["lung", "thymus"]),
        ("Bronchial carcinoids", ["lung"]),
        ("Colorectal neuroendocrine tumors", ["colon", "rectum"]),
        ("Hindgut neuroendocrine tumor", ["colon", "rectum"]),
        ("Rectal neuroendocrine tumor", ["rectum"]),
        ("Gastric neuroendocrine tumor", ["stomach"]),
        ("Oesophageal neuroendocrine carcinoma", ["esophagus"]),
        ("Appendiceal carcinoid", ["appendix"]),
        ("Neuroendocrine carcinoma of the gallbladder", ["gallbladder_bile_duct"]),
        ("Ovarian carcinoid", ["ovary"]),
        ("Testicular carcinoid", ["testis"]),
        ("Renal carcinoid", ["kidney"]),
        ("Primary hepatic neuroendocrine tumor", ["liver"]),
        ("Neuroendocrine tumors of unknown primary", ["unknown_primary"]),
        ("Neuroendocrine carcinoma of the cervix", ["other"]),
        ("Neuroendocrine prostate cancer", ["other"]),
        ("Phaeochromocytoma and paraganglioma", ["adrenal_paraganglia"]),
        ("Medullary thyroid cancer", ["thyroid"]),
        ("Merkel cell carcinoma", ["skin"]),
        ("Insulinoma", ["pancreas"]),
        ("Neuroendocrine tumors", ["any"]),
        ("NET patients", ["any"]),
        ("Extrapulmonary neuroendocrine carcinoma", ["any"]),
        ("Carcinoid and pancreatic neuroendocrine tumors", ["any", "pancreas"]),
    ],
)
def test_site_in_the_title(title: str, expected: list[str]) -> None:
    assert sites(title=title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Neuroendocrine tumor liver metastases",
        "Neuroendocrine tumors that have spread to the liver",
        "Hepatic artery embolization for neuroendocrine tumors with lung metastases",
        "Liver metastases of neuroendocrine tumors",
        "Neuroendocrine tumors after pancreatic surgery",
        "Breast cancer, lung cancer and neuroendocrine tumors",
    ],
)
def test_organ_of_spread_or_of_another_disease_is_no_site(title: str) -> None:
    assert sites(title=title) == ["any"]


def test_condition_of_another_disease_gives_no_site() -> None:
    found = sites(title="A study", conditions=["Liver Cancer", "Cancer of Pancreas", "Neuroendocrine Tumors"])
    assert found == ["any"]


def test_open_and_named_sites_stand_together() -> None:
    found = sites(title="A study", conditions=["Neuroendocrine Tumor", "Islet Cell Tumor"])
    assert found == ["any", "pancreas"]


def test_rules_of_entry_limit_an_open_title() -> None:
    found = sites(
        title="Drug X in neuroendocrine tumors",
        inclusion="Adults\nConfirmed neuroendocrine tumor of the lung, small intestine or pancreas",
    )
    assert found == ["lung", "pancreas", "small_intestine"]


def test_site_kept_out_is_no_site() -> None:
    found = sites(
        title="Drug X in neuroendocrine tumors",
        inclusion="Confirmed neuroendocrine tumor, not of pancreatic origin",
        exclusion="Pancreatic neuroendocrine tumors",
    )
    assert found == ["any"]


def test_primary_named_apart_from_the_tumor() -> None:
    found = sites(title="Drug X in neuroendocrine tumors", inclusion="Primary tumor located in the ileum or jejunum")
    assert found == ["small_intestine"]


def test_no_limit_in_words_is_no_limit() -> None:
    found = sites(
        title="Drug X in neuroendocrine tumors",
        inclusion="Carcinoid originating anywhere, including the gastrointestinal tract",
    )
    assert found == ["any"]


def test_title_beats_a_general_condition() -> None:
    assert sites(title="Pancreatic neuroendocrine tumors", conditions=["Neuroendocrine Tumors"]) == ["pancreas"]


OPEN = {"title": "A drug in neuroendocrine tumors"}
DIGESTIVE = {"title": "A drug in GEP-NET", "conditions": ["GEP neuroendocrine tumors"]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({**DIGESTIVE, "inclusion": "* Midgut NET or pancreatic non-functional NET"}, "gep pancreas small_intestine"),
        ({**DIGESTIVE, "inclusion": "* GEP-NET or unknown primary-NET"}, "gep unknown_primary"),
        (
            {**DIGESTIVE, "inclusion": "* Primary may be in: foregut (esophagus, stomach), midgut (appendix)"},
            "appendix esophagus gep small_intestine stomach",
        ),
        ({**OPEN, "inclusion": "* Carcinoid that began anywhere\n* Insulinoma"}, "any pancreas"),
        ({**OPEN, "inclusion": "* NETs or pancreatic NETs"}, "any pancreas"),
        ({**OPEN, "inclusion": "* Lung carcinoids, NET of all gastroenteropancreatic sites"}, "gep lung"),
        ({**OPEN, "inclusion": "* Lung neuroendocrine tumor\n* Neuroendocrine tumor of any other origin"}, "any lung"),
        ({**OPEN, "inclusion": "* Neuroendocrine tumors of the digestive tract (from esophagus to anus)"}, "gep"),
        (
            {**OPEN, "inclusion": "* Carcinoid, if doctors do not suspect thyroid medullary cancer or paraganglioma"},
            "any",
        ),
    ],
)
def test_rules_of_entry_add_the_sites_they_name(fields: dict[str, Any], expected: str) -> None:
    assert sites(**fields) == expected.split()


def test_summary_of_the_people_limits_an_open_title() -> None:
    summary = "The study population will have NETs of the lung and unknown primary (carcinoid tumors) or pNETs."
    found = sites(
        title="A drug in carcinoid and pancreatic neuroendocrine tumors",
        conditions=["Carcinoid Tumors", "Pancreatic NET"],
        summary=summary,
        inclusion="* Carcinoid or pancreatic neuroendocrine tumors",
    )
    assert found == ["lung", "pancreas", "unknown_primary"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Food after pancreatic resection", ["pancreas"]),
        ("Care in digestive oncology", ["gep"]),
        ("Care for people with liver resections", ["any"]),
    ],
)
def test_organ_of_the_setting_stands_in_for_a_site(title: str, expected: list[str]) -> None:
    conditions = ["Neuroendocrine Tumor", "Cholangiocarcinoma", "Cyst", "Pancreatitis"]
    assert sites(title=title, conditions=conditions) == expected


def test_organ_that_all_conditions_share_stands_in_for_a_site() -> None:
    inclusion = "* Large cell carcinoma\n* Neuroendocrine carcinoma"
    assert sites(title="Radiation", conditions=["Lung Cancer"], inclusion=inclusion) == ["lung"]
    assert sites(title="Radiation", conditions=["Lung Cancer", "Sarcoma"], inclusion=inclusion) == ["any"]


@pytest.mark.parametrize(
    "unit", ["* a (NETs)\n", "primary lung ", "not suspect carcinoid ", "from lung to ", "all sites, ", "(NET of the "]
)
def test_hostile_rules_of_entry_end_in_a_known_site(unit: str) -> None:
    found = sites(title="A drug in neuroendocrine tumors", inclusion=unit * (100_000 // len(unit)))
    assert found
    assert set(found) <= {"any", "lung"}


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("* NET\n* Location of primary tumor: stomach, ileum and rectum", "rectum small_intestine stomach"),
        ("* NET with one of these primary sites:\n* Lung\n* Thymus\n* ECOG 0-1", "lung thymus"),
        ("* NET of one of these:\n1. Lung\n2. Pancreas", "lung pancreas"),
        ("* NET\n* Tumor origin: stomach; small intestine; pancreas", "pancreas small_intestine stomach"),
        ("* NET. Primary site (a) lung (b) thymus (c) gastrointestinal tract", "gep lung thymus"),
        ("* Primary tumor of the NET may be located in any of the following: lung, thymus", "lung thymus"),
        ("* NETs of pancreas (pNET) or lung (typical or atypical carcinoid)", "lung pancreas"),
        ("* NETs, one of the following: 1) pancreatic NET, 2) lung NET", "lung pancreas"),
        ("* NETs arising in the esophagus, stomach, liver or pancreas", "esophagus liver pancreas stomach"),
        ("* Any NET including, but not limited to, pancreatic and bronchial NET", "any lung pancreas"),
        ("* Small bowel NET undergoing surgery of the pancreas", "small_intestine"),
        ("* NET\n* Adequate lung function: oxygen above 92 %\n* Lung", "any"),
    ],
)
def test_lists_of_origins_in_all_shapes(inclusion: str, expected: str) -> None:
    assert sites(title="A drug in NET", inclusion=inclusion) == expected.split()


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("* Disease that is not resectable, pancreatic NET", "pancreas"),
        ("* NET of the pancreas or lung, not eligible for liver transplantation", "lung pancreas"),
        ("* GEP-NET, lung NETs are not allowed", "gep"),
        ("* Without carcinoid heart disease, with small bowel NET", "small_intestine"),
        ("* NET not of pancreatic, lung or thymic origin", "any"),
        ("* NET except those of the lung, thymus and pancreas", "any"),
        ("* NET other than pancreatic", "any"),
        ("* GEP-NET; patients with bronchial or thymic primaries will not be included", "gep"),
    ],
)
def test_a_cue_keeps_out_only_what_it_speaks_of(inclusion: str, expected: str) -> None:
    assert sites(title="A drug in NET", inclusion=inclusion) == expected.split()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "A drug in NET", "conditions": ["Pancreatic Neuroendocrine Tumor"]}, "pancreas"),
        ({"title": "A drug in NET", "conditions": ["Neuroendocrine Tumors", "Pancreatic Neoplasms"]}, "any pancreas"),
        ({"title": "Surgery", "conditions": ["Atypical Carcinoid"]}, "lung"),
        ({"title": "Typical carcinoid of the lung and thymus"}, "lung thymus"),
        ({"title": "Parathyroid hormone and neuroendocrine tumors"}, "any"),
        ({"title": "NET and paraganglioma", "inclusion": "* NET, or paraganglioma"}, "adrenal_paraganglia any"),
        ({"title": "GEP-NET", "conditions": ["GEP-NET"]}, "gep"),
        ({"title": "A drug in NET", "arms_text": ["Cohort A: pancreatic NET"]}, "any pancreas"),
        ({"title": "Adrenal neuroendocrine tumors"}, "adrenal_paraganglia"),
        ({"title": "Gastroduodenal neuroendocrine tumors"}, "small_intestine stomach"),
    ],
)
def test_headings_and_groups_name_sites(fields: dict[str, Any], expected: str) -> None:
    assert sites(**fields) == expected.split()


def test_organs_of_other_cancers_in_a_long_list_are_no_sites() -> None:
    conditions = [f"{organ} Carcinoma" for organ in ("Colon", "Rectal", "Anal", "Gastric")]
    found = sites(
        title="Care in cancer",
        conditions=[*conditions, "Pancreatic Neuroendocrine Tumor"],
        inclusion="* Cancer (colon, rectal, anal, or pancreatic neuroendocrine tumor)",
    )
    assert found == ["pancreas"]


def test_rules_of_a_trial_of_many_diseases_limit_the_tumor() -> None:
    conditions = ["Breast Cancer", "Sarcoma", "Melanoma", "Neuroendocrine Tumors"]
    assert sites(title="A scan", conditions=conditions, inclusion="* GEP-NEN of grade 1") == ["gep"]
    assert sites(title="A scan", conditions=conditions, inclusion="* GEP-NEN\n* NEN of any origin") == ["any", "gep"]
