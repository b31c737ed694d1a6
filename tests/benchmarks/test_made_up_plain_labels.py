"""What was reached on made-up records in everyday wording stays reached."""

import json
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.classification import Label, build_frame, read_labelled, read_studies, score_column

LABELS = Path(__file__).parents[2] / "benchmarks" / "labels"

#: Column -> F1 that no change may fall below.
FLOORS = {"relevance": 0.98, "primary_sites": 0.96, "treatments": 0.93, "differentiation": 0.93}


@pytest.fixture(scope="module")
def labels() -> dict[str, Label]:
    read: dict[str, Label] = json.loads((LABELS / "made_up_plain.json").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def found(labels: dict[str, Label]) -> pd.DataFrame:
    return read_labelled(build_frame(read_studies([LABELS / "made_up_plain_studies.jsonl"])), labels)


def test_every_record_has_a_label_and_a_number_of_its_own(labels: dict[str, Label], found: pd.DataFrame) -> None:
    assert set(labels) == set(found.index)
    assert all(number.startswith("NCT9993") for number in labels)


@pytest.mark.parametrize("column", FLOORS)
def test_facets_agree_with_the_labels(column: str, labels: dict[str, Label], found: pd.DataFrame) -> None:
    assert score_column(column, labels, found).overall.f1 >= FLOORS[column]


def test_no_trial_in_scope_is_lost(labels: dict[str, Label], found: pd.DataFrame) -> None:
    wanted = [n for n, label in labels.items() if label["relevance"] in ("net_specific", "net_included")]
    assert found.loc[wanted, "relevance"].notna().all()
