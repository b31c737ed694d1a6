"""A snapshot is read as it was written, by many at once, and a bad file is told with what to do."""

import threading
from pathlib import Path

import pandas as pd
import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from finder.errors import DamagedError, NoSnapshotError
from finder.schema import empty_frame, load_tables, shape_frame
from finder.settings import Settings
from finder.store.layout import FACETS
from finder.store.question import AnyOf, Box, Question
from finder.store.reader import Reader, current_name, open_current, open_file
from finder.store.select import write_match

ALL = Question()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def reader(settings: Settings) -> Reader:
    trials = [
        fake_trial(1, conditions=["a, b", 'c "d" | é'], enrollment=30, has_results=False, min_age_years=0.5),
        fake_trial(2, phases=[], title=None, nct_id_aliases=["NCT09999999"], primary_sites=["lung", "any"]),
        fake_trial(3, status="COMPLETED", phases=["PHASE1", "PHASE2"]),
    ]
    sites = [
        fake_site(1, 1),
        fake_site(2, 1, country="Germany", country_code="DE", region="Bayern", city="München"),
        fake_site(3, 2, recruiting=False, latitude=None, longitude=None),
        fake_site(4, 3, recruiting=False),
    ]
    people = [
        {"nct_id": "NCT00000001", "name": "Fake Person", "role": "PRINCIPAL_INVESTIGATOR", "site_id": "site-0001"}
    ]
    sources = [{"name": "clinicaltrials_gov", "outcome": "data", "rows": 3}]
    publish_fake(settings, trials, sites, investigators=people, sources=sources, meta={"counts": {"trials": 3}})
    return open_current(settings)


def test_rows_come_back_in_schema_shape(reader: Reader) -> None:
    trials = reader.find_trials(ALL)
    pd.testing.assert_frame_equal(trials, shape_frame(trials, "trials"))
    assert trials["nct_id"].tolist() == ["NCT00000001", "NCT00000002", "NCT00000003"]
    assert trials["conditions"].tolist() == [["a, b", 'c "d" | é'], [], []]
    assert trials["phases"].tolist() == [["PHASE2"], [], ["PHASE1", "PHASE2"]]
    assert trials["has_results"].isna().tolist() == [False, True, True]
    for name in load_tables():
        frame = reader.read_table(name)
        pd.testing.assert_frame_equal(frame, shape_frame(frame, name))
    pd.testing.assert_frame_equal(reader.read_table("centers"), empty_frame("centers"))
    pd.testing.assert_frame_equal(reader.find_trials(Question(statuses=("NONE",))), empty_frame("trials"))


def test_one_trial_with_all_that_belongs_to_it(reader: Reader) -> None:
    trial = reader.read_trial("NCT00000001")
    assert trial is not None
    assert list(trial) == load_tables()["trials"].names
    assert (trial["enrollment"], trial["has_results"], trial["min_age_years"]) == (30, False, 0.5)
    assert (trial["conditions"], trial["phases"], trial["acronym"]) == (["a, b", 'c "d" | é'], ["PHASE2"], None)
    assert reader.read_sites(["NCT00000001"])["site_id"].tolist() == ["site-0001", "site-0002"]
    assert reader.read_sites_by_id(["site-0004", "none"])["nct_id"].tolist() == ["NCT00000003"]
    assert reader.read_investigators(["NCT00000001"])["name"].tolist() == ["Fake Person"]
    assert reader.read_sources()["outcome"].tolist() == ["data"]


def test_a_trial_is_found_by_an_earlier_number(reader: Reader) -> None:
    trial = reader.read_trial("NCT09999999")
    assert trial is not None
    assert trial["nct_id"] == "NCT00000002"


@pytest.mark.parametrize(
    "nct_id", ["", "NCT00000004", "nct00000001", "%", "' OR 1=1 --", "é", "\ud800", "\0", "x" * 10**6]
)
def test_an_unknown_number_is_no_trial(reader: Reader, nct_id: str) -> None:
    assert reader.read_trial(nct_id) is None


def test_many_identifiers_at_once(reader: Reader) -> None:
    wanted = [f"NCT{number:08d}" for number in range(50_000)]
    assert len(reader.read_trials(wanted)) == 3
    assert reader.count_sites(wanted[1:4])["sites_total"].tolist() == [2, 1, 1]


def test_counts_of_sites(reader: Reader) -> None:
    counts = reader.count_sites(["NCT00000003", "NCT00000001", "NCT07777777"])
    assert counts["sites_total"].tolist() == [1, 2, 0]
    assert counts["sites_recruiting"].tolist() == [0, 2, 0]
    assert counts["countries"].tolist() == [["United States"], ["Germany", "United States"], []]


def test_points(reader: Reader) -> None:
    points = reader.find_points(ALL).set_index("site_id")
    assert points.loc["site-0001", ["latitude", "recruiting"]].tolist() == [29.76, True]
    assert points["latitude"].isna().to_dict()["site-0003"]
    box = Question(boxes=(Box(29, 30, -96, -95),))
    assert set(reader.find_points(box)["site_id"]) == {"site-0001", "site-0002", "site-0004"}
    assert reader.find_ids(box) == ["NCT00000001", "NCT00000003"]


def test_facets(reader: Reader) -> None:
    counts = reader.count_facets(ALL)
    assert set(counts) == {*FACETS, "country_code"}
    assert counts["phases"] == {"PHASE2": 2, "": 1, "PHASE1": 1}
    assert counts["primary_sites"] == {"pancreas": 2, "any": 1, "lung": 1}
    assert counts["country_code"] == {"US": 3, "DE": 1}
    german = reader.count_facets(Question(country_codes=("DE",)))
    assert (german["status"], german["country_code"]) == ({"RECRUITING": 1}, {"DE": 1})
    assert reader.count_facets(Question(statuses=("NONE",)))["status"] == {}


def test_names_for_menus(reader: Reader) -> None:
    assert reader.list_names("city") == ["Houston", "München"]
    assert reader.list_names("region") == ["Bayern", "Texas"]


@pytest.mark.parametrize("evil", ["'", '"', "'; DROP TABLE trials; --", "%", "_", "\0", "NULL", "1 OR 1=1"])
def test_values_are_data(reader: Reader, evil: str) -> None:
    questions = [
        Question(statuses=(evil,)),
        Question(any_of=(AnyOf("phases", (evil,)),)),
        Question(any_of=(AnyOf(evil, ("PHASE2",)),)),
        Question(phases=((evil,),)),
        Question(country_codes=(evil,)),
        Question(regions=(evil,)),
        Question(cities=((evil, evil),)),
    ]
    for question in questions:
        assert reader.find_ids(question) == []
        assert len(reader.find_sites(question)) == 0
    assert reader.count_trials(ALL) == 3


operators = st.sampled_from(
    ['"', "'", "*", "^", "(", ")", "NEAR(", "AND", "OR", "NOT", "+", "-", ":", "title:", "{", "}", ","]
)


@limits(max_examples=200, deadline=None)
@given(pieces=st.lists(operators | st.text(max_size=10), max_size=12))
def test_no_text_breaks_the_search(shared_reader: Reader, pieces: list[str]) -> None:
    text = " ".join(pieces).encode("utf-8", "ignore").decode()
    assert set(shared_reader.find_ids(Question(texts=(text,)))) <= {"NCT00000001"}
    assert shared_reader.find_ids(Question(texts=(text, "fake"))) == ["NCT00000001"]


@pytest.fixture(scope="module")
def shared_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    settings = Settings(home=tmp_path_factory.mktemp("text"))
    publish_fake(settings, [fake_trial(1)])
    return open_current(settings)


def test_a_text_as_a_match() -> None:
    assert write_match('lutetium "well differentiated" x"y') == '"lutetium"* AND "well differentiated" AND "x y"*'
    assert write_match("++ ()") == ""


def test_a_new_snapshot_is_noticed_and_the_old_reader_keeps_its_own(settings: Settings) -> None:
    first = publish_fake(settings, [fake_trial(1)])
    reader = open_current(settings)
    assert current_name(settings) == reader.name == str(first)
    second = publish_fake(settings, [fake_trial(1), fake_trial(2)], second=1)
    assert current_name(settings) == str(second)
    assert reader.count_trials(ALL) == 1
    assert open_current(settings).count_trials(ALL) == 2
    first.unlink()
    assert reader.read_trial("NCT00000001") is not None


def test_threads_share_a_reader(reader: Reader) -> None:
    found: list[int] = []

    def ask() -> None:
        for _ in range(20):
            found.append(reader.count_trials(ALL) + len(reader.find_trials(Question(texts=("fake",)))))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [found[0]] * 160


def test_a_reader_never_writes(reader: Reader) -> None:
    with pytest.raises(DamagedError, match="readonly"):
        reader.snapshot._ask("DELETE FROM trials")
    reader.path.parent.chmod(0o500)
    try:
        assert open_file(reader.path).count_trials(ALL) == 3
    finally:
        reader.path.parent.chmod(0o700)


def test_no_snapshot_yet(settings: Settings) -> None:
    assert current_name(settings) is None
    with pytest.raises(NoSnapshotError) as caught:
        open_current(settings)
    assert "net-finder refresh" in caught.value.remedy
    assert caught.value.exit_code == 5
