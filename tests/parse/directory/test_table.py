"""Shape C: tables."""

import pytest
from fake_pages import read_rows, tell_places

from finder.parse.directory.table import match_header

# Fake page in the shape of a table of specialists with their institutions.
SPECIALISTS = """<table><caption>Germany</caption>
<tr><th colspan="2">Fake list of 2026</th></tr>
<thead><tr><th>Name</th><th>Institution</th><th>Specialty</th><th>City</th><th>State</th><th>Phone</th><th>Email</th>
<th>Website</th></tr></thead>
<tr><td>Fake Person</td><td rowspan="2">Fake University Hospital</td><td>Surgery; nuclear medicine</td>
<td rowspan="2">Bonn</td><td>NRW</td><td>+49 228 0000000</td><td>fake@fake.example</td>
<td><a href="https://fake-bonn.example">site</a></td></tr>
<tr><td>Other Fakeson</td><td>Oncology</td><td></td></tr>
<tr><td colspan="8">Austria</td></tr>
<tr><td></td><td>Fake Klinik</td><td></td><td>Wien</td><td></td><td>+43 1 0000000</td><td></td>
<td><a href="javascript:alert(1)">site</a></td></tr>
</table>"""


def test_columns_are_found_by_synonyms_and_spans_hold() -> None:
    first, second = read_rows(SPECIALISTS, "table")
    assert tell_places([first, second]) == [
        ("Fake University Hospital", "Bonn", "Germany"),
        ("Fake Klinik", "Wien", "Austria"),
    ]
    assert (first["specialties"], first["url"]) == (["Surgery", "nuclear medicine"], "https://fake-bonn.example")
    # The number beside a person may be the person's; that of an institution alone is kept.
    assert (first["phone"], second["phone"], second["url"]) == (None, "+43 1 0000000", None)
    assert not any(word in str([first, second]) for word in ("Person", "Fakeson", "@"))


def test_a_table_of_names_alone_keeps_institutions_only() -> None:
    rows = read_rows(
        """<table><tr><td>Name</td><td>Location</td><td>Telephone</td></tr>
        <tr><td>Fake Cancer Center</td><td>Boston, MA</td><td>555-010-0001</td></tr>
        <tr><td>Dr Fake Person</td><td>Boston, MA</td><td>555-010-0002</td></tr>
        <tr><td>Fake Person</td><td>Boston, MA</td><td>555-010-0003</td></tr></table>""",
        "table",
    )
    assert [(row["name"], row["city"], row["region"]) for row in rows] == [("Fake Cancer Center", "Boston", "MA")]


@pytest.mark.parametrize("header", ["Klinik", "Hôpital", "Treatment", "Centre name", "HOSPITAL"])
def test_headers_in_other_words(header: str) -> None:
    rows = read_rows(
        f"<table><tr><th>{header}</th><th>Ville</th></tr><tr><td>Fake Hospital</td><td>Lyon</td></tr></table>", "table"
    )
    assert len(rows) == (0 if header == "Treatment" else 1)


def test_a_table_without_a_header_is_none() -> None:
    assert read_rows("<table><tr><td>Fake Hospital</td><td>Bonn</td></tr></table>", "table") == []
    assert match_header(["Fake", "City"]) == {}


def test_wild_spans_are_bounded() -> None:
    body = """<table><tr><th>Hospital</th><th>City</th></tr>
    <tr><td rowspan="99999999999999">Fake Hospital</td><td colspan="999999">Bonn</td></tr>
    <tr><td rowspan="-1">Ulm</td></tr><tr><td colspan="x">Wien</td></tr></table>"""
    assert tell_places(read_rows(body, "table"))[0] == ("Fake Hospital", "Bonn", None)


def test_a_header_over_two_columns_counts_for_both() -> None:
    body = """<table><tr><th colspan="2">Hospital</th><th>City</th></tr>
    <tr><td>Fake Hospital</td><td>logo</td><td>Bonn</td></tr></table>"""
    assert tell_places(read_rows(body, "table")) == [("Fake Hospital", "Bonn", None)]


def test_a_cell_over_two_rows_counts_for_both() -> None:
    body = """<table><tr><th>City</th><th>Hospital</th></tr><tr><td rowspan="2">Bonn</td><td>Fake Hospital</td></tr>
    <tr><td>Fake Clinic</td></tr><tr><td>Ulm</td><td>Fake Klinikum</td></tr></table>"""
    assert [row["city"] for row in read_rows(body, "table")] == ["Bonn", "Bonn", "Ulm"]
