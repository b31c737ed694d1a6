"""The labelled pairs are sound, and the figures that were reached are kept."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import institutions
from benchmarks.institutions import (
    FIELDS,
    LABELS,
    SIDES,
    Agreement,
    Pair,
    build_frame,
    group_names,
    is_kept_out,
    join_pairs,
    read_pairs,
    score_pairs,
)
from finder.normalize.institution_match import THRESHOLD
from finder.places import find_country_code

PAIRS = read_pairs(LABELS)


@pytest.fixture(scope="module")
def groups() -> "dict[tuple[str, ...], int]":
    return group_names(build_frame(PAIRS), THRESHOLD)


def test_there_are_enough_pairs_of_both_kinds() -> None:
    counts = Counter(pair["same"] for pair in PAIRS)
    assert counts["yes"] >= 70
    assert counts["no"] >= 100
    assert 0.25 < sum(map(is_kept_out, PAIRS)) / len(PAIRS) < 0.42


def test_no_pair_is_labelled_twice() -> None:
    keys = [frozenset(tuple(pair[f"{field}_{side}"] for field in FIELDS) for side in SIDES) for pair in PAIRS]
    assert max(Counter(keys).values()) == 1
    assert all(len(key) == 2 for key in keys)


def test_no_contact_and_no_unknown_country_is_in_the_pairs() -> None:
    for pair in PAIRS:
        for side in SIDES:
            assert find_country_code(pair[f"country_{side}"]) == pair[f"country_{side}"]
            assert pair[f"name_{side}"].strip()
            assert not re.search(
                r"@|\+?\d[\d ().-]{7,}\d|\bM\.?D\.?\b(?! Anderson)|https?:", pair[f"name_{side}"].replace("M.D. A", "")
            )


def test_the_side_of_a_name_does_not_decide_the_part() -> None:
    for pair in PAIRS[:50]:
        turned = {key[:-1] + {"a": "b", "b": "a"}[key[-1]]: pair[key] for key in pair if key[-2:] in ("_a", "_b")}
        assert is_kept_out({**pair, **turned}) == is_kept_out(pair)


@pytest.mark.parametrize(("kept_out", "recall"), [(False, 0.75), (True, 0.55)])
def test_precision_comes_first(groups: "dict[tuple[str, ...], int]", kept_out: bool, recall: float) -> None:
    agreement = score_pairs(join_pairs([pair for pair in PAIRS if is_kept_out(pair) == kept_out], groups))
    assert agreement.precision >= 0.99
    assert agreement.recall >= recall


def test_agreement_is_counted() -> None:
    pairs: list[tuple[Pair, bool]] = [({"same": "yes"}, True), ({"same": "yes"}, False), ({"same": "no"}, True)]
    agreement = score_pairs([*pairs, ({"same": "no"}, False)])
    assert agreement == Agreement(right=1, wrong=1, missed=1)
    assert (agreement.precision, agreement.recall, agreement.f1) == (0.5, 0.5, 0.5)


def test_the_benchmark_lists_its_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.csv"
    header = [f"{field}_{side}" for side in SIDES for field in FIELDS] + ["same", "note"]
    rows = [
        [f"Fake Hospital {n}", "Boston", "", "US", f"Other Hospital {n}", "Boston", "", "US", "yes", "made up"]
        for n in range(9)
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    assert institutions.main([str(path)]) == 0
    told = capsys.readouterr().out
    assert "! missed: Fake Hospital" in told
    assert "kept-out" in told
    assert "<- used" in told
    path.write_text(path.read_text("utf-8").replace(",yes,", ",maybe,"), "utf-8")
    with pytest.raises(ValueError, match="maybe"):
        read_pairs(path)
