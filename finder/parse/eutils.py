"""Summaries of NCBI's E-utilities: the records of a page, without those that NCBI could not give."""

from collections.abc import Iterable, Iterator
from typing import Any

from finder.parse.answers import read_object, read_part, refuse_answer
from finder.schema.raw import Page


def read_summaries(pages: Iterable[Page], title: str) -> Iterator[dict[str, Any]]:
    """Each record once, with its `uid`. Raises AnswerError for a page that is no answer with summaries."""
    seen: set[str] = set()
    for page in pages:
        result = read_part(read_object(page, title), "result")
        uids = read_part(result, "uids")
        if not isinstance(result, dict) or not isinstance(uids, list):
            raise refuse_answer("it has no summaries", title)
        for uid in uids:
            record = result.get(uid) if isinstance(uid, str) else None
            if isinstance(record, dict) and "error" not in record and uid not in seen:
                seen.add(uid)
                yield {**record, "uid": uid}
