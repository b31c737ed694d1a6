"""The search words: what they must hold, and how a broken file is told."""

import pytest

from finder.errors import DeclarationError
from finder.vocabulary.search import Plan, load_plans, parse_plans

GOOD = """
[areas]
disease = ["Condition", "BriefTitle"]
[[plans]]
name = "one"
areas = "disease"
words = ["carcinoid", "islet cell tumor"]
"""


def test_a_plan_is_read_whole() -> None:
    assert parse_plans(GOOD) == [
        Plan(name="one", areas=("Condition", "BriefTitle"), words=("carcinoid", "islet cell tumor"))
    ]


def test_the_projects_plans_stay_simple_and_name_what_they_must() -> None:
    plans = load_plans()
    assert all(len(plan.words) * len(plan.areas) <= 15 for plan in plans)
    words = {word.lower() for plan in plans for word in plan.words}
    assert {"neuroendocrine", "carcinoid", "pheochromocytoma", "insulinoma", "dotatate", "edotreotide"} <= words
    assert not any("melanoma" in word or "small cell lung" in word for word in words)
    assert not any("ConditionAncestorTerm" in plan.areas for plan in plans)


def test_the_halves_of_a_plan_ask_the_same() -> None:
    plan = Plan(name="x", areas=("Condition",), words=("aa", "bb", "cc"))
    first, second = plan.split()
    assert first.words + second.words == plan.words
    assert first.words
    assert second.words
    assert first.areas == second.areas == plan.areas


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (GOOD.replace('name = "one"', "name = one"), "Invalid value"),
        (GOOD.replace("words", "wrods"), "wrods"),
        (GOOD.replace('areas = "disease"', 'areas = "desease"'), "desease"),
        (GOOD.replace('"carcinoid"', "7"), "words"),
        (GOOD.replace('"carcinoid"', '"AREA[Phase]"'), "AREA"),
        (GOOD.replace('"carcinoid"', "'say \"hi\"'"), "words"),
        (GOOD.replace('"carcinoid", "islet cell tumor"', ""), "words"),
        (GOOD.replace('"Condition"', '"Condition) OR (x"'), "areas"),
        (GOOD + GOOD.partition("[[plans]]")[1] + GOOD.partition("[[plans]]")[2], "two plans"),
        ("[areas]\n", "plans"),
        ("", "areas"),
    ],
)
def test_a_broken_file_is_told_in_one_sentence(broken: str, told: str) -> None:
    with pytest.raises(DeclarationError, match=told) as failure:
        parse_plans(broken)
    assert "search_words.toml" in failure.value.message
    assert failure.value.remedy
    assert "\n" not in failure.value.message
