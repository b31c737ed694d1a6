"""Files that appear whole or not at all, so that nobody ever reads half a list."""

import os
import tempfile
from pathlib import Path

from finder.errors import OutputError


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path`. What was there before stays until the new content is safely on the disk.

    Raises OutputError that names the path: it is a folder, its folder is missing, or nothing can be written there.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise OutputError(f"{path} is a folder.", remedy="Name a file in it.")
        if not target.parent.is_dir():
            raise OutputError(f"{target.parent} is not a folder.", remedy="Make it first, or name another place.")
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a device or a pipe, such as /dev/null: it must not be replaced by a file
        else:
            _replace(target, content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"{path} cannot be written: {reason}.", remedy="Free some space there, or name another place."
        ) from error


def _replace(target: Path, content: bytes) -> None:
    handle, beside = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_current_umask())
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _current_umask() -> int:
    """The umask can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
