"""A fake registry: as many trials as asked, the same each time, readable by the real parser, marked as fake."""

import json
from itertools import islice
from statistics import median

import pytest

from benchmarks.generate import generate_studies, main, read_cities, read_figures, share_sites
from finder.parse.clinicaltrials_gov import parse_studies


def test_there_are_as_many_trials_and_sites_as_asked() -> None:
    raw = parse_studies(generate_studies(300, 3_000))
    assert (len(raw.trials), len(raw.sites)) == (300, 3_000)
    assert len({row["nct_id"] for row in raw.trials}) == 300


def test_studies_are_in_the_shape_of_the_registry() -> None:
    assert parse_studies(generate_studies(200, 2_000)).problems == []


def test_the_same_seed_gives_the_same_studies_and_another_one_others() -> None:
    first, again, other = (list(generate_studies(20, 100, seed=seed)) for seed in (4, 4, 5))
    assert first == again
    assert first != other


def test_studies_are_made_one_at_a_time() -> None:
    """A list of them all would take minutes and gigabytes."""
    assert len(list(islice(generate_studies(550_000, 3_000_000), 3))) == 3


def test_few_trials_have_many_sites() -> None:
    counts = share_sites(2_000, 20_000, seed=1)
    assert counts.sum() == 20_000
    assert (counts >= 0).all()
    assert median(counts) < 4 < 100 < counts.max()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_them_is_about_these_tumors(share: float) -> None:
    net = set(read_figures()["shares"]["net_condition"])
    for study in generate_studies(50, 50, net_share=share):
        assert net.issuperset(study["protocolSection"]["conditionsModule"]["conditions"]) == bool(share)


def test_every_name_and_every_title_is_marked_as_fake() -> None:
    raw = parse_studies(generate_studies(200, 2_000))
    assert {str(row["title"])[:4] for row in raw.trials} == {"Fake"}
    assert {str(row["facility"])[:4] for row in raw.sites} == {"Fake"}
    assert {str(person["name"])[:4] for person in raw.investigators} == {"Fake"}
    assert {contact["phone"] for site in raw.sites for contact in site["contacts"]} == {"000-000-0000"}


def test_cities_are_on_earth() -> None:
    assert all(abs(float(city["latitude"])) <= 90 and abs(float(city["longitude"])) <= 180 for city in read_cities())
    assert all(int(city["sites"]) > 0 for city in read_cities())


def test_it_prints_one_study_a_line() -> None:
    lines: list[str] = []
    main(["3", "9"], lines.append)
    assert [json.loads(line) for line in lines] == list(generate_studies(3, 9))
