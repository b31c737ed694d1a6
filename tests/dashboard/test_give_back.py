"""What the server no longer needs goes back to the system, so that a burst of visitors does not leave it larger."""

import asyncio
import ctypes
import sys
from pathlib import Path

import pytest
from own_loop import run_in_own_loop
from starlette.applications import Starlette

from dashboard import give_back as giving
from dashboard.give_back import give_back, give_back_often
from dashboard.server import prepare

_HAS_GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim")
#: Blocks that are too small for the system to be asked for each, in bytes, and how many.
_BLOCK, _BLOCKS = 8_192, 6_000


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


def test_a_system_that_cannot_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving.sys, "platform", "fake")
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
    monkeypatch.setattr("dashboard.server.warm_up", lambda: None)
    monkeypatch.setattr("dashboard.server.leave_in_order", lambda: None)
    monkeypatch.setattr("dashboard.server.gc.freeze", lambda: None)
    monkeypatch.setattr("dashboard.server.sys.setswitchinterval", lambda _: None)
    run_in_own_loop(serve())
    assert len(given) > 3
