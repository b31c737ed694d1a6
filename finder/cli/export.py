"""`net-finder export`: every table of the snapshot as CSV and as one workbook, in a folder that explains itself."""

from pathlib import Path

import click

from finder.cli.options import json_option
from finder.cli.output import say_line, write_bytes, write_json
from finder.cli.snapshot import credit_line
from finder.export.folder import export_tables
from finder.export.records import NOTICE
from finder.settings import load_settings
from finder.store.reader import open_current


@click.command(
    "export",
    epilog="Example: net-finder export lists/",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@json_option
def export_command(folder: Path, as_json: bool) -> None:
    """Write each table as a CSV file into DIR, and all of them as one Excel workbook.

    The file datapackage.json and a sheet of the workbook say what each column means.
    """
    reader = open_current(load_settings())
    paths = export_tables(reader, folder)
    if as_json:
        write_bytes(write_json({"folder": str(folder), "files": [path.name for path in paths], "notice": NOTICE}))
        return
    for path in paths:
        say_line(str(path))
    say_line(credit_line(reader))
    say_line(NOTICE)
