"""The house stands as drawn: imports go one way, files stay small, no drawers, every declaration is used."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TRACKED = [
    ROOT / line
    for line in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
]
PYTHON = [path for path in TRACKED if path.suffix == ".py" and path.is_file()]


def test_imports_follow_the_contracts() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_held_in_the_head(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300
    assert path.name not in {"utils.py", "helpers.py", "misc.py", "common.py"}


def test_only_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in PYTHON
        if path.is_relative_to(ROOT / "finder") and re.search(r"os\.(environ|getenv)", path.read_text("utf-8"))
    ]
    assert readers == ["finder/settings.py"]


def test_nothing_reads_pickle() -> None:
    code_runners = ("pickle", "shelve", "marshal")
    pattern = re.compile(rf"^\s*(import|from) ({'|'.join(code_runners)})\b|read_{code_runners[0]}", re.M)
    assert [path for path in PYTHON if pattern.search(path.read_text("utf-8"))] == []


def test_no_index_address_in_lock_files() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-servers.lock"):
        text = (ROOT / lock).read_text("utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_the_top_level_is_the_drawn_one() -> None:
    usual = {
        ".ci", ".github", ".gitignore", ".streamlit", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
        "README.md", "benchmarks", "cache", "dashboard", "deploy", "docs", "examples", "finder", "pyproject.toml",
        "requirements-dev.lock", "requirements-servers.lock", "requirements.lock", "tests",
    }  # fmt: skip
    assert {path.relative_to(ROOT).parts[0] for path in TRACKED if path.exists()} <= usual
