"""The kept seeds hold, and the fuzzer that begins with them finds nothing in a few seconds."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.parse_target import SEEDS, list_seeds
from fuzz.targets import READERS, read

SCRIPT = Path(__file__).with_name("parse_target.py")


def test_each_reader_has_a_seed() -> None:
    assert {path.name for path in SEEDS.iterdir()} == READERS.keys()


@pytest.mark.parametrize(
    ("name", "data"), list(list_seeds()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_kept_seed_holds(name: str, data: bytes) -> None:
    read(name, data)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris, the fuzzer, has no package here")
def test_a_few_seconds_of_fuzzing_find_nothing(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "--seconds", "5", "--corpus", str(tmp_path), "--found", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(list(tmp_path.iterdir())) > len(list(list_seeds())), "what it ran through guides it"
