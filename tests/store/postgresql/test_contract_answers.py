"""What people ask is answered alike over both engines: trials, distances, centers, people, changes, reasons."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from store.postgresql.both_engines import CENTERS, TRIALS, Both, assert_same, open_both

from finder.errors import NotFoundError, QuestionError
from finder.query.center_detail import read_center
from finder.query.centers import find_centers
from finder.query.changes import find_changes_since
from finder.query.criteria import parse_criteria
from finder.query.explain import count_relaxed
from finder.query.investigators import find_investigators
from finder.query.list_reader import ListReader
from finder.query.lookup import find_trial
from finder.query.nearby import parse_center_criteria, parse_investigator_criteria
from finder.query.search import add_site_facts, list_trials, measure_nearest, read_fitting_sites, search
from finder.query.site_history import find_site_histories
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.reader import Reader

NEAR = {"near": st.sampled_from([["Houston"], ["Paris"], ["-17.7,179.9"], ["0,0"], ["8.54,47.37"]])}
OF_TRIALS: dict[str, st.SearchStrategy[list[str]]] = {
    "within": st.sampled_from([["1km"], ["100mi"], ["800km"], ["9000km"]]),
    "site": st.sampled_from([["pancreas"], ["lung", "thymus"]]),
    "phase": st.sampled_from([["1"], ["1/2", "na"], ["3"]]),
    "status": st.sampled_from([["any"], ["completed"], ["open"]]),
    "country": st.sampled_from([["US"], ["FR", "FJ"], ["DE"]]),
    "region": st.sampled_from([["Texas"], ["TX"], ["Zurich"]]),
    "city": st.sampled_from([["Houston"], ["Paris, FR"], ["Nowhere"]]),
    "age": st.sampled_from([["0.5"], ["18"], ["70"]]),
    "sex": st.sampled_from([["female"], ["male"]]),
    "text": st.sampled_from([["dotatate"], ['"tumor of"', "fake"], ["absent"], ["müller"]]),
    "updated-since": st.sampled_from([["2024-05"], ["2024-05-18"]]),
    "sort": st.sampled_from([["updated"], ["relevance"], ["phase"]]),
}
asked = st.fixed_dictionaries({}, optional={**NEAR, **OF_TRIALS})
patient = limits(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
URL = "https://example.org/{nct_id}"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with open_both(tmp_path_factory.mktemp("both")) as opened:
        yield opened


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    with open_gazetteer(Settings(home=tmp_path_factory.mktemp("places"))) as opened:
        yield opened


def compare(both: Both, answer: Callable[[Reader], Any]) -> None:
    """The same answer, or the same refusal."""
    results = []
    for reader in (both.file, both.server):
        try:
            results.append(answer(reader))
        except QuestionError as error:
            results.append(str(error))
    assert_same(*results)


@patient
@given(words=asked)
@example(words={})
@example(words={"near": ["Houston"], "within": ["100mi"], "status": ["any"]})
@example(words={"near": ["-17.7,179.9"], "within": ["800km"], "status": ["any"]})
@example(words={"near": ["Paris"], "region": ["Texas"], "text": ["absent"]})
def test_trials(both: Both, gazetteer: Gazetteer, words: dict[str, list[str]]) -> None:
    def answer(reader: Reader) -> list[Any]:
        criteria = parse_criteria(words)
        found = search(reader, gazetteer, criteria)
        listed = list_trials(ListReader(reader), gazetteer, criteria)
        sites = read_fitting_sites(reader, found, gazetteer)
        facts = add_site_facts(ListReader(reader), listed.trials)
        return [found, listed, sites, facts, count_relaxed(reader, gazetteer, criteria)]

    compare(both, lambda reader: dict(enumerate(answer(reader))))


@pytest.mark.parametrize("near", ["Houston", "-17.7,179.9", "89,0"])
def test_distances(both: Both, gazetteer: Gazetteer, near: str) -> None:
    criteria = parse_criteria({"near": [near], "status": ["any"]})
    compare(both, lambda reader: measure_nearest(reader, gazetteer, criteria))
    compare(both, lambda reader: measure_nearest(ListReader(reader), gazetteer, criteria))


@patient
@given(words=st.fixed_dictionaries({}, optional={name: OF_TRIALS[name] for name in ("country", "region", "status")}))
@example(words={"site": ["pancreas"], "status": ["any"]})
def test_centers_and_people(both: Both, gazetteer: Gazetteer, words: dict[str, list[str]]) -> None:
    compare(both, lambda reader: find_centers(reader, gazetteer, parse_center_criteria(words)))
    compare(both, lambda reader: find_investigators(reader, gazetteer, parse_investigator_criteria(words)))


@pytest.mark.parametrize(
    "words", [{"status": ["any"]}, {}, {"country": ["US"]}, {"near": ["Houston"], "within": ["1km"]}]
)
def test_changes(both: Both, gazetteer: Gazetteer, words: dict[str, list[str]]) -> None:
    criteria = parse_criteria(words)
    compare(both, lambda reader: find_changes_since(reader, gazetteer, criteria, "2024-01-01", URL))


def test_one_of_a_kind(both: Both) -> None:
    for center_id in filter(None, CENTERS):
        compare(both, lambda reader, center_id=center_id: read_center(reader, center_id))  # type: ignore[misc]
    for number in range(1, TRIALS + 1):
        nct_id = f"NCT{number:08d}"
        compare(both, lambda reader, nct_id=nct_id: find_trial(reader, nct_id))  # type: ignore[misc]
        compare(both, lambda reader, nct_id=nct_id: find_site_histories(reader, nct_id))  # type: ignore[misc]
    for reader in (both.file, both.server):
        with pytest.raises(NotFoundError):
            find_trial(reader, "NCT07777777")
