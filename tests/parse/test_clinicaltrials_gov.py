"""Studies as the registry writes them, odd ones included, become raw rows without loss."""

import copy
import json
from typing import Any

import pytest
from full_study import FULL
from hypothesis import given
from hypothesis import strategies as st

from finder.parse.clinicaltrials_gov import TRIAL_LIST_PATHS, TRIAL_PATHS, parse_studies
from finder.schema.raw import INVESTIGATOR_KEYS, SITE_KEYS, TRIAL_KEYS, Problem, RawRows

PROVENANCE = {"source", "source_url", "data_version", "fetched_at"}


def study_with(path: str, value: Any) -> dict[str, Any]:
    """The full study with one value replaced; `...` removes it."""
    study = copy.deepcopy(FULL)
    *steps, last = path.split(".")
    node: Any = study
    for step in steps:
        node = node[int(step)] if step.isdigit() else node[step]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return study


def parse_one(study: Any) -> RawRows:
    return parse_studies([study])


def test_every_key_is_filled_but_provenance() -> None:
    rows = parse_one(FULL)
    assert set(rows.trials[0]) == set(TRIAL_KEYS) - PROVENANCE
    assert all(set(site) == set(SITE_KEYS) for site in rows.sites)
    assert all(set(person) == set(INVESTIGATOR_KEYS) for person in rows.investigators)
    assert all(rows.trials[0][key] not in (None, []) for key in (*TRIAL_PATHS, *TRIAL_LIST_PATHS))
    assert rows.problems == []


def test_a_trial_in_the_registrys_own_words() -> None:
    (trial,) = parse_one(FULL).trials
    assert trial["nct_id"] == "NCT00000101"
    assert trial["nct_id_aliases"] == ["NCT00000007", "NCT00000008"]
    assert trial["secondary_ids"] == ["FAKE-1", "2020-000000-00", "FAKE-2"]
    assert trial["title"] == "Fake study of A &amp; B"
    assert trial["eligibility"] == "Inclusion Criteria:\n\n* Age \\>= 18"
    assert trial["phases"] == ["PHASE1", "PHASE2"]
    assert trial["collaborators"] == ["Fake Helper, Inc.", "Second"]
    assert trial["conditions"] == ["Carcinoid Tumor", "NET, Grade 1"]
    assert trial["mesh_terms"] == ["Carcinoid Tumor"]
    assert (trial["start_date"], trial["primary_completion_date"]) == ("2024-05", "2027")
    assert trial["enrollment"] == 120
    assert trial["healthy_volunteers"] is False
    assert trial["has_results"] is True
    assert trial["interventions"][0] == {
        "name": "X", "type": "RADIATION", "description": "A fake drug", "other_names": ["177Lu-X", "X-177"],
        "arms": ["Arm A"],
    }  # fmt: skip
    assert trial["arms"][1] == {"label": "Arm B", "type": None, "description": None, "interventions": []}
    assert trial["contacts"][0]["phone_ext"] == "1"


def test_sites_keep_their_place_in_the_record() -> None:
    first, second = parse_one(FULL).sites
    assert (first["position"], first["latitude"], first["longitude"]) == (0, 1.5, -2.0)
    assert (first["postal_code"], first["status"]) == ("00000", "RECRUITING")
    assert [contact["role"] for contact in first["contacts"]] == ["CONTACT", "PRINCIPAL_INVESTIGATOR"]
    assert second == {
        "nct_id": "NCT00000101", "position": 1, "facility": None, "city": "Elsewhere", "state": None,
        "postal_code": None, "country": "France", "status": None, "latitude": None, "longitude": None, "contacts": [],
    }  # fmt: skip


def test_officials_and_investigators_at_sites() -> None:
    assert [tuple(person[key] for key in INVESTIGATOR_KEYS[1:]) for person in parse_one(FULL).investigators] == [
        ("Fake Chair", "STUDY_CHAIR", "Fake Institute", None),
        ("Fake Sponsor Desk", None, None, None),
        ("Fake Investigator", "PRINCIPAL_INVESTIGATOR", "Research Site", 0),
    ]


def test_a_bare_study_is_a_trial() -> None:
    rows = parse_one({"protocolSection": {"identificationModule": {"nctId": "NCT00000102"}}})
    (trial,) = rows.trials
    assert set(trial) == set(TRIAL_KEYS) - PROVENANCE
    assert all(trial[key] is None for key in TRIAL_PATHS)
    assert all(trial[key] == [] for key in (*TRIAL_LIST_PATHS, "interventions", "arms", "contacts", "secondary_ids"))
    assert (rows.sites, rows.investigators, rows.problems) == ([], [], [])


_P = "protocolSection"


@pytest.mark.parametrize(
    ("path", "value", "problem", "bad"),
    [
        (f"{_P}.designModule.phases", ["PHASE7"], "unknown value", False),
        (f"{_P}.statusModule.overallStatus", "SLEEPING", "unknown value", False),
        (f"{_P}.statusModule.newField", {"x": 1}, "unknown field", False),
        (f"{_P}.newModule", [], "unknown field", False),
        ("_extra", 1, "unknown field", False),
        (f"{_P}.designModule.phases", [None, "PHASE2"], "empty item", False),
        (f"{_P}.contactsLocationsModule.locations", [None], "empty item", False),
        (f"{_P}.armsInterventionsModule.interventions", [{}], "empty item", False),
        (f"{_P}.conditionsModule.conditions", "not a list", "wrong type", False),
        (f"{_P}.eligibilityModule.minimumAge", 18, "wrong type", False),
        (f"{_P}.designModule.enrollmentInfo.count", "120", "wrong type", False),
        (f"{_P}.identificationModule.briefTitle", "half \ud83d a pair", "broken text", False),
        (f"{_P}.designModule.enrollmentInfo.count", "many", "wrong type", True),
        (f"{_P}.designModule.enrollmentInfo.count", 1.5, "wrong type", True),
        (f"{_P}.designModule.enrollmentInfo.count", 10**400, "wrong type", True),
        (f"{_P}.designModule.enrollmentInfo.count", True, "wrong type", True),
        (f"{_P}.contactsLocationsModule.locations.0.geoPoint.lat", "north", "wrong type", True),
        (f"{_P}.contactsLocationsModule.locations.0.geoPoint.lat", float("nan"), "wrong type", True),
        (f"{_P}.contactsLocationsModule.locations.0.geoPoint", [1, 2], "wrong type", True),
        (f"{_P}.contactsLocationsModule", "closed", "wrong type", True),
        (f"{_P}.eligibilityModule.healthyVolunteers", "yes", "wrong type", True),
        (f"{_P}.identificationModule.officialTitle", ["A", "B"], "wrong type", True),
        ("hasResults", 1, "wrong type", True),
        ("derivedSection", [], "wrong type", True),
    ],
)  # fmt: skip
def test_an_odd_value_is_told_and_costs_nothing_else(path: str, value: Any, problem: str, bad: bool) -> None:
    rows = parse_one(study_with(path, value))
    assert len(rows.trials) == 1
    assert {(p.kind, p.bad, p.nct_id) for p in rows.problems} == {(problem, bad, "NCT00000101")}
    json.dumps([rows.trials, rows.sites, rows.investigators], allow_nan=False).encode()


def test_what_can_be_kept_is_kept() -> None:
    assert parse_one(study_with(f"{_P}.designModule.phases", ["PHASE7", None])).trials[0]["phases"] == ["PHASE7"]
    assert parse_one(study_with(f"{_P}.conditionsModule.conditions", "NET")).trials[0]["conditions"] == ["NET"]
    assert parse_one(study_with(f"{_P}.designModule.enrollmentInfo.count", "12")).trials[0]["enrollment"] == 12
    assert parse_one(study_with(f"{_P}.eligibilityModule.minimumAge", 18)).trials[0]["min_age"] == "18"
    sites = parse_one(study_with(f"{_P}.contactsLocationsModule.locations.0.geoPoint.lat", "north")).sites
    assert [(site["latitude"], site["longitude"]) for site in sites] == [(None, -2.0), (None, None)]
    people = parse_one(study_with(f"{_P}.contactsLocationsModule.overallOfficials.0.role", "WIZARD")).investigators
    assert people[0]["role"] == "WIZARD"


@pytest.mark.parametrize(
    "study",
    [None, 7, "NCT00000101", [], {}, {"protocolSection": None}, {"protocolSection": {"identificationModule": {}}},
     study_with(f"{_P}.identificationModule.nctId", ...), study_with(f"{_P}.identificationModule.nctId", 101),
     study_with(f"{_P}.identificationModule.nctId", "NCT00000000"),
     study_with(f"{_P}.identificationModule.nctId", "NCT١٢٣٤٥٦٧٨"),
     study_with(f"{_P}.identificationModule.nctId", "NCT00000101'; DROP TABLE")],
)  # fmt: skip
def test_a_record_nobody_can_name_is_a_bad_record_and_costs_no_other(study: Any) -> None:
    rows = parse_studies([study, FULL])
    assert [trial["nct_id"] for trial in rows.trials] == ["NCT00000101"]
    (problem,) = rows.problems
    assert problem.bad
    assert problem.nct_id is None


def test_the_same_oddity_in_one_record_is_told_once() -> None:
    study = study_with(f"{_P}.contactsLocationsModule.locations", [{"city": "A", "mayor": "x"}] * 50)
    where = "protocolSection.contactsLocationsModule.locations.mayor"
    assert parse_one(study).problems == [Problem("unknown field", where, "NCT00000101")]


def test_a_hostile_record_cannot_flood_the_problems() -> None:
    study = study_with("x\u202e" * 200, 1) | {f"field {n}": n for n in range(100_000)}
    problems = parse_one(study).problems
    assert len(problems) == 100
    assert all(len(problem.where) < 80 and problem.where.isprintable() for problem in problems)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _list_paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path] * bool(path) + [found for key, item in inner for found in _list_paths(item, (*path, key))]


@given(st.lists(st.tuples(st.sampled_from(_list_paths(FULL)), _JSON), max_size=4))
def test_any_value_anywhere_never_raises_and_never_loses_the_record(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    study: Any = copy.deepcopy(FULL)
    for path, value in changes:
        node = study
        for step in path[:-1]:
            node = node[step] if isinstance(node, dict) and step in node else None
            if not isinstance(node, dict):
                break
        if isinstance(node, dict):
            node[path[-1]] = value
    rows = parse_studies([study, FULL])
    assert rows.trials[-1]["nct_id"] == "NCT00000101"
    assert len(rows.trials) == 2 or any(problem.bad and problem.nct_id is None for problem in rows.problems)
    for trial in rows.trials:
        assert all(trial[key] is None or isinstance(trial[key], str | int | bool) for key in TRIAL_PATHS)
        assert all(isinstance(item, str) for key in TRIAL_LIST_PATHS for item in trial[key])
    json.dumps([rows.trials, rows.sites, rows.investigators], allow_nan=False, ensure_ascii=False).encode()


@given(st.lists(_JSON, max_size=5))
def test_any_list_of_anything_never_raises(studies: list[Any]) -> None:
    rows = parse_studies(studies)
    assert len(rows.trials) + sum(problem.nct_id is None for problem in rows.problems) == len(studies)
