"""News posts whose titles name a designated center; the date of the post is the date of the designation."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from finder.parse.directory.found import Found, read_groups
from finder.parse.directory.linked_data import list_posts, read_rendered
from finder.parse.page_text import (
    HEADINGS,
    clean_text,
    decode_page,
    find_regions,
    is_json,
    is_same_house,
    open_page,
    read_base,
    read_json,
    read_link_words,
    read_text,
    resolve_link,
)
from finder.schema.raw import Page
from finder.sources import Directory

_DATED = re.compile(r"/((?:19|20)[0-9]{2})/(?:0?[1-9]|1[0-2])/")
_LONGEST_TITLE = 300


def read_posts(page: Page, directory: Directory) -> Iterator[Found]:
    """Centers named in titles that fit the directory's pattern: links of a list, a post itself, or WordPress's answer.

    A title without a date in its address is kept without a year.
    """
    wanted = re.compile(directory.pattern or r"(?!)", re.I)
    for title, address in _list_titles(page, directory):
        if match := wanted.search(title[:_LONGEST_TITLE]):
            dated = _DATED.search(urlsplit(address).path)
            found = read_groups(match.groupdict())
            yield replace(found, as_written=title, year=int(dated[1]) if dated else None, source_url=address)


def _list_titles(page: Page, directory: Directory) -> Iterator[tuple[str, str]]:
    if is_json(page):
        for post in list_posts(read_json(decode_page(page))):
            address = resolve_link(page.url, post.get("link"))
            yield read_rendered(post, "title", page.url), address if is_same_house(page.url, address) else page.url
        return
    soup = open_page(page)
    base = read_base(soup, page)
    for region in find_regions(soup, directory.within):
        for tag in region.find_all((*HEADINGS, "a")):
            link = tag if tag.name == "a" else tag.find("a", href=True)
            if tag.name != "a" and link is not None:
                continue  # its link comes by itself
            address = resolve_link(base, link.get("href")) if link is not None else page.url
            if is_same_house(page.url, address):
                yield (read_text(tag) or clean_text(read_link_words(tag))), address
