"""The generated whole registry has the wanted numbers, can be built and asked, and is the same for the same seed."""

from pathlib import Path

import pytest

from benchmarks.whole_questions import KINDS, measure_questions
from benchmarks.whole_registry import build, fit_exponent
from benchmarks.whole_tables import build_snapshot, generate_tables
from finder.store import packing
from finder.store.packed_snapshot import PackedSnapshot
from finder.store.question import Question
from finder.store.reader import open_file


def test_tables_have_the_wanted_numbers_and_are_the_same_again() -> None:
    first, again = (list(generate_tables(300, 2_700, seed=5)) for _ in range(2))
    assert sum(len(tables["trials"]) for tables in first) == 300
    assert sum(len(tables["sites"]) for tables in first) == 2_700
    for tables, same in zip(first, again, strict=True):
        assert tables["trials"].equals(same["trials"])
        assert tables["sites"].equals(same["sites"])
    assert all(title.startswith("Fake") for title in first[0]["trials"]["title"])


def test_a_generated_registry_is_built_checked_and_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "PACKED_FROM", 100)
    path = build_snapshot(tmp_path, 300, 2_700)
    reader = open_file(path)
    assert isinstance(reader.snapshot, PackedSnapshot)
    assert reader.holds_all
    assert reader.count_trials(Question()) == 300
    told = measure_questions(path, tmp_path / "places.sqlite", 1)
    assert set(told["kinds"]) == set(KINDS)


def test_a_kept_registry_is_built_once_and_again_when_it_is_gone(tmp_path: Path) -> None:
    first = build(tmp_path, 300)
    path = Path(first["path"])
    made = path.stat()
    assert build(tmp_path, 300) == first
    assert path.stat().st_mtime_ns == made.st_mtime_ns
    path.unlink()
    again = build(tmp_path, 300)
    assert again != first
    assert Path(again["path"]).is_file()


def test_the_exponent_of_a_power_law_is_found() -> None:
    assert fit_exponent([10, 100, 1000], [3.0, 30.0, 300.0]) == pytest.approx(1)
    assert fit_exponent([10, 1000], [7.0, 7.0]) == pytest.approx(0)
