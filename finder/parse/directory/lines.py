"""Shape A: one center a line, `Name, City[, Country]`, under headings that may name countries or regions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bs4 import Tag

from finder.parse.directory.found import Found, read_groups
from finder.parse.directory.names import is_sentence, names_group, names_institution, tidy_name
from finder.parse.directory.placing import Place, find_place, read_country, read_region, split_place
from finder.parse.page_text import HEADINGS, find_regions, open_page, read_lines
from finder.schema.raw import Page
from finder.sources import Directory

_LONGEST_LINE = 300
_MOST_ADDRESS_LINES = 12
_LINE_BLOCKS = {"p", "li", "dd", "dt", "div", "td", "section", "article", "main", "body"}


def read_center_lines(page: Page, directory: Directory) -> Iterator[Found]:
    """Centers in the order of the page. Introductions, sentences, menus and lines without an institution are none.

    A paragraph of several lines with one institution is a center and its address.
    """
    soup = open_page(page)
    for region in find_regions(soup, directory.within):
        country = area = ""
        # By identity: bs4 holds two elements of the same words for equal.
        for _, several in groupby(_choose_lines(region, directory.item), key=lambda pair: id(pair[0])):
            blocks, texts = zip(*several, strict=True)
            block = blocks[0]
            if named := read_country(texts[0]):
                country, area = named, ""
                texts = texts[1:]
            elif (inside := read_region(texts[0], country or directory.country)) and len(texts[0]) > 3:
                area = inside
                texts = texts[1:]
            elif block.name in HEADINGS:
                # Another heading ends what the last one said.
                country = area = ""
            if block.name in _LINE_BLOCKS:
                for found in _read_block(texts, directory, country):
                    place = found.place
                    place = Place(place.city, place.region or area or None, place.country or country or None)
                    yield replace(found, place=place)


def _choose_lines(region: Tag, item: str) -> Iterator[tuple[Tag, str]]:
    if not item:
        yield from read_lines(region)
        return
    for tag in region.select(f"{item}, {', '.join(HEADINGS)}"):
        yield from read_lines(tag)


def _read_block(texts: Sequence[str], directory: Directory, country: str) -> list[Found]:
    read = [(number, _read_line(text, directory, country)) for number, text in enumerate(texts)]
    found = [(number, center) for number, center in read if center]
    if len(found) == 1 and len(texts) <= _MOST_ADDRESS_LINES:
        number, center = found[0]
        if (
            not center.place.city
            and (place := find_place(list(texts[number + 1 :]), country or directory.country)).city
        ):
            told = [text for text in (place.city, place.region, place.country) if text]
            return [replace(center, place=place, as_written=", ".join([center.as_written, *told]))]
    return [center for _, center in found]


def _read_line(line: str, directory: Directory, country: str) -> Found | None:
    text = tidy_name(line)
    if directory.pattern:
        match = re.search(directory.pattern, text[:_LONGEST_LINE])
        return replace(read_groups(match.groupdict()), as_written=line) if match else None
    if not text or len(line) > _LONGEST_LINE or is_sentence(text):
        return None
    name, place = split_place(text, directory.country, country)
    names = names_group if directory.kind == "support_group" else names_institution
    # The whole line counts: of "Dr X, Fake Hospital, Bonn" the first part is a person, and is taken out later.
    return Found(name, line, place) if names(name) else None
