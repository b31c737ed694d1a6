"""The table of the README is that of the kept results, and every measurement writes a part of it."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import results
from benchmarks.dashboard_peer import read_lines
from benchmarks.growth import describe_growth
from benchmarks.results import BEGIN, END, KEPT, PARTS, README, Part, keep_part, replace_part, write_part, write_parts
from benchmarks.turns import Taken, compare_pairs, take_turns, write_times
from benchmarks.whole_questions import KINDS

PART = Part("growth", "Fake.", "Made up.", ["", "ms"], [["ours", "1.0"]], "2026-11-20", "2 cores")


def test_the_readme_shows_what_is_kept() -> None:
    found = re.search(rf"{BEGIN}\n(.*?){END}", README.read_text("utf-8"), re.DOTALL)
    assert found, f"README.md has no part between {BEGIN} and {END}."
    assert found[1] == write_parts(json.loads(KEPT.read_text("utf-8"))), "Write it anew: python -m benchmarks.results"


def test_every_part_is_measured_by_the_command_that_it_names() -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    assert list(kept) == [name for name in PARTS if name in kept]
    for name in PARTS:
        assert f"python -m benchmarks.{name}" in (import_module(f"benchmarks.{name}").__doc__ or "")
    for name, part in kept.items():
        assert part["name"] == name
        assert part["rows"]
        assert {len(row) for row in part["rows"]} == {len(part["columns"])}


def test_a_part_takes_the_place_of_the_one_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "results.json"
    keep_part(PART, file)
    keep_part(Part("refresh_peers", "Fake.", "", [""], [["x"]]), file)
    keep_part(Part("growth", "Newer.", "", [""], [["x"]]), file)
    kept = json.loads(file.read_text("utf-8"))
    assert [(name, part["title"]) for name, part in kept.items()] == [("refresh_peers", "Fake."), ("growth", "Newer.")]
    assert "| ours | 1.0 |" in capsys.readouterr().out


def test_only_what_is_between_the_marks_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    keep_part(PART, tmp_path / "results.json")
    monkeypatch.setattr(results, "KEPT", tmp_path / "results.json")
    monkeypatch.setattr(results, "README", page)
    results.main()
    assert page.read_text() == f"before\n{BEGIN}\n{write_part(PART)}{END}\nafter\n"
    with pytest.raises(ValueError, match="no <!-- benchmarks -->"):
        replace_part("no marks", "")


def test_a_ratio_is_that_of_turns_side_by_side() -> None:
    ours, peer = Taken((1.0, 2.0, 9.0), (1.0, 1.0, 1.0)), Taken((2.0, 4.0, 9.0), (3.0, 3.0, 3.0))
    assert compare_pairs(ours, peer) == 2.0
    assert compare_pairs(ours, peer, cpu=True) == 3.0
    assert [write_times(ratio) for ratio in (154.2, 2.31, 0.5)] == ["154", "2.3", "0.50"]


def test_ways_take_turns_after_one_to_warm_up() -> None:
    told: list[str] = []
    taken = take_turns({"a": lambda: told.append("a"), "b": lambda: told.append("b")}, 2)
    assert told == ["a", "b"] * 3
    assert {len(of_way.wall) for of_way in taken.values()} == {2}


def test_what_the_dashboard_prints_becomes_a_table() -> None:
    said = [
        f"{'25 people act every 5 s: the plain app':<58} {'p50 1 ms, p95 2 ms, no error':<34} {'':<28} load 1.0\n",
        "    3 times: an error\n",
        f"{'95th percentile, plain app against dashboard':<58} {'9.1 times':<34} {'goal 10 times':<28} load 1.0\n",
    ]
    assert read_lines([*said, *said]).columns == ["", "turn 1", "turn 2"]
    assert read_lines([*said, said[2].replace("9.1", "8.0")]).rows == [
        ["25 people act every 5 s: the plain app", "p50 1 ms, p95 2 ms, no error"],
        ["95th percentile, plain app against dashboard", "9.1 times", "8.0 times"],
    ]


def test_growth_in_step_has_the_exponent_one() -> None:
    sizes = [1_000, 10_000, 100_000]
    built = [{"processor": size / 100, "mb": 50.0, "size": size / 10} for size in sizes]
    answers = [{"kinds": {name: {"p50": size**0.5, "p95": float(size)} for name in KINDS}} for size in sizes]
    rows = {row[0]: row[1:] for row in describe_growth(sizes, built, answers).rows}
    assert rows["build"] == ["10 s", "100 s", "1,000 s", "1.00"]
    assert rows["build, peak memory"][-1] == "0.00"
    assert {rows[name][-1] for name in KINDS} == {"0.50"}
    assert {rows[name][1] for name in KINDS} == {"100 (10,000) ms"}
