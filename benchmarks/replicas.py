"""Two dashboards behind the proxy of deploy/replicas, against one behind the same proxy, in one run.

    python -m benchmarks.replicas                    about four minutes on two cores
    python -m benchmarks.replicas --seconds 120      people who act for longer

People act every five seconds beside idle ones, all through nginx. Fake trials and sites are made by `generate.py`, once
a folder (`--home`). NET_FINDER_STORE=postgresql://... puts them there instead of into a file. Dashboards, proxy and
people share the machine, so its load is told with the figures: with two cores, people and proxy take much of one.
"""

import argparse
import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.dashboard import ACTIVE, IDLE, tell, write_crowd
from benchmarks.generate import generate_studies
from benchmarks.load.people import Record, find_quantile, send_people
from benchmarks.load.proxy import serve_proxy
from benchmarks.load.server import serve_dashboard
from benchmarks.load.snapshot import publish_studies
from benchmarks.load.visitor import Visitor
from finder.settings import Settings
from finder.store.reader import current_name


def measure_replicas(home: Path, number: int, seconds: float) -> Record:
    """So many dashboards under load; the time of each answer, and what went wrong."""
    with ExitStack() as stack:
        servers = [stack.enter_context(serve_dashboard(home)) for _ in range(number)]
        proxy = stack.enter_context(serve_proxy([server.url for server in servers]))
        for server in servers:
            asyncio.run(_warm(server.url))
        before = [server.processor() for server in servers]
        record = asyncio.run(send_people(proxy.url, ACTIVE, IDLE, seconds))
        spent = [server.processor() - first for server, first in zip(servers, before, strict=True)]
        memory = sum(server.memory() for server in servers)
    name = "one dashboard" if number == 1 else f"{number} dashboards"
    tell(f"{ACTIVE} people act every 5 s beside {IDLE} idle ones: {name}", write_crowd(record), "goal no error")
    tell("    processor time of each, memory of all", f"{' + '.join(f'{one:.0f}' for one in spent)} s, {memory:.0f} MB")
    for error, times in record.errors.most_common(5):
        print(f"    {times} times: {error}")
    return record


async def _warm(url: str) -> None:
    visitor, _ = await Visitor.visit(url)
    await visitor.leave()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=3_000)
    parser.add_argument("--sites", type=int, default=30_000)
    parser.add_argument("--home", type=Path, help="folder to keep the fake snapshot in, for another run")
    parser.add_argument("--seconds", type=float, default=40.0, help="how long people act")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        settings = Settings(home=home)
        if current_name(settings) is None:
            publish_studies(settings, generate_studies(asked.trials, asked.sites))
        late = [find_quantile(measure_replicas(home, number, asked.seconds).all(), 0.95) for number in (1, 2)]
        tell("95th percentile, one dashboard against two", f"{late[0] / late[1]:.1f} times")


if __name__ == "__main__":
    main()
