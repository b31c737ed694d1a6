"""Files appear whole or not at all."""

import os
import resource
import stat
from pathlib import Path

import pytest

from finder.errors import OutputError
from finder.export.atomic import write_atomically


def test_replaces_what_was_there_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def test_a_new_file_has_the_rights_the_user_usually_gives(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_atomically(tmp_path / "list.csv", b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "list.csv").stat().st_mode) == 0o640


def test_writes_through_a_link_and_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_atomically(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_writes_into_a_pipe_without_replacing_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, b"x")
    assert os.read(reader, 10) == b"x"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["", "missing/list.csv", "file.txt/list.csv", "n" * 300])
def test_a_place_that_cannot_hold_a_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_bytes(b"kept")
    with pytest.raises(OutputError) as failure:
        write_atomically(tmp_path / name, b"x")
    assert str(tmp_path) in failure.value.message
    assert failure.value.remedy
    assert failure.value.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


def test_a_disk_that_fills_up_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """The limit on the size of a file stands in for a full disk: the system refuses in the middle of the writing."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(OutputError, match=r"list\.csv cannot be written"):
            write_atomically(path, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]
