"""The exported folder in the hands of others: described right, the same twice, and nothing in it runs or gets lost,
in pandas, in openpyxl and in LibreOffice."""

import csv
import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from finder.export.csv_file import write_csv
from finder.export.excel import ABOUT, COLUMNS, clean_text, write_tables
from finder.export.folder import WORKBOOK, export_tables
from finder.export.list_notes import ListNotes, note_tables
from finder.export.records import NOTICE
from finder.schema import LIST_SEPARATOR, SCHEMA_VERSION, load_tables, shape_frame
from finder.store.build import SnapshotBuilder
from finder.store.publish import publish
from finder.store.reader import Reader, open_file

NOTES = ListNotes((("Question", "All."), ("Notice", NOTICE)), "2026-11-20T06:00:00Z")
META = {
    "schema_version": SCHEMA_VERSION,
    "published_at": "2026-11-20T06:00:00Z",
    "data_version": "2026-11-19",
    "source": "clinicaltrials_gov",
}
#: What spreadsheets run, written out here and not read from the code that disarms it.
LIVE = [
    "=1+1",
    "+49 30 1234567",
    "-5",
    "@SUM(A1)",
    "\tx",
    '=HYPERLINK("http://192.0.2.1")',
    "=cmd|'/c calc'!A0",
    "＝1+1",
]
LIVE_STARTS = tuple("=+-@\t\r\n＝＋－＠")
#: What they are known to round, to shorten or to take for a date, and what may break a file.
ODD = [*LIVE, "01067", "00501", "12345678901234567890", "1E5", "2024-05", "1/2", "MARCH1", "TRUE", "Ünïcödé Łódź",
       "北京大学", "Αθήνα", "القاهرة", "🙂", "two\nlines", "a;b,c\td", 'a "quoted" word', "' led by an apostrophe",
       "|cmd", "#REF!", " "]  # fmt: skip
TEXT_COLUMNS = [
    (name, column.name)
    for name, table in load_tables().items()
    for column in table.columns
    if column.type in ("text", "list")
]


def make_tables() -> dict[str, pd.DataFrame]:
    """Every table, with each odd text in each column of text."""
    tables = {}
    for name, table in load_tables().items():
        cells: dict[str, Any] = {
            column.name: [[text, "plain"] for text in ODD] if column.type == "list" else ODD
            for column in table.columns
            if column.type in ("text", "list")
        }
        tables[name] = shape_frame(pd.DataFrame(cells), name)
    return tables


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """A snapshot of a fake trial and its site with odd texts where any text may stand."""
    trial = {
        "nct_id": "NCT99000001", "title": "=1+1 北京 \n two", "phases": ["PHASE1", "PHASE2"], "status": "RECRUITING",
        "conditions": ["+49", "A, B"], "enrollment": 40, "min_age_years": 18.5, "has_results": False, "sex": "ALL",
        "relevance": "net_specific", "differentiation": "net", "sstr": "required", "prior_prrt": "not_stated",
        "stage": "not_stated", "line_of_therapy": "not_stated", "start_date": "2024-05", "start_day": "2024-05-01",
        "source": "clinicaltrials_gov", "fetched_at": "2026-11-20T06:00:00Z",
    }  # fmt: skip
    site = {
        "site_id": "s1", "nct_id": "NCT99000001", "postal_code": "01067", "contact_phone": "+49 351 0000000",
        "longitude": -95.37, "latitude": 29.76, "recruiting": True,
    }  # fmt: skip
    with SnapshotBuilder(tmp_path / "snapshots") as builder:
        builder.append("trials", shape_frame(pd.DataFrame([trial]), "trials"))
        builder.append("sites", shape_frame(pd.DataFrame([site]), "sites"))
        return open_file(publish(builder.finish(META), datetime(2026, 11, 20, 6, tzinfo=UTC)))


def test_the_description_is_right_in_the_eyes_of_frictionless(reader: Reader, tmp_path: Path) -> None:
    export_tables(reader, tmp_path / "lists")
    report = frictionless.validate(str(tmp_path / "lists" / "datapackage.json"))
    assert report.valid, [error.message for task in report.tasks for error in task.errors]
    assert {task.name for task in report.tasks} == set(load_tables())


def test_frictionless_sees_a_value_that_is_not_allowed_and_a_file_that_was_changed(
    reader: Reader, tmp_path: Path
) -> None:
    """Else the test above would hold for anything."""
    export_tables(reader, tmp_path / "lists")
    path = tmp_path / "lists" / "trials.csv"
    path.write_bytes(path.read_bytes().replace(b"net_specific", b"net_sprecific"))
    report = frictionless.validate(str(tmp_path / "lists" / "datapackage.json"))
    kinds = {error.type for task in report.tasks for error in task.errors}
    assert "constraint-error" in kinds or "hash-count" in kinds
    assert not report.valid


def test_one_workbook_has_every_table_its_columns_and_what_it_is(reader: Reader, tmp_path: Path) -> None:
    paths = export_tables(reader, tmp_path / "lists")
    assert [path.name for path in paths][-2:] == [WORKBOOK, "datapackage.json"]
    book = openpyxl.load_workbook(tmp_path / "lists" / WORKBOOK)
    assert book.sheetnames == [ABOUT, COLUMNS, *load_tables()]
    about = dict(book[ABOUT].iter_rows(values_only=True))
    assert about["Question"] == "All: every row of every list, nothing left out."
    assert (about["Data read"], about["Date of the data"]) == ("2026-11-20T06:00:00Z", "2026-11-19")
    assert "ClinicalTrials.gov" in str(about["Credit"])
    assert "ClinicalTrials.gov" in str(about["Terms"])
    assert about["Notice"] == NOTICE
    head, *rows = book[COLUMNS].iter_rows(values_only=True)
    assert head == ("sheet", "column", "type", "unit", "meaning", "values")
    assert [row[:2] for row in rows] == [(name, c.name) for name, t in load_tables().items() for c in t.columns]
    assert all(row[4] for row in rows)
    head, trial = book["trials"].iter_rows(values_only=True)
    cells = dict(zip(head, trial, strict=True))
    assert (cells["enrollment"], cells["min_age_years"], cells["has_results"]) == (40, 18.5, False)
    assert (cells["start_date"], cells["start_day"]) == ("2024-05", datetime(2024, 5, 1))  # noqa: DTZ001
    assert cells["title"] == "=1+1 北京 \n two"
    site = dict(zip(*book["sites"].iter_rows(values_only=True), strict=True))
    assert (site["postal_code"], site["contact_phone"], site["longitude"]) == ("01067", "+49 351 0000000", -95.37)


def test_the_same_snapshot_gives_the_same_bytes(reader: Reader, tmp_path: Path) -> None:
    first, second = (export_tables(reader, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_notes_name_the_terms_of_every_source_of_every_table() -> None:
    tables = {"centers": pd.DataFrame({"source": ["starter_centers | netrf"]}), "changes": pd.DataFrame({"at": ["x"]})}
    lines = note_tables(tables, META).lines
    assert len([text for label, text in lines if label == "Terms"]) == 3
    assert dict(lines)["Rows"] == "centers 1, changes 1"


@pytest.mark.parametrize(("table", "column"), TEXT_COLUMNS)
def test_no_column_of_text_begins_a_formula_and_all_of_it_comes_back(table: str, column: str) -> None:
    frame = make_tables()[table]
    wanted = [LIST_SEPARATOR.join(cell) if isinstance(cell, list) else cell for cell in frame[column]]
    back = pd.read_csv(io.BytesIO(write_csv(frame[[column]].assign(n=1))), dtype="str", keep_default_na=False)
    cells = back[column].tolist()
    assert not [cell for cell in cells if cell.startswith(LIVE_STARTS)]
    assert cells == [f"'{text}" if text.startswith(LIVE_STARTS) else text for text in wanted]
    book = openpyxl.load_workbook(io.BytesIO(write_tables({table: frame[[column]]}, NOTES)))
    read = [row[0] for row in book[table].iter_rows(min_row=2)]
    assert [cell.value for cell in read] == wanted
    assert {cell.data_type for cell in read} == {"s"}


texts = some.text(some.characters(codec="utf-8"), max_size=30)


@given(some.lists(some.tuples(texts, some.lists(texts, max_size=3)), min_size=1, max_size=4))
@settings(max_examples=40)
def test_any_text_stays_text_in_both_files(rows: list[tuple[str, list[str]]]) -> None:
    frame = pd.DataFrame({"site_id": [f"s{n}" for n in range(len(rows))], "facility": [row[0] for row in rows]})
    frame["conditions"] = pd.Series([row[1] for row in rows], dtype="object")
    head, *read = csv.reader(io.StringIO(write_csv(frame).decode("utf-8-sig"), newline=""))
    assert (head, len(read)) == (list(frame.columns), len(rows))
    assert not [cell for row in read for cell in row if cell.startswith(LIVE_STARTS)]
    content = write_tables({"rows": frame}, NOTES)
    back = pd.read_excel(io.BytesIO(content), sheet_name="rows", dtype="str", keep_default_na=False)
    assert back["facility"].tolist() == [clean_text(text) for text, _ in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(content))["rows"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s"}


def convert(path: Path, target: str, folder: Path, *more: str) -> None:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", *more, "--convert-to", target, "--outdir", str(folder), str(path)]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is absent")
def test_libreoffice_keeps_every_text_of_the_workbook(tmp_path: Path) -> None:
    tables = {name: frame for name, frame in make_tables().items() if name in ("sites", "changes")}
    (tmp_path / "lists.xlsx").write_bytes(write_tables(tables, NOTES))
    # Comma, quotation mark, UTF-8, from row 1, as shown, all sheets (-1): "CSV filter parameters" of LibreOffice.
    convert(
        tmp_path / "lists.xlsx",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1",
        tmp_path,
    )
    for name, frame in tables.items():
        back = pd.read_csv(tmp_path / f"lists-{name}.csv", dtype="str", keep_default_na=False)
        for column in load_tables()[name].columns:
            if column.type == "text":
                assert back[column.name].tolist() == frame[column.name].tolist(), (name, column.name)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is absent")
def test_libreoffice_runs_nothing_of_a_csv(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(write_csv(pd.DataFrame({"title": LIVE})))
    # LibreOffice takes a CSV for one of the system's code page unless it is told UTF-8 (76).
    convert(tmp_path / "list.csv", "xlsx", tmp_path, "--infilter=CSV:44,34,76,1")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    read = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in read} == {"s"}
    assert [str(cell.value).lstrip("'") for cell in read] == LIVE
