"""The web service of MedlinePlus: health topics in plain language."""

from collections.abc import Sequence

from finder.fetch.answers import ask, refuse_answer
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page
from finder.sources import Source

CONTENT_TYPES = ("application/xml", "text/xml")
TERMS = (
    "neuroendocrine", "carcinoid", "islet cell", "pheochromocytoma", "paraganglioma", "multiple endocrine neoplasia",
    "von Hippel-Lindau", "neurofibromatosis", "tuberous sclerosis", "Merkel cell",
)  # fmt: skip
#: Databases of the service, in English and in Spanish.
ENGLISH, SPANISH = "healthTopics", "healthTopicsSpanish"


def fetch_medlineplus(
    session: PoliteSession, source: Source, terms: Sequence[str] = TERMS, *, database: str = ENGLISH
) -> list[Page]:
    """What the service finds for each term, a page a term; a term may have no topic.

    Raises the SourceError family.
    """
    pages = []
    for term in terms:
        words = f'"{term}"' if " " in term else term
        params = {"db": database, "term": words, "retmax": str(source.page_size), "rettype": "brief"}
        pages.append(ask(session, "ws/query", params, _require_result))
    return pages


def _require_result(page: Page) -> None:
    if b"nlmSearchResult" not in page.body:
        raise refuse_answer("it is no result of a search", "MedlinePlus")
