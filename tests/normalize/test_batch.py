from datetime import date
from typing import Any

import pandas as pd

from finder.normalize import Batch, normalize_batch
from finder.schema import table
from finder.schema.raw import RawRows

TODAY = date(2026, 11, 20)


def _normalize(raw: RawRows, cities: pd.DataFrame) -> Batch:
    batch = normalize_batch(raw, cities=cities, today=TODAY)
    assert list(batch.trials.columns) == table("trials").names
    assert list(batch.sites.columns) == table("sites").names
    assert list(batch.investigators.columns) == table("investigators").names
    return batch


def test_trials_in_scope_come_with_their_sites_and_people(
    trial: dict[str, Any], site: dict[str, Any], cities: pd.DataFrame
) -> None:
    other = {
        **trial,
        "nct_id": "NCT90000002",
        "title": "Asthma in Swimmers",
        "official_title": "Asthma",
        "summary": "Asthma",
        "conditions": ["Asthma"],
        "keywords": [],
        "mesh_terms": ["Asthma"],
        "eligibility": "Adults with asthma.",
    }
    person = {"nct_id": "NCT90000001", "name": "Fake Person", "role": "PRINCIPAL_INVESTIGATOR", "position": 0}
    raw = RawRows(
        trials=[trial, other],
        sites=[site, {**site, "nct_id": "NCT90000002"}, {**site, "nct_id": "NCT99999999"}],
        investigators=[person, {**person, "nct_id": "NCT90000002"}],
    )
    batch = _normalize(raw, cities)
    assert batch.trials["nct_id"].tolist() == ["NCT90000001"]
    assert batch.trials["relevance"].tolist() == ["net_specific"]
    assert batch.trials["has_placebo"].tolist() == [True]
    assert batch.trials["randomized"].tolist() == [True]
    assert batch.sites["nct_id"].tolist() == ["NCT90000001"]
    assert batch.investigators["site_id"].tolist() == batch.sites["site_id"].tolist()
    assert batch.left_out == {"NCT90000002": "not_net"}
    assert [(p.kind, p.nct_id) for p in batch.problems] == [("site_without_trial", "NCT99999999")]


def test_nothing_gives_empty_tables(cities: pd.DataFrame) -> None:
    batch = _normalize(RawRows(), cities)
    assert batch.trials.empty
    assert batch.sites.empty
    assert batch.left_out == {}


def test_rows_of_rubbish_cost_no_other_record(
    trial: dict[str, Any], site: dict[str, Any], cities: pd.DataFrame
) -> None:
    rubbish: list[dict[str, Any]] = [
        {},
        {"nct_id": ["x"]},
        {"nct_id": "NCT90000009", "title": {}, "interventions": [3, None]},
    ]
    raw = RawRows(trials=[*rubbish, trial], sites=[*rubbish, site], investigators=[*rubbish])
    batch = _normalize(raw, cities)
    assert batch.trials["nct_id"].tolist() == ["NCT90000001"]
    assert len(batch.sites) == 1


def test_lists_are_lists_and_types_are_the_declared_ones(
    trial: dict[str, Any], site: dict[str, Any], cities: pd.DataFrame
) -> None:
    batch = _normalize(RawRows(trials=[trial], sites=[site]), cities)
    for name in table("trials").lists():
        assert isinstance(batch.trials[name].iloc[0], list), name
    assert str(batch.trials["enrollment"].dtype) == "Int64"
    assert str(batch.sites["recruiting"].dtype) == "boolean"
