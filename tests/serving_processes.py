"""The processes that serve one dashboard together, as the system lists them: who takes visitors, who holds a page."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ESTABLISHED, _LISTENS = "01", "0A"


def list_processes(parent: int) -> list[int]:
    """Those that a dashboard of several processes has started to serve."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def is_alive(process: int) -> bool:
    """Whether it runs; one that has ended and that nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def count_pages(process: int, port: int) -> int:
    """How many connections to this port the process holds."""
    return len(_list_sockets(process, port, _ESTABLISHED))


def takes_visitors(process: int, port: int) -> bool:
    """Whether it is told of whoever comes to this port."""
    listeners = _list_sockets(process, port, _LISTENS)
    watched = {file for one in Path(f"/proc/{process}/fdinfo").iterdir() for file in _list_watched(one)}
    return bool(listeners & watched)


def _list_sockets(process: int, port: int, state: str) -> set[str]:
    rows = [line.split() for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]]
    names = {f"socket:[{row[9]}]" for row in rows if row[3] == state and row[1].endswith(f":{port:04X}")}
    return {file.name for file in Path(f"/proc/{process}/fd").iterdir() if _read_link(file) in names}


def _read_link(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:
        return ""


def _list_watched(info: Path) -> list[str]:
    try:
        return re.findall(r"^tfd:\s+(\d+)", info.read_text(), re.MULTILINE)
    except OSError:
        return []


@contextmanager
def only(process: int, among: list[int]) -> Iterator[None]:
    """All others stand still meanwhile, so that this one answers; not for long, for who does so is held to be stuck."""
    others = [one for one in among if one != process]
    for one in others:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in others:
            os.kill(one, signal.SIGCONT)


def wait_until(holds: Callable[[], bool], seconds: float = 90.0) -> None:
    """Fails where it does not come to hold in this time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)
