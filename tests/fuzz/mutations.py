"""Studies in the registry's real shape, changed at random: parts dropped, of another type, huge, renamed, doubled.

What is changed, and how, is drawn by whoever calls: hypothesis in the tests, the fuzzer's bytes in parse_target.py.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from full_study import FULL
from registry import make_study

Path = tuple[Any, ...]

#: What stands in the place of a value. Huge ones are made anew each time, for they are only references.
STRANGE: tuple[Any, ...] = (
    None, "", " ", 0, -1, 1.5, True, False, [], {}, [None], [[]], {"a": {"b": []}}, "NA", "null", "\x00", "\ud800",
    "half \ud83d of a pair", "x" * 100_000, "9" * 400, 10**400, 2**63, -(2**63) - 1, 1e308, float("nan"), float("inf"),
    ["x"] * 2000, "<script>alert(1)</script>", "=1+1", "2026-02-30", "9999-12-31", "0000-00-00", "18 Fortnights",
    "RECRUITING", "NCT00000001", "neuroendocrine " * 5000, "(" * 3000, "* " * 3000, "\n" * 3000, "ﷺ" * 2000, "١٢٣",
    [{"name": "x"}, None, 3, "y"], {"nctId": "NCT00000001"}, "a\u202eb", "‮" * 50,
)  # fmt: skip
SHAPES: tuple[Callable[[], dict[str, Any]], ...] = (
    lambda: copy.deepcopy(FULL),
    lambda: make_study(102),
    lambda: make_study(103, contactsLocationsModule={"locations": [{"city": "Lyon", "country": "France"}] * 3}),
    lambda: make_study(104, designModule={"studyType": "EXPANDED_ACCESS"}, statusModule={"overallStatus": "AVAILABLE"}),
)
#: What decides whether a trial is in scope, or that it is one at all; whatever else is lost, the trial is kept.
DECIDING = ("identificationModule", "conditionsModule", "derivedSection")


class Chance(Protocol):
    """Where decisions come from."""

    def number(self, below: int) -> int: ...


def list_paths(node: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every value of a study but the whole, outer ones first."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*path, key)
            yield from list_paths(value, (*path, key))
    elif isinstance(node, list):
        for position, value in enumerate(node[:50]):
            yield (*path, position)
            yield from list_paths(value, (*path, position))


def mutate(study: dict[str, Any], chance: Chance, *, spare: tuple[str, ...] = ()) -> Path | None:
    """Change one value of the study, outside of the parts `spare`; returns where, or None where nothing is left."""
    paths = [path for path in list_paths(study) if not _touches(path, spare)]
    if not paths:
        return None
    path = paths[chance.number(len(paths))]
    *steps, last = path
    node: Any = study
    for step in steps:
        node = node[step]
    how = chance.number(6)
    if how == 0:
        del node[last]
    elif how == 1 and isinstance(node, dict):
        node[f"{last}New"] = node.pop(last)
    elif how == 2:
        node[last] = [node[last]]
    elif how == 3 and isinstance(node[last], list):
        node[last] = node[last] * 50
    elif how == 4 and isinstance(node[last], dict | list):
        node[last] = str(node[last])
    else:
        node[last] = copy.deepcopy(STRANGE[chance.number(len(STRANGE))])
    return path


def _touches(path: Path, spare: tuple[str, ...]) -> bool:
    """Whether the path is in a part to be spared, or holds one."""
    return any(part in path for part in spare) or (bool(spare) and path == ("protocolSection",))


def make_mutated(chance: Chance, *, most: int = 4, spare: tuple[str, ...] = ()) -> dict[str, Any]:
    """One study with up to `most` changes."""
    study = SHAPES[chance.number(len(SHAPES))]()
    for _ in range(1 + chance.number(most)):
        mutate(study, chance, spare=spare)
    return study
