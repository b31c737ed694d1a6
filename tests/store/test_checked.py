"""The time of the last check stands beside the pointer, and means the current snapshot or nothing."""

import json
from pathlib import Path

import pytest

from finder.errors import StoreError
from finder.store.checked import CHECKED, read_checked, write_checked
from finder.store.publish import find_current, remove_parts

AT = "2026-11-20T12:00:00Z"


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return tmp_path / "finder-20261120T120000Z-0123abcd.sqlite"


def test_what_was_noted_is_read_for_its_snapshot_alone(snapshot: Path) -> None:
    assert read_checked(snapshot) is None
    write_checked(snapshot, "2026-11-20T11:00:00Z")
    write_checked(snapshot, AT)
    assert read_checked(snapshot) == AT
    assert read_checked(snapshot.with_name("finder-20261121T120000Z-0123abcd.sqlite")) is None
    assert [path.name for path in snapshot.parent.iterdir()] == [CHECKED]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"[]", b"5", b"{}", b"[" * 900, b"x" * 5000,
        json.dumps({"snapshot": "finder", "checked_at": 5}).encode(),
    ],
)  # fmt: skip
def test_a_damaged_note_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CHECKED).write_bytes(content)
    assert read_checked(tmp_path / "finder") is None
    write_checked(tmp_path / "finder", AT)
    assert read_checked(tmp_path / "finder") == AT


def test_what_a_killed_refresh_leaves_is_removed_and_harms_nobody(snapshot: Path) -> None:
    write_checked(snapshot, AT)
    (snapshot.parent / f"{CHECKED}.part").write_bytes(b"{")
    assert read_checked(snapshot) == AT
    remove_parts(snapshot.parent)
    assert [path.name for path in snapshot.parent.iterdir()] == [CHECKED]
    assert find_current(snapshot.parent) is None


def test_a_note_that_cannot_be_written_is_told(snapshot: Path) -> None:
    (snapshot.parent / f"{CHECKED}.part").mkdir()
    with pytest.raises(StoreError, match="NET_FINDER_HOME"):
        write_checked(snapshot, AT)
    assert read_checked(snapshot) is None
