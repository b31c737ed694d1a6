"""What holds for any record at all, and for the hand labels where they are present."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finder.normalize.classification import INPUT_COLUMNS, classify_trial, classify_trials
from finder.normalize.classify.entry_rules import JUDGES
from finder.normalize.classify.treatments import find_treatments
from finder.schema import load_columns

LISTS = ("conditions", "keywords", "mesh_terms", "interventions", "intervention_types", "arms_text")
PIECES = [
    "neuroendocrine", "tumor", "carcinoid", "NET", "NEC", "pancreatic", "lung", "liver", "metastases", "of the",
    "and", "other than", "excluded", "history of", "PRRT", "prior", "177Lu-DOTATATE", "68Ga", "octreotide", "placebo",
    "versus", "Merkel cell", "melanoma", "G1", "poorly differentiated", "MEN1", ",", "(", ")", ".", "\n", "-", "\u2011",
    "i\u0307",
    "somatostatin receptor positive", "insulinoma", "everolimus", "randomized", "primary", "origin", "unknown",
]  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
odd = st.one_of(st.none(), st.integers(), st.floats(), st.lists(st.integers(), max_size=2))
cells = {
    name: st.one_of(st.lists(texts, max_size=3), odd) if name in LISTS else st.one_of(texts, odd)
    for name in INPUT_COLUMNS
}
records = st.fixed_dictionaries(cells)
quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: Values for which silence needs no words of the record.
SILENT = {"not_stated"}


@quick
@given(records)
def test_any_record_has_an_answer_in_the_schema(row: dict[str, Any]) -> None:
    found = classify_trial(row)
    columns = load_columns()
    assert (found["relevance"] is None) != (found["left_out"] is None)
    for name in ("primary_sites", "treatments", "function", "syndromes", "grades"):
        assert set(found[name]) <= set(columns[name].values)
        assert found[name] == sorted(set(found[name]))
    for name in ("differentiation", *JUDGES):
        assert found[name] in columns[name].values
    assert find_treatments(row)
    assert bool(found["treatments"]) == (found["relevance"] is not None)
    assert bool(found["primary_sites"]) == (found["relevance"] is not None)


@quick
@given(records)
def test_every_value_has_its_words(row: dict[str, Any]) -> None:
    found = classify_trial(row)
    said = {text.split(":")[0] for text in found["matched"]}
    values = {*found["primary_sites"], *found["treatments"], *found["function"], *found["syndromes"], *found["grades"]}
    if found["relevance"]:
        values.add(found["relevance"])
    assert values <= said
    if found["differentiation"] == "both":
        assert {"both, net", "both, nec"} <= said
    elif found["differentiation"] not in SILENT:
        assert found["differentiation"] in said
    for name in JUDGES:
        if found[name] not in SILENT:
            assert f"{name} {found[name]}" in said
    assert all("\n" not in text and len(text) < 250 for text in found["matched"])


@quick
@given(st.lists(records, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_a_row_depends_on_itself_alone(rows: list[dict[str, Any]], chance: Any) -> None:
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype="object") for name in INPUT_COLUMNS})
    whole = classify_trials(frame)
    order = list(frame.index)
    chance.shuffle(order)
    shuffled = classify_trials(frame.loc[order])
    assert shuffled.loc[whole.index].to_json() == whole.to_json()
    assert classify_trials(frame.iloc[[0]]).to_json() == whole.iloc[[0]].to_json()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "neuroendocrine ", "pancreatic, ", "neuroendocrine tumor ", "(", "- ", "liver metastases ",
        "excluded carcinoid ", "PRRT prior ", "a", "\n", "NET (", "neuroendocrine tumor of the lung, ", "G1 ", "68Ga",
        "somatostatin receptor ",
    ],
)  # fmt: skip
def test_hostile_text_is_bounded(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    listed = [unit * 50] * 40
    row = {name: listed if name in LISTS else text for name in INPUT_COLUMNS}
    assert classify_trial({**row, "conditions": ["Neuroendocrine Tumors", *listed]})["matched"]
    classify_trial(row)
    assert find_treatments(row)


SHARED = Path(__file__).resolve().parents[3] / "shared" / "ctgov"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the study files are not beside the project")
def test_agreement_with_the_hand_labels() -> None:
    benchmark = pytest.importorskip("benchmarks.classification")
    labels = json.loads((SHARED / "labels.json").read_text("utf-8"))
    files = [SHARED / "net.jsonl.gz", SHARED / "other.jsonl.gz"]
    wanted = (
        s for s in benchmark.read_studies(files) if s["protocolSection"]["identificationModule"]["nctId"] in labels
    )
    found = benchmark.read_labelled(benchmark.build_frame(wanted), labels)
    floors = {"relevance": 0.97, "primary_sites": 0.94, "treatments": 0.95, "differentiation": 0.91}
    for column, floor in floors.items():
        score = benchmark.score_column(column, labels, found)
        assert score.overall.f1 >= floor, score.errors
