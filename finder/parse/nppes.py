"""Organizations of the US register NPPES as raw rows. Persons in it, such as its officials, are never read."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from finder.parse.answers import read_object, read_objects, read_part, read_text, read_texts, refuse_answer
from finder.schema.raw import Page, Row
from finder.sources import Source

#: A firm that is one doctor's bears the doctor's name and degree, then nothing but these words.
_DEGREES = {"MD", "DO", "MBBS"}
_FORMS = {
    "A", "APC", "APMC", "ASSOCIATION", "CORP", "CORPORATION", "FACP", "INC", "LLC", "LLP", "LTD", "MEDICAL", "PA", "PC",
    "PHD", "PL", "PLLC", "PROFESSIONAL", "PSC", "SC",
}  # fmt: skip


def parse_nppes(pages: Iterable[Page], source: Source) -> list[Row]:
    """A row an active organization, each once. Raises AnswerError for a page that is no answer with results."""
    return list(islice(_parse_pages(pages, source), source.maximum_rows))


def _parse_pages(pages: Iterable[Page], source: Source) -> Iterable[Row]:
    seen: set[str] = set()
    for page in pages:
        results = read_object(page, source.title).get("results")
        if not isinstance(results, list):
            raise refuse_answer("it has no list of organizations", source.title)
        for record in read_objects(results):
            row = _parse_organization(record, page)
            if row and row["source_url"] not in seen:
                seen.add(row["source_url"])
                yield row


def _parse_organization(record: dict[str, Any], page: Page) -> Row | None:
    name, number = read_text(read_part(record, "basic", "organization_name")), read_text(record.get("number"))
    if record.get("enumeration_type") != "NPI-2" or not name or not number or not re.fullmatch(r"\d{10}", number):
        return None
    if names_one_person(name) or read_part(record, "basic", "status") not in ("A", None):
        return None
    place = _find_location(record)
    specialties = read_texts(record.get("taxonomies"), "desc")
    city, state = read_text(place.get("city")), read_text(place.get("state"))
    written = ", ".join(part for part in (name, city, state) if part)
    return {
        "name": name,
        "kind": "listed_organization",
        "accreditation": [],
        "accreditation_year": None,
        "specialties": specialties,
        "city": city,
        "region": name_state(state),
        "country": read_text(place.get("country_name")) or "United States",
        "latitude": None,
        "longitude": None,
        "phone": read_text(place.get("telephone_number"), 40),
        "url": None,
        "source_url": f"https://npiregistry.cms.hhs.gov/provider-view/{number}",
        "checked": page.fetched_at[:10],
        "evidence": "general register",
        "as_written": f"{written} ({'; '.join(specialties)})"[:500] if specialties else written,
    }


def names_one_person(name: str) -> bool:
    """Whether an organization is one doctor's firm, named after the doctor. "MD Anderson" is none."""
    words = re.findall(r"\w+", name.upper().replace(". ", ".").replace(".", ""))
    after = next((words[i + 1 :] for i, word in enumerate(words) if i and word in _DEGREES), None)
    return after is not None and set(after) <= _FORMS | _DEGREES


def _find_location(record: dict[str, Any]) -> dict[str, Any]:
    """The address where it works; a mailing address can be in another state."""
    places = read_objects(record.get("addresses"))
    return next((place for place in places if place.get("address_purpose") == "LOCATION"), {})


def name_state(letters: str | None) -> str | None:
    """The full name of a US state of two letters; other words as they are."""
    if letters is None or not re.fullmatch(r"[A-Za-z]{2}", letters, re.ASCII):
        return letters
    import pycountry  # reads its data when imported, and a start that needs none should not wait for it

    found = pycountry.subdivisions.get(code=f"US-{letters.upper()}")  # type: ignore[no-untyped-call]
    return str(found.name) if found else letters
