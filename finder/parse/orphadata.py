"""Diseases of Orphadata as raw rows: several answers a disease, joined by its code."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from finder.parse.answers import (
    LONGEST_TEXT,
    MOST_ITEMS,
    read_address,
    read_object,
    read_objects,
    read_part,
    read_text,
    read_texts,
    refuse_answer,
)  # fmt: skip
from finder.schema.raw import Page, Row
from finder.sources import Source

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def parse_orphadata(pages: Iterable[Page], source: Source) -> list[Row]:
    """A row a disease whose names were read. Raises AnswerError for a page that is no answer with a record."""
    records: dict[str, dict[str, Any]] = {}
    named: set[str] = set()
    for page in pages:
        record = _read_record(page, source.title)
        code = record.get("ORPHAcode")
        if not isinstance(code, int) or isinstance(code, bool) or not 0 < code < 10**7:
            continue
        if {"Synonym", "ExternalReference", "SummaryInformation"} & record.keys():
            named.add(str(code))
        records[str(code)] = {**record, **records.get(str(code), {})}
    rows = (_parse_disease(code, record) for code, record in records.items() if code in named)
    return list(islice((row for row in rows if row["name"]), source.maximum_rows))


def _read_record(page: Page, title: str) -> dict[str, Any]:
    results = read_part(read_object(page, title), "data", "results")
    if isinstance(results, list) and len(results) == 1:
        results = results[0]
    if not isinstance(results, dict):
        raise refuse_answer("it has no record", title)
    return results


def _parse_disease(code: str, record: dict[str, Any]) -> Row:
    page = f"https://www.orpha.net/en/disease/detail/{code}"
    summaries = [read_text(one.get("Definition"), LONGEST_TEXT) for one in _list(record, "SummaryInformation")]
    day = _DAY.match(read_text(record.get("Date")) or "")
    references = [
        (read_text(one.get("Source")), read_text(one.get("Reference"))) for one in _list(record, "ExternalReference")
    ]
    genes = [one.get("Gene") for one in _list(record, "DisorderGeneAssociation")]
    return {
        "disease_id": f"ORPHA:{code}",
        "name": read_text(record.get("Preferred term")),
        "other_names": read_texts(record.get("Synonym")),
        "definition": next((text for text in summaries if text), None),
        "prevalence": [text for one in _list(record, "Prevalence") if (text := _write_prevalence(one))],
        "genes": read_texts(genes, "Symbol"),
        "codes": list(dict.fromkeys(f"{register}:{known}" for register, known in references if register and known)),
        "url": read_address(record.get("OrphanetURL")) or page,
        "source_url": page,
        "data_version": day[0] if day else None,
    }


def _list(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return read_objects(record.get(name))[:MOST_ITEMS]


def _write_prevalence(one: dict[str, Any]) -> str | None:
    """One figure with its kind and place, in the register's words; only what Orphanet has checked."""
    if read_text(one.get("PrevalenceValidationStatus")) not in (None, "Validated"):
        return None
    figure, place = read_text(one.get("PrevalenceClass")), read_text(one.get("PrevalenceGeographic"))
    kind = read_text(one.get("PrevalenceType"))
    if not figure or figure.lower() in ("unknown", "not yet documented"):
        return None
    return f"{kind or 'Figure'}: {figure}" + (f" ({place})" if place else "")
