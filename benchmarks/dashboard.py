"""The dashboard under load beside a plain Streamlit app that answers the same questions, in one run.

    python -m benchmarks.dashboard                     all of it, about ten minutes on two cores
    python -m benchmarks.dashboard --only browser      or: crowd, memory, peer
    python -m benchmarks.dashboard --soak 60           visits coming and going for an hour

Fake trials and sites (`--trials 3000 --sites 30000`) are made by `generate.py` and published by the stages of a
refresh, once a folder (`--home`). Server, visitors and browser share the machine, so its load is told with the
figures. `plain_app.py` is the peer: `st.dataframe`, native containers, Streamlit's settings as they come.
"""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median

from benchmarks.generate import generate_studies
from benchmarks.load.browser import time_filter_changes, time_first_pages
from benchmarks.load.people import Record, find_quantile, open_idle, send_people
from benchmarks.load.server import Server, serve_dashboard, serve_plain
from benchmarks.load.snapshot import publish_studies
from benchmarks.load.soak import SETTLING_SECONDS, soak
from finder.settings import Settings
from finder.store.reader import current_name

CHANGES, FIRST_PAGES = 30, 5
ACTIVE, IDLE, PEER_PEOPLE = 100, 200, 25
#: Open sessions before memory is weighed: by then what all of them share is there.
FEW = 40
_SETTLE_SECONDS = 3.0


def tell(what: str, figure: str, goal: str = "") -> None:
    """One line of the report, with how busy the machine was in the last minute."""
    print(f"{what:<58} {figure:<34} {goal:<28} load {os.getloadavg()[0]:.1f}", flush=True)


def write_quantiles(seconds: Sequence[float]) -> str:
    """The median and the 95th percentile, in milliseconds."""
    return f"p50 {median(seconds) * 1000:.0f} ms, p95 {find_quantile(seconds, 0.95) * 1000:.0f} ms"


def write_crowd(record: Record) -> str:
    """The same of many people, with what went wrong."""
    answers = record.all()
    told = f", {sum(record.errors.values())} errors" if record.errors else ", no error"
    return (write_quantiles(answers) if answers else "no answer") + told


def measure_browser(home: Path, _: argparse.Namespace) -> None:
    with serve_dashboard(home) as server:
        asyncio.run(_come_and_go(server.url, 1))
        useful, whole = time_first_pages(server.url, FIRST_PAGES)
        tell("first useful page, new browser, warm server", write_quantiles(useful), "goal 1500 ms")
        tell("and until every choice on it can be made", write_quantiles(whole))
        changes = time_filter_changes(server.url, CHANGES)
        tell(f"filter change settles in Chromium ({CHANGES})", write_quantiles(changes), "goal p50 200, p95 400 ms")


def measure_crowd(home: Path, asked: argparse.Namespace) -> None:
    with serve_dashboard(home) as server:
        asyncio.run(_come_and_go(server.url, 1))
        before = server.processor()
        record = asyncio.run(send_people(server.url, ACTIVE, IDLE, asked.seconds))
        spent = server.processor() - before
        name = f"{ACTIVE} people act every 5 s beside {IDLE} idle ones"
        tell(name, write_crowd(record), "goal p95 300 ms, no error")
        answers = len(record.all()) + ACTIVE + IDLE
        tell("processor time of the server an answer", f"{spent / answers * 1000:.0f} ms")
        _tell_errors(record)


def measure_memory(home: Path, _: argparse.Namespace) -> None:
    with serve_dashboard(home) as server:
        few, many = asyncio.run(_weigh_sessions(server))
        tell(f"memory of the server with {FEW} open sessions", f"{few:.0f} MB")
        tell(f"memory an open session ({IDLE} more)", f"{(many - few) / IDLE:.2f} MB", "goal 1 MB")


def measure_peer(home: Path, asked: argparse.Namespace) -> None:
    late = []
    for name, serve in (("the plain app", serve_plain), ("the dashboard", serve_dashboard)):
        record = _send_to(serve, home, asked.seconds)
        tell(f"{PEER_PEOPLE} people act every 5 s: {name}", write_crowd(record))
        _tell_errors(record)
        late.append(find_quantile(record.all(), 0.95))
    tell("95th percentile, plain app against dashboard", f"{late[0] / late[1]:.1f} times", "goal 10 times")


def measure_soak(home: Path, minutes: float) -> None:
    with serve_dashboard(home) as server:
        asyncio.run(_come_and_go(server.url, 5))
        told = asyncio.run(soak(server, minutes * 60, tell=_print_memory(every=60.0)))
        tell(f"{told.visits} visits in {minutes:g} minutes", f"{sum(told.errors.values())} errors")
        span = f"{told.memory[0][1]:.0f} MB at first, {told.memory[-1][1]:.0f} MB at last"
        tell("memory of the server", span)
        growth = told.growth()
        rate = f"{growth.slope:+.1f} ± {growth.give_or_take:.1f} MB an hour"
        goal = f"goal below {growth.allowed:.1f} (1 %)"
        tell(f"growth after {SETTLING_SECONDS / 60:g} minutes: {growth.verdict}", rate, goal)
        for error, times in told.errors.most_common(5):
            print(f"    {times} times: {error}")


def _print_memory(every: float) -> Callable[[float, float], None]:
    last = -every

    def note(second: float, memory: float) -> None:
        nonlocal last
        if second - last >= every:
            last = second
            print(f"    {second / 60:5.1f} min  {memory:6.1f} MB", flush=True)

    return note


def _tell_errors(record: Record) -> None:
    for error, times in record.errors.most_common(5):
        print(f"    {times} times: {error}")


def _send_to(serve: Callable[[Path], AbstractContextManager[Server]], home: Path, seconds: float) -> Record:
    with serve(home) as server:
        asyncio.run(_come_and_go(server.url, 1))
        return asyncio.run(send_people(server.url, PEER_PEOPLE, 0, seconds))


async def _come_and_go(url: str, visitors: int) -> None:
    for visitor in await open_idle(url, visitors):
        await visitor.leave()


async def _weigh_sessions(server: Server) -> tuple[float, float]:
    """Megabytes with a few and with many more open sessions, each time after a while without work."""
    first = await open_idle(server.url, FEW)
    await asyncio.sleep(_SETTLE_SECONDS)
    few = server.memory()
    rest = await open_idle(server.url, IDLE)
    await asyncio.sleep(_SETTLE_SECONDS)
    many = server.memory()
    await asyncio.gather(*(visitor.leave() for visitor in [*first, *rest]))
    return few, many


PARTS = {"browser": measure_browser, "crowd": measure_crowd, "memory": measure_memory, "peer": measure_peer}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=3_000)
    parser.add_argument("--sites", type=int, default=30_000)
    parser.add_argument("--home", type=Path, help="folder to keep the fake snapshot in, for another run")
    parser.add_argument("--seconds", type=float, default=40.0, help="how long people act")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="only let visits come and go for so long")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        if current_name(Settings(home=home)) is None:
            publish_studies(Settings(home=home), generate_studies(asked.trials, asked.sites))
        if asked.soak:
            measure_soak(home, asked.soak)
            return
        for part in asked.only or PARTS:
            PARTS[part](home, asked)


if __name__ == "__main__":
    main()
