"""The dashboard's door reads through 200 publications by another process: no failed answer, none that mixes two."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from faults.processes import start_function
from faults.publishing import TRIALS, publish_many, publish_numbered
from refreshing import build_places

from dashboard import data
from finder.query.criteria import Criteria
from finder.settings import load_settings

PUBLICATIONS = 200
VISITORS = 2


@pytest.fixture
def snapshots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of snapshots of a home that the dashboard reads, with one snapshot in it."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("NET_FINDER_HOME", str(home))
    load_settings.cache_clear()
    settings = load_settings()
    settings.gazetteer.symlink_to(build_places())
    publish_numbered(settings.snapshots, 0)
    data.st.cache_resource.clear()
    data._open_reader.clear()
    yield settings.snapshots
    data.st.cache_resource.clear()
    data._open_reader.clear()


def ask_once() -> int:
    """One visit: which publication all parts of the answer say they are of."""
    reader = data.open_reader()
    titles = set(reader.read_table("trials")["title"])
    answer = data.ask(reader, Criteria())
    found = answer.trials
    facilities = set(reader.read_sites(list(found["nct_id"]))["facility"])
    named = titles | set(found["title"]) | facilities
    said = {reader.meta["number"], *(int(text.removeprefix("Fake ")) for text in named)}
    assert answer.total == TRIALS
    assert len(said) == 1, f"an answer of several publications: {said}"
    return int(said.pop())


def visit_until(done: threading.Event) -> list[int]:
    seen = [ask_once()]
    while not done.wait(0.05):
        seen.append(ask_once())
    return [*seen, ask_once()]


@pytest.mark.filterwarnings("ignore")
def test_no_answer_fails_or_mixes_two_publications(snapshots: Path) -> None:
    done = threading.Event()
    with ThreadPoolExecutor(VISITORS) as pool:
        visits = [pool.submit(visit_until, done) for _ in range(VISITORS)]
        try:
            publisher = start_function(publish_many, snapshots, PUBLICATIONS)
            publisher.join()
        finally:
            done.set()
        assert publisher.exitcode == 0
        for visit in visits:
            seen = visit.result()
            assert seen == sorted(seen), "nobody goes back to an older list"
            assert seen[-1] == PUBLICATIONS
            assert len(set(seen)) > 5, "the visitor read while it was published"
