"""Whatever is wrong with some studies, parse and normalize never raise, keep the schema and lose no valid trial."""

import copy
import json
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fuzz.mutations import DECIDING, STRANGE, make_mutated
from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st
from refreshing import build_places
from registry import make_study

from finder.identifiers import find_nct_id
from finder.normalize import Batch, normalize_batch
from finder.parse.clinicaltrials_gov import parse_studies
from finder.places import fold_name
from finder.schema import empty_frame, load_tables
from finder.schema.raw import RawRows
from finder.store.build import SnapshotBuilder
from finder.store.gazetteer import Gazetteer

TODAY = date(2026, 11, 20)
TABLES = ("trials", "sites", "investigators")
VALID = [make_study(900_001), make_study(900_002, "Carcinoid Tumor (fake)")]
VALID_IDS = {"NCT00900001", "NCT00900002"}
#: Few examples of many studies each: what a batch costs hardly depends on how many there are.
examples = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


class Drawn:
    """Decisions of hypothesis."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw

    def number(self, below: int) -> int:
        return int(self._draw(st.integers(0, below - 1)))


@st.composite
def mutated(draw: Any, spare: tuple[str, ...] = ()) -> dict[str, Any]:
    return make_mutated(Drawn(draw), spare=spare)


@cache
def open_places() -> Gazetteer:
    return Gazetteer(build_places())


def normalize(raw: RawRows) -> Batch:
    cities = open_places().load_cities(fold_name(str(row["city"])) for row in raw.sites if row.get("city"))
    return normalize_batch(raw, cities=cities, today=TODAY)


@cache
def normalize_valid() -> pd.DataFrame:
    return normalize(parse_studies(VALID)).trials


def require_schema(batch: Batch) -> None:
    for name in TABLES:
        frame: pd.DataFrame = getattr(batch, name)
        assert list(frame.columns) == load_tables()[name].names
        assert dict(frame.dtypes) == dict(empty_frame(name).dtypes)
        for column in load_tables()[name].lists():
            assert all(isinstance(cell, list) for cell in frame[column])


@examples
@given(st.lists(mutated(), min_size=1, max_size=8))
def test_nothing_raises_and_the_others_are_untouched(odd: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(odd)
    raw = parse_studies([VALID[0], *odd, VALID[1]])
    assert json.dumps(odd, default=str) == json.dumps(before, default=str), "what is read is not changed"
    found = [row["nct_id"] for row in raw.trials]
    assert found == [nct_id for study in (VALID[0], *odd, VALID[1]) if (nct_id := find_nct_id(study))]
    target(float(len(raw.problems)), label="problems")
    batch = normalize(raw)
    require_schema(batch)
    together = batch.trials[batch.trials["nct_id"].isin(VALID_IDS)].reset_index(drop=True)
    pd.testing.assert_frame_equal(together, normalize_valid())


@examples
@given(st.lists(mutated(spare=DECIDING), min_size=1, max_size=8))
def test_a_trial_whose_subject_is_plain_is_never_lost(studies: list[dict[str, Any]]) -> None:
    """The conditions say that it is about these tumors; nothing that is odd elsewhere may cost the trial."""
    for number, study in enumerate(studies, 1):
        study["protocolSection"]["conditionsModule"] = {"conditions": ["Neuroendocrine Tumor (fake)"]}
        study["protocolSection"]["identificationModule"]["nctId"] = f"NCT{number:08}"
    batch = normalize(parse_studies(studies))
    require_schema(batch)
    assert list(batch.trials["nct_id"]) == [f"NCT{number:08}" for number in range(1, len(studies) + 1)]


@settings(examples, max_examples=10)
@given(st.lists(mutated(), min_size=1, max_size=8))
def test_what_was_normalized_can_be_stored_and_read(odd: list[dict[str, Any]]) -> None:
    batch = normalize(parse_studies([*VALID, *odd]))
    with tempfile.TemporaryDirectory() as folder, SnapshotBuilder(Path(folder)) as builder:
        for name in TABLES:
            builder.append(name, getattr(batch, name))
            stored = builder.read_table(name)
            assert len(stored) == len(getattr(batch, name))
            assert dict(stored.dtypes) == dict(empty_frame(name).dtypes)


@pytest.mark.parametrize("shape", ["module", "section", "study"])
def test_each_strange_value_in_the_place_of_each_part(shape: str) -> None:
    studies: list[Any] = [VALID[0]]
    for strange in STRANGE:
        if shape == "study":
            studies.append(strange)
        elif shape == "section":
            studies.append({**VALID[1], "protocolSection": strange})
        else:
            sections = VALID[1]["protocolSection"]
            studies += [{**VALID[1], "protocolSection": {**sections, name: strange}} for name in sections]
    batch = normalize(parse_studies(studies))
    require_schema(batch)
    assert "NCT00900001" in set(batch.trials["nct_id"])
