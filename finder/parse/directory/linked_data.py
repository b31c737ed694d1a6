"""Shape D: records for programs. JSON-LD that calls a thing a hospital or clinic, and answers of WordPress."""

import math
from collections.abc import Iterator
from typing import Any

from finder.errors import AnswerError
from finder.parse.directory.cards import read_fragment
from finder.parse.directory.contact import is_own_page, read_phone
from finder.parse.directory.found import Found
from finder.parse.directory.names import drop_emails
from finder.parse.directory.placing import Place
from finder.parse.page_text import (
    clean_text,
    decode_page,
    is_json,
    open_page,
    open_text,
    read_json,
    read_text,
    resolve_link,
)
from finder.schema.raw import Page
from finder.sources import Directory

_CENTERS = {"hospital", "medicalclinic", "medicalorganization", "clinic"}
_PEOPLE = {"person", "physician", "individualphysician"}
#: Where a person's record names the institution, and where records hold other records.
_WORKPLACES = ("hospitalAffiliation", "affiliation", "worksFor", "practicesAt", "memberOf")
_MOST_RECORDS = 50_000
_LONGEST = 200


def read_linked_data(page: Page, directory: Directory) -> Iterator[Found]:
    """Centers in the order of the page. Raises AnswerError for an answer called JSON that is none."""
    if is_json(page):
        value = read_json(decode_page(page))
        if value is None:
            raise AnswerError(f"{page.url} is no JSON.", remedy="Try again later.")
        posts = list_posts(value)
        if posts:
            yield from _read_posts(posts, page, directory)
        else:
            yield from _read_records(value, page.url)
        return
    for script in open_page(page).find_all("script"):
        yield from _read_records(read_json(script.get_text()), page.url)


def list_posts(value: object) -> list[dict[str, Any]]:
    """The posts of a WordPress answer: objects with a rendered title. An answer of another make has none."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict) and read_rendered(item, "title", "WordPress")]


def read_rendered(post: dict[str, Any], key: str, where: str) -> str:
    """The words of a post's field: its HTML rendered to text."""
    field = post.get(key)
    html = field.get("rendered") if isinstance(field, dict) else None
    return read_text(open_text(html[:20_000], where)) if isinstance(html, str) else ""


def _read_posts(posts: list[dict[str, Any]], page: Page, directory: Directory) -> Iterator[Found]:
    for post in posts:
        title = read_rendered(post, "title", page.url)[:300]
        field = post.get("content")
        content = field.get("rendered") if isinstance(field, dict) else None
        link = resolve_link(page.url, post.get("link"))
        if found := read_fragment(title, content if isinstance(content, str) else "", link or page.url, directory):
            yield found


def _read_records(value: object, page_url: str) -> Iterator[Found]:
    """Every record in the value, however deep; its parts come after it."""
    waiting, read = [value], 0
    while waiting and read < _MOST_RECORDS:
        item, read = waiting.pop(), read + 1
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            types = _list_types(item)
            if types & _PEOPLE:
                waiting.extend(_strip_contacts(item[key]) for key in _WORKPLACES if key in item)
                continue
            if types & _CENTERS and (found := _read_center(item, page_url)):
                yield found
            waiting.extend(part for part in reversed(list(item.values())) if isinstance(part, dict | list))


def _list_types(item: dict[str, Any]) -> set[str]:
    said = item.get("@type")
    names = said if isinstance(said, list) else [said]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if isinstance(name, str)}


def _strip_contacts(value: object) -> object:
    """A workplace as a person's record gives it: its telephone may be the person's."""
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if key != "telephone"}
    return [_strip_contacts(part) for part in value if isinstance(part, dict)] if isinstance(value, list) else value


def _read_center(item: dict[str, Any], page_url: str) -> Found | None:
    name = _read_text(item.get("name"))
    if not name:
        return None
    address = item.get("address") or (
        item["location"].get("address") if isinstance(item.get("location"), dict) else None
    )
    address = _first(address)
    if isinstance(address, dict):
        country = _first(address.get("addressCountry"))
        country = country.get("name") if isinstance(country, dict) else country
        place = Place(
            *(_read_text(part) for part in (address.get("addressLocality"), address.get("addressRegion"), country))
        )
    else:
        place = Place()
    told = [text for text in (place.city, place.region, place.country) if text]
    latitude, longitude = _read_point(item)
    return Found(
        name,
        ", ".join([name, *told]),
        place,
        phone=read_phone(_first(item.get("telephone"))),
        url=_read_own_page(item, page_url),
        specialties=tuple(_list_specialties(item.get("medicalSpecialty"))),
        latitude=latitude,
        longitude=longitude,
        sure=True,
    )


def _read_own_page(item: dict[str, Any], page_url: str) -> str | None:
    for key in ("url", "sameAs", "@id"):
        address = resolve_link(page_url, _first(item.get(key)))
        if is_own_page(address, page_url):
            return address
    return None


def _first(value: object) -> Any:  # noqa: ANN401 - whatever the record holds
    return (value[0] if value else None) if isinstance(value, list) else value


def _read_text(value: object) -> str | None:
    """One line; markup in a record is text, and is shown as such."""
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value")
    return drop_emails(clean_text(value[:_LONGEST])) or None if isinstance(value, str) else None


def _list_specialties(value: object) -> Iterator[str]:
    for part in (value if isinstance(value, list) else [value])[:20]:
        text = _read_text(part.get("name") if isinstance(part, dict) else part)
        if text:
            yield text.rsplit("/", 1)[-1]


def _read_point(item: dict[str, Any]) -> tuple[float | None, float | None]:
    geo = _first(item.get("geo")) or (item["location"].get("geo") if isinstance(item.get("location"), dict) else None)
    if not isinstance(geo, dict):
        return None, None
    numbers = [_read_degrees(geo.get(key), limit) for key, limit in (("latitude", 90), ("longitude", 180))]
    return (numbers[0], numbers[1]) if None not in numbers and numbers != [0, 0] else (None, None)


def _read_degrees(value: object, limit: float) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= limit else None
