"""The pointer moves as a whole, old snapshots go, and a damaged pointer is survived in words."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import StoreError
from finder.store.build import SnapshotBuilder
from finder.store.publish import (
    delete_old,
    find_current,
    list_snapshots,
    looks_whole,
    publish,
    remove_parts,
    resolve_current,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def publish_empty(folder: Path, moment: datetime = NOON, *, keep: int = 14) -> Path:
    with SnapshotBuilder(folder) as builder:
        return publish(builder.finish({"published_at": moment.isoformat()}), moment, keep=keep)


def test_a_published_snapshot_is_the_current_one(tmp_path: Path) -> None:
    assert find_current(tmp_path) is None
    assert find_current(tmp_path / "absent") is None
    path = publish_empty(tmp_path)
    assert resolve_current(tmp_path).path == path
    assert resolve_current(tmp_path).message == ""
    assert path.name.startswith("finder-20261120T120000Z-")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["current", path.name]
    assert looks_whole(path)


def test_a_reader_keeps_its_snapshot_while_a_new_one_is_published(tmp_path: Path) -> None:
    first = publish_empty(tmp_path)
    before = first.read_bytes()
    second = publish_empty(tmp_path, NOON + timedelta(seconds=1))
    assert find_current(tmp_path) == second
    assert first.read_bytes() == before


@pytest.mark.parametrize("keep", [2, 3, 14])
def test_the_last_ones_are_kept_and_never_the_current_one_deleted(tmp_path: Path, keep: int) -> None:
    for hour in range(keep + 3):
        publish_empty(tmp_path, NOON + timedelta(hours=hour), keep=keep)
    names = [path.name for path in list_snapshots(tmp_path)]
    assert len(names) == keep
    assert names[0].startswith("finder-20261120T150000Z")
    turned_back = publish_empty(tmp_path, NOON - timedelta(days=400), keep=keep)
    assert find_current(tmp_path) == turned_back
    assert len(list_snapshots(tmp_path)) == keep


@pytest.mark.parametrize("keep", [-1, 0, 1, 2])
def test_the_one_before_stays_for_a_page_that_still_reads_it(tmp_path: Path, keep: int) -> None:
    for hour in range(4):
        publish_empty(tmp_path, NOON + timedelta(hours=hour))
    delete_old(tmp_path, keep=keep)
    assert [path.name[:18] for path in list_snapshots(tmp_path)] == ["finder-20261120T14", "finder-20261120T15"]


def test_a_snapshot_that_the_pointer_names_stays_however_old(tmp_path: Path) -> None:
    first = publish_empty(tmp_path)
    for hour in range(1, 5):
        publish_empty(tmp_path, NOON + timedelta(hours=hour))
    (tmp_path / "current").write_text(first.name)
    delete_old(tmp_path, keep=2)
    assert find_current(tmp_path) == first
    assert len(list_snapshots(tmp_path)) == 2


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\0\0\0",
        b"\xff\xfe",
        b"../../etc/passwd\n",
        b"finder-x.sqlite",
        b"finder-20990101T000000Z-00000000.sqlite\n",
    ],
)
def test_a_damaged_pointer_falls_back_to_the_newest_whole_snapshot(tmp_path: Path, damage: bytes) -> None:
    publish_empty(tmp_path)
    newest = publish_empty(tmp_path, NOON + timedelta(hours=1))
    (tmp_path / "current").write_bytes(damage)
    current = resolve_current(tmp_path)
    assert current.path == newest
    assert "current" in current.message
    assert newest.name in current.message


def test_a_missing_pointer_is_survived(tmp_path: Path) -> None:
    path = publish_empty(tmp_path)
    (tmp_path / "current").unlink()
    assert resolve_current(tmp_path).path == path
    assert "missing" in resolve_current(tmp_path).message


def test_a_pointer_that_is_a_folder_is_survived(tmp_path: Path) -> None:
    path = publish_empty(tmp_path)
    (tmp_path / "current").unlink()
    (tmp_path / "current").mkdir()
    assert find_current(tmp_path) == path


@pytest.mark.parametrize("length", [0, 50, 100, 4096, -1])
def test_the_fallback_passes_over_a_cut_snapshot(tmp_path: Path, length: int) -> None:
    good = publish_empty(tmp_path)
    cut = publish_empty(tmp_path, NOON + timedelta(hours=1))
    cut.write_bytes(cut.read_bytes()[:length])
    (tmp_path / "current").write_bytes(b"nonsense")
    assert find_current(tmp_path) == good


def test_a_damaged_pointer_without_snapshots_says_so(tmp_path: Path) -> None:
    (tmp_path / "current").write_bytes(b"nonsense")
    assert resolve_current(tmp_path).path is None
    assert "no whole snapshot" in resolve_current(tmp_path).message


@given(noise=st.binary(max_size=300))
def test_no_pointer_leads_out_of_the_folder(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    folder = tmp_path_factory.mktemp("snapshots")
    (folder / "current").write_bytes(noise)
    assert find_current(folder) is None


def test_parts_of_killed_refreshes_are_removed_and_nothing_else(tmp_path: Path) -> None:
    path = publish_empty(tmp_path)
    for name in ("finder-7.sqlite.part", "finder-7.sqlite.part-journal", "current.part"):
        (tmp_path / name).write_bytes(b"half")
    remove_parts(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["current", path.name]


def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="snapshots"):
        publish(tmp_path / "snapshots" / "finder-1.sqlite.part", NOON)
