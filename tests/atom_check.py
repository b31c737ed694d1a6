"""Reads a feed as strictly as its standard asks, for tests that make one."""

from pathlib import Path

import feedparser
from lxml import etree

_RULES = etree.RelaxNG(etree.parse(Path(__file__).parent / "export" / "atom_rules.rng"))
ATOM = "{http://www.w3.org/2005/Atom}"


def check_feed(content: bytes) -> feedparser.FeedParserDict:
    """The feed as a feed reader takes it, after it was held against the rules of RFC 4287."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, recover=False))
    assert _RULES.validate(root), _RULES.error_log
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)), "each entry has an identifier of its own"
    assert not [e for e in root.iter(f"{ATOM}entry") if len(e.findall(f"{ATOM}link")) != 1]
    read = feedparser.parse(content)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert len(read.entries) == len(root.findall(f"{ATOM}entry"))
    return read
