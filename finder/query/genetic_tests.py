"""Genetic tests that laboratories offer. A list to talk about, never a choice to make alone."""

from dataclasses import dataclass

import pandas as pd

from finder.places import fold_name
from finder.query.cells import read_list, read_text
from finder.query.gaps import Coverage, find_coverage
from finder.query.list_criteria import GeneticTestCriteria
from finder.query.word_match import read_matcher
from finder.store.reader import Reader
from finder.vocabulary.concepts import load_scanner, load_subjects
from finder.vocabulary.phrases import fold_text

#: Goes with every list of tests.
ADVICE = "Talk to a genetics clinic before you choose a test."

_SUBJECT = "syndromes"


@dataclass(frozen=True)
class GeneticTestAnswer:
    """The tests that fit, as the table genetic_tests, by country, laboratory and title.

    `coverage` says which sources could not be read. ADVICE belongs beside every list.
    """

    tests: pd.DataFrame
    criteria: GeneticTestCriteria
    coverage: Coverage

    @property
    def total(self) -> int:
        """How many tests fit."""
        return len(self.tests)


def find_genetic_tests(reader: Reader, criteria: GeneticTestCriteria) -> GeneticTestAnswer:
    """All tests that fit. A test that names no country fits every country. Raises DamagedError."""
    table = reader.read_table("genetic_tests")
    coverage = find_coverage(reader, len(table), "genetic_tests")
    genes = [{gene.upper() for gene in read_list(cell)} for cell in table["genes"]]
    fits = pd.Series(True, index=table.index)
    if criteria.gene:
        fits &= pd.Series([bool(named & set(criteria.gene)) for named in genes], table.index, "bool")
    if criteria.country:
        fits &= table["country_code"].fillna("").isin([*criteria.country, ""])
    if criteria.syndrome:
        fits &= _fit_syndromes(reader, table, genes, criteria.syndrome)
    kept = table[fits]
    keys = kept[["country", "laboratory", "title", "test_id"]].apply(lambda column: column.str.casefold())
    order = keys.sort_values(list(keys.columns), na_position="last", kind="stable").index
    return GeneticTestAnswer(kept.loc[order].reset_index(drop=True), criteria, coverage)


def _fit_syndromes(
    reader: Reader, table: pd.DataFrame, genes: list[set[str]], asked: tuple[str, ...]
) -> "pd.Series[bool]":
    """Tests that name one of the syndromes, in other words for it too, or a gene that the registers name for it."""
    diseases = reader.read_table("diseases")
    texts = [
        [read_text(title), *read_list(conditions)]
        for title, conditions in table[["title", "conditions"]].itertuples(index=False)
    ]
    fits = pd.Series(False, index=table.index)
    for syndrome in asked:
        codes = _find_codes(syndrome)
        holds = read_matcher(syndrome)
        known = _find_genes(diseases, syndrome, codes)
        fits |= pd.Series(
            [
                holds(several) or bool(named & known) or bool(codes & _scan("\n".join(several)))
                for several, named in zip(texts, genes, strict=True)
            ],
            index=table.index,
            dtype="bool",
        )
    return fits


def _find_genes(diseases: pd.DataFrame, syndrome: str, codes: set[str]) -> set[str]:
    """Genes that a register names for a disease of just this name, or for one of the same syndrome."""
    found = set()
    for name, others, genes in diseases[["name", "other_names", "genes"]].itertuples(index=False):
        names = [read_text(name), *read_list(others)]
        if fold_name(syndrome) in map(fold_name, names) or codes & _scan("\n".join(names)):
            found |= {gene.upper() for gene in read_list(genes)}
    return found


def _find_codes(syndrome: str) -> set[str]:
    known = {fold_name(concept.id): concept.id for concept in load_subjects()[_SUBJECT].concept}
    key = fold_name(syndrome)
    return {known[key]} if key in known else _scan(syndrome)


def _scan(text: str) -> set[str]:
    # Registers write "Multiple endocrine neoplasia, type 1", and people leave the comma out.
    folded = (fold_text(text), fold_text(text.replace(",", "")))
    return {hit.concept.id for spelling in folded for hit in load_scanner(_SUBJECT).scan(spelling)}
