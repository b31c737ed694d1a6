"""What was used last, for all visitors, up to a bound.

What comes in above the bound takes the place of what nobody used for the longest time, one by one. So such a store is
full soon and then stays as large as it is, where one that is emptied whole grows for hours, and is slow right after.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Latest(Generic[Kept]):
    """Values by name. May be shared by threads."""

    def __init__(self, most: int, weigh: Callable[[Kept], int] = lambda _: 1) -> None:
        """At most so many, or values that `weigh` no more than that together; a heavier one is kept alone."""
        self._most, self._weigh = most, weigh
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def get(self, name: str) -> Kept | None:
        """The value of this name, which now is the one that was used last; None where it is not kept."""
        with self._lock:
            if name not in self._kept:
                return None
            self._kept.move_to_end(name)
            return self._kept[name]

    def put(self, name: str, value: Kept) -> None:
        """Keep this value, in the place of others where there are too many."""
        with self._lock:
            if name in self._kept:
                self._weight -= self._weigh(self._kept.pop(name))
            self._kept[name] = value
            self._weight += self._weigh(value)
            while self._weight > self._most and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._weight -= self._weigh(oldest)

    def __len__(self) -> int:
        return len(self._kept)
