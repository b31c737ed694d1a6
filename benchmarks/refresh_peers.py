"""One refresh beside what people use to read the registry: time, peak memory, and what a flaky registry costs each.

    python -m benchmarks.refresh_peers                                        about three minutes
    python -m benchmarks.refresh_peers --trials 150 --sites 1500 --runs 1     to try it

The registry of the tests serves fake studies on loopback. Three ways read them, each in a process of its own, in turns:

- NET Finder: the whole refresh, up to a published snapshot with cleaned tables, centers and text search.
- bare requests: `requests.get` over the same pages that the refresh asked for, then `pandas.json_normalize`.
- pytrials: `ClinicalTrials.get_full_studies` for the same searches in one, then `pandas.json_normalize`. It reads one
  page, which holds at most 1,000 studies, and has no way to ask for the next.

Then every third answer is "503 Service Unavailable", once from each of three beginnings, and the trials that each way
ends with are counted. The bare loop and pytrials stop at the first error; what the loop had until then counts.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.generate import generate_studies
from benchmarks.results import Part, keep_part
from benchmarks.steps import tell_step
from benchmarks.turns import write_times
from finder.fetch.clinicaltrials_gov import write_expression
from finder.vocabulary.search import load_plans

TESTS = Path(__file__).resolve().parents[1] / "tests"
OURS, BARE, PYTRIALS = "NET Finder, a whole refresh", "requests and json_normalize", "pytrials and json_normalize"

TELL = """
def tell(trials):
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"trials": trials, "memory": own.ru_maxrss / 1024, "cpu": own.ru_utime + own.ru_stime}))
"""
CODE = {
    OURS: """
import json, logging, os, resource, shutil, sys
from pathlib import Path
logging.basicConfig(filename=sys.argv[1], level=logging.WARNING)
logging.getLogger("urllib3.connectionpool").setLevel(logging.DEBUG)
from finder.errors import FinderError
from finder.pipeline import refresh
from finder.settings import load_settings
for used in ("snapshots", "http"):
    shutil.rmtree(Path(os.environ["NET_FINDER_HOME"], used), ignore_errors=True)
try:
    tell(refresh(load_settings(), accept_fewer=True).meta["counts"]["trials"])
except FinderError as error:
    print(error, file=sys.stderr)
    tell(0)
""",
    BARE: """
import json, resource, sys
import pandas, requests
studies = []
try:
    for url in open(sys.argv[2]).read().split():
        answer = requests.get(url, timeout=60)
        answer.raise_for_status()
        studies += answer.json().get("studies", [])
except requests.RequestException:
    pass
found = pandas.json_normalize(studies)
name = "protocolSection.identificationModule.nctId"
tell(found[name].nunique() if name in found else 0)
""",
    PYTRIALS: """
import json, resource, sys
from pathlib import Path
import pandas, requests
from pytrials.client import ClinicalTrials
ClinicalTrials._BASE_URL = sys.argv[3] + "/"
try:
    found = ClinicalTrials().get_full_studies(search_expr=Path(sys.argv[4]).read_text(), max_studies=1000, fmt="json")
    tell(len(pandas.json_normalize(found["studies"])))
except requests.RequestException:
    tell(0)
""",
}


@dataclass(frozen=True)
class Ran:
    """One process: seconds, seconds of the processor, peak memory in MB, and the trials that it ended with."""

    wall: float
    cpu: float
    memory: float
    trials: int


@dataclass
class Loopback:
    """The registry that all ways read, and what a process needs to read it."""

    url: str
    folder: Path
    #: Sets the fault ("none", "flaky") and how many answers were given before.
    misbehave: Callable[[str, int], None]

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def pages(self) -> Path:
        """A file with the address of each page that the refresh asked for."""
        return self.folder / "pages"

    @property
    def search(self) -> Path:
        """A file with all searches of the refresh in one expression."""
        return self.folder / "search"

    def run(self, way: str) -> Ran:
        """Read the registry in a new process. Raises CalledProcessError where that fails by more than the registry."""
        environment = os.environ | {
            "NET_FINDER_CTGOV_URL": self.url,
            "NET_FINDER_MIN_INTERVAL": "0",
            "NET_FINDER_SOURCES": "clinicaltrials_gov,starter_centers,resource_list",
            "NET_FINDER_HOME": str(self.folder / "home"),
        }
        words = [sys.executable, "-c", TELL + CODE[way], str(self.log), str(self.pages), self.url, str(self.search)]
        begun = time.perf_counter()
        child = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        wall = time.perf_counter() - begun
        told: dict[str, Any] = json.loads(child.stdout.splitlines()[-1])
        tell_step(f"{way}: {wall:.1f} s, {told['trials']:,} trials")
        return Ran(wall, told["cpu"], told["memory"], told["trials"])


@contextmanager
def serve(trials: int, sites: int) -> Iterator[Loopback]:
    """The registry of the tests with fake studies. It keeps each answer once given, so it soon costs little."""
    sys.path.append(str(TESTS))
    registry, faults = import_module("registry"), import_module("registry_faults")
    studies = list(generate_studies(trials, sites))
    with registry.serve_registry(studies) as running, tempfile.TemporaryDirectory() as folder:
        plain_answer, plain_page, kept = running.answer, running.page, {}

        def translate(params: dict[str, str]) -> Any:  # noqa: ANN401
            # The registry takes an expression as query.term, too, and gives all fields where none is named.
            known = {name: value for name, value in params.items() if name != "markupFormat"}
            if "query.term" in known:
                known["filter.advanced"] = known.pop("query.term")
            return plain_page({"fields": "|".join(sorted(registry.MODULES)), **known})

        def answer(request: Any) -> Any:  # noqa: ANN401
            if running.fault == "flaky" and (reply := faults.EARLY["flaky"](running)):
                return reply
            key = request.path, tuple(sorted(request.params.items()))
            if key not in kept:
                kept[key] = plain_answer(request)
            return kept[key]

        def misbehave(fault: str, answered: int) -> None:
            running.fault = fault
            running.seen[:] = running.seen[:1] * answered

        running.page, running.answer = translate, answer
        loopback = Loopback(running.url, Path(folder), misbehave)
        loopback.search.write_text(" OR ".join(write_expression(plan) for plan in load_plans()))
        yield loopback


def measure(loopback: Loopback, trials: int, sites: int, runs: int) -> Part:
    """Raises AssertionError where the refresh lost a trial."""
    first = loopback.run(OURS)
    base = loopback.url.removesuffix("/api/v2")
    paths = re.findall(r'"GET (/\S+) HTTP', loopback.log.read_text())
    pages = [base + path for path in paths if "/studies?" in path]
    loopback.pages.write_text("\n".join(pages))
    assert first.trials == trials, f"the refresh lost {trials - first.trials} trials"
    for way in (BARE, PYTRIALS):  # the registry searches once, and has its answers at hand from then on
        loopback.run(way)
    ran: dict[str, list[Ran]] = {way: [] for way in CODE}
    for turn in range(runs):
        tell_step(f"turn {turn + 1} of {runs}")
        for way, of_way in ran.items():
            of_way.append(loopback.run(way))
    flaky: dict[str, list[Ran]] = {way: [] for way in CODE}
    for answered in range(3):
        tell_step(f"flaky registry, beginning {answered + 1} of 3")
        for way, of_way in flaky.items():
            loopback.misbehave("flaky", answered)
            of_way.append(loopback.run(way))
    assert all(run.trials == trials for run in flaky[OURS]), "the refresh lost trials to a flaky registry"
    return Part(
        "refresh_peers",
        "Reading the registry.",
        f"{trials:,} fake trials with {sites:,} sites on loopback, {len(pages)} pages; median of {runs} turns. Flaky: "
        "every third answer is an error; the trials that each of three runs ended with.",
        ["", "seconds", "of the processor", "peak MB", "trials", "trials, flaky registry", "seconds, flaky"],
        [_write_row(way, ran[way], flaky[way], ran[OURS]) for way in CODE],
    )


def _write_row(way: str, runs: list[Ran], flaky: list[Ran], ours: list[Ran]) -> list[str]:
    ratio = statistics.median(own.wall / run.wall for own, run in zip(ours, runs, strict=True))
    compared = "" if way == OURS else f" ({write_times(ratio)} times as fast)"
    return [
        way,
        f"{statistics.median(run.wall for run in runs):.1f}{compared}",
        f"{statistics.median(run.cpu for run in runs):.1f}",
        f"{max(run.memory for run in runs):.0f}",
        f"{min(run.trials for run in runs):,}",
        ", ".join(f"{run.trials:,}" for run in flaky),
        f"{statistics.median(run.wall for run in flaky):.1f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1_200)
    parser.add_argument("--sites", type=int, default=12_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found in this file too")
    asked = parser.parse_args()
    tell_step(f"makes {asked.trials:,} fake studies; the first refresh also makes the look-up of places")
    with serve(asked.trials, asked.sites) as loopback:
        keep_part(measure(loopback, asked.trials, asked.sites, asked.runs), asked.json)


if __name__ == "__main__":
    main()
