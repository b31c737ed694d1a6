"""Laws that hold for all questions: more criteria never add a trial, more values never take one away."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.query.compose import compose_question
from finder.query.criteria import CHOICES, PHASES, parse_criteria
from finder.query.explain import find_fitting
from finder.query.places import resolve_place
from finder.query.search import search
from finder.schema import load_columns
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader, open_current

CITIES = [
    ("Houston", "Texas", "United States", "US", 29.76, -95.36),
    ("Boston", "Massachusetts", "United States", "US", 42.36, -71.06),
    ("München", "Bayern", "Germany", "DE", 48.14, 11.58),
    ("Paris", "Île-de-France", "France", "FR", 48.85, 2.35),
    ("Suva", None, "Fiji", "FJ", -18.14, 178.44),
    ("Somewhere", None, None, None, None, None),
]

Words = dict[str, list[str]]
Find = Callable[[Words], set[str]]

VALUES: dict[str, st.SearchStrategy[str]] = {
    "country": st.sampled_from(["Germany", "United States", "France", "Japan"]),
    "region": st.sampled_from(["TX", "Bavaria", "Massachusetts", "Nowhere"]),
    "city": st.sampled_from(["Houston", "Munich", "Paris", "Suva"]),
    "phase": st.sampled_from(PHASES),
    "text": st.sampled_from(["alpha", "beta", "fake", '"alpha beta"', "nothing"]),
    **{
        name: st.sampled_from(CHOICES[name]) for name in ("site", "treatment", "differentiation", "relevance", "status")
    },
}
SINGLE: dict[str, st.SearchStrategy[str]] = {
    "age": st.sampled_from(["5", "17.5", "40", "90"]),
    "sex": st.sampled_from(CHOICES["sex"]),
    "updated-since": st.sampled_from(["2020-01-01", "2025-06-15", "2026-02-01"]),
    "near": st.sampled_from(["Houston", "Munich", "Paris", "-17,-179.9"]),
}
questions = st.fixed_dictionaries(
    {}, optional={name: st.lists(one, min_size=1, max_size=2) for name, one in VALUES.items()}
    | {name: one.map(lambda value: [value]) for name, one in SINGLE.items()}
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    draw, known = random.Random(7), load_columns()
    trials, sites = [], []
    for number in range(1, 151):
        cells: dict[str, Any] = {
            "title": f"Fake {draw.choice(['alpha', 'alpha beta', 'beta'])}",
            "status": draw.choice([*known["status"].values[:6], "RECRUITING", "RECRUITING", "RECRUITING"]),
            "phases": draw.choice([["PHASE1"], ["PHASE1", "PHASE2"], ["PHASE2"], ["PHASE3"], ["NA"], []]),
            "primary_sites": draw.sample(known["primary_sites"].values, draw.randint(0, 3)),
            "treatments": draw.sample(known["treatments"].values, draw.randint(0, 2)),
            "differentiation": draw.choice(known["differentiation"].values),
            "relevance": draw.choice(known["relevance"].values),
            "sex": draw.choice(["ALL", "FEMALE", "MALE", None]),
            "min_age_years": draw.choice([None, 0.5, 18.0]),
            "max_age_years": draw.choice([None, 17.0, 75.0]),
            "last_update_posted": draw.choice(["2019-05-05", "2025-06", "2025-12-01", "2026-03-01", None]),
        }
        trials.append(fake_trial(number, **cells))
        for city, region, country, code, latitude, longitude in draw.sample(CITIES, draw.randint(0, 4)):
            place = {"city": city, "region": region, "country": country, "country_code": code}
            taking = cells["status"] == "RECRUITING" and draw.random() < 0.6
            sites.append(
                fake_site(
                    len(sites), number, recruiting=taking, latitude=latitude, longitude=longitude, **place
                )
            )  # fmt: skip
    home = Settings(home=tmp_path_factory.mktemp("filters"))
    publish_fake(home, trials, sites)
    return open_current(home)


@pytest.fixture(scope="module")
def found(reader: Reader, gazetteer: Gazetteer) -> Find:
    def run(words: Words) -> set[str]:
        criteria = parse_criteria(words)
        place = resolve_place(criteria.near, gazetteer) if criteria.near else None
        return find_fitting(reader, compose_question(criteria, place, gazetteer), place, criteria.within)

    return run


@settings(max_examples=40, deadline=None)
@given(question=questions, data=st.data())
def test_one_more_criterion_never_adds_a_trial(found: Find, question: Words, data: st.DataObject) -> None:
    question = {"status": ["any"], **question}
    trials = found(question)
    for name in [name for name in question if name not in ("near", "status")]:
        fewer = {other: values for other, values in question.items() if other != name}
        assert trials <= found(fewer), name
    if "near" in question:
        within = data.draw(st.sampled_from(["100km", "3000mi"]))
        assert found({**question, "within": [within]}) <= trials


@settings(max_examples=40, deadline=None)
@given(question=questions, data=st.data())
def test_one_more_value_never_takes_a_trial_away(found: Find, question: Words, data: st.DataObject) -> None:
    repeated = [name for name in question if name in VALUES]
    if repeated:
        name = data.draw(st.sampled_from(repeated))
        more = {**question, name: [*question[name], data.draw(VALUES[name])]}
        assert found(question) <= found(more)


@settings(max_examples=30, deadline=None)
@given(near=SINGLE["near"], km=st.integers(1, 9000), more=st.integers(0, 9000))
def test_a_wider_circle_never_takes_a_trial_away(found: Find, near: str, km: int, more: int) -> None:
    narrow = found({"near": [near], "within": [f"{km}km"]})
    assert narrow <= found({"near": [near], "within": [f"{km + more}km"]})


@settings(max_examples=40, deadline=None)
@given(question=questions, within=st.sampled_from([None, "50km", "2000mi"]))
def test_a_search_finds_what_the_counts_count(
    found: Find, reader: Reader, gazetteer: Gazetteer, question: Words, within: str | None
) -> None:
    if within and "near" in question:
        question = {**question, "within": [within]}
    criteria = parse_criteria(question)
    answer = search(reader, gazetteer, criteria)
    assert found(question) == set(answer.trials["nct_id"])
    near = answer.trials["nearest_distance_km"]
    assert criteria.within is None or near.le(criteria.within.km).all()
    assert criteria.near is None or criteria.within or near.isna().sum() == answer.unplaced
