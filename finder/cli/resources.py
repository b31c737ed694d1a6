"""`net-finder resources`: pages that help, and whether their address still answers."""

from typing import Any

import click
import pandas as pd

from finder.cli.lists import deliver_list
from finder.cli.options import CriterionOption, criteria_options, list_options, read_options
from finder.cli.output import Cell, Lines, choose_delivery
from finder.cli.words import say
from finder.export.plain import frame_records
from finder.query.gaps import explain_coverage
from finder.query.resources import ask_resources
from finder.settings import load_settings
from finder.store.reader import open_current

#: The criteria of this list, as options.
RESOURCE_CRITERIA: tuple[CriterionOption, ...] = (
    ("kind", "KIND", "Keep resources of this kind."),
    ("country", "COUNTRY", "Keep resources for this country. Those for the whole world stay in."),
    ("audience", "WHO", "Keep resources for these readers."),
    ("language", "LANGUAGE", "Keep pages in this language, such as German or de."),
    ("text", "WORDS", "Keep resources that name these words."),
    ("gene", "GENE", "Keep resources that name this gene, such as MEN1."),
)


@click.command(
    "resources",
    epilog="Example: net-finder resources --country Germany --language German",
)
@criteria_options(RESOURCE_CRITERIA)
@list_options
def resources_command(
    form: str | None, as_json: bool, limit: int | None, output: str | None, **words: tuple[str, ...]
) -> None:
    """List pages, groups and registers that help, with the day their address was last checked.

    A dead link stays in the list and is called dead.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    reader = open_current(load_settings())
    answer = ask_resources(reader, read_options(words))
    deliver_list(
        reader,
        answer.resources,
        delivery,
        draw=resource_lines,
        many="resources",
        told=explain_coverage(answer.coverage, answer.total, "resource", "resources"),
    )


def resource_lines(rows: pd.DataFrame) -> Lines:
    """One row a resource; what is wrong with its address stands beside the address."""
    heads: list[Cell] = [
        ("Resource", "Publisher"),
        ("Kind", "For whom"),
        ("Country", "Language"),
        ("Page", "Take care"),
    ]
    return Lines(heads, [_resource_cells(row) for row in frame_records(rows)])


def _resource_cells(row: dict[str, Any]) -> list[Cell]:
    care = " ".join(part for part in (say(row["link"]), say(row["note"])) if part)
    return [
        (say(row["title"]), say(row["organisation"])),
        (say(row["kind"]).replace("_", " "), say(row["audience"]).replace("_", " ")),
        (say(row["country"]) or "The whole world", say(row["language"])),
        (say(row["url"]), care),
    ]
