"""Every page in Spanish and in English, and what of the Spanish one is still English."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from dashboard.words import load_words
from finder.guide.facts import load_facts
from finder.guide.resources import load_documents
from finder.vocabulary.glossary import load_glossary

ROOT = Path(__file__).resolve().parents[2]

#: Text that is seen or read aloud, with the language that the nearest element names; without what Streamlit's table,
#: a picture, holds for screen readers, which cannot be marked.
_READ = """() => {
  const found = [];
  const note = (text, element) => {
    const language = element.closest('[lang]');
    if (text.trim()) found.push([text.trim().replace(/\\s+/g, ' '), language ? language.lang : '']);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!element.closest('script, style, noscript, canvas')) note(walker.currentNode.data, element);
  }
  for (const element of document.body.querySelectorAll('[aria-label], [placeholder], [title], [alt]'))
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      if (element.hasAttribute(name)) note(element.getAttribute(name), element);
  return found;
}"""
_BLANK = re.compile(r"\{\w*\}")
_FEW_WORDS = 4
_ENGLISH_WORDS = frozenset(
    re.findall(r"\w+", "the of and is are with for not this that from by or you your we it to in what which")
)
#: Names of the fakes, and of what bears an English name everywhere.
_SHELL = (
    "Fake group in France", "Choir of fakes", "Current Oncology Reports", "CC BY",
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One run of text of a page, and the language that it is said to be in."""

    words: str
    lang: str


def in_spanish(path: str) -> str:
    """The address of the same page in Spanish."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'lang': 'es'})}"


def read_texts(page: Page) -> list[Text]:
    """All texts of a page as it is now, folded parts and names for screen readers among them."""
    return [Text(words, lang) for words, lang in page.evaluate(_READ)]


def list_english(texts: Iterable[Text]) -> set[str]:
    """Texts that pass for Spanish and are a text of our own in English."""
    return {text.words for text in texts if text.lang == "es" and text.words not in _SHELL and is_ours(text.words)}


@cache
def is_ours(words: str) -> bool:
    """Whether a text is one of our English ones that is said in another way in Spanish, or holds a long one of them."""
    long, short = _our_english()
    whole = (re.search(rf"(?<!\w){re.escape(part)}(?!\w)", words) for part in long if part in words)
    return bool(short.fullmatch(words)) or any(whole)


@cache
def _our_english() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Of texts with a few words in a row the longest such part; and the others, with one short word a blank."""
    with (ROOT / "finder/languages/es.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="es") if message.id]
    spanish = {str(message.string).casefold() for message in messages}
    english = {str(message.id) for message in messages if str(message.id).casefold() not in spanish}
    parts = {text: max(_BLANK.split(text), key=lambda part: len(part.split())) for text in english}
    long = {text: part.strip().rstrip(".") for text, part in parts.items() if len(part.split()) >= _FEW_WORDS}
    short = (r"\S{1,12}".join(map(re.escape, _BLANK.split(text))) for text in english - long.keys())
    return tuple(long.values()), re.compile("|".join(short))


def list_english_words(texts: Iterable[Text]) -> set[str]:
    """Texts that pass for Spanish and hold a word that only English has, names of people and places apart."""
    return {
        text.words
        for text in texts
        if text.lang == "es" and not _ENGLISH_WORDS.isdisjoint(re.findall(r"\w+", _leave_names_out(text.words)))
    }


def _leave_names_out(words: str) -> str:
    return _names().sub("", words).lower()


@cache
def _names() -> re.Pattern[str]:
    """What is called by an English name in every language: publishers, journals, and what Streamlit's shell says."""
    facts, listed = load_facts(), load_documents()
    publishers = {source.publisher for source in (*facts.sources.values(), *listed)}
    glossary = {term.source.name for term in load_glossary().terms}
    words = {text for name, text in load_words().items() if name.startswith("source_name.")}
    names = publishers | glossary | words | set(_SHELL)
    return re.compile("|".join(sorted(map(re.escape, filter(None, names)), key=len, reverse=True)))
