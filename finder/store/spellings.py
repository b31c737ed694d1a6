"""Names of regions and cities as a snapshot writes them, by how they are asked for."""

from collections.abc import Iterable

from finder.places import fold_name

#: A folded name, and the ways it is written in the snapshot.
Spellings = dict[str, tuple[str, ...]]


def group_spellings(names: Iterable[str]) -> Spellings:
    """Written names by their folded name, in the order they come."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(fold_name(name), []).append(name)
    return {key: tuple(written) for key, written in found.items()}
