"""`net-finder search … --output FILE.xlsx`: the rows of the CSV as a workbook, with the question inside."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

NEAR_HOUSTON = ["--near", "29.76,-95.37", "--within", "50mi"]


def read_list(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["List"].iter_rows()]


def read_about(path: Path) -> dict[object, object]:
    return {row[0].value: row[1].value for row in openpyxl.load_workbook(path)["About this list"].iter_rows()}


def test_the_name_of_the_file_asks_for_a_workbook(run, tmp_path: Path) -> None:
    path = tmp_path / "trials.xlsx"
    ran = run("search", "--site", "pancreas", "--output", str(path))
    assert (ran.code, ran.out) == (0, "")
    head, *rows = read_list(path)
    titles = [row[head.index("title")] for row in rows]
    assert "=SUM(A1) tablets for tumors of the pancreas" in titles
    about = read_about(path)
    assert about["Question"] == "Where the tumor started: Pancreas. Status: Taking people now or soon."
    assert about["Data"] == "ClinicalTrials.gov"
    assert about["Data read"] == "2026-11-20T06:00:00Z"
    assert about["Date of the data"] == "2026-11-19"
    assert about["Rows"] == str(len(rows))
    assert "no medical advice" in str(about["Notice"])
    assert "no medical advice" in ran.err


@pytest.mark.parametrize("rows", ["trial", "site"])
def test_it_has_the_columns_and_rows_of_the_csv(call, tmp_path: Path, rows: str) -> None:
    path = tmp_path / "list.xlsx"
    call("search", *NEAR_HOUSTON, "--rows", rows, "--format", "xlsx", "--output", str(path))
    ran = call("search", *NEAR_HOUSTON, "--rows", rows, "--format", "csv")
    in_csv = list(csv.reader(io.StringIO(ran.out.removeprefix("\ufeff"), newline="")))
    in_excel = read_list(path)
    assert in_excel[0] == in_csv[0]
    assert len(in_excel) == len(in_csv) == 2
    at = in_csv[0].index("nct_id")
    assert [row[at] for row in in_excel] == [row[at] for row in in_csv]


def test_it_is_never_cut_short_unasked_and_says_so_when_it_is(call, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    ran = call("search", "--limit", "2", "--output", str(path))
    assert len(read_list(path)) == 3
    assert read_about(path)["Rows"] == "2"
    assert "2 of 3 trials" in ran.err


@pytest.mark.parametrize("output", [[], ["--output", "-"]])
def test_a_workbook_without_a_file_is_refused_and_told(call, output: list[str]) -> None:
    ran = call("search", "--format", "xlsx", *output)
    assert ran.code == 2
    assert "--output FILE.xlsx" in ran.err
    assert ran.out == ""


def test_an_empty_answer_is_a_workbook_with_heads(call, tmp_path: Path) -> None:
    path = tmp_path / "none.xlsx"
    ran = call("search", "--country", "Iceland", "--output", str(path))
    assert ran.code == 0
    assert "No trial fits." in ran.err
    assert len(read_list(path)) == 1
    assert read_about(path)["Data"] == "ClinicalTrials.gov"


def test_the_same_question_writes_the_same_bytes(call, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        call("search", "--phase", "3", "--output", str(tmp_path / name))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_other_lists_become_workbooks_too(call, tmp_path: Path) -> None:
    path = tmp_path / "sources.xlsx"
    ran = call("centers", "--output", str(path))
    assert ran.code == 0, ran.err
    assert read_list(path)[0][0] is not None
    assert "no medical advice" in str(read_about(path)["Notice"])
