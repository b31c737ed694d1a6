"""How fast answers of the registry become tables, in MB/s, beside the bare reading of the same bytes as JSON.

    python -m benchmarks.normalize_speed                                       about a minute
    python -m benchmarks.normalize_speed --trials 200 --sites 2000 --runs 2    to try it

Fake studies of `generate.py`, in batches as a refresh takes them. `orjson.loads` is the limit: it makes Python objects
of the bytes and nothing else. `pandas.json_normalize` makes one wide table with a column for each place in a record,
lists left as they are. Ours reads the same bytes with `json`, finds sites, dates, ages, places and people, splits the
rules of entry, and reads what the trial is about. Processor time of one process; the ways take turns.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import orjson
import pandas as pd

from benchmarks.generate import TODAY, generate_studies
from benchmarks.results import Part, keep_part
from benchmarks.steps import tell_step
from benchmarks.turns import compare_pairs, take_turns, write_times
from finder.normalize import Batch, normalize_batch
from finder.parse.clinicaltrials_gov import parse_studies
from finder.pipeline.registry import BATCH
from finder.places import fold_name
from finder.settings import Settings
from finder.store.gazetteer import open_gazetteer

OURS, WIDE, LIMIT, PLAIN = "NET Finder", "pandas.json_normalize", "orjson.loads", "json.loads"
MAKES = {
    OURS: "trials, sites and investigators, cleaned and classified",
    WIDE: "one wide table, lists and texts as they are",
    PLAIN: "Python objects; what NET Finder reads with",
    LIMIT: "Python objects; the limit",
}


def make_pages(trials: int, sites: int) -> list[bytes]:
    """Fake studies as the bytes of answers, so many studies in each as a refresh takes at once."""
    studies = list(generate_studies(trials, sites))
    starts = range(0, len(studies), BATCH)
    return [json.dumps({"studies": studies[start : start + BATCH]}).encode() for start in starts]


def normalize_pages(pages: list[bytes], cities: pd.DataFrame) -> Iterator[Batch]:
    """The tables of each page."""
    for page in pages:
        yield normalize_batch(parse_studies(json.loads(page)["studies"]), cities=cities, today=TODAY)


def widen_pages(pages: list[bytes]) -> Iterator[pd.DataFrame]:
    """One wide table of each page."""
    for page in pages:
        yield pd.json_normalize(orjson.loads(page)["studies"])


def load_cities(pages: list[bytes]) -> pd.DataFrame:
    """What the look-up of places knows of the cities on the pages, as a refresh has it at hand."""
    rows = [row for page in pages for row in parse_studies(json.loads(page)["studies"]).sites]
    with tempfile.TemporaryDirectory() as folder:
        gazetteer = open_gazetteer(Settings(home=Path(folder)))
        try:
            return gazetteer.load_cities(fold_name(str(row["city"])) for row in rows if row.get("city"))
        finally:
            gazetteer.close()


def count_rows(pages: list[bytes], cities: pd.DataFrame) -> tuple[int, int]:
    """Trials and sites of all pages; every one must come through."""
    batches = list(normalize_pages(pages, cities))
    return sum(len(batch.trials) for batch in batches), sum(len(batch.sites) for batch in batches)


def measure(trials: int, sites: int, runs: int) -> Part:
    """Raises AssertionError where a trial or a site was lost."""
    tell_step(f"makes {trials:,} fake studies, and the look-up of places")
    pages = make_pages(trials, sites)
    cities = load_cities(pages)
    assert count_rows(pages, cities)[0] == sum(map(len, widen_pages(pages))) == trials, "trials were lost"
    taken = take_turns(
        {
            OURS: lambda: list(normalize_pages(pages, cities)),
            WIDE: lambda: list(widen_pages(pages)),
            PLAIN: lambda: [json.loads(page) for page in pages],
            LIMIT: lambda: [orjson.loads(page) for page in pages],
        },
        runs,
    )
    size = sum(map(len, pages)) / 1e6
    rows = [
        [
            name,
            makes,
            f"{size / taken[name].median_cpu:.1f}",
            "" if name == OURS else write_times(compare_pairs(taken[name], taken[OURS], cpu=True)),
        ]
        for name, makes in MAKES.items()
    ]
    return Part(
        "normalize_speed",
        "From bytes to tables.",
        f"{trials:,} fake studies with {sites:,} sites, {size:.0f} MB, in answers of {BATCH}; processor time, "
        f"{runs} turns.",
        ["", "what it makes", "MB/s", "times as fast as NET Finder"],
        rows,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found in this file too")
    asked = parser.parse_args()
    keep_part(measure(asked.trials, asked.sites, asked.runs), asked.json)


if __name__ == "__main__":
    main()
