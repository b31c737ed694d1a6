"""Organizations of NPPES to rows: never persons, never an official, states by their full names."""

from contextlib import suppress
from typing import Any

import pytest
from api_session import JSON, make_page
from hypothesis import given, settings
from hypothesis import strategies as st
from world_apis import make_organization

from finder.errors import AnswerError
from finder.parse.nppes import name_state, names_one_person, parse_nppes
from finder.schema.raw import LISTING_KEYS, Page
from finder.sources import load_sources

SOURCE = load_sources()["nppes"]


def wrap(*records: object) -> Page:
    return make_page({"result_count": len(records), "results": list(records)})


def test_an_organization_as_the_register_tells_it() -> None:
    rows = parse_nppes([wrap(make_organization(1))], SOURCE)
    assert rows == [
        {
            "name": "FAKE NUCLEAR MEDICINE 1 LLC",
            "kind": "listed_organization",
            "accreditation": [],
            "accreditation_year": None,
            "specialties": ["Nuclear Medicine"],
            "city": "FAKETOWN",
            "region": "Florida",
            "country": "United States",
            "latitude": None,
            "longitude": None,
            "phone": "555-555-0100",
            "url": None,
            "source_url": "https://npiregistry.cms.hhs.gov/provider-view/1000000001",
            "checked": "2026-03-02",
            "evidence": "general register",
            "as_written": "FAKE NUCLEAR MEDICINE 1 LLC, FAKETOWN, FL (Nuclear Medicine)",
        }
    ]
    assert set(rows[0]) == set(LISTING_KEYS)
    assert "PERSON" not in repr(rows)
    assert "555-555-0199" not in repr(rows)
    assert SOURCE.warning.startswith("A general register")


@pytest.mark.parametrize(
    "changes",
    [{"enumeration_type": "NPI-1"}, {"enumeration_type": None}, {"basic": {"last_name": "PERSON"}},
     {"basic": {"organization_name": "FAKE PERSON, M.D., P.C."}},
     {"basic": {"organization_name": "FAKE", "status": "D"}}, {"number": "12/../x"}, {"number": None}, {"basic": []}],
)  # fmt: skip
def test_persons_and_what_is_closed_or_nameless_are_left_out(changes: dict[str, Any]) -> None:
    assert parse_nppes([wrap(make_organization(1) | changes)], SOURCE) == []


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("FAKE Q. PERSON, M.D., P.C.", True), ("FAKE PERSON MD PA", True), ("FAKE PERSON M. D., INC.", True),
        ("PERSON DO LLC", True), ("FAKE PERSON, MD, A PROFESSIONAL CORPORATION", True),
        ("FAKE PERSON MD PHD PLLC", True),
        ("MD ANDERSON CANCER CENTER", False), ("UNIVERSITY OF FAKE", False), ("FAKE ONCOLOGY PC", False), ("MD", False),
        ("FAKE MD ANDERSON CENTER", False), ("", False),
    ],
)  # fmt: skip
def test_a_firm_named_after_its_doctor_is_a_person(name: str, person: bool) -> None:
    assert names_one_person(name) is person


@pytest.mark.parametrize(
    ("letters", "name"),
    [("CA", "California"), ("ny", "New York"), ("DC", "District of Columbia"), ("PR", "Puerto Rico"), ("XX", "XX"),
     ("Ontario", "Ontario"), ("", ""), (None, None), ("ÄÖ", "ÄÖ")],
)  # fmt: skip
def test_states_have_full_names(letters: str | None, name: str | None) -> None:
    assert name_state(letters) == name


def test_the_place_of_work_counts_and_not_the_mailbox() -> None:
    organization = make_organization(1)
    organization["addresses"].pop()
    (row,) = parse_nppes([wrap(organization)], SOURCE)
    assert row["city"] is row["region"] is row["phone"] is None


def test_each_organization_stands_once_and_rows_are_bounded() -> None:
    assert len(parse_nppes([wrap(make_organization(1)), wrap(make_organization(1))], SOURCE)) == 1
    source = SOURCE.model_copy(update={"maximum_rows": 5})
    assert len(parse_nppes([wrap(*map(make_organization, range(200)))], source)) == 5
    assert parse_nppes([wrap()], SOURCE) == parse_nppes([], SOURCE) == []


@pytest.mark.parametrize("body", [{}, [], {"results": {}}, {"Errors": [{"description": "Fake"}]}])
def test_an_answer_of_another_shape_is_refused(body: Any) -> None:
    with pytest.raises(AnswerError):
        parse_nppes([make_page(body)], SOURCE)


@settings(max_examples=60, deadline=None)
@given(JSON, st.dictionaries(st.sampled_from(sorted(make_organization(1))), JSON))
def test_any_json_is_survived(value: Any, changes: dict[str, Any]) -> None:
    parse_nppes([wrap(value, make_organization(1) | changes)], SOURCE)
    with suppress(AnswerError):
        parse_nppes([make_page(value)], SOURCE)
