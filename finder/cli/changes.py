"""`net-finder changes`: what became different about trials since a day."""

from typing import Any

import click
import pandas as pd

from finder.cli.lists import deliver_list
from finder.cli.options import criteria_options, list_options, read_options
from finder.cli.output import Cell, Lines, choose_delivery
from finder.cli.search import CRITERIA
from finder.cli.words import say, say_code
from finder.export.plain import frame_records
from finder.query.changes import ChangeAnswer, find_changes_since, parse_since
from finder.query.criteria import parse_criteria
from finder.schema import LIST_SEPARATOR
from finder.settings import load_settings
from finder.sources import load_sources
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import open_current
from finder.vocabulary.wording import load_wording

#: The criteria of this list, as options.
CHANGE_CRITERIA = tuple(
    (
        name,
        takes,
        "Any unless told; open (takes people now or soon); or one such as completed." if name == "status" else says,
    )
    for name, takes, says in CRITERIA
    if name != "sort"
)


@click.command(
    "changes",
    short_help="List what became different about trials.",
    epilog="Example: net-finder changes --since 7d --country Germany",
)
@click.option(
    "--since",
    default="7d",
    show_default=True,
    metavar="WHEN",
    help="Days back, such as 7d, or a day such as 2026-01-31.",
)
@criteria_options(CHANGE_CRITERIA)
@list_options
def changes_command(
    since: str, form: str | None, as_json: bool, limit: int | None, output: str | None, **words: tuple[str, ...]
) -> None:
    """List what became different about trials that fit all criteria given, the latest first.

    New trials, those that left, status, sites, phase, dates, and what the record says of who may join.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    day = parse_since(since)
    criteria = parse_criteria({"status": ["any"], **read_options(words)})
    settings = load_settings()
    reader = open_current(settings)
    address = load_sources()["clinicaltrials_gov"].homepage + "/study/{nct_id}"
    with open_gazetteer(settings) as gazetteer:
        answer = find_changes_since(reader, gazetteer, criteria, day, address)
    deliver_list(reader, answer.changes, delivery, draw=change_lines, many="changes", told=explain_changes(answer))


def explain_changes(answer: ChangeAnswer) -> list[str]:
    """What a person must know beside the list: "nothing changed" and "we could not see" are not the same."""
    said = []
    if answer.known_since is None:
        said.append("Changes are not known yet. They are from the second refresh on.")
    elif not answer.is_whole:
        said.append(f"Changes are known since {answer.known_since[:10]} only.")
    if not answer.total and answer.known_since is not None:
        said.append(f"No change is known since {answer.since}.")
    if answer.unjudged:
        trials = "1 trial" if answer.unjudged == 1 else f"{answer.unjudged:,} trials"
        said.append(f"{trials} left the list. Whether they fitted is not known. Ask without criteria to see them.")
    return said


def change_lines(rows: pd.DataFrame) -> Lines:
    """One row a change."""
    heads: list[Cell] = [("Trial", "Number"), ("What", "Day"), ("Before",), ("Now",)]
    return Lines(heads, [_change_cells(row) for row in frame_records(rows)])


def _change_cells(row: dict[str, Any]) -> list[Cell]:
    before, after = (_say_value(row["kind"], row[name]) for name in ("before", "after"))
    if row["kind"] in ("new", "left"):  # its title is in the first cell
        before, after = "", after if row["kind"] == "left" else ""
    return [(say(row["title"]), say(row["nct_id"])), (say(row["what"]), say(row["at"])[:10]), (before,), (after,)]


def _say_value(kind: str, cell: object) -> str:
    """A value of a change: codes in words where there are any."""
    if kind in load_wording().groups and isinstance(cell, str):
        return ", ".join(say_code(kind, code) for code in cell.split(LIST_SEPARATOR))
    return say(cell)
