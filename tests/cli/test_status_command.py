"""`net-finder status` tells age, counts and sources, and its exit code can be watched by a job."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.cli.status import parse_age
from finder.store.checked import write_checked


def hours_ago(hours: int) -> str:
    return f"{datetime.now(UTC) - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"


def test_tells_age_counts_and_sources(call) -> None:
    ran = call("status")
    assert ran.code == 0
    assert "Data of 2026-11-19 from ClinicalTrials.gov, read on 2026-11-20." in ran.out
    assert "trials\t4" in ran.out
    assert "melanoma 2" in ran.out
    assert "clinicaltrials_gov\tdata\t4" in ran.out


@pytest.mark.parametrize(("age", "code"), [("36h", 0), ("3d", 0), ("29h", 1), ("1d", 1), ("90m", 1)])
def test_exits_with_one_where_the_data_is_older_than_asked(
    call, publish_in, tmp_path: Path, age: str, code: int
) -> None:
    publish_in(fetched_at=hours_ago(30))
    ran = call("status", "--max-age", age, env={"NET_FINDER_HOME": str(tmp_path)})
    assert ran.code == code
    assert ("older than" in ran.out) == bool(code)


def test_exits_with_one_where_a_source_that_all_depends_on_failed(call, publish_in, tmp_path: Path) -> None:
    publish_in(failed="starter_centers")
    ran = call("status", "--json", env={"NET_FINDER_HOME": str(tmp_path)})
    report = json.loads(ran.out)
    assert ran.code == 1
    assert report["ok"] is False
    assert "starter_centers" in report["failures"][0]


@pytest.mark.parametrize(("rows", "code"), [(5, 0), (0, 1)])
def test_a_lesser_source_that_failed_counts_where_its_rows_never_came(
    call, publish_in, tmp_path: Path, rows: int, code: int
) -> None:
    publish_in(failed="gtr", failed_rows=rows)
    env = {"NET_FINDER_HOME": str(tmp_path), "NET_FINDER_SOURCES": ""}
    ran = call("status", "--json", env=env)
    report = json.loads(ran.out)
    assert (ran.code, report["ok"]) == (code, not code)
    (said,) = report["failures"] if code else report["troubles"]
    assert "gtr could not be read, or not wholly. Could not be read." in said
    assert "orphadata" in report["not_asked"]
    assert not {"gtr", "starter", "nppes"} & set(report["not_asked"])
    told = call("status", env=env).out
    line = next(line for line in told.splitlines() if line.startswith("gtr\t"))
    assert "Could not be read." in line
    assert "Not asked yet: " in told


def test_a_lesser_source_that_is_off_by_choice_counts_for_nothing(call, publish_in, tmp_path: Path) -> None:
    publish_in(failed="gtr")
    for off in ({"NET_FINDER_SOURCES": "clinicaltrials_gov"}, {"NET_FINDER_SOURCES": "clinicaltrials_gov,orphadata"}):
        ran = call("status", "--json", env={"NET_FINDER_HOME": str(tmp_path), **off})
        assert (ran.code, json.loads(ran.out)["failures"]) == (0, [])
    publish_in(failed="nppes")
    assert call("status", env={"NET_FINDER_HOME": str(tmp_path), "NET_FINDER_SOURCES": ""}).code == 0
    on = {"NET_FINDER_HOME": str(tmp_path), "NET_FINDER_SOURCES": "", "NET_FINDER_NPPES": "1"}
    assert call("status", env=on).code == 1


def test_an_old_list_names_its_source_and_is_younger_where_nothing_newer_was_found(
    call, publish_in, tmp_path: Path
) -> None:
    path = publish_in(fetched_at=hours_ago(30))
    env = {"NET_FINDER_HOME": str(tmp_path)}
    assert (
        "The data of ClinicalTrials.gov (clinicaltrials_gov) is older than 6 hours."
        in call("status", "--max-age", "6h", env=env).out
    )
    write_checked(path, hours_ago(2))
    assert call("status", "--max-age", "6h", env=env).code == 0
    write_checked(path, "soon")
    assert call("status", "--max-age", "6h", env=env).code == 1


def test_starter_data_is_told_and_as_old_as_its_records(call, publish_in, tmp_path: Path) -> None:
    publish_in(source="starter", fetched_at="2026-07-31")
    ran = call("status", "--max-age", "36h", "--json", env={"NET_FINDER_HOME": str(tmp_path)})
    report = json.loads(ran.out)
    assert ran.code == 1
    assert report["starter"] is True
    assert "starter data, most of it recorded on" in report["credit"]
    assert "net-finder refresh" in report["credit"]
    assert report["age_seconds"] >= timedelta(days=111).total_seconds()


def test_a_clock_that_goes_wrong_makes_no_negative_age(call, publish_in, tmp_path: Path) -> None:
    publish_in(fetched_at=hours_ago(-5))
    ran = call("status", "--max-age", "1m", "--json", env={"NET_FINDER_HOME": str(tmp_path)})
    assert (ran.code, json.loads(ran.out)["age_seconds"]) == (0, 0)


@given(st.integers(0, 999_999), st.sampled_from([("m", "minutes"), ("h", "hours"), ("d", "days")]))
def test_reads_every_age_it_says_it_takes(number: int, unit: tuple[str, str]) -> None:
    assert parse_age(f" {number} {unit[0]} ") == timedelta(**{unit[1]: number})


@given(st.text(max_size=8).filter(lambda text: not re.fullmatch(r"\s*[0-9]{1,6}\s*[mhd]\s*", text)))
def test_refuses_everything_else(text: str) -> None:
    with pytest.raises(ValueError, match="36h"):
        parse_age(text)
