"""The page for analysts: every piece of SQL and Python on it runs on an export and gives what it promises."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from export.parquet_rows import publish_rows

from finder.export.parquet import CUTS, export_parquet

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "analysts.md").read_text("utf-8")

#: Heading of the page -> what its query finds in the fake snapshot.
FOUND: dict[str, list[tuple[Any, ...]]] = {
    "Which day are the data of?": [("2026-11-20",)],
    "How many sites take people now, by country?": [("United States", 2, 1), ("Namibia", 1, 1)],
    "Which trials take people near a point?": [("NCT00000001", "Fake trial 1", "Fake Hospital 1", "New York", 0.0)],
    "How do phases and treatments meet?": [("PHASE1", 1), ("PHASE2", 1)],
    "Which trials speak of a word?": [("NCT00000001", "Fake trial 1", "RECRUITING")],
    "What became different, month by month?": [("2026-11", "status", 3)],
    "Which open trials have an old record?": [
        ("NCT00000002", "2025", ["old_status"], "https://clinicaltrials.gov/study/NCT00000002")
    ],
    "Which centers have most open trials?": [("Fake Center", None, None, 1)],
}


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export in `lists`."""
    folder = tmp_path_factory.mktemp("analyst")
    export_parquet(publish_rows(folder / "home"), folder / "lists")
    return folder


def read_blocks(language: str) -> dict[str, str]:
    """The pieces of code on the page under their headings."""
    chapters = re.split(r"^#+ ", PAGE, flags=re.MULTILINE)[1:]
    return {
        chapter.splitlines()[0]: "\n".join(blocks)
        for chapter in chapters
        if (blocks := re.findall(rf"```{language}\n(.*?)```", chapter, re.DOTALL))
    }


def test_every_query_of_the_page_finds_what_it_says(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside)
    views, *queries = read_blocks("sql").items()
    db = duckdb.connect()
    db.execute(views[1])
    assert {heading: db.execute(query).fetchall() for heading, query in queries} == FOUND


def test_every_table_is_named_with_its_own_layout(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside)
    views = next(iter(read_blocks("sql").values()))
    for name, path in re.findall(r"CREATE VIEW (\w+) AS .*?'(.*?)'", views):
        assert list(Path().glob(path)), name
        assert ("/*/" in path) == bool(name in CUTS and CUTS[name].by)


def test_the_python_of_the_page_runs(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside)
    (code,) = read_blocks("python").values()
    told: dict[str, Any] = {}
    exec(code, told)
    assert told["frame"]["name"].tolist() == ["Fake Center"]
    assert told["frame"]["checked"].dt.date.tolist() == [date(2026, 11, 1)]
