"""Memory that is free is given back to the system, now and then.

glibc keeps what was freed, in a dozen arenas for the threads that make pages, and a burst of visitors leaves each of
them larger. Over hours that looks like a leak, and it would be one to whoever shares the machine.
"""

import asyncio
import ctypes
import sys

from starlette.concurrency import run_in_threadpool

#: It takes some milliseconds, in which another thread that asks for memory waits.
EVERY_SECONDS = 60.0


def give_back() -> bool:
    """Give free pages back, and tell whether this system can do that."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is None:
        return False
    trim(0)
    return True


async def give_back_often(every: float = EVERY_SECONDS) -> None:
    """Until it is cancelled, or at once where the system cannot do that."""
    while await run_in_threadpool(give_back):
        await asyncio.sleep(every)
