"""Wrong input ends as one line that names the thing and the remedy, with the promised exit code; no traceback."""

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

Ran = namedtuple("Ran", "code out err")


def assert_told(ran, code: int, *named: str) -> None:
    """One line on standard error, nothing on standard output, the exit code, and each word named."""
    assert ran.code == code, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 1, ran.err
    assert ran.err.startswith("net-finder: ")
    for word in named:
        assert word in ran.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--near", "Springfield"], ["Springfield", "Illinois", "Missouri"]),
        (["--phase", "7"], ["phase", "'7'", "1/2"]),
        (["--within", "soon", "--near", "Houston, TX"], ["within", "'soon'", "100mi"]),
        (["--limit", "-1"], ["--limit", "-1"]),
        (["--format", "xml"], ["--format", "csv"]),
        (["--text", "two\nlines\x1b[31m", "--phase", "\x1b]0;owned\x07"], ["phase"]),
    ],
)
def test_search_refuses(run, words, named) -> None:
    ran = run("search", *words)
    assert_told(ran, 2, *named)
    assert "\x1b" not in ran.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--near", "Nowhereville-on-Sea"], ["Nowhereville-on-Sea"]),
        (["--near", ""], ["near"]),
        (["--within", "100mi"], ["within", "near"]),
        (["--status", "closed-ish"], ["status", "recruiting"]),
        (["--site", "knee"], ["site", "pancreas"]),
        (["--age", "old"], ["age"]),
        (["--updated-since", "2026-13-01"], ["updated-since"]),
        (["--sort", "luck"], ["sort"]),
        (["--text", "x" * 5000], ["text"]),
        (["--limit", "0"], ["--limit"]),
        (["--limit", "many"], ["--limit"]),
        (["--rows", "person"], ["--rows", "site"]),
        (["--output", "list.ods"], ["list.ods", "--format"]),
        (["--colour", "red"], ["--colour"]),
        (["surplus"], ["surplus"]),
    ],
)
def test_search_refuses_within_one_process(call, words, named) -> None:
    assert_told(call("search", *words), 2, *named)


def test_search_refuses_two_forms_at_once(call) -> None:
    failure = json.loads(call("search", "--format", "csv", "--json").err)
    assert failure["exit"] == 2
    assert "--json" in failure["error"]


def test_an_output_into_nowhere(run, tmp_path: Path) -> None:
    assert_told(run("search", "--output", str(tmp_path / "no" / "list.csv")), 2, str(tmp_path / "no"))


def test_an_output_into_a_folder(call, tmp_path: Path) -> None:
    assert_told(call("search", "--format", "csv", "--output", str(tmp_path)), 2, str(tmp_path))


def test_an_export_into_a_file(run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    assert_told(run("export", str(tmp_path / "file")), 2, "file")
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize(
    ("variable", "value", "takes"),
    [
        ("NET_FINDER_MIN_INTERVAL", "fast", "seconds"),
        ("NET_FINDER_OFFLINE", "perhaps", "0 or 1"),
        ("NET_FINDER_CTGOV_URL", "gopher://x", "http"),
    ],
)
def test_a_wrong_setting(run, variable: str, value: str, takes: str) -> None:
    assert_told(run("status", env={variable: value}), 2, variable, value, takes)


@pytest.mark.parametrize("command", ["search", "refresh", "doctor", "sources", "centers"])
def test_a_wrong_setting_stops_every_command(call, command: str) -> None:
    assert_told(call(command, env={"NET_FINDER_MIN_INTERVAL": "fast"}), 2, "NET_FINDER_MIN_INTERVAL", "fast")


@pytest.mark.parametrize("command", [["search"], ["show", "NCT99000001"], ["status"], ["sources"], ["export", "x"]])
def test_no_snapshot_yet(call, tmp_path: Path, command: list[str]) -> None:
    assert_told(call(*command, env={"NET_FINDER_HOME": str(tmp_path)}), 5, str(tmp_path), "net-finder refresh")


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_snapshot(call, home: Path, tmp_path: Path, damage: bytes) -> None:
    shutil.copytree(home / "snapshots", tmp_path / "snapshots")
    snapshot = next((tmp_path / "snapshots").glob("*.sqlite"))
    snapshot.write_bytes(damage)
    assert_told(call("search", env={"NET_FINDER_HOME": str(tmp_path)}), 5, snapshot.name, "refresh")
    assert snapshot.read_bytes() == damage


def test_a_snapshot_cut_in_half(run, home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "snapshots", tmp_path / "snapshots")
    snapshot = next((tmp_path / "snapshots").glob("*.sqlite"))
    os.truncate(snapshot, snapshot.stat().st_size // 2)
    assert_told(run("show", "NCT99000001", env={"NET_FINDER_HOME": str(tmp_path)}), 5, snapshot.name)


def test_show_of_an_unknown_trial(run) -> None:
    assert_told(run("show", "NCT00000000"), 1, "NCT00000000")


@pytest.mark.parametrize("nct_id", ["foo", "", "'; DROP TABLE trials", "N" * 3000, "NCT²"])
def test_show_of_no_number_at_all(call, nct_id: str) -> None:
    assert_told(call("show", nct_id), 1, nct_id[:10])


def test_show_without_a_trial(call) -> None:
    assert_told(call("show"), 2, "NCT_ID")


@pytest.mark.parametrize("age", ["soon", "-1h", "36", "h", "1w", "99999999999999d"])
def test_status_with_a_wrong_age(call, age: str) -> None:
    assert_told(call("status", "--max-age", age), 2, "--max-age", age)


def test_an_unknown_command_and_option(call) -> None:
    assert_told(call("serch"), 2, "serch")
    assert_told(call("--verbos", "search"), 2, "--verbos")


def test_an_unknown_source(call, tmp_path: Path) -> None:
    ran = call("refresh", "--source", "wikipedia", env={"NET_FINDER_HOME": str(tmp_path)})
    assert_told(ran, 2, "wikipedia", "clinicaltrials_gov")


def test_a_home_that_cannot_be_written(run, tmp_path: Path) -> None:
    """A file where the folder should be: nobody can write there, root included."""
    (tmp_path / "file").write_text("")
    ran = run("refresh", "--source", "starter", env={"NET_FINDER_HOME": str(tmp_path / "file" / "home")})
    assert_told(ran, 3, str(tmp_path / "file"), "NET_FINDER_HOME")


def test_a_read_only_home_can_be_read_and_is_told_when_it_should_be_written(environment, publish_in, tmp_path) -> None:
    publish_in()
    for folder in (tmp_path, tmp_path / "snapshots"):
        folder.chmod(0o500)
    # Root may write anywhere; without this right it is like any other user.
    like_others = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []

    def run_there(*words: str) -> subprocess.CompletedProcess[str]:
        command = [*like_others, sys.executable, "-m", "finder", *words]
        env = {**environment, "NET_FINDER_HOME": str(tmp_path)}
        return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)

    assert "A lung study" in run_there("show", "NCT99000003").stdout
    refused = run_there("refresh", "--source", "starter")
    assert_told(Ran(refused.returncode, refused.stdout, refused.stderr), 3, str(tmp_path), "NET_FINDER_HOME")
    assert len(list(tmp_path.iterdir())) == 1
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("declaration", ["sources/clinicaltrials_gov.toml", "vocabulary/wording.toml"])
@pytest.mark.parametrize("damage", ["title = [broken", "surprise = 1\n"])
def test_a_broken_declaration(run, tmp_path: Path, declaration: str, damage: str) -> None:
    root = Path(__file__).resolve().parents[2]
    for name in ("finder", "dashboard"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "finder" / declaration
    file.write_text(f"{damage}\n{file.read_text()}")
    assert_told(run("search", path=[tmp_path]), 2, f"finder/{declaration}", "Correct that line.")


def test_a_failure_is_json_where_json_is_wanted(run, call) -> None:
    ran = run("search", "--near", "Springfield", "--json")
    assert (ran.code, ran.out) == (2, "")
    failure = json.loads(ran.err)
    assert failure["exit"] == 2
    assert failure["remedy"]
    assert "Springfield" in failure["error"]
    assert any("Illinois" in candidate for candidate in failure["candidates"])
    usage = json.loads(call("search", "--limit", "-1", "--json").err)
    assert usage["exit"] == 2
    assert "--limit" in usage["error"]
