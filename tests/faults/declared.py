"""The faults of faults.toml, and what is expected of each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: Pages of a walk through 120 studies, 25 a page.
PAGES = {"first": 1, "middle": 3, "last": 5}
_LASTING = {"stays": 0, "once": 1}


@dataclass(frozen=True)
class Case:
    """One fault at one page. `times`: for how many pages, 0 for good. `ends`: "whole", "rest" or an error's name."""

    fault: str
    place: str
    times: int
    ends: str
    says: str

    @property
    def at(self) -> int:
        return PAGES[self.place]

    def __str__(self) -> str:
        return f"{self.fault}-{self.place}-{'once' if self.times else 'stays'}"


@cache
def load_faults() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "faults.toml").read_text("utf-8"))


def list_cases() -> Iterator[Case]:
    """Each fault of the registry's pages at each page that is declared for it."""
    for name, fault in load_faults()["pages"].items():
        for place in fault.get("at", PAGES):
            for lasting in _LASTING.keys() & fault.keys():
                ends = fault[lasting]
                ends = ends[place] if isinstance(ends, dict) else ends
                yield Case(name, place, _LASTING[lasting], ends, fault.get("says", ""))
