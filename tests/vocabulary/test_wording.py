"""The words in place of codes: complete, readable, and never in the way of a code that nobody has foreseen."""

import re

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from dashboard.words import load_words
from finder.errors import DeclarationError
from finder.schema import load_columns
from finder.vocabulary.plain import load_plain
from finder.vocabulary.wording import load_wording, parse_wording

HARDEST_GRADE = 8
# Columns whose allowed values only programs and their makers read.
NOT_READ_BY_PEOPLE = {"allocation", "point_source", "role", "outcome"}
READ_BY_PEOPLE = sorted(name for name, c in load_columns().items() if c.values and name not in NOT_READ_BY_PEOPLE)


def measure_grade(sentence: str) -> float:
    """Reading grade by letters a word and words a sentence, each name of the rule counted as one short word.

    So is what a record calls a thing, which stands in “quotation marks”.
    """
    known = [*load_wording().medical_names, *load_wording().other_names]
    sentence = re.sub("“[^”]*”", "name", sentence)
    names = sorted(map(re.escape, known), key=len, reverse=True)
    plain = re.sub(rf"\b(?:{'|'.join(names)})s?\b", "name", sentence, flags=re.IGNORECASE)
    return float(textstat.automated_readability_index(re.sub(r"\{\w+\}", "name", plain)))


def split_sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def list_our_sentences() -> list[tuple[str, str]]:
    wording = [
        (f"wording {group}.{code}", term.meaning)
        for group, terms in load_wording().groups.items()
        for code, term in terms.items()
    ]
    plain = [
        (f"plain {column}.{value}", text)
        for column, told in load_plain().values.items()
        for value, text in told.items()
    ]
    # What Streamlit says stands there only to be said in another language.
    ours = [(f"words {name}", text) for name, text in load_words().items() if not name.startswith("widget.")]
    said = [*wording, *plain, *ours]
    return [(name, part) for name, text in said for part in split_sentences(text) if len(part.split()) > 3]


@pytest.mark.parametrize("column", READ_BY_PEOPLE)
def test_every_value_that_people_read_has_a_label_and_a_meaning(column: str) -> None:
    terms = load_wording().groups[column]
    assert set(terms) == set(load_columns()[column].values)
    assert all(term.label and term.meaning.endswith(".") for term in terms.values())


def test_labels_of_one_menu_differ() -> None:
    for group, terms in load_wording().groups.items():
        labels = [term.label for term in terms.values()]
        assert len(labels) == len(set(labels)), group


def test_every_sentence_reads_at_grade_eight_or_below() -> None:
    sentences = list_our_sentences()
    assert len(sentences) > 150
    hard = {f"{name}: {text}": grade for name, text in sentences if (grade := measure_grade(text)) > HARDEST_GRADE}
    assert hard == {}


def test_the_measure_tells_hard_from_easy() -> None:
    assert measure_grade("You can call the site and ask if it is still open.") < 4
    hard = "Participants demonstrating radiographic progression subsequently necessitate comprehensive reassessment."
    assert measure_grade(hard) > 15


def test_every_medical_name_is_used() -> None:
    said = " ".join(
        [text for _, text in list_our_sentences()]
        + [term.label for terms in load_wording().groups.values() for term in terms.values()]
    ).casefold()
    assert [name for name in load_wording().medical_names if name.casefold() not in said] == []


def test_a_code_nobody_foresaw_is_shown_as_words_without_a_meaning() -> None:
    term = load_wording().term("status", "PAUSED_BY_SPONSOR")
    assert (term.label, term.meaning) == ("Paused by sponsor", "")


@given(st.text(), st.sampled_from([*load_wording().groups, "no_such_group"]))
def test_every_code_gets_some_label(code: str, group: str) -> None:
    assert load_wording().label(group, code)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("medical_names = [", "wording.toml"),
        ("medical_names = []\nother_names = []\n[status.A]\nlabel = 5\n", "label"),
        ("medical_names = []\nother_names = []\n[status.A]\nlabl = 'x'\n", "labl"),
        ("medical_names = []\nother_names = []\n[colour.A]\nlabel = 'x'\n", "status"),
    ],
)
def test_a_broken_file_is_refused_and_the_place_is_named(text: str, named: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        parse_wording(text)
    assert named in str(failure.value)
    assert failure.value.remedy
