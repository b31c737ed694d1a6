"""What a page says of itself: title, description, and the date it gives.

Only what the page states counts. A date that cannot be, or lies years ahead of the day of reading, is none.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from dateutil import parser as dates

from finder.parse.page_text import clean_text, find_regions, is_web_page, open_page, read_json, read_lines
from finder.schema.raw import Page, Row

LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 500
_FIRST_YEAR = 1990
_MODIFIED = (
    "article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified",
    "last-reviewed", "revised",
)  # fmt: skip
_PUBLISHED = ("article:published_time", "dcterms.issued", "dcterms.date", "dc.date", "date")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_SAID = re.compile(
    r"(?<!next )(?<!next medically )\b(?:reviewed|updated|modified|last (?:review|update|revision))\b"
    r"(?: date)?(?: on)?(?: by [^:0-9]{0,60}?)?[:,]?\s*"
    r"(?P<date>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?\.? {_MONTH},? [0-9]{{4}}|{_MONTH} (?:[0-9]{{1,2}}(?:st|nd|rd|th)?,? )?[0-9]{{4}}"
    r"|[0-9]{4}\b)",
    re.I,
)
_NUMERIC = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
_ISO_PART = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?!-?[0-9])")
# Two fillings that differ in every part, both of a month of 31 days: a part that follows its filling was not stated.
_FILLINGS = (datetime(2000, 1, 1), datetime(2003, 12, 2))  # noqa: DTZ001 - no moment, only parts of a day


def read_head(page: Page) -> Row:
    """`page_title`, `page_description` and `page_date` (ISO, as precise as stated), None where the page has none.

    What is no web page (a PDF, a picture) has none of them. Raises AnswerError for a page that cannot be read.
    """
    if not is_web_page(page):
        return {"page_title": None, "page_description": None, "page_date": None}
    soup = open_page(page)
    metas = _read_metas(soup)
    title = metas.get("og:title") or clean_text(soup.title.get_text() if soup.title else "")
    described = metas.get("description") or metas.get("og:description") or metas.get("dcterms.description") or ""
    return {
        "page_title": title[:LONGEST_TITLE].strip() or None,
        "page_description": described[:LONGEST_DESCRIPTION].strip() or None,
        "page_date": next(
            (day for text in _list_dates(soup, metas) if (day := read_date(text, page.fetched_at))), None
        ),
    }


def _read_metas(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in soup.find_all("meta", content=True):
        key = str(meta.get("property") or meta.get("name") or meta.get("http-equiv") or "").lower()
        if key and (text := clean_text(str(meta["content"])[:5_000])):
            found.setdefault(key, text)
    return found


def _list_dates(soup: BeautifulSoup, metas: dict[str, str]) -> Iterator[str]:
    """Dates a page gives, the most telling first: last change, last review, then publication."""
    records = list(_list_records(soup))
    yield from (record[key] for key in ("dateModified", "lastReviewed") for record in records if key in record)
    yield from (metas[key] for key in _MODIFIED if key in metas)
    published = [record["datePublished"] for record in records if "datePublished" in record]
    published += [metas[key] for key in _PUBLISHED if key in metas]
    if soup.body:
        for _, line in read_lines(soup.body):
            yield from (said["date"] for said in _SAID.finditer(line[:2_000]))
    yield from published
    for region in find_regions(soup, ""):
        if time := region.find("time", datetime=True):
            yield str(time["datetime"])


def _list_records(soup: BeautifulSoup) -> Iterator[dict[str, str]]:
    """Texts of the JSON-LD records that stand at the top, where the page itself is described."""
    for script in soup.find_all("script"):
        value: Any = read_json(script.get_text())
        tops = value if isinstance(value, list) else [value]
        for top in tops:
            graph = top.get("@graph") if isinstance(top, dict) else None
            for record in [top, *(graph if isinstance(graph, list) else [])]:
                if isinstance(record, dict):
                    yield {key: text for key, text in record.items() if isinstance(text, str)}


def read_date(text: str, fetched_at: str) -> str | None:
    """A stated date as ISO text of its own precision: "March 2025" is 2025-03.

    `fetched_at` is when the page was read: a date more than a year after it is none. Of 03/04/2025, which Europe and
    America read differently, only the year is sure.
    """
    text = clean_text(text)[:60]
    if found := _ISO_PART.fullmatch(text):
        day = text if found[2] is None or "01" <= found[2] <= "12" else None
    elif found := _NUMERIC.fullmatch(text):
        one, two, year = (int(part) for part in found.groups())
        day = f"{year:04d}" if max(one, two) <= 12 and one != two else _parse_day(text, day_first=one > 12)
    else:
        day = _parse_day(text)
    latest = int(fetched_at[:4]) + 1 if fetched_at[:4].isdecimal() else 9999
    return day if day and _FIRST_YEAR <= int(day[:4]) <= latest else None


def _parse_day(text: str, *, day_first: bool = False) -> str | None:
    try:
        one, two = (dates.parse(text, default=filling, dayfirst=day_first) for filling in _FILLINGS)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        return None
    if one.year != two.year:
        return None
    parts = [one.strftime("%Y").zfill(4)]
    if one.month == two.month:
        parts.append(f"{one.month:02d}")
        if one.day == two.day:
            parts.append(f"{one.day:02d}")
    return "-".join(parts)
