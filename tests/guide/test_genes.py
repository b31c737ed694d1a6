"""The genes: complete, tied to the syndromes of the vocabulary, and refused by name where one is wrong."""

import pytest

from finder.errors import DeclarationError
from finder.guide.genes import load_gene_sources, load_genes, parse_genes
from finder.vocabulary.wording import load_wording

GENES = """
[[source]]
id = "fake-source"
title = "A page"
publisher = "Fake Publisher 1"
url = "https://example.org/genes"

[[gene]]
symbol = "MEN1"
syndrome = "men1"
syndrome_name = "MEN1"
sentence = "A sentence that is made up."
sources = ["fake-source"]
"""


def test_the_genes_that_clinics_look_at_are_there() -> None:
    syndromes = {gene.symbol: gene.syndrome for gene in load_genes()}
    assert syndromes == {
        "MEN1": "men1", "RET": "men2", "VHL": "vhl", "NF1": "nf1", "TSC1": "tsc", "TSC2": "tsc", "SDHA": "sdhx",
        "SDHB": "sdhx", "SDHC": "sdhx", "SDHD": "sdhx", "SDHAF2": "sdhx", "MAX": "", "TMEM127": "", "CDKN1B": "",
    }  # fmt: skip


def test_every_syndrome_of_the_vocabulary_has_a_gene() -> None:
    assert {gene.syndrome for gene in load_genes()} - {""} == set(load_wording().syndromes)


def test_every_gene_can_be_checked_at_a_public_page() -> None:
    sources = load_gene_sources()
    for gene in load_genes():
        urls = [sources[name].url or "" for name in gene.sources]
        assert any(url.startswith(("https://medlineplus.gov/", "https://www.ncbi.nlm.nih.gov/")) for url in urls)


def test_a_sound_file_is_read() -> None:
    assert parse_genes(GENES).gene[0].sources == ("fake-source",)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('symbol = "MEN1"\n', "", "symbol"),
        ('symbol = "MEN1"', "symbol = 1", "symbol"),
        ('symbol = "MEN1"', 'symbol = "men one"', "men one"),
        ('syndrome = "men1"', 'syndrome = "men7"', "men7"),
        ('sources = ["fake-source"]', 'sources = ["other"]', "other"),
        ('sources = ["fake-source"]', "sources = []", "sources"),
        ("made up.", "made up", "sentence"),
        ("https://example.org/genes", "javascript:alert(1)", "javascript"),
        ("[[gene]]", "[[genes]]", "gene"),
        ("[[gene]]", "[[gene", "genes.toml"),
    ],
)
def test_a_wrong_row_is_refused_by_file_row_and_word(old: str, new: str, named: str) -> None:
    assert old in GENES
    with pytest.raises(DeclarationError) as failure:
        parse_genes(GENES.replace(old, new))
    assert "finder/guide/genes.toml" in str(failure.value)
    assert named in str(failure.value)


def test_a_gene_that_stands_twice_is_refused() -> None:
    source, gene = GENES.split("[[gene]]")
    with pytest.raises(DeclarationError, match=r"MEN1.*twice"):
        parse_genes(f"{source}[[gene]]{gene}[[gene]]{gene}")
