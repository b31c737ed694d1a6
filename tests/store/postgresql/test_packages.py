"""The packages for a server are asked for only where a server is set, and by name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_RUN = """
import sys
sys.modules.update(dict.fromkeys({missing!r}))
from finder.cli import run_command
sys.exit(run_command(["--debug", {command!r}]))
"""


def run_without(missing: list[str], command: str, home: Path, store: str = "") -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own that cannot import some packages."""
    environment = {**os.environ, "NET_FINDER_HOME": str(home), "NET_FINDER_STORE": store, "NET_FINDER_OFFLINE": "1"}
    program = [sys.executable, "-c", _RUN.format(missing=missing, command=command)]
    return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", ["alembic", "psycopg", "sqlalchemy"])
def test_a_server_without_its_packages_says_what_to_install(missing: str, tmp_path: Path) -> None:
    ended = run_without([missing], "status", tmp_path, "postgresql://planted_user_x:planted-pass@127.0.0.1:9/fake")
    assert ended.returncode == 2, ended.stderr
    assert f"the package {missing}" in ended.stderr
    assert "pip install 'net-finder[servers]'" in ended.stderr
    assert "planted" not in ended.stdout + ended.stderr


def test_the_small_default_needs_none_of_them(tmp_path: Path) -> None:
    ended = run_without(["alembic", "psycopg", "redis", "sqlalchemy"], "status", tmp_path)
    assert ended.returncode == 5, ended.stderr
