"""The rules of entry as a tree: lines of a registry text with the lists in them, as nested as they were written.

Nothing is judged here. Every word of the text is in the tree, in its order; only bullet marks and indents are gone,
because the nesting tells what they told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from finder.query.markers import Marker, read_marker, split_inline

#: Levels of a list that are kept apart; what is nested deeper stands on the last one.
DEEPEST = 6
#: Columns by which the lines of one list may differ in their indent.
_SLACK = 1


@dataclass(frozen=True)
class Item:
    """One line. `marker`: its number or letter as written, else empty. `is_listed`: with a bullet or marker."""

    marker: str
    text: str
    children: tuple["Item", ...] = ()
    is_listed: bool = False


@dataclass
class _Node:
    """An item while its children are still being read."""

    indent: int
    marker: Marker | None
    text: str
    children: list["_Node"] = field(default_factory=list)

    @property
    def style(self) -> str:
        return self.marker.style if self.marker else ""


def read_outline(text: object) -> tuple[Item, ...]:
    """The items of one registry text in their order; none for anything that is no text. Never raises."""
    if not isinstance(text, str):
        return ()
    root = _Node(-2 * _SLACK, None, "")
    stack = [root]
    for node in _read_nodes(text):
        top = stack[-1]
        if top.marker and not top.text and not node.marker and not top.children:
            top.text = node.text
            continue
        _find_parent(stack, node)
        if len(stack) > DEEPEST:
            stack.pop()
        stack[-1].children.append(node)
        stack.append(node)
    return _freeze(root.children)


def _read_nodes(text: str) -> Iterator[_Node]:
    """Lines that hold a word, and each part of a line that counts inside itself."""
    seen: dict[str, int] = {}
    lines = [line for line in text.expandtabs(4).split("\n") if line.strip()]
    for at, line in enumerate(lines):
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        marker, words = read_marker(bare, seen)
        lead, run = split_inline(words, marker)
        if run and marker and marker.is_first and _counts_on(marker, lines[at + 1 : at + 2]):
            lead, run = words, []
        if lead or (marker and marker.written):
            yield _Node(indent, marker, lead)
            indent += 2 * _SLACK if run and run[0][0].is_first else 0
        for found, part in run:
            yield _Node(indent, found, part)


def _counts_on(marker: Marker, following: list[str]) -> bool:
    """True where the next line is the second of the list that `marker` begins."""
    found = read_marker(following[0].strip(), {marker.style: 1})[0] if following else None
    return bool(found and found.style == marker.style and found.value == marker.value + 1)


def _find_parent(stack: list[_Node], node: _Node) -> None:
    """Take from the stack what the node does not belong to; its parent is the last that is left."""
    while len(stack) > 1:
        top = stack[-1]
        if node.indent > top.indent + _SLACK:
            if node.marker or top.marker or _leads(top.text):
                return
        elif node.indent >= top.indent - _SLACK:
            if node.marker and _is_led_by(top, node.marker):
                return
            if node.marker and top.marker and not _has_elder(stack, node):
                stack.pop()
                return
        stack.pop()


def _is_led_by(top: _Node, marker: Marker) -> bool:
    """True where a line with this marker, no deeper than `top`, still belongs below it."""
    if top.style == marker.style:
        return False
    return _leads(top.text) or (bool(top.marker and top.marker.written) and marker.is_first)


def _has_elder(stack: list[_Node], node: _Node) -> bool:
    """True where a list of the node's style is open further up at its indent."""
    return stack[-1].style != node.style and any(
        above.style == node.style and abs(above.indent - node.indent) <= _SLACK for above in stack[1:-1]
    )


def _leads(text: str) -> bool:
    """True where a line says that others follow that belong to it."""
    return text.endswith((":", "："))


def _freeze(nodes: list[_Node]) -> tuple[Item, ...]:
    return tuple(
        Item(node.marker.written if node.marker else "", node.text, _freeze(node.children), node.marker is not None)
        for node in nodes
    )
