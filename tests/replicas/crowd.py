"""People behind a proxy, each with an open page: they ask, and when the page is cut off they open their address again.

A person keeps two things, as a browser does: the address, and the cookie that the proxy gave. All that was shown is
noted by its address, so that it can be compared afterwards with what anybody gets who opens that address.
"""

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from benchmarks.load.visitor import BadAnswerError, Visitor

#: What people choose of.
CHOICES = [["Pancreas"], ["Lung"], ["Rectum"], ["Pancreas", "Lung"], ["Lung", "Rectum"], ["Stomach"], []]
#: Seconds between what one person does, and until a browser tries again to connect.
THINK, AGAIN = 0.4, 0.5
#: Seconds until a person gives up.
PATIENCE = 30.0
_CUT = (ConnectionClosed, ConnectionError)
_REFUSED = (InvalidHandshake, InvalidMessage, ConnectionError, TimeoutError)

#: What is on a page: the sentence that counts the trials, and their numbers in order.
Shown = tuple[str, ...]


@dataclass
class Told:
    """What all of them met. `shown`: by address what it showed; `back`: seconds from a cut to the whole page again."""

    shown: dict[str, set[Shown]] = field(default_factory=dict)
    answers: int = 0
    cuts: int = 0
    refused: int = 0
    back: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        slowest = f", the slowest of them after {max(self.back):.1f} s" if self.back else ""
        return (
            f"{self.answers} answers to {len(self.shown)} questions; {self.cuts} pages cut off and opened again"
            f"{slowest}; {self.refused} refusals before; {sum(self.errors.values())} errors seen {dict(self.errors)}"
        )


def read_page(visitor: Visitor) -> Shown:
    """What the page shows. Raises BadAnswerError where it shows a failure."""
    visitor.count_results()
    kinds = [(element.WhichOneof("type"), element) for element in visitor.elements]
    counted = next(element.alert.body for kind, element in kinds if kind == "alert")
    cards = "".join(element.html.body for kind, element in kinds if kind == "html" and "<article" in element.html.body)
    return (counted, *dict.fromkeys(re.findall(r"NCT\d{8}", cards)))


async def show_page(url: str, address: str) -> Shown:
    """What a stranger sees who opens this address."""
    visitor, _ = await Visitor.visit(url, query=address)
    try:
        return read_page(visitor)
    finally:
        await visitor.leave()


class Crowd:
    """`number` people who act until the block ends. `told` may be read while it lasts."""

    def __init__(self, url: str, number: int = 20) -> None:
        self.url, self.number, self.told = url, number, Told()
        self._end = asyncio.Event()

    async def __aenter__(self) -> Told:
        self._people = [asyncio.create_task(self._live(Random(number))) for number in range(self.number)]
        while len(self.told.shown) < 2 or self.told.answers < self.number:
            await asyncio.sleep(0.1)
        return self.told

    async def __aexit__(self, *_: object) -> None:
        self._end.set()
        await asyncio.gather(*self._people)

    async def _live(self, random: Random) -> None:
        person = _Person(self.url, self.told)
        await person.open()
        while not self._end.is_set():
            await person.rest(random.expovariate(1 / THINK))
            await person.act(random)
        await person.visitor.leave()


class _Person:
    def __init__(self, url: str, told: Told) -> None:
        self.url, self.told, self.cookie = url, told, ""
        self.visitor: Visitor

    async def open(self, address: str = "") -> None:
        """Open the address, and try again as a browser does while nobody answers."""
        start = time.monotonic()
        while True:
            try:
                seen, _ = await asyncio.wait_for(Visitor.visit(self.url, query=address, cookie=self.cookie), PATIENCE)
                break
            except _REFUSED:
                self.told.refused += 1
                assert time.monotonic() - start < PATIENCE, "nobody answers any more"
                await asyncio.sleep(AGAIN)
        self.visitor = seen
        answer = seen.socket.response
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0] if answer else ""
        self._note()

    async def rest(self, seconds: float) -> None:
        """Look at the page; whoever is cut off opens it again at once."""
        try:
            await asyncio.wait_for(self.visitor.socket.wait_closed(), seconds)
        except TimeoutError:
            return
        await self._come_back()

    async def act(self, random: Random) -> None:
        """Choose something else. Whoever is cut off meanwhile chooses it again."""
        choice = random.choice(CHOICES)
        for _ in range(5):
            try:
                await asyncio.wait_for(self.visitor.act("ask_site", choice), PATIENCE)
                return self._note()
            except _CUT:
                await self._come_back()
            except BadAnswerError as error:
                self.told.errors[str(error)] += 1
                await self.visitor.leave()
                return await self.open(self.visitor.query)
        raise AssertionError("cut off again and again")

    async def _come_back(self) -> None:
        start = time.monotonic()
        self.told.cuts += 1
        await self.open(self.visitor.query)
        self.told.back.append(time.monotonic() - start)

    def _note(self) -> None:
        try:
            shown = read_page(self.visitor)
        except BadAnswerError as error:
            self.told.errors[str(error)] += 1
            return
        self.told.answers += 1
        self.told.shown.setdefault(self.visitor.query, set()).add(shown)
