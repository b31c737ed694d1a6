"""Visits that come and go for a long time: does the server's memory stay where it is?"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf, isnan, sqrt
from random import Random

import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.load.people import PATIENCE_SECONDS, act_once
from benchmarks.load.server import Server
from benchmarks.load.visitor import BadAnswerError, Visitor

#: What is at first is not growth: Streamlit keeps sessions for minutes after they are left, and answers are kept.
SETTLING_SECONDS = 1200.0
#: Of memory, what an hour may add before it counts as growth.
FLAT_SHARE = 0.01
#: What comes after is cut into so many stretches of time. Memory swings within minutes, as garbage is collected now and
#: then, so single readings say little of each other's next.
_STRETCHES = 8
#: Student's t for 95 % and two degrees of freedom fewer than there are stretches.
_STUDENT = 2.447
_NCT_ID = re.compile(r"NCT\d{8}")


@dataclass(frozen=True)
class Growth:
    """Megabytes an hour, give or take, at 95 %; and the memory that it is compared with."""

    slope: float
    give_or_take: float
    memory: float

    @property
    def allowed(self) -> float:
        """Megabytes an hour that are not told from none."""
        return self.memory * FLAT_SHARE

    @property
    def verdict(self) -> str:
        """Flat only where even the steepest line that fits the readings is."""
        if isnan(self.slope):
            return "told only by a longer run"
        if self.slope + self.give_or_take < self.allowed:
            return "flat"
        return "not flat" if self.slope - self.give_or_take > self.allowed else "not shown to be flat"


@dataclass
class Soak:
    """Memory over time as (seconds, megabytes, visits until then), visits made, and what went wrong."""

    memory: list[tuple[float, float, int]] = field(default_factory=list)
    visits: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def growth(self, after: float = SETTLING_SECONDS) -> Growth:
        """A straight line through the means of equal stretches of what comes after the first seconds; nan where a
        stretch has no reading."""
        late = np.array([(second, memory) for second, memory, _ in self.memory if second >= after])
        if len(late) < _STRETCHES:
            return Growth(float("nan"), float("nan"), float("nan"))
        seconds, memory = late.T
        ends = np.linspace(seconds[0], seconds[-1], _STRETCHES + 1)
        stretch = np.clip(np.searchsorted(ends, seconds, side="right") - 1, 0, _STRETCHES - 1)
        if len(np.unique(stretch)) < _STRETCHES:
            return Growth(float("nan"), float("nan"), float("nan"))
        hours, means = (
            np.array([column[stretch == n].mean() for n in range(_STRETCHES)]) for column in (seconds / 3600, memory)
        )
        slope, start = np.polyfit(hours, means, 1)
        left = means - (slope * hours + start)
        error = sqrt((left @ left) / (_STRETCHES - 2) / ((hours - hours.mean()) @ (hours - hours.mean())))
        return Growth(float(slope), _STUDENT * error, float(memory.mean()))

    def kept_of_a_visit(self, after: int) -> float:
        """Kilobytes that each visit leaves: a straight line over visits, once there were so many; nan without three
        readings."""
        late = [(visits, memory) for _, memory, visits in self.memory if visits >= after]
        if len({visits for visits, _ in late}) < 3:
            return float("nan")
        visits, memory = np.array(late).T
        return float(np.polyfit(visits, memory, 1)[0]) * 1000


async def soak(
    server: Server,
    seconds: float,
    *,
    visits: float = inf,
    acts: int = 3,
    at_once: int = 10,
    pause: float = 1.0,
    every: float = 5.0,
    tell: Callable[[float, float], object] = lambda second, memory: None,
) -> Soak:
    """Visitors who come, act some times, look at a trial and leave, `at_once` of them at any time, for so long or until
    there were so many `visits`; memory is read `every` seconds."""
    told = Soak()
    start = time.monotonic()

    def is_over() -> bool:
        return time.monotonic() - start >= seconds or told.visits >= visits

    async def keep_coming(random: Random) -> None:
        while not is_over():
            try:
                await asyncio.wait_for(_visit_once(server.url, acts, pause, random), PATIENCE_SECONDS)
                told.visits += 1
            except (BadAnswerError, WebSocketException, TimeoutError, OSError) as error:
                told.errors[f"{type(error).__name__}: {error}"] += 1
                await asyncio.sleep(pause)

    people = [asyncio.create_task(keep_coming(Random(n))) for n in range(at_once)]
    while not is_over():
        told.memory.append((time.monotonic() - start, server.memory(), told.visits))
        tell(*told.memory[-1][:2])
        await asyncio.sleep(every)
    await asyncio.gather(*people)
    return told


async def _visit_once(url: str, acts: int, pause: float, random: Random) -> None:
    visitor, _ = await Visitor.visit(url)
    try:
        visitor.count_results()
        for _ in range(acts):
            await asyncio.sleep(random.expovariate(1 / pause))
            await act_once(visitor, random)
            visitor.count_results()
        shown = _list_trials(visitor)
    finally:
        await visitor.leave()
    if shown:
        await _look_at(url, random.choice(shown))


async def _look_at(url: str, nct_id: str) -> None:
    """A card leads to the page of its trial, which a browser opens anew. Raises BadAnswerError where it is not told."""
    visitor, _ = await Visitor.visit(url, page="trial", query=f"nct={nct_id}")
    await visitor.leave()
    if nct_id not in _list_trials(visitor):
        raise BadAnswerError("the page of a trial does not tell of it")


def _list_trials(visitor: Visitor) -> list[str]:
    """Numbers of the trials in the HTML on the screen. Raises BadAnswerError for an exception."""
    if any(element.WhichOneof("type") == "exception" for element in visitor.elements):
        raise BadAnswerError("the page shows an exception")
    bodies = [element.html.body for element in visitor.elements if element.WhichOneof("type") == "html"]
    return sorted({nct_id for body in bodies for nct_id in _NCT_ID.findall(body)})
