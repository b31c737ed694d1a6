"""What was reached on the made-up records stays reached; they come with the project, so that any checkout can tell."""

import json
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.classification import Label, build_frame, read_labelled, read_studies, score_column
from benchmarks.eligibility import score_facet

LABELS = Path(__file__).parents[2] / "benchmarks" / "labels"

#: Column -> F1 that no change may fall below.
FLOORS = {"relevance": 0.96, "primary_sites": 0.90, "treatments": 0.92, "differentiation": 0.93}
#: The same for accuracy, or F1 where the facet is a list.
ENTRY_FLOORS = {"sstr": 0.92, "prior_prrt": 0.86, "stage": 0.88, "line_of_therapy": 0.82, "grades": 0.92}


@pytest.fixture(scope="module")
def labels() -> dict[str, Label]:
    read: dict[str, Label] = json.loads((LABELS / "made_up.json").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return build_frame(read_studies([LABELS / "made_up_studies.jsonl"]))


@pytest.fixture(scope="module")
def found(frame: pd.DataFrame, labels: dict[str, Label]) -> pd.DataFrame:
    return read_labelled(frame, labels)


def test_every_made_up_record_has_a_label_and_a_number_of_its_own(
    labels: dict[str, Label], frame: pd.DataFrame
) -> None:
    assert set(labels) == set(frame.index)
    assert all(number.startswith(("NCT9990", "NCT9991", "NCT9992")) for number in labels)


@pytest.mark.parametrize("column", FLOORS)
def test_facets_agree_with_the_labels(column: str, labels: dict[str, Label], found: pd.DataFrame) -> None:
    score = score_column(column, labels, found)
    assert score.overall.f1 >= FLOORS[column], score.errors


@pytest.mark.parametrize("facet", ENTRY_FLOORS)
def test_rules_of_entry_agree_with_the_labels(
    facet: str, labels: dict[str, Label], found: pd.DataFrame, frame: pd.DataFrame
) -> None:
    shown = {number: label for number, label in labels.items() if pd.notna(found.loc[number, "relevance"])}
    score = score_facet(facet, shown, found, frame)
    assert score.overall.f1 >= ENTRY_FLOORS[facet], score.errors
