"""The usual questions to one snapshot in a file and on a PostgreSQL server: how many times as long the server takes.

    python -m benchmarks.store_engines postgresql://postgres@127.0.0.1:5432/postgres

The address is a server where a database may be created; the one made here is dropped at the end. Both engines answer
in turns, in one process, and each answer of one is compared with that of the other. The snapshot is of fake studies.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks.generate import generate_studies
from benchmarks.load.snapshot import publish_studies
from benchmarks.turns import Taken, compare_pairs, take_turns
from finder.query.criteria import parse_criteria
from finder.query.list_reader import ListReader
from finder.query.search import add_site_facts, list_trials, search
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.publish import publish_snapshot
from finder.store.postgresql.server import open_engine
from finder.store.question import AnyOf, Box, Question
from finder.store.reader import Reader, open_current

DATABASE = "net_finder_benchmark"
STANDARD = {"near": ["Houston, TX"], "within": ["100mi"], "site": ["pancreas"], "phase": ["1", "2"]}
PANCREAS = AnyOf("primary_sites", ("pancreas", "any"))
NEW_YORK = Box(40, 42, -75, -73)

Ask = Callable[[Reader], Any]

#: What is asked, by how it is called in the table.
QUESTIONS: dict[str, Ask] = {
    "count all trials": lambda reader: reader.count_trials(Question()),
    "which trials hold a word": lambda reader: reader.find_ids(Question(texts=("lutetium",))),
    "which trials hold a phrase and a word": lambda reader: reader.find_ids(Question(texts=('"of the" everol',))),
    "which trials are near New York": lambda reader: reader.find_ids(Question(boxes=(NEW_YORK,))),
    "text, place and organ": lambda reader: reader.find_ids(
        Question(texts=("lutetium",), boxes=(NEW_YORK,), any_of=(PANCREAS,), statuses=("RECRUITING",))
    ),
    "facets of one country": lambda reader: reader.count_facets(Question(country_codes=("US",), any_of=(PANCREAS,))),
    "points of sites of open trials": lambda reader: reader.find_points(Question(statuses=("RECRUITING",))),
    "one trial with its sites": lambda reader: (reader.read_trial("NCT10000500"), reader.read_sites(["NCT10000500"])),
    "all trials as a table": lambda reader: reader.read_table("trials"),
}


def list_questions(gazetteer: Gazetteer) -> dict[str, Ask]:
    """All questions; the last two are those of the command and of the dashboard, which keeps lists in memory."""
    criteria = parse_criteria(STANDARD)
    lists: dict[int, ListReader] = {}

    def ask_list(reader: Reader) -> Any:  # noqa: ANN401 - compared, whatever it is
        kept = lists.setdefault(id(reader), ListReader(reader))
        return add_site_facts(kept, list_trials(kept, gazetteer, criteria).trials)

    return {
        **QUESTIONS,
        "standard question, command": lambda reader: search(reader, gazetteer, criteria).trials,
        "standard question, dashboard": ask_list,
    }


@contextmanager
def open_database(server: str) -> Iterator[str]:
    """The address of an empty database."""
    name = sql.Identifier(DATABASE)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        address = make_url(server).set(database=DATABASE).render_as_string(hide_password=False)
        try:
            yield address
        finally:
            open_engine(address).dispose()
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def measure(ask: Ask, readers: tuple[Reader, Reader], runs: int) -> tuple[Taken, Taken]:
    """What the question took of both."""
    first = [ask(reader) for reader in readers]
    if repr(first[0]) != repr(first[1]):
        raise SystemExit("the engines answer differently")
    taken = take_turns({reader.name: partial(ask, reader) for reader in readers}, runs)
    return taken[readers[0].name], taken[readers[1].name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", help="address of a PostgreSQL server, with a user that may create databases")
    parser.add_argument("--trials", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--home", type=Path, help="a folder with a snapshot, in the place of a new one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_database(options.server) as address:
        file = Settings(home=options.home or Path(folder))
        if options.home is None:
            publish_studies(file, generate_studies(options.trials, options.trials * 10))
        reader = open_current(file)
        migrate(open_engine(address))
        start = time.perf_counter()
        publish_snapshot(open_engine(address), reader.path)
        print(f"{reader.count_trials(Question()):,} trials; published in {time.perf_counter() - start:.1f} s")
        readers = (reader, open_current(Settings(home=file.home, store=address)))
        print(f"{'':40}{'SQLite ms':>12}{'PostgreSQL ms':>15}{'ratio':>8}")
        with open_gazetteer(file) as gazetteer:
            for name, ask in list_questions(gazetteer).items():
                lite, server = measure(ask, readers, options.runs)
                times = f"{lite.median_wall * 1000:12.2f}{server.median_wall * 1000:15.2f}"
                print(f"{name:40}{times}{compare_pairs(lite, server):8.1f}")


if __name__ == "__main__":
    main()
