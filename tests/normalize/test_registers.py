"""Genetic tests and diseases of public registers."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.diseases import build_diseases
from finder.normalize.genetic_tests import build_genetic_tests
from finder.schema import table
from finder.schema.raw import DISEASE_KEYS, GENETIC_TEST_KEYS

TEST = {
    "test_id": "GTR000000001", "title": "Fake panel", "genes": ["MEN1"], "conditions": ["Fake condition"],
    "laboratory": "Fake Laboratory", "laboratory_place": "Fakeville", "country": "Germany", "url": "https://fake.example",
}  # fmt: skip
DISEASE = {
    "disease_id": "ORPHA:1",
    "name": "Fake disease",
    "prevalence": ["1-9 / 100 000, Europe"],
    "codes": ["ICD-10:X"],
}


def test_a_test_that_two_genes_led_to_stands_once() -> None:
    rows = build_genetic_tests([TEST, {**TEST, "genes": ["RET", "MEN1"]}], "fake_source", "2026-11-20")
    assert list(rows.columns) == table("genetic_tests").names
    (row,) = rows.to_dict("records")
    assert (row["genes"], row["country_code"], row["checked"]) == (["MEN1", "RET"], "DE", "2026-11-20")


def test_tests_that_nobody_could_order_are_left_out() -> None:
    rows = [{**TEST, name: None} for name in ("test_id", "title", "laboratory")]
    assert build_genetic_tests(rows, "fake_source", "2026-11-20").empty


def test_a_disease_once_with_its_codes() -> None:
    rows = build_diseases(
        [DISEASE, {**DISEASE, "name": "Other"}, {**DISEASE, "disease_id": None}], "fake", "2026-11-20"
    )
    assert list(rows.columns) == table("diseases").names
    (row,) = rows.to_dict("records")
    assert (row["name"], row["codes"], row["source"]) == ("Fake disease", ["ICD-10:X"], "fake")


_CELLS = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.lists(st.text(max_size=5), max_size=2))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(GENETIC_TEST_KEYS, _CELLS)), max_size=5),
    st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(DISEASE_KEYS, _CELLS)), max_size=5),
)
def test_odd_rows_never_raise(tests: list[dict[str, Any]], diseases: list[dict[str, Any]]) -> None:
    assert build_genetic_tests(tests, "fake", "2026-11-20")["test_id"].is_unique
    assert build_diseases(diseases, "fake", "not a day")["disease_id"].is_unique
