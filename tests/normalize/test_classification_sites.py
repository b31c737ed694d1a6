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
