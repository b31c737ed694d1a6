"""`import finder` is cheap, and the functions behind it answer."""

import subprocess
import sys

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake

import finder
from finder.errors import NoSnapshotError, QuestionError
from finder.settings import load_settings


def test_importing_loads_nothing_heavy() -> None:
    script = "import sys, finder; print([m for m in ('pandas', 'requests', 'sqlite3', 'pydantic') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_all_names_are_there() -> None:
    for name in finder.__all__:
        assert getattr(finder, name) is not None
    with pytest.raises(AttributeError):
        finder.nothing  # noqa: B018


def test_a_search_in_one_call() -> None:
    with pytest.raises(NoSnapshotError):
        finder.search()
    publish_fake(load_settings(), [fake_trial(1), fake_trial(2, phases=["PHASE3"])], [fake_site(1, 1)])
    answer = finder.search(near="29.76,-95.36", within="10mi", phase=["1", "2"], age=40, updated_since="2020")
    assert isinstance(answer, finder.Answer)
    assert answer.trials["nct_id"].tolist() == ["NCT00000001"]
    with pytest.raises(QuestionError, match="colour"):
        finder.search(colour="red")


def test_centers_in_one_call() -> None:
    with pytest.raises(NoSnapshotError):
        finder.find_centers()
    centers = [
        {"center_id": "c1", "name": "Fake Center", "kind": "net_program", "latitude": 29.76, "longitude": -95.36}
    ]
    publish_fake(load_settings(), [fake_trial(1)], [fake_site(1, 1, center_id="c1")], centers=centers)
    answer = finder.find_centers(near="29.76,-95.36", within="10mi", site=["pancreas"], age=40)
    assert isinstance(answer, finder.CenterAnswer)
    assert answer.centers["fitting_trials"].tolist() == [1]
    with pytest.raises(QuestionError, match="colour"):
        finder.find_centers(colour="red")
