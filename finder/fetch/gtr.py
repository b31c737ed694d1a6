"""The Genetic Testing Registry: tests of the genes that can carry an inherited neuroendocrine tumor."""

from collections.abc import Sequence

from finder.fetch.eutils import Sender, fetch_summaries, find_ids
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page
from finder.sources import Source

CONTENT_TYPES = ("application/json",)
#: Genes of the inherited syndromes that NET Finder names; CDKN1B is that of MEN4.
SYMBOLS = (
    "MEN1", "RET", "VHL", "NF1", "TSC1", "TSC2", "SDHA", "SDHB", "SDHC", "SDHD", "SDHAF2", "MAX", "TMEM127", "CDKN1B",
)  # fmt: skip
MOST_PER_GENE = 500


def fetch_gtr(
    session: PoliteSession,
    source: Source,
    symbols: Sequence[str] = SYMBOLS,
    *,
    contact: str = "",
    api_key: str = "",
    most_per_gene: int = MOST_PER_GENE,
) -> list[Page]:
    """Summaries of the tests of each gene; no page where the registry has no test of any.

    `contact` is told to NCBI where it is an e-mail address. Raises the SourceError family.
    """
    sender = Sender(contact, api_key)
    ids: dict[str, None] = {}
    for symbol in symbols:
        term = f"{symbol}[SYMB]"
        found = find_ids(session, "gtr", term, most=most_per_gene, page_size=source.page_size, sender=sender)
        ids |= dict.fromkeys(found)
    if len(ids) > source.maximum_rows:
        session.warnings.append(f"{source.title} has {len(ids):,} tests; the first {source.maximum_rows:,} were read.")
    return fetch_summaries(session, "gtr", list(ids)[: source.maximum_rows], sender=sender)
