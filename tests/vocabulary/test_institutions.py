import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import DeclarationError
from finder.places import find_country_code, fold_name
from finder.vocabulary.institutions import load_institution_words, parse_institution_words

SMALL = """
[words]
hospital = ["hosp", "krankenhaus*"]
[kinds]
"university hospital" = ["chu"]
hospital = ["hospital"]
[dividers]
children = ["kids"]
[specialties]
skin = ["dermat*"]
[departments]
words = ["dept"]
ends_at = ["hospital"]
[parents]
owner = ["fake owner"]
[trusts]
words = ["trust"]
[noise]
words = ["the"]
patterns = ['\\(\\d+\\)']
[networks]
names = ["fake network"]
[[aliases]]
name = "fake hospital"
names = ["fh"]
country = "US"
cities = ["boston"]
"""


def read(text: str, country: str = "", city: str = "") -> list[tuple[str, str] | None]:
    words = load_institution_words()
    readings = words.read(words.split(text), words.find_aliases(country, [city]))
    return [(r.meaning.role, " ".join(r.meaning.concepts)) if r.meaning else None for r in readings]


@pytest.mark.parametrize(
    "text", ["Hospital", "Hôpital", "Ospedale", "Krankenhaus", "Ziekenhuis", "SZPITAL", "Sjukhuset"]
)
def test_a_hospital_in_many_languages(text: str) -> None:
    assert read(text) == [("kind", "hospital")]


@pytest.mark.parametrize(
    "text",
    ["University Hospital", "Universitätsklinikum", "Universitaetsklinikum", "CHU", "Hospital Universitario",
     "Ospedale Universitario", "Universitair Ziekenhuis", "Universitetssjukhuset", "Azienda OspedalieroUniversitaria"],
)  # fmt: skip
def test_a_university_hospital_in_many_languages(text: str) -> None:
    concepts = {word for reading in read(text) if reading for word in reading[1].split()}
    assert {"university", "hospital"} <= concepts


@pytest.mark.parametrize(
    ("text", "divider"),
    [("Children's", "children"), ("Enfants", "children"), ("VA", "veterans"), ("Sud", "south"), ("II", "number_2"),
     ("Second", "number_2"), ("Memorial", "memorial"), ("Medical University", "medical_university")],
)  # fmt: skip
def test_words_that_divide(text: str, divider: str) -> None:
    assert ("divider", divider) in read(text.replace("'s", "s"))


def test_what_is_no_known_word_stands_for_itself() -> None:
    assert read("Exemplar Hospital") == [None, ("kind", "hospital")]


def test_an_alias_holds_in_its_country_and_cities_only() -> None:
    assert read("MGH", "US", "Boston") == [("alias", "=massachusetts general hospital")]
    assert read("MGH", "US", "Denver") == [None]
    assert read("MGH", "GB", "Boston") == [None]
    assert read("SITEMAN Cancer Center", "US", "St. Louis") == [("alias", "=washington university")]


def test_every_alias_is_in_a_country_and_no_short_name_means_two_places() -> None:
    seen: dict[tuple[str, str, str], str] = {}
    words = load_institution_words()
    for alias in words.declared.aliases:
        assert find_country_code(alias.country) == alias.country
        for city in alias.cities:
            for name in {words.split(name) for name in (alias.name, *alias.names)}:
                key = (alias.country, fold_name(city), " ".join(name))
                assert seen.setdefault(key, alias.name) == alias.name, key


@pytest.mark.parametrize("text", ["( Site 0012)", "/ID# 1234", "(Site 101)", "Site Number : 12", "12 Fake Street"])
def test_numbers_of_sponsors_are_noise(text: str) -> None:
    assert load_institution_words().noise.sub("", f"Fake Hospital {text}").strip(" ,") == "Fake Hospital"


def test_a_name_keeps_its_own_number() -> None:
    assert load_institution_words().noise.sub("", "Fake Hospital No. 2") == "Fake Hospital No. 2"


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_word_is_read_once_and_in_order(texts: list[str]) -> None:
    words = load_institution_words()
    split = words.split(" ".join(texts))
    readings = list(words.read(split, words.find_aliases("US", ["boston"])))
    assert [at for r in readings for at in range(r.start, r.stop)] == list(range(len(split)))


@given(st.text(max_size=40))
def test_the_one_form_of_a_word_is_its_own_form(text: str) -> None:
    words = load_institution_words()
    for word in words.split(text):
        assert words.unify(words.unify(word)) == words.unify(word)


@given(
    st.lists(st.text(max_size=8), max_size=6), st.sampled_from([" ", "\u00a0", "\u2003", "\n", "\x1c", "-", " \u0301"])
)
def test_a_text_is_split_as_if_folded_whole(texts: list[str], between: str) -> None:
    words = load_institution_words()
    text = between.join(texts)
    assert words.split(text) == tuple(words.unify(word) for word in fold_name(text).split())


def test_places_with_the_same_aliases_share_them() -> None:
    words = load_institution_words()
    assert words.find_aliases("US", ["Fakeville"]) is words.find_aliases("US", ["Exampleton", "Oldtown"])
    assert words.find_aliases("US", ["Fakeville"]) is not words.find_aliases("US", ["Fakeville", "Boston"])
    assert words.find_aliases("US", ["Denver", "Boston"]) is words.find_aliases("US", ["Boston", "Denver"])
    assert words.find_aliases("XX", ["Boston"]).phrases == {}


def test_a_small_declaration_is_read() -> None:
    assert parse_institution_words(SMALL).unify("krankenhauses") == "hospital"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["kids"]', "[]", "dividers"),
        ('["kids"]', '["hospital"]', "says two things"),
        ('["hosp", ', '["two words", ', "not one word"),
        ("'\\(\\d+\\)'", "'('", "no pattern"),
        ('country = "US"', 'country = "USA"', "country"),
        ("[noise]", "[noize]", "noi"),
        ("[words]", "[words", "cannot be used"),
        ('cities = ["boston"]', 'towns = ["boston"]', "towns"),
    ],
)
def test_a_broken_declaration_is_named(old: str, new: str, told: str) -> None:
    assert old in SMALL
    with pytest.raises(DeclarationError, match=re.escape(told)):
        parse_institution_words(SMALL.replace(old, new))
