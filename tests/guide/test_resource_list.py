"""The list of resources: complete, with checked rows, and refused by file, row and word where one is wrong."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import DeclarationError
from finder.guide.genes import load_genes
from finder.guide.resources import ListedResource, load_documents, load_resource_list, parse_resources

#: Every organisation, database, guideline and register that the founding documents name, with a document that does.
NAMED = {
    "Neuroendocrine Tumor Research Foundation (NETRF)": "S1",
    "Carcinoid Cancer Foundation": "S1",
    "North American Neuroendocrine Tumor Society (NANETS)": "S1",
    "Genetic and Rare Diseases Information Center (GARD), NIH": "S1",
    "Genetic Testing Registry (GTR)": "S1",
    "Orphanet": "S1",
    "ClinicalTrials.gov": "S1",
    "Medscape": "S1",
    "Mayo Clinic": "S4",
    "Cancer.Net, American Society of Clinical Oncology (ASCO)": "S4",
    "American Association of Endocrine Surgeons (AAES)": "S1",
    "Pancreatic neuroendocrine tumors treatment (PDQ), patient version": "S1",
    "Pheochromocytoma and paraganglioma treatment (PDQ), patient version": "S3",
    "National Comprehensive Cancer Network (NCCN)": "S4",
    "NHS": "S2",
    "Cancer Research UK": "S2",
    "Tests for rare cancers": "S2",
    "National Congenital Anomaly and Rare Disease Registration Service (NCARDRS)": "S2",
    "Medical News Today": "S0",
    "NETRF doctor database": "S1",
    "NETRF list of centers": "S1",
    "NETRF support groups": "S3",
    "NETRF research grants": "S3",
    "How to Find a Disease Specialist": "S1",
    "Newly diagnosed: the basics": "S1",
}
#: No founding document names these; they belong beside the others.
BESIDE = (
    "European Neuroendocrine Tumor Society (ENETS)", "International Neuroendocrine Cancer Alliance (INCA)",
    "NET Cancer Day",
    "Neuroendocrine Cancer UK", "NeuroEndocrine Cancer Australia", "Australian NET Specialists", "PLANET registry",
    "Canadian Neuroendocrine Tumour Society (CNETS)", "Healing NET Foundation",
    "Neuroendocrine Cancer Awareness Network (NCAN)", "LACNETS", "NorCal CarciNET", "Northwoods NETS",
    "Arizona group (azncf.org)", "Pheo Para Alliance", "Society of Nuclear Medicine and Molecular Imaging (SNMMI)",
    "NCI Cancer Centers Program", "Apted", "Tumeurs neuro-endocrines et réseau RENATEN", "NET & MEN Kanker",
    "NET Ireland", "NETSAS", "MedlinePlus", "Orphadata", "NPI registry", "WHO trial search (ICTRP)",
    "ENETS Centers of Excellence", "Find NCI-supported clinical trials", "List of NET specialists",
    "Financial assistance",
)  # fmt: skip
ROW = """
[[document]]
id = "S0"
title = "A page"
publisher = "Fake Publisher 1"
year = 2020

[[resource]]
id = "fake-1"
title = "Fake Group 1"
organisation = "Fake Group 1"
kind = "support_group"
audience = "everyone"
country = "FR"
language = "fr, en"
url = "https://example.org/group"
address_seen = true
description = "A group that is made up."
named_in = ["S0"]
note = "It is made up."
"""


def find_rows(name: str) -> list[ListedResource]:
    return [row for row in load_resource_list() if name in (row.title, row.organisation)]


@pytest.mark.parametrize(("name", "document"), NAMED.items())
def test_what_a_founding_document_names_is_a_row_that_says_so(name: str, document: str) -> None:
    assert any(document in row.named_in for row in find_rows(name))


@pytest.mark.parametrize("name", BESIDE)
def test_what_belongs_beside_them_is_a_row(name: str) -> None:
    assert find_rows(name)


def test_the_documents_are_the_five() -> None:
    years = {document.id: document.year for document in load_documents()}
    assert years == {"S0": None, "S1": 2019, "S2": None, "S3": None, "S4": 2021}


def test_every_kind_has_a_row() -> None:
    kinds = {row.kind for row in load_resource_list()}
    assert kinds == {
        "specialist_directory", "center_list", "guideline", "patient_information", "genetic_testing", "support_group",
        "register", "trial_finder", "funding",
    }  # fmt: skip


def test_patients_of_many_countries_find_a_group() -> None:
    countries = {row.country for row in load_resource_list() if row.kind == "support_group"}
    assert countries >= {"US", "GB", "AU", "CA", "FR", "BE", "IE", "ZA", ""}


def test_every_row_has_one_sentence_of_description() -> None:
    for row in load_resource_list():
        assert len(re.findall(r"[.?!](?:\s|$)", row.description)) == 1, row.id
        assert len(row.description) <= 120, row.id


def test_no_two_rows_of_one_kind_lead_to_one_page() -> None:
    """They would be one row; a home page that stands for an unknown page is told as such."""
    seen = [(row.kind, row.url) for row in load_resource_list() if "start from the home page" not in row.note]
    assert len(seen) == len(set(seen))


def test_a_home_page_that_stands_for_an_unknown_one_says_so() -> None:
    told = [row for row in load_resource_list() if "start from the home page" in row.note]
    assert len(told) >= 5
    assert all(re.fullmatch(r"https?://[^/]+/?", row.url) for row in told)


def test_only_public_and_open_pages_may_be_quoted() -> None:
    hosts = ("cancer.gov", "clinicaltrials.gov", "nih.gov", "medlineplus.gov", "cms.hhs.gov", "orphadata.com")
    quoted = [row for row in load_resource_list() if row.may_quote]
    assert len(quoted) >= 8
    for row in quoted:
        assert re.match(rf"https://([a-z0-9-]+\.)*({'|'.join(map(re.escape, hosts))})(/|$)", row.url), row.id


def test_the_register_of_gene_tests_names_every_gene() -> None:
    (row,) = (row for row in load_resource_list() if row.kind == "genetic_testing")
    assert row.related == tuple(gene.symbol for gene in load_genes())


def test_a_register_of_one_country_says_so() -> None:
    for row in find_rows("NHS England"):
        assert row.country == "GB"
        assert "England only" in row.note


def test_a_sound_file_is_read() -> None:
    listed = parse_resources(ROW)
    assert listed.resource[0].named_in == ("S0",)
    assert listed.document[0].year == 2020
    with pytest.raises(ValueError, match="frozen"):
        listed.resource[0].title = "Other"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('title = "Fake Group 1"\n', "", ("fake-1", "title")),
        ('title = "Fake Group 1"', "title = 5", ("fake-1", "title")),
        ("address_seen = true", 'address_seen = "yes"', ("fake-1", "address_seen")),
        ("address_seen = true", "address_seen = true\ncolour = 1", ("fake-1", "colour")),
        ("support_group", "club", ("fake-1", "kind", "club")),
        ('"everyone"', '"cats"', ("fake-1", "audience", "cats")),
        ('"FR"', '"XX"', ("fake-1", "country", "XX")),
        ('"FR"', '"fr"', ("fake-1", "country", "fr")),
        ('"FR"', '"France"', ("fake-1", "country", "France")),
        ('"fr, en"', '"fr,en"', ("fake-1", "language")),
        ('"fr, en"', '"zz"', ("fake-1", "language", "zz")),
        ('"https://example.org/group"', '""', ("fake-1", "url")),
        ("https://example.org/group", "javascript:alert(1)", ("fake-1", "url", "javascript")),
        ("https://example.org/group", "ftp://example.org/", ("fake-1", "url")),
        ("https://example.org/group", "https://user@example.org/", ("fake-1", "url")),
        ("https://example.org/group", "https://example.org/a b", ("fake-1", "url")),
        ("https://example.org/group", "https://[", ("fake-1", "url")),
        ("https://example.org/group", "//example.org", ("fake-1", "url")),
        ('"A group that is made up."', '"A group"', ("fake-1", "description")),
        ('"It is made up."', '"<b>"', ("fake-1", "note")),
        ('named_in = ["S0"]', 'named_in = ["S9"]', ("fake-1", "S9")),
        ('named_in = ["S0"]', 'named_in = ["S0", "S0"]', ("fake-1", "S0")),
        ('id = "fake-1"', 'id = "Fake 1"', ("Fake 1", "id")),
        ('id = "fake-1"', 'id = "S0"', ("S0", "id")),
        ("year = 2020", 'year = "2020"', ("S0", "year")),
        ("[[resource]]", "[resource]", ("resource",)),
        ("[[resource]]", "[[resources]]", ("resource",)),
        ("[[document]]", "[[document]", ("resources.toml",)),
    ],
)
def test_a_wrong_row_is_refused_by_file_row_and_word(old: str, new: str, named: tuple[str, ...]) -> None:
    assert old in ROW
    with pytest.raises(DeclarationError) as failure:
        parse_resources(ROW.replace(old, new))
    assert all(word in str(failure.value) for word in ("finder/guide/resources.toml", *named))
    assert failure.value.remedy
    assert len(str(failure.value)) < 500


def test_an_id_that_stands_twice_is_refused() -> None:
    document, row = ROW.split("[[resource]]")
    with pytest.raises(DeclarationError, match=r"fake-1.*twice"):
        parse_resources(f"{document}[[resource]]{row}[[resource]]{row}")


@pytest.mark.parametrize("text", ["", "resource = 5", "resource = []\ndocument = []", "x = 'y'", "\0"])
def test_a_file_that_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(DeclarationError, match=r"resources\.toml"):
        parse_resources(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    with pytest.raises(DeclarationError):
        parse_resources(text)
