"""`net-finder fit` on a fake snapshot: three groups for eyes, verdicts with their reasons for programs."""

import json
from pathlib import Path

import pytest

from finder.cli.fit import QUESTIONS as OPTIONS
from finder.query.person import QUESTIONS


def test_three_sections_for_eyes(run) -> None:
    ran = run("fit", "--age", "12", "--site", "pancreas")
    assert ran.code == 0
    lines = ran.out.splitlines()
    heads = [line for line in lines if line.endswith(")") and "\t" not in line]
    assert heads == ["Fits what the record states (0)", "Not stated: ask (0)", "The record rules it out (3)"]
    assert "Age: The record rules it out. The record takes older people only. 18 years and older" in ran.out
    assert "Where the tumor started: Fits what the record states." in ran.out
    assert "no medical advice" in ran.err
    assert "Data of 2026-11-19 from ClinicalTrials.gov" in ran.err


def test_json_has_the_verdict_and_each_reason_and_nothing_else(run) -> None:
    ran = run("fit", "--age", "40", "--sstr", "unknown", "--country", "Germany", "--json")
    records = json.loads(ran.out)
    assert {record["nct_id"]: record["verdict"] for record in records} == {
        "NCT99000003": "fits",
        "NCT99000001": "ruled_out",
        "NCT99000002": "ruled_out",
    }
    reasons = records[0]["reasons"]
    assert [(reason["question"], reason["verdict"]) for reason in reasons] == [("age", "fits"), ("country", "fits")]
    assert reasons[1]["record"] == "Berlin"
    assert records[0]["source_url"]
    assert records[0]["fetched_at"]
    assert "no medical advice" in records[0]["notice"]


def test_with_no_answer_every_open_trial_is_to_ask_about(call) -> None:
    records = json.loads(call("fit", "--format", "json").out)
    assert [record["verdict"] for record in records] == ["ask"] * 3
    assert {record["nct_id"] for record in records} == {"NCT99000001", "NCT99000002", "NCT99000003"}
    assert all(record["reasons"] == [] for record in records)


def test_a_limit_is_for_each_group_and_is_told(call) -> None:
    ran = call("fit", "--limit", "1")
    assert ran.out.count("NCT99") == 1
    assert "Not stated: ask (3)" in ran.out
    assert "Shown: 1 of 3 trials (Not stated: ask)." in ran.err


def test_text_from_outside_cannot_steer_the_terminal(call) -> None:
    ran = call("fit")
    assert "Scans with a [31mtracer" in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--age", "old"], ["age", "'old'", "130"]),
        (["--grade", "4"], ["grade", "g1"]),
        (["--site", "any"], ["site", "pancreas"]),
        (["--prrt", "perhaps"], ["prrt", "yes"]),
        (["--sstr", "\x1b]0;owned\x07"], ["sstr", "positive"]),
        (["--country", "Atlantis"], ["country"]),
        (["--sex", ""], ["sex"]),
        (["--format", "csv"], ["--format", "json"]),
        (["--limit", "0"], ["--limit"]),
    ],
)
def test_a_wrong_answer_is_one_line_with_a_remedy(call, words: list[str], named: list[str]) -> None:
    ran = call("fit", *words)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("net-finder: ")
    assert "\x1b" not in ran.err
    for word in named:
        assert word in ran.err


def test_without_a_snapshot(call, tmp_path: Path) -> None:
    ran = call("fit", env={"NET_FINDER_HOME": str(tmp_path)})
    assert ran.code == 5
    assert "net-finder refresh" in ran.err


def test_nothing_that_is_typed_is_kept(call, home: Path) -> None:
    def read_all() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    before = read_all()
    assert call("fit", "--age", "61", "--prrt", "yes").code == 0
    assert read_all() == before


def test_the_command_asks_every_question_there_is() -> None:
    assert [name for name, _, _ in OPTIONS] == list(QUESTIONS)
