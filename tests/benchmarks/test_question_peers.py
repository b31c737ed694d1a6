"""All who are asked the standard question give the same answer, and another answer stops the measurement."""

from pathlib import Path

import psycopg
import pytest
from postgresql_servers import ADDRESS, HOST

from benchmarks.generate import generate_studies
from benchmarks.load.snapshot import publish_studies
from benchmarks.question_peers import WORDS, Peer, ask_duckdb, ask_pandas, ask_postgresql
from benchmarks.standard_question import count_values, find_by_points, find_nearest, require_same
from finder.export.parquet import export_parquet
from finder.settings import Settings
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import open_current


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("question")
    publish_studies(Settings(home=folder), generate_studies(400, 6_000))
    export_parquet(open_current(Settings(home=folder)), folder / "lists")
    return folder


def test_all_give_the_same_answer(home: Path) -> None:
    reader, gazetteer = open_current(Settings(home=home)), open_gazetteer(Settings(home=home))
    trials, sites = reader.read_table("trials"), reader.read_table("sites")
    answers = find_nearest(reader, gazetteer, ()), find_nearest(reader, gazetteer, WORDS), count_values(reader)
    peers = {
        "the store": Peer(lambda words: find_by_points(reader, gazetteer, words), lambda: count_values(reader)),
        "pandas": ask_pandas(trials, sites),
        "DuckDB over Parquet": ask_duckdb(home / "lists" / "parquet", native=False),
        "DuckDB": ask_duckdb(home / "lists" / "parquet", native=True),
    }
    for name, peer in peers.items():
        require_same(name, answers, peer)
    wrong = Peer(lambda words: {}, peers["pandas"].count)
    with pytest.raises(AssertionError, match="pandas finds others: filter"):
        require_same("pandas", answers, wrong)
    try:
        with ask_postgresql(ADDRESS, trials, sites) as peer:
            require_same("PostgreSQL", answers, peer)
    except psycopg.OperationalError:
        pytest.skip(f"no PostgreSQL server answers at {HOST}, see NET_FINDER_TEST_POSTGRESQL")
