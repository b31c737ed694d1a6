"""The sentence over a list: its numbers are those that the search itself gives, for the wider circle and for each of
the choices that would make a long list short."""

from collections.abc import Iterator
from typing import Any

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake
from hypothesis import given, settings
from hypothesis import strategies as some

from dashboard.parts.address import read_question
from dashboard.parts.choices import STEPS
from dashboard.parts.summary import (
    count_wider,
    list_splits,
    widen,
    write_option,
    write_state,
    write_summary,
    write_wider,
    write_wider_button,
)
from finder.query.search import Answer, measure_nearest, search
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.reader import Reader, open_current

ORGANS = (["pancreas"], ["gep"], ["lung"], ["any"], [], ["small_intestine", "pancreas"], ["thymus"])
TREATMENTS = (["radionuclide"], ["targeted", "imaging"], [], ["chemotherapy"], ["other"])
CELLS = ("net", "nec", "both", "not_stated", None)
STATUSES = ("RECRUITING", "NOT_YET_RECRUITING", "COMPLETED", "RECRUITING")
#: Degrees north of Houston; one degree is about 69 miles.
NORTH = (0.0, 0.2, 0.9, 2.0, 5.0, 12.0)

World = tuple[Reader, Gazetteer]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """120 fake trials at six distances from Houston; sites of some have no point, and some trials list none."""
    config = Settings(home=tmp_path_factory.mktemp("summary"))
    trials, sites = [], []
    for number in range(1, 121):
        cells = {"primary_sites": ORGANS[number % 7], "treatments": TREATMENTS[number % 5]}
        status = STATUSES[number % 4]
        trials.append(fake_trial(number, status=status, differentiation=CELLS[number % 5], **cells))
        for position in range(number % 3):
            north = NORTH[(number + position) % 6]
            point: dict[str, Any] = (
                {"latitude": 29.76 + north} if number % 11 else {"latitude": None, "longitude": None}
            )
            recruiting = status == "RECRUITING" and position == 0
            sites.append(fake_site(number * 10 + position, number, recruiting=recruiting, **point))
    publish_fake(config, trials, sites)
    with open_gazetteer(config) as gazetteer:
        yield open_current(config), gazetteer


def ask(world: World, **asked: list[str]) -> tuple[Answer, dict[str, list[str]]]:
    reading = read_question(asked)
    assert reading.notes == ()
    return search(*world, reading.criteria), reading.choices


def summarize(world: World, **asked: list[str]) -> str:
    return write_summary(*ask(world, **asked))


def test_the_sentence_says_how_many_where_and_for_whom(world: World) -> None:
    answer, choices = ask(world, near=["Houston, TX"], within=["100mi"], site=["pancreas"])
    assert answer.total > 1
    said = f"{answer.total} trials take people now or soon within 100 miles of Houston, Texas, for pancreas"
    assert write_summary(answer, choices) == f"{said} or any starting place."


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        ({}, "take people now or soon."),
        ({"status": ["any"]}, "trials match."),
        ({"country": ["United States", "France"]}, "now or soon in United States or France."),
        ({"region": ["Texas"], "country": ["United States"]}, "now or soon in Texas."),
        ({"age": ["60"]}, "now or soon, and fit your other choice."),
        ({"age": ["60"], "treatment": ["imaging"]}, "now or soon, and fit your 2 other choices."),
        ({"near": ["Houston, TX"]}, "now or soon."),
        ({"site": ["lung", "thymus"]}, ", for lung or thymus or any starting place."),
        ({"site": ["any"]}, ", for any place (no limit stated)."),
    ],
)
def test_every_part_of_the_question_is_in_the_sentence(world: World, asked: dict[str, list[str]], end: str) -> None:
    assert summarize(world, **asked).endswith(end), summarize(world, **asked)


def test_any_starting_place_is_said_only_where_such_a_trial_is_shown(world: World) -> None:
    assert "any starting place" in summarize(world, site=["thymus"])
    answer, choices = ask(world, site=["thymus"])
    named = answer.trials[[list(fits) == ["exact"] for fits in answer.trials["site_match"]]]
    assert "any starting place" not in write_summary(Answer(named, answer.criteria), choices)


def test_one_trial_and_none(world: World) -> None:
    answer, choices = ask(world, age=["60"])
    one = Answer(answer.trials.head(1), answer.criteria)
    assert write_summary(one, choices) == "1 trial takes people now or soon, and fits your other choice."
    none = Answer(answer.trials.head(0), answer.criteria)
    assert write_summary(none, choices) == "No trial matches all of this."


@settings(deadline=None, max_examples=25)
@given(
    unit=some.sampled_from(["mi", "km"]),
    step=some.integers(0, 4),
    site=some.sampled_from([[], ["pancreas"], ["lung"]]),
    status=some.sampled_from([["any"], ["open"], ["completed"]]),
)
def test_the_wider_circle_is_what_the_search_itself_finds(
    world: World, unit: str, step: int, site: list[str], status: list[str]
) -> None:
    asked = {"near": ["Houston, TX"], "within": [f"{STEPS[unit][step]}{unit}"], "status": status}
    answer, _ = ask(world, **asked, **({"site": site} if site else {}))
    wide = widen(answer.criteria)
    assert wide is not None
    anywhere = search(*world, wide)
    wider = count_wider(answer, measure_nearest(*world, wide))
    measured = anywhere.trials["nearest_distance_km"].notna().sum()
    if wider is None:
        assert anywhere.total == answer.total
        return
    assert wider.anywhere == anywhere.total - answer.total
    assert measured <= anywhere.total
    totals = {}
    for number in STEPS[unit][step + 1 :]:
        further, _ = ask(world, **{**asked, "within": [f"{number}{unit}"]}, **({"site": site} if site else {}))
        totals[f"{number}{unit}"] = further.total - answer.total
    found = next(((name, more) for name, more in totals.items() if more), ("", wider.anywhere))
    assert (wider.step, wider.more) == found


def test_what_is_farther_is_told_in_steps_and_without_any_trial_as_the_first(world: World) -> None:
    answer, _ = ask(world, near=["Houston, TX"], within=["25mi"])
    wide = widen(answer.criteria)
    assert wide is not None
    wider = count_wider(answer, measure_nearest(*world, wide))
    assert wider is not None
    assert wider.step == "100mi"
    assert write_wider(wider, is_empty=False) == (
        f"{wider.more} more within 100 miles. {wider.anywhere} more if you go any distance."
    )
    assert write_wider(wider, is_empty=True).startswith(f"But {wider.more} are within 100 miles.")
    assert write_wider_button(wider) == "Go up to 100 miles"


def test_without_a_distance_nothing_is_wider(world: World) -> None:
    assert widen(ask(world)[0].criteria) is None
    assert widen(ask(world, near=["Houston, TX"])[0].criteria) is None


@pytest.mark.parametrize(
    "asked",
    [
        {"status": ["any"]},
        {"status": ["any"], "near": ["Houston, TX"]},
        {"status": ["any"], "near": ["Lyon, France"]},
        {"status": ["any"], "site": ["pancreas"]},
        {"status": ["any"], "treatment": ["imaging"], "site": ["lung"]},
    ],
)
def test_each_offered_choice_leaves_as_many_trials_as_it_says(world: World, asked: dict[str, list[str]]) -> None:
    answer, choices = ask(world, **asked)
    splits = list_splits(answer, choices)
    assert 0 < len(splits) <= 2
    for split in splits:
        assert split.criterion not in asked
        for value, number in split.options:
            narrowed, _ = ask(world, **asked, **{split.criterion: [value]})
            assert narrowed.total == number, (split.criterion, value)
            assert 0 < number < answer.total
            assert str(number) in write_option(split, value, number)


def test_a_criterion_in_use_or_out_of_reach_is_not_offered(world: World) -> None:
    answer, choices = ask(world, status=["any"], site=["pancreas"], treatment=["imaging"], differentiation=["net"])
    assert list_splits(answer, choices) == []


def test_the_state_of_a_list_says_page_and_order(world: World) -> None:
    answer, choices = ask(world, near=["Houston, TX"])
    said = write_state(answer, choices, None, page=2, size=10)
    assert said.endswith("You see 11 to 20. The nearest comes first. Measured from Houston, Texas.")
    short, choices = ask(world, near=["Houston, TX"], within=["25mi"])
    assert write_state(short, choices, None, page=1, size=100).count("Houston") == 1
