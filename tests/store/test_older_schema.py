"""A snapshot of an older schema is read for what it holds; what it lacks is empty, and nothing of it is damaged."""

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from old_snapshot import publish_version_2
from registry import make_study

from finder.errors import DamagedError
from finder.schema import SCHEMA_VERSION, load_tables, shape_frame
from finder.store.build import SnapshotBuilder
from finder.store.layout import FACETS
from finder.store.older import OLDEST_READ
from finder.store.question import AnyOf, Question
from finder.store.reader import open_file

ALL = Question()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    studies = [make_study(number) for number in range(1, 6)]
    return publish_version_2(tmp_path_factory.mktemp("old") / "snapshots", studies)


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql)


def test_every_table_and_column_of_ours_is_there(old: Path) -> None:
    before = old.read_bytes()
    reader = open_file(old)
    assert reader.is_older
    for name in load_tables():
        frame = reader.read_table(name)
        assert frame.dtypes.equals(shape_frame(frame, name).dtypes), name
    assert len(reader.read_table("trials")) == 5
    assert reader.read_table("listings").empty
    assert reader.read_table("resources")["language"].isna().all()
    assert len(reader.read_table("changes")) == 1
    assert reader.meta["schema_version"] == 2
    assert old.read_bytes() == before


def test_every_question_is_answered(old: Path) -> None:
    reader = open_file(old)
    assert len(reader.find_ids(Question(texts=("fake study 3",)))) == 1
    assert reader.find_ids(Question(country_codes=("US",), any_of=(AnyOf("primary_sites", ("pancreas",)),)))
    assert len(reader.find_people(ALL)) == 5
    assert reader.read_trial("NCT00000001") is not None
    assert reader.read_center("c1") is not None
    assert reader.read_sites_of_centers(["c1"]).empty
    counts = reader.count_facets(ALL)
    assert all(sum(counts[facet].values()) >= 5 for facet in FACETS)


def test_a_facet_that_it_does_not_know_is_silence_for_each_trial(old: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copyfile(old, copy)
    change(copy, "DELETE FROM facets WHERE facet = 'stage'")
    change(copy, "ALTER TABLE trials DROP COLUMN stage")
    reader = open_file(copy)
    assert reader.count_facets(ALL)["stage"] == {"": 5}
    assert len(reader.find_ids(Question(any_of=(AnyOf("stage", ("", "advanced")),)))) == 5
    assert len(reader.find_trials(Question(texts=("fake study 3",)))) == 1


def test_another_thread_reads_the_same(old: Path) -> None:
    reader, found = open_file(old), []
    thread = threading.Thread(target=lambda: found.append(len(reader.read_table("genetic_tests").columns)))
    thread.start()
    thread.join()
    assert found == [len(load_tables()["genetic_tests"].names)]


def test_the_next_snapshot_takes_over_what_is_there(old: Path, tmp_path: Path) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        builder.copy_tables(old, ["trials", "sites", "investigators", "records"])
        builder.copy_memory(old)
        assert builder.copy_source(old, "listings", "enets") == 0
        assert builder.copy_source(old, "resources", "inca") == 0
        assert len(builder.read_table("investigators")) == 5
        path = builder.finish({"schema_version": SCHEMA_VERSION})
        shutil.copyfile(path, tmp_path / "new.sqlite")
    reader = open_file(tmp_path / "new.sqlite")
    assert not reader.is_older
    assert reader.read_table("trials")["phases"].tolist() == [["PHASE2"]] * 5


def test_rows_of_a_source_are_kept_from_a_table_that_lacks_some_columns(old: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copyfile(old, copy)
    change(copy, "ALTER TABLE resources ADD COLUMN source TEXT")
    change(copy, "UPDATE resources SET source = 'inca'")
    with SnapshotBuilder(tmp_path / "new") as builder:
        assert builder.copy_source(copy, "resources", "inca") == 1
        (row,) = builder.read_table("resources").to_dict("records")
    assert (row["resource_id"], row["source"], row["named_in"]) == ("r1", "inca", [])


@pytest.mark.parametrize("harm", ["DROP TABLE sites", "DROP TABLE trials_fts", "DROP TABLE facets"])
def test_an_older_file_without_its_trials_is_none_of_ours(old: Path, tmp_path: Path, harm: str) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copyfile(old, copy)
    change(copy, harm)
    with pytest.raises(DamagedError, match="no snapshot of this program"):
        open_file(copy)


@pytest.mark.parametrize(
    ("version", "remedy"), [(OLDEST_READ - 1, "net-finder refresh"), (SCHEMA_VERSION + 1, "Update this program")]
)
def test_what_cannot_be_read_is_told_with_its_remedy(old: Path, tmp_path: Path, version: int, remedy: str) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copyfile(old, copy)
    change(copy, f"UPDATE meta SET value = '{version}' WHERE key = 'schema_version'")
    with pytest.raises(DamagedError) as caught:
        open_file(copy)
    assert remedy in caught.value.remedy
