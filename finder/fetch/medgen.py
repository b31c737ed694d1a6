"""MedGen: how NCBI names and describes neuroendocrine tumors and the inherited syndromes behind some of them."""

from collections.abc import Sequence

from finder.fetch.eutils import Sender, fetch_summaries, find_ids
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page
from finder.sources import Source

CONTENT_TYPES = ("application/json",)
#: Words that titles are looked through for: MEN1, MEN2 and MEN4, VHL, NF1, tuberous sclerosis, hereditary
#: paraganglioma-pheochromocytoma (NCBI writes the two in either order), neuroendocrine tumors.
TERMS = (
    "multiple endocrine neoplasia", "von Hippel-Lindau syndrome", "neurofibromatosis type 1", "tuberous sclerosis",
    "hereditary pheochromocytoma-paraganglioma", "paragangliomas", "neuroendocrine tumor", "neuroendocrine neoplasm",
)  # fmt: skip
MOST_PER_TERM = 40


def fetch_medgen(
    session: PoliteSession,
    source: Source,
    terms: Sequence[str] = TERMS,
    *,
    contact: str = "",
    api_key: str = "",
    most_per_term: int = MOST_PER_TERM,
) -> list[Page]:
    """Summaries of the concepts whose titles have the words of a term; no page where MedGen has none.

    `contact` is told to NCBI where it is an e-mail address. Raises the SourceError family.
    """
    sender = Sender(contact, api_key)
    ids: dict[str, None] = {}
    for term in terms:
        asked = f"{term}[title]"
        found = find_ids(session, "medgen", asked, most=most_per_term, page_size=source.page_size, sender=sender)
        ids |= dict.fromkeys(found)
    return fetch_summaries(session, "medgen", list(ids)[: source.maximum_rows], sender=sender)
