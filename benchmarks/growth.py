"""How building a snapshot and asking it grow from a disease to the whole registry, as a fitted curve.

    python -m benchmarks.growth 3000 30000 550000 --keep /tmp/registries

Builds and asks as `whole_registry.py` does, which explains the questions. The curve is a power law through the sizes:
with an exponent of 1 twice the trials take twice the time, with 0 size does not matter. Half a million trials take some
minutes to build; `--keep` leaves them there for the next time.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.results import Part, keep_part
from benchmarks.whole_questions import KINDS
from benchmarks.whole_registry import ASK, SITES_A_TRIAL, build, fit_exponent, run_child

#: What is told of a build: label, key and unit.
BUILT = (("build", "processor", "s"), ("build, peak memory", "mb", "MB"), ("the snapshot on the disk", "size", "MB"))


def describe_growth(sizes: list[int], built: list[dict[str, Any]], answers: list[dict[str, Any]]) -> Part:
    """The table of all sizes; `built` and `answers` as whole_registry.py makes them, one of each a size."""
    rows = [[label, *_fit(sizes, [made[key] for made in built], unit)] for label, key, unit in BUILT]
    for name in KINDS:
        rows.append([name, *_fit(sizes, [told["kinds"][name]["p95"] for told in answers], "ms")])
    reaches = ", ".join(f"{round(size * SITES_A_TRIAL):,}" for size in sizes)
    return Part(
        "growth",
        "From a disease to the whole registry.",
        f"Fake trials with {reaches} sites; processor time of a build, 95th percentile of each kind of question; the "
        "last column is the exponent of the fitted power law (1: in step with the trials).",
        ["", *(f"{size:,} trials" for size in sizes), "grows with the power"],
        rows,
    )


def _fit(sizes: list[int], values: list[float], unit: str) -> list[str]:
    return [*(f"{value:,.0f} {unit}" for value in values), f"{fit_exponent(sizes, values):.2f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[3_000, 30_000, 550_000], help="trials of each snapshot")
    parser.add_argument("--keep", type=Path, help="a folder for the snapshots, some 15 kB a trial")
    parser.add_argument("--asked", type=int, default=100, help="how often each kind of question is asked")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found in this file too")
    asked = parser.parse_args()
    if len(asked.sizes) < 2:
        parser.error("a curve needs two sizes or more")
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        built = [build(folder, size) for size in asked.sizes]
        answers = [run_child(ASK, made["path"], folder / "places.sqlite", asked.asked) for made in built]
    keep_part(describe_growth(asked.sizes, built, answers), asked.json)


if __name__ == "__main__":
    main()
