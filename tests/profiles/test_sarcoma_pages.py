"""The dashboard under the example profile: the list, one trial, the check, and no page without content of its own."""

from pathlib import Path

import pytest
from other_disease import find_net_words, name_trial, open_pages

pytestmark = pytest.mark.timeout(600)
PAGES: tuple[tuple[str, dict[str, list[str]]], ...] = (
    ("", {"site": ["liposarcoma"]}),
    ("trial", {"nct": [name_trial(1)]}),
    ("trial", {"nct": [name_trial(6)]}),
    ("compare", {"nct": [name_trial(1), name_trial(2)]}),
    ("fit", {}),
    ("people", {}),
    ("news", {}),
    ("glossary", {}),
    ("centers", {}),
)


@pytest.fixture(scope="module")
def pages(answers: dict[tuple[str, ...], tuple[int, str, str]]) -> list[str]:
    """What stands on each of PAGES."""
    return open_pages(Path(answers[("HOME",)][1]), PAGES)


def test_the_list_and_the_filters_have_the_words_of_the_profile(pages: list[str]) -> None:
    assert "Find a trial for a sarcoma" in pages[0]
    assert "Kind of sarcoma" in pages[0]
    assert "Angiosarcoma and like" in pages[0]
    assert "Doxorubicin in Advanced Liposarcoma" in pages[0]


def test_a_trial_is_told_in_the_words_of_the_profile(pages: list[str]) -> None:
    assert "Soft tissue or bone" in pages[1]
    assert "Mainly for sarcoma" in pages[1]
    assert "Liposarcoma" in pages[1]


def test_the_check_asks_what_the_profile_asks(pages: list[str]) -> None:
    assert "Which kind of sarcoma is it?" in pages[4]
    assert "fit_prrt" not in pages[4]
    assert "fit_grade" not in pages[4]


@pytest.mark.parametrize("page", range(len(PAGES)), ids=lambda page: PAGES[page][0] or "list")
def test_no_page_speaks_of_the_other_disease(pages: list[str], page: int) -> None:
    assert find_net_words(pages[page]) == []
