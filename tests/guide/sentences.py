"""Every sentence of the guide with its place, and what no sentence of it may hold."""

import re
from collections.abc import Iterator
from typing import Any

from vocabulary.test_wording import measure_grade, split_sentences

from finder.guide.facts import load_facts
from finder.guide.genes import load_gene_sources, load_genes
from finder.guide.resources import load_documents, load_resource_list

#: Keys whose texts are sentences of ours; titles, labels and addresses are not.
WRITTEN = {
    "text", "intro", "no_advice", "in_words", "why_they_differ", "our_words", "says", "note", "description", "sentence",
}  # fmt: skip


def list_texts(rows: Any, place: str) -> Iterator[tuple[str, str, str]]:
    """Place, key and text of every text below some rows."""
    if isinstance(rows, dict):
        for key, value in rows.items():
            yield from list_texts(value, f"{place}.{key}")
    elif isinstance(rows, list | tuple):
        for at, value in enumerate(rows):
            yield from list_texts(value, f"{place}[{at}]")
    elif isinstance(rows, str):
        yield place, re.sub(r"\[\d+\]", "", place).rsplit(".", 1)[-1], rows


def list_all_texts() -> list[tuple[str, str, str]]:
    parts: dict[str, list[Any]] = {
        "resources": [row.model_dump() for row in load_resource_list()],
        "documents": [row.model_dump() for row in load_documents()],
        "genes": [row.model_dump() for row in load_genes()],
        "gene sources": [row.model_dump() for row in load_gene_sources().values()],
        "facts": [load_facts().model_dump()],
    }
    return [found for name, rows in parts.items() for found in list_texts(rows, name)]


def list_sentences() -> list[tuple[str, str]]:
    """Place and sentence, of the sentences that we wrote."""
    return [(place, part) for place, key, text in list_all_texts() if key in WRITTEN for part in split_sentences(text)]


def grade_sentence(sentence: str, names: tuple[str, ...] = ()) -> float:
    """Reading grade as of all sentences of the project, with some names more counted as one short word."""
    for name in names:
        sentence = re.sub(rf"\b{re.escape(name)}\b", "name", sentence, flags=re.IGNORECASE)
    return measure_grade(sentence)
