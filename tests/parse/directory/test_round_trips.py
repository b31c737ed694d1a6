"""Whatever centers a list holds, each shape of page gives them back: name, city and country."""

import json
from html import escape

from fake_pages import make_page, make_source
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.parse.directory import parse_directory
from finder.parse.directory.names import names_institution
from finder.parse.directory.table import match_header
from finder.places import fold_name

COUNTRIES = ("Germany", "Italy", "United States", "France", "South Korea", "Czech Republic", "Ireland", "Côte d'Ivoire")
LETTERS = st.text("abdeghiklmnoprstuvzäöüéèñçøåß", min_size=3, max_size=9)
CITIES = st.builds(
    # Every name ends like a town's, so that none of them is a word for a house, a firm or a trust.
    lambda first, second: " ".join(f"{word.capitalize()}ville" for word in (first, second) if word),
    LETTERS,
    st.just("") | LETTERS,
).filter(lambda city: city[0].isupper() and not names_institution(city))  # "Aaa Hopital" is a hospital, not a city
NAMES = st.builds(
    "{} {} {}".format,
    st.sampled_from(["Fake", "Fake St. Mary's", "Fake & Sons", "Fake-Berg", "Fake (A, B)"]),
    st.sampled_from(["Hospital", "University Clinic", "Klinikum", "Ospedale", "Hôpital", "Cancer Center", "Institute"]),
    st.integers(1, 99),
)
CENTERS = st.lists(st.tuples(NAMES, CITIES, st.sampled_from(COUNTRIES)), min_size=1, max_size=8, unique=True)

Center = tuple[str, str, str]


def lines(centers: list[Center]) -> str:
    return "".join(f"<p>{escape(', '.join(center))}</p>" for center in centers)


def headed_lines(centers: list[Center]) -> str:
    return "".join(
        f"<h2>{escape(land)}</h2><ul><li>{escape(name)}, {escape(city)}</li></ul>" for name, city, land in centers
    )


def table(centers: list[Center]) -> str:
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in center) for center in centers)
    return "<table><tr><th>Hospital<th>City<th>Country</tr>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def cards(centers: list[Center]) -> str:
    return "".join(
        f"<article><h3>{escape(name)}</h3><p>{escape(city)}, {escape(land)}</p><a href='tel:+15550100'>x</a></article>"
        for name, city, land in centers
    )


def areas(centers: list[Center]) -> str:
    return "<map>" + "".join(f'<area href="/x" alt="{escape(", ".join(center))}">' for center in centers) + "</map>"


def linked_data(centers: list[Center]) -> str:
    records = [
        {"@type": "Hospital", "name": name, "address": {"addressLocality": city, "addressCountry": land}}
        for name, city, land in centers
    ]
    return f'<script type="application/ld+json">{json.dumps({"@graph": records})}</script>'


WRITERS = {
    "lines": (lines, headed_lines),
    "table": (table,),
    "cards": (cards,),
    "areas": (areas,),
    "linked_data": (linked_data,),
}


@settings(max_examples=50, deadline=None)
@given(CENTERS, st.sampled_from([(shape, write) for shape, several in WRITERS.items() for write in several]))
def test_centers_come_back(centers: list[Center], way: tuple) -> None:
    shape, write = way
    body = f"<html><meta charset=utf-8><main><h1>Fake list</h1>{write(centers)}</main></html>"
    rows = parse_directory([make_page(body)], make_source(shape))
    told = [(row["name"], row["city"], row["country"]) for row in rows]
    once: dict[tuple[str, ...], Center] = {}
    for center in centers:  # names that differ by an accent alone are one center
        once.setdefault(tuple(map(fold_name, center)), center)
    assert told == list(once.values())


def test_the_round_trip_is_one_of_all_columns() -> None:
    assert match_header(["Hospital", "City", "Country"]) == {"institution": 0, "city": 1, "country": 2}
