"""The exported folder explains itself: every table, every column, date, source, terms, and no endorsement."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from finder.errors import OutputError
from finder.export.folder import export_tables
from finder.schema import SCHEMA_VERSION, load_columns, load_tables, shape_frame
from finder.store.build import SnapshotBuilder
from finder.store.publish import publish
from finder.store.reader import Reader, open_file


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """A snapshot with one fake trial and one fake site west of Greenwich."""
    trial = {
        "nct_id": "NCT99000001",
        "title": '=1+1 with a comma, a "quote"\nand a line end',
        "phases": ["PHASE1", "PHASE2"],
        "has_results": False,
        "start_date": "2024-05",
        "source": "clinicaltrials_gov",
    }
    site = {"site_id": "s1", "nct_id": "NCT99000001", "longitude": -95.37, "latitude": 29.76, "recruiting": True}
    with SnapshotBuilder(tmp_path / "snapshots") as builder:
        builder.append("trials", shape_frame(pd.DataFrame([trial]), "trials"))
        builder.append("sites", shape_frame(pd.DataFrame([site]), "sites"))
        meta = {
            "schema_version": SCHEMA_VERSION,
            "published_at": "2026-11-20T06:00:00Z",
            "data_version": "2026-11-19",
            "source": "clinicaltrials_gov",
        }
        return open_file(publish(builder.finish(meta), datetime(2026, 11, 20, 6, tzinfo=UTC)))


def read_package(folder: Path) -> dict:
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def test_writes_every_table_with_exactly_the_columns_it_explains(reader: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "lists"
    paths = export_tables(reader, folder)
    resources = {resource["name"]: resource for resource in read_package(folder)["resources"]}
    assert sorted(folder.iterdir()) == sorted(paths)
    assert list(resources) == list(load_tables())
    for name, resource in resources.items():
        content = (folder / resource["path"]).read_bytes()
        head = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert head == load_tables()[name].names == [field["name"] for field in resource["schema"]["fields"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_explains_each_column_from_the_schema(reader: Reader, tmp_path: Path) -> None:
    export_tables(reader, tmp_path / "lists")
    resources = {resource["name"]: resource["schema"] for resource in read_package(tmp_path / "lists")["resources"]}
    for table in resources.values():
        for field in table["fields"]:
            column = load_columns()[field["name"]]
            assert field["description"].startswith(column.meaning.rstrip("."))
            assert field["type"] in {"string", "list", "integer", "number", "boolean", "date"}
    fields = {field["name"]: field for field in resources["trials"]["fields"]}
    assert fields["relevance"]["constraints"] == {"enum": ["net_specific", "net_included", "other"]}
    assert "constraints" not in fields["status"]
    assert "RECRUITING" in fields["status"]["description"]
    assert fields["phases"]["delimiter"] == " | "
    assert "Unit: people." in fields["enrollment"]["description"]
    assert resources["trials"]["primaryKey"] == ["nct_id"]
    assert resources["sites"]["foreignKeys"] == [
        {"fields": ["nct_id"], "reference": {"resource": "trials", "fields": ["nct_id"]}}
    ]


def test_says_date_source_terms_and_no_endorsement(reader: Reader, tmp_path: Path) -> None:
    export_tables(reader, tmp_path / "lists")
    package = read_package(tmp_path / "lists")
    assert "2026-11-19" in package["description"]
    assert "ClinicalTrials.gov" in package["description"]
    assert "no endorsement and no medical advice" in package["description"]
    assert package["created"] == "2026-11-20T06:00:00Z"
    assert all(source["title"] and source["licence"] and source["credit"] for source in package["sources"])
    assert any(source.get("warning") for source in package["sources"])


def test_the_tables_come_back_through_pandas(reader: Reader, tmp_path: Path) -> None:
    export_tables(reader, tmp_path / "lists")
    trials = pd.read_csv(tmp_path / "lists" / "trials.csv")
    sites = pd.read_csv(tmp_path / "lists" / "sites.csv")
    assert trials.loc[0, "title"] == '\'=1+1 with a comma, a "quote"\nand a line end'
    assert trials.loc[0, "phases"].split(" | ") == ["PHASE1", "PHASE2"]
    assert trials.loc[0, "start_date"] == "2024-05"
    assert not trials.loc[0, "has_results"]
    assert sites.loc[0, "longitude"] == -95.37
    assert sites.loc[0, "recruiting"]


def test_a_second_export_replaces_the_first_and_leaves_other_files(reader: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    first = export_tables(reader, folder)
    before = [path.read_bytes() for path in first]
    assert [path.read_bytes() for path in export_tables(reader, folder)] == before
    assert (folder / "notes.txt").read_text() == "mine"
    assert not list(folder.glob(".*"))


def test_a_file_in_the_way_is_named_and_kept(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(OutputError, match="file"):
        export_tables(reader, tmp_path / "file" / "lists")
    with pytest.raises(OutputError, match="file"):
        export_tables(reader, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "kept"
