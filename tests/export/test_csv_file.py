"""CSV: what goes in comes out again in pandas, and nothing in it runs in a spreadsheet."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.export.csv_file import FORMULA_STARTS, write_csv

# NUL and lone surrogates cannot stand in a CSV file in UTF-8.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)


def read_cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_begins_with_a_byte_order_mark_and_keeps_the_order_of_columns() -> None:
    content = write_csv(pd.DataFrame({"b": ["é"], "a": [1]}))
    assert content == "\ufeffb,a\r\né,1\r\n".encode()


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_disarms_text_lists_and_heads(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    frame = pd.DataFrame({text: [text], "list": [[text, "plain"]], "later": [["plain", text]]})
    head, row = read_cells(write_csv(frame))
    assert head[0] == row[0] == f"'{text}"
    assert row[1] == f"'{text} | plain"
    assert row[2] == f"plain | {text}"


def test_leaves_numbers_as_numbers() -> None:
    frame = pd.DataFrame(
        {
            "longitude": pd.Series([-95.37, None], dtype="Float64"),
            "count": pd.Series([-3, None], dtype="Int64"),
            "plain": [-1.5, 2.0],
            "yes": pd.Series([True, None], dtype="boolean"),
            "mixed": pd.Series([-1, "-1"], dtype="object"),
        }
    )
    assert read_cells(write_csv(frame))[1:] == [["-95.37", "-3", "-1.5", "True", "-1"], ["", "", "2.0", "", "'-1"]]


def test_missing_of_any_kind_and_empty_lists_are_empty_cells() -> None:
    frame = pd.DataFrame({"a": pd.Series([None, pd.NA, float("nan"), "x"], dtype="str"), "b": [[], None, [], ["y"]]})
    assert read_cells(write_csv(frame))[1:4] == [["", ""]] * 3


def test_an_empty_frame_still_has_its_heads() -> None:
    assert write_csv(pd.DataFrame(columns=["a", "b"])) == b"\xef\xbb\xbfa,b\r\n"


def test_a_frame_with_a_doubled_column_name_keeps_both() -> None:
    frame = pd.DataFrame([["=1", "=2"]], columns=["a", "a"])
    assert read_cells(write_csv(frame)) == [["a", "a"], ["'=1", "'=2"]]


def test_does_not_change_the_frame_it_was_given() -> None:
    frame = pd.DataFrame({"=a": ["=1"], "b": [["-x"]]})
    write_csv(frame)
    assert frame.to_dict("list") == {"=a": ["=1"], "b": [["-x"]]}


@given(st.lists(texts, min_size=1, max_size=8))
def test_text_comes_back_through_pandas(cells: list[str]) -> None:
    frame = pd.DataFrame({"number": range(len(cells)), "text": cells})
    back = pd.read_csv(io.BytesIO(write_csv(frame)), keep_default_na=False, dtype={"text": "str"})
    expected = [f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells]
    assert back["text"].tolist() == expected
    assert back["number"].tolist() == list(range(len(cells)))


@given(st.lists(st.lists(texts, max_size=3), min_size=1, max_size=5))
def test_no_cell_of_a_list_column_begins_a_formula(lists: list[list[str]]) -> None:
    cells = [row[0] for row in read_cells(write_csv(pd.DataFrame({"a": lists, "b": 1})))[1:]]
    assert len(cells) == len(lists)
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]


def test_characters_that_no_file_can_hold_do_not_stop_it() -> None:
    content = write_csv(pd.DataFrame({"a": [["\x00=1"], ["\ud800"]]}))
    assert read_cells(content)[1:] == [["'=1"], ["?"]]
