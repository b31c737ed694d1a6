"""When the current snapshot was last found to be still that of today: a small file beside the pointer.

A snapshot never changes once it is published, so a refresh that finds nothing new writes the time here. The file is
replaced as a whole and names its snapshot: beside another one it says nothing. Losing it costs nothing but that time.
"""

import json
import os
from pathlib import Path

from finder.store.failures import tell_store_failures
from finder.store.publish import PART_SUFFIX, flush_folder

CHECKED = "checked"
_LONGEST = 1000


def write_checked(snapshot: Path, checked_at: str) -> None:
    """Note the UTC time at which nothing newer was found than `snapshot`.

    Call under the lock of a refresh. Raises StoreError; what was noted before then stands.
    """
    folder = snapshot.parent
    beside = folder / (CHECKED + PART_SUFFIX)
    with tell_store_failures(folder):
        with beside.open("wb") as file:
            file.write(json.dumps({"snapshot": snapshot.name, "checked_at": checked_at}).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / CHECKED)
        flush_folder(folder)


def read_checked(snapshot: Path) -> str | None:
    """The time that was last noted for this snapshot; None where there is none or the file is damaged."""
    try:
        with (snapshot.parent / CHECKED).open("rb") as file:
            noted = json.loads(file.read(_LONGEST))
        at = noted["checked_at"] if noted["snapshot"] == snapshot.name else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return at if isinstance(at, str) else None
