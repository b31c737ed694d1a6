"""Where a record is wider or narrower than its first words, each wording with its opposite. All texts are made up."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial

BASKET = {
    "title": "Drug X in rare tumors",
    "conditions": ["Sarcoma", "Chordoma", "Thymoma", "Lung Neuroendocrine Tumor"],
}
GROUPS = "It has these groups.\n* 1. Sarcoma\n* 2. {}\n* 3. High-grade neuroendocrine carcinoma"


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial(
        {"conditions": ["Neuroendocrine Tumors"], "title": "Drug X in neuroendocrine tumors", **fields}
    )


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("Neuroendocrine carcinoma, including carcinoid of any location and islet cell tumors", ["any", "pancreas"]),
        ("Carcinoid (NET) from any primary site, or islet cell tumors", ["any", "pancreas"]),
        ("Carcinoid or islet cell tumors", ["pancreas"]),
        ("Islet cell tumors; scans of any location with carcinoid", ["pancreas"]),
    ],
)
def test_a_rule_that_takes_any_place_is_wider_than_the_title(inclusion: str, expected: list[str]) -> None:
    found = classify(title="Drug X in islet cell cancer", conditions=["Islet Cell Cancer"], inclusion=inclusion)
    assert found["primary_sites"] == expected


@pytest.mark.parametrize(
    ("inclusion", "sites"),
    [
        ("Pheochromocytoma or related tumors (paraganglioma, medullary thyroid cancer, carcinoid tumors)",
         ["adrenal_paraganglia", "any", "thyroid"]),
        ("Pheochromocytoma, paraganglioma or other neuroendocrine tumors", ["adrenal_paraganglia", "any"]),
        ("Pheochromocytoma (a neuroendocrine tumor)", ["adrenal_paraganglia"]),
        ("Paraganglioma\nA carcinoid, treated long ago, and healed, is no bar", ["adrenal_paraganglia"]),
    ],
)  # fmt: skip
def test_a_list_with_tumors_at_large_is_wider_than_a_title_with_a_place_in_its_name(
    inclusion: str, sites: list[str]
) -> None:
    found = classify(title="MIBG in pheochromocytoma", conditions=["Pheochromocytoma"], inclusion=inclusion)
    assert found["primary_sites"] == sites
    assert found["differentiation"] == "not_stated"


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("NET (GEP, lung, or other)", ["any", "gep", "lung"]),
        ("NET of the lung, pancreas and other sites", ["any", "lung", "pancreas"]),
        ("NET of the lung, pancreas or other thing", ["lung", "pancreas"]),
        ("NET of rare primary sites (renal, ovarian, thymic, hepatic)", ["kidney", "liver", "ovary", "thymus"]),
        (
            "NET of rare primary sites (renal, ovarian, thymic), hepatic metastases allowed",
            ["kidney", "ovary", "thymus"],
        ),
        ("NET of rare sites (renal, ovarian, thymic), liver metastases allowed", ["kidney", "ovary", "thymus"]),
        ("Metastatic carcinoid: lung, stomach, midgut or rectum", ["lung", "rectum", "small_intestine", "stomach"]),
    ],
)
def test_lists_that_go_on(inclusion: str, expected: list[str]) -> None:
    assert classify(inclusion=inclusion)["primary_sites"] == expected


def test_what_stands_before_the_tumor_does_not_make_its_list_one_of_spread() -> None:
    rest = "carcinoid, midgut, lung, thymus or stomach"
    assert "thymus" in classify(inclusion=f"Metastatic {rest}")["primary_sites"]
    assert classify(inclusion="Carcinoid with spread to midgut, lung, thymus or stomach")["primary_sites"] == ["any"]


@pytest.mark.parametrize(
    ("title", "conditions", "expected"),
    [
        ("Neuroendocrine tumors of the lung (carcinoids)", ["Neuroendocrine Tumors"], ["lung"]),
        ("Neuroendocrine tumors of the lung, and carcinoids", ["Neuroendocrine Tumors"], ["any", "lung"]),
        ("Heart scans", ["Carcinoid Heart Disease", "Small Intestinal NET"], ["small_intestine"]),
        ("Heart scans", ["Carcinoid Heart Disease"], ["any"]),
        ("Heart scans", ["Carcinoid Tumor", "Small Intestinal NET"], ["any", "small_intestine"]),
        ("Drug X", ["Neuroendocrine Cervical Cancer"], ["other"]),
        ("Drug X", ["Neuroendocrine Pancreatic Cancer"], ["pancreas"]),
        ("Drug X", ["Neuroendocrine Colorectal Cancer"], ["colon", "rectum"]),
        ("Drug X", ["Cervical Cancer", "Neuroendocrine Tumors"], ["any"]),
    ],
)
def test_other_names_and_symptoms_in_headings_open_nothing(
    title: str, conditions: list[str], expected: list[str]
) -> None:
    assert classify(title=title, conditions=conditions)["primary_sites"] == expected


def test_a_tumor_that_the_summary_alone_names_keeps_its_place() -> None:
    fields = {"title": "Dye in surgery", "conditions": ["Schwannoma"]}
    aim = "The purpose of this study is to see a dye in surgery of a schwannoma or a {}."
    for tumor, place in (("head and neck paraganglioma", "adrenal_paraganglia"), ("neuroendocrine tumor", "any")):
        assert classify(**fields, summary=aim.format(tumor))["primary_sites"] == [place]


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        ("High-grade or poorly differentiated neuroendocrine tumors are excluded", "net"),
        ("Patients with poorly differentiated neuroendocrine carcinoma are not eligible", "net"),
        ("Poorly differentiated tumors will not be included", "net"),
        ("Poorly differentiated carcinomas are not excluded", "not_stated"),
        ("Cancer other than poorly differentiated neuroendocrine carcinoma is excluded", "not_stated"),
        ("Poorly differentiated tumors, where surgery is not possible", "net"),
    ],
)
def test_an_exclusion_that_says_again_what_its_heading_says(exclusion: str, expected: str) -> None:
    assert classify(exclusion=exclusion)["differentiation"] == expected


@pytest.mark.parametrize(
    ("inclusion", "expected"),
    [
        ("Carcinoid, paraganglioma", "not_stated"),
        ("Carcinoid, grade 1 or 2, paraganglioma", "net"),
        ("Carcinoid", "net"),
        ("Neuroendocrine carcinoma or neuroendocrine tumor grade 3", "both"),
        ("Neuroendocrine carcinoma (NEC) or well differentiated G3 NET", "both"),
        ("Neuroendocrine carcinoma, low grade", "net"),
        ("Cohort A (well differentiated NET), cohort B (NEC)", "both"),
        ("Well differentiated NET. Poorly differentiated NET must not be included", "net"),
        ("Low/intermediate/high grade tumors", "both"),
        ("NET with fewer than 2 mitoses per 10 fields", "net"),
        ("NET with more than 2 mitoses per 10 fields", "not_stated"),
        ("NET with a proliferative index of 2-20%", "net"),
        ("NET with a proliferation index (Ki-67) above 20%", "both"),
        ("NET with a proliferation index, Ki-67 of 55% at most", "not_stated"),
    ],
)
def test_kinds_beside_each_other(inclusion: str, expected: str) -> None:
    assert classify(inclusion=inclusion)["differentiation"] == expected


def test_arms_named_after_a_kind_are_groups() -> None:
    well = "EXPERIMENTAL: Tumors. Well differentiated NET"
    assert classify(arms_text=[well, "EXPERIMENTAL: NEC. Drug X"])["differentiation"] == "both"
    assert classify(arms_text=[well, "EXPERIMENTAL: Drug X. Not for NEC"])["differentiation"] == "net"
    inclusion = "Well differentiated neuroendocrine carcinoma"
    assert classify(inclusion=inclusion, arms_text=["EXPERIMENTAL: NEC. Drug X"])["differentiation"] == "net"


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("People with solid tumors (enriched for grade 2 NENs, grade 2 NETs and NECs) take part.", "both"),
        ("People with solid tumors (enriched for grade 2 NENs and grade 2 NETs) take part.", "net"),
        ("Well differentiated NETs grow slowly. Drug X is new.", "not_stated"),
        ("The study tests drug X in well differentiated NETs.", "net"),
    ],
)
def test_a_summary_tells_of_its_people(summary: str, expected: str) -> None:
    assert classify(summary=summary)["differentiation"] == expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [("Pancreatic neuroendocrine tumor", "both"), ("Chordoma, as neuroendocrine as it may be", "nec")],
)
def test_groups_of_a_summary(group: str, expected: str) -> None:
    assert classify(**BASKET, summary=GROUPS.format(group))["differentiation"] == expected


def test_a_number_inside_a_sentence_begins_no_group() -> None:
    summary = "Of 20 people, one has a neuroendocrine tumor. People with high-grade neuroendocrine carcinoma take part."
    assert classify(**BASKET, summary=summary)["differentiation"] == "nec"


@pytest.mark.parametrize(
    "unit",
    ["carcinoid of any ", "paraganglioma, carcinoid, ", "NET of lung or other ", "lung NET (carcinoid) ",
     "2 mitoses < ", "proliferation index ", "NEC or grade 3 NET ", "NEC are excluded ", "1. NET\n", "NEC (a) or "],
)  # fmt: skip
def test_long_repeats_have_an_answer(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    found = classify(title=text[:5_000], inclusion=text, exclusion=text, summary=text, arms_text=[text])
    assert found["differentiation"] in {"net", "nec", "both", "not_stated"}
