"""Genes whose inherited changes raise the chance of a NET, from genes.toml beside this file."""

from importlib.resources import files
from typing import Annotated

from pydantic import Field

from finder.guide.declared import Declared, Sentences, Source, SourceId, Text, blame, find_repeats, read_rows
from finder.languages import load_once_a_language
from finder.vocabulary.wording import load_wording

_FILE = "genes.toml"


class Gene(Declared):
    """One gene. `syndrome` is a key of finder/vocabulary/syndromes.toml, "" where the vocabulary has none;
    `syndrome_name` is what people call it; `sources` are ids of the file's own table."""

    symbol: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,9}$")]
    syndrome: str
    syndrome_name: Text
    sentence: Sentences
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]


class GeneList(Declared):
    """The whole file: `source` are the pages where a reader can check, `gene` the genes in order."""

    source: Annotated[tuple[Source, ...], Field(min_length=1)]
    gene: Annotated[tuple[Gene, ...], Field(min_length=1)]


def parse_genes(text: str) -> GeneList:
    """A list from its TOML text. Raises DeclarationError that names file, row and word."""
    genes = read_rows(_FILE, text, GeneList)
    known = [source.id for source in genes.source]
    syndromes = load_wording().syndromes
    for repeated in find_repeats([*known, *(gene.symbol for gene in genes.gene)]):
        raise blame(_FILE, f"row {repeated!r}", "stands twice")
    for gene in genes.gene:
        if gene.syndrome and gene.syndrome not in syndromes:
            raise blame(_FILE, f"gene {gene.symbol!r}, syndrome", f"{gene.syndrome!r} is no syndrome we know")
        for unknown in (name for name in gene.sources if name not in known):
            raise blame(_FILE, f"gene {gene.symbol!r}, sources", f"{unknown!r} is no source of this file")
    return genes


@load_once_a_language
def _load() -> GeneList:
    return parse_genes((files("finder.guide") / _FILE).read_text("utf-8"))


def load_genes() -> tuple[Gene, ...]:
    """All genes in the order of the file. Raises DeclarationError."""
    return _load().gene


def load_gene_sources() -> dict[str, Source]:
    """Where the sentences on genes can be checked, by id. Raises DeclarationError."""
    return {source.id: source for source in _load().source}
