"""Why a trial is here: our reading once, with the record's own sentences."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.query.matches import Match, group_matches, read_match

NEC = "NEC (neuroendocrine carcinoma)"
MANY_CANCERS = "For several cancers, neuroendocrine tumors among them"
TRIAL = {
    "treatments": ["targeted"],
    "primary_sites": ["pancreas", "lung"],
    "differentiation": "both",
    "title": "A fake trial of fakinib in lung NET",
    "conditions": ["Fake Lung NET", "Fake Pancreatic NET"],
    "inclusion": "* Adults with a fake tumor\n* A positive fake scan of somatostatin receptors, not older than a month",
    "matched": [
        "net_specific: Lung NET (condition)",
        "net_specific: lung NET (title)",
        "net_specific: Pancreatic NET (condition)",
        "sstr required: scan of somatostatin receptors (inclusion)",
        "sstr required: somatostatin receptors (inclusion)",
        "an old line",
    ],
}


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("net_included: a (G3) (title)", ("Why it is in the list", MANY_CANCERS, "a (G3)", "in the title", "title")),
        ("other: X (intervention)", ("What is tested", "Something else", "X", "in what is given", "intervention")),
        ("sstr required: a (arm)", ("Somatostatin receptors", "Must be positive", "a", "in the study groups", "arm")),
        ("stage allowed: a (title)", ("Spread of the tumor", "May be either", "a", "in the title", "title")),
        ("g1: low grade (title)", ("Grade of the tumor", "Grade 1", "low grade", "in the title", "title")),
        ("placebo: Sham (arm)", ("Placebo", "", "Sham", "in the study groups", "arm")),
        ("both, nec: a (arm)", ("Kind of tumor cell", NEC, "a", "in the study groups", "arm")),
        ("new_code: x (new field)", ("", "New code", "x", "", "new field")),
        ("of another shape", ("", "", "of another shape", "", "")),
    ],
)  # fmt: skip
def test_a_match_in_plain_words(line: str, match: tuple[str, str, str, str, str]) -> None:
    assert read_match(line, {"treatments": ["other"], "grades": ["g1"]}) == Match(*match)


def test_each_reading_stands_once_with_whole_sentences() -> None:
    groups = group_matches(TRIAL)
    assert [reading for reading, _ in groups] == [
        "Why it is in the list: For neuroendocrine tumors, alone or with one or two other diseases",
        "Somatostatin receptors: Must be positive",
        "",
    ]
    assert groups[0][1] == [
        ("Fake Lung NET", "in the list of diseases"),
        ("A fake trial of fakinib in lung NET", "in the title"),
        ("Fake Pancreatic NET", "in the list of diseases"),
    ]
    whole = "A positive fake scan of somatostatin receptors, not older than a month"
    assert groups[1][1] == [(whole, "in who may join")]
    assert groups[2][1] == [("an old line", "")]


@given(st.lists(st.text(), max_size=5), st.text())
@settings(deadline=None)
def test_no_match_is_too_odd(lines: list[str], text: str) -> None:
    trial: dict[str, Any] = {**TRIAL, "matched": lines, "inclusion": text}
    groups = group_matches(trial)
    assert sum(len(sentences) for _, sentences in groups) <= len(lines)
    assert all(read_match(line, trial).words in line for line in lines)


@pytest.mark.parametrize("cell", [None, float("nan"), 7, {"a": 1}])
def test_without_a_list_there_is_nothing_to_tell(cell: object) -> None:
    assert group_matches({**TRIAL, "matched": cell}) == []
