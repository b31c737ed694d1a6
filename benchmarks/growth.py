"""How building a snapshot and asking it grow from a disease to the whole registry, as a fitted curve.

    python -m benchmarks.growth 3000 30000 550000 --keep /tmp/registries

Builds and asks as `whole_registry.py` does, which explains the questions. The curve is a power law through the sizes:
with an exponent of 1 twice the trials take twice the time, with 0 size does not matter. Half a million trials take a
quarter of an hour to build; `--keep` leaves snapshots and what they took there, and only asks those that it finds. Try
it with `300 3000 --asked 5`.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.results import Part, keep_part
from benchmarks.steps import tell_step
from benchmarks.whole_questions import KINDS
from benchmarks.whole_registry import ASK, SITES_A_TRIAL, build, fit_exponent, run_child
from finder.store.packing import PACKED_FROM

#: What is told of a build: label, key and unit.
BUILT = (("build", "processor", "s"), ("build, peak memory", "mb", "MB"), ("the snapshot on the disk", "size", "MB"))


def describe_growth(sizes: list[int], built: list[dict[str, Any]], answers: list[dict[str, Any]]) -> Part:
    """The table of all sizes; `built` and `answers` as whole_registry.py makes them, one of each a size."""
    rows = [[label, *_fit(sizes, [made[key] for made in built], unit)] for label, key, unit in BUILT]
    for name in KINDS:
        kinds = [told["kinds"][name] for told in answers]
        times = [f"{kind['p50']:,.0f} ({kind['p95']:,.0f}) ms" for kind in kinds]
        rows.append([name, *times, _fit_power(sizes, [kind["p50"] for kind in kinds])])
    reaches = " / ".join(f"{round(size * SITES_A_TRIAL):,}" for size in sizes)
    return Part(
        "growth",
        "From a disease to the whole registry.",
        f"Fake trials with {reaches} sites. Processor time of a build; for each kind of question the median and, in "
        "brackets, the 95th percentile (* all facets are counted, too). The last column is the exponent of the power "
        "law that fits the sizes: with 1 it grows in step with the trials, with 0 it does not grow. Only snapshots of "
        f"{PACKED_FROM:,} trials or more are packed, so smaller ones may be slower.",
        ["", *(f"{size:,} trials" for size in sizes), "grows with the power"],
        rows,
    )


def _fit(sizes: list[int], values: list[float], unit: str) -> list[str]:
    return [*(f"{value:,.0f} {unit}" for value in values), _fit_power(sizes, values)]


def _fit_power(sizes: list[int], values: list[float]) -> str:
    # Rounding first keeps a curve that hardly falls from being told as -0.00.
    return f"{round(fit_exponent(sizes, values), 2) + 0:.2f}"


def _build(folder: Path, trials: int) -> dict[str, Any]:
    tell_step(f"builds {trials:,} trials, or finds them in the folder")
    return build(folder, trials)


def _ask(folder: Path, made: dict[str, Any], asked: int) -> dict[str, Any]:
    tell_step(f"asks {len(KINDS)} kinds of questions, {asked} times each, of {made['size']:,.0f} MB")
    return run_child(ASK, made["path"], folder / "places.sqlite", asked)


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
        built = [_build(folder, size) for size in asked.sizes]
        answers = [_ask(folder, made, asked.asked) for made in built]
    keep_part(describe_growth(asked.sizes, built, answers), asked.json)


if __name__ == "__main__":
    main()
