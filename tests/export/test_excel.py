"""Excel: what goes in comes out again in two readers and in LibreOffice, and nothing in it runs or gets lost unsaid."""

import csv
import io
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl.worksheet.worksheet import Worksheet

from finder.errors import OutputError
from finder.export.csv_file import FORMULA_STARTS
from finder.export.excel import ABOUT, COLUMNS, CUT, LIST, LONGEST_CELL, clean_text, find_column, write_excel
from finder.export.list_notes import ListNotes, note_list, write_question
from finder.export.records import NEAREST_FIELDS, NOTICE, SITE_FIELDS, TRIAL_FIELDS
from finder.query.criteria import NAMES, parse_criteria, write_address

NOTES = ListNotes((("Question", "Country: Germany."), ("Notice", NOTICE)), "2026-11-20T06:00:00Z")
HOSTILE = ["=1+1", "+SUM(A1)", "-2+3", "@A1", "\tx", '=HYPERLINK("http://192.0.2.1","x")', "=cmd|'/c calc'!A0",
           "http://192.0.2.1/", "mailto:x@example.org",
           "<b>&amp;</b>", "{=1}", "'quoted", "_x0041_", "=", "+49 30"]  # fmt: skip


def at(*parts: int) -> datetime:
    """A time of Excel, which knows no zone."""
    return datetime(*parts)  # noqa: DTZ001


def read_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def read_list(frame: pd.DataFrame) -> Worksheet:
    sheet = read_book(write_excel(frame, NOTES))[LIST]
    assert isinstance(sheet, Worksheet)
    return sheet


def read_column(frame: pd.DataFrame) -> list[object]:
    """The cells of the first column below its head."""
    return [row[0].value for row in read_list(frame).iter_rows(min_row=2)]


def make_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "nct_id": ["NCT90000001", "NCT90000002"],
            "title": ["A fake study, überall 🙂", None],
            "conditions": [["A, with comma", "B"], []],
            "enrollment": pd.Series([40, None], dtype="Int64"),
            "min_age_years": pd.Series([18.5, None], dtype="Float64"),
            "has_results": pd.Series([True, False], dtype="boolean"),
            "start_date": ["2026-01", "2026"],
            "last_update_posted": ["2026-05-17", None],
            "fetched_at": ["2026-11-20T06:00:00Z", "2026-11-20"],
            "postal_code": ["01067", "55905"],
            "contact_phone": ["+1 555 010 0100", "5550100"],
            "source": ["clinicaltrials_gov", "clinicaltrials_gov"],
        }
    )


def test_cells_have_their_types_and_dates_their_own_precision() -> None:
    head, first, second = ([cell.value for cell in row] for row in read_list(make_frame()).iter_rows())
    assert head == list(make_frame().columns)
    assert first == ["NCT90000001", "A fake study, überall 🙂", "A, with comma | B", 40, 18.5, True, "2026-01",
                     at(2026, 5, 17), at(2026, 11, 20, 6), "01067", "+1 555 010 0100",
                     "clinicaltrials_gov"]  # fmt: skip
    assert second == ["NCT90000002", None, None, None, None, False, "2026", None, at(2026, 11, 20), "55905",
                      "5550100", "clinicaltrials_gov"]  # fmt: skip


def test_pandas_reads_the_same_rows() -> None:
    back = pd.read_excel(io.BytesIO(write_excel(make_frame(), NOTES)), sheet_name=LIST)
    assert back["nct_id"].tolist() == ["NCT90000001", "NCT90000002"]
    assert back["last_update_posted"][0] == at(2026, 5, 17)
    assert back["has_results"].tolist() == [True, False]
    assert back["min_age_years"][0] == 18.5
    assert len(back) == 2


def test_a_day_and_a_time_are_shown_as_they_were_written() -> None:
    sheet = read_list(make_frame())
    formats = {cell.column_letter: cell.number_format for cell in sheet[2]}
    assert formats["H"] == "yyyy-mm-dd"
    assert formats["I"] == 'yyyy-mm-dd hh:mm:ss "UTC"'
    assert formats["J"] == formats["K"] == "@"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-05-17T23:30:00-05:00", at(2026, 5, 18, 4, 30)),
        ("2026-05-17T09:00:05", at(2026, 5, 17, 9, 0, 5)),
        ("1899-12-31", "1899-12-31"),
        ("1900-02-28", "1900-02-28"),
        ("1900-03-01", at(1900, 3, 1)),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
        ("2024-02-30", "2024-02-30"),
        ("2024-W01-1", "2024-W01-1"),
        ("20240517", "20240517"),
        ("soon", "soon"),
    ],
)
def test_a_date_is_told_or_left_as_it_was_and_never_guessed(written: str, read: object) -> None:
    assert read_column(pd.DataFrame({"fetched_at": [written]})) == [read]


@pytest.mark.parametrize("name", ["title", "interventions", "first_posted", "enrollment", "nobody_declared_it"])
def test_no_cell_or_head_is_a_formula_or_a_link(name: str) -> None:
    cells = [[text] if name == "interventions" else text for text in HOSTILE]
    frame = pd.DataFrame({name: pd.Series(cells, dtype="object"), "=1+1": 1})
    content = write_excel(frame, ListNotes((("=1+1", "=1+1"),)))
    book = read_book(content)
    for sheet in book:
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []
    assert [row[0].value for row in book[LIST].iter_rows(min_row=2)] == HOSTILE
    assert book[LIST]["B1"].value == "=1+1"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in b"".join(parts.read(part) for part in parts.namelist())


def test_text_that_begins_like_a_formula_stays_text_when_it_is_edited() -> None:
    starts = [start for start in FORMULA_STARTS if start != "\r"]
    sheet = read_list(pd.DataFrame({"title": [*(f"{start}x" for start in starts), "plain"]}))
    assert [bool(row[0].quotePrefix) for row in sheet.iter_rows(min_row=2)] == [True] * len(starts) + [False]


def test_what_xml_cannot_hold_is_left_out() -> None:
    text = "a\x00b\x08c\x0bd\x1fe\x7ff\x9fg\ud800h\ufffei\uffffj\r\nk\rl\tm"
    frame = pd.DataFrame({"title": pd.Series([text, "\x00"], dtype="object"), "x": 1})
    assert read_column(frame) == ["abcdefghij\nk\nl\tm", None]


@given(some.lists(some.text(max_size=30), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_cleaned(cells: list[str]) -> None:
    assert read_column(pd.DataFrame({"title": cells, "x": 1})) == [clean_text(cell) or None for cell in cells]


@pytest.mark.parametrize("text", ["x" * 40_000, "🙂" * 20_000, "x" * 32_000 + "🙂" * 5_000, "🙂x" * 30_000])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(text: str) -> None:
    (cell,) = read_column(pd.DataFrame({"summary": [text]}))
    assert isinstance(cell, str)
    assert cell.endswith(CUT)
    assert text.startswith(cell.removesuffix(CUT))
    assert LONGEST_CELL - 2 <= len(cell.encode("utf-16-le")) // 2 <= LONGEST_CELL


def test_a_text_that_just_fits_is_whole() -> None:
    text = "x" * LONGEST_CELL
    assert read_column(pd.DataFrame({"summary": [text]})) == [text]


def test_numbers_that_excel_would_change_stay_text() -> None:
    numbers = [2**60, float("inf"), -95.37, 10**14]
    assert read_column(pd.DataFrame({"enrollment": pd.Series(numbers, dtype="object")})) == [
        str(2**60), "inf", -95.37, 10**14,
    ]  # fmt: skip


def test_a_number_in_a_column_of_text_stays_text() -> None:
    assert read_column(pd.DataFrame({"postal_code": pd.Series([1067, "01067"], dtype="object")})) == ["1067", "01067"]


def test_the_head_stays_in_sight_and_filters() -> None:
    book = read_book(write_excel(make_frame(), NOTES))
    assert book.sheetnames == [ABOUT, COLUMNS, LIST]
    assert book.active is not None
    assert book.active.title == LIST
    assert book[LIST].freeze_panes == "A2"
    assert book[LIST].auto_filter.ref == "A1:L3"
    widths = [book[LIST].column_dimensions[letter].width for letter in "ABCDEFGHIJKL"]
    assert all(8 < width < 60 for width in widths)


def test_the_sheets_beside_say_what_was_asked_and_what_each_column_means() -> None:
    book = read_book(write_excel(make_frame(), NOTES))
    assert [[cell.value for cell in row] for row in book[ABOUT].iter_rows()] == [list(line) for line in NOTES.lines]
    rows = [[cell.value for cell in row] for row in book[COLUMNS].iter_rows(min_row=2)]
    assert [row[0] for row in rows] == list(make_frame().columns)
    assert rows[4] == ["min_age_years", "number", "years", "Youngest age admitted; empty where none is stated", None]


def test_every_column_of_an_answer_is_declared() -> None:
    names = {*TRIAL_FIELDS, *SITE_FIELDS, *(f"nearest_{name}" for name in NEAREST_FIELDS)}
    names |= {"credit", "warning", "question", "data_read", "notice"}
    assert [name for name in sorted(names) if find_column(name) is None] == []


def test_the_same_list_gives_the_same_bytes() -> None:
    first = write_excel(make_frame(), NOTES)
    assert first == write_excel(make_frame(), NOTES)
    later = write_excel(make_frame(), ListNotes(NOTES.lines, "2026-11-21T06:00:00Z"))
    assert first != later
    assert read_book(first).properties.created == at(2026, 11, 20, 6)
    assert read_book(write_excel(make_frame(), ListNotes(()))).properties.created == at(2000, 1, 1)


def test_more_than_a_sheet_holds_is_refused_with_the_number_and_a_way_out() -> None:
    with pytest.raises(OutputError, match=r"1,048,576 rows.*1,048,575.*CSV"):
        write_excel(pd.DataFrame(index=range(1_048_576)), NOTES)
    with pytest.raises(OutputError, match="16,385 columns"):
        write_excel(pd.DataFrame(columns=range(16_385)), NOTES)


def test_an_empty_list_still_has_its_heads() -> None:
    sheet = read_list(make_frame().head(0))
    assert [cell.value for cell in sheet[1]] == list(make_frame().columns)
    assert sheet.max_row == 1
    assert read_book(write_excel(pd.DataFrame(), NOTES))[LIST].max_row == 1


def test_does_not_change_the_frame_it_was_given() -> None:
    frame = make_frame()
    write_excel(frame, NOTES)
    pd.testing.assert_frame_equal(frame, make_frame())


def test_a_question_is_written_in_words() -> None:
    asked = {"near": ["Boston, MA"], "within": ["50mi"], "site": ["pancreas", "lung"], "phase": ["2"]}
    assert write_question(write_address(parse_criteria(asked))) == (
        "Near: Boston, MA. Within: 50mi. Where the tumor started: Pancreas or Lung. Phase: 2. "
        "Status: Taking people now or soon."
    )
    assert write_question([("status", "recruiting")]) == "Status: Taking people now."
    assert write_question([("status", "any"), ("new-name", "x")]) == "Status: Any. new-name: x."


def test_every_criterion_has_a_name_in_words() -> None:
    asked = {"near": ["0,0"], "within": ["5km"], "country": ["France"], "region": ["x"], "city": ["y"],
             "site": ["lung"], "phase": ["na"], "status": ["completed"], "treatment": ["imaging"],
             "differentiation": ["nec"], "relevance": ["net_specific"], "age": ["50"], "sex": ["female"],
             "text": ["z"], "updated-since": ["2026-01-01"], "sort": ["updated"]}  # fmt: skip
    assert set(asked) == set(NAMES)
    said = write_question(write_address(parse_criteria(asked)))
    assert not [name for name in NAMES if f". {name}:" in f". {said}"]
    assert not [code for code in ("net_specific", "imaging:", "female.") if code in said]


def test_notes_say_whose_data_it_is_of_which_day_and_that_it_is_no_advice() -> None:
    meta = {"source": "clinicaltrials_gov", "published_at": "2026-11-20T06:00:00Z", "data_version": "2026-11-19"}
    notes = note_list(make_frame(), what="trials", address=[("site", "lung")], meta=meta)
    said = dict(notes.lines)
    assert notes.read_at == "2026-11-20T06:00:00Z"
    assert said["Question"].startswith("Where the tumor started: Lung.")
    assert (said["Rows"], said["Data read"], said["Date of the data"]) == ("2", "2026-11-20T06:00:00Z", "2026-11-19")
    assert "ClinicalTrials.gov" in said["Credit"]
    assert "ClinicalTrials.gov" in said["Terms"]
    assert said["Notice"] == NOTICE
    starter = dict(note_list(make_frame(), meta={**meta, "source": "starter"}).lines)
    assert starter["Data"].startswith("Starter data")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is absent")
def test_libreoffice_opens_it_and_gives_the_same_rows(tmp_path: Path) -> None:
    frame = make_frame().assign(title=["=1+1", '=HYPERLINK("http://192.0.2.1")'])
    (tmp_path / "list.xlsx").write_bytes(write_excel(frame, NOTES))
    # Comma, quotation mark, UTF-8, from row 1, as shown, all sheets (-1): "CSV filter parameters" of LibreOffice.
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(tmp_path), "list.xlsx"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr.decode()
    with (tmp_path / f"list-{LIST}.csv").open(encoding="utf-8", newline="") as file:
        head, first, second = csv.reader(file)
    assert head == list(frame.columns)
    assert first == ["NCT90000001", "=1+1", "A, with comma | B", "40", "18.5", "TRUE", "2026-01", "2026-05-17",
                     "2026-11-20 06:00:00 UTC", "01067", "+1 555 010 0100", "clinicaltrials_gov"]  # fmt: skip
    assert second[:2] == ["NCT90000002", '=HYPERLINK("http://192.0.2.1")']
    assert second[5:9] == ["FALSE", "2026", "", "2026-11-20"]
    assert "Country: Germany." in (tmp_path / f"list-{ABOUT}.csv").read_text("utf-8")
