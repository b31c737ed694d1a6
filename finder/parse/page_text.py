"""A web page as text that can be trusted to be text: right charset, bounded, its links made whole.

Everything that a hostile page can do ends here as an AnswerError: too large, nested too deep, too many parts, no page.
"""

import codecs
import ipaddress
import json
import re
import unicodedata
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, CData, MarkupResemblesLocatorWarning, Tag, UnicodeDammit, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString

from finder.errors import AnswerError
from finder.schema.raw import Page

# What looks like XML or like an address is read as a page all the same. Set once: pages are read in several threads.
warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

#: Bounds of one page. Pages of real directories stay far below: under 1 MB, 10,000 elements, 60 levels.
MOST_BYTES = 5_000_000
MOST_ELEMENTS = 60_000
MOST_LEVELS = 256
LONGEST_ADDRESS = 2_000
LONGEST_WORDS = 300
MOST_LINKS = 200

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Browsers read these names as windows-1252, and pages count on it for quotes and dashes.
_WESTERN = {"iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii", "windows-1252", "cp1252"}
_UNREADABLE = ("style", "template", "noscript", "svg", "math", "iframe", "object", "canvas")
_CONTROLS = ("select", "button", "input", "textarea", "option", "datalist")
_AROUND = ("nav", "footer", "aside", "dialog")
_HTML_TYPES = re.compile(r"(?:html|xml|text/|^$|octet-stream|^unknown)", re.I)
_JSON_TYPES = re.compile(r"[/+]json\b", re.I)
_XML_MARK = re.compile(r"^\s*<\?xml[^>]{0,200}>", re.I)
_TAG_BEGINS = re.compile(r"<[A-Za-z]")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_TOP = re.compile(
    r"\b(?:log[ -]?in|sign[ -]?in|access denied|forbidden|just a moment|attention required"
    r"|are you (?:a )?(?:human|robot)|captcha|page not found|error 40[0-9]|40[0-9] (?:error|not found|forbidden)"
    r"|under maintenance)\b",
    re.I,
)


def decode_page(page: Page) -> str:
    """The body as text: by its byte-order mark, the header, the page's own word, then the best guess.

    A claim that the bytes do not bear out is passed over. Raises AnswerError for a body that is too large.
    """
    if len(page.body) > MOST_BYTES:
        raise AnswerError(f"{page.url} is larger than {MOST_BYTES // 1_000_000} MB.", remedy="Open it in a browser.")
    for charset in _list_charsets(page):
        try:
            text = page.body.decode(charset)
        except (UnicodeError, LookupError, ValueError):
            if charset != "utf-8" or not (text := _decode_damaged(page.body)):
                continue
        # Plain letters read in pairs are legal Chinese: a page without a mark of HTML or JSON was read wrongly.
        if charset.startswith(("utf-16", "utf-32")) and not re.search(r"[<{\[]", text):
            continue
        return _drop_invisible(text)
    return _drop_invisible(page.body.decode("latin-1"))


def _list_charsets(page: Page) -> Iterator[str]:
    yield from (name for mark, name in _BOMS if page.body.startswith(mark))
    named = EncodingDetector.find_declared_encoding(page.body, is_html=True) or ""
    if named.lower().startswith(("utf-16", "utf-32")):  # what is read byte by byte cannot be that
        named = "utf-8"
    claims = [claim for claim in (page.charset.strip().strip("\"'").lower(), named.lower()) if claim]
    for claim in claims:
        if claim in _WESTERN:  # servers say so by default; bytes that are whole UTF-8 are never that by chance
            yield from ("utf-8", "windows-1252", "latin-1")
        elif _is_text_codec(claim):
            yield codecs.lookup(claim).name
    yield "utf-8"
    if not claims:
        yield UnicodeDammit(page.body[:200_000]).original_encoding or "windows-1252"
    yield from ("windows-1252", "latin-1")


def _decode_damaged(body: bytes) -> str:
    """UTF-8 with a few broken characters, such as one cut in two; "" where more are broken than whole."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return text if sum(not c.isascii() for c in text) > 2 * broken else ""


def _is_text_codec(name: str) -> bool:
    """Python also knows codecs that are no charset, such as zip and rot13."""
    try:
        return bool(getattr(codecs.lookup(name), "_is_text_encoding", True)) and name not in ("idna", "punycode")
    except (LookupError, ValueError):
        return False


def _drop_invisible(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufeff]", "", text)


def read_json(text: str) -> Any:  # noqa: ANN401 - anything JSON can say
    """The value, or None where the text is no JSON or is built to break a reader (nested too deep, endless number)."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def is_json(page: Page) -> bool:
    """Whether the server calls the answer JSON."""
    return bool(_JSON_TYPES.search(page.content_type))


def is_web_page(page: Page) -> bool:
    """Whether the server calls the answer something that can be read as HTML."""
    return bool(_HTML_TYPES.search(page.content_type)) and not is_json(page)


def open_page(page: Page) -> BeautifulSoup:
    """The page as a tree without styles and programs; JSON-LD scripts stay.

    Raises AnswerError for a page too large, with too many elements or nested too deep, and for what is no web page.
    """
    if not is_web_page(page):
        raise AnswerError(f"{page.url} is no web page.", remedy="Open it in a browser.")
    return open_text(decode_page(page), page.url)


def open_text(text: str, where: str) -> BeautifulSoup:
    """A piece of HTML as a tree, as `open_page`. Raises AnswerError that names `where`."""
    text = _XML_MARK.sub("", text)
    if sum(1 for _ in _TAG_BEGINS.finditer(text)) > MOST_ELEMENTS:
        raise AnswerError(f"{where} has too many parts to be read.", remedy="Open it in a browser.")
    try:
        soup = BeautifulSoup(text, "lxml")
    except (ValueError, AssertionError, RecursionError) as error:
        raise AnswerError(f"{where} cannot be read as a page.", remedy="Open it in a browser.") from error
    _require_bounds(soup, where)
    for tag in soup.find_all(_UNREADABLE):
        tag.extract()
    for script in soup.find_all("script"):
        if "ld+json" not in str(script.get("type", "")).lower():
            script.extract()
    return soup


def _require_bounds(soup: BeautifulSoup, where: str) -> None:
    levels: dict[int, int] = {id(soup): 0}
    for tag in soup.descendants:
        if isinstance(tag, Tag):
            levels[id(tag)] = level = levels[id(tag.parent)] + 1
            if level > MOST_LEVELS or len(levels) > MOST_ELEMENTS:
                raise AnswerError(f"{where} has too many parts to be read.", remedy="Open it in a browser.")


def clean_text(text: str) -> str:
    """Text of one line: no invisible characters, every run of white space one space."""
    visible = "".join(c if c.isspace() or unicodedata.category(c) not in _INVISIBLE else "" for c in text)
    return " ".join(visible.split())


def read_text(tag: Tag) -> str:
    """All words of an element as one line; elements that begin a new line, and <br>, part words."""
    return clean_text(" ".join(line for _, line in read_lines(tag)))


def read_lines(tag: Tag) -> Iterator[tuple[Tag, str]]:
    """The lines a reader would see, in order, each with the element that lays it out. Scripts and comments are none."""
    nearest: dict[int, Tag] = {id(tag): tag}
    current, words = tag, ""
    for node in tag.descendants:
        if isinstance(node, Tag):
            parent = nearest[id(node.parent)]
            nearest[id(node)] = node if node.name in BLOCKS else parent
            starts_line = node.name == "br" or node.name in BLOCKS
        elif type(node) in (NavigableString, CData):
            starts_line = nearest[id(node.parent)] is not current
        else:
            continue
        if starts_line:
            if line := clean_text(words):
                yield current, line
            words = ""
        if not isinstance(node, Tag):
            current = nearest[id(node.parent)]
            words += str(node)
    if line := clean_text(words):
        yield current, line


def find_regions(soup: BeautifulSoup, within: str) -> list[Tag]:
    """The parts of a page that count: what the selector `within` names, else its main part, without menus and fields.

    A page that asks for a password, or says that it is missing, has none.
    """
    heads = [tag for tag in (soup.title, soup.find("h1")) if tag]
    if any(_TOP.search(clean_text(tag.get_text())[:LONGEST_WORDS]) for tag in heads):
        return []
    for tag in soup.find_all([*_CONTROLS, *_AROUND]):
        tag.extract()
    if within:
        chosen = soup.select(within)
        inner = {id(tag) for tag in chosen}
        return [tag for tag in chosen if not any(id(parent) in inner for parent in tag.parents)]
    region = soup.find("main") or soup.select_one('[role="main"]') or soup.body
    if region is soup.body:
        for header in soup.find_all("header"):
            if not header.find_parent("article"):
                header.extract()
    return [region] if region else []


def resolve_link(base: str, href: object) -> str:
    """An absolute http(s) address without its fragment, or "" for every other link (script, mail, broken, too long)."""
    if not isinstance(href, str):
        return ""
    try:
        address = urldefrag(urljoin(base, re.sub(r"[\t\r\n]", "", href).strip())).url
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return ""
    fits = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    plain = address.isprintable() and not re.search(r"[\s<>\"]", address)
    return address if fits and plain and len(address) <= LONGEST_ADDRESS else ""


def read_base(soup: BeautifulSoup, page: Page) -> str:
    """What the links of a page are relative to: its <base href>, else its own address."""
    base = soup.find("base", href=True)
    return (resolve_link(page.url, base["href"]) if base else "") or page.url


def is_same_house(one: str, other: str) -> bool:
    """Whether two addresses are of one host family: the same host, with or without www, or one below the other."""
    hosts = [(urlsplit(address).hostname or "").removeprefix("www.") for address in (one, other)]
    shorter, longer = sorted(hosts, key=len)
    if shorter == longer:
        return bool(shorter)
    return "." in shorter and not _is_number(shorter) and longer.endswith(f".{shorter}")


def _is_number(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def read_link_words(link: Tag) -> str:
    """What a link says of itself: its text, title, label and the words of its pictures."""
    said = [read_text(link), *(link.get(key) for key in ("title", "aria-label", "alt"))]
    said += [image.get("alt") for image in link.find_all("img")]
    return clean_text(" ".join(text for text in said if isinstance(text, str)))[:LONGEST_WORDS]


def find_links(page: Page, pattern: str) -> list[str]:
    """Addresses of the links whose words fit `pattern` (case does not count), in order, once each, same hosts only.

    At most 200. Raises AnswerError for a page that cannot be read.
    """
    soup = open_page(page)
    base, wanted = read_base(soup, page), re.compile(pattern, re.I)
    found: dict[str, None] = {}
    for link in soup.find_all(("a", "area"), href=True):
        if len(found) >= MOST_LINKS:
            break
        if wanted.search(read_link_words(link)):
            address = resolve_link(base, link["href"])
            if address and is_same_house(page.url, address):
                found[address] = None
    return list(found)
