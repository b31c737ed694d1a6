"""Who leads open trials near a place: one row a person, placed by site or center, never guessed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_snapshot import Cells, fake_site, fake_trial, publish_fake

from finder.errors import DeclarationError, QuestionError
from finder.query.gaps import explain_coverage
from finder.query.investigators import InvestigatorAnswer, find_investigators
from finder.query.nearby import parse_investigator_criteria, write_nearby_address
from finder.query.people import PERSON_COLUMNS
from finder.query.person_names import fold_person, names_person, parse_no_person
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer
from finder.store.reader import open_current

BOSTON = {"city": "Boston", "region": "Massachusetts", "latitude": 42.36, "longitude": -71.06}
Ask = Callable[..., InvestigatorAnswer]


def fake_person(number: int, name: str, role: str = "PRINCIPAL_INVESTIGATOR", **cells: Any) -> Cells:
    return {"nct_id": f"NCT{number:08d}", "name": name, "role": role, "site_id": "", **cells}


TRIALS = [
    fake_trial(1, sponsor="Fakenta Pharma AG"),
    fake_trial(2, treatments=["radionuclide"], title="A fakeotide study"),
    fake_trial(3, status="COMPLETED"),
]
SITES = [
    fake_site(1, 1),
    fake_site(2, 2, **BOSTON),
    fake_site(3, 2, recruiting=False, status="COMPLETED"),
    fake_site(4, 3, recruiting=False),
    fake_site(5, 1, latitude=None, longitude=None, city="Dallas"),
]
CENTERS = [{"center_id": "boston", "name": "Fake Center Boston", **BOSTON, "country": "United States",
            "country_code": "US"}]  # fmt: skip
PEOPLE = [
    fake_person(1, "Dr. Ann Fake", affiliation="Fake Hospital 1", site_id="site-0001"),
    fake_person(2, "Ann Fake, MD, PhD", "STUDY_CHAIR", affiliation="FAKE HOSPITAL 1"),
    fake_person(2, "Ann Fake", affiliation="Another Fake Clinic", site_id="site-0002"),
    fake_person(2, "Bob Fake", affiliation="Fake Hospital 3", site_id="site-0003"),
    fake_person(2, "Cy Fake", "STUDY_DIRECTOR", affiliation="Fake Center", center_id="boston"),
    fake_person(3, "Di Fake", affiliation="Fake Hospital 4", site_id="site-0004"),
    fake_person(1, "Ed Fake", affiliation="Fake Hospital 5", site_id="site-0005"),
    fake_person(1, "Flo Fake", ""),
    fake_person(2, "Flo Fake", "STUDY_CHAIR"),
    fake_person(1, "Gus Fake", "SUB_INVESTIGATOR", site_id="site-0001"),
    fake_person(1, "Clinical Trials", "STUDY_DIRECTOR", affiliation="Fakenta"),
    fake_person(1, "Fakenta Pharma", "STUDY_CHAIR"),
]


@pytest.fixture
def ask(tmp_path: Path, gazetteer: Gazetteer) -> Ask:
    settings = Settings(home=tmp_path / "read")
    publish_fake(settings, TRIALS, SITES, centers=CENTERS, investigators=PEOPLE)
    reader = open_current(settings)

    def ask_reader(**words: str | list[str]) -> InvestigatorAnswer:
        asked = {name.replace("_", "-"): [word] if isinstance(word, str) else word for name, word in words.items()}
        return find_investigators(reader, gazetteer, parse_investigator_criteria(asked))

    return ask_reader


def said(answer: InvestigatorAnswer) -> list[tuple[str, list[str]]]:
    return list(answer.people[["name", "nct_ids"]].itertuples(index=False, name=None))


def test_one_row_a_person_with_roles_and_open_trials(ask: Ask) -> None:
    answer = ask(sort="name")
    assert list(answer.people.columns) == list(PERSON_COLUMNS)
    assert said(answer) == [
        ("Ann Fake", ["NCT00000002"]),
        ("Ann Fake, MD, PhD", ["NCT00000001", "NCT00000002"]),
        ("Bob Fake", ["NCT00000002"]),
        ("Cy Fake", ["NCT00000002"]),
        ("Ed Fake", ["NCT00000001"]),
        ("Flo Fake", ["NCT00000001"]),
        ("Flo Fake", ["NCT00000002"]),
    ]
    both = answer.people.iloc[1]
    assert both["roles"] == ["PRINCIPAL_INVESTIGATOR", "STUDY_CHAIR"]
    assert (both["trials"], both["city"], both["place_of"], both["source"]) == (
        2,
        "Houston",
        "site",
        "clinicaltrials_gov",
    )
    assert answer.people.iloc[5]["roles"] == []
    assert ask().people.iloc[0]["name"] == "Ann Fake, MD, PhD"


def test_near_counts_sites_that_take_people_and_centers_of_those_without_a_site(ask: Ask) -> None:
    answer = ask(near="Boston, MA", within="50km")
    assert [name for name, _ in said(answer)] == ["Ann Fake", "Cy Fake"]
    assert answer.people["place_of"].tolist() == ["site", "center"]
    assert answer.people["center_name"].tolist()[1] == "Fake Center Boston"
    assert answer.people["distance_km"].le(50).all()
    assert answer.unplaced == 3
    houston = ask(near="Houston, TX")
    assert said(houston)[0] == ("Ann Fake, MD, PhD", ["NCT00000001", "NCT00000002"])
    assert houston.people["distance_km"].isna().sum() == houston.unplaced == 3
    assert "Bob Fake" not in houston.people["name"].tolist()


def test_a_place_by_name(ask: Ask) -> None:
    assert [name for name, _ in said(ask(city="Dallas"))] == ["Ed Fake"]
    assert [name for name, _ in said(ask(region="MA"))] == ["Ann Fake", "Cy Fake"]
    assert said(ask(country="Germany")) == []


def test_by_trials_and_by_name(ask: Ask) -> None:
    assert {ids for _, (ids,) in said(ask(treatment="radionuclide"))} == {"NCT00000002"}
    assert {ids for _, (ids,) in said(ask(text="fakeotide"))} == {"NCT00000002"}
    assert [name for name, _ in said(ask(status="completed"))] == ["Di Fake"]
    assert said(ask(updated_since="2026-11")) == []
    assert [name for name, _ in said(ask(name="bob"))] == ["Bob Fake"]
    assert [name for name, _ in said(ask(name="another fake"))] == ["Ann Fake"]


def test_nobody_and_could_not_look_are_two_answers(tmp_path: Path, gazetteer: Gazetteer) -> None:
    settings = Settings(home=tmp_path / "read")
    row = {"name": "clinicaltrials_gov", "rows": 0, "message": "It did not answer."}
    told = []
    for second, outcome in enumerate(("empty", "unavailable")):
        publish_fake(settings, sources=[{**row, "outcome": outcome}], second=second)
        answer = find_investigators(open_current(settings), gazetteer, parse_investigator_criteria({}))
        assert answer.total == 0
        told.append(explain_coverage(answer.coverage, answer.total, "person", "people")[0])
    assert told == ["No person is listed.", "Could not look for people."]


@pytest.mark.parametrize(
    "name",
    [
        "Clinical Trials", "Medical Director", "Study Director", "Fakenta Pharmaceuticals", "Fakenta", "Call 555-0100",
        "desk@example.org", "Fake University Hospital", "Medical Director, MD", "", "  ", "--",
        "Fake Study Group Office",        "Clinical Trial Management", "Fake Inc", "Global Clinical Registry",
    ],
)  # fmt: skip
def test_what_is_plainly_no_person(name: str) -> None:
    assert not names_person(name, {"fakenta pharma ag"})


@pytest.mark.parametrize(
    "name", ["Ann Fake", "Ann Fake, MD, Medical Director", "Dr. Ann Fake-Sample", "Änn Fäke", "安 假", "Fake, Ann"]
)
def test_what_may_be_a_person(name: str) -> None:
    assert names_person(
        name, {"fakenta pharma ag", "fake university"} - ({"fake university"} if "Fake," in name else set())
    )


def test_titles_and_degrees_make_no_other_person() -> None:
    names = ["Ann Fake", "Dr. Ann Fake", "Prof. Dr. med. Ann Fake", "ANN FAKE, M.D.", "Ann Fake MD PhD", "Ann  Fäke"]
    assert {fold_person(name) for name in names} == {"ann fake"}
    assert fold_person("Dr. MD") == "dr md"


@pytest.mark.parametrize("text", ["no_person = [", "titles = []", 'no_person = ["("]\ntitles = []', "no_person = 1"])
def test_a_broken_list_of_words_is_named(text: str) -> None:
    with pytest.raises(DeclarationError, match=r"no_person\.toml"):
        parse_no_person(text)


def test_words_are_read_and_written_back() -> None:
    words = {"near": ["Lyon"], "within": ["50mi"], "name": ["ann"], "updated-since": ["2026-01-01"], "sort": ["trials"]}
    assert dict(write_nearby_address(parse_investigator_criteria(words))) == {
        name: value for name, (value,) in words.items()
    }
    with pytest.raises(QuestionError, match="kind"):
        parse_investigator_criteria({"kind": ["net_program"]})
