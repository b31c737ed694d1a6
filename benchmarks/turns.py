"""Several ways to do the same take turns, so that a busy moment of the machine hits all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.steps import tell_step


@dataclass(frozen=True)
class Taken:
    """What the runs of one way took: seconds on the clock and of the processor (all threads), one of each a run."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def median_wall(self) -> float:
        return statistics.median(self.wall)

    @property
    def median_cpu(self) -> float:
        return statistics.median(self.cpu)


def take_turns(ways: Mapping[str, Callable[[], object]], runs: int) -> dict[str, Taken]:
    """Run every way once to warm up, then all of them in turn, `runs` times."""
    tell_step("all warm up")
    for action in ways.values():
        action()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for turn in range(runs):
        tell_step(f"turn {turn + 1} of {runs}")
        for name, action in ways.items():
            cpu, wall = time.process_time(), time.perf_counter()
            action()
            taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {name: Taken(*map(tuple, zip(*of_way, strict=True))) for name, of_way in taken.items()}


def compare_pairs(ours: Taken, peer: Taken, *, cpu: bool = False) -> float:
    """How many times as long the peer took, turn by turn; the median."""
    pairs = zip(peer.cpu if cpu else peer.wall, ours.cpu if cpu else ours.wall, strict=True)
    return statistics.median(theirs / max(own, 1e-9) for theirs, own in pairs)


def write_times(ratio: float) -> str:
    """A ratio in a few digits."""
    return f"{ratio:.0f}" if ratio >= 20 else f"{ratio:.1f}" if ratio >= 2 else f"{ratio:.2f}"
