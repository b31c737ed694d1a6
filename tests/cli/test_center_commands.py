"""centers, center, investigators, resources, genetic-tests and sources, as a person or a program would call them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake

from finder.cli.centers import CENTER_CRITERIA
from finder.cli.genetic_tests import GENETIC_TEST_CRITERIA
from finder.cli.investigators import INVESTIGATOR_CRITERIA
from finder.cli.resources import RESOURCE_CRITERIA
from finder.query.list_criteria import GENETIC_TEST_NAMES, RESOURCE_NAMES
from finder.query.nearby import CENTER_NAMES, INVESTIGATOR_NAMES
from finder.settings import Settings

HOUSTON = {"city": "Houston", "region": "Texas", "country": "United States", "country_code": "US",
           "latitude": 29.76, "longitude": -95.36}  # fmt: skip
CENTERS = [
    {"center_id": "expert", "name": "Fake Expert Center", "kind": "enets_coe", "accreditation": ["Fake seal"],
     "accreditation_year": 2026, "evidence": "own page", "checked": "2026-11-01", "source": "starter_centers",
     "url": "https://example.org/expert", **HOUSTON},
    {"center_id": "evil", "name": "=HYPERLINK(A1)\x1b[31m", "kind": "net_program", "source": "starter_centers",
     "specialties": ["@SUM(1)"], **HOUSTON},
    {"center_id": "general", "name": "Fake Register Center", "kind": "listed_organization", "source": "nppes"},
]  # fmt: skip
TABLES: dict[str, list[dict[str, Any]]] = {
    "centers": CENTERS,
    "listings": [{"listing_id": "l1", "center_id": "expert", "name": "Fake Expert", "source": "starter_centers",
                  "accreditation": ["Fake seal"], "accreditation_year": 2026}],
    "investigators": [
        {"nct_id": "NCT00000001", "name": "+Ann Fake", "role": "PRINCIPAL_INVESTIGATOR", "site_id": "site-0001",
         "affiliation": "Fake Hospital 1"},
        {"nct_id": "NCT00000001", "name": "Clinical Trials", "role": "STUDY_DIRECTOR", "site_id": ""},
    ],
    "resources": [
        {"resource_id": "r1", "title": "-Fake page", "kind": "patient_group", "source": "resource_list",
         "url": "https://example.org/r1", "link_status": "gone", "checked_at": "2026-11-02T00:00:00Z",
         "last_alive": "2026-03-04"},
        {"resource_id": "r2", "title": "Fake page", "kind": "guideline", "source": "resource_list",
         "country": "France", "country_code": "FR", "link_status": "alive"},
    ],
    "genetic_tests": [
        {"test_id": "t1", "title": "Fake test", "genes": ["MEN1"], "laboratory": "Fake Laboratory", "source": "gtr",
         "country": "Germany", "country_code": "DE"},
    ],
    "sources": [
        {"name": name, "outcome": "data", "rows": 1, "fetched_at": "2026-11-20T06:00:00Z"}
        for name in ("clinicaltrials_gov", "starter_centers", "nppes", "gtr", "resource_list")
    ],
}  # fmt: skip
META = {"published_at": "2026-11-20T06:00:00Z", "data_version": "2026-11-19", "counts": {}}


def publish(home: Path, second: int = 0, **tables: list[dict[str, Any]]) -> dict[str, str]:
    """Publish the fake rows, some of them replaced; gives the environment that reads them."""
    sites = [fake_site(1, 1, center_id="expert"), fake_site(2, 1, center_id="not-there")]
    publish_fake(Settings(home=home), [fake_trial(1)], sites, second=second, meta=META, **{**TABLES, **tables})
    return {"NET_FINDER_HOME": str(home)}


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return publish(tmp_path_factory.mktemp("lists"))


LISTS = ["centers", "investigators", "resources", "genetic-tests"]


@pytest.mark.parametrize("command", LISTS)
def test_every_list_has_all_forms_with_credit_and_notice(call, there, tmp_path: Path, command: str) -> None:
    records = json.loads(call(command, "--json", env=there).out)
    lines = call(command, "--format", "jsonl", env=there).out.splitlines()
    assert [json.loads(line) for line in lines] == records
    rows = list(csv.DictReader(io.StringIO(call(command, "--format", "csv", env=there).out.removeprefix("\ufeff"))))
    assert len(rows) == len(records) > 0
    assert list(rows[0]) == list(records[0])
    assert all("no medical advice" in row["notice"] and row["credit"] for row in rows)
    shown = call(command, env=there)
    assert len(shown.out.splitlines()) == len(records) + 1
    assert records[0]["credit"] in shown.err
    assert "no medical advice" in shown.err
    path = tmp_path / "list.csv"
    written = call(command, "--output", str(path), env=there)
    assert (written.code, written.out) == (0, "")
    assert len(list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))) == len(records)
    assert len(json.loads(call(command, "--json", "--limit", "1", env=there).out)) == 1


@pytest.mark.parametrize("command", LISTS)
def test_hostile_text_is_harmless_in_a_file_and_on_a_terminal(call, there, command: str) -> None:
    rows = csv.reader(io.StringIO(call(command, "--format", "csv", env=there).out.removeprefix("\ufeff")))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@")) or (cell[:1] == "-" and cell[1:2].isalpha())]
    assert "\x1b" not in call(command, env=there).out


def test_each_center_with_year_kind_trials_and_how_sure(call, there) -> None:
    ran = call("centers", "--near", "Houston, TX", "--site", "pancreas", env=there)
    head, expert, *_ = (line.split("\t") for line in ran.out.splitlines())
    assert "Fitting trials" in head
    assert expert == [
        "Fake Expert Center", "Houston, Texas, United States", "Fake seal (seen 2026)", "ENETS Center of Excellence",
        "1", "0 mi", "https://example.org/expert", "own page, checked 2026-11-01, List of centers", "expert",
    ]  # fmt: skip
    assert "only a general register names them: 1 center. Add --kind listed_organization" in ran.err


def test_a_warning_is_told_where_rows_of_its_source_are_shown(call, there) -> None:
    assert "A general register" not in call("centers", env=there).err
    ran = call("centers", "--kind", "listed_organization", "--json", env=there)
    (record,) = json.loads(ran.out)
    assert "A general register" in ran.err
    assert "A general register" in record["warning"]


def test_no_centers_and_could_not_look_are_told_apart(call, tmp_path: Path) -> None:
    source = {"name": "starter_centers", "outcome": "empty", "rows": 0}
    none = call("centers", env=publish(tmp_path / "none", centers=[], listings=[], sources=[source]))
    assert none.code == 0
    assert "No center is listed." in none.err
    down = {**source, "outcome": "unavailable", "message": "It did not answer."}
    unread = call("centers", "--json", env=publish(tmp_path / "down", centers=[], listings=[], sources=[down]))
    assert (unread.code, json.loads(unread.out)) == (0, [])
    assert "Could not look for centers." in unread.err
    assert "It did not answer." in unread.err


def test_what_empties_a_list_is_told(call, there) -> None:
    ran = call("centers", "--country", "France", "--text", "expert", env=there)
    assert "No center fits." in ran.err
    assert "Without --country France, 1 center would fit." in ran.err
    assert "No person fits." in call("investigators", "--country", "France", env=there).err


def test_one_center(call, there) -> None:
    lines = call("center", "expert", env=there).out.splitlines()
    assert lines[0] == "Fake Expert Center"
    assert "Accreditation: Fake seal (seen 2026)" in lines
    assert "Trials: 1, of which 1 take people here now" in lines
    assert "  +Ann Fake; principal investigator; NCT00000001" in lines
    assert "  Fake Expert; Fake seal (seen 2026); List of centers" in lines
    assert any("as the registry publishes them" in line for line in lines)
    assert "\x1b" not in call("center", "evil", env=there).out
    record = json.loads(call("center", "expert", "--json", env=there).out)
    assert [trial["nct_id"] for trial in record["trials"]] == ["NCT00000001"]
    assert (len(record["listings"]), len(record["sites"]), len(record["people"])) == (1, 1, 1)
    assert record["credits"]
    ran = call("center", "nobody", env=there)
    assert (ran.code, ran.out) == (1, "")
    assert "net-finder centers" in ran.err


def test_no_head_of_one_center_stands_over_nothing(call, there) -> None:
    lines = call("center", "evil", env=there).out.splitlines()
    assert lines[lines.index("Who lists it") + 1].strip() == "No list that was read names it."
    assert lines[lines.index("Who leads trials here") + 1].strip() == "The registry names nobody."
    assert lines[lines.index("Trials: 0, of which 0 take people here now") + 1] == ""


def test_people_are_named_as_the_registry_publishes_them(call, there) -> None:
    ran = call("investigators", env=there)
    assert ran.out.splitlines()[1].split("\t") == [
        "+Ann Fake", "Fake Hospital 1", "Principal investigator", "Houston, Texas, United States", "NCT00000001",
        "Fake Expert Center",
    ]  # fmt: skip
    assert "Clinical Trials" not in ran.out
    assert "as the registry publishes them" in ran.err
    (record,) = json.loads(call("investigators", "--json", env=there).out)
    assert "as the registry publishes them" in record["origin"]


def test_a_dead_link_is_called_dead(call, there) -> None:
    ran = call("resources", "--country", "Japan", env=there)
    (row,) = ran.out.splitlines()[1:]
    assert "The whole world" in row
    assert "Dead link (checked 2026-11-02, last seen alive 2026-03-04)." in row


def test_tests_go_with_our_advice(call, there) -> None:
    advice = "Talk to a genetics clinic before you choose a test."
    ran = call("genetic-tests", "--gene", "men1", env=there)
    assert ran.out.splitlines()[1].startswith("Fake test\t")
    assert "Fake Laboratory\tGermany" in ran.out
    assert advice in ran.err
    assert json.loads(call("genetic-tests", "--json", env=there).out)[0]["advice"] == advice
    assert json.loads(call("genetic-tests", "--gene", "VHL", "--json", env=there).out) == []


def test_sources_tell_terms_pace_and_credit(call, there) -> None:
    records = {record["name"]: record for record in json.loads(call("sources", "--json", env=there).out)}
    registry = records["clinicaltrials_gov"]
    assert registry["title"] == "ClinicalTrials.gov"
    assert registry["max_age_hours"] == 36
    assert all(record[name] for record in records.values() for name in ("publisher", "licence", "credit"))
    table = call("sources", env=there).out
    assert "every 36 hours" in table
    assert registry["credit"] in table
    assert records["nppes"]["warning"] in table


def test_a_site_names_its_center(call, there) -> None:
    record = json.loads(call("show", "NCT00000001", "--json", env=there).out)
    assert [(site["center_id"], site["center_name"]) for site in record["sites"]] == [
        ("expert", "Fake Expert Center"),
        ("not-there", None),
    ]
    assert "; center expert" in call("show", "NCT00000001", env=there).out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["centers", "--kind", "hospital"], "enets_coe"),
        (["centers", "--near", "Springfield"], "Illinois"),
        (["centers", "--within", "10km"], "near"),
        (["investigators", "--near", "Nowhereville-on-Sea"], "Nowhereville"),
        (["investigators", "--sort", "luck"], "trials"),
        (["resources", "--kind", "x" * 500], "200"),
        (["resources", "--language", "Klingonese"], "language"),
        (["genetic-tests", "--gene", "'; DROP TABLE"], "MEN1"),
        (["genetic-tests", "--country", "Atlantis"], "country"),
        (["center"], "CENTER_ID"),
    ],
)
def test_wrong_words_end_as_one_line(call, there, words: list[str], named: str) -> None:
    ran = call(*words, env=there)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert named in ran.err


def test_the_commands_offer_every_criterion_there_is() -> None:
    for options, names in (
        (CENTER_CRITERIA, CENTER_NAMES),
        (INVESTIGATOR_CRITERIA, INVESTIGATOR_NAMES),
        (RESOURCE_CRITERIA, RESOURCE_NAMES),
        (GENETIC_TEST_CRITERIA, GENETIC_TEST_NAMES),
    ):
        assert [name for name, _, _ in options] == list(names)
