"""Which snapshot of a server is the current one, cheap enough to ask at every click."""

import time

from finder.errors import StoreError
from finder.store.postgresql.server import open_engine
from finder.store.postgresql.versions import find_current

#: For so many seconds the last answer of a server is taken for the next ones.
_KEPT = 1.0

_last: dict[str, tuple[float, str | None]] = {}


def find_current_name(address: str) -> str | None:
    """The name of the current version, as old as _KEPT at most; None where there is none yet.

    Where the server does not answer, it is the one that was current last: what is known of it in memory can still be
    shown, and whoever asks for more hears of the failure. Raises StoreError where none is known, SettingError.
    """
    at, name = _last.get(address, (float("-inf"), None))
    if time.monotonic() - at < _KEPT:
        return name
    try:
        name = ask_current_name(address)
    except StoreError:
        if name is None:
            raise
    _last[address] = (time.monotonic(), name)
    return name


def ask_current_name(address: str) -> str | None:
    """The same as of now. Raises StoreError, SettingError."""
    return find_current(open_engine(address))
