"""The organs of a trial that is not about the disease, as far as its titles and conditions name a cancer of them."""

from finder.normalize.classify.organs_beside import Sites
from finder.normalize.classify.passages import Record
from finder.vocabulary.grammar import load_cue

_A_CANCER = load_cue("a_cancer")


def find_cancer_organs(record: Record) -> Sites:
    """Each organ with the words that name it and where they stand; empty where no cancer is named.

    An organ without a cancer ("lung infection") is none.
    """
    found: Sites = {}
    for passage in record.of("title", "condition"):
        if _A_CANCER.search(passage.folded):
            for hit in passage.find("tumor_sites"):
                found.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    return found
