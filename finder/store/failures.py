"""What a disk or SQLite says, told as one sentence with a remedy."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finder.errors import DiskFullError, StoreError

_ELSEWHERE = "set NET_FINDER_HOME to another folder"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)


@contextmanager
def tell_store_failures(folder: Path) -> Iterator[None]:
    """Turn OSError and sqlite3.Error of writing into `folder` into StoreError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise explain_store_failure(error, folder) from error


def explain_store_failure(error: OSError | sqlite3.Error, folder: Path) -> StoreError:
    """The StoreError that names the folder and what to do."""
    said = str(error.strerror if isinstance(error, OSError) else error)
    code = error.errno if isinstance(error, OSError) else None
    if code in _FULL or "disk is full" in said:
        return DiskFullError(f"The disk of the folder {folder} is full.", remedy=f"Free some space, or {_ELSEWHERE}.")
    if code in _CLOSED or "readonly" in said or "unable to open" in said:
        return StoreError(
            f"The folder {folder} cannot be written ({said}).",
            remedy=f"Give this user the right to write there, or {_ELSEWHERE}.",
        )
    return StoreError(
        f"Writing a snapshot into {folder} failed ({said}).",
        remedy=f"Check that the disk has space and is sound, or {_ELSEWHERE}.",
    )
