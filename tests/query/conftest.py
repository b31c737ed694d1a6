"""One look-up of places for all tests of questions, because making it takes seconds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_snapshot import Cells, publish_fake

from finder.query.criteria import parse_criteria
from finder.query.search import Answer, search
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.reader import Reader, open_current

MakeReader = Callable[[list[Cells], list[Cells]], Reader]


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    with open_gazetteer(Settings(home=tmp_path_factory.mktemp("places"))) as opened:
        yield opened


@pytest.fixture
def make_reader(tmp_path: Path) -> MakeReader:
    """A reader of a snapshot of just these trials and sites."""

    def make(trials: list[Cells], sites: list[Cells]) -> Reader:
        settings = Settings(home=tmp_path / "read")
        publish_fake(settings, trials, sites)
        return open_current(settings)

    return make


@pytest.fixture
def ask(gazetteer: Gazetteer) -> Callable[..., Answer]:
    """ask(reader, near="Houston", phase=["1", "2"], updated_since=...) -> the answer."""

    def ask_reader(reader: Reader, **words: str | list[str]) -> Answer:
        asked = {name.replace("_", "-"): [word] if isinstance(word, str) else word for name, word in words.items()}
        return search(reader, gazetteer, parse_criteria(asked))

    return ask_reader
