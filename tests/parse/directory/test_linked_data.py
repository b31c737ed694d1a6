"""Shape D: JSON-LD and WordPress."""

import json

import pytest
from fake_pages import make_page, make_source, read_rows, tell_places

from finder.errors import AnswerError
from finder.parse.directory import parse_directory

# Fake records in the shape of JSON-LD as sites write it.
GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebPage", "name": "Fake directory"},
        {
            "@type": ["Hospital", "Organization"],
            "name": "Fake <b>Hospital</b>",
            "url": "https://fake-hospital.example/",
            "telephone": "+1 555 010 0001",
            "medicalSpecialty": ["https://schema.org/Oncologic", {"name": "Endocrine"}],
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Boston",
                "addressRegion": "MA",
                "addressCountry": {"@type": "Country", "name": "United States"},
            },
            "geo": {"latitude": "42.36", "longitude": -71.06},
            "department": [{"@type": "MedicalClinic", "name": "Fake NET Clinic"}],
        },
        {
            "@type": "Physician",
            "name": "Fake Person",
            "telephone": "+1 555 010 0002",
            "hospitalAffiliation": {"@type": "Hospital", "name": "Fake Other Hospital", "telephone": "+1 555 010 0003"},
        },
        {"@type": "Hospital", "name": "Dr Fake Person, MD"},
        {"@type": "MedicalOrganization", "name": "Fake Trust", "geo": {"latitude": 1e99, "longitude": "NaN"}},
    ],
}


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_records_are_read_from_a_graph_however_deep() -> None:
    rows = read_rows(f"<body>{script(GRAPH)}</body>", "linked_data")
    assert [row["name"] for row in rows] == [
        "Fake <b>Hospital</b>",
        "Fake NET Clinic",
        "Fake Other Hospital",
        "Fake Trust",
    ]
    first, _, other, trust = rows
    assert (first["city"], first["region"], first["country"]) == ("Boston", "MA", "United States")
    assert (first["latitude"], first["longitude"], first["phone"]) == (42.36, -71.06, "+1 555 010 0001")
    assert (first["url"], first["specialties"]) == ("https://fake-hospital.example/", ["Oncologic", "Endocrine"])
    assert (other["phone"], trust["latitude"], trust["longitude"]) == (None, None, None)
    assert "Person" not in str(rows)


def test_a_broken_record_does_not_hide_the_next() -> None:
    body = '<script type="application/ld+json">{"@type": "Hospital", </script>' + script(
        {"@type": "Hospital", "name": "Fake Hospital"}
    )
    assert [row["name"] for row in read_rows(body, "linked_data")] == ["Fake Hospital"]


@pytest.mark.parametrize(
    "record",
    [
        {"@type": "Hospital"},
        {"@type": "Hospital", "name": 7, "address": 7, "geo": []},
        {"@type": {"a": 1}, "name": "Fake Hospital"},
        {"@type": "Person", "name": "Fake Person", "worksFor": "Fake Hospital"},
        [[[[]]]],
        "Hospital",
    ],
)
def test_odd_records_give_nothing(record: object) -> None:
    assert read_rows(script(record), "linked_data") == []


def test_a_bomb_of_brackets_is_no_record() -> None:
    assert read_rows(f'<script type="application/ld+json">{"[" * 100_000}</script>', "linked_data") == []


# Fake answer in the shape of WordPress.
POSTS = [
    {
        "link": "https://directory.example/centers/1",
        "title": {"rendered": "Fake Hospital &#8211; NET clinic"},
        "content": {
            "rendered": "<p>Ulm, Germany</p><p>Tel: +49 731 000000</p><a href='https://fake-ulm.example'>Site</a>"
        },
    },
    {"title": {"rendered": "Dr Fake Person"}, "content": {"rendered": "<p>Ulm, Germany</p>"}},
    {"title": {"rendered": "About us"}, "content": {"rendered": ""}},
    {"title": "odd"},
    7,
]


def test_posts_of_wordpress_are_centers() -> None:
    page = make_page(json.dumps(POSTS), content_type="application/json; charset=UTF-8")
    (row,) = parse_directory([page], make_source("linked_data"))
    assert tell_places([row]) == [("Fake Hospital – NET clinic", "Ulm", "Germany")]
    assert (row["phone"], row["url"]) == ("+49 731 000000", "https://fake-ulm.example")


def test_json_of_records_is_read_without_a_page() -> None:
    page = make_page(json.dumps(GRAPH), content_type="application/ld+json")
    assert len(parse_directory([page], make_source("linked_data"))) == 4


@pytest.mark.parametrize("body", ["", "{", "[" * 50_000, "<html>not JSON</html>", "1" * 10_000])
def test_what_is_called_json_and_is_none_is_told(body: str) -> None:
    with pytest.raises(AnswerError, match="fake"):
        parse_directory([make_page(body, content_type="application/json")], make_source("linked_data"))
