"""The export of Parquet where things go wrong: told in one sentence, and the last export stays whole."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from export.parquet_rows import publish_rows, read_folder
from faults.disks import fill_disk, may_mount, mount_small_disk
from filelock import FileLock

from finder.errors import OutputError
from finder.export.parquet import export_parquet
from finder.store.reader import Reader

ROOT = Path(__file__).resolve().parents[2]

#: Ends the process without a word, as a power cut would, before the n-th call of a function.
KILL = """
import os, signal, sys
from pathlib import Path
from finder.export import parquet, swap
from finder.settings import Settings
from finder.store.reader import open_current
owner, name, left = {"parquet": parquet, "swap": swap, "path": Path}[sys.argv[3]], sys.argv[4], [int(sys.argv[5])]
before = getattr(owner, name)
def call(*args, **kwargs):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return before(*args, **kwargs)
setattr(owner, name, call)
parquet.export_parquet(open_current(Settings(home=Path(sys.argv[1]))), Path(sys.argv[2]))
"""


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return publish_rows(tmp_path / "home")


@pytest.mark.parametrize(
    ("owner", "name", "times"),
    [("parquet", "_write_file", 1), ("parquet", "_write_file", 9), ("swap", "_flush", 3), ("swap", "_point", 1),
     ("path", "replace", 1)],
)  # fmt: skip
def test_who_is_killed_leaves_the_last_export_whole(
    reader: Reader, tmp_path: Path, owner: str, name: str, times: int
) -> None:
    lists = tmp_path / "lists"
    export_parquet(reader, lists)
    (lists / "parquet" / "mark").write_text("of the last export")
    before = read_folder(lists / "parquet")
    words = [sys.executable, "-c", KILL, str(tmp_path / "home"), str(lists), owner, name, str(times)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert read_folder(lists / "parquet") == before
    export_parquet(reader, lists)
    del before["mark"]
    assert read_folder(lists / "parquet") == before
    assert len(list(lists.glob(".parquet-*"))) == 2


def test_who_reads_the_last_export_may_end_in_peace(reader: Reader, tmp_path: Path) -> None:
    export_parquet(reader, tmp_path)
    last = (tmp_path / "parquet").resolve()
    export_parquet(reader, tmp_path)
    assert last != (tmp_path / "parquet").resolve()
    assert (last / "datapackage.json").is_file()


def test_other_files_stay(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    export_parquet(reader, tmp_path)
    export_parquet(reader, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(reader: Reader, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    ran = run_export(tmp_path / "home", closed, as_nobody=True)
    assert ran.returncode == 2, ran.stderr
    assert f"{closed / 'parquet'} cannot be written: Permission denied." in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(closed.iterdir()) == []


def test_a_file_in_the_way_is_named_and_kept(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(OutputError, match="file"):
        export_parquet(reader, tmp_path / "file")
    (tmp_path / "parquet").mkdir()
    with pytest.raises(OutputError, match="in the way"):
        export_parquet(reader, tmp_path)
    assert (tmp_path / "file").read_text() == "kept"
    assert list((tmp_path / "parquet").iterdir()) == []


def test_two_exports_at_once_do_not_mix(reader: Reader, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".parquet.lock"), pytest.raises(OutputError, match="Another export"):
        export_parquet(reader, tmp_path)


def test_a_disk_without_locks_takes_an_export(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.warns(UserWarning, match="flock not supported"):
        export_parquet(reader, tmp_path)
    assert (tmp_path / "parquet").is_symlink()


@pytest.mark.parametrize("way", ["mounted", "limited"])
def test_a_full_disk_leaves_the_last_export_and_nothing_else(reader: Reader, tmp_path: Path, way: str) -> None:
    if way == "limited":
        lists = tmp_path / "lists"
        export_parquet(reader, lists)
        require_told(tmp_path / "home", lists, "File too large", limit=3_000)
        return
    if not may_mount(tmp_path / "probe"):
        pytest.skip("no right to mount a disk here")
    with mount_small_disk(tmp_path / "disk", 4):
        lists = tmp_path / "disk" / "lists"
        export_parquet(reader, lists)
        fill_disk(tmp_path / "disk")
        with (tmp_path / "disk" / "ballast").open("rb+") as ballast:
            ballast.truncate(ballast.seek(0, os.SEEK_END) - 20_000)
        require_told(tmp_path / "home", lists, "No space left on device")


def require_told(home: Path, lists: Path, reason: str, **limits: int) -> None:
    before = read_folder(lists)
    ran = run_export(home, lists, **limits)
    assert ran.returncode == 2, ran.stderr
    assert f"{lists / 'parquet'} cannot be written: {reason}." in ran.stderr
    assert "Traceback" not in ran.stderr
    assert read_folder(lists) == before


def run_export(
    home: Path, lists: Path, *, limit: int = 0, as_nobody: bool = False
) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, which may write no file beyond `limit` bytes."""
    words = [sys.executable, "-m", "finder", "export", str(lists), "--format", "parquet"]
    if as_nobody and os.geteuid() == 0:  # root may write anywhere, but for the right to overrule permissions
        words = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", *words]
    prepare = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)) if limit else None
    return subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, "NET_FINDER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=prepare,
    )
