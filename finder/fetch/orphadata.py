"""Orphadata: names, codes, genes and how common a disease is, looked up by the name that Orphanet gives it."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote as quote_path

from finder.errors import RefusedError
from finder.fetch.answers import ask, read_object, refuse_answer
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page
from finder.sources import Source

CONTENT_TYPES = ("application/json",)
#: As Orphanet writes them. A name that it does not know is simply not found.
NAMES = (
    "Neuroendocrine neoplasm", "Neuroendocrine tumor", "Gastroenteropancreatic neuroendocrine neoplasm",
    "Multiple endocrine neoplasia type 1", "Multiple endocrine neoplasia type 2",
    "Multiple endocrine neoplasia type 4", "Von Hippel-Lindau disease", "Neurofibromatosis type 1",
    "Tuberous sclerosis complex", "Hereditary pheochromocytoma-paraganglioma", "Merkel cell carcinoma",
    "Familial medullary thyroid carcinoma", "Zollinger-Ellison syndrome",
)  # fmt: skip
_NOT_FOUND = 404
_FURTHER = ("rd-epidemiology", "rd-associated-genes")


def fetch_orphadata(session: PoliteSession, source: Source, names: Sequence[str] = NAMES) -> list[Page]:
    """For each disease found: its names and codes, then how common it is and its genes where Orphadata has them.

    Raises the SourceError family; "not found" is no failure.
    """
    pages: list[Page] = []
    seen: set[int] = set()
    for name in names:
        path = f"rd-cross-referencing/orphacodes/names/{quote_path(name, safe='')}"
        page = _ask_for(session, source, path)
        code = _find_code(page, name, source.title) if page else None
        if page is None or code is None or code in seen:
            continue
        seen.add(code)
        pages.append(page)
        further = (_ask_for(session, source, f"{product}/orphacodes/{code}") for product in _FURTHER)
        pages += [found for found in further if found]
        if len(seen) >= source.maximum_rows:
            break
    return pages


def _ask_for(session: PoliteSession, source: Source, path: str) -> Page | None:
    try:
        return ask(session, path, {"lang": "en"}, lambda page: read_results(page, source.title))
    except RefusedError as error:
        if error.status == _NOT_FOUND:
            return None
        raise


def read_results(page: Page, title: str) -> dict[str, Any]:
    """The record in an answer. Raises AnswerError."""
    data = read_object(page, title).get("data")
    results = data.get("results") if isinstance(data, dict) else None
    if isinstance(results, list) and len(results) == 1:
        results = results[0]
    if not isinstance(results, dict):
        raise refuse_answer("it has no record", title)
    return results


def _find_code(page: Page, name: str, title: str) -> int | None:
    """The code of the disease, None where it is another disease: the service answers with the nearest name it has."""
    record = read_results(page, title)
    synonyms = record.get("Synonym")
    known = [record.get("Preferred term"), *(synonyms if isinstance(synonyms, list) else [])]
    if _simplify(name) not in {_simplify(one) for one in known if isinstance(one, str)}:
        return None
    code = record.get("ORPHAcode")
    if isinstance(code, bool) or not isinstance(code, int) or not 0 < code < 10**7:
        raise refuse_answer("a disease has no code", title)
    return code


def _simplify(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).casefold().strip()
