"""`net-finder centers` and `net-finder sources`: the other tables of the snapshot, in the same forms."""

from collections.abc import Callable
from typing import Any

import click
import pandas as pd

from finder.cli.options import list_options
from finder.cli.output import Delivery, Lines, choose_delivery, deliver, tell, tell_rest
from finder.cli.snapshot import credit_line
from finder.cli.status import source_lines
from finder.cli.words import say, say_place
from finder.export.plain import frame_records
from finder.export.records import NOTICE
from finder.settings import load_settings
from finder.store.reader import open_current


@click.command(
    "centers",
    short_help="List centers that know these tumors.",
    epilog="Example: net-finder centers --format csv --output centers.csv",
)
@list_options
def centers_command(form: str | None, as_json: bool, limit: int | None, output: str | None) -> None:
    """List hospitals and clinics that treat these tumors, with the page that says so."""
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    _list_table("centers", _center_lines, delivery)


@click.command(
    "sources",
    short_help="List where the data comes from and how reading it ended.",
    epilog="Example: net-finder sources --json",
)
@list_options
def sources_command(form: str | None, as_json: bool, limit: int | None, output: str | None) -> None:
    """List each source with the outcome of the last refresh.

    "empty" means that the source has nothing; "unavailable" means that it could not be read.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    _list_table("sources", lambda frame: source_lines(frame_records(frame)), delivery)


def _list_table(name: str, draw: Callable[[pd.DataFrame], Lines], delivery: Delivery) -> None:
    reader = open_current(load_settings())
    frame = reader.read_table(name)
    shown = frame if delivery.limit is None else frame.head(delivery.limit)
    deliver(
        delivery,
        frame=lambda: shown.assign(notice=NOTICE),
        records=lambda: [{**record, "notice": NOTICE} for record in frame_records(shown)],
        lines=lambda: draw(shown),
    )
    tell_rest(len(shown), len(frame), "rows")
    if delivery.format == "table" or delivery.path:
        tell(credit_line(reader), NOTICE)


def _center_lines(frame: pd.DataFrame) -> Lines:
    heads = [("Center", "Place"), ("Accreditation", "Kind"), ("Page", "Checked")]
    rows = [
        [
            (say(row["name"]), say_place(row["city"], row["region"], row["country"])),
            (_say_accreditation(row), say(row["kind"]).replace("_", " ")),
            (say(row["url"]), say(row["checked"])),
        ]
        for row in frame_records(frame)
    ]
    return Lines(heads, rows)


def _say_accreditation(row: dict[str, Any]) -> str:
    year = row["accreditation_year"]
    return f"{say(row['accreditation'])} (seen {year})" if year and row["accreditation"] else say(row["accreditation"])
