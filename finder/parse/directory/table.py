"""Shape C: a table whose header row says what each column holds."""

import re
from collections.abc import Iterator

from bs4 import Tag

from finder.parse.directory.contact import find_own_page, read_phone
from finder.parse.directory.found import Found
from finder.parse.directory.names import drop_emails, is_sentence, tidy_name
from finder.parse.directory.placing import Place, read_city, read_country, split_place
from finder.parse.page_text import HEADINGS, find_regions, open_page, read_base, read_text
from finder.places import fold_name
from finder.schema.raw import Page
from finder.sources import Directory

_MOST_COLUMNS = 40
_MOST_SPAN = 500
_HEADER_WITHIN = 5
_SYNONYMS = {
    "person": r"(?:doctor|physician|specialist|clinician|surgeon|consultant|contact person|contact name|lead|director"
    r"|arzt|medecin|provider)s?(?: names?)?|first name|last name|surname|director.*",
    "institution": r"(?:institution|hospital|center|centre|clinic|facility|organi[sz]ation|practice|affiliation|klinik"
    r"|hopital|etablissement|site|zentrum|company)s?(?: names?)?(?: .{0,20})?"
    r"|name of .{0,30}(?:hospital|center|centre|institution|clinic)",
    "name": r"names?|nom|member|title",
    "specialties": r"special(?:ty|ties|ities|ity|isation|ization)s?|services?|expertise|focus|field|department"
    r"|discipline",
    "city": r"city|town|ville|stadt|ort|ciudad|citta|city/?town|suburb",
    "region": r"state|region|province|county|state.{0,3}province|canton|land|bundesland",
    "country": r"country|pays|nation",
    "location": r"location|address|adresse|place|city.{0,6}(?:state|country)",
    "phone": r"(?:tele)?phone(?: number)?|tel|contact number|telefon|call",
    "url": r"web ?site|web|url|link|homepage|web ?page|internet",
    "email": r"e ?mail.*",
}
_FOLDED = {column: re.compile(pattern) for column, pattern in _SYNONYMS.items()}


def read_table(page: Page, directory: Directory) -> Iterator[Found]:
    """Centers of every table that has a header row with a name or an institution, in order.

    A cell that spans rows counts for each. A row of one wide cell, a caption or a heading may name the country.
    """
    soup = open_page(page)
    base = read_base(soup, page)
    for region in find_regions(soup, directory.within):
        for table in region.select(directory.item or "table"):
            if not table.find("table"):
                yield from _read_one(table, base, directory)


def _read_one(table: Tag, base: str, directory: Directory) -> Iterator[Found]:
    before = table.find("caption") or table.find_previous(HEADINGS)
    country = read_country(read_text(before)) if before else None
    columns: dict[str, int] = {}
    for number, row in enumerate(_lay_out(table)):
        header = match_header([read_text(cell)[:80] for cell in row])
        if "name" in header or "institution" in header:
            columns = header
            continue
        if not columns:
            if number >= _HEADER_WITHIN:
                return
            continue
        if len({id(cell) for cell in row}) == 1:
            country = read_country(read_text(row[0])) or country
            continue
        cells = {column: row[place] for column, place in columns.items() if place < len(row)}
        if found := _read_row(cells, row, base, directory, country):
            yield found


def match_header(texts: list[str]) -> dict[str, int]:
    """Which column stands where, told by synonyms in the header's words; the first that fits counts."""
    found: dict[str, int] = {}
    for place, text in enumerate(texts):
        folded = fold_name(text)
        column = next((name for name, pattern in _FOLDED.items() if pattern.fullmatch(folded)), None)
        if column:
            found.setdefault(column, place)
    return found if len(found) > 1 else {}


def _lay_out(table: Tag) -> Iterator[list[Tag]]:
    """Rows with every spanning cell repeated where it reaches; spans are bounded."""
    waiting: dict[int, tuple[Tag, int]] = {}
    for row in table.find_all("tr"):
        cells = iter(row.find_all(("td", "th"), recursive=False))
        line: list[Tag] = []
        while len(line) < _MOST_COLUMNS:
            held = waiting.pop(len(line), None)
            if held:
                cell, rows = held
                if rows > 1:
                    waiting[len(line)] = (cell, rows - 1)
                line.append(cell)
                continue
            following = next(cells, None)
            if following is None:
                break
            for _ in range(_read_span(following, "colspan", _MOST_COLUMNS)):
                if (rows := _read_span(following, "rowspan", _MOST_SPAN)) > 1:
                    waiting[len(line)] = (following, rows - 1)
                line.append(following)
        if line:
            yield line


def _read_span(cell: Tag, key: str, most: int) -> int:
    text = str(cell.get(key, "1")).strip()
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0 else 1


def _read_row(
    cells: dict[str, Tag], row: list[Tag], base: str, directory: Directory, country: str | None
) -> Found | None:
    texts = {column: drop_emails(read_text(cell)[:300]) for column, cell in cells.items()}
    named = texts.get("institution") or texts.get("name", "")
    name = tidy_name(named)
    if not name or is_sentence(name):
        return None
    # Beside a column for institutions, "name" is that of a person.
    person = bool(texts.get("person") or (texts.get("institution") and texts.get("name")))
    place = Place(read_city(texts.get("city", "")), texts.get("region") or None, texts.get("country") or None)
    if not place.city and texts.get("location"):
        _, located = split_place(f"x, {texts['location']}", directory.country, country or "")
        place = Place(located.city, place.region or located.region, place.country or located.country)
    told = [text for text in (place.city, place.region, place.country) if text]
    specialties = tuple(part.strip() for part in re.split(r"[;,/|•]", texts.get("specialties", "")) if part.strip())
    return Found(
        name,
        ", ".join([name, *told]),
        Place(place.city, place.region, place.country or country),
        phone=read_phone(texts.get("phone")),
        url=find_own_page(cells["url"], base) if "url" in cells else _find_in_row(row, base),
        specialties=specialties[:20],
        sure="institution" in cells and bool(texts.get("institution")),
        person=person,
    )


def _find_in_row(row: list[Tag], base: str) -> str | None:
    return next((address for cell in row if (address := find_own_page(cell, base))), None)
