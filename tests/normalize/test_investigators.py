from typing import Any

import pandas as pd

from finder.normalize.investigators import build_investigators
from finder.schema.raw import Problem

SITES = pd.DataFrame({"nct_id": ["NCT90000001"], "position": [2], "site_id": ["NCT90000001-abc"]})


def _build(*rows: dict[str, Any]) -> tuple[list[list[object]], list[Problem]]:
    problems: list[Problem] = []
    people = build_investigators(list(rows), SITES, pd.Series(["NCT90000001"], dtype="str"), problems)
    return people.astype("object").where(people.notna(), None).to_numpy().tolist(), problems


def test_people_are_tied_to_their_site() -> None:
    person = {"nct_id": "NCT90000001", "name": " Fake  Person, MD ", "role": "PRINCIPAL_INVESTIGATOR", "position": 2}
    people, problems = _build(
        person, {**person, "position": None, "affiliation": "Fake Hospital"}, {**person, "position": 9}
    )
    assert problems == []
    assert people == [
        ["NCT90000001", "Fake Person, MD", "PRINCIPAL_INVESTIGATOR", None, "NCT90000001-abc", None],
        ["NCT90000001", "Fake Person, MD", "PRINCIPAL_INVESTIGATOR", "Fake Hospital", "", None],
    ]


def test_teams_stay_and_roles_are_never_missing() -> None:
    people, _ = _build({"nct_id": "NCT90000001", "name": "Clinical Trials", "role": None, "affiliation": "北京大学"})
    assert people == [["NCT90000001", "Clinical Trials", "", "北京大学", "", None]]


def test_contact_details_are_no_institution() -> None:
    people, _ = _build(
        {"nct_id": "NCT90000001", "name": "A", "affiliation": "+1 555 0100"},
        {"nct_id": "NCT90000001", "name": "B", "affiliation": "fake@example.org"},
    )
    assert [person[3] for person in people] == [None, None]


def test_others_and_the_nameless_are_left_out() -> None:
    people, problems = _build(
        {"nct_id": "NCT90000002", "name": "A"}, {"nct_id": "NCT90000001", "name": " "}, {"name": "B"}, {}
    )
    assert people == []
    assert [(p.kind, p.nct_id) for p in problems] == [("no_name", "NCT90000001")]


def test_no_rows() -> None:
    assert _build() == ([], [])
