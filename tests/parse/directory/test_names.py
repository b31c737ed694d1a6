"""Which words name an institution, which a person, which neither. All persons are made up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.parse.directory.contact import read_phone
from finder.parse.directory.names import (
    Name,
    is_general,
    is_sentence,
    keep_institution,
    names_group,
    names_institution,
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Fake University Hospital - NET centre", Name("Fake University Hospital - NET centre", False)),
        ("1. Fake Klinik", Name("Fake Klinik", False)),
        ("Fakeson F.Q. MD, Fake Hospital", Name("Fake Hospital", True)),
        ("f. fakeson PhD; Fake Hospital; Fake Institute", Name("Fake Hospital, Fake Institute", True)),
        ("Prof. Dr. med. F. Fakeson - Klinikum Fake", Name("Klinikum Fake", True)),
        ("A/Prof Fake Fakeson", Name("", True)),
        ("Dott.ssa Fake Fakeson, Ospedale Fake", Name("Ospedale Fake", True)),
        ("Fake Fakeson, FRACP, Fake Clinic, Fake Street", Name("Fake Clinic", True)),
        ("Fake van Fakeson, Fake Clinic", Name("Fake Clinic", True)),
        ("Fake Fakedoe", Name("", True)),
        ("MD Anderson Fake Cancer Center", Name("MD Anderson Fake Cancer Center", False)),
        ("Hospital Dr. Fakeson", Name("Hospital Dr. Fakeson", False)),
        ("Fake Doctors Hospital", Name("Fake Doctors Hospital", False)),
        ("Fake Hospital fake.fakeson@hospital.example", Name("Fake Hospital", False)),
        ("Fake Hospital fake (at) hospital.example", Name("Fake Hospital", False)),
    ],
)
def test_persons_are_taken_out(text: str, kept: Name) -> None:
    assert keep_institution(text) == kept


@pytest.mark.parametrize(
    "text",
    ["Hôpital Fake", "Fakespital", "Universitätsklinikum Fake", "UZ Fake", "Ospedale Fake", "Szpital Fake", "FAK Fake",
     "Fake Medical Centre", "Fakessairaala", "Fake sjukhus", "Fake Infirmary", "The Fake NHS Foundation Trust"],
)  # fmt: skip
def test_institutions_are_known_in_many_languages(text: str) -> None:
    assert names_institution(text)


@pytest.mark.parametrize(
    "text", ["Fake Person", "Privacy policy", "FAQ", "NET", "PRRT and PET", "Surgery", "Contact", ""]
)
def test_other_words_name_no_institution(text: str) -> None:
    assert not names_institution(text)


def test_groups_are_organisations_too() -> None:
    assert names_group("Fake Patient Foundation")
    assert names_group("Fake Hospital")
    assert not names_group("Fake Person")


@pytest.mark.parametrize(
    "text", ["Find a hospital", "Fake Clinic opens a ward", "Our clinics:", "Call us!", "It is a clinic."]
)
def test_sentences_are_no_names(text: str) -> None:
    assert is_sentence(text)


@pytest.mark.parametrize("text", ["Fake Hospital", "Fake Klinik e.V.", "St. Fake Hospital", "Fake Clinic Inc."])
def test_names_are_no_sentences(text: str) -> None:
    assert not is_sentence(text)


@pytest.mark.parametrize("text", ["Our centers", "Hospitals in Germany", "NET Centers of Excellence", "Hospitals"])
def test_headings_of_lists_are_general(text: str) -> None:
    assert is_general(text)
    assert not is_general(f"Fake {text}")


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+1 (555) 010-0001", "+1 (555) 010-0001"),
        ("555-010-0001 x 12", "555-010-0001 x 12"),
        ("Tel: 0049 731 000000", "0049 731 000000"),
        ("12345", None),
        ("1" * 30, None),
        ("call us", None),
        (None, None),
        (5550100001, "5550100001"),
    ],
)
def test_telephone_numbers_are_numbers(text: object, phone: str | None) -> None:
    assert read_phone(text) == phone


@given(st.text(max_size=80))
def test_no_text_breaks_the_words(text: str) -> None:
    kept = keep_institution(text).text
    assert not re.search(r"\w@\w", kept)
    names_institution(text)
    is_sentence(text)
    is_general(text)
