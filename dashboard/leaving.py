"""How a server leaves: told to stop, it first says that it is not ready, then it closes, and it ends in bounded time.

Of itself uvicorn closes at once, and waits without end for whoever does not take the last answer.
"""

import asyncio
import os
import signal
import threading
from multiprocessing import parent_process
from types import FrameType

from streamlit.runtime import get_instance
from streamlit.runtime.runtime import RuntimeState
from uvicorn import Server

#: Seconds in which a proxy that asks for readiness can hear of the stop; pages are served on meanwhile.
NOTICE_SECONDS = 5.0
#: Seconds that an answer under way may still take then.
CLOSE_SECONDS = 10
#: Seconds that the process may still take after that.
_END_SECONDS = 2

_leaving = threading.Event()


def is_leaving() -> bool:
    """Whether this process was told to stop."""
    return _leaving.is_set()


def leave_in_order() -> None:
    """From now on SIGTERM is followed by notice, then by the stop of the server that runs here.

    Nobody is kept waiting for an empty server: without an open page it stops at once. A second SIGTERM, Ctrl-C at any
    time, and the death of the process that started this one stop it at once too. To be called in the loop of the
    server; elsewhere than under uvicorn it does nothing.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if not isinstance(server, Server):
        return
    server.config.timeout_graceful_shutdown = CLOSE_SECONDS
    loop = asyncio.get_running_loop()

    def hear(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT or is_leaving():
            server.handle_exit(number, frame)
        if not is_leaving():
            _leaving.set()
            asyncio.run_coroutine_threadsafe(_leave(server), loop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hear)
    # One of several processes is started deaf to Ctrl-C.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """Nobody would ever stop a process whose supervisor was killed."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGINT)


async def _leave(server: Server) -> None:
    end = asyncio.get_running_loop().time() + NOTICE_SECONDS
    while _has_pages() and asyncio.get_running_loop().time() < end and not server.should_exit:
        await asyncio.sleep(0.1)
    # A task that holds an answer nobody takes can outlive its own cancelling. Nothing is written here to be lost.
    last_resort = threading.Timer(CLOSE_SECONDS + _END_SECONDS, os._exit, (0,))
    last_resort.daemon = True
    last_resort.start()
    server.handle_exit(signal.SIGTERM, None)


def _has_pages() -> bool:
    return get_instance().state is RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED
