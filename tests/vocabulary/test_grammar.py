"""Cues of sentences: each finds its own examples, and a broken file is refused by name."""

import pytest

from finder.errors import DeclarationError
from finder.vocabulary.grammar import Cue, finds_cue, load_cue, load_cues, parse_cues, spell_cue

ALL = [pytest.param(cue, id=cue.id) for cue in load_cues().values()]

GOOD = """
[[cue]]
id = "spread"
about = "It has spread to what follows"
place = "before"
reach = 10
stops = "."
words = ["metasta* to"]
examples = ["metastases to the | lung"]
"""


@pytest.mark.parametrize("cue", ALL)
def test_a_cue_finds_its_examples_and_not_its_counter_examples(cue: Cue) -> None:
    assert [example for example in cue.examples if not finds_cue(cue, example)] == []
    assert [example for example in cue.counter_examples if finds_cue(cue, example)] == []


@pytest.mark.parametrize("cue", ALL)
def test_examples_of_a_cue_with_a_place_show_it(cue: Cue) -> None:
    placed = [example for example in (*cue.examples, *cue.counter_examples) if example.count("|") == 1]
    assert len(placed) == (0 if cue.place == "anywhere" else len(cue.examples) + len(cue.counter_examples))


def test_reach_and_stops_bound_a_cue() -> None:
    cue = parse_cues(GOOD)["spread"]
    assert finds_cue(cue, "Metastatic to the |")
    assert not finds_cue(cue, "metastatic to more than ten letters |")
    assert not finds_cue(cue, "metastases to. The |")
    assert not finds_cue(cue, "premetastases to the |")


def test_a_cue_without_reach_stands_right_beside() -> None:
    after = parse_cues(GOOD.replace("before", "after").replace("reach = 10\n", ""))["spread"]
    assert finds_cue(after, "lung |- metastatic to bone")
    assert not finds_cue(after, "lung | and metastatic to bone")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("words", "wörter"), "not valid TOML"),
        (GOOD.replace('words = ["metasta* to"]', "words = []"), "words"),
        (GOOD.replace("place", "spot"), "spot"),
        (GOOD.replace("metasta* to", "a"), "too short"),
        (GOOD + GOOD, "twice"),
        ("", "cue"),
    ],
)
def test_a_broken_file_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        parse_cues(text)


def test_an_unknown_cue_is_refused() -> None:
    with pytest.raises(DeclarationError, match="no cue nowhere"):
        load_cue("nowhere")
    with pytest.raises(DeclarationError, match="no cue nowhere"):
        spell_cue("nowhere")
