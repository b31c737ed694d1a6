"""Long texts of the registry as paragraphs and lists: the words stay as they are, only their shape is read."""

import re
from collections.abc import Iterator
from itertools import groupby

from dashboard.parts.escape import escape_html, to_text

_BULLET = re.compile(r"^(?P<indent>\s*)(?:[*•·‣–-]|\d{1,2}[.)])\s+(?=\S)")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s")
_LONGEST = 60_000


def render_text(value: object) -> str:
    """A registry text as HTML. A line that begins with a bullet or number becomes a list item; numbers stay."""
    text = to_text(value)[:_LONGEST]
    blocks = []
    for is_item, lines in groupby(_join_lines(text), key=lambda line: bool(_BULLET.match(line))):
        if is_item:
            blocks.append(f"<ul>{''.join(_render_item(line) for line in lines)}</ul>")
        else:
            blocks.extend(f"<p>{escape_html(line.strip())}</p>" for line in lines)
    return "".join(blocks)


def _join_lines(text: str) -> Iterator[str]:
    """Lines of a text, without the empty ones."""
    return (line for line in text.splitlines() if line.strip())


def _render_item(line: str) -> str:
    match = _BULLET.match(line)
    assert match is not None  # noqa: S101 (groupby above let only matching lines in)
    numbered = bool(_NUMBER.match(line))
    classes = ["nf-deep"] * (len(match["indent"].expandtabs(2)) >= 2) + ["nf-number"] * numbered
    body = line.strip() if numbered else line[match.end() :].strip()
    return f'<li class="{" ".join(classes)}">{escape_html(body)}</li>' if classes else f"<li>{escape_html(body)}</li>"
