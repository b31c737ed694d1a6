"""How far a long work has come: a bar on a terminal, plain lines elsewhere, nothing where only JSON is wanted."""

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich import progress as bars_of

from finder.cli.output import open_console, tell
from finder.pipeline import Progress

#: Seconds between two plain lines about the same work, so that the log of a nightly job stays short.
PAUSE = 10.0


@contextmanager
def show_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """A function to call with label, done and total (None: not known yet)."""
    if quiet:
        yield lambda label, done, total: None
    elif sys.stderr.isatty():
        with _open_bars() as bars:
            yield _report_bars(bars)
    else:
        yield _report_lines()


def _open_bars() -> bars_of.Progress:
    label = bars_of.TextColumn("{task.description}", markup=False)
    columns = (label, bars_of.BarColumn(), bars_of.MofNCompleteColumn(), bars_of.TimeElapsedColumn())
    return bars_of.Progress(*columns, console=open_console(stderr=True), transient=True)


def _report_bars(bars: bars_of.Progress) -> Progress:
    tasks: dict[str, bars_of.TaskID] = {}

    def report(label: str, done: int, total: int | None) -> None:
        if label not in tasks:
            tasks[label] = bars.add_task(label, total=total)
        bars.update(tasks[label], completed=done, total=total)

    return report


def _report_lines() -> Progress:
    told: dict[str, float] = {}

    def report(label: str, done: int, total: int | None) -> None:
        now, finished = time.monotonic(), total is not None and done >= total
        if now - told.get(label, -math.inf) >= (0 if finished else PAUSE):
            # What is finished is told once.
            told[label] = math.inf if finished else now
            tell(_say_progress(label, done, total))

    return report


def _say_progress(label: str, done: int, total: int | None) -> str:
    if total is None:
        return f"{label}: {done:,}" if done else label
    return f"{label}: {done:,} of {total:,}"
