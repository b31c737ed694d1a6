"""What a measurement is doing now, on standard error: it takes minutes, and one wants to see that it goes on."""

import sys
import time

_BEGUN = time.perf_counter()


def tell_step(step: str) -> None:
    """One line, with the seconds since the measurement began."""
    print(f"{time.perf_counter() - _BEGUN:6.0f} s  {step}", file=sys.stderr, flush=True)
