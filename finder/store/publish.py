"""Which snapshot is the current one, and how a new one takes its place.

A snapshot is one file that never changes once it has its name. The small file `current` names the one to read; it
is replaced as a whole, so that a reader sees the old snapshot or the new one, and a kill at any moment leaves one
of them. Names begin with the time, so their order is the order of publication.
"""

import hashlib
import os
import re
import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from finder.store.failures import tell_store_failures

POINTER = "current"
PART_SUFFIX = ".part"

_NAME = re.compile(r"finder-\d{8}T\d{6}Z-[0-9a-f]{8}\.sqlite")


@dataclass(frozen=True)
class Current:
    """The snapshot to read, and a sentence for the user where the pointer could not be trusted."""

    path: Path | None
    message: str = ""


def find_current(folder: Path) -> Path | None:
    """The snapshot to read, or None where there is none yet. Cheap: reads the pointer and one file's date."""
    return resolve_current(folder).path


def resolve_current(folder: Path) -> Current:
    """Like `find_current`, with words where the pointer or its snapshot is damaged and the newest whole one is used."""
    pointer = folder / POINTER
    named = _read_pointer(pointer)
    if named is not None and looks_whole(named):
        return Current(named)
    newest = next((path for path in reversed(list_snapshots(folder)) if looks_whole(path)), None)
    if named is not None and newest is None and named.is_file():
        return Current(named)  # whoever opens it tells what is wrong with it
    if named is None and not pointer.exists():
        reason = f"The file {pointer} is missing"
    elif named is None:
        reason = f"The file {pointer} is damaged"
    else:
        reason = f"The file {pointer} names {named.name}, which is {'damaged' if named.exists() else 'missing'}"
    if newest is None:
        return Current(None, f"{reason}, and there is no whole snapshot." if pointer.exists() else "")
    return Current(newest, f"{reason}; the newest snapshot {newest.name} is used.")


def _read_pointer(pointer: Path) -> Path | None:
    try:
        with pointer.open("rb") as file:
            name = file.read(200).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return pointer.parent / name if _NAME.fullmatch(name) else None


def list_snapshots(folder: Path) -> list[Path]:
    """All published snapshots of a folder, oldest first."""
    try:
        return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    except OSError:
        return []


def looks_whole(path: Path) -> bool:
    """True where the file is a SQLite database of the length its own header states (a cut file is shorter).

    Header layout: https://www.sqlite.org/fileformat2.html, section 1.3.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError:
        return False
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        return False
    page_size = struct.unpack(">H", header[16:18])[0]
    pages: int = struct.unpack(">I", header[28:32])[0]
    return size == pages * (65536 if page_size == 1 else page_size)


def publish(part: Path, published_at: datetime, *, keep: int = 14) -> Path:
    """Give the finished file `part` its name, point to it, and delete all but the last `keep`. Returns the new path.

    Call under the lock of a refresh. Raises StoreError; the last snapshot then stands.
    """
    return place_snapshot(part, name_snapshot(part, published_at), keep=keep)


def name_snapshot(part: Path, published_at: datetime) -> str:
    """The name that the finished file `part` is to have: when it is published, and what is in it. Raises StoreError."""
    with tell_store_failures(part.parent), part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:8]
    return f"finder-{published_at:%Y%m%dT%H%M%SZ}-{digest}.sqlite"


def place_snapshot(part: Path, name: str, *, keep: int = 14) -> Path:
    """Like `publish`, with a name that is known already."""
    folder = part.parent
    final = folder / name
    with tell_store_failures(folder):
        pointer = _write_pointer_beside(final)
        # From here on nothing needs space on the disk.
        part.replace(final)
        pointer.replace(folder / POINTER)
        flush_folder(folder)
    delete_old(folder, keep=keep)
    return final


def _write_pointer_beside(snapshot: Path) -> Path:
    beside = snapshot.with_name(POINTER + PART_SUFFIX)
    with beside.open("wb") as file:
        file.write(snapshot.name.encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return beside


def delete_old(folder: Path, *, keep: int) -> None:
    """Delete all snapshots but the last `keep`, of which the current one is always one; at least two stay.

    A page that was opened before the last publication may still read the one before. Call under the lock of a refresh.
    """
    current = find_current(folder)
    others = [path for path in list_snapshots(folder) if path != current]
    for path in others[: -(max(keep, 2) - 1)]:
        with suppress(OSError):
            path.unlink()


def remove_parts(folder: Path) -> None:
    """Delete what killed refreshes left behind. Call under the lock of a refresh only."""
    for path in folder.glob(f"*{PART_SUFFIX}*"):
        with suppress(OSError):
            path.unlink()


def flush_folder(folder: Path) -> None:
    """Make names in a folder safe against a power cut. Windows cannot open a folder and needs no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
