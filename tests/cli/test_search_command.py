"""`net-finder search` on a fake snapshot, in all its forms."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

NEAR_HOUSTON = ["--near", "29.76,-95.37", "--within", "50mi"]


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_plain_lines_in_a_pipe(run) -> None:
    ran = run("search", "--phase", "3")
    head, row = (line.split("\t") for line in ran.out.splitlines())
    assert ran.code == 0
    assert head[:4] == ["Trial", "Title", "Status", "Take care"]
    assert row[:5] == ["NCT99000003", "A lung study, überall", "Taking people now", "May be out of date", "Phase 3"]
    assert "Data of 2026-11-19 from ClinicalTrials.gov" in ran.err
    assert "no medical advice" in ran.err


def test_text_from_outside_cannot_steer_the_terminal(call) -> None:
    ran = call("search", "--treatment", "imaging")
    assert "Scans with a [31mtracer" in ran.out
    assert "\x1b" not in ran.out


def test_json_has_what_is_promised_and_nothing_else_on_standard_output(run) -> None:
    ran = run("search", *NEAR_HOUSTON, "--json")
    records = json.loads(ran.out)
    assert [record["nct_id"] for record in records] == ["NCT99000001"]
    promised = (
        "nct_id title status phases relevance primary_sites treatments differentiation matched last_update_posted "
        "source_url fetched_at sites_recruiting countries"
    )
    assert not set(promised.split()) - set(records[0])
    assert records[0]["phases"] == ["PHASE1", "PHASE2"]
    assert records[0]["countries"] == ["United States"]
    assert records[0]["sites_recruiting"] == 1
    nearest = records[0]["nearest_site"]
    assert set(nearest) == {"facility", "city", "region", "country", "status", "distance_km", "recruiting"}
    assert nearest["city"] == "Houston"
    assert nearest["recruiting"] is True
    assert nearest["distance_km"] < 2


def test_without_a_place_there_is_no_nearest_site(call) -> None:
    assert "nearest_site" not in json.loads(call("search", "--json").out)[0]


def test_json_lines_are_the_same_records(call) -> None:
    lines = call("search", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(call("search", "--format", "json").out)
    assert len(lines) == 3


def test_csv_has_the_same_columns_flat_and_always_the_same_ones(call) -> None:
    far, near = call("search", "--format", "csv"), call("search", *NEAR_HOUSTON, "--format", "csv")
    assert far.out.startswith("\ufeff")
    assert far.out.splitlines()[0] == near.out.splitlines()[0]
    (row,) = read_csv(near.out)
    assert row["title"] == "'=SUM(A1) tablets for tumors of the pancreas"
    assert row["phases"] == "PHASE1 | PHASE2"
    assert row["nearest_city"] == "Houston"
    assert row["fetched_at"] == "2026-11-20T06:00:00Z"
    assert "no medical advice" in row["notice"]
    assert not set(json.loads(call("search", "--json").out)[0]) - set(row)


def test_rows_of_sites(call) -> None:
    ran = call("search", "--rows", "site", "--format", "csv")
    rows = read_csv(ran.out)
    assert {(row["nct_id"], row["site_id"]) for row in rows} == {
        ("NCT99000001", "s1"),
        ("NCT99000001", "s2"),
        ("NCT99000002", "s3"),
        ("NCT99000003", "s4"),
    }
    assert pd.read_csv(io.StringIO(ran.out))["longitude"].min() == pytest.approx(-96.797)
    near = read_csv(call("search", *NEAR_HOUSTON, "--rows", "site", "--format", "csv").out)
    assert [row["site_id"] for row in near] == ["s1"]
    assert float(near[0]["distance_km"]) < 2
    table = call("search", *NEAR_HOUSTON, "--rows", "site").out.splitlines()
    assert len(table) == 2
    assert "mi" not in table[1].split("\t")[3]


def test_miles_in_the_united_states_and_kilometers_elsewhere(call) -> None:
    assert " mi\t" in call("search", "--near", "77030", "--phase", "1").out
    assert " km\t" in call("search", "--near", "Berlin, Germany", "--phase", "3").out


def test_or_within_a_criterion_and_between_criteria(call) -> None:
    ran = call("search", "--phase", "1", "--phase", "3", "--site", "lung", "--json")
    assert [record["nct_id"] for record in json.loads(ran.out)] == ["NCT99000003"]


def test_nothing_found_says_which_criterion_emptied_the_list(call) -> None:
    ran = call("search", "--phase", "4", "--json")
    assert (ran.code, json.loads(ran.out)) == (0, [])
    assert "phase" in ran.err
    assert "4" in ran.err
    table = call("search", "--country", "Japan")
    assert table.code == 0
    assert "country" in table.err


def test_limit_cuts_the_list_and_says_so(call) -> None:
    ran = call("search", "--limit", "2", "--json")
    assert len(json.loads(ran.out)) == 2
    assert "2 of 3 trials" in ran.err
    assert len(json.loads(call("search", "--limit", "9" * 30, "--json").out)) == 3


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl"])
def test_a_file_is_written_whole_in_the_form_of_its_name(call, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"list.{suffix}"
    ran = call("search", "--output", str(path))
    assert (ran.code, ran.out) == (0, "")
    assert path.read_bytes().decode() == call("search", "--format", suffix).out
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_output_to_a_device(call) -> None:
    ran = call("search", "--format", "csv", "--output", "/dev/null")
    assert ran.code == 0
    assert not Path("/dev/null").is_file()


def test_sorted_as_asked(call) -> None:
    records = json.loads(call("search", "--sort", "phase", "--status", "any", "--json").out)
    assert [r["phases"] for r in records if r["phases"]] in (
        [["PHASE1", "PHASE2"], ["PHASE3"], ["PHASE4"]],
        [["PHASE4"], ["PHASE3"], ["PHASE1", "PHASE2"]],
    )
