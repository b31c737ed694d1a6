"""The declarations that normalizing reads: countries and placeholders."""

import re

import pytest

from finder.errors import DeclarationError
from finder.vocabulary.geography import find_country, load_aliases, parse_aliases
from finder.vocabulary.placeholders import load_placeholders, parse_placeholders


def test_every_declared_name_leads_to_its_country() -> None:
    assert load_aliases()
    for name, code in load_aliases().items():
        country = find_country(name)
        assert country is not None
        assert country.code == code
        assert re.fullmatch(r"[A-Z]{2}", code)
        assert country.name != code


@pytest.mark.parametrize("text", ["", "Atlantis", "Former Yugoslavia", "Czechoslovakia", "x" * 10_000])
def test_what_is_no_country_today_is_none(text: str) -> None:
    assert find_country(text) is None


@pytest.mark.parametrize("text", ["TR = 5", "TR = [", 'XX = ["Nowhere"]', 'TR = ["Same"]\nUS = ["Same"]', 'tr = ["A"]'])
def test_a_broken_list_of_countries_is_told(text: str) -> None:
    with pytest.raises(DeclarationError, match=r"countries\.toml"):
        parse_aliases(text)


@pytest.mark.parametrize("text", ["", "facility = 5", "facility = [5]", 'facility = ["("]', "facility = ["])
def test_a_broken_list_of_placeholders_is_told(text: str) -> None:
    with pytest.raises(DeclarationError, match=r"placeholders\.toml"):
        parse_placeholders(text)


def test_long_names_are_no_trap() -> None:
    for text in ("a " * 50_000, "a-" * 50_000 + "site", "for " * 50_000, "1" * 100_000):
        load_placeholders().fullmatch(text)
