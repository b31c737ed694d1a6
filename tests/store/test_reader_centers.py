"""Centers and people come out of a snapshot as they went in, and values of a question stay values."""

from pathlib import Path

import pandas as pd
import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake

from finder.schema import shape_frame
from finder.settings import Settings
from finder.store.center_reader import PEOPLE_COLUMNS
from finder.store.question import Question
from finder.store.reader import Reader, open_current

ALL = Question()


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    settings = Settings(home=tmp_path / "home")
    trials = [fake_trial(1), fake_trial(2, status="COMPLETED"), fake_trial(3)]
    sites = [
        fake_site(1, 1, center_id="a"),
        fake_site(2, 1, center_id="a"),
        fake_site(3, 1, center_id="b", recruiting=False),
        fake_site(4, 2, center_id="b", recruiting=False),
        fake_site(5, 3, center_id="", latitude=95.0),
        fake_site(6, 3, center_id=None),
    ]
    centers = [{"center_id": "a", "name": "Fake A"}, {"center_id": "b", "name": None, "accreditation_year": 2026}]
    listings = [
        {"listing_id": "l1", "center_id": "a", "checked": "2026-01-01"},
        {"listing_id": "l2", "center_id": "a", "checked": "2026-02-01"},
        {"listing_id": "l3", "center_id": None},
    ]
    people = [
        {"nct_id": "NCT00000001", "name": "Fake P", "role": "STUDY_CHAIR", "site_id": "", "center_id": "b"},
        {"nct_id": "NCT00000001", "name": "Fake Q", "role": "", "site_id": "site-0001", "center_id": ""},
        {"nct_id": "NCT00000001", "name": "Fake R", "role": "", "site_id": "site-0003"},
        {"nct_id": "NCT00000002", "name": "Fake S", "role": "", "site_id": "site-0004"},
        {"nct_id": "NCT00000003", "name": "Fake T", "role": "", "site_id": "site-0005"},
    ]
    publish_fake(settings, trials, sites, centers=centers, listings=listings, investigators=people)
    return open_current(settings)


def test_one_center_and_several(reader: Reader) -> None:
    center = reader.read_center("b")
    assert center is not None
    assert (center["name"], center["accreditation_year"], center["other_names"]) == (None, 2026, [])
    assert reader.read_center("nobody") is None
    frame = reader.read_centers(["b", "a", "nobody"])
    pd.testing.assert_frame_equal(frame, shape_frame(frame, "centers"))
    assert frame["center_id"].tolist() == ["a", "b"]
    assert reader.read_listings(["a"])["listing_id"].tolist() == ["l2", "l1"]
    assert reader.read_sites_of_centers(["a"])["site_id"].tolist() == ["site-0001", "site-0002"]


def test_trials_of_centers_each_once(reader: Reader) -> None:
    def pairs(question: Question, *, recruiting: bool) -> list[tuple[str, str]]:
        frame = reader.find_center_trials(question, recruiting=recruiting)
        return list(frame.itertuples(index=False, name=None))

    assert pairs(ALL, recruiting=True) == [("a", "NCT00000001")]
    assert pairs(ALL, recruiting=False) == [("a", "NCT00000001"), ("b", "NCT00000002")]
    assert pairs(Question(statuses=("COMPLETED",)), recruiting=True) == []
    assert pairs(Question(texts=("nothing like it",)), recruiting=False) == []


def test_people_with_the_site_they_are_named_at(reader: Reader) -> None:
    people = reader.find_people(ALL)
    assert list(people.columns) == list(PEOPLE_COLUMNS)
    assert people["name"].tolist() == ["Fake P", "Fake Q", "Fake R", "Fake S", "Fake T"]
    assert people["center_id"].fillna("").tolist() == ["b", "a", "b", "b", ""]
    assert people["counts"].tolist() == [True, True, False, True, True]
    assert people["latitude"].isna().tolist() == [True, False, False, False, True]
    assert people["source"].eq("clinicaltrials_gov").all()
    assert reader.find_people(Question(statuses=("COMPLETED",)))["name"].tolist() == ["Fake S"]
    assert reader.read_people_of_center("b")["name"].tolist() == ["Fake P", "Fake R", "Fake S"]
    assert reader.count_people() == 5


@pytest.mark.parametrize("evil", ["'", '"', "'; DROP TABLE centers; --", "%", "_", "\0", "é", "\ud800"])
def test_values_are_data(reader: Reader, evil: str) -> None:
    assert reader.read_center(evil) is None
    assert len(reader.read_people_of_center(evil.replace("\ud800", "?"))) == 0
    assert len(reader.read_centers([evil])) == 0
    assert len(reader.find_center_trials(Question(statuses=(evil.replace("\ud800", "?"),)), recruiting=False)) == 0
