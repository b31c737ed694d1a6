"""Text of the registry on a page of another language: it stays as it is, and the page says that it is English.

A screen reader then reads it with an English voice, and a browser can translate it (WCAG 2.2, 3.1.2). On an English
page nothing is added.
"""

import re

from dashboard.parts.escape import escape_html
from dashboard.words import say
from finder.languages import ENGLISH, spoken

#: Stands in a sentence where the words of the record will be; no text of ours or of a registry has these marks.
_HOLE = "⸨⸩"
_QUOTED = re.compile("“[^”]*”")


def mark_lang() -> str:
    """The attribute of an element that holds text of the registry and nothing else; it begins with a blank."""
    return "" if spoken() == ENGLISH else f' lang="{ENGLISH}"'


def mark_registry(html: str, tag: str = "span") -> str:
    """Text of the registry as HTML, within an element of its own; `tag` is "div" where it holds paragraphs or lists."""
    return f"<{tag}{mark_lang()}>{html}</{tag}>" if html and mark_lang() else html


def mark_quoted(html: str) -> str:
    """A sentence of ours as HTML with what the record calls a thing, which stands in “quotation marks”, marked."""
    return _QUOTED.sub(lambda quoted: mark_registry(quoted[0]), html) if mark_lang() else html


def say_with_record(name: str, blank: str, words: str, **values: object) -> str:
    """One sentence of ours as HTML, with words of the record in one of its blanks."""
    if not mark_lang():
        return escape_html(say(name, **{blank: words}, **values))
    return escape_html(say(name, **{blank: _HOLE}, **values)).replace(_HOLE, mark_registry(escape_html(words)), 1)
