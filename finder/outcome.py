"""How reading one source ended, carried from the fetch to the screen and the files.

"None found" (empty) and "could not look" (unavailable) are different answers everywhere.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Ending(StrEnum):
    DATA = "data"
    EMPTY = "empty"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Outcome:
    """One row of the table `sources`: what a source gave, when, and in which version of its data."""

    name: str
    outcome: Ending
    rows: int = 0
    data_version: str | None = None
    fetched_at: str | None = None
    message: str = ""

    def as_row(self) -> dict[str, object]:
        return {**asdict(self), "outcome": str(self.outcome)}
