"""A second disease from declarations alone: what each command of the program says under the example profile."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from asked_commands import ALL, CRITERIA, EVERY_TRIAL, EXPORT, FIT, SPOKEN
from other_disease import COPIES, OTHERS, OURS, PROFILE, find_net_words, name_trial

Find = Callable[..., str]
pytestmark = pytest.mark.timeout(600)


def test_a_profile_has_no_program_in_it() -> None:
    assert {path.suffix for path in PROFILE.rglob("*") if path.is_file()} <= {".toml", ".json"}


def test_search_selects_by_the_plans_and_the_scope_of_the_profile(find: Find) -> None:
    rows = json.loads(find(*EVERY_TRIAL))
    found = {row["nct_id"] for row in rows}
    assert found == {name_trial(number, copy) for number in OURS for copy in range(COPIES)}
    assert not found & {name_trial(number, copy) for number in OTHERS for copy in range(COPIES)}
    first = next(row for row in rows if row["nct_id"] == name_trial(6))
    assert first["relevance"] == "sarcoma_included"
    assert "prior_prrt" not in first
    assert "sstr" not in first


@pytest.mark.parametrize(("words", "numbers"), CRITERIA)
def test_criteria_take_the_values_of_the_profile(find: Find, words: tuple[str, ...], numbers: set[int]) -> None:
    rows = json.loads(find("search", *words, *ALL))
    found = {row["nct_id"] for row in rows if row["nct_id"] < name_trial(0, 1)}
    assert found == {name_trial(number) for number in numbers}


def test_a_family_covers_its_kinds_and_says_so(find: Find) -> None:
    rows = json.loads(find("search", "--site", "liposarcoma", *ALL))
    matches = {row["nct_id"]: row["site_match"] for row in rows}
    assert matches[name_trial(1)] == ["exact"]
    assert matches[name_trial(2)] == ["group"]
    assert matches[name_trial(7)] == ["any"]


def test_show_tells_a_trial_in_the_words_of_the_profile(find: Find) -> None:
    said = find("show", name_trial(1))
    assert "Kind of sarcoma: Liposarcoma" in said
    assert "Soft tissue or bone: Soft tissue" in said
    assert "Being tested: Chemotherapy" in said
    syndrome = find("show", name_trial(8))
    assert "Li-Fraumeni syndrome" in syndrome


def test_fit_asks_what_the_profile_asks(find: Find) -> None:
    rows = json.loads(find(*FIT))
    reasons = {row["nct_id"]: {each["question"]: each for each in row["reasons"]} for row in rows}
    assert reasons[name_trial(3)]["site"]["verdict"] == "fits"
    assert reasons[name_trial(1)]["site"]["verdict"] == "ruled_out"
    assert reasons[name_trial(2)]["site"]["sentence"].startswith("The record names a whole family of sarcomas")
    assert {each["age"]["verdict"] for each in reasons.values()} == {"ruled_out"}
    assert "--prrt" not in find("fit", "--help")
    assert "--grade" not in find("fit", "--help")


def test_export_describes_the_columns_of_the_disease(find: Find) -> None:
    find(*EXPORT)
    lists = Path(find("HOME")) / "lists"
    package = json.loads((lists / "datapackage.json").read_text("utf-8"))
    assert package["title"].startswith("Sarcoma Finder")
    fields = {each["name"]: each for table in package["resources"] for each in table["schema"]["fields"]}
    assert "soft_tissue" in fields["primary_sites"]["description"]
    assert fields["prior_prrt"]["description"].startswith("Not used for this disease")
    assert (lists / "trials.csv").read_text("utf-8-sig").count("\n") > len(OURS) * COPIES


@pytest.mark.parametrize("words", SPOKEN, ids=" ".join)
def test_no_command_speaks_of_the_other_disease(find: Find, words: tuple[str, ...]) -> None:
    assert find_net_words(find(*words)) == []


def test_the_search_for_such_words_finds_them() -> None:
    assert find_net_words("net-finder shows neuroendocrine tumors, NETs and PRRT") != []
    assert find_net_words("net-finder and NET_FINDER_HOME") == []
