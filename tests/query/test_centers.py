"""Centers near a place with the trials that fit there: silence never hides one, distance is told, gaps are told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_snapshot import Cells, fake_site, fake_trial, publish_fake

from finder.errors import NotFoundError, PlaceError, QuestionError
from finder.query.center_detail import read_center
from finder.query.centers import CenterAnswer, find_centers
from finder.query.gaps import explain_coverage
from finder.query.nearby import parse_center_criteria, write_nearby_address
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader, open_current

LYON = {"city": "Lyon", "region": "Auvergne-Rhône-Alpes", "country": "France", "country_code": "FR",
        "latitude": 45.75, "longitude": 4.85}  # fmt: skip
GENEVA = {"city": "Genève", "region": "Geneva", "country": "Switzerland", "country_code": "CH",
          "latitude": 46.2, "longitude": 6.15}  # fmt: skip
MUNICH = {"city": "München", "region": "Bayern", "country": "Germany", "country_code": "DE",
          "latitude": 48.14, "longitude": 11.58}  # fmt: skip
NOWHERE = {"city": None, "region": None, "country": None, "country_code": None, "latitude": None, "longitude": None}


def fake_center(center_id: str, kind: str = "net_program", **cells: Any) -> Cells:
    return {
        "center_id": center_id,
        "name": f"Fake Center {center_id}",
        "kind": kind,
        "source": "starter_centers",
        "source_url": "https://example.org/list",
        "checked": "2026-11-01",
        "evidence": "own page",
        "open_trials": 0,
        "total_trials": 0,
        **LYON,
        **cells,
    }


TRIALS = [
    fake_trial(1),
    fake_trial(2, primary_sites=["lung"], phases=["PHASE3"]),
    fake_trial(3, status="COMPLETED"),
    fake_trial(4, status="NOT_YET_RECRUITING"),
]
SITES = [
    fake_site(1, 1, center_id="expert", **LYON),
    fake_site(2, 2, center_id="expert", **LYON),
    fake_site(3, 3, center_id="expert", recruiting=False, **LYON),
    fake_site(4, 1, center_id="expert", **LYON),
    fake_site(5, 2, center_id="lungs", **LYON),
    fake_site(6, 1, center_id="closed", recruiting=False, status="COMPLETED", **GENEVA),
    fake_site(7, 4, center_id="soon", recruiting=False, **LYON),
    fake_site(8, 1, center_id="unknown-to-the-table", **LYON),
    fake_site(9, 1, center_id="", **LYON),
]
CENTERS = [
    fake_center("expert", "enets_coe", accreditation=["Fake seal"], accreditation_year=2026),
    fake_center("quiet", "net_program", specialties=["PRRT"], other_names=["Clínica Ficticia"]),
    fake_center("lungs", "trial_site"),
    fake_center("closed", "trial_site", **GENEVA),
    fake_center("soon", "trial_site"),
    fake_center("far", "cancer_center", **MUNICH),
    fake_center("lost", "nuclear_medicine", **NOWHERE),
    fake_center("register", "listed_organization"),
]
ASKED = {"name": "starter_centers", "outcome": "data", "rows": 8}
Ask = Callable[..., CenterAnswer]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "read")


@pytest.fixture
def reader(settings: Settings) -> Reader:
    listings = [
        {"listing_id": "l1", "center_id": "expert", "name": "Fake Expert", "source": "starter_centers",
         "source_url": "https://example.org/a", "checked": "2026-10-01", "evidence": "own page"},
        {"listing_id": "l2", "center_id": "expert", "name": "FAKE EXPERT", "source": "starter_centers",
         "source_url": "https://example.org/b", "checked": "2026-11-01", "evidence": "published list"},
        {"listing_id": "l3", "center_id": "quiet", "name": "Other"},
    ]  # fmt: skip
    people = [
        {"nct_id": "NCT00000001", "name": "Ann Fake, MD", "role": "PRINCIPAL_INVESTIGATOR", "site_id": "site-0001"},
        {"nct_id": "NCT00000003", "name": "Dr. Ann Fake", "role": "STUDY_CHAIR", "center_id": "expert", "site_id": ""},
        {"nct_id": "NCT00000002", "name": "Bob Fake", "role": "PRINCIPAL_INVESTIGATOR", "site_id": "site-0005"},
    ]
    publish_fake(settings, TRIALS, SITES, centers=CENTERS, listings=listings, investigators=people, sources=[ASKED])
    return open_current(settings)


@pytest.fixture
def ask(reader: Reader, gazetteer: Gazetteer) -> Ask:
    def ask_reader(of: Reader | None = None, **words: str | list[str]) -> CenterAnswer:
        asked = {name: [word] if isinstance(word, str) else word for name, word in words.items()}
        return find_centers(of or reader, gazetteer, parse_center_criteria(asked))

    return ask_reader


def ids(answer: CenterAnswer) -> list[str]:
    return answer.centers["center_id"].tolist()


def test_without_a_question_all_but_the_register_by_kind(ask: Ask) -> None:
    answer = ask()
    assert ids(answer) == ["expert", "quiet", "lost", "far", "lungs", "closed", "soon"]
    assert (answer.hidden, answer.unplaced, answer.total, answer.place) == (1, 0, 7, None)
    counts = dict(zip(answer.centers["center_id"], answer.centers["fitting_trials"], strict=True))
    assert counts == {"expert": 2, "lungs": 1, "quiet": 0, "lost": 0, "far": 0, "closed": 0, "soon": 0}
    assert answer.centers["fitting_nct_ids"][0] == ["NCT00000001", "NCT00000002"]
    assert answer.centers["distance_km"].isna().all()


def test_a_register_is_shown_where_it_is_asked_for(ask: Ask) -> None:
    answer = ask(kind=["listed_organization", "Trial site"])
    assert ids(answer) == ["lungs", "closed", "soon", "register"]
    assert answer.hidden == 0


def test_words_about_trials_count_and_hide_only_what_is_known_by_trials_alone(ask: Ask) -> None:
    answer = ask(site="pancreas")
    assert ids(answer) == ["expert", "quiet", "lost", "far"]
    assert answer.centers["fitting_trials"].tolist() == [1, 0, 0, 0]
    assert answer.centers["fitting_nct_ids"].tolist()[0] == ["NCT00000001"]
    assert ids(ask(phase="3", kind="trial_site")) == ["lungs"]
    assert "register" in ids(ask(site="pancreas", kind="listed_organization"))


def test_open_means_that_people_are_taken_there(ask: Ask) -> None:
    open_trials = ask(kind="trial_site").centers.set_index("center_id")["fitting_trials"]
    assert open_trials.to_dict() == {"lungs": 1, "closed": 0, "soon": 0}
    assert ids(ask(kind="trial_site", status="not_yet_recruiting")) == ["soon"]
    finished = ask(status="completed").centers.set_index("center_id")
    assert finished.loc["expert", "fitting_nct_ids"] == ["NCT00000003"]


def test_near_a_place_by_distance_and_those_without_a_point_at_the_end(ask: Ask) -> None:
    answer = ask(near="Lyon", site="pancreas")
    assert ids(answer) == ["expert", "quiet", "far", "lost"]
    distances = answer.centers["distance_km"].tolist()
    assert distances[0] == pytest.approx(distances[1])
    assert 500 < distances[2] < 700
    assert (answer.unplaced, answer.place.country_code) == (1, "FR")


def test_within_leaves_out_and_counts_those_without_a_point(ask: Ask) -> None:
    answer = ask(near="Lyon", within="150km")
    assert ids(answer) == ["expert", "quiet", "lungs", "soon", "closed"]
    assert (answer.unplaced, answer.hidden) == (1, 1)
    assert answer.centers["distance_km"].le(150).all()


def test_a_center_where_something_fits_comes_before_one_as_far_where_nothing_does(ask: Ask, settings: Settings) -> None:
    rows = [fake_center("a", "enets_coe"), fake_center("b", "cancer_center")]
    publish_fake(settings, TRIALS, [fake_site(1, 1, center_id="b", **LYON)], centers=rows, second=1)
    other = open_current(settings)
    assert ids(ask(other, near="Lyon", site="pancreas")) == ["b", "a"]
    assert ids(ask(other, near="Lyon")) == ["a", "b"]
    assert ids(ask(other, sort="trials")) == ["b", "a"]


def test_names_of_places_in_any_spelling(ask: Ask) -> None:
    assert ids(ask(country="Switzerland")) == ["closed"]
    assert ids(ask(city="Munich")) == ["far"]
    assert ids(ask(city="geneve")) == ["closed"]
    assert ids(ask(region="Bavaria")) == ["far"]
    assert ids(ask(country=["Germany", "CH"])) == ["far", "closed"]


def test_text_is_looked_for_in_names_other_names_and_specialties(ask: Ask) -> None:
    assert ids(ask(text="prrt")) == ["quiet"]
    assert ids(ask(text="clinica fict")) == ["quiet"]
    assert ids(ask(text='"fake center far"')) == ["far"]
    assert ids(ask(text=["prrt", "far"])) == ["quiet", "far"]
    assert ids(ask(text="prrt nowhere")) == []


def test_by_name(ask: Ask) -> None:
    assert ids(ask(sort="name", country="France")) == ["expert", "lungs", "quiet", "soon"]


def test_an_empty_list_says_what_emptied_it(ask: Ask) -> None:
    answer = ask(country="Switzerland", site="pancreas")
    assert [(one.criterion, one.value, one.count) for one in answer.emptied_by] == [
        ("country", "Switzerland", 4),
        ("site", "pancreas", 1),
    ]
    assert explain_coverage(answer.coverage, answer.total, "center", "centers") == ["No center fits."]
    near = ask(near="Houston", within="50km")
    assert [(one.criterion, one.value, one.count) for one in near.emptied_by] == [("within", "50km of Houston", 7)]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ({"kind": ["hospital"]}, "enets_coe"),
        ({"within": ["10km"]}, "near"),
        ({"sort": ["distance"]}, "near"),
        ({"sort": ["luck"]}, "trials"),
        ({"updated-since": ["2026"]}, "these criteria"),
        ({"site": ["knee"]}, "pancreas"),
        ({"text": ["--"]}, "words"),
        ({"kind": ["net_program"] * 61}, "60"),
        ({"kind": [7]}, "text"),
    ],
)
def test_words_that_cannot_be_understood(words: dict[str, list[Any]], named: str) -> None:
    with pytest.raises(QuestionError, match=named):
        parse_center_criteria(words)


def test_a_place_that_could_be_several(ask: Ask) -> None:
    with pytest.raises(PlaceError) as caught:
        ask(near="Springfield")
    assert len(caught.value.candidates) > 1


def test_an_address_asks_the_same_again() -> None:
    words = {"near": ["Lyon"], "within": ["300km"], "site": ["lung", "pancreas"], "country": ["France"],
             "kind": ["trial_site"], "age": ["40"], "sort": ["name"], "status": ["any"]}  # fmt: skip
    criteria = parse_center_criteria(words)
    pairs: dict[str, list[str]] = {}
    for name, value in write_nearby_address(criteria):
        pairs.setdefault(name, []).append(value)
    assert parse_center_criteria(pairs) == criteria


def test_no_centers_and_could_not_look_are_two_answers(ask: Ask, settings: Settings) -> None:
    publish_fake(settings, TRIALS, SITES, sources=[{**ASKED, "outcome": "empty", "rows": 0}], second=1)
    none = ask(open_current(settings))
    assert explain_coverage(none.coverage, none.total, "center", "centers") == ["No center is listed."]
    down = {**ASKED, "outcome": "unavailable", "rows": 0, "message": "It did not answer."}
    publish_fake(settings, TRIALS, SITES, sources=[down], second=2)
    unread = ask(open_current(settings))
    assert unread.coverage.could_not_look
    told = explain_coverage(unread.coverage, unread.total, "center", "centers")
    assert told[0] == "Could not look for centers."
    assert "It did not answer." in told[1]
    publish_fake(settings, TRIALS, SITES, centers=CENTERS, sources=[down], second=3)
    partly = ask(open_current(settings))
    (told_partly,) = explain_coverage(partly.coverage, partly.total, "center", "centers")
    assert "may be missing" in told_partly
    publish_fake(settings, second=4)
    never = ask(open_current(settings))
    assert "No source of centers was read" in explain_coverage(never.coverage, 0, "center", "centers")[1]


def test_odd_cells_do_no_harm(ask: Ask, settings: Settings) -> None:
    rows = [
        fake_center("odd", kind=None, name=None, latitude=900.0, longitude=5.0, checked=None),
        fake_center("new", kind="moon_base"),
        fake_center("half", longitude=None),
    ]
    publish_fake(settings, TRIALS, SITES, centers=rows, second=1)
    answer = ask(open_current(settings), near="Lyon")
    assert ids(answer) == ["new", "half", "odd"]
    assert answer.unplaced == 2
    assert ids(ask(open_current(settings), text="fake")) == ["half", "new"]


def test_one_center_with_all_that_belongs_to_it(reader: Reader) -> None:
    detail = read_center(reader, " expert ")
    assert detail.center["accreditation_year"] == 2026
    assert detail.listings["listing_id"].tolist() == ["l2", "l1"]
    assert detail.trials["nct_id"].tolist() == ["NCT00000001", "NCT00000002", "NCT00000003"]
    assert detail.trials["takes_people_here"].tolist() == [True, True, False]
    assert set(detail.sites["site_id"]) == {"site-0001", "site-0002", "site-0003", "site-0004"}
    (person,) = detail.people.to_dict("records")
    assert person["roles"] == ["PRINCIPAL_INVESTIGATOR", "STUDY_CHAIR"]
    assert person["nct_ids"] == ["NCT00000001", "NCT00000003"]
    assert person["center_name"] == "Fake Center expert"
    bare = read_center(reader, "quiet")
    assert (len(bare.listings), len(bare.trials), len(bare.sites), len(bare.people)) == (1, 0, 0, 0)


@pytest.mark.parametrize("center_id", ["", "nobody", "' OR 1=1 --", "\0", "\ud800", "x" * 10**5])
def test_a_center_that_is_not_there(reader: Reader, center_id: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        read_center(reader, center_id)
    assert len(caught.value.message) < 200
