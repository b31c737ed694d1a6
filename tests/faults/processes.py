"""A real refresh in a process of its own: forked from one that has read the program, so that a hundred are affordable.

What it says goes to a file, its exit code is that of the command.
"""

import ctypes
import multiprocessing
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import time_machine
from refreshing import shrink_walks

from finder.cli import run_command
from finder.settings import Settings, load_settings

#: Longer than any refresh of these tests; a process that is not done by then hangs.
LONGEST_SECONDS = 60.0
Prepare = Callable[[], object]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["pytest", "finder.cli.refresh", "finder.pipeline", "time_machine"])


@dataclass(frozen=True)
class Ended:
    """How a process ended; a signal is a negative exit code. `peak` is the memory it took, in bytes."""

    code: int | None
    said: str
    peak: int


@dataclass
class Started:
    """A refresh at work."""

    process: BaseProcess
    folder: "tempfile.TemporaryDirectory[str]"

    def wait(self) -> Ended:
        self.process.join(LONGEST_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
            raise AssertionError(f"The refresh hangs; it said: {self._read('said')}")
        ended = Ended(self.process.exitcode, self._read("said"), int(self._read("peak") or 0))
        self.folder.cleanup()
        return ended

    def kill(self) -> Ended:
        self.process.kill()
        return self.wait()

    def _read(self, name: str) -> str:
        path = Path(self.folder.name, name)
        return path.read_text("utf-8", "replace") if path.exists() else ""


def start_refresh(settings: Settings, *words: str, prepare: Prepare | None = None) -> Started:
    """`net-finder refresh`, with further words of the command line; `prepare` is called in the process before it."""
    return start_command(settings, "refresh", *words, prepare=prepare)


def start_command(settings: Settings, *words: str, prepare: Prepare | None = None) -> Started:
    """Any command of `net-finder`."""
    folder = tempfile.TemporaryDirectory(prefix="net-finder-said-", ignore_cleanup_errors=True)
    Path(folder.name).chmod(0o777)  # the process may go on as somebody else
    sources = settings.sources or "clinicaltrials_gov"
    told = {"HOME": settings.home, "CTGOV_URL": settings.ctgov_url, "SOURCES": sources, "MIN_INTERVAL": 0}
    environment = {f"NET_FINDER_{name}": str(value) for name, value in told.items()}
    process = _context.Process(target=_run, args=(folder.name, environment, words, prepare))
    _start(process)
    return Started(process, folder)


def start_function(function: Callable[..., object], *arguments: object) -> BaseProcess:
    """A function of these tests in a process of its own."""
    process = _context.Process(target=function, args=arguments)
    _start(process)
    return process


def _start(process: BaseProcess) -> None:
    """Without the main script, which a child would run again: Streamlit's test harness leaves its own behind."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        process.start()
    finally:
        sys.modules["__main__"] = main


def set_clock(moment: datetime) -> None:
    """Let this process live at `moment`; its clock goes on from there."""
    time_machine.travel(moment, tick=True).start()


def obey_rights() -> None:
    """Let the rights of files bind this process, even where it belongs to the superuser (capabilities(7))."""
    if os.geteuid() == 0:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
        rights = (ctypes.c_uint32 * 6)()
        libc = ctypes.CDLL(None, use_errno=True)
        libc.capget(header, rights)
        for word in range(3):  # effective, permitted, inheritable
            rights[word] &= ~0b1110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
        if libc.capset(header, rights):
            raise OSError(ctypes.get_errno(), "the rights of this process cannot be given up")


def run_refresh(settings: Settings, *words: str, prepare: Prepare | None = None) -> Ended:
    """The same, waited for."""
    return start_refresh(settings, *words, prepare=prepare).wait()


def _run(folder: str, environment: dict[str, str], words: tuple[str, ...], prepare: Prepare | None) -> None:
    said = os.open(Path(folder, "said"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(said, 1)
    os.dup2(said, 2)
    peak = os.open(Path(folder, "peak"), os.O_WRONLY | os.O_CREAT, 0o666)
    for name in [name for name in os.environ if name.startswith("NET_FINDER_")]:
        del os.environ[name]
    os.environ.update(environment)
    load_settings.cache_clear()
    shrink_walks()
    if prepare is not None:
        prepare()
    try:
        code = run_command(words)
    finally:
        os.write(peak, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024).encode())
    sys.exit(code)
