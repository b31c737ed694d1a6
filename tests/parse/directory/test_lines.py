"""Shape A: one center a line."""

import pytest
from fake_pages import make_page, make_source, read_rows, tell_places

from finder.parse.directory import parse_directory
from finder.schema.raw import LISTING_KEYS

# Fake page in the shape of an old list: an intro, headings of countries, a short paragraph a center.
OLD_LIST = """<html><head><title>Fake society: excellence</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li>Fake Menu Hospital, Menutown</li></ul></nav>
<div id="content">
<h1>Fake Centers of Excellence</h1>
<p>The fake society has audited these centers, and every center is a fake hospital.</p>
<h2>Germany</h2>
<p>Fake University Hospital, Department of Gastroenterology, Berlin</p>
<p>Zentralklinik Fake Berka, Bad Berka, Germany</p>
<p>Fake Klinikum rechts der Isar</p>
<p>&nbsp;</p>
<h3>Italy (2)</h3>
<ul><li>Fake Ospedale dell'Angelo, Mestre</li><li>- IRCCS Fake Institute (Group A, B), Milan</li></ul>
<p><strong>Luxembourg</strong></p>
<p>Fake Centre Hospitalier, Luxembourg</p>
<h2>More fake news</h2>
<p>Fake Clinic opens a new ward, Rome</p>
<p>News, Events</p><p>Surgery, endocrinology</p>
</div><footer><p>Fake Footer Hospital, Foot City</p></footer></body></html>"""


def test_every_line_of_an_old_list_is_one_center() -> None:
    rows = read_rows(OLD_LIST, "lines")
    assert tell_places(rows) == [
        ("Fake University Hospital, Department of Gastroenterology", "Berlin", "Germany"),
        ("Zentralklinik Fake Berka", "Bad Berka", "Germany"),
        ("Fake Klinikum rechts der Isar", None, "Germany"),
        ("Fake Ospedale dell'Angelo", "Mestre", "Italy"),
        ("IRCCS Fake Institute (Group A, B)", "Milan", "Italy"),
        ("Fake Centre Hospitalier", "Luxembourg", "Luxembourg"),
    ]
    assert rows[1]["as_written"] == "Zentralklinik Fake Berka, Bad Berka, Germany"


def test_a_row_has_the_keys_and_the_words_of_the_declaration() -> None:
    source = make_source(
        "lines", kind="enets_coe", accreditation="Fake CoE", evidence="old list", year=2013, specialties=("fake",)
    )
    page = make_page("<p>Fake Hospital, Bonn</p>", url="https://directory.example/list.html")
    (row,) = parse_directory([page], source)
    assert set(row) == set(LISTING_KEYS)
    assert row == {
        **dict.fromkeys(LISTING_KEYS),
        "name": "Fake Hospital",
        "kind": "enets_coe",
        "accreditation": ["Fake CoE"],
        "accreditation_year": 2013,
        "specialties": ["fake"],
        "city": "Bonn",
        "source_url": "https://directory.example/list.html",
        "checked": "2026-03-01",
        "evidence": "old list",
        "as_written": "Fake Hospital, Bonn",
    }


def test_a_year_stands_only_beside_an_accreditation_and_is_that_of_reading() -> None:
    (without,) = read_rows("<p>Fake Hospital, Bonn</p>", "lines", year=2013)
    (with_one,) = read_rows("<p>Fake Hospital, Bonn</p>", "lines", accreditation="Fake CoE")
    assert (without["accreditation"], without["accreditation_year"]) == ([], None)
    assert (with_one["accreditation"], with_one["accreditation_year"]) == (["Fake CoE"], 2026)


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("Fake Cancer Center, Baltimore, MD", "United States", ("Fake Cancer Center", "Baltimore", "MD")),
        ("Fake Cancer Center, Boston, MA 02115", "", ("Fake Cancer Center", "Boston", "MA")),
        ("Fake Medical Center, Atlanta, Georgia", "United States", ("Fake Medical Center", "Atlanta", "Georgia")),
        ("Fake Hospital, Los Angeles, CA", "", ("Fake Hospital", "Los Angeles", "CA")),
        ("Fake Hospital, St Leonards NSW 2065", "Australia", ("Fake Hospital", "St Leonards", "NSW")),
        ("Fake Ziekenhuis, 2650 Edegem", "Belgium", ("Fake Ziekenhuis", "Edegem", None)),
        ("Fake Institute of Oncology, University of Fakestadt", "", (None, None, None)),
    ],
)
def test_a_place_is_read_with_its_state_and_postal_code(line: str, country: str, expected: tuple[str, ...]) -> None:
    (row,) = read_rows(f"<li>{line}</li>", "lines", country=country)
    told = (row["name"], row["city"], row["region"])
    assert told == (expected if expected[0] else (line, None, None))


def test_two_letters_are_a_state_and_no_country() -> None:
    (row,) = read_rows("<p>Fake Hospital, Los Angeles, CA</p>", "lines")
    assert row["country"] is None


def test_headings_may_be_states_of_the_country() -> None:
    rows = read_rows(
        "<h2>Victoria</h2><p>Fake Hospital, Melbourne</p><h2>Other</h2><p>Fake Clinic, Perth</p>",
        "lines",
        country="Australia",
    )
    assert [(row["region"], row["country"]) for row in rows] == [("Victoria", "Australia"), (None, "Australia")]


def test_lines_parted_by_breaks_are_lines() -> None:
    rows = read_rows("<p>Fake Hospital A, Bonn<br>Fake Hospital B, Köln<br/>Fake\nHospital <b>C</b>, Ulm</p>", "lines")
    assert [row["name"] for row in rows] == ["Fake Hospital A", "Fake Hospital B", "Fake Hospital C"]


def test_a_paragraph_with_one_institution_is_a_center_and_its_address() -> None:
    (row,) = read_rows(
        """<p><strong>Dr Fake Person</strong><br>Fake Cancer Center<br>1 Fake Street, Suite 2<br>Boston, MA 02115<br>
        USA<br>Phone 555-010-0001</p>""",
        "lines",
    )
    assert tell_places([row]) == [("Fake Cancer Center", "Boston", "USA")]
    assert (row["region"], row["as_written"]) == ("MA", "Fake Cancer Center, Boston, MA, USA")


def test_words_that_head_a_list_are_no_center() -> None:
    body = "<p>Hospitals</p><li>NET Centers of Excellence</li><p>University Hospitals in Germany</p>"
    assert read_rows(body, "lines") == []
    assert tell_places(read_rows("<p>University Hospital, Fakestadt</p>", "lines")) == [
        ("University Hospital", "Fakestadt", None)
    ]


def test_clinicians_are_dropped_and_their_institutions_kept() -> None:
    rows = read_rows(
        """<ul><li>Dr Fake Person, Fake University Hospital, Bonn</li>
        <li>Prof. Fake Q. Person, MD, PhD</li>
        <li>Fakename Fakeson, Fake Clinic, Ulm</li>
        <li>Jane Fakedoe, London</li>
        <li>Hospital Universitario Dr. Fake, Las Palmas</li>
        <li>Fake Hospital, Mainz, mail fake.person@hospital.example</li>
        <li>MD Anderson Fake Cancer Center, Houston</li></ul>""",
        "lines",
    )
    assert [row["name"] for row in rows] == [
        "Fake University Hospital",
        "Fake Clinic",
        "Hospital Universitario Dr. Fake",
        "Fake Hospital, Mainz, mail",
        "MD Anderson Fake Cancer Center",
    ]
    told = str(rows)
    assert not any(word in told for word in ("Person", "Fakeson", "Fakedoe", "@", "fake.person"))


def test_each_center_comes_once() -> None:
    rows = read_rows("<p>Fake Hospital, Bonn</p><p>FAKE  hospital, Bonn</p><p>Fake Hospital, Ulm</p>", "lines")
    assert [row["city"] for row in rows] == ["Bonn", "Ulm"]


def test_a_pattern_and_what_to_skip_come_from_the_declaration() -> None:
    rows = read_rows(
        "<p>Fake A (Bonn)</p><p>Fake B (Ulm)</p><p>nothing</p>",
        "lines",
        pattern=r"^(?P<name>.+?) \((?P<city>.+)\)$",
        skip="b$",
    )
    assert tell_places(rows) == [("Fake A", "Bonn", None)]


def test_only_the_part_that_is_named_counts() -> None:
    body = "<div class='x'><p>Fake Hospital, Bonn</p></div><p>Fake Clinic, Ulm</p>"
    assert [row["city"] for row in read_rows(body, "lines", within=".x")] == ["Bonn"]
    assert read_rows(body, "lines", within=".gone") == []


def test_text_with_tags_is_text() -> None:
    (row,) = read_rows("<p>Fake &lt;script&gt;alert(1)&lt;/script&gt; Hospital, Bonn</p>", "lines")
    assert row["name"] == "Fake <script>alert(1)</script> Hospital"
