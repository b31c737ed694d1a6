"""Tests of the Genetic Testing Registry as raw rows."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from finder.parse.answers import read_address, read_list, read_objects, read_part, read_text, read_texts
from finder.parse.eutils import read_summaries
from finder.schema.raw import Page, Row
from finder.sources import Source

_ACCESSION = re.compile(r"(GTR\d{9})(?:\.\d+)?", re.ASCII)
_PAGE = "https://www.ncbi.nlm.nih.gov/gtr/tests"


def parse_gtr(pages: Iterable[Page], source: Source) -> list[Row]:
    """A row a test; one without identifier or name is left out. Raises AnswerError for a page that is no answer."""
    rows = (_parse_test(record) for record in read_summaries(pages, source.title))
    return list(islice((row for row in rows if row), source.maximum_rows))


def _parse_test(record: dict[str, Any]) -> Row | None:
    test_id, title = _read_id(record), read_text(record.get("testname"))
    if not test_id or not title:
        return None
    place = record.get("offererlocation")
    city, state = read_text(read_part(place, "city")), read_text(read_part(place, "state"))
    page = f"{_PAGE}/{test_id}/"
    return {
        "test_id": test_id,
        "title": title,
        "genes": read_texts([one for one in read_objects(record.get("analytes")) if _is_gene(one)]),
        "conditions": read_texts(record.get("conditionlist")),
        "test_type": read_text(record.get("testtype")),
        "laboratory": read_text(record.get("offerer")),
        "laboratory_place": ", ".join(part for part in (city, state) if part) or read_text(place),
        "country": read_text(record.get("country")) or read_text(read_part(place, "country")),
        "methods": _read_methods(record.get("method")),
        "certifications": [_write_certification(one) for one in read_objects(record.get("certifications"))],
        "url": read_address(record.get("testurl")) or page,
        "source_url": page,
    }


def _read_id(record: dict[str, Any]) -> str | None:
    """The accession without its version, else made from the number, which is its digits."""
    found = _ACCESSION.fullmatch(read_text(record.get("accession")) or "")
    if found:
        return found[1]
    uid = str(record["uid"])
    return f"GTR{uid:0>9}" if uid.isascii() and uid.isdigit() and len(uid) <= 9 else None


def _is_gene(analyte: dict[str, Any]) -> bool:
    """An analyte can also be a protein, a chromosome or a substance."""
    kind = read_text(analyte.get("analytetype"))
    return kind is None or "gene" in kind.lower()


def _read_methods(value: object) -> list[str]:
    """The most exact name that each method has: its own methods, else its category, else its kind."""
    found: list[str] = []
    for method in read_list(value):
        categories = read_objects(read_part(method, "categorylist"))
        inner = [name for one in categories for name in read_texts(one.get("methodlist")) or read_texts(one)]
        found += inner or read_texts([method])
    return list(dict.fromkeys(found))


def _write_certification(value: dict[str, Any]) -> str:
    parts = (read_text(value.get("certificationtype")), read_text(value.get("id")))
    return " ".join(part for part in parts if part)
