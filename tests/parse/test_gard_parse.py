"""The list of GARD to rows: only diseases with the words asked for, under any heading it may use."""

from contextlib import suppress

import pytest
from api_session import make_page
from hypothesis import given, settings
from hypothesis import strategies as st
from world_apis import ABOUT, GARD_LIST

from finder.errors import AnswerError
from finder.parse.gard import find_files, parse_gard
from finder.schema.raw import DISEASE_KEYS, Row
from finder.sources import load_sources

SOURCE = load_sources()["gard"]
WORDS = ("neuroendocrine tumour", "endocrine neoplasia type 1", "phaeo-chromo-cytoma", "NET")


def read(text: str, words: tuple[str, ...] = WORDS) -> list[Row]:
    return parse_gard([make_page(text, kind="csv")], SOURCE, words)


def test_diseases_with_the_words_are_kept() -> None:
    rows = read(GARD_LIST)
    assert [row["disease_id"] for row in rows] == ["GARD:0013445", "GARD:0000123", "GARD:0000125"]
    assert rows[0] == {
        "disease_id": "GARD:0013445",
        "name": "Fake neuroendocrine tumor",
        "other_names": ["Fake NET", "Fake carcinoid"],
        "definition": None,
        "prevalence": [],
        "genes": [],
        "codes": [],
        "url": "https://rarediseases.info.nih.gov/diseases/13445",
        "source_url": "https://rarediseases.info.nih.gov/about",
        "data_version": None,
    }
    assert set(rows[0]) == set(DISEASE_KEYS)
    assert rows[2]["url"] is None  # the list says javascript


@pytest.mark.parametrize("words", [(), ("",), ("--",), ("no such",), ("endocrine",)])
def test_only_whole_words_count(words: tuple[str, ...]) -> None:
    found = [row["disease_id"] for row in read(GARD_LIST, words)]
    assert found == (["GARD:0000123"] if words == ("endocrine",) else [])


@pytest.mark.parametrize(
    "heading",
    ["ID,DisplayName", "GARD ID,Disease Name", "gard_id,NAME", "Disease ID,Disease", "Note,Id,Display Name"],
)
def test_headings_are_found_by_their_words(heading: str) -> None:
    lead = "x," if heading.startswith("Note") else ""
    assert [row["disease_id"] for row in read(f"{heading}\n{lead}13445,Fake NET\n")] == ["GARD:0013445"]


@pytest.mark.parametrize(
    "number",
    ["GARD:0013445", "13445", "gard:13445", "0013445", " GARD:13445 ", "GARD:0", "x", "", "GARD:123456789", "-1"],
)
def test_identifiers_have_one_form(number: str) -> None:
    good = number.strip().lower().removeprefix("gard:").lstrip("0") == "13445"
    assert [row["disease_id"] for row in read(f"ID,Name\n{number},Fake NET\n")] == (["GARD:0013445"] if good else [])


@pytest.mark.parametrize(
    "text",
    ["", "\n", "<html><body>Gone</body></html>", "a,b\n1,2\n", "ID,Synonyms\n1,2\n", "Name\nNET\n", "\x00", '{"a": 1}',
     'ID,Name\n1,"Fake NET\n', "ID,Name\n1,2,3\n4,5,6,7\n"],
)  # fmt: skip
def test_what_is_no_such_table_is_refused(text: str) -> None:
    with pytest.raises(AnswerError, match="GARD"):
        read(text)


def test_other_charsets_are_read_as_the_header_says() -> None:
    text = "ID,Name\n1,Fake NET of Ménière\n"
    page = make_page(text.encode("cp1252"), charset="windows-1252", kind="csv")
    assert parse_gard([page], SOURCE, WORDS)[0]["name"] == "Fake NET of Ménière"
    with pytest.raises(AnswerError):
        parse_gard([make_page(text.encode("cp1252"), charset="", kind="csv")], SOURCE, WORDS)
    with pytest.raises(AnswerError):
        parse_gard([make_page(text.encode(), charset="no-such", kind="csv")], SOURCE, WORDS)


def test_rows_are_bounded_and_each_disease_stands_once() -> None:
    many = "ID,Name\n" + "".join(f"{number},Fake NET {number}\n" for number in range(1, 5000))
    assert len(read(many)) == SOURCE.maximum_rows
    assert [row["name"] for row in read("ID,Name\n7,Fake NET\nGARD:0000007,Other NET\n")] == ["Fake NET"]
    assert parse_gard([], SOURCE, WORDS) == []


def test_tags_stay_text() -> None:
    assert read("ID,Name\n1,<b>Fake</b> NET\n")[0]["name"] == "<b>Fake</b> NET"


def test_the_file_is_found_on_the_page() -> None:
    assert find_files(make_page(ABOUT, "https://fake.example/about")) == [
        "https://fake.example/fake/download/?ids=068&asPdf=false"
    ]
    for target in ("javascript:alert(1)", "http://[", ""):
        page = make_page(ABOUT.replace('href="/fake', f'href="{target}" x="'), "https://fake.example/about")
        assert find_files(page) in ([], ["https://fake.example/about"])
    assert isinstance(find_files(make_page("<div>" * 50_000 + ABOUT)), list)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"ID,Name\n{text}".encode()))
def test_any_bytes_are_rows_or_an_error(body: bytes) -> None:
    with suppress(AnswerError):
        parse_gard([make_page(body, charset="", kind="csv")], SOURCE, WORDS)
    assert isinstance(find_files(make_page(body)), list)
