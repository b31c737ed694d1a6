"""Visits that come and go for a long time: does the server's memory stay where it is?"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.load.people import PATIENCE_SECONDS, act_once
from benchmarks.load.server import Server
from benchmarks.load.visitor import BadAnswerError, Visitor

#: What is at first is not growth: caches fill, and Streamlit keeps a session for two minutes after it is left.
SETTLING_SECONDS = 150.0
_ACTS = 3


@dataclass
class Soak:
    """Memory over time as (seconds, megabytes), visits made, and what went wrong."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    visits: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def slope(self, after: float = SETTLING_SECONDS) -> float:
        """Megabytes an hour: a straight line through what comes after the first seconds; nan without three readings."""
        late = [(second, memory) for second, memory in self.memory if second >= after]
        if len(late) < 3:
            return float("nan")
        seconds, memory = np.array(late).T
        return float(np.polyfit(seconds / 3600, memory, 1)[0])


async def soak(
    server: Server,
    seconds: float,
    *,
    at_once: int = 10,
    pause: float = 1.0,
    every: float = 5.0,
    tell: Callable[[float, float], object] = lambda second, memory: None,
) -> Soak:
    """Visitors who come, act three times and leave, `at_once` of them at any time; memory is read `every` seconds."""
    told = Soak()
    start = time.monotonic()
    people = [
        asyncio.create_task(_keep_coming(server.url, start + seconds, pause, Random(n), told)) for n in range(at_once)
    ]
    while (passed := time.monotonic() - start) < seconds:
        told.memory.append((passed, server.memory()))
        tell(*told.memory[-1])
        await asyncio.sleep(min(every, max(0.0, seconds - passed)))
    await asyncio.gather(*people)
    return told


async def _keep_coming(url: str, end: float, pause: float, random: Random, told: Soak) -> None:
    while time.monotonic() < end:
        try:
            await asyncio.wait_for(_visit_once(url, pause, random), PATIENCE_SECONDS)
            told.visits += 1
        except (BadAnswerError, WebSocketException, TimeoutError, OSError) as error:
            told.errors[f"{type(error).__name__}: {error}"] += 1
            await asyncio.sleep(pause)


async def _visit_once(url: str, pause: float, random: Random) -> None:
    visitor, _ = await Visitor.visit(url)
    try:
        visitor.count_results()
        for _ in range(_ACTS):
            await asyncio.sleep(random.expovariate(1 / pause))
            await act_once(visitor, random)
            visitor.count_results()
    finally:
        await visitor.leave()
