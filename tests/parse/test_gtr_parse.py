"""Summaries of the Genetic Testing Registry to rows."""

from contextlib import suppress
from typing import Any

import pytest
from api_session import JSON, make_page
from hypothesis import given, settings
from hypothesis import strategies as st
from world_apis import make_test

from finder.errors import AnswerError
from finder.parse.gtr import parse_gtr
from finder.schema.raw import GENETIC_TEST_KEYS, Page, Row
from finder.sources import load_sources

SOURCE = load_sources()["gtr"]


def wrap(*records: dict[str, Any]) -> Page:
    return make_page({"result": {"uids": [one["uid"] for one in records], **{one["uid"]: one for one in records}}})


def read(record: dict[str, Any]) -> Row:
    (row,) = parse_gtr([wrap(record)], SOURCE)
    return row


def test_a_test_as_the_registry_tells_it() -> None:
    assert read(make_test(7)) == {
        "test_id": "GTR000000007",
        "title": "Fake gene test 7",
        "genes": ["MEN1"],
        "conditions": ["Fake syndrome 1"],
        "test_type": "Clinical",
        "laboratory": "Fake Laboratory 1",
        "laboratory_place": "Faketown, Fakeshire",
        "country": "United States",
        "methods": ["Fake sequencing"],
        "certifications": ["CLIA 99D9999999"],
        "url": "https://lab.example/fake-test",
        "source_url": "https://www.ncbi.nlm.nih.gov/gtr/tests/GTR000000007/",
    }
    assert set(read(make_test(7))) == set(GENETIC_TEST_KEYS)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", None, 5, ["https://lab.example"]])
def test_the_page_of_the_registry_stands_in_for_a_bad_address(url: Any) -> None:
    assert read(make_test(7, testurl=url))["url"] == "https://www.ncbi.nlm.nih.gov/gtr/tests/GTR000000007/"


def test_the_identifier_comes_from_the_number_where_there_is_no_other() -> None:
    assert read(make_test(7, accession=None))["test_id"] == "GTR000000007"
    assert read(make_test(7, accession="../../x"))["test_id"] == "GTR000000007"
    assert parse_gtr([wrap(make_test(7, accession="x") | {"uid": "7/../x"})], SOURCE) == []


def test_missing_parts_are_missing() -> None:
    row = read({"uid": "7", "testname": "<b>Fake</b>"})
    assert row["title"] == "<b>Fake</b>"
    assert row["laboratory"] is row["country"] is row["laboratory_place"] is None
    assert row["genes"] == row["methods"] == []
    assert parse_gtr([wrap({"uid": "7"})], SOURCE) == []


def test_methods_under_their_most_exact_name() -> None:
    methods = [
        {"name": "Molecular Genetics", "categorylist": [{"name": "Deletion", "methodlist": []}]},
        {"name": "Cytogenetics", "categorylist": []},
        "Fake method",
        {"name": "M", "categorylist": [{"name": "C", "methodlist": [{"name": "Inner"}, "Inner"]}]},
    ]
    assert read(make_test(7, method=methods))["methods"] == ["Deletion", "Cytogenetics", "Fake method", "Inner"]


def test_rows_are_bounded_and_each_test_stands_once() -> None:
    source = SOURCE.model_copy(update={"maximum_rows": 5})
    assert len(parse_gtr([wrap(*(make_test(number) for number in range(1, 50)))], source)) == 5
    assert len(parse_gtr([wrap(make_test(1)), wrap(make_test(1))], SOURCE)) == 1
    assert parse_gtr([], SOURCE) == []


@pytest.mark.parametrize("body", [{}, {"result": []}, {"result": {}}, {"result": {"uids": "1"}}, []])
def test_an_answer_of_another_shape_is_refused(body: Any) -> None:
    with pytest.raises(AnswerError):
        parse_gtr([make_page(body)], SOURCE)


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_any_json_is_rows_or_an_error(value: Any) -> None:
    with suppress(AnswerError):
        parse_gtr([make_page(value)], SOURCE)
    parse_gtr([make_page({"result": {"uids": ["1", value], "1": value}})], SOURCE)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(make_test(1))), JSON))
def test_any_value_in_any_field_is_survived(changes: dict[str, Any]) -> None:
    for row in parse_gtr([wrap(make_test(7) | changes | {"uid": "7"})], SOURCE):
        assert str(row["url"]).startswith("http")
        assert all(isinstance(text, str) for name in ("genes", "methods", "certifications") for text in row[name])
