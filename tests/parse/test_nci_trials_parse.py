"""Sites of the NCI's trials to rows: each organization once, open sites only, no person."""

from contextlib import suppress
from typing import Any

import pytest
from api_session import JSON, make_page
from hypothesis import given, settings
from hypothesis import strategies as st
from world_apis import make_nci_trial

from finder.errors import AnswerError
from finder.parse.nci_trials import parse_nci_trials
from finder.schema.raw import LISTING_KEYS, Page
from finder.sources import load_sources

SOURCE = load_sources()["nci_trials"]


def wrap(*trials: object) -> Page:
    return make_page({"data": list(trials), "total": len(trials)})


def change_site(**changes: Any) -> dict[str, Any]:
    trial = make_nci_trial(1, sites=1)
    trial["sites"][0] |= changes
    return trial


def test_an_organization_as_the_nci_tells_it() -> None:
    rows = parse_nci_trials([wrap(make_nci_trial(1), make_nci_trial(2))], SOURCE)
    assert rows == [
        {
            "name": "Fake Cancer Center 0",
            "kind": "trial_site",
            "accreditation": [],
            "accreditation_year": None,
            "specialties": [],
            "city": "Faketown",
            "region": "Florida",
            "country": "United States",
            "latitude": 27.5,
            "longitude": -82.5,
            "phone": "555-0100",
            "url": None,
            "source_url": "https://clinicaltrials.gov/study/NCT90000001",
            "checked": "2026-03-02",
            "evidence": "trial sites",
            "as_written": "Fake Cancer Center 0, Faketown, FL, United States",
        }
    ]
    assert set(rows[0]) == set(LISTING_KEYS)
    assert "Fake Person" not in repr(rows)
    assert "555-0199" not in repr(rows)


@pytest.mark.parametrize("status", ["CLOSED_TO_ACCRUAL", "COMPLETED", "IN_REVIEW", "", None, 5])
def test_sites_and_trials_that_take_nobody_are_left_out(status: Any) -> None:
    assert parse_nci_trials([wrap(change_site(recruitment_status=status))], SOURCE) == []
    assert parse_nci_trials([wrap(make_nci_trial(1, current_trial_status=status))], SOURCE) == []


@pytest.mark.parametrize("nct_id", [None, "", "NCT1/../x", 5])
def test_a_trial_that_cannot_be_checked_is_left_out(nct_id: Any) -> None:
    assert parse_nci_trials([wrap(make_nci_trial(1, nct_id=nct_id))], SOURCE) == []


def list_diseases(*names: str, indicator: str | None = "TRIAL") -> dict[str, Any]:
    wider = {"name": "Fake Neuroendocrine Neoplasm", "inclusion_indicator": "TREE"}
    return make_nci_trial(1, diseases=[*({"name": name, "inclusion_indicator": indicator} for name in names), wider])


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Fake Carcinoid Tumor", True), ("Adrenal Gland Pheochromocytoma", True), ("Merkel Cell Carcinoma", True),
     ("Small Cell Lung Carcinoma", False), ("Melanoma", False)],
)  # fmt: skip
def test_only_diseases_that_the_trial_lists_itself_count(name: str, kept: bool) -> None:
    assert bool(parse_nci_trials([wrap(list_diseases(name))], SOURCE)) is kept


def test_trials_without_diseases_are_no_answer() -> None:
    with pytest.raises(AnswerError, match="names its diseases"):
        parse_nci_trials([wrap(make_nci_trial(1, diseases=[]), make_nci_trial(2, diseases=None))], SOURCE)
    assert len(parse_nci_trials([wrap(make_nci_trial(1, diseases=[]), make_nci_trial(2))], SOURCE)) == 1
    assert parse_nci_trials([wrap()], SOURCE) == []


def test_missing_parts_are_missing() -> None:
    (row,) = parse_nci_trials([wrap(change_site(org_city=None, org_coordinates=None, org_phone=[]))], SOURCE)
    assert row["city"] is row["latitude"] is row["phone"] is None
    assert parse_nci_trials([wrap(change_site(org_name=" "))], SOURCE) == []


def test_letters_are_a_state_in_the_united_states_only() -> None:
    (row,) = parse_nci_trials([wrap(change_site(org_country="Italy", org_state_or_province="CA"))], SOURCE)
    assert row["region"] == "CA"


def test_rows_are_bounded() -> None:
    source = SOURCE.model_copy(update={"maximum_rows": 5})
    assert len(parse_nci_trials([wrap(make_nci_trial(1, sites=400))], source)) == 5
    assert parse_nci_trials([], SOURCE) == []


@pytest.mark.parametrize("body", [{}, [], {"data": {}}, {"data": None}])
def test_an_answer_of_another_shape_is_refused(body: Any) -> None:
    with pytest.raises(AnswerError):
        parse_nci_trials([make_page(body)], SOURCE)


@settings(max_examples=60, deadline=None)
@given(JSON, st.dictionaries(st.sampled_from(sorted(make_nci_trial(1)["sites"][0])), JSON))
def test_any_json_is_survived(value: Any, changes: dict[str, Any]) -> None:
    parse_nci_trials(
        [
            wrap(
                value,
                make_nci_trial(1) | {"diseases": value},
                make_nci_trial(1, sites=1) | {"sites": value},
                change_site(**changes),
            )
        ],
        SOURCE,
    )
    with suppress(AnswerError):
        parse_nci_trials([make_page(value)], SOURCE)
