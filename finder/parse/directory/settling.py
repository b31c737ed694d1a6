"""What a page told of a center, with the directory's own words added, as a raw row."""

import re
from typing import Any

from finder.parse.directory.contact import read_phone
from finder.parse.directory.found import Found
from finder.parse.directory.names import (
    LONGEST_NAME,
    drop_emails,
    is_general,
    keep_institution,
    names_group,
    names_institution,
)
from finder.parse.page_text import clean_text
from finder.places import fold_name
from finder.schema.raw import LISTING_KEYS, RESOURCE_KEYS, Page, Row
from finder.sources import Directory, Source

_LONGEST_WRITTEN = 300
_LONGEST_PLACE = 100
_LONGEST_WORD = 200


def settle_listing(found: Found, page: Page, source: Source, directory: Directory) -> Row | None:
    """A row with LISTING_KEYS; None for a person, a heading of lists, a name too long, or what `skip` names."""
    if (settled := _settle_name(found, directory)) is None:
        return None
    name, person = settled
    accreditation = list(found.accreditation or filter(None, [directory.accreditation]))
    place = {key: _cut(getattr(found.place, key)) for key in ("city", "region", "country")}
    place["country"] = place["country"] or directory.country or None
    written = ", ".join(filter(None, [name, place["city"], place["region"], found.place.country]))
    row: dict[str, Any] = {
        **dict.fromkeys(LISTING_KEYS),
        **place,
        "name": name,
        "kind": directory.kind,
        "accreditation": [clean_text(text)[:_LONGEST_WORD] for text in accreditation],
        "accreditation_year": _find_year(found, page, directory) if accreditation else None,
        "specialties": [text[:_LONGEST_WORD] for text in found.specialties] or list(directory.specialties),
        "latitude": found.latitude,
        "longitude": found.longitude,
        "phone": None if person else read_phone(found.phone),
        "url": found.url,
        "source_url": found.source_url or page.url,
        "checked": page.fetched_at[:10],
        "evidence": directory.evidence,
        # Beside a person the line is told without that person.
        "as_written": written if person else drop_emails(found.as_written)[:_LONGEST_WRITTEN] or name,
    }
    return row


def settle_member(found: Found, page: Page, source: Source, directory: Directory) -> Row | None:
    """A row with RESOURCE_KEYS for an organisation; None as in `settle_listing`, and without a page of its own."""
    settled = _settle_name(found, directory)
    if settled is None or not found.url:
        return None
    name, _ = settled
    return {
        **dict.fromkeys(RESOURCE_KEYS),
        "resource_id": f"{source.name}-{fold_name(name).replace(' ', '-')}"[:_LONGEST_WORD],
        "title": name,
        "organisation": name,
        "kind": directory.kind,
        "audience": "patients",
        "country": _cut(found.place.country) or directory.country or None,
        "url": found.url,
        "named_in": [],
        "source": source.name,
    }


def key_row(row: Row) -> tuple[str, ...]:
    """What makes two rows the same center: name, city and country without case and accents."""
    return tuple(fold_name(str(row.get(key) or "")) for key in ("name", "title", "city", "country"))


def _settle_name(found: Found, directory: Directory) -> tuple[str, bool] | None:
    name, had_person = keep_institution(found.name)
    person = had_person or found.person
    names = names_group if directory.kind == "support_group" else names_institution
    if not name or len(name) > LONGEST_NAME or (not found.sure and not names(name)):
        return None
    if is_general(name) and not found.place.city:
        return None
    if directory.skip and re.search(directory.skip, name, re.I):
        return None
    return name, person


def _find_year(found: Found, page: Page, directory: Directory) -> int | None:
    checked = page.fetched_at[:4]
    return directory.year or found.year or (int(checked) if re.fullmatch("[0-9]{4}", checked) else None)


def _cut(text: str | None) -> str | None:
    return clean_text(drop_emails(text))[:_LONGEST_PLACE] or None if text else None
