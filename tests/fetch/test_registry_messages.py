"""Building requests and reading answers, without sending anything."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import AnswerError
from finder.fetch.clinicaltrials_gov import (
    FIELDS,
    DataVersion,
    build_page,
    decode_page,
    decode_version,
    write_expression,
)
from finder.vocabulary.search import Plan, load_plans

PLAN = Plan(name="islets", areas=("Condition", "BriefTitle"), words=("insulinoma", "islet cell tumor"))


def test_each_clause_stands_in_its_own_parentheses() -> None:
    assert write_expression(PLAN) == (
        '(AREA[Condition]("insulinoma" OR "islet cell tumor"))'
        ' OR (AREA[BriefTitle]("insulinoma" OR "islet cell tumor"))'
    )


def test_the_first_page_counts_and_later_ones_carry_the_token() -> None:
    first, later = build_page(PLAN, 200, None), build_page(PLAN, 200, "abc+/=")
    assert first["countTotal"] == "true"
    assert "pageToken" not in first
    assert later["pageToken"] == "abc+/="
    assert "countTotal" not in later
    assert first["fields"].split("|") == list(FIELDS)
    assert all(value.strip() for value in first.values())


def test_no_plan_makes_a_long_address_or_an_open_bracket() -> None:
    for plan in load_plans():
        expression = write_expression(plan)
        assert len(expression) < 1000
        assert expression.count("(") == expression.count(")")
        assert not re.search(r'AREA\[ConditionAncestorTerm\]|""', expression)


@pytest.mark.parametrize(
    ("body", "version"),
    [
        (b'{"apiVersion": "2.0.5", "dataTimestamp": "2026-08-07T09:00"}', DataVersion("2.0.5", "2026-08-07T09:00")),
        (b'{"apiVersion": "2.0.6", "new": 1}', DataVersion("2.0.6", None)),
    ],
)  # fmt: skip
def test_version(body: bytes, version: DataVersion) -> None:
    assert decode_version(body) == version


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"apiVersion": 2}', b"\xff\xfe", b"[" * 100_000])
def test_a_version_that_is_none(body: bytes) -> None:
    with pytest.raises(AnswerError):
        decode_version(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"studies": null}', b'{"studies": {}}', b'{"studies": [], "nextPageToken": 5}', b'{"totalCount": 3}',
        b'{"studies": [], "totalCount": "3"}', b'{"studies": [], "totalCount": true}', b'{"studies": [',
        b'{"a":' * 100_000,
    ],
)  # fmt: skip
def test_a_page_that_is_none(body: bytes) -> None:
    with pytest.raises(AnswerError):
        decode_page(body)


def test_an_empty_token_is_no_token() -> None:
    assert decode_page(b'{"studies": [], "nextPageToken": ""}').token is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.binary(max_size=60) | st.builds(lambda value: json.dumps(value).encode(), _JSON))
def test_any_bytes_are_a_page_or_a_named_error(body: bytes) -> None:
    try:
        page = decode_page(body)
    except AnswerError:
        return
    assert isinstance(page.studies, list)


@given(st.fixed_dictionaries({"studies": _JSON}, optional={"nextPageToken": _JSON, "totalCount": _JSON}))
def test_any_fields_are_a_page_or_a_named_error(answer: dict[str, object]) -> None:
    try:
        page = decode_page(json.dumps(answer).encode())
    except AnswerError:
        return
    assert page.token is None or page.token
