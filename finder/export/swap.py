"""A folder that is replaced as a whole: who is stopped halfway leaves the last one as it was, file by file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from finder.errors import OutputError

#: Seconds to wait for another export into the same folder.
_MOMENT = 0.3


@contextmanager
def replace_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder` to write into; at the end it takes the place of `folder` in one step.

    `folder` is a link to the folder that was written last, because a link can be replaced in one step and a full folder
    cannot. The folder before it stays until the next time, for who reads it now; what a stopped process left is cleared
    away. Raises OutputError: somebody else writes there, something is in the way, or the disk does not play along.
    """
    with _telling(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _hold(folder):
            if folder.exists() and not folder.is_symlink():
                raise OutputError(f"{folder} is in the way.", remedy="Move it away, or name another folder.")
            _clear(folder)
            beside = folder.parent / f".{folder.name}-{uuid4().hex[:8]}"
            beside.mkdir()
            try:
                yield beside
                for path in [*beside.rglob("*"), beside]:
                    _flush(path)
                _point(folder, beside)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
            _flush(folder.parent)


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OutputError(
            f"{folder} cannot be written: {reason}.", remedy="Free some space there, or name another folder."
        ) from error


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    lock = FileLock(folder.parent / f".{folder.name}.lock")
    try:
        lock.acquire(timeout=_MOMENT)
    except Timeout as error:
        raise OutputError(
            f"Another export writes into {folder.parent}.", remedy="Wait until it has ended, or name another folder."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _clear(folder: Path) -> None:
    """Remove the folders and links beside `folder` that it does not point to."""
    kept = folder.readlink().name if folder.is_symlink() else ""
    for path in folder.parent.glob(f".{folder.name}-*"):
        if path.is_symlink():
            path.unlink()
        elif path.name != kept:
            shutil.rmtree(path)


def _point(folder: Path, beside: Path) -> None:
    link = folder.parent / f".{folder.name}-link"
    link.symlink_to(beside.name, target_is_directory=True)
    link.replace(folder)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
