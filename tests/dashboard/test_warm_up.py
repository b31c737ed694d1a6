"""What a start makes ready is all that visits would make later, so that a server does not grow with them."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from e2e.fakes import make_tables
from way_pages import make_home, use_home

import dashboard.data
from dashboard.data import ask_list, describe_trials, open_reader
from dashboard.warm_up import warm_up
from finder.query.criteria import parse_criteria
from finder.query.search import add_site_facts


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("warm"))


@pytest.fixture
def described(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Trials that were read from the snapshot for their cards, in this order."""
    use_home(home, monkeypatch)
    read: list[str] = []

    def note(reader: object, trials: pd.DataFrame) -> pd.DataFrame:
        read.extend(trials["nct_id"])
        return add_site_facts(reader, trials)  # type: ignore[arg-type]

    monkeypatch.setattr(dashboard.data, "add_site_facts", note)
    yield read
    st.cache_resource.clear()


def _look_at(status: str) -> list[str]:
    reader = open_reader()
    trials = ask_list(reader, parse_criteria({"status": [status]})).trials
    describe_trials(reader, trials)
    return [str(nct_id) for nct_id in trials["nct_id"]]


def test_each_trial_is_read_once_before_the_first_visit(described: list[str]) -> None:
    warm_up()
    assert sorted(described) == sorted(trial["nct_id"] for trial in make_tables()[0])
    described.clear()
    assert _look_at("any")
    assert described == []


def test_of_more_trials_than_are_kept_those_stay_that_take_people(
    described: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.warm_up._AT_ONCE", 2)
    open_ones = len(_look_at("open"))
    st.cache_resource.clear()
    for module in ("dashboard.data", "dashboard.warm_up"):
        monkeypatch.setattr(f"{module}.MOST_DESCRIBED", open_ones)
    warm_up()
    described.clear()
    assert _look_at("open")
    assert described == []
    assert len(_look_at("any")) > open_ones
    assert described != []
