"""Many people at once: some act, each at their own pace, others only keep the page open."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from websockets.exceptions import WebSocketException

from benchmarks.load.visitor import BadAnswerError, Visitor

#: Seconds between what one person does, on average; the pauses are spread exponentially.
THINK_SECONDS = 5.0
#: An answer that takes longer counts as an error.
PATIENCE_SECONDS = 30.0

_PLACES = (
    "Houston", "Boston, Massachusetts", "Los Angeles", "New York", "Chicago", "London", "Paris", "Berlin", "Madrid",
    "Rotterdam", "Milan", "Toronto", "Sydney", "Tokyo", "Houston, Texas",
)  # fmt: skip
_TEXTS = ("everolimus", "lutetium", "octreotide", "embolization", "quality of life")
#: What people do, and how often. The rest of the time they turn the page.
_ACTS = {"ask_site": 30, "ask_near": 15, "ask_treatment": 12, "ask_within": 12, "ask_status": 8, "ask_text": 5}
_TURNS = 18


@dataclass
class Record:
    """How long each answer took, in seconds, by what was done, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, act: str, seconds: float) -> None:
        self.seconds.setdefault(act, []).append(seconds)

    def all(self) -> list[float]:
        """All answers, whatever was done."""
        return [second for some in self.seconds.values() for second in some]


def find_quantile(numbers: Sequence[float], share: float) -> float:
    """The number that so large a share of all does not exceed; not a number where there is none."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


async def act_once(visitor: Visitor, random: Random) -> tuple[str, float]:
    """Change one filter or turn the page, as people do; what was done, and the seconds until the answer was whole."""
    pages = visitor.find("find_page")
    act = random.choices([*_ACTS, "find_page"], [*_ACTS.values(), _TURNS if pages else 0])[0]
    if act == "ask_within" and visitor.find(act) is None:
        act = "ask_near"
    if visitor.find(act) is None:  # it stands among the filters that are closed at first
        return "ask_more", await visitor.act("ask_more", value=True)
    if act == "find_page":
        return act, await visitor.act(act, random.randint(1, pages.num_pages))
    if act in ("ask_near", "ask_text"):
        value = random.choice(_PLACES if act == "ask_near" else _TEXTS)
        return act, await visitor.act(act, "" if random.random() < 0.3 else value)
    options = list(visitor.find(act).options)
    if act == "ask_within":
        return act, await visitor.act(act, random.choice(options))
    return act, await visitor.act(act, [] if random.random() < 0.3 else [random.choice(options)])


async def send_people(
    url: str, active: int, idle: int, seconds: float, *, think: float = THINK_SECONDS, seed: int = 1
) -> Record:
    """So many people for so long; the clock starts when all are there and have waited for half a pause."""
    record = Record()
    waiting = await open_idle(url, idle)
    begin = asyncio.Event()
    people = [
        asyncio.create_task(_come_and_act(url, begin, seconds, think, Random(f"{seed} {number}"), record))
        for number in range(active)
    ]
    await asyncio.sleep(active * 0.05 + think / 2)
    begin.set()
    await asyncio.gather(*people)
    await asyncio.gather(*(visitor.leave() for visitor in waiting))
    return record


async def open_idle(url: str, number: int) -> list[Visitor]:
    """So many open sessions, opened one after the other. Raises BadAnswerError."""
    waiting = []
    for _ in range(number):
        visitor, _ = await Visitor.visit(url)
        visitor.count_results()
        waiting.append(visitor)
    return waiting


async def _come_and_act(
    url: str, begin: asyncio.Event, seconds: float, think: float, random: Random, record: Record
) -> None:
    await asyncio.sleep(random.random() * think)
    visitor, _ = await Visitor.visit(url)
    await begin.wait()
    end = time.monotonic() + seconds
    while (pause := random.expovariate(1 / think)) < end - time.monotonic():
        await asyncio.sleep(pause)
        try:
            act, taken = await asyncio.wait_for(act_once(visitor, random), PATIENCE_SECONDS)
            visitor.count_results()
            record.note(act, taken)
        except (BadAnswerError, WebSocketException, TimeoutError, OSError) as error:
            record.errors[f"{type(error).__name__}: {error}"] += 1
            await visitor.leave()
            visitor, _ = await Visitor.visit(url)
    await visitor.leave()
