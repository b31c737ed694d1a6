"""The standard question to the store, and the same to pandas, DuckDB and PostgreSQL over the same tables, in one run.

    python -m benchmarks.standard_question                                       about two minutes
    python -m benchmarks.standard_question --trials 400 --sites 6000 --runs 5    to try it

Filter: which trials of phase 1 to 4 in the United States take people within 100 km of New York, and which site of each
is the nearest. With words: one of three words must be in the trial's texts, too. Counts: for all recruiting trials,
how many have each value of the 15 columns that can be counted, and of the country. Everybody must give the same answer,
or the measurement fails. PostgreSQL is left out, by name, where no server answers (`--postgresql ADDRESS`).
"""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from math import isclose
from pathlib import Path

import psycopg

from benchmarks.generate import generate_studies
from benchmarks.load.snapshot import publish_studies
from benchmarks.question_peers import (
    COUNTRY,
    KM,
    LATITUDE,
    LONGITUDE,
    STATUS,
    WORDS,
    Counts,
    Nearest,
    Peer,
    ask_duckdb,
    ask_pandas,
    ask_postgresql,
)  # fmt: skip
from benchmarks.results import Part, keep_part
from benchmarks.steps import tell_step
from benchmarks.turns import compare_pairs, take_turns, write_times
from finder.export.parquet import FOLDER, export_parquet
from finder.query.compose import compose_question
from finder.query.criteria import Criteria, parse_criteria
from finder.query.distance import measure_distances
from finder.query.places import resolve_place
from finder.query.search import list_trials, read_nearest
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.question import Question
from finder.store.reader import Reader, open_current

OURS = "NET Finder, its store"
#: The same as the product answers it: with all columns of the trials, in order, and what cannot be placed counted.
WHOLE = "NET Finder, the whole answer"
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
ASKED = {"filter": "filter", "words": "filter and words", "counts": "counts"}


def compose(words: tuple[str, ...]) -> Criteria:
    """The standard question as a person types it."""
    text = {"text": words} if words else {}
    return parse_criteria(
        {
            "near": [f"{LATITUDE},{LONGITUDE}"],
            "within": [f"{KM:g}km"],
            "country": [COUNTRY],
            "status": [STATUS.lower()],
            "phase": ["1", "2", "3", "4"],
            **text,
        }
    )


def find_nearest(reader: Reader, gazetteer: Gazetteer, words: tuple[str, ...]) -> Nearest:
    """The whole answer of the product, to compare."""
    trials = list_trials(reader, gazetteer, compose(words)).trials
    nearest = read_nearest(reader, trials)["nearest_site_id"]
    sites = zip(nearest, trials["nearest_distance_km"], strict=True)
    return dict(zip(trials["nct_id"], sites, strict=True))


def find_by_points(reader: Reader, gazetteer: Gazetteer, words: tuple[str, ...]) -> Nearest:
    """What the peers are asked, and no more: the points that fit from the store, and the nearest one of each trial."""
    criteria = compose(words)
    place = resolve_place(f"{LATITUDE},{LONGITUDE}", gazetteer)
    points = reader.find_points(compose_question(criteria, place, gazetteer))
    points["km"] = measure_distances(place, points)
    near = points[points["km"] <= KM].sort_values(["km", "site_id"]).drop_duplicates("nct_id")
    return dict(zip(near["nct_id"], zip(near["site_id"], near["km"], strict=True), strict=True))


def count_values(reader: Reader) -> Counts:
    """All counts of the recruiting trials."""
    return reader.count_facets(Question(statuses=(STATUS,)))


def require_same(name: str, ours: tuple[Nearest, Nearest, Counts], peer: Peer) -> None:
    """Raises AssertionError that names the peer whose answer is another one."""
    for asked, (mine, theirs) in {
        "filter": (ours[0], peer.nearest(())),
        "words": (ours[1], peer.nearest(WORDS)),
    }.items():
        assert mine, f"{asked} finds nothing, so it measures nothing"
        sites = {nct_id: site for nct_id, (site, _) in mine.items()}
        assert sites == {nct_id: site for nct_id, (site, _) in theirs.items()}, f"{name} finds others: {asked}"
        assert all(isclose(mine[n][1], theirs[n][1], abs_tol=1e-6) for n in mine), f"{name} is elsewhere: {asked}"
    assert ours[2] == peer.count(), f"{name} counts otherwise"


def measure(home: Path, server: str, runs: int) -> Part:
    """Raises AssertionError where answers differ."""
    settings = Settings(home=home)
    tell_step("fills the tables of the peers")
    reader, gazetteer = open_current(settings), open_gazetteer(settings)
    trials, sites = reader.read_table("trials"), reader.read_table("sites")
    export_parquet(reader, home / "lists")
    export = home / "lists" / FOLDER
    count = partial(count_values, reader)
    peers = {
        OURS: Peer(partial(find_by_points, reader, gazetteer), count),
        WHOLE: Peer(partial(find_nearest, reader, gazetteer), count),
        "pandas, frames in memory": ask_pandas(trials, sites),
        "DuckDB over the Parquet export": ask_duckdb(export, native=False),
        "DuckDB, its own tables in memory": ask_duckdb(export, native=True),
    }
    with ExitStack() as stack:
        try:
            peers["PostgreSQL, usual indexes"] = stack.enter_context(ask_postgresql(server, trials, sites))
        except psycopg.OperationalError as error:
            print(f"PostgreSQL is left out: {str(error).splitlines()[0]}\n")
        tell_step("compares the answers of all")
        answers = find_nearest(reader, gazetteer, ()), find_nearest(reader, gazetteer, WORDS), count_values(reader)
        for name, peer in peers.items():
            require_same(name, answers, peer)
        times = _time(peers, runs)
    facts = f"{len(answers[0])} and {len(answers[1])} trials found"
    return Part(
        "standard_question",
        "The standard question.",
        f"{len(trials):,} fake trials, {len(sites):,} sites; {facts}, the same by all; median of {runs} turns, in "
        "milliseconds, and how many times as long as the store of NET Finder.",
        ["", *ASKED.values()],
        [[name, *cells] for name, cells in times.items()],
    )


def _time(peers: dict[str, Peer], runs: int) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {name: [] for name in peers}
    asked: list[Callable[[Peer], Callable[[], object]]] = [
        lambda peer: partial(peer.nearest, ()),
        lambda peer: partial(peer.nearest, WORDS),
        lambda peer: peer.count,
    ]
    for what, ask in zip(ASKED.values(), asked, strict=True):
        tell_step(f"asks all: {what}")
        taken = take_turns({name: ask(peer) for name, peer in peers.items()}, runs)
        for name in peers:
            ratio = "" if name == OURS else f" ({write_times(compare_pairs(taken[OURS], taken[name]))})"
            cells[name].append(f"{taken[name].median_wall * 1000:.1f}{ratio}")
    return cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=3_000)
    parser.add_argument("--sites", type=int, default=30_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--postgresql", default=SERVER, metavar="ADDRESS", help=f"{SERVER} unless told")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found in this file too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tell_step(f"makes a snapshot of {asked.trials:,} fake trials")
        publish_studies(Settings(home=Path(folder)), generate_studies(asked.trials, asked.sites))
        keep_part(measure(Path(folder), asked.postgresql, asked.runs), asked.json)


if __name__ == "__main__":
    main()
