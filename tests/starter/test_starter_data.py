import csv
import gzip
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from finder.errors import AnswerError
from finder.fetch.starter import read_starter
from finder.parse.starter import parse_starter
from finder.parse.starter_centers import parse_centers
from finder.schema.raw import CENTER_KEYS, SITE_KEYS, TRIAL_KEYS
from finder.sources import load_sources
from finder.starter.rebuild import CENTER_COLUMNS, SITE_COLUMNS, TRIAL_COLUMNS, make_tables, write_tables

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PACKAGE = ROOT / "finder" / "starter"


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode())))


def test_the_package_has_as_many_rows_as_its_declaration_promises() -> None:
    files = read_starter()
    raw = parse_starter(files.trials, files.sites)
    sources = load_sources()
    assert raw.problems == []
    assert sources["starter"].minimum_rows <= len(raw.trials) <= sources["starter"].maximum_rows
    centers = parse_centers(files.centers)
    assert sources["starter_centers"].minimum_rows <= len(centers) <= sources["starter_centers"].maximum_rows
    assert {row["nct_id"] for row in raw.sites} <= {row["nct_id"] for row in raw.trials}


def test_columns_are_the_projects_own_and_every_row_has_its_day() -> None:
    files = read_starter()
    for data, keys in ((files.trials, TRIAL_KEYS), (files.sites, SITE_KEYS)):
        rows = _rows(data)
        assert set(rows[0]) <= {*keys, "recorded_on"}
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["recorded_on"]) for row in rows)
    assert tuple(_rows(files.centers)[0]) == CENTER_KEYS
    assert all(re.match(r"\d{4}-\d\d-\d\d ", row["source_checked"]) for row in _rows(files.centers))


def test_no_contact_details_are_carried() -> None:
    files = read_starter()
    for data in (files.trials, files.sites):
        assert not re.search(r"[\w.]+@[\w.]+\.\w|\(?\d{3}\)?[ -]\d{3}-\d{4}", data.decode())


def _write_facts(folder: Path) -> None:
    trial = dict.fromkeys(TRIAL_COLUMNS, "") | {
        "nct_id": "NCT90000001",
        "brief_title": "Fake",
        "recorded_on": "2026-01-02",
    }
    sites = [
        dict.fromkeys(SITE_COLUMNS, "") | {"nct_id": nct_id, "facility": facility}
        for nct_id, facility in [
            ("NCT90000001", "Fake Hospital"),
            ("NCT90000001", "call 1-877-555-0100"),
            ("NCT90000009", "Stray"),
        ]
    ]
    center = dict.fromkeys(CENTER_COLUMNS, "") | {"name": "Tumour Centre", "specialties": "rare tumours"}
    for name, rows in (("trials", [trial]), ("sites", sites), ("centers", [center])):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def test_rebuilding_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    _write_facts(tmp_path)
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_tables(make_tables(tmp_path), tmp_path / name)
        written.append([(tmp_path / name / f"{table}.csv.gz").read_bytes() for table in ("trials", "sites", "centers")])
    assert written[0] == written[1]
    assert all(data[4:8] == bytes(4) for data in written[0])  # gzip's field for the time of writing
    trials, sites, centers = (_rows(gzip.decompress(data)) for data in written[0])
    assert trials[0]["title"] == "Fake"
    assert [(row["facility"], row["recorded_on"]) for row in sites] == [
        ("Fake Hospital", "2026-01-02"),
        ("", "2026-01-02"),
    ]
    assert (centers[0]["name"], centers[0]["specialties"]) == ("Tumour Centre", "rare tumors")


@pytest.mark.parametrize("damage", ["missing", "column", "bytes"])
def test_facts_that_cannot_be_used_are_told_without_a_traceback(tmp_path: Path, damage: str) -> None:
    _write_facts(tmp_path)
    file = tmp_path / "sites.csv"
    if damage == "missing":
        file.unlink()
    elif damage == "column":
        file.write_text(file.read_text("utf-8").replace("facility", "place"), "utf-8")
    else:
        file.write_bytes(b"\xff\xfe\xff")
    before = {path: path.read_bytes() for path in PACKAGE.glob("*.gz")}
    run = subprocess.run(
        [sys.executable, "-m", "finder.starter.rebuild", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode == 1
    assert "sites.csv" in run.stderr
    assert "Traceback" not in run.stderr
    assert before == {path: path.read_bytes() for path in PACKAGE.glob("*.gz")}


@pytest.mark.shared
def test_the_package_is_what_the_facts_give(tmp_path: Path) -> None:
    write_tables(make_tables(SHARED / "starter"), tmp_path)
    for name in ("trials", "sites", "centers"):
        made, kept = (gzip.decompress((folder / f"{name}.csv.gz").read_bytes()) for folder in (tmp_path, PACKAGE))
        assert made == kept, name


@pytest.mark.parametrize("damage", ["missing", "half", "flipped", "no gzip", "empty"])
def test_a_damaged_package_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    package = tmp_path / f"fake_starter_{damage.replace(' ', '_')}"
    shutil.copytree(PACKAGE, package)
    file = package / "sites.csv.gz"
    data = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        half = len(data) // 2
        changed = {
            "half": data[:half],
            "flipped": data[:half] + bytes(255 - byte for byte in data[half : half + 50]) + data[half + 50 :],
            "no gzip": b"nct_id\n",
            "empty": b"",
        }
        file.write_bytes(changed[damage])
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AnswerError) as caught:
        read_starter(package.name)
    assert "sites.csv.gz" in caught.value.message
    assert caught.value.remedy


def test_an_absent_package_is_told() -> None:
    with pytest.raises(AnswerError):
        read_starter("finder_without_starter")
