"""Health topics of MedlinePlus as raw rows: title, address and the first words of the topic's own summary."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from lxml import etree

from finder.parse.answers import read_address, read_text, refuse_answer
from finder.schema.raw import Page, Row
from finder.sources import Source

_LONGEST_DESCRIPTION = 400
_LANGUAGES = {"healthTopicsSpanish": "es"}
_BLOCKS = ["p", "li", "ul", "ol", "br", "h2", "h3", "h4", "div", "td", "tr"]
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def parse_medlineplus(pages: Iterable[Page], source: Source) -> list[Row]:
    """A row a topic that has the words asked for in its title or text, each once.

    The service also finds topics that only link to such a page; those are left out. Raises AnswerError for a page that
    is no whole XML.
    """
    rows: dict[str, Row] = {}
    for row in islice(_parse_pages(pages, source), 10 * source.maximum_rows):
        rows.setdefault(row["resource_id"], row)
    return list(rows.values())[: source.maximum_rows]


def _parse_pages(pages: Iterable[Page], source: Source) -> Iterator[Row]:
    for page in pages:
        asked = parse_qs(urlsplit(page.asked).query)
        words = _fold(asked.get("term", [""])[0])
        language = _LANGUAGES.get(asked.get("db", [""])[0], "en")
        for document in _read_result(page, source.title).iterfind("list/document"):
            contents: dict[str, str] = {}
            for content in document.iterfind("content"):
                name = str(content.get("name"))
                contents[name] = f"{contents.get(name, '')} {strip_tags(''.join(content.itertext()))}".strip()
            if words in _fold(" ".join(contents.values())):
                yield from _parse_topic(document.get("url"), contents, language, page)


def _read_result(page: Page, title: str) -> etree._Element:
    """The root of the answer; entities that it declares stay names. Raises AnswerError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(page.body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse_answer("it is no whole XML", title) from error
    if root.tag != "nlmSearchResult":
        raise refuse_answer("it is no result of a search", title)
    return root


def _parse_topic(url: object, contents: dict[str, str], language: str, page: Page) -> Iterator[Row]:
    address, title = read_address(url), read_text(contents.get("title"))
    name = urlsplit(address).path.rsplit("/", 1)[-1].removesuffix(".html") if address else ""
    if not address or not title or not re.fullmatch(r"[\w-]{1,80}", name, re.ASCII):
        return
    yield {
        "resource_id": f"medlineplus-{name}" if language == "en" else f"medlineplus-{language}-{name}",
        "title": title,
        "organisation": "MedlinePlus, "
        + (read_text(contents.get("organizationName")) or "National Library of Medicine"),
        "kind": "patient_information",
        "audience": "patients",
        "country": "United States",
        "language": language,
        "url": address,
        "description": "Health topic of MedlinePlus, in plain language.",
        "note": None,
        "named_in": [],
        "source": "medlineplus",
        "page_title": title,
        "page_description": cut_sentences(contents.get("FullSummary", "")) or None,
    }


def strip_tags(text: str) -> str:
    """Plain text of an excerpt of HTML; words that only a mark of the search stands in stay whole."""
    if "<" not in text:
        return " ".join(text.split())
    soup = BeautifulSoup(text, "lxml")
    for block in soup.find_all(_BLOCKS):
        block.insert_before(" ")
        block.insert_after(" ")
    for unseen in soup.find_all(["script", "style"]):
        unseen.decompose()
    return " ".join(soup.get_text().split())


def cut_sentences(text: str, longest: int = _LONGEST_DESCRIPTION) -> str:
    """The first whole sentences that fit in `longest` characters; a longer first one is cut after a word."""
    kept = ""
    for sentence in _SENTENCE_END.split(text.strip()):
        if len(kept) + 1 + len(sentence) > longest:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or read_text(text, longest) or ""


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold().strip()
