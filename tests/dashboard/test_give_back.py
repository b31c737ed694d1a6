"""What the server no longer needs goes back to the system, so that a burst of visitors does not leave it larger."""

import asyncio
import ctypes
import subprocess
import sys
from pathlib import Path

import pytest
from own_loop import run_in_own_loop
from starlette.applications import Starlette

from dashboard import give_back as giving
from dashboard.give_back import give_back, give_back_often, take_from_one_place
from dashboard.server import prepare

_HAS_GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim")
#: Blocks that are too small for the system to be asked for each, in bytes, and how many.
_BLOCK, _BLOCKS = 8_192, 6_000

#: A dozen threads that all live while each asks for memory; then what glibc says of its arenas, and Arrow of its own.
_TAKE = """
import ctypes, sys, threading
import pyarrow as pa
from dashboard.give_back import take_from_one_place
if sys.argv[2]:
    assert take_from_one_place()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
barrier = threading.Barrier(12)
def take():
    barrier.wait()
    libc.malloc(100)
    barrier.wait()
threads = [threading.Thread(target=take) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
print(pa.default_memory_pool().backend_name)
"""


def _read_resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not _HAS_GLIBC, reason="only glibc can be told to")
def test_memory_between_what_is_still_used_goes_back() -> None:
    blocks = [bytearray(b"x" * _BLOCK) for _ in range(_BLOCKS)]
    # The last of each dozen stays, so that nothing shrinks of itself.
    kept = blocks[11::12]
    blocks.clear()
    before = _read_resident()
    assert give_back()
    assert before - _read_resident() > _BLOCK * _BLOCKS / 2
    assert len(kept) == _BLOCKS // 12


@pytest.mark.skipif(not _HAS_GLIBC, reason="only glibc can be told to")
@pytest.mark.parametrize("told", [True, False])
def test_a_dozen_threads_take_memory_from_two_arenas(tmp_path: Path, told: bool) -> None:
    note = tmp_path / "arenas.xml"
    # For a process as a whole, so for one of its own.
    done = subprocess.run(
        [sys.executable, "-c", _TAKE, str(note), "1" if told else ""],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ("system" in done.stdout) is told
    assert (note.read_text().count("<heap nr=") <= 2) is told


def test_a_system_that_cannot_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving.sys, "platform", "fake")
    assert not take_from_one_place()
    assert not give_back()
    run_in_own_loop(asyncio.wait_for(give_back_often(), 5))


def test_a_server_gives_back_again_and_again_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    def note() -> bool:
        given.append(1)
        return True

    async def serve() -> None:
        async with prepare(Starlette()):  # type: ignore[arg-type]
            await asyncio.sleep(0.5)
        so_far = len(given)
        await asyncio.sleep(0.3)
        assert len(given) - so_far < 2

    async def often() -> None:
        await give_back_often(0.01)

    monkeypatch.setattr(giving, "give_back", note)
    monkeypatch.setattr("dashboard.server.give_back_often", often)
    monkeypatch.setattr("dashboard.server.take_from_one_place", lambda: given.append(0))
    monkeypatch.setattr("dashboard.server.warm_up", lambda: given.append(1))
    monkeypatch.setattr("dashboard.server.leave_in_order", lambda: None)
    monkeypatch.setattr("dashboard.server.gc.freeze", lambda: None)
    monkeypatch.setattr("dashboard.server.sys.setswitchinterval", lambda _: None)
    run_in_own_loop(serve())
    assert given[:2] == [0, 1], "the data come after"
    assert len(given) > 4
