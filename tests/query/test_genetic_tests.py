"""Genetic tests by gene, country of the laboratory and syndrome, in any of its names."""

from pathlib import Path
from typing import Any

import pytest
from fake_snapshot import Cells, publish_fake

from finder.errors import QuestionError
from finder.query.gaps import explain_coverage
from finder.query.genetic_tests import find_genetic_tests
from finder.query.list_criteria import parse_genetic_test_criteria
from finder.settings import Settings
from finder.store.reader import Reader, open_current


def fake_test(test_id: str, **cells: Any) -> Cells:
    return {
        "test_id": test_id,
        "title": f"Fake test {test_id}",
        "laboratory": "Fake Laboratory",
        "country": "Germany",
        "country_code": "DE",
        "source": "gtr",
        **cells,
    }


TESTS = [
    fake_test("t1", genes=["MEN1"], conditions=["Multiple endocrine neoplasia, type 1"]),
    fake_test("t2", genes=["SDHB", "VHL"], country="France", country_code="FR"),
    fake_test("t3", genes=["RET"], conditions=["Fake syndrome"], country=None, country_code=None),
    fake_test("t4", genes=[], conditions=["Von Hippel-Lindau syndrome"], title=None, laboratory=None),
]
DISEASES = [
    {"disease_id": "FAKE:1", "name": "Hippel-Lindau disease, von", "other_names": ["Von Hippel-Lindau disease"],
     "genes": ["vhl"], "source": "orphadata"},
    {"disease_id": "FAKE:2", "name": "Fake disease", "genes": ["RET"], "source": "orphadata"},
]  # fmt: skip


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    settings = Settings(home=tmp_path / "read")
    publish_fake(settings, genetic_tests=TESTS, diseases=DISEASES)
    return open_current(settings)


def ask(reader: Reader, **words: str) -> list[str]:
    answer = find_genetic_tests(reader, parse_genetic_test_criteria({name: [word] for name, word in words.items()}))
    assert answer.total == len(answer.tests)
    return answer.tests["test_id"].tolist()


def test_all_by_country_and_laboratory(reader: Reader) -> None:
    assert ask(reader) == ["t2", "t1", "t4", "t3"]


def test_by_gene_and_country(reader: Reader) -> None:
    assert ask(reader, gene="sdhb") == ["t2"]
    assert ask(reader, gene="BRCA1") == []
    assert ask(reader, country="Germany") == ["t1", "t4", "t3"]
    assert ask(reader, country="France", gene="SDHB") == ["t2"]


def test_by_syndrome_in_other_words_and_by_its_genes(reader: Reader) -> None:
    assert ask(reader, syndrome="MEN1") == ["t1"]
    assert ask(reader, syndrome="multiple endocrine neoplasia type 1") == ["t1"]
    assert ask(reader, syndrome="vhl") == ["t2", "t4"]
    assert ask(reader, syndrome="von Hippel-Lindau") == ["t2", "t4"]
    assert ask(reader, syndrome="fake syndrome") == ["t3"]
    assert ask(reader, syndrome="fake disease") == ["t3"]
    assert ask(reader, syndrome="nothing of the kind") == []


@pytest.mark.parametrize("gene", ["", "1", "A B", "x" * 30, "'; DROP TABLE", "é1", "MEN1\n; x"])
def test_what_is_no_gene_is_refused(gene: str) -> None:
    with pytest.raises(QuestionError, match="gene"):
        parse_genetic_test_criteria({"gene": [gene]})


def test_none_and_could_not_look_are_two_answers(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "read")
    told = []
    for second, outcome in enumerate(("empty", "unavailable")):
        publish_fake(settings, sources=[{"name": "gtr", "outcome": outcome}], second=second)
        answer = find_genetic_tests(open_current(settings), parse_genetic_test_criteria({}))
        told.append(explain_coverage(answer.coverage, answer.total, "test", "tests")[0])
    assert told == ["No test is listed.", "Could not look for tests."]
