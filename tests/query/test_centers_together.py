"""Laws that hold for all questions about centers and people: one more criterion never adds a row."""

import random
from collections.abc import Callable

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from haversine import haversine
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.query.center_kinds import BY_TRIALS, KINDS
from finder.query.centers import CenterAnswer, find_centers
from finder.query.criteria import CHOICES, PHASES
from finder.query.investigators import InvestigatorAnswer, find_investigators
from finder.query.nearby import parse_center_criteria, parse_investigator_criteria
from finder.schema import load_columns
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader, open_current

CITIES = [
    ("Houston", "Texas", "United States", "US", 29.76, -95.36),
    ("München", "Bayern", "Germany", "DE", 48.14, 11.58),
    ("Lyon", "Auvergne-Rhône-Alpes", "France", "FR", 45.75, 4.85),
    ("Suva", None, "Fiji", "FJ", -18.14, 178.44),
    ("Somewhere", None, None, None, None, None),
]
COLUMNS = ("city", "region", "country", "country_code", "latitude", "longitude")

Words = dict[str, list[str]]

SHARED: dict[str, st.SearchStrategy[str]] = {
    "country": st.sampled_from(["Germany", "United States", "France", "Japan"]),
    "region": st.sampled_from(["TX", "Bavaria", "Nowhere"]),
    "city": st.sampled_from(["Houston", "Munich", "Suva"]),
    "phase": st.sampled_from(PHASES),
    **{name: st.sampled_from(CHOICES[name]) for name in ("site", "treatment", "differentiation", "relevance")},
}
SINGLE = {
    "age": st.sampled_from(["5", "17.5", "40", "90"]),
    "sex": st.sampled_from(CHOICES["sex"]),
    "near": st.sampled_from(["Houston", "Munich", "Lyon", "-17,-179.9"]),
}
TEXTS = st.sampled_from(["fake", "center 1", "nothing", '"fake center"'])


def make_questions(**own: st.SearchStrategy[str]) -> st.SearchStrategy[Words]:
    several = {name: st.lists(one, min_size=1, max_size=2) for name, one in {**SHARED, **own}.items()}
    return st.fixed_dictionaries({}, optional=several | {name: one.map(lambda v: [v]) for name, one in SINGLE.items()})


center_questions = make_questions(kind=st.sampled_from(list(KINDS)), text=TEXTS)
people_questions = make_questions(name=st.sampled_from(["person 3", "fake", "nobody"]), text=TEXTS)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    draw, known = random.Random(11), load_columns()
    places = [dict(zip(COLUMNS, city, strict=True)) for city in CITIES]
    homes = [draw.choice(places) for _ in range(60)]
    centers = [
        {"center_id": f"c{number}", "name": f"Fake Center {number}", "kind": draw.choice(list(KINDS)), **home}
        for number, home in enumerate(homes)
    ]
    trials, sites, people = [], [], []
    for number in range(1, 101):
        status = draw.choice(["RECRUITING", "RECRUITING", "NOT_YET_RECRUITING", "COMPLETED", "UNKNOWN"])
        trials.append(
            fake_trial(
                number,
                status=status,
                phases=draw.choice([["PHASE1", "PHASE2"], ["PHASE3"], []]),
                primary_sites=draw.sample(known["primary_sites"].values, draw.randint(0, 2)),
                treatments=draw.sample(known["treatments"].values, draw.randint(0, 2)),
                differentiation=draw.choice(known["differentiation"].values),
                relevance=draw.choice(known["relevance"].values),
                sex=draw.choice(["ALL", "FEMALE", None]),
                min_age_years=draw.choice([None, 18.0]),
            )
        )
        for _ in range(draw.randint(0, 3)):
            index = draw.randrange(60)
            takes = status == "RECRUITING" and draw.random() < 0.7
            center = draw.choice([f"c{index}", f"c{index}", ""])
            sites.append(fake_site(len(sites), number, recruiting=takes, center_id=center, **homes[index]))
            people.append(
                {
                    "nct_id": f"NCT{number:08d}",
                    "name": f"Person {draw.choice('ABCDEFGH')} Fake",
                    "role": draw.choice(["PRINCIPAL_INVESTIGATOR", "STUDY_CHAIR", "SUB_INVESTIGATOR"]),
                    "affiliation": draw.choice(["Fake Clinic", None]),
                    "site_id": draw.choice([sites[-1]["site_id"], ""]),
                    "center_id": draw.choice([center, None]),
                }
            )
    unique = {tuple(str(row[key]) for key in ("nct_id", "name", "role", "site_id")): row for row in people}
    home = Settings(home=tmp_path_factory.mktemp("centers"))
    publish_fake(home, trials, sites, centers=centers, investigators=unique.values())
    return open_current(home)


FindCenters = Callable[[Words], CenterAnswer]
FindPeople = Callable[[Words], InvestigatorAnswer]


@pytest.fixture(scope="module")
def centers(reader: Reader, gazetteer: Gazetteer) -> FindCenters:
    return lambda words: find_centers(reader, gazetteer, parse_center_criteria(words))


@pytest.fixture(scope="module")
def people(reader: Reader, gazetteer: Gazetteer) -> FindPeople:
    return lambda words: find_investigators(reader, gazetteer, parse_investigator_criteria(words))


def list_centers(answer: CenterAnswer) -> set[str]:
    return set(answer.centers["center_id"])


def list_pairs(answer: InvestigatorAnswer) -> set[tuple[str, str]]:
    """Each person by name and trial: a person may get a shorter list of trials, and then another place."""
    rows = answer.people[["name", "nct_ids"]].itertuples(index=False)
    return {(name, nct_id) for name, nct_ids in rows for nct_id in nct_ids}


@settings(max_examples=15, deadline=None)
@given(question=center_questions)
def test_one_more_criterion_never_adds_a_center(centers: FindCenters, question: Words) -> None:
    found = centers(question)
    # A kind that must be asked for is the one that a criterion may add.
    for name in [name for name in question if name not in ("near", "kind")]:
        fewer = centers({other: values for other, values in question.items() if other != name})
        assert list_centers(found) <= list_centers(fewer), name
        before = dict(zip(fewer.centers["center_id"], fewer.centers["fitting_trials"], strict=True))
        now = zip(found.centers["center_id"], found.centers["fitting_trials"], strict=True)
        assert all(count <= before[center] for center, count in now)


@settings(max_examples=15, deadline=None)
@given(question=center_questions, near=SINGLE["near"], km=st.integers(1, 12000))
def test_each_center_is_within_the_distance_and_in_order(
    centers: FindCenters, question: Words, near: str, km: int
) -> None:
    wide = centers({**question, "near": [near]})
    found = centers({**question, "near": [near], "within": [f"{km}km"]})
    place = found.place
    assert place is not None
    for row in found.centers.to_dict("records"):
        there = haversine((place.latitude, place.longitude), (row["latitude"], row["longitude"]))
        assert row["distance_km"] == pytest.approx(there, abs=1e-6)
        assert there <= km + 1e-6
    assert list_centers(found) <= list_centers(wide)
    assert wide.centers["distance_km"].isna().sum() == wide.unplaced == found.unplaced
    assert found.centers["distance_km"].round(0).is_monotonic_increasing


@settings(max_examples=15, deadline=None)
@given(question=center_questions)
def test_only_those_known_by_trials_alone_go_where_nothing_fits(centers: FindCenters, question: Words) -> None:
    answer = centers(question)
    of_trials = set(question) & {"site", "phase", "treatment", "differentiation", "relevance", "age", "sex"}
    if of_trials:
        by_trials = answer.centers[answer.centers["kind"] == BY_TRIALS]
        assert by_trials["fitting_trials"].gt(0).all()
        without = centers({name: values for name, values in question.items() if name not in of_trials})
        listed = without.centers[without.centers["kind"] != BY_TRIALS]
        assert set(listed["center_id"]) == set(answer.centers.query("kind != @BY_TRIALS")["center_id"])


@settings(max_examples=15, deadline=None)
@given(question=people_questions, km=st.integers(1, 12000))
def test_one_more_criterion_never_adds_a_person(people: FindPeople, question: Words, km: int) -> None:
    found = people(question)
    for name in [name for name in question if name != "near"]:
        fewer = {other: values for other, values in question.items() if other != name}
        assert list_pairs(found) <= list_pairs(people(fewer)), name
    if "near" in question:
        near = people({**question, "within": [f"{km}km"]})
        assert list_pairs(near) <= list_pairs(found)
        assert near.people["distance_km"].le(km).all()
        assert near.unplaced == found.unplaced
