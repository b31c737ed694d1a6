"""One trial by the number a person has in hand."""

from typing import Any

from finder.errors import NotFoundError
from finder.identifiers import read_nct_id
from finder.store.reader import Reader

_LONGEST = 60


def find_trial(reader: Reader, text: str) -> dict[str, Any]:
    """The trial with this NCT number, in any case and with spaces, or an earlier number of it.

    Raises NotFoundError, for a text that is no such number too.
    """
    said = " ".join(text.split())
    shown = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    nct_id = read_nct_id("".join(text.split()))
    if nct_id is None:
        raise NotFoundError(
            f"{shown!r} is no trial number.", remedy="A trial is named by its NCT number, such as NCT01234567."
        )
    trial = reader.read_trial(nct_id)
    if trial is None:
        raise NotFoundError(
            f"The trial {nct_id} is not in this list of trials.",
            remedy=f"Check the number, or look at https://clinicaltrials.gov/study/{nct_id}.",
        )
    return trial
