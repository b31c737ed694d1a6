"""Disks that fill up at a chosen moment of a refresh: a small one of memory, mounted, or a limit on the size of files.

What happens at the moment is real: the system refuses to write (ENOSPC, or EFBIG under the limit).
"""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from finder import run_log
from finder.fetch import http
from finder.pipeline import registry as registry_stage
from finder.pipeline import run as run_stage
from finder.store.build import SnapshotBuilder

#: Moment to the function of the program before which the disk fills up.
STAGES: dict[str, tuple[object, str]] = {
    "cache": (http, "open_response_cache"),
    "build": (SnapshotBuilder, "put_records"),
    "sort": (registry_stage, "normalize_batch"),
    "verify": (SnapshotBuilder, "finish"),
    "publish": (run_stage, "publish_everywhere"),
    "checked": (run_stage, "write_checked"),
    "log": (run_log, "note"),
}
BALLAST = "ballast"


@contextmanager
def mount_small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A disk of memory at `folder`. Raises OSError where this machine lets nobody mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip() or "mount failed")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_disk(folder: Path) -> None:
    """Write until the disk takes no further byte."""
    with (folder / BALLAST).open("ab", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def forbid_growth(_folder: Path) -> None:
    """No file of this process may be written beyond its first kilobyte."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))


def fill_at(stage: str, fill: Callable[[Path], None], folder: Path) -> None:
    """Let the disk of `folder` fill up when this process comes to `stage` for the first time."""
    owner, name = STAGES[stage]
    before: Callable[..., Any] = getattr(owner, name)
    done: list[str] = []

    def fill_first(*args: object, **kwargs: object) -> object:
        if not done:
            done.append(stage)
            fill(folder)
        return before(*args, **kwargs)

    setattr(owner, name, fill_first)


def make_ways(folder: Path) -> dict[str, Callable[[str], Callable[[], None]]]:
    """How a disk may be full: name to what is called in the process, given the stage."""
    return {
        "mounted": lambda stage: partial(fill_at, stage, fill_disk, folder),
        "limited": lambda stage: partial(fill_at, stage, forbid_growth, folder),
    }


def may_mount(folder: Path) -> bool:
    """Whether this user may mount a disk on this machine."""
    try:
        with mount_small_disk(folder, 1):
            return os.path.ismount(folder)
    except OSError:
        return False
