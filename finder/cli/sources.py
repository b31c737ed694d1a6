"""`net-finder sources`: whose data this is, on what terms, and how reading it ended."""

from typing import Any

import click
import pandas as pd

from finder.cli.options import list_options
from finder.cli.output import Lines, choose_delivery, deliver, tell, tell_rest
from finder.cli.snapshot import credit_line
from finder.cli.words import say, say_hours
from finder.export.plain import frame_records
from finder.export.records import NOTICE
from finder.settings import load_settings
from finder.sources import load_sources
from finder.store.reader import Reader, open_current

#: What the declaration of a source adds to its row of the snapshot.
DECLARED = ("title", "publisher", "licence", "credit", "warning", "homepage", "max_age_hours", "essential")


@click.command(
    "sources",
    epilog="Example: net-finder sources --json",
)
@list_options
def sources_command(form: str | None, as_json: bool, limit: int | None, output: str | None) -> None:
    """List each source: who publishes it, on what terms, how often it is asked, and how the last refresh ended.

    "empty" means that the source has nothing; "unavailable" means that it could not be read.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    reader = open_current(load_settings())
    rows = describe_sources(reader)
    shown = rows[: delivery.limit]
    deliver(
        delivery,
        frame=lambda: pd.DataFrame(shown, columns=[*reader.read_sources().columns, *DECLARED, "notice"]),
        records=lambda: shown,
        lines=lambda: source_lines(shown),
    )
    tell_rest(len(shown), len(rows), "sources")
    if delivery.format == "table" or delivery.path:
        tell(credit_line(reader), NOTICE)


def describe_sources(reader: Reader) -> list[dict[str, Any]]:
    """One dictionary a source: its row of the snapshot, then DECLARED; None where a declaration is gone."""
    described = []
    for row in frame_records(reader.read_sources()):
        source = load_sources().get(row["name"])
        added = {name: getattr(source, name, None) for name in DECLARED}
        described.append({**row, **added, "notice": NOTICE})
    return described


def source_lines(sources: list[dict[str, Any]]) -> Lines:
    """The table of sources for eyes."""
    heads = [
        ("Source", "Title", "Publisher"),
        ("Outcome", "Rows"),
        ("Data of", "Read at", "Asked"),
        ("What happened",),
        ("Terms", "Credit", "Take care"),
    ]
    rows = [
        [
            (say(row["name"]), say(row["title"]), say(row["publisher"])),
            (say(row["outcome"]), say(row["rows"])),
            (say(row["data_version"]), say(row["fetched_at"]), say_hours(row["max_age_hours"])),
            (say(row["message"]),),
            (say(row["licence"]), say(row["credit"]), say(row["warning"])),
        ]
        for row in sources
    ]
    return Lines(heads, rows)
