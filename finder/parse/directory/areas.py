"""Centers of an image map or a wall of logos: the labels of `<area>` and `<a>`, since the text runs together."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import Tag

from finder.parse.directory.contact import is_own_page
from finder.parse.directory.found import Found, read_groups
from finder.parse.directory.names import is_sentence, names_group, names_institution, tidy_name
from finder.parse.directory.placing import split_place
from finder.parse.page_text import find_regions, open_page, read_base, read_text, resolve_link
from finder.schema.raw import Page
from finder.sources import Directory

_LONGEST_LABEL = 300


def read_areas(page: Page, directory: Directory) -> Iterator[Found]:
    """Centers in the order of the map. Where the page has areas, those count alone; else its links.

    The address of an area is kept only where it leads out of the directory, to the center itself.
    """
    soup = open_page(page)
    base = read_base(soup, page)
    names = names_group if directory.kind == "support_group" else names_institution
    for region in find_regions(soup, directory.within):
        links = (
            region.select(directory.item)
            if directory.item
            else region.find_all("area") or region.find_all("a", href=True)
        )
        for link in links:
            label = _read_label(link)
            address = resolve_link(base, link.get("href"))
            own = address if is_own_page(address, base) else None
            if directory.pattern:
                match = re.search(directory.pattern, label)
                found = replace(read_groups(match.groupdict()), as_written=label, url=own) if match else None
            else:
                name, place = split_place(label, directory.country)
                # "City of Hope, CA": on a map, a name with its place is a center whatever its words are.
                mapped = link.name == "area" and bool(place.city or place.region)
                fits = label and not is_sentence(label) and (mapped or names(name))
                found = Found(name, label, place, url=own, sure=mapped) if fits else None
            if found:
                yield found


def _read_label(link: Tag) -> str:
    """The first that is there: alt, title, label, text, the words of its picture."""
    image = link.find("img", alt=True)
    said = (link.get("alt"), link.get("title"), link.get("aria-label"), read_text(link), image and image.get("alt"))
    return next((label for text in said if isinstance(text, str) and (label := tidy_name(text[:_LONGEST_LABEL]))), "")
