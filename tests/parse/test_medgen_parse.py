"""Concepts of MedGen to rows: open words only, and XML inside JSON that cannot do harm."""

from typing import Any

import pytest
from api_session import JSON, make_page
from hypothesis import given, settings
from hypothesis import strategies as st
from world_apis import META, make_concept

from finder.parse.medgen import parse_medgen
from finder.schema.raw import DISEASE_KEYS, Page
from finder.sources import load_sources

SOURCE = load_sources()["medgen"]


def wrap(record: dict[str, Any]) -> Page:
    return make_page({"result": {"uids": ["7"], "7": record}})


def test_a_concept_as_medgen_tells_it() -> None:
    (row,) = parse_medgen([wrap(make_concept(7))], SOURCE)
    assert row == {
        "disease_id": "MedGen:C0000007",
        "name": "Fake neuroendocrine syndrome 7",
        "other_names": ["Fake syndrome 1", "FAKE1", "Fake syndrome, type 1"],
        "definition": "A fake inherited syndrome.",
        "prevalence": [],
        "genes": ["MEN1"],
        "codes": ["MeSH:D0000001", "ORPHA:999901", "MONDO:0000001", "OMIM:999901"],
        "url": "https://www.ncbi.nlm.nih.gov/medgen/C0000007",
        "source_url": "https://www.ncbi.nlm.nih.gov/medgen/C0000007",
        "data_version": None,
    }
    assert set(row) == set(DISEASE_KEYS)


def test_words_that_others_own_are_not_copied() -> None:
    meta = META.replace('<Definition source="NCI">', '<Definition source="OMIM">')
    (row,) = parse_medgen([wrap(make_concept(7, conceptmeta=meta))], SOURCE)
    assert row["definition"] is None
    assert "Licensed fake name" not in row["other_names"]


@pytest.mark.parametrize("kind", ["T033", "T121", "fake"])
def test_findings_and_drugs_are_no_diseases(kind: str) -> None:
    assert parse_medgen([wrap(make_concept(7, semanticid=kind))], SOURCE) == []


@pytest.mark.parametrize("concept", ["", None, "7", "C1", "C0000001/../x", "CN123456", "C1234567"])
def test_only_identifiers_make_addresses(concept: Any) -> None:
    rows = parse_medgen([wrap(make_concept(7, conceptid=concept))], SOURCE)
    assert [row["disease_id"] for row in rows] == ([f"MedGen:{concept}"] if concept in ("CN123456", "C1234567") else [])


LAUGHS = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "meta",
    ["", None, 5, "<Names>", "</meta><Names/>", "<Names>&c;</Names>",
     f"{LAUGHS}<Names><Name SAB='GTR'>&c;</Name></Names>", "<Names><Name SAB='GTR'>&#0;</Name></Names>",
     "<a>" * 5000 + "</a>" * 5000, "\x00", "\ud800",
     "<Names><Name SAB='GTR'>x</Name></Names>" + "<!--" + "x" * 1000],
)  # fmt: skip
def test_xml_that_is_broken_or_hostile_costs_its_own_words_only(meta: Any) -> None:
    (row,) = parse_medgen([wrap(make_concept(7, conceptmeta=meta))], SOURCE)
    assert row["other_names"] == row["genes"] == row["codes"] == []
    assert row["name"] == "Fake neuroendocrine syndrome 7"


def test_lists_are_bounded() -> None:
    names = "".join(f"<Name SAB='GTR'>Fake {number}</Name>" for number in range(3000))
    meta = f"<Names>{names}</Names>"
    (row,) = parse_medgen([wrap(make_concept(7, conceptmeta=meta))], SOURCE)
    assert len(row["other_names"]) == 500


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(make_concept(1))), JSON))
def test_any_value_in_any_field_is_survived(changes: dict[str, Any]) -> None:
    parse_medgen([wrap(make_concept(7) | changes)], SOURCE)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_in_place_of_xml_is_survived(meta: str) -> None:
    assert len(parse_medgen([wrap(make_concept(7, conceptmeta=meta))], SOURCE)) == 1
