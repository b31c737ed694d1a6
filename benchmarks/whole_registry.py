"""The whole registry in one snapshot: what it takes to build, in time, memory and disk, and how quick questions are.

    python -m benchmarks.whole_registry 3000 30000 550000

Tables are generated (see `whole_tables.py`: real figures, fake words) and put into a snapshot by the builder that a
refresh uses; nothing is downloaded or sorted by words here, which `whole_refresh.py` measures. A snapshot and its
questions each have a process of their own, so peak memory is theirs alone. Raw records, which a refresh also keeps
(some 3 kB a trial), are not among the tables.

A question is asked with other words each time: the first answer of a process, which has read nothing yet, is told
apart; the middle and the 95th of 100 are of all others. An answer is the whole: which trials fit, in which order, the
nearest site of each, the first ten with all that a page shows, and, where `facets` stands, the counts of all values
of all facets. The last table says how each grows: the exponent of a power law through the sizes.

`--keep FOLDER` leaves the snapshots there, and uses those that it finds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.whole_questions import KINDS

SITES_A_TRIAL = 5_000_000 / 550_000
#: Longest time of the 95th question, in milliseconds, with text, place and facets together.
GOAL = 300
BUILD = """
import json, resource, sys, time
from pathlib import Path
from benchmarks.whole_tables import build_snapshot
start = time.perf_counter()
path = build_snapshot(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": time.perf_counter() - start, "processor": used.ru_utime + used.ru_stime,
                  "mb": used.ru_maxrss / 1024, "size": path.stat().st_size / 1e6, "path": str(path)}))
"""
ASK = """
import json, sys
from pathlib import Path
from benchmarks.whole_questions import measure_questions
print(json.dumps(measure_questions(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
"""


def run_child(code: str, *arguments: object) -> dict[str, Any]:
    """What a process of its own printed last."""
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def fit_exponent(sizes: list[int], values: list[float]) -> float:
    """The exponent of the power law that comes nearest to these values, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def build(folder: Path, trials: int) -> dict[str, Any]:
    """A snapshot of so many trials in a folder of its own, or the one that is there."""
    told = folder / f"{trials}.json"
    if told.is_file():
        found: dict[str, Any] = json.loads(told.read_text())
        if Path(found["path"]).is_file():
            return found
    made = run_child(BUILD, folder / str(trials), trials, round(trials * SITES_A_TRIAL))
    told.write_text(json.dumps(made))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[3_000, 30_000, 550_000], help="trials of each snapshot")
    parser.add_argument("--keep", type=Path, help="a folder for the snapshots, some 15 kB a trial")
    parser.add_argument("--asked", type=int, default=100, help="how often each kind of question is asked")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        built, answers = [], []
        print(f"{'trials':>9} {'sites':>10} {'build s':>8} {'processor s':>11} {'peak MB':>8} {'file MB':>8}")
        for trials in options.sizes:
            made = build(folder, trials)
            built.append(made)
            print(
                f"{trials:>9,} {round(trials * SITES_A_TRIAL):>10,} {made['seconds']:>8.0f} {made['processor']:>11.0f} "
                f"{made['mb']:>8.0f} {made['size']:>8.0f}",
                flush=True,
            )
        for trials, made in zip(options.sizes, built, strict=True):
            answers.append(run_child(ASK, made["path"], folder / "places.sqlite", options.asked))
            print_answers(trials, answers[-1])
        if len(options.sizes) > 1:
            print_growth(options.sizes, built, answers)


def print_answers(trials: int, told: dict[str, Any]) -> None:
    """One line a kind of question: milliseconds on the clock, and of the processor alone."""
    print(f"\n{trials:,} trials; peak memory of a reader after all questions {told['mb']:.0f} MB")
    print(f"{'question':<44} {'fit (median)':>12} {'first ms':>9} {'p50 ms':>7} {'p95 ms':>7} {'p95 processor ms':>17}")
    for name, row in told["kinds"].items():
        mark = " over the goal" if row["p95"] > GOAL else ""
        print(
            f"{name:<44} {row['fit']:>12,} {row['first']:>9.0f} {row['p50']:>7.0f} {row['p95']:>7.0f} "
            f"{row['p95_processor']:>17.0f}{mark}"
        )


def print_growth(sizes: list[int], built: list[dict[str, Any]], answers: list[dict[str, Any]]) -> None:
    """How build and questions grow with the number of trials."""
    print("\ngrowth, as a power of the number of trials (1 is in step with it)")
    for name, key in (("build, processor time", "processor"), ("build, peak memory", "mb"), ("file", "size")):
        print(f"{name:<44} {fit_exponent(sizes, [made[key] for made in built]):>6.2f}")
    for name in KINDS:
        middles = [told["kinds"][name]["p50_processor"] for told in answers]
        print(f"{name:<44} {fit_exponent(sizes, middles):>6.2f}")


if __name__ == "__main__":
    main()
