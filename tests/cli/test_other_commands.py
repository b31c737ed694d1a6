"""refresh, centers, sources, export and doctor, each as a person or a nightly job would call it."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from filelock import FileLock

from finder.lock import LOCK_NAME


def test_refresh_publishes_and_says_what_changed(run, publish_in, tmp_path: Path) -> None:
    publish_in()
    env = {"NET_FINDER_HOME": str(tmp_path)}
    first = run("refresh", "--source", "starter_centers", env=env)
    assert first.code == 0, first.err
    assert "Published data of 2026-11-19 from ClinicalTrials.gov." in first.out
    assert "trials: 4 (as many as last time)" in first.out
    assert re.search(r"centers: \d+ \(\+\d+ since the last refresh\)", first.out)
    again = run("refresh", "--source", "starter_centers", "--json", env=env)
    assert again.code == 0
    assert {json.loads(line)["event"] for line in again.err.splitlines()} >= {"run_started", "published", "run_ended"}
    report = json.loads(again.out)
    assert report["published"] is True
    assert report["source"] == "clinicaltrials_gov"
    assert report["change"]["centers"] == 0
    assert {outcome["name"] for outcome in report["outcomes"]} >= {"starter_centers"}
    assert Path(report["snapshot"]).is_file()


def test_refresh_without_the_network_leaves_the_last_snapshot(call, publish_in, tmp_path: Path) -> None:
    snapshot = publish_in()
    before = snapshot.read_bytes()
    ran = call("refresh", env={"NET_FINDER_HOME": str(tmp_path)})
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert "NET_FINDER_OFFLINE" in ran.err
    assert (snapshot.read_bytes(), (tmp_path / "snapshots" / "current").read_text().strip()) == (before, snapshot.name)


def test_a_second_refresh_says_so_and_ends_with_four(run, tmp_path: Path) -> None:
    with FileLock(tmp_path / LOCK_NAME):
        ran = run("refresh", "--source", "starter", env={"NET_FINDER_HOME": str(tmp_path)})
    assert ran.code == 4
    assert "Another refresh is running" in ran.err


def test_centers_in_all_forms(call, tmp_path: Path) -> None:
    assert call("centers").out.splitlines()[1].split("\t")[:3] == [
        "Fake Center",
        "Houston, United States",
        "Fake seal (seen 2025)",
    ]
    (record,) = json.loads(call("centers", "--json").out)
    assert record["accreditation"] == ["Fake seal"]
    (row,) = csv.DictReader(io.StringIO(call("centers", "--format", "csv").out.removeprefix("\ufeff")))
    assert row["name"] == "Fake Center"
    path = tmp_path / "centers.csv"
    assert call("centers", "--output", str(path)).code == 0
    assert "Fake Center" in path.read_text("utf-8-sig")


def test_sources_tell_how_each_was_read(call) -> None:
    (record,) = json.loads(call("sources", "--json").out)
    assert (record["name"], record["outcome"], record["rows"]) == ("clinicaltrials_gov", "data", 4)


def test_export_writes_every_table_and_explains_it(call, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "lists"
    ran = call("export", str(folder), "--json")
    names = json.loads(ran.out)["files"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert {"trials.csv", "sites.csv", "centers.csv", "datapackage.json"} <= set(names)
    assert call("export", str(folder)).code == 0


def test_doctor_without_the_network_looks_at_the_rest(call) -> None:
    ran = call("doctor", "--json")
    report = json.loads(ran.out)
    checks = {check["name"]: check for check in report["checks"]}
    assert (ran.code, report["ok"]) == (0, True)
    assert set(checks) == {"network", "response cache", "home", "disk", "snapshot", "places"}
    assert "NET_FINDER_OFFLINE" in checks["network"]["detail"]
    assert "4 trials" in checks["snapshot"]["detail"]


def test_doctor_says_what_to_do_about_each_thing_that_is_wrong(call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    address = "http://127.0.0.1:9/api/v2"
    env = {
        "NET_FINDER_HOME": str(tmp_path / "file" / "home"),
        "NET_FINDER_OFFLINE": "0",
        "NET_FINDER_CTGOV_URL": address,
        "NET_FINDER_MIN_INTERVAL": "0",
    }
    ran = call("doctor", "--json", env=env)
    checks = {check["name"]: check for check in json.loads(ran.out)["checks"]}
    assert ran.code == 1
    assert not checks["home"]["ok"]
    assert "NET_FINDER_HOME" in checks["home"]["remedy"]
    assert not checks["snapshot"]["ok"]
    assert "net-finder refresh" in checks["snapshot"]["remedy"]
    network = [check for name, check in checks.items() if name.startswith("network")]
    assert network
    assert not any(check["ok"] for check in network)
    assert all("NET_FINDER_CTGOV_URL" in check["remedy"] for check in network)


@pytest.mark.parametrize("words", [[], ["--help"], ["search", "-h"], ["dashboard", "--help"]])
def test_help_has_an_example(call, words: list[str]) -> None:
    ran = call(*words)
    assert (ran.code, ran.err) == (0, "")
    assert "Example: net-finder" in " ".join(ran.out.split())


def test_version(call) -> None:
    assert call("--version").out.startswith("net-finder ")
