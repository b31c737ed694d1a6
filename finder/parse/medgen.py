"""Concepts of MedGen as raw rows: their names, codes and genes, and a definition where its terms allow a copy."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from lxml import etree

from finder.parse.answers import LONGEST_TEXT, MOST_ITEMS, read_part, read_text, read_texts
from finder.parse.eutils import read_summaries
from finder.schema.raw import Page, Row
from finder.sources import Source

_CONCEPT = re.compile(r"C[N\d]?\d{5,7}", re.ASCII)
#: UMLS semantic types: disease or syndrome, neoplastic process, congenital abnormality. No findings, no drug responses.
_DISEASES = {"T047", "T191", "T019"}
#: Where a definition may be copied from: US government, and CC BY. Not GeneReviews, OMIM or SNOMED CT.
_OPEN_DEFINITIONS = {"NCI", "MSH", "MedlinePlus Genetics", "ORDO", "Orphanet"}
_OPEN_NAMES = {"GTR", "MSH", "NCI", "MONDO", "ORDO"}
_CODES = {"MSH": "MeSH", "NCI": "NCIt", "MONDO": "MONDO", "ORDO": "ORPHA", "OMIM": "OMIM"}


def parse_medgen(pages: Iterable[Page], source: Source) -> list[Row]:
    """A row a disease; a concept without identifier or title is left out. Raises AnswerError."""
    rows = (_parse_concept(record) for record in read_summaries(pages, source.title))
    return list(islice((row for row in rows if row), source.maximum_rows))


def _parse_concept(record: dict[str, Any]) -> Row | None:
    concept, name = read_text(record.get("conceptid")), read_text(record.get("title"))
    kind = read_text(record.get("semanticid"))
    if not concept or not _CONCEPT.fullmatch(concept) or not name or (kind and kind not in _DISEASES):
        return None
    meta = _read_meta(record.get("conceptmeta"))
    page = f"https://www.ncbi.nlm.nih.gov/medgen/{concept}"
    return {
        "disease_id": f"MedGen:{concept}",
        "name": name,
        "other_names": _list_names(meta, name),
        "definition": _find_definition(meta),
        "prevalence": [],
        "genes": read_texts([gene.text for gene in meta.iterfind("AssociatedGenes/Gene")]),
        "codes": _list_codes(meta),
        "url": page,
        "source_url": page,
        "data_version": read_text(read_part(record, "modificationdate")),
    }


def _read_meta(value: object) -> etree._Element:
    """The XML that stands as text in a field of the JSON, its elements side by side; empty where it is broken."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    text = value if isinstance(value, str) else ""
    try:
        return etree.fromstring(f"<meta>{text}</meta>".encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return etree.Element("meta")


def _list_names(meta: etree._Element, name: str) -> list[str]:
    names = read_texts([one.text for one in meta.iterfind("Names/Name") if one.get("SAB") in _OPEN_NAMES])
    once = {other.casefold(): other for other in reversed(names) if other.casefold() != name.casefold()}
    return list(reversed(once.values()))


def _list_codes(meta: etree._Element) -> list[str]:
    found = [
        f"{_CODES[register]}:{code}"
        for one in meta.iterfind("Names/Name")
        if (register := one.get("SAB")) in _CODES and (code := _find_code(one))
    ]
    found += [f"OMIM:{mim.text}" for mim in meta.iterfind("OMIM/MIM") if mim.text]
    return [text for text in dict.fromkeys(found) if read_text(text) == text][:MOST_ITEMS]


def _find_code(name: etree._Element) -> str:
    """The identifier in its own register, without the register's name before it."""
    code = str(name.get("SDUI") or name.get("SCUI") or name.get("CODE") or "")
    return code.removeprefix("Orphanet_").removeprefix("MONDO:")


def _find_definition(meta: etree._Element) -> str | None:
    for one in meta.iterfind("Definitions/Definition"):
        if one.get("source") in _OPEN_DEFINITIONS and (text := read_text(one.text, LONGEST_TEXT)):
            return text
    return None
