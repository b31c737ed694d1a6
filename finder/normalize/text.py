r"""Text of the registry as plain text: no HTML entities, no Markdown marks, no invisible characters.

ClinicalTrials.gov sends Markdown, in which ordinary characters are escaped (`\>`), and keeps entities that its
sponsors typed, some of them encoded twice (`&amp;gt;`). Bullets, numbers and line breaks stay: they are the
readable form of a list. Everything else is left as written. All functions here give the same answer when they are
given their own answer.
"""

import html
import re
from collections.abc import Callable
from html.entities import html5
from typing import Any

import pandas as pd

#: Rounds after which text that still changes is no text but an attack; real records need two.
_ROUNDS = 8

# Controls but for tab and newline, soft hyphen, zero-width and direction marks, halves of a character, language tags.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACE = re.compile("[^\\S\n ]")
_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.I)
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\+(?=[!-/:-@\[\]^_`{-~])")
_BACKSLASHES = re.compile(r"\\{2,}")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+", re.M)
_BREAK_TAG = re.compile(r"<(?:br|/?p|/?div|/li|/?ul|/?ol)\s*/?>", re.I)
_COMMENT = re.compile(r"<!--[^<>]{0,200}-->")  # Markdown writes an empty one between two lists
_TAG = re.compile(r"</?(?:sub|sup|b|i|u|em|strong|span|li)\s*>", re.I)
_SUSPECT = re.compile(r"[&\\*_#<]|[^\S\n ]|  |\n{3}|[ ]\n|\n[ ]|[^\x20-\x7e\n]|^\s|\s$")


def _decode_entity(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#"):
        return html.unescape(match[0])
    # Sponsors also write "&Amp;" and "&GE;". Only whole names count: "&notit;" is no entity.
    return html5.get(f"{name};") or html5.get(f"{name.lower()};") or match[0]


def _clean_once(text: str) -> str:
    text = _LINE_BREAK.sub("\n", _INVISIBLE.sub("", text))
    if "&" in text:
        text = _ENTITY.sub(_decode_entity, _AMPERSAND.sub("&", text))
    if "\\" in text:
        text = _BACKSLASHES.sub("\\\\", _ESCAPE.sub("", text))
    if "<" in text:
        text = _TAG.sub("", _BREAK_TAG.sub("\n", _COMMENT.sub("", text)))
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(r"\1", _BOLD.sub(r"\2", text))
    return _HEADING.sub("", text) if "#" in text else text


def _settle(text: str, lay_out: Callable[[str], str]) -> str:
    """Clean and lay out until nothing changes, since one step can lay bare work for another."""
    for _ in range(_ROUNDS):
        cleaned = lay_out(_clean_once(text))
        if cleaned == text:
            break
        text = cleaned
    return text


def _lay_out_block(text: str) -> str:
    lines = [line.rstrip() for line in _ODD_SPACE.sub(" ", text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").rstrip()


def clean_block(text: str) -> str:
    """Text of several lines as plain text; at most one empty line in a row, indents kept, no space at a line's end."""
    return _settle(text, _lay_out_block) if _SUSPECT.search(text) else text


def clean_line(text: str) -> str:
    """Text of one line, such as a title or a name: as `clean_block`, with every run of white space one space."""
    return _settle(text, lambda words: " ".join(words.split())) if _SUSPECT.search(text) or "\n" in text else text


def clean_column(values: "pd.Series[Any]", clean: Callable[[str], str] = clean_line) -> "pd.Series[str]":
    """A column of text: each distinct value cleaned once, anything that is no text or nothing but space missing."""
    known: dict[str, str | None] = {}
    for cell in values:
        if isinstance(cell, str) and cell not in known:
            known[cell] = clean(cell) or None
    # Built from a list: a half of a character in the source would stop pandas where it reads the cells itself.
    cells = [known[cell] if isinstance(cell, str) else None for cell in values]
    return pd.Series(cells, index=values.index, dtype="str")


def clean_list(cell: object) -> list[str]:
    """The texts of a list, each one line, without those that are empty; anything that is no list has none."""
    if not isinstance(cell, list):
        return []
    return [text for item in cell if isinstance(item, str) and (text := clean_line(item))]
