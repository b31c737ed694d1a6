"""Shape B: one center a card (`article`, `li`, `div`) with a heading, an address, a telephone and a web link.

The profile page of one center is a card as wide as the page.
"""

from collections import Counter
from collections.abc import Iterator

from bs4 import Tag

from finder.parse.directory.contact import find_own_page, find_phone, is_own_page
from finder.parse.directory.found import Found
from finder.parse.directory.names import is_sentence, names_institution, tidy_name
from finder.parse.directory.placing import Place, find_place, has_place_form, read_country
from finder.parse.page_text import (
    HEADINGS,
    clean_text,
    find_regions,
    open_page,
    open_text,
    read_base,
    read_lines,
    read_text,
    resolve_link,
)
from finder.schema.raw import Page
from finder.sources import Directory

#: A card begins at most so many elements above its heading.
_HIGHEST = 6
_CARDS = {"article", "li", "div", "section", "td", "figure"}
#: Boxes that may stand between a heading and its card.
_WITHIN_CARDS = {"header", "a", "figcaption", "center", "span"}
_MOST_HEADINGS = 5_000
_MOST_LINES = 60
_LONGEST_LINE = 200
_LONGEST_FRAGMENT = 200_000


def read_cards(page: Page, directory: Directory) -> Iterator[Found]:
    """Centers in the order of the page. A card needs a name and one of: address, telephone link, outward link."""
    soup = open_page(page)
    base = read_base(soup, page)
    for region in find_regions(soup, directory.within):
        country = ""
        cards = (
            region.select(directory.item)
            if directory.item
            else _find_cards(region, base, directory.country) or [region]
        )
        chosen = {id(card) for card in cards}
        inside: set[int] = set()
        for tag in [region, *region.find_all(True)]:
            if id(tag.parent) in inside or (id(tag.parent) in chosen and tag is not region):
                inside.add(id(tag))
            if id(tag) in chosen and id(tag) not in inside:
                if found := _read_card(tag, base, directory, country):
                    yield found
            elif tag.name in HEADINGS and id(tag) not in inside:
                country = read_country(read_text(tag)) or ""


def _find_cards(region: Tag, base: str, country: str) -> list[Tag]:
    """The widest boxes around a heading that hold no other heading of the same or a higher rank."""
    headings = region.find_all(HEADINGS, limit=_MOST_HEADINGS)
    ranks: dict[int, Counter[str]] = {}
    for heading in headings:
        for parent, _ in zip(heading.parents, range(_HIGHEST), strict=False):
            ranks.setdefault(id(parent), Counter())[heading.name] += 1
    found: dict[int, Tag] = {}
    for heading in headings:
        card = None
        for parent, _ in zip(heading.parents, range(_HIGHEST), strict=False):
            inside = ranks[id(parent)]
            if parent is region or sum(count for rank, count in inside.items() if rank <= heading.name) > 1:
                break
            if parent.name not in _CARDS:
                if parent.name in _WITHIN_CARDS:
                    continue
                break
            card = parent
        if card is not None and _has_details(card, base, country):
            found[id(card)] = card
    # A box around several cards, headed "Our hospitals", is none itself.
    named = [card for card in found.values() if names_institution(read_text(_find_title(card) or card)[:200])]
    around = {id(parent) for card in named for parent in card.parents}
    return [card for key, card in found.items() if key not in around]


def _has_details(card: Tag, base: str, country: str) -> bool:
    links = card.find_all("a", href=True, limit=50)
    if any(str(link["href"]).strip().lower().startswith("tel:") for link in links) or card.find("address"):
        return True
    return any(is_own_page(resolve_link(base, link["href"]), base) for link in links) or any(
        has_place_form(line, country)
        for _, line in zip(range(_MOST_LINES), (text for _, text in read_lines(card)), strict=False)
    )


def _read_card(card: Tag, base: str, directory: Directory, country: str) -> Found | None:
    title = _find_title(card)
    if title is None:
        return None
    name = tidy_name(read_text(title))
    if not name or is_sentence(name) or not _has_details(card, base, directory.country):
        return None
    lines = [line for _, line in zip(range(_MOST_LINES), _list_lines(card, title), strict=False)]
    place = _read_marked(card) or find_place(lines, directory.country)
    place = Place(place.city, place.region, place.country or country or None)
    return _tell(name, place, find_phone(card, lines), find_own_page(card, base))


def _find_title(card: Tag) -> Tag | None:
    return card.find(HEADINGS) or card.select_one('[itemprop="name"], [class*="title"], [class*="name"], strong, b')


def read_fragment(title: str, html: str, address: str, directory: Directory) -> Found | None:
    """A center from a title and the piece of HTML under it. Raises AnswerError for a piece that cannot be read."""
    name = tidy_name(title)
    body = open_text(html[:_LONGEST_FRAGMENT], address)
    if not name or is_sentence(name):
        return None
    lines = [line for _, line in zip(range(_MOST_LINES), (text for _, text in read_lines(body)), strict=False)]
    place = find_place([line for line in lines if len(line) <= _LONGEST_LINE], directory.country)
    return _tell(name, place, find_phone(body, lines), find_own_page(body, address))


def _tell(name: str, place: Place, phone: str | None, url: str | None) -> Found:
    told = [text for text in (place.city, place.region, place.country) if text]
    return Found(name, ", ".join([name, *told]), place, phone, url)


def _list_lines(card: Tag, title: Tag) -> Iterator[str]:
    heading = read_text(title)
    for _, line in read_lines(card):
        if line != heading and len(line) <= _LONGEST_LINE:
            yield line


def _read_marked(card: Tag) -> Place | None:
    """The place where the page marks its parts as schema.org names them."""
    said = {}
    for key in ("addressLocality", "addressRegion", "addressCountry"):
        tag = card.select_one(f'[itemprop="{key}"]')
        said[key] = clean_text(tag.get_text())[:100] or None if tag else None
    if not said["addressLocality"]:
        return None
    return Place(said["addressLocality"], said["addressRegion"], said["addressCountry"])
