"""Topics of the rules of entry: found where a line speaks of them, and not where it only sounds so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.query.outline import read_outline
from finder.query.topics import count_lines, find_marks, find_topics, load_topics, pick_topic
from finder.vocabulary.phrases import compose_text


@pytest.mark.parametrize(
    ("line", "topics"),
    [
        ("Male or female patients aged 18 to 75 years", ["age", "sex"]),
        ("Women of childbearing age must use birth control", ["pregnancy"]),
        ("Men and women of childbearing potential must use contraception", ["pregnancy"]),
        ("WHO performance status 0-2", ["performance_status"]),
        ("WHO grade 1 or 2 tumor", []),
        ("No prior systemic therapy within 4 weeks prior to enrollment", ["earlier_treatment"]),
        ("Signed consent prior to the start of therapy", []),
        ("Condom use until 6 months after the last dose of study drug", ["pregnancy"]),
        ("Progressed on everolimus, washout of 4 weeks", ["earlier_treatment"]),
        ("AST and ALT ≤ 3 × ULN; eGFR ≥ 50 mL/min", ["lab_limit"]),
        ("Mutation of EGFR", []),
        ("Platelet transfusion is allowed", []),
        ("Hémoglobine < 9 g/dL, créatinine normale", ["lab_limit"]),
        ("Alter ab 18 Jahren", []),
        ("", []),
    ],
)
def test_topics_of_a_line(line: str, topics: list[str]) -> None:
    assert find_topics(line) == topics


def test_marks_are_the_words_of_the_line_itself() -> None:
    line = "Cre\u0301atinine “normal”: hemoglobin ≥ 9, aged ≥ 18"
    composed = compose_text(line)
    assert [composed[mark.start : mark.end] for mark in find_marks(line)] == ["Créatinine", "hemoglobin", "aged"]
    assert [composed[mark.start : mark.end] for mark in find_marks(line, "age")] == ["aged"]


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["prior", "therapy", "age", "18 years", "to", "ECOG", "é"])).map(" ".join)
)
def test_marks_stand_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for mark in find_marks(text):
        assert at <= mark.start < mark.end <= len(compose_text(text))
        assert mark.topic in load_topics()
        at = mark.end


def test_a_picked_line_keeps_its_exceptions_and_stands_below_the_lines_it_belongs_to() -> None:
    items = read_outline("* None of:\n  * platelets below 100\n  * fever\n* AST in range\n  * or twice that\n* Cough")
    picked = pick_topic(items, "lab_limit")
    assert [(item.text, [child.text for child in item.children]) for item in picked] == [
        ("None of:", ["platelets below 100"]),
        ("AST in range", ["or twice that"]),
    ]
    assert count_lines(picked, "lab_limit") == 2
    assert pick_topic(items, "sex") == ()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["prior ", "age over 18 years ", "platelets ", "prior to therapy ", "1.", "年龄"])
def test_two_million_characters_are_scanned(piece: str) -> None:
    assert isinstance(find_topics(piece * (2_000_000 // len(piece))), list)
