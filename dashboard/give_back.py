"""Memory that is free is given back to the system, now and then, and little of it lies between what is in use.

glibc keeps what was freed, in an arena for each few of the threads that make pages; Arrow's own allocator keeps what
short-lived threads freed. A burst of visitors leaves each of them larger. Over hours that looks like a leak, and it
would be one to whoever shares the machine.
"""

import asyncio
import ctypes
import sys

import pyarrow as pa
from starlette.concurrency import run_in_threadpool

#: It takes some milliseconds, in which another thread that asks for memory waits.
EVERY_SECONDS = 60.0
#: Pages are made one at a time, but for a moment here and there; mallopt(3) has the number of the setting.
_ARENAS, _M_ARENA_MAX = 2, -8


def take_from_one_place() -> bool:
    """Let all take memory from two arenas of the system's allocator, and tell whether this system can do that.

    It holds for what is taken from now on, so it comes before the data.
    """
    mallopt = _find("mallopt")
    if mallopt is None:
        return False
    pa.set_memory_pool(pa.system_memory_pool())
    return bool(mallopt(_M_ARENA_MAX, _ARENAS))


def give_back() -> bool:
    """Give free pages back, and tell whether this system can do that."""
    trim = _find("malloc_trim")
    if trim is None:
        return False
    trim(0)
    return True


async def give_back_often(every: float = EVERY_SECONDS) -> None:
    """Until it is cancelled, or at once where the system cannot do that."""
    while await run_in_threadpool(give_back):
        await asyncio.sleep(every)


def _find(name: str) -> "ctypes._NamedFuncPointer | None":
    """A function of glibc; None where another library stands in its place."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
