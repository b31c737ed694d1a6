"""Long texts of the registry as paragraphs and lists: the words stay as they are, only their shape is read."""

from collections.abc import Callable, Iterable
from itertools import groupby

from dashboard.parts.escape import escape_html, to_text
from dashboard.parts.registry_text import mark_registry
from dashboard.words import say
from finder.query.outline import Item, read_outline

#: Characters of one text that a page shows, three times as many as the registry takes for its longest.
LONGEST = 60_000


def render_text(value: object) -> str:
    """A registry text as HTML, with its lists nested as they were written. What is cut off is said."""
    text, is_cut = cut_text(value)
    more = f'<p class="nf-note">{escape_html(say("text.cut"))}</p>' if is_cut else ""
    return mark_registry(render_items(read_outline(text)), "div") + more


def cut_text(value: object) -> tuple[str, bool]:
    """A cell as text no longer than a page can show, cut where a line or word ends, and whether it was cut."""
    text = to_text(value[: LONGEST + 1] if isinstance(value, str) else value)
    if len(text) <= LONGEST:
        return text, False
    text = text[:LONGEST]
    end = max(text.rfind("\n"), 0) or max(text.rfind(" "), 0) or LONGEST
    return text[:end], True


def render_items(items: Iterable[Item], render_line: Callable[[str], str] = escape_html) -> str:
    """Items as HTML: paragraphs, bulleted lists, and numbered lists that keep each number as written."""
    return "".join(
        _render_run(list(run), is_listed, is_numbered, render_line)
        for (is_listed, is_numbered), run in groupby(items, key=lambda item: (item.is_listed, bool(item.marker)))
    )


def _render_run(items: list[Item], is_listed: bool, is_numbered: bool, render_line: Callable[[str], str]) -> str:
    bodies = [(item, render_line(item.text), render_items(item.children, render_line)) for item in items]
    if not is_listed:
        return "".join(
            f'<p class="nf-lead">{line}</p>{children}' if children else f"<p>{line}</p>" for _, line, children in bodies
        )
    if not is_numbered:
        return f"<ul>{''.join(f'<li>{line}{children}</li>' for _, line, children in bodies)}</ul>"
    numbered = (
        f'<li><span class="nf-marker">{escape_html(item.marker)}</span> <div>{line}{children}</div></li>'
        for item, line, children in bodies
    )
    return f'<ol class="nf-numbers">{"".join(numbered)}</ol>'
