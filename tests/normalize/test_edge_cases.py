"""Every odd shape met in odd real records, and (where they are at hand) those records themselves."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from finder.normalize.investigators import build_investigators
from finder.normalize.sites import build_sites
from finder.normalize.trials import build_trials
from finder.parse.clinicaltrials_gov import parse_studies
from finder.schema import shape_frame
from finder.schema.raw import Problem, RawRows

TODAY = date(2026, 11, 20)
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def _build(raw: RawRows, cities: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[Problem]]:
    problems: list[Problem] = []
    trials = build_trials(raw.trials, TODAY, problems)
    sites = build_sites(raw.sites, trials[["nct_id", "status"]], cities, problems)
    people = build_investigators(raw.investigators, sites, trials["nct_id"], problems)
    return shape_frame(trials, "trials"), sites, people, problems


def _study(**modules: Any) -> dict[str, Any]:
    """A made-up study of the registry with nothing but what is given."""
    found = {"identificationModule": {"nctId": "NCT90000001"}, **modules}
    return {"protocolSection": found}


ODD = {
    "nothing but an identifier": _study(),
    "no eligibility text": _study(eligibilityModule={"stdAges": ["CHILD", "ADULT"]}),
    "expanded access that ended": _study(
        statusModule={"overallStatus": "NO_LONGER_AVAILABLE", "statusVerifiedDate": "2022-05"},
        designModule={"studyType": "EXPANDED_ACCESS", "expandedAccessTypes": {"intermediate": True}},
    ),
    "dates without their kind": _study(
        statusModule={
            "overallStatus": "COMPLETED",
            "statusVerifiedDate": "1989-06",
            "startDateStruct": {"date": "2009-06"},
        }
    ),
    "an unknown status with an earlier one": _study(
        statusModule={"overallStatus": "UNKNOWN", "lastKnownStatus": "RECRUITING"}
    ),
    "nobody enrolled": _study(
        statusModule={"overallStatus": "WITHDRAWN", "whyStopped": "Completed"},
        designModule={"enrollmentInfo": {"count": 0}},
    ),
    "an oldest age only": _study(eligibilityModule={"maximumAge": "25 Years", "sex": "ALL"}),
    "months": _study(eligibilityModule={"minimumAge": "9 Months", "maximumAge": "1 Year"}),
    "a part that is only a dash": _study(
        eligibilityModule={"eligibilityCriteria": "Inclusion Criteria:\n\n\\-\n\nExclusion Criteria:\n\n* no scan"}
    ),
    "an exclusion part only": _study(
        eligibilityModule={"eligibilityCriteria": "Exclusion Criteria\n\nPatients with gout."}
    ),
    "a number for the second identifier": _study(
        identificationModule={
            "nctId": "NCT90000001",
            "nctIdAliases": ["NCT90000002"],
            "secondaryIdInfos": [{"id": "X-1"}],
        }
    ),
    "groups without interventions": _study(
        armsInterventionsModule={"armGroups": [{"label": "group", "description": "women"}]}
    ),
    "an annotation from outside the protocol": {
        **_study(),
        "annotationSection": {"annotationModule": {"unpostedAnnotation": {"unpostedEvents": [{"type": "RESET"}]}}},
    },
    "a site without facility and point": _study(
        statusModule={"overallStatus": "RECRUITING"},
        contactsLocationsModule={"locations": [{"city": "Kanto", "country": "Japan"}]},
    ),
    "one place three times": _study(
        statusModule={"overallStatus": "RECRUITING"},
        contactsLocationsModule={"locations": [{"facility": "Fake", "city": "Boston", "country": "Spain"}] * 3},
    ),
    "a country for a state, and a code": _study(
        contactsLocationsModule={
            "locations": [
                {"city": "Valencia", "state": "Spain", "country": "Spain"},
                {"city": "Monza", "state": "MB", "country": "Italy"},
            ]
        }
    ),
    "an e-mail for a telephone and words for a number": _study(
        contactsLocationsModule={
            "centralContacts": [
                {"name": "Fake 1", "role": "CONTACT", "phone": "only use Email"},
                {"name": "Fake 2", "role": "CONTACT", "phone": "fake@example.org", "phoneExt": "7+86"},
            ]
        }
    ),
    "contact details for an institution": _study(
        contactsLocationsModule={
            "overallOfficials": [
                {"name": "Fake 1, MD,PhD", "affiliation": "5550100", "role": "PRINCIPAL_INVESTIGATOR"},
                {"name": "Fake 2", "affiliation": "fake@example.org", "role": "STUDY_DIRECTOR"},
            ]
        }
    ),
    "a site contact without telephone": _study(
        contactsLocationsModule={
            "locations": [
                {
                    "facility": "Research Site",
                    "contacts": [
                        {"name": "Fake", "role": "CONTACT"},
                        {"name": "Fake", "role": "PRINCIPAL_INVESTIGATOR"},
                    ],
                }
            ]
        }
    ),
    "entities and quotes in names": _study(
        identificationModule={"nctId": "NCT90000001", "briefTitle": '"Fake: &Amp; title&#39;s'},
        conditionsModule={
            "conditions": [f"Condition {i}" for i in range(27)],
            "keywords": ["1 prevalence", "response,"],
        },
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_records_normalize_without_loss(name: str, cities: pd.DataFrame) -> None:
    raw = parse_studies([ODD[name]])
    trials, sites, people, problems = _build(raw, cities)
    assert trials["nct_id"].tolist() == ["NCT90000001"]
    assert len(sites) == len(raw.sites)
    assert len(people) == len(raw.investigators)
    assert not [problem for problem in problems if problem.bad]
    assert sites["site_id"].is_unique


def test_what_the_odd_records_become(cities: pd.DataFrame) -> None:
    def read(name: str) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
        trials, sites, people, _ = _build(parse_studies([ODD[name]]), cities)
        return trials.iloc[0], sites, people

    assert read("nobody enrolled")[0]["enrollment"] == 0
    assert read("months")[0][["min_age_years", "max_age_years"]].tolist() == [0.75, 1]
    assert read("a part that is only a dash")[0][["inclusion", "exclusion"]].tolist() == ["-", "* no scan"]
    assert read("entities and quotes in names")[0]["title"] == "\"Fake: & title's"
    assert read("an unknown status with an earlier one")[0]["stale"] == ["unknown_status"]
    assert read("an e-mail for a telephone and words for a number")[0]["contact_email"] == "fake@example.org"
    assert read("a country for a state, and a code")[1]["region"].fillna("").tolist() == ["", "Monza e Brianza"]
    assert read("a site without facility and point")[1]["recruiting"].tolist() == [True]
    assert read("contact details for an institution")[2]["affiliation"].isna().all()


@pytest.mark.shared
@pytest.mark.parametrize("name", ["edge_cases", "net"])
def test_real_records_normalize_without_loss(name: str, cities: pd.DataFrame) -> None:
    with gzip.open(SHARED / "ctgov" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        studies = [json.loads(line) for line in lines]
    raw = parse_studies(studies)
    trials, sites, people, problems = _build(raw, cities)
    assert len(trials) == len(studies)
    assert len(sites) == len(raw.sites) == sum(len(_locations(study)) for study in studies)
    assert sites["site_id"].is_unique
    assert sites["country_code"].notna().all()
    assert not problems
    wanted = {(row["nct_id"], row["name"]) for row in raw.investigators}
    assert len(set(zip(people["nct_id"], people["name"], strict=True))) == len(wanted)


def _locations(study: dict[str, Any]) -> list[Any]:
    return study["protocolSection"].get("contactsLocationsModule", {}).get("locations", [])
