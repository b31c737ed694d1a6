"""Groups of folded names: every two names of a group pass the same test, so that none is chained to an unlike one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from finder.normalize.institution_match import is_network, is_same
from finder.normalize.institution_names import Institution
from finder.normalize.institution_places import NEAR_KM, Point, is_near

#: Whole names are let through to the test word by word with this much less likeness than words need.
_SLACK = 5
#: Words that are part of many names and make none a strong one.
_WEAK = frozenset({"saint", "royal", "good", "new", "great", "holy", "our", "lady", "network"})
#: Kinds of which one at least must be told before a name counts as one of a house.
_HOUSES = frozenset({"hospital", "university", "cancer", "institute"})


class Node(NamedTuple):
    """One folded name in one city; `block` numbers the city."""

    folded: Institution
    block: int


def number_groups(nodes: set[Node], middles: dict[int, Point], nowhere: set[int], threshold: float) -> dict[Node, int]:
    """A group number for each node. `middles` has the point of each city; `nowhere` are blocks without a city."""
    meant = _resolve_short_names(nodes, threshold)
    plain = {node: _drop_text(meaning) for node, meaning in meant.items()}
    ordered = sorted(set(plain.values()), key=_order)
    places = {node: at for at, node in enumerate(ordered)}
    edges = _list_edges(ordered, places, middles, nowhere, threshold)
    groups = _link_completely(len(ordered), edges)
    return {node: groups[places[meaning]] for node, meaning in plain.items()}


def _order(node: Node) -> tuple[Any, ...]:
    folded = node.folded
    sets = (tuple(sorted(words)) for words in (folded.dividers, folded.kinds, folded.initials, folded.short))
    return (folded.country, node.block, folded.own, *sets, folded.wide, folded.known, folded.of_city, folded.text)


def _drop_text(node: Node) -> Node:
    """The node without how it was written, where its meaning alone says which place it is."""
    bare = node.folded._replace(text="")
    return Node(bare if is_same(bare, bare) else node.folded, node.block)


def _resolve_short_names(nodes: set[Node], threshold: float) -> dict[Node, Node]:
    """Each node as meant: "IRST" alone is what one other name of the city explains as "... (IRST)"."""
    explained: dict[tuple[int, str], list[Node]] = defaultdict(list)
    for node in sorted((node for node in nodes if node.folded.own and node.folded.short), key=_order):
        for short in node.folded.short:
            if short not in node.folded.own:
                explained[node.block, short].append(node)
    found = {}
    for node in nodes:
        folded = node.folded
        others = explained.get((node.block, folded.own[0]), []) if len(folded.own) == 1 else []
        if others and not folded.dividers and _are_same(others, threshold):
            full = others[0].folded
            folded = full._replace(kinds=folded.kinds | full.kinds, short=frozenset())
        found[node] = Node(folded, node.block)
    return found


def _are_same(nodes: list[Node], threshold: float) -> bool:
    return all(is_same(one.folded, other.folded, threshold) for one, other in combinations(nodes, 2))


def _list_edges(
    ordered: list[Node], places: dict[Node, int], middles: dict[int, Point], nowhere: set[int], threshold: float
) -> list[tuple[float, int, int]]:
    """Pairs that pass the test, as (unlikeness, one, other)."""
    edges = []
    for one, other in _list_pairs_of_a_city(ordered, threshold):
        sure = one.block not in nowhere or (_is_strong(one) and _is_strong(other))
        if sure and is_same(one.folded, other.folded, threshold):
            edges.append((_measure_unlikeness(one, other), places[one], places[other]))
    edges.extend((1.0, places[one], places[other]) for one, other in _list_pairs_of_near_cities(ordered, middles))
    return edges


def _measure_unlikeness(one: Node, other: Node) -> float:
    return 100 - fuzz.ratio(" ".join(one.folded.own), " ".join(other.folded.own))


def _list_pairs_of_a_city(ordered: list[Node], threshold: float) -> Iterator[tuple[Node, Node]]:
    blocks: dict[tuple[int, frozenset[str]], dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node in ordered:
        blocks[node.block, node.folded.hard][" ".join(node.folded.own)].append(node)
    for names in blocks.values():
        for nodes in names.values():
            yield from combinations(nodes, 2)
        own = [name for name in names if name]
        if len(own) > 1:
            limit = max(threshold - _SLACK, 0)
            scores = process.cdist(own, own, scorer=fuzz.token_set_ratio, score_cutoff=limit, dtype=np.uint8)
            for row, column in zip(*np.nonzero(np.triu(scores, 1)), strict=True):
                for one in names[own[row]]:
                    for other in names[own[column]]:
                        yield one, other


def _list_pairs_of_near_cities(ordered: list[Node], middles: dict[int, Point]) -> Iterator[tuple[Node, Node]]:
    """The same strong name in two cities close to each other, where no city farther away has that name too."""
    named: dict[tuple[str, tuple[str, ...], frozenset[str]], list[Node]] = defaultdict(list)
    for node in ordered:
        if node.folded.country and _is_strong(node):
            named[node.folded.country, node.folded.own, node.folded.hard].append(node)
    for nodes in named.values():
        blocks = sorted({node.block for node in nodes})
        near = all(is_near(middles[one], middles[other], NEAR_KM) for one, other in combinations(blocks, 2))
        if len(blocks) > 1 and near:
            for one, other in combinations(nodes, 2):
                if one.block != other.block and is_same(one.folded, other.folded):
                    yield one, other


def _is_strong(node: Node) -> bool:
    """Whether a name can be found again in another city: two words of its own at least, and no network of houses."""
    folded = node.folded
    if folded.wide or "practice" in folded.kinds:
        return False
    telling = [word for own in folded.own for word in own.lstrip("=").split() if len(word) > 2 and word not in _WEAK]
    strong = folded.known or (len(telling) > 1 and not folded.of_city and not folded.kinds.isdisjoint(_HOUSES))
    return strong and not is_network(folded)


def _link_completely(count: int, edges: Iterable[tuple[float, int, int]]) -> list[int]:
    """Group numbers of nodes 0 to count; two groups become one only if every pair across them has an edge."""
    near: list[set[int]] = [set() for _ in range(count)]
    ordered = sorted(edges)
    for _, one, other in ordered:
        near[one].add(other)
        near[other].add(one)
    group = list(range(count))
    members = [{at} for at in range(count)]
    for _, one, other in ordered:
        into, out = sorted((group[one], group[other]))
        if into != out and all(members[out] <= near[at] for at in members[into]):
            members[into] |= members[out]
            for at in members[out]:
                group[at] = into
            members[out] = set()
    numbers = {root: number for number, root in enumerate(sorted(set(group)))}
    return [numbers[root] for root in group]
