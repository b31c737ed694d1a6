"""The table of what may go wrong as Markdown, made from faults.toml: python tests/faults/reference.py"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# By path and not as a module: one of the dependencies installs a package of the name `tests`.
sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from faults.declared import PAGES, Case, list_cases, load_faults  # noqa: E402

_ENDS = {"whole": "the whole list", "rest": "the list without the bad records"}


def write_table() -> str:
    """The rows of the README's table of faults."""
    rows = [*_describe_pages(), *((one["what"], one["then"]) for one in load_faults()["other"])]
    return "\n".join(["| what goes wrong | what a refresh does |", "|---|---|", *map(_write_row, rows)]) + "\n"


def _write_row(cells: tuple[str, str]) -> str:
    return f"| {cells[0]} | {cells[1]} |"


def _describe_pages() -> Iterator[tuple[str, str]]:
    for name, fault in load_faults()["pages"].items():
        cases = [case for case in list_cases() if case.fault == name]
        stays = _say_ends([case for case in cases if not case.times])
        once = _say_ends([case for case in cases if case.times])
        yield _say_where(fault), f"For good: {stays}. Once: {once}" if once and once != stays else stays.capitalize()


def _say_where(fault: dict[str, Any]) -> str:
    places = [place for place in PAGES if place in fault.get("at", PAGES)]
    where = "" if len(places) == len(PAGES) else f" ({' or '.join(places)} page)"
    return f"The registry: {fault['what']}{where}"


def _say_ends(cases: list[Case]) -> str:
    """How these cases end, with the page where that makes a difference."""
    ends = [(case.place, _ENDS.get(case.ends, "3, the last list stays")) for case in cases]
    if len({end for _, end in ends}) == 1:
        return ends[0][1]
    by_place = sorted(ends, key=lambda found: list(PAGES).index(found[0]))
    return ", ".join(f"{end} ({place})" for place, end in by_place)


if __name__ == "__main__":
    print(write_table(), end="")
