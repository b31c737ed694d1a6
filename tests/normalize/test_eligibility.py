import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.eligibility import split_text

HEADINGS = [
    ("Inclusion Criteria:", "Exclusion Criteria:"),
    ("INCLUSION CRITERIA", "EXCLUSION CRITERIA"),
    ("Inclusion criteria :", "Exclusion criteria."),
    ("* INCLUSION CRITERIA:", "-EXCLUSION CRITERIA:"),
    ("1. Inclusion", "2. Exclusion"),
    ("2.1 Inclusion Criteria", "2.2 Exclusion Criteria"),
    ("Inclusion Criteria:", "Non-Inclusion Criteria:"),
    ("Patients may be included in this study who meet:", "Patients are excluded if:"),
    ("To be eligible, participants must meet:", "Any of the following would exclude the subject from the study:"),
]


@pytest.mark.parametrize(("yes", "no"), HEADINGS)
def test_headings_in_many_spellings_divide_a_text(yes: str, no: str) -> None:
    inclusion, exclusion = split_text(f"{yes}\n\n* a tumor\n* a scan\n\n{no}\n\n* an allergy")
    assert "* a tumor\n* a scan" in inclusion
    assert "allergy" not in inclusion
    assert "* an allergy" in exclusion
    assert "tumor" not in exclusion


@pytest.mark.parametrize(
    ("text", "inclusion", "exclusion"),
    [
        ("Inclusion Criteria: adults. Exclusion Criteria: children", "adults.", "children"),
        (
            "Inclusion Criteria:\n\n* a small old tumor Exclusion Criteria\n\n* a scan",
            "* a small old tumor",
            "* a scan",
        ),
        (
            "Inclusion criteria\n\nadults\n\nExclusion criteria Patients with any allergy",
            "adults",
            "Patients with any allergy",
        ),
        ("* adults\n\nExclusion Criteria:\n\n* children", "* adults", "* children"),
        ("Exclusion Criteria\n\n* children", "", "* children"),
        ("Inclusion Criteria:\n\n* adults", "* adults", ""),
        (
            "Key Inclusion Criteria:\n\nadults\n\nKey Exclusion Criteria:\n\nnone",
            "Key Inclusion Criteria:\n\nadults",
            "Key Exclusion Criteria:\n\nnone",
        ),
    ],
)
def test_texts_that_are_written_otherwise(text: str, inclusion: str, exclusion: str) -> None:
    assert split_text(text) == (inclusion, exclusion)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Adults with a tumor. Children are welcome.",
        "DISEASE CHARACTERISTICS:\n\n* a tumor\n\nPATIENT CHARACTERISTICS:\n\n* adult",
        "Core Inclusion:\n\n* a\n\nCore Exclusion:\n\n* b\n\nExtension Inclusion and Exclusion Criteria:\n\n* c",
        "Major Eligibility Criteria:\n\n* adult",
        "Inclusion Criteria:\n\n* a\n\nsee the exclusion criteria in the protocol",
    ],
)
def test_a_text_without_a_clear_line_stays_whole(text: str) -> None:
    assert split_text(text) == ("", "")


def test_sentences_about_criteria_are_no_headings() -> None:
    text = (
        "Inclusion Criteria:\n\n* an adult\n* Not fulfilling exclusion criteria\n\n"
        "Other inclusion criteria may apply.\n\nExclusion Criteria:\n\n"
        "To be eligible for this study, patients should not meet any of the following criteria:\n\n"
        "* Any patient not complying with inclusion criteria.\n* Patients eligible for surgery:\n* a child"
    )
    inclusion, exclusion = split_text(text)
    assert inclusion.endswith("Other inclusion criteria may apply.")
    assert exclusion.startswith("To be eligible")
    assert exclusion.endswith("* a child")


def test_a_sentence_divides_nothing_where_headings_do() -> None:
    inclusion, exclusion = split_text(
        "Inclusion Criteria:\n\n* adult\n\nExclusion Criteria:\n\nPatients who were enrolled must meet:\n\n* no scan"
    )
    assert inclusion == "* adult"
    assert exclusion.endswith("* no scan")


def test_cohorts_with_parts_of_their_own_keep_their_titles() -> None:
    text = "\n\n".join(
        [
            "Cohort A:",
            "Inclusion Criteria:",
            "* a1",
            "Exclusion Criteria:",
            "* a2",
            "Cohort B:",
            "Inclusion Criteria:",
            "* b1",
            "Cohort B Exclusion Criteria:",
            "* b2",
        ]
    )
    inclusion, exclusion = split_text(text)
    assert [line for line in inclusion.splitlines() if line] == ["Cohort A:", "* a1", "Cohort B:", "* b1"]
    assert [line for line in exclusion.splitlines() if line] == ["* a2", "Cohort B Exclusion Criteria:", "* b2"]


_ITEMS = st.lists(st.text("abc xyz,.()", min_size=1, max_size=30).map(lambda text: f"* q{text}".rstrip()), max_size=5)


@settings(max_examples=100, deadline=None)
@given(_ITEMS, st.sampled_from(HEADINGS), _ITEMS)
def test_a_split_loses_no_item_and_moves_none(yes: list[str], headings: tuple[str, str], no: list[str]) -> None:
    inclusion, exclusion = split_text("\n".join([headings[0], *yes, "", headings[1], *no]))
    assert re.findall(r"^\* q.*$", inclusion, re.M) == yes
    assert re.findall(r"^\* q.*$", exclusion, re.M) == no


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    split_text(text)


def test_huge_texts_end() -> None:
    assert split_text("a " * 200_000) == ("", "")
    assert split_text("Patients " + "are " * 50_000 + "x") == ("", "")
    assert split_text("* Inclusion " * 5_000)[1] == ""
