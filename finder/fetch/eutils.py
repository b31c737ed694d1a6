"""The E-utilities of NCBI, for all its registers: look for identifiers, then ask for their summaries in batches.

Its rules: a `tool`, an `email` where there is one, and no more than three requests a second without a key.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from finder.errors import RefusedError
from finder.fetch.answers import ask, keep_secret, quote, read_count, read_object, refuse_answer
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page

#: How many summaries are asked for at once; an address with as many numbers is still short.
BATCH = 100
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Sender:
    """Who asks. `api_key` is a secret: it is sent, and is in no page, error or cache."""

    contact: str = ""
    api_key: str = ""

    def params(self) -> dict[str, str]:
        said = {"tool": "net-finder"}
        if _EMAIL.fullmatch(self.contact):
            said["email"] = self.contact
        if self.api_key:
            said["api_key"] = self.api_key
        return said


@dataclass(frozen=True)
class Search:
    """One page of a search: identifiers, and how many there are in all."""

    ids: list[str]
    total: int


def find_ids(
    session: PoliteSession, database: str, term: str, *, most: int, page_size: int, sender: Sender
) -> list[str]:
    """At most `most` identifiers that `term` finds in `database`, in the order of NCBI; a list cut short is a warning.

    No identifier means that NCBI was asked and has none. Raises the SourceError family: also where NCBI left out a
    part of `term`, for then it found more than was asked, and where identifiers were lost on the way.
    """
    found: dict[str, None] = {}
    start, total = 0, most
    while start < min(total, most):
        params = {
            "db": database,
            "term": term,
            "retmode": "json",
            "retstart": str(start),
            "retmax": str(min(page_size, most - start)),
            **sender.params(),
        }
        with keep_secret(session, sender.api_key):
            page = ask(session, "esearch.fcgi", params, lambda page: read_search(page, session.title))
        search = read_search(page, session.title)
        total = search.total
        found |= dict.fromkeys(search.ids)
        if not search.ids:
            break
        start += len(search.ids)
    if len(found) < min(total, most):
        raise refuse_answer(f"it lost some of the {total:,} that it has for {term}", session.title)
    if total > most:
        session.warnings.append(f"{session.title} has {total:,} for {term}; the first {most:,} were read.")
    return list(found)[:most]


def fetch_summaries(session: PoliteSession, database: str, ids: Sequence[str], *, sender: Sender) -> list[Page]:
    """The summaries of `ids`, `BATCH` a page. Raises the SourceError family."""
    pages = []
    for start in range(0, len(ids), BATCH):
        params = {
            "db": database,
            "id": ",".join(ids[start : start + BATCH]),
            "retmode": "json",
            **sender.params(),
        }
        with keep_secret(session, sender.api_key):
            pages.append(ask(session, "esummary.fcgi", params, lambda page: check_summaries(page, session.title)))
    return pages


def read_search(page: Page, title: str) -> Search:
    """The answer of a search. Raises RefusedError, AnswerError."""
    answer = read_object(page, title)
    result = answer.get("esearchresult")
    _require_no_error(answer, result, title)
    if not isinstance(result, dict) or not isinstance(result.get("idlist"), list):
        raise refuse_answer("it has no list of identifiers", title)
    ids = result["idlist"]
    if not all(isinstance(one, str) and one.isascii() and one.isdigit() and len(one) < 20 for one in ids):
        raise refuse_answer("an identifier is no number", title)
    errors, warnings = result.get("errorlist"), result.get("warninglist")
    if unknown := _list_words(errors, "fieldsnotfound"):
        raise _refuse(f"it does not know the field {quote(unknown[0])}", title)
    left_out = _list_words(errors, "phrasesnotfound") + _list_words(warnings, "phrasesignored")
    left_out += _list_words(warnings, "quotedphrasesnotfound")
    if ids and left_out:
        raise _refuse(f"it left {quote(left_out[0])!r} out of the search", title)
    return Search(ids, read_count(result.get("count"), title))


def check_summaries(page: Page, title: str) -> None:
    """Raises RefusedError, AnswerError where there is not one summary in the answer."""
    answer = read_object(page, title)
    result = answer.get("result")
    _require_no_error(answer, result, title)
    uids = result.get("uids") if isinstance(result, dict) else None
    if not isinstance(result, dict) or not isinstance(uids, list):
        raise refuse_answer("it has no summaries", title)
    records = [result.get(uid) for uid in uids if isinstance(uid, str)]
    if not any(isinstance(record, dict) and "error" not in record for record in records):
        raise refuse_answer("each of its summaries is an error", title)


def _require_no_error(answer: dict[str, Any], result: object, title: str) -> None:
    said = answer.get("error")
    if isinstance(result, dict):
        said = said or result.get("ERROR") or result.get("error")
    if said:
        raise _refuse(f"it says {quote(said)!r}", title)


def _list_words(errors: object, kind: str) -> list[str]:
    words = errors.get(kind) if isinstance(errors, dict) else None
    return [str(word) for word in words] if isinstance(words, list) else []


def _refuse(reason: str, title: str) -> RefusedError:
    remedy = "Try again later; if it stays, the source has changed and needs a new version of the program."
    return RefusedError(f"the search was refused: {reason}.", status=200, remedy=remedy, source=title)
